//! The ledger of changes: where else the change of a commit is.

use std::collections::{HashMap, HashSet};

use crate::git::Error;
use crate::history::{Graph, NodeHashSet, NodeId, NodeMap};
use crate::id::CommitId;

use super::content::Content;
use super::cut::Sources;
use super::kin::{Field, Kin, kin};
use super::model::{Commit, SameBy};
use super::patches::Comparison;

/// The copies of some commits among others.
pub struct Ledger {
    nodes: HashMap<CommitId, NodeId>,
    ids: HashMap<NodeId, CommitId>,
    kin: Kin,
}

impl Ledger {
    /// Compares some commits with each other and with others, as `docs/model.md` tells of copies:
    /// by trailer, by a note of a backport, by pull request, by author and subject, by patch.
    ///
    /// # Errors
    /// Where a commit cannot be read.
    pub fn read(
        sources: &Sources<'_>,
        wanted: &[CommitId],
        others: &[CommitId],
    ) -> Result<Self, Error> {
        let mut graph = Graph::new(sources.repository);
        let mut load = |ids: &[CommitId]| -> Result<Vec<NodeId>, Error> {
            ids.iter().map(|id| graph.load(*id)).collect()
        };
        let wanted = load(wanted)?;
        let seen: HashSet<NodeId> = wanted.iter().copied().collect();
        let others: Vec<NodeId> =
            load(others)?.into_iter().filter(|node| !seen.contains(node)).collect();
        let content = Content::read(&graph, &wanted, sources);
        let others = Content::read_partly(&graph, &others, sources, |_| false);
        let (owners, focus) = (NodeMap::default(), NodeHashSet::default());
        let field = Field {
            content: &content,
            others: &others,
            owners: &owners,
            focus: &focus,
            patches: Comparison::Patches,
        };
        let kin = kin(&mut graph, &field)?;
        let all = content.nodes.iter().chain(&others.nodes).copied();
        let ids: HashMap<NodeId, CommitId> = all.map(|node| (node, graph.id(node))).collect();
        let nodes = ids.iter().map(|(node, id)| (*id, *node)).collect();
        Ok(Self { nodes, ids, kin })
    }

    /// Returns the copies of a commit and what shows that they are, in no particular order.
    pub fn copies_of(&self, id: CommitId) -> impl Iterator<Item = (CommitId, SameBy)> + '_ {
        let node = self.nodes.get(&id);
        let copies = node.map_or(&[][..], |node| self.kin.of(*node));
        copies.iter().filter_map(|(copy, by)| Some((*self.ids.get(copy)?, *by)))
    }

    /// Returns how many pairs could not be compared, because a tree or a file is missing.
    pub fn unreadable(&self) -> usize {
        self.kin.unreadable
    }
}

/// Reads what commits say, by `.mailmap` and configuration; youngest first.
pub fn read_commits(
    graph: &Graph<'_>,
    nodes: &[NodeId],
    sources: &Sources<'_>,
) -> Vec<(NodeId, Commit)> {
    let Content { nodes, commits, .. } = Content::read(graph, nodes, sources);
    nodes.into_iter().zip(commits).collect()
}
