//! What was taken back within the range, and what was only mentioned.
//!
//! A revert and its target cancel where both are in the range and neither the target nor an
//! equivalent was shipped before, or a copy of it stays. The revert cancels also every equivalent that
//! it reaches; copies that it does not reach stay. A revert that was taken back itself cancels nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::git::Error;
use crate::history::{Graph, NodeId, NodeMap};
use crate::id::CommitId;

use super::content::{Content, is_merge, own_pull_request};
use super::kin::Kin;
use super::model::{Commit, RevertRole};
use super::ownership::Owners;
use super::undone::{self, Undone};
use super::wording::without_number;

/// What cancels, and what the other reverts take back.
#[derive(Default)]
pub(super) struct Reverts {
    /// Both halves of what cancels, with the commits of the other half.
    pub(super) cancelled: BTreeMap<NodeId, (RevertRole, BTreeSet<NodeId>)>,
    /// Reverts that stay, with what they name.
    pub(super) standing: NodeMap<Vec<CommitId>>,
    /// Reverts that match a commit of the range by its subject only.
    pub(super) by_subject: Vec<(NodeId, NodeId)>,
}

/// What reverts are looked up in.
pub(super) struct Scene<'a, F: Fn(NodeId) -> bool> {
    pub(super) content: &'a Content,
    pub(super) others: &'a Content,
    pub(super) owners: &'a Owners,
    pub(super) kin: &'a Kin,
    pub(super) undone: &'a Undone,
    /// Whether a lower production tag or the base reaches a commit.
    pub(super) is_shipped: F,
}

/// Finds what cancels; looks at the youngest reverts first, so that a revert that was taken back
/// is known as such before its own targets are looked at.
pub(super) fn reverts<F: Fn(NodeId) -> bool>(
    graph: &mut Graph<'_>,
    scene: &Scene<'_, F>,
) -> Result<Reverts, Error> {
    let mut found = Reverts::default();
    for (node, commit) in scene.content.iter() {
        if commit.message.revert.is_none()
            || is_merge(commit)
            || found.cancelled.contains_key(&node)
        {
            continue;
        }
        let named = targets(graph, scene, commit);
        if named.is_empty() {
            found.by_subject.extend(same_subject(graph, scene, node, commit)?);
            found.standing.insert(node, Vec::new());
            continue;
        }
        match cancels(graph, scene, &found, node, &named)? {
            Some(targets) => cancel(&mut found, node, &targets),
            None => {
                let ids = named.iter().flatten().map(|target| target.id(graph)).collect();
                found.standing.insert(node, ids);
            }
        }
    }
    Ok(found)
}

fn cancel(found: &mut Reverts, revert: NodeId, targets: &BTreeSet<NodeId>) {
    for target in targets {
        let entry =
            found.cancelled.entry(*target).or_insert_with(|| (RevertRole::Target, BTreeSet::new()));
        entry.1.insert(revert);
    }
    found.cancelled.insert(revert, (RevertRole::Revert, targets.clone()));
}

/// A commit that a revert names, loaded or not.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    Known(NodeId),
    Unknown(CommitId),
}

impl Target {
    fn id(self, graph: &Graph<'_>) -> CommitId {
        match self {
            Self::Known(node) => graph.id(node),
            Self::Unknown(id) => id,
        }
    }
}

/// Returns what a revert names: for each name the commits that it stands for, of a merge all that
/// it brought.
fn targets<F: Fn(NodeId) -> bool>(
    graph: &Graph<'_>,
    scene: &Scene<'_, F>,
    commit: &Commit,
) -> Vec<Vec<Target>> {
    let Some(revert) = &commit.message.revert else { return Vec::new() };
    let owned_by = |merge: NodeId| {
        let owned = scene.owners.iter().filter(|(_, owner)| **owner == merge);
        let mut owned: Vec<NodeId> = owned.map(|(node, _)| *node).collect();
        owned.sort_by_key(|node| scene.content.position(*node));
        owned
    };
    let whole = |node: NodeId| -> Vec<Target> {
        let is_merge = scene.content.get(node).is_some_and(is_merge);
        let parts = if is_merge { owned_by(node) } else { Vec::new() };
        let parts = if parts.is_empty() { vec![node] } else { parts };
        parts.into_iter().map(Target::Known).collect()
    };
    let mut named: Vec<Vec<Target>> = Vec::new();
    for hex in &revert.commits {
        let id = CommitId::from_hex(hex.as_bytes())
            .or_else(|| abbreviated(scene, hex))
            .or_else(|| graph.repository().find_abbreviated(hex));
        let Some(id) = id else { continue };
        let here = |node: &NodeId| scene.content.contains(*node) || scene.others.contains(*node);
        named.push(match graph.find(id).filter(here) {
            Some(node) => whole(node),
            None => not_here(scene, id),
        });
    }
    if named.is_empty() {
        for number in &revert.pull_requests {
            let parts = of_pull_request(scene, *number);
            if !parts.is_empty() {
                named.push(parts.into_iter().map(Target::Known).collect());
            }
        }
    }
    if named.is_empty()
        && let Some(subject) = revert.subject.as_deref()
        && let Some(number) = quoted_number(subject)
    {
        // `Revert "fix: x (#12)"`: number and subject together leave no doubt.
        let of_request = of_pull_request(scene, number).into_iter().filter(|node| {
            let commit = scene.content.get(*node).or_else(|| scene.others.get(*node));
            commit.is_some_and(|commit| commit.message.subject == subject)
        });
        let parts: Vec<Target> = of_request.map(Target::Known).collect();
        if !parts.is_empty() {
            named.push(parts);
        }
    }
    named
}

