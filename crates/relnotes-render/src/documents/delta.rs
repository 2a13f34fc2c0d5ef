//! What is new since another candidate of the same version: what came, what left, and what must be looked at again.

use std::collections::BTreeSet;

use relnotes_core::release::model::Release;
use schemars::JsonSchema;
use serde::Serialize;

use crate::context::{ChangeView, Inputs, Markdown};
use crate::escape::code;
use crate::facts;
use crate::finish::Markers;

pub(super) const MARKERS: Markers = Markers::Dropped;
pub(super) const READS_FILES: bool = false;

/// Ids of the blanks.
pub(super) const BLANKS: &[&str] = &[];

/// What two candidates of a version differ in, beside the commits between them.
#[derive(Debug, Clone)]
pub struct Delta {
    /// The version as it was at the older one.
    pub before: Release,
    /// The version as it is at the newer one.
    pub now: Release,
    /// What the documents of the two say in other words: made by relnotes, as Markdown.
    pub parts: Vec<DeltaPart>,
    /// Boxes of the checklist below which something else stands.
    pub boxes: Vec<DeltaBox>,
}

/// A section of a document that differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeltaPart {
    /// Its heading.
    pub title: String,
    /// Lines that came.
    pub added: Vec<String>,
    /// Lines that went.
    pub gone: Vec<String>,
    /// Lines that say something else: before, and now.
    pub changed: Vec<(String, String)>,
}

/// A box of the checklist that must be looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeltaBox {
    /// What it is about.
    pub title: String,
    /// What stands below it now and did not before.
    pub added: Vec<String>,
    /// What stood below it and does not any more.
    pub gone: Vec<String>,
}

/// What the template of the delta is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// The older candidate.
    from: Markdown,
    /// The newer one.
    to: Markdown,
    /// Range, size, dates.
    size: Markdown,
    /// Changes that came.
    came: Vec<ChangeView>,
    /// Changes that the older one had and the newer one has not.
    left: Vec<ChangeView>,
    /// Sections of documents that differ.
    parts: Vec<PartView>,
    /// Boxes that must be looked at again.
    boxes: Vec<BoxView>,
    /// The range as it would be typed.
    range: Markdown,
    /// Version of this program; null where it is not to be named.
    tool: Option<String>,
}

/// A section that differs.
#[derive(Debug, Serialize, JsonSchema)]
struct PartView {
    title: Markdown,
    added: Vec<Markdown>,
    gone: Vec<Markdown>,
    changed: Vec<ChangedView>,
}

/// A line that says something else.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangedView {
    before: Markdown,
    now: Markdown,
}

/// A box that must be looked at again.
#[derive(Debug, Serialize, JsonSchema)]
struct BoxView {
    title: Markdown,
    added: Vec<Markdown>,
    gone: Vec<Markdown>,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let range = &inputs.release.range;
    let delta = inputs.subject.delta;
    let name = |end: &str| Markdown(code(end));
    let parts = delta.map(|delta| delta.parts.iter().map(part).collect()).unwrap_or_default();
    let boxes = delta.map(|delta| delta.boxes.iter().map(tick_box).collect()).unwrap_or_default();
    View {
        from: name(range.from.as_ref().map_or("", |from| from.name.as_str())),
        to: name(&range.to.name),
        size: facts::size(inputs),
        came: inputs.changes().map(|change| inputs.scoped_view(change)).collect(),
        left: delta.map(|delta| left(inputs, delta)).unwrap_or_default(),
        parts,
        boxes,
        range: Markdown(code(&facts::range(inputs))),
        tool: inputs.tool(),
    }
}

/// What the version had and has no more: taken back, or never merged into the newer one.
fn left(inputs: &Inputs<'_>, delta: &Delta) -> Vec<ChangeView> {
    let now: BTreeSet<&str> = delta.now.changes.iter().map(|change| change.id.as_str()).collect();
    let gone = delta.before.changes.iter().filter(|change| !now.contains(change.id.as_str()));
    let own = gone.filter(|change| change.hidden_by.as_deref() != Some("documents"));
    own.map(|change| inputs.scoped_view(change)).collect()
}

fn lines(all: &[String]) -> Vec<Markdown> {
    all.iter().cloned().map(Markdown).collect()
}

fn part(part: &DeltaPart) -> PartView {
    let changed = part.changed.iter().map(|(before, now)| ChangedView {
        before: Markdown(before.clone()),
        now: Markdown(now.clone()),
    });
    PartView {
        title: Markdown(part.title.clone()),
        added: lines(&part.added),
        gone: lines(&part.gone),
        changed: changed.collect(),
    }
}

fn tick_box(tick_box: &DeltaBox) -> BoxView {
    BoxView {
        title: Markdown(tick_box.title.clone()),
        added: lines(&tick_box.added),
        gone: lines(&tick_box.gone),
    }
}
