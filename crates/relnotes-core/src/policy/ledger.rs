//! The back-merge ledger: what a line got and another branch lacks.

use crate::git::Error;
use crate::history::NodeId;
use crate::release::model::Commit;

use super::branch::Branch;
use super::command::word;
use super::facts::Facts;
use super::level::Level;
use super::line::ReleaseLine;

/// Returns the commits of a line that a branch has neither itself nor as a copy, youngest first.
///
/// Left out is what no other branch needs: merges, version bumps, reverts of what is there too,
/// release documents, and what was there before the policy. Of a release that was squashed, its final
/// stands for what it has the files of.
pub(super) fn missing<'f>(
    line: &ReleaseLine,
    target: &Branch,
    facts: &'f Facts<'_>,
) -> Result<Vec<NodeId>, &'f Error> {
    let mut missing = Vec::new();
    for (node, commit) in facts.commits_of(line) {
        let counts = commit.parents.len() < 2
            && !crate::release::is_version_bump(commit)
            && !facts.touches_only_documents(*node)
            && commit.message.revert.is_none();
        if counts && !facts.has_change(target.tip, *node)? {
            missing.push(*node);
        }
    }
    if !missing.is_empty() {
        let squashed = squashed(line, target, facts);
        missing.retain(|node| !squashed.iter().any(|tip| facts.history.reaches(*tip, *node)));
    }
    Ok(missing)
}

/// Returns the commits of a line whose files a final or hotfix has that does not reach them, and that
/// the target has.
fn squashed(line: &ReleaseLine, target: &Branch, facts: &Facts<'_>) -> Vec<NodeId> {
    let tree = |node: NodeId| facts.history.graph().raw(node).tree();
    let tags = line.tags.iter().map(|at| &facts.sources.tags[*at]);
    let released = tags.filter(|tag| tag.production().is_some());
    let released = released.filter_map(|tag| facts.history.find(tag.commit));
    let there: Vec<NodeId> =
        released.filter(|node| facts.reach(target.tip).contains(*node)).collect();
    let stands_for = |release: &NodeId, node: NodeId| {
        tree(*release) == tree(node) && !facts.history.reaches(*release, node)
    };
    let commits = line.commits.iter().copied();
    commits.filter(|node| there.iter().any(|release| stands_for(release, *node))).collect()
}

/// Returns how loud it is that commits are missing: what is new is a warning, for as long as
/// `policy.back_merge_days` says.
pub(super) fn level(missing: &[NodeId], facts: &Facts<'_>) -> Level {
    let youngest = missing.iter().map(|node| facts.history.graph().time(*node)).max();
    let allowed = i64::try_from(facts.sources.config.policy.back_merge_days).unwrap_or(i64::MAX);
    let age = youngest.map_or(0, |time| facts.now.saturating_sub(time) / 86_400);
    if age >= allowed { Level::Deny } else { Level::Warn }
}

/// Returns the command that brings what is missing, and each commit with its tickets and author.
pub(super) fn remedy(
    line: &ReleaseLine,
    missing: &[NodeId],
    target: &Branch,
    facts: &Facts<'_>,
) -> (String, Vec<String>) {
    let all = facts.commits_of(line);
    let shown = |node: &NodeId| {
        let commit = all.iter().find(|(it, _)| it == node).map(|(_, commit)| commit);
        let tickets = commit.map(|commit| &commit.message.tickets[..]).unwrap_or_default();
        let tickets: String = tickets.iter().map(|ticket| format!(", {ticket}")).collect();
        let author = commit.map(|commit| commit.author.person.name.as_str()).unwrap_or_default();
        format!("{}{tickets}, {author}", facts.shown(*node))
    };
    let whole = line.branch(facts).filter(|_| {
        let is_own = |node: NodeId, commit: &Commit| {
            commit.parents.len() < 2
                && (missing.contains(&node) || !facts.touches_only_documents(node))
        };
        all.iter().filter(|(node, commit)| is_own(*node, commit)).count() == missing.len()
    });
    let to = word(&target.name);
    let command = match whole {
        Some(branch) => format!("git switch {to} && git merge {}", word(&branch.name)),
        None => {
            let ids: Vec<String> = missing.iter().rev().map(|node| facts.short(*node)).collect();
            format!("git switch {to} && git cherry-pick -x {}", ids.join(" "))
        }
    };
    (command, missing.iter().map(shown).collect())
}
