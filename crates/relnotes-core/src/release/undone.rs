//! What was taken back, and by what: reverts that name a commit or a copy of it, and reach it.
//!
//! A revert undoes what is below it. A copy that it does not reach, such as one that was picked again
//! later, is still there; so is a commit whose revert was reverted.

use crate::git::Error;
use crate::history::{Graph, NodeId, NodeMap};
use crate::id::CommitId;

use super::content::{Content, is_merge};
use super::kin::Kin;
use super::model::Commit;

/// The reverts that undo each commit.
#[derive(Default)]
pub(super) struct Undone {
    by: NodeMap<Vec<NodeId>>,
}

impl Undone {
    /// Returns whether a commit is undone by a revert that fulfils a condition and still holds.
    pub(super) fn is_undone(&self, node: NodeId, counts: &dyn Fn(NodeId) -> bool) -> bool {
        let mut reverts = self.by.get(&node).into_iter().flatten();
        // A revert reaches what it undoes, so that this comes to an end.
        reverts.any(|revert| counts(*revert) && !self.is_undone(*revert, counts))
    }
}

/// Finds what the reverts of the content and of the commits around it undo.
pub(super) fn undone(
    graph: &mut Graph<'_>,
    content: &Content,
    others: &Content,
    kin: &Kin,
) -> Result<Undone, Error> {
    let mut undone = Undone::default();
    for (revert, commit) in content.iter().chain(others.iter()) {
        let named = named(graph, content, others, commit);
        let copies = |node: &NodeId| kin.of(*node).iter().map(|(copy, _)| *copy);
        let mut targets: Vec<NodeId> =
            named.iter().copied().chain(named.iter().flat_map(copies)).collect();
        // A merge that a note calls a copy brought the copy that is named.
        let is_merged = |node: &NodeId| others.get(*node).is_some_and(is_merge);
        let merges: Vec<NodeId> = targets.iter().flat_map(copies).filter(is_merged).collect();
        targets.extend(merges);
        targets.sort_unstable();
        targets.dedup();
        for node in targets.into_iter().filter(|node| *node != revert) {
            if graph.reaches(revert, node)? {
                undone.by.entry(node).or_default().push(revert);
            }
        }
    }
    Ok(undone)
}

/// Returns the commits that a revert names by their ids; where one of them is not here, its copies.
fn named(graph: &Graph<'_>, content: &Content, others: &Content, commit: &Commit) -> Vec<NodeId> {
    let Some(revert) = &commit.message.revert else { return Vec::new() };
    let mut named = Vec::new();
    for hex in &revert.commits {
        let known = match CommitId::from_hex(hex.as_bytes()) {
            Some(id) => graph.find(id),
            None => {
                let mut both = content.iter().chain(others.iter());
                both.find(|(_, commit)| commit.id.starts_with(hex)).map(|(node, _)| node)
            }
        };
        match known.filter(|node| content.contains(*node) || others.contains(*node)) {
            Some(node) => named.push(node),
            None => named.extend(copies_of(content, others, hex)),
        }
    }
    named
}

/// Returns the commits that say that they were picked from an id.
pub(super) fn copies_of<'a>(
    content: &'a Content,
    others: &'a Content,
    hex: &'a str,
) -> impl Iterator<Item = NodeId> + 'a {
    let both = content.iter().chain(others.iter());
    let is_copy = move |commit: &Commit| {
        commit.message.cherry_picked_from.iter().any(|origin| origin.starts_with(hex))
    };
    both.filter(move |(_, commit)| is_copy(commit)).map(|(node, _)| node)
}