/// A revert may name the half of a cherry-pick that stayed on its branch: then the other half is meant.
fn not_here<F: Fn(NodeId) -> bool>(scene: &Scene<'_, F>, id: CommitId) -> Vec<Target> {
    let hex = id.to_string();
    let copies = undone::copies_of(scene.content, scene.others, &hex).map(Target::Known);
    let copies: Vec<Target> = copies.collect();
    if copies.is_empty() { vec![Target::Unknown(id)] } else { copies }
}

/// Returns the pull request at the end of a quoted subject.
fn quoted_number(subject: &str) -> Option<u64> {
    let (_, number) = subject.strip_suffix(')')?.rsplit_once("(#")?;
    number.parse().ok()
}

fn abbreviated<F: Fn(NodeId) -> bool>(scene: &Scene<'_, F>, hex: &str) -> Option<CommitId> {
    let both = scene.content.iter().chain(scene.others.iter());
    let mut fitting = both.map(|(_, commit)| commit.id).filter(|id| id.starts_with(hex));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// Returns the commits of a pull request: squashed, or what its merge brought.
fn of_pull_request<F: Fn(NodeId) -> bool>(scene: &Scene<'_, F>, number: u64) -> Vec<NodeId> {
    let merged = |node: NodeId| {
        let merge = scene.owners.get(&node).and_then(|merge| scene.content.get(*merge));
        merge.is_some_and(|merge| merge.message.pull_request == Some(number))
    };
    let both = scene.content.iter().chain(scene.others.iter());
    both.filter(|(node, commit)| own_pull_request(commit) == Some(number) || merged(*node))
        .map(|(node, _)| node)
        .collect()
}

/// Returns everything that a revert cancels, where it cancels all that it names.
fn cancels<F: Fn(NodeId) -> bool>(
    graph: &mut Graph<'_>,
    scene: &Scene<'_, F>,
    found: &Reverts,
    revert: NodeId,
    named: &[Vec<Target>],
) -> Result<Option<BTreeSet<NodeId>>, Error> {
    let mut all = BTreeSet::new();
    for target in named.iter().flatten() {
        let Target::Known(target) = *target else { return Ok(None) };
        let kin = scene.kin.of(target).iter().map(|(node, _)| *node);
        let copies: Vec<NodeId> = std::iter::once(target).chain(kin).collect();
        let is_shipped = copies.iter().any(|copy| (scene.is_shipped)(*copy));
        let mut reached = Vec::new();
        let mut stays = false;
        for copy in copies.into_iter().filter(|copy| scene.content.contains(*copy)) {
            let spent =
                found.cancelled.get(&copy).is_some_and(|(role, _)| *role == RevertRole::Revert);
            if copy != revert && !spent && graph.reaches(revert, copy)? {
                reached.push(copy);
            } else if copy != revert {
                stays |= !scene.undone.is_undone(copy, &|node| scene.content.contains(node));
            }
        }
        // What was shipped is taken from those who have it, unless it was picked again.
        if reached.is_empty() || is_shipped && !stays {
            return Ok(None);
        }
        all.extend(reached);
    }
    Ok(Some(all))
}

/// Returns commits of the range that a revert matches by nothing but the subject.
fn same_subject<F: Fn(NodeId) -> bool>(
    graph: &mut Graph<'_>,
    scene: &Scene<'_, F>,
    node: NodeId,
    commit: &Commit,
) -> Result<Vec<(NodeId, NodeId)>, Error> {
    let Some(subject) = commit.message.revert.as_ref().and_then(|revert| revert.subject.as_deref())
    else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (other, candidate) in scene.content.iter() {
        // Forges quote the title of a pull request; the commit has its number after it.
        let whole = candidate.message.subject.as_str();
        let is_same = whole == subject || without_number(whole) == subject;
        if other != node && is_same && graph.reaches(node, other)? {
            found.push((node, other));
        }
    }
    Ok(found)
}
