//! Which commits are the same change in another place.
//!
//! Two commits are equivalent by, in this order: a `(cherry picked from commit …)` trailer, a note
//! of a backport, the same pull request at the end of their own subjects, the same subject, author
//! and author date, the same patch. By number, subject or patch only where neither reaches the
//! other. The relation holds for pairs; only trailers make chains.

use std::collections::HashMap;

use crate::git::Error;
use crate::history::{Graph, NodeHashSet, NodeId, NodeMap};
use crate::id::CommitId;

use super::content::{Content, is_merge, own_pull_request};
use super::model::{Commit, SameBy};
use super::ownership::Owners;
use super::patches::{self, Comparison};
use super::wording::{without_copy_note, without_number};

/// The equivalents of each commit, with the strongest reason.
#[derive(Default)]
pub(super) struct Kin {
    pairs: NodeMap<Vec<(NodeId, SameBy)>>,
    /// Commits that others name in a trailer.
    named: NodeHashSet,
    /// Pairs that might be equal, but a tree or blob could not be read.
    pub(super) unreadable: usize,
}

impl Kin {
    /// Returns the equivalents of a commit.
    pub(super) fn of(&self, node: NodeId) -> &[(NodeId, SameBy)] {
        self.pairs.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Returns whether another commit says that it was picked from this one.
    pub(super) fn is_named(&self, node: NodeId) -> bool {
        self.named.contains(&node)
    }

    fn join(&mut self, a: NodeId, b: NodeId, by: SameBy) {
        if a == b {
            return;
        }
        for (one, other) in [(a, b), (b, a)] {
            let known = self.pairs.entry(one).or_default();
            match known.iter_mut().find(|(node, _)| *node == other) {
                Some((_, reason)) => *reason = by.min(*reason),
                None => known.push((other, by)),
            }
        }
    }

    fn is_joined(&self, a: NodeId, b: NodeId) -> bool {
        self.of(a).iter().any(|(node, _)| *node == b)
    }
}

/// What is compared: the content, and what others shipped.
pub(super) struct Field<'a> {
    pub(super) content: &'a Content,
    pub(super) others: &'a Content,
    pub(super) owners: &'a Owners,
    /// Further commits whose equivalents are wanted: what hotfixes shipped.
    pub(super) focus: &'a NodeHashSet,
    /// Whether patches are compared where words do not decide.
    pub(super) patches: Comparison,
}

impl<'a> Field<'a> {
    /// Returns whether the equivalents of a commit are wanted.
    fn wants(&self, node: NodeId) -> bool {
        self.content.contains(node) || self.focus.contains(&node)
    }

