//! One release of the changelog: what users were told of it, a heading deeper than the notes.

use relnotes_core::release::model::{Change, Kind};
use schemars::JsonSchema;
use serde::Serialize;

use super::notes::{CategoryView, features, views};
use crate::context::{ChangeView, Inputs};
use crate::finish::Markers;

pub(super) const MARKERS: Markers = Markers::Dropped;
pub(super) const READS_FILES: bool = false;

/// A changelog has no blanks: what is not known of an old release stays unsaid.
pub(super) const BLANKS: &[&str] = &[];

/// What the template of a release in the changelog is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// `v1.3.0`.
    version: String,
    /// Whether it is a release; else what comes after the last.
    released: bool,
    /// Date of the release.
    date: Option<String>,
    /// Whether there is nothing to tell users.
    nothing: bool,
    /// Changes that break a contract, of any kind.
    breaking: Vec<ChangeView>,
    /// Holes closed.
    security: Vec<ChangeView>,
    /// New features by category.
    features: Vec<CategoryView>,
    /// Improvements.
    improvements: Vec<ChangeView>,
    /// Fixes.
    fixes: Vec<ChangeView>,
    /// Changes whose kind the history does not tell.
    unclassified: Vec<ChangeView>,
    /// Technical changes that users are told of.
    technical: Vec<ChangeView>,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let listed: Vec<&Change> = inputs.changes().filter(|change| inputs.is_listed(change)).collect();
    let of = |kind| views(inputs, &listed, |change| !change.breaking && change.kind == kind);
    let to = &inputs.release.range.to;
    View {
        version: inputs.version(),
        released: to.tag.is_some() || to.version.is_some(),
        date: inputs.release_date(),
        nothing: listed.is_empty(),
        breaking: views(inputs, &listed, |change| change.breaking),
        security: of(Kind::Security),
        features: features(inputs, &listed),
        improvements: of(Kind::Improvement),
        fixes: of(Kind::Fix),
        unclassified: of(Kind::Unclassified),
        technical: of(Kind::Technical),
    }
}
