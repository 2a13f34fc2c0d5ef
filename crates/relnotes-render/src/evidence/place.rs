//! A place in a tree, as a reference that can be opened.

use relnotes_core::evidence::{Evidence, Place, Side};

use crate::context::Inputs;
use crate::escape::code;
use crate::links;

/// Returns `path:12`, of the older tree `path@v1.2.0:12`, linked where a forge is known.
pub(crate) fn place(inputs: &Inputs<'_>, evidence: &Evidence, place: &Place) -> String {
    let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
    let (commit, at) = match place.side {
        Side::After => (Some(evidence.to), String::new()),
        Side::Before => (evidence.from, format!("@{}", name_of_older(inputs, evidence))),
    };
    let label = code(&format!("{}{at}{line}", place.path));
    match commit {
        Some(commit) => links::file(inputs.settings, &commit, &place.path, place.line, &label),
        None => label,
    }
}

/// The name of the older end: the base, the replaced release, or its commit.
pub(super) fn name_of_older(inputs: &Inputs<'_>, evidence: &Evidence) -> String {
    let Some(commit) = evidence.from else { return String::new() };
    let base = inputs.release.range.from.as_ref().filter(|from| from.commit == commit);
    let replaced = inputs.release.replaces.as_ref().filter(|_| base.is_none());
    base.map(|from| from.name.clone())
        .or_else(|| replaced.cloned())
        .unwrap_or_else(|| commit.short(links::DIGITS))
}