    fn commits(&self) -> impl Iterator<Item = (NodeId, &'a Commit)> + use<'a> {
        self.content.iter().chain(self.others.iter())
    }

    /// Returns the pull requests of which a commit is a backport, by itself or by its merge.
    fn backports(&self, node: NodeId, commit: &'a Commit) -> impl Iterator<Item = u64> + use<'a> {
        let merge = self.owners.get(&node).and_then(|merge| self.content.get(*merge));
        let of_merge = merge.map_or(&[][..], |merge| merge.message.backport_of.as_slice());
        commit.message.backport_of.iter().chain(of_merge).copied()
    }
}

/// Finds all equivalents in which a commit of the content takes part.
pub(super) fn kin(graph: &mut Graph<'_>, field: &Field<'_>) -> Result<Kin, Error> {
    let mut kin = Kin::default();
    by_trailer(&mut kin, graph, field);
    by_backport_note(&mut kin, graph, field)?;
    by_pull_request(&mut kin, graph, field)?;
    by_author_and_subject(&mut kin, graph, field)?;
    Ok(kin)
}

/// Groups commits that name each other, or the same commit, in trailers.
fn by_trailer(kin: &mut Kin, graph: &Graph<'_>, field: &Field<'_>) {
    let mut groups = Groups::default();
    let mut members: HashMap<CommitId, NodeId> = HashMap::new();
    for (node, commit) in field.commits() {
        for hex in &commit.message.cherry_picked_from {
            let known = CommitId::from_hex(hex.as_bytes());
            let Some(origin) = known.or_else(|| graph.repository().find_abbreviated(hex)) else {
                continue;
            };
            groups.join(commit.id, origin);
            members.insert(commit.id, node);
            if let Some(origin_node) = graph.find(origin)
                && (field.content.contains(origin_node) || field.others.contains(origin_node))
            {
                kin.named.insert(origin_node);
                members.insert(origin, origin_node);
            }
        }
    }
    let mut by_group: HashMap<CommitId, Vec<NodeId>> = HashMap::new();
    for (id, node) in &members {
        by_group.entry(groups.root(*id)).or_default().push(*node);
    }
    for group in by_group.values_mut() {
        group.sort_unstable();
        for (at, a) in group.iter().enumerate() {
            for b in &group[at + 1..] {
                join_whole(kin, field, *a, *b, SameBy::Trailer);
            }
        }
    }
}

/// Joins two commits; of a merge that was picked as a whole, the commits that it owns.
fn join_whole(kin: &mut Kin, field: &Field<'_>, a: NodeId, b: NodeId, by: SameBy) {
    let parts = |node: NodeId| -> Vec<NodeId> {
        let owned: Vec<NodeId> = match field.content.get(node) {
            Some(commit) if is_merge(commit) => field
                .owners
                .iter()
                .filter(|(_, owner)| **owner == node)
                .map(|(part, _)| *part)
                .collect(),
            _ => Vec::new(),
        };
        if owned.is_empty() { vec![node] } else { owned }
    };
    for one in parts(a) {
        for other in parts(b) {
            if field.wants(one) || field.wants(other) {
                kin.join(one, other, by);
            }
        }
    }
}

fn by_backport_note(kin: &mut Kin, graph: &mut Graph<'_>, field: &Field<'_>) -> Result<(), Error> {
    let mut of_request: HashMap<u64, Vec<NodeId>> = HashMap::new();
    for (node, commit) in field.commits() {
        let merge = field.owners.get(&node).and_then(|merge| field.content.get(*merge));
        let request = own_pull_request(commit)
            .or_else(|| merge.and_then(|merge| merge.message.pull_request))
            .or_else(|| commit.message.pull_request.filter(|_| field.others.contains(node)));
        if let Some(number) = request {
            of_request.entry(number).or_default().push(node);
        }
    }
    for (node, commit) in field.commits() {
        if field.content.contains(node) && is_merge(commit) {
            continue;
        }
        for number in field.backports(node, commit) {
            for original in of_request.get(&number).into_iter().flatten() {
                let wanted = field.wants(node) || field.wants(*original);
                // What stands on the original's own line is no backport: it answers or repeats it.
                if wanted && node != *original && are_apart(graph, node, *original)? {
                    kin.join(node, *original, SameBy::BackportNote);
                }
            }
        }
    }
    by_same_note(kin, graph, field)
}

/// Joins copies that name the same originals under the same title: `x (cherry-pick #12 for 3.4)` and
/// `x (cherry-pick #12 for 3.5)`, where the original itself may be on neither line.
fn by_same_note(kin: &mut Kin, graph: &mut Graph<'_>, field: &Field<'_>) -> Result<(), Error> {
    let mut groups: HashMap<(&str, &[u64]), Vec<NodeId>> = HashMap::new();
    for (node, commit) in field.commits() {
        let numbers = commit.message.backport_of.as_slice();
        if !numbers.is_empty() && !is_merge(commit) {
            let title = without_copy_note(without_number(&commit.message.subject));
            groups.entry((title, numbers)).or_default().push(node);
        }
    }
    for group in groups.values().filter(|group| group.len() > 1) {
        for (a, b) in pairs(field, group) {
            if !kin.is_joined(a, b) && are_apart(graph, a, b)? {
                kin.join(a, b, SameBy::BackportNote);
            }
        }
    }
    Ok(())
}

fn by_pull_request(kin: &mut Kin, graph: &mut Graph<'_>, field: &Field<'_>) -> Result<(), Error> {
    let mut groups: HashMap<u64, Vec<NodeId>> = HashMap::new();
    for (node, commit) in field.commits() {
        if let Some(number) = own_pull_request(commit) {
            groups.entry(number).or_default().push(node);
        }
    }
    for group in groups.values().filter(|group| group.len() > 1) {
        for (a, b) in pairs(field, group) {
            if !kin.is_joined(a, b) && are_apart(graph, a, b)? {
                kin.join(a, b, SameBy::PullRequest);
            }
        }
    }
    Ok(())
}

/// Compares commits that share author and author date, or the subject: the same subject and author
/// is enough, else the patch decides.
fn by_author_and_subject(
    kin: &mut Kin,
    graph: &mut Graph<'_>,
    field: &Field<'_>,
) -> Result<(), Error> {
    let own = || field.commits().filter(|(_, commit)| !is_merge(commit));
    let by_author = groups(own().map(|(node, _)| (graph.raw(node).author_line(), node)));
    let by_subject = groups(own().map(|(node, it)| (it.message.subject.as_str(), node)));
    let subjects: NodeMap<&str> =
        own().map(|(node, commit)| (node, commit.message.subject.as_str())).collect();
    let mut by_patch = Vec::new();
    for (a, b) in by_author.iter().flat_map(|group| pairs(field, group)) {
        match () {
            () if kin.is_joined(a, b) => {}
            () if subjects[&a] != subjects[&b] => by_patch.push((a, b)),
            () if are_apart(graph, a, b)? => kin.join(a, b, SameBy::SameCommit),
            () => {}
        }
    }
    for (a, b) in by_subject.iter().flat_map(|group| pairs(field, group)) {
        if !kin.is_joined(a, b) {
            by_patch.push((a, b));
        }
    }
    let equal = patches::equal(graph, &by_patch, field.patches);
    kin.unreadable = equal.unreadable;
    for (a, b) in equal.pairs {
        if are_apart(graph, a, b)? {
            kin.join(a, b, SameBy::PatchId);
        }
    }
    Ok(())
}

/// Returns the commits that share a key, the keys in their order.
fn groups<K: Ord>(keyed: impl Iterator<Item = (K, NodeId)>) -> Vec<Vec<NodeId>> {
    let mut keyed: Vec<(K, NodeId)> = keyed.collect();
    // Stable: the commits of a group stay in the order of the history.
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    let groups = keyed.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, node)| *node).collect()).collect()
}

/// Returns the pairs of a group in which a commit of the content takes part.
fn pairs<'a>(
    field: &'a Field<'_>,
    group: &'a [NodeId],
) -> impl Iterator<Item = (NodeId, NodeId)> + 'a {
    group.iter().enumerate().flat_map(move |(at, a)| {
        let rest = group[at + 1..].iter();
        rest.filter(move |b| field.wants(*a) || field.wants(**b)).map(move |b| (*a, *b))
    })
}

/// Returns whether neither commit reaches the other.
fn are_apart(graph: &mut Graph<'_>, a: NodeId, b: NodeId) -> Result<bool, Error> {
    Ok(!graph.reaches(a, b)? && !graph.reaches(b, a)?)
}

/// Disjoint sets of ids.
#[derive(Default)]
struct Groups {
    parent: HashMap<CommitId, CommitId>,
}

impl Groups {
    fn root(&mut self, id: CommitId) -> CommitId {
        let mut root = id;
        while let Some(next) = self.parent.get(&root).filter(|next| **next != root) {
            root = *next;
        }
        self.parent.insert(id, root);
        root
    }

    fn join(&mut self, a: CommitId, b: CommitId) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent.insert(a.max(b), a.min(b));
    }
}
