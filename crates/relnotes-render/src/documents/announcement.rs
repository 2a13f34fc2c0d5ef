//! A few lines for the chat of a team: what is out, what it brings, and where it can be read.

use relnotes_core::release::model::{Change, Kind};
use schemars::JsonSchema;
use serde::Serialize;

use super::notes::views;
use crate::context::{ChangeView, Inputs};
use crate::finish::Markers;

pub(super) const MARKERS: Markers = Markers::Dropped;
pub(super) const READS_FILES: bool = false;
pub(super) const BLANKS: &[&str] = &[];

/// How many changes of a kind are told.
const MOST: usize = 5;

/// What the template of the announcement is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// The name of the product; null where it has none.
    product: Option<String>,
    /// `v1.3.0`.
    version: String,
    /// Where the release can be read; null before it is published.
    url: Option<String>,
    /// Whether it is a candidate.
    candidate: bool,
    /// Whether it is a hotfix.
    hotfix: bool,
    /// Changes that break a contract.
    breaking: Part,
    /// Holes closed.
    security: Part,
    /// New features.
    features: Part,
    /// Fixes.
    fixes: Part,
}

/// The first changes of a kind.
#[derive(Debug, Serialize, JsonSchema)]
struct Part {
    /// At most five of them.
    changes: Vec<ChangeView>,
    /// How many there are beside them; null where these are all.
    more: Option<usize>,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let listed: Vec<&Change> = inputs.changes().filter(|it| inputs.is_listed(it)).collect();
    let part = |wanted: &dyn Fn(&Change) -> bool| {
        let mut changes = views(inputs, &listed, wanted);
        let more = changes.len().checked_sub(MOST).filter(|more| *more > 0);
        changes.truncate(MOST);
        Part { changes, more }
    };
    let of = |kind: Kind| part(&move |change: &Change| change.kind == kind && !change.breaking);
    let version = inputs.release.range.to.version;
    View {
        product: inputs.settings.product.clone(),
        version: inputs.version(),
        url: inputs.settings.published_at.clone(),
        candidate: version.is_some_and(|version| version.is_candidate()),
        hotfix: version.is_some_and(|it| it.is_production() && it.number().is_some()),
        breaking: part(&|change| change.breaking),
        security: of(Kind::Security),
        features: of(Kind::Feature),
        fixes: of(Kind::Fix),
    }
}
