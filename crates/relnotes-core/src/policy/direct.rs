//! Commits that no pull request and no merge brought, and what else may have brought them.
//!
//! Git records neither who pushed what nor that a branch was moved by a fast-forward. A commit with
//! one parent and without the number of a pull request was pushed, or its branch was moved onto
//! another one that had it, or a forge rebased it. Which of these it was can be told where nothing
//! speaks for the last two.

use crate::history::{NodeHashSet, NodeId, NodeSet};
use crate::release::model::Commit;
use crate::release::{is_version_bump, read_commits};

use super::branch::Branch;
use super::facts::Facts;
use super::finding::Findings;

/// How many commits are shown.
const SHOWN: usize = 20;

/// The commits of one branch's own line, youngest first.
#[derive(Debug, Default)]
pub(super) struct Direct {
    /// They were pushed.
    pub(super) pushed: Vec<NodeId>,
    /// A fast-forward or a rebase may have brought them.
    pub(super) unsure: Vec<NodeId>,
}

/// Sorts the commits of a branch's own line that no merge and no pull request brought.
///
/// `moved` are the commits that the branch may have been moved to by a fast-forward, `rests` those
/// that it stood at otherwise: what lies between one of the former and the next of the latter may
/// have come along.
pub(super) fn sort(
    own: &[NodeId],
    moved: &NodeHashSet,
    rests: &NodeHashSet,
    facts: &Facts<'_>,
) -> Direct {
    let graph = facts.history.graph();
    let mut came_along = NodeHashSet::default();
    let mut is_moved = false;
    for node in own {
        is_moved = moved.contains(node) || is_moved && !rests.contains(node);
        if is_moved {
            came_along.insert(*node);
        }
    }
    let plain = own.iter().copied().filter(|node| graph.parents(*node).len() == 1);
    let plain: Vec<NodeId> = plain.filter(|node| !facts.is_settled(*node)).collect();
    let mut direct = Direct::default();
    for (node, commit) in read_commits(graph, &plain, &facts.sources) {
        if commit.message.pull_request.is_some() || is_version_bump(&commit) {
            continue;
        }
        match came_along.contains(&node) || is_rewritten(&commit) {
            true => direct.unsure.push(node),
            false => direct.pushed.push(node),
        }
    }
    direct
}

/// Returns where the first parents of some commits meet a line.
pub(super) fn meetings(
    tips: impl Iterator<Item = NodeId>,
    line: &NodeSet,
    facts: &Facts<'_>,
) -> NodeHashSet {
    let (mut seen, mut found) = (NodeSet::default(), NodeHashSet::default());
    for tip in tips {
        let mut walk = facts.history.first_parents(tip);
        let end = walk.find(|node| line.contains(*node) || !seen.insert(*node));
        found.extend(end.filter(|node| line.contains(*node)));
    }
    found
}

/// Reports what was pushed to a branch, and what may have been.
pub(super) fn report(
    found: &Direct,
    branch: &Branch,
    hint: String,
    facts: &Facts<'_>,
    findings: &mut Findings<'_>,
) {
    let commits = |nodes: &[NodeId]| match nodes.len() {
        1 => format!("1 commit of {}", branch.name),
        n => format!("{n} commits of {}", branch.name),
    };
    if !found.pushed.is_empty() {
        let which = commits(&found.pushed);
        let message = format!("{which} came neither by a merge nor by a pull request");
        findings.violation(branch, message).evidence(shown(&found.pushed, facts)).hint(hint);
    }
    if !found.unsure.is_empty() {
        let which = commits(&found.unsure);
        let reason = format!(
            "{which} came without a merge: pushed, by a fast-forward, or rebased by the forge"
        );
        let finding = findings.cannot_tell(branch, reason);
        finding.evidence(shown(&found.unsure, facts)).hint("merge with `git merge --no-ff`");
    }
}

/// Returns evidence for some commits, and how many more there are.
fn shown(nodes: &[NodeId], facts: &Facts<'_>) -> Vec<String> {
    let more = nodes.len().checked_sub(SHOWN).filter(|more| *more > 0);
    let shown = nodes.iter().take(SHOWN).map(|node| facts.shown(*node));
    shown.chain(more.map(|more| format!("and {more} more"))).collect()
}

/// A commit that is made has one author and one moment. A rebase, a pick and an editor on the web
/// leave two.
fn is_rewritten(commit: &Commit) -> bool {
    commit.author != commit.committer
}
