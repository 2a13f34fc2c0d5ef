//! Commits in one arena, read from the repository when they are first asked for.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::ahead::Ahead;
use crate::git::{Error, RawCommit, Repository};
use crate::id::{CommitId, IdMap};

/// A commit in the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// The hasher for maps by [`NodeId`]: spreads small numbers over all bits.
#[derive(Debug, Default, Clone, Copy)]
pub struct NodeHasher(u64);

impl Hasher for NodeHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        let mixed = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

/// A map from commits of a graph.
pub type NodeMap<V> = HashMap<NodeId, V, BuildHasherDefault<NodeHasher>>;
/// A set of commits of a graph.
pub type NodeHashSet = HashSet<NodeId, BuildHasherDefault<NodeHasher>>;

impl NodeId {
    /// Returns the place in the arena, to index side tables by.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The commits seen so far. One range of a huge repository loads only what surrounds it.
pub struct Graph<'r> {
    repository: &'r Repository,
    index: IdMap<NodeId>,
    nodes: Vec<Node>,
    edges: Vec<NodeId>,
    ahead: Option<Ahead>,
}

/// A commit that was taken out of a graph.
#[derive(Debug)]
pub struct Taken {
    id: CommitId,
    time: i64,
    parents: Vec<CommitId>,
    bytes: Box<[u8]>,
}

struct Node {
    id: CommitId,
    time: i64,
    parents: std::ops::Range<u32>,
    is_loaded: bool,
    /// The object; empty until the commit is loaded, and once it is taken out.
    bytes: Box<[u8]>,
}

impl<'r> Graph<'r> {
    /// Returns a graph with no commit loaded.
    pub fn new(repository: &'r Repository) -> Self {
        let (index, nodes, edges) = Default::default();
        Self { repository, index, nodes, edges, ahead: None }
    }

    /// Says that these commits will be asked for, the first of them first: another thread begins to
    /// read them.
    pub fn read_ahead(&mut self, commits: impl DoubleEndedIterator<Item = CommitId>) {
        let start = || Ahead::start(self.repository.share());
        self.ahead.get_or_insert_with(start).list(commits);
    }

    /// Says that what is below some loaded commits will be asked for, in the order of time.
    pub fn read_ahead_below(&self, nodes: impl Iterator<Item = NodeId>) {
        let Some(ahead) = &self.ahead else { return };
        for node in nodes {
            ahead.want(self.time(node), self.parents(node).iter().map(|parent| self.id(*parent)));
        }
    }

    /// Returns the repository that it reads.
    pub fn repository(&self) -> &'r Repository {
        self.repository
    }

    /// Returns how many commits are known, loaded or named as parents.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether nothing is known yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns every commit that is known, in the order in which they were seen.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.nodes.len()).expect("fewer than 2^32 commits")).map(NodeId)
    }

    /// Returns the commit of this id, if it was seen.
    pub fn find(&self, id: CommitId) -> Option<NodeId> {
        self.index.get(&id).copied()
    }

    /// Returns the id of a commit.
    pub fn id(&self, node: NodeId) -> CommitId {
        self.nodes[node.index()].id
    }

    /// Loads a commit and names its parents.
    ///
    /// # Errors
    /// Where the commit is missing, damaged, or no commit.
    pub fn load(&mut self, id: CommitId) -> Result<NodeId, Error> {
        let node = self.insert(id);
        self.ensure(node)?;
        if self.nodes[node.index()].bytes.is_empty() {
            // It was taken out: read it again.
            self.nodes[node.index()].bytes = self.repository.read_commit(id)?.into_boxed_slice();
        }
        Ok(node)
    }

    /// Returns a graph of commits that were taken out of another one; what is around them is read
    /// where it is asked for.
    pub fn of(repository: &'r Repository, commits: Vec<Taken>) -> (Self, Vec<NodeId>) {
        let mut graph = Self::new(repository);
        let nodes = commits.iter().map(|commit| graph.insert(commit.id)).collect::<Vec<_>>();
        for (node, commit) in nodes.iter().zip(commits) {
            let parents = graph.link(commit.parents);
            let loaded = &mut graph.nodes[node.index()];
            *loaded = Node {
                id: commit.id,
                time: commit.time,
                parents,
                is_loaded: true,
                bytes: commit.bytes,
            };
        }
        (graph, nodes)
    }

    /// Takes out what a commit says; its place in the graph stays.
    pub fn take(&mut self, node: NodeId) -> Taken {
        let parents = self.parents(node).iter().map(|parent| self.id(*parent)).collect();
        let node = &mut self.nodes[node.index()];
        Taken { id: node.id, time: node.time, parents, bytes: std::mem::take(&mut node.bytes) }
    }

    /// Names the parents of a commit and returns their place among the edges.
    fn link(&mut self, parents: impl IntoIterator<Item = CommitId>) -> std::ops::Range<u32> {
        let range = |at: usize| u32::try_from(at).expect("fewer than 2^32 edges");
        let start = self.edges.len();
        for parent in parents {
            let parent = self.insert(parent);
            self.edges.push(parent);
        }
        range(start)..range(self.edges.len())
    }

    fn insert(&mut self, id: CommitId) -> NodeId {
        *self.index.entry(id).or_insert_with(|| {
            let node = NodeId(u32::try_from(self.nodes.len()).expect("fewer than 2^32 commits"));
            self.nodes.push(Node {
                id,
                time: 0,
                parents: 0..0,
                is_loaded: false,
                bytes: Box::default(),
            });
            node
        })
    }

    fn ensure(&mut self, node: NodeId) -> Result<(), Error> {
        if self.nodes[node.index()].is_loaded {
            return Ok(());
        }
        let id = self.nodes[node.index()].id;
        let bytes = match self.ahead.as_ref().and_then(|ahead| ahead.take(id)) {
            Some(bytes) => bytes,
            None => self.repository.read_commit(id)?.into_boxed_slice(),
        };
        let raw = RawCommit::parse(&bytes)
            .map_err(|reason| Error::Corrupt { id, reason: reason.to_owned() })?;
        let time = raw.time();
        let parents = match self.repository.shallow().contains(&id) {
            true => 0..0,
            false => self.link(raw.parents()),
        };
        if let Some(ahead) = &self.ahead
            && parents.len() > 1
        {
            // The walk itself goes on at the first parent.
            ahead.want(time, raw.parents().skip(1));
        }
        self.nodes[node.index()] = Node { id, time, parents, is_loaded: true, bytes };
        Ok(())
    }

    /// Returns the parents of a loaded commit; none at a shallow boundary.
    pub fn parents(&self, node: NodeId) -> &[NodeId] {
        let range = &self.nodes[node.index()].parents;
        &self.edges[range.start as usize..range.end as usize]
    }

    /// Returns the parents of a commit, each loaded.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn load_parents(&mut self, node: NodeId) -> Result<Vec<NodeId>, Error> {
        let parents = self.parents(node).to_vec();
        parents.iter().try_for_each(|parent| self.ensure(*parent))?;
        Ok(parents)
    }

    /// Returns one parent of a commit, loaded.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn load_parent(&mut self, node: NodeId, at: usize) -> Result<NodeId, Error> {
        let parent = self.parents(node)[at];
        self.ensure(parent)?;
        Ok(parent)
    }

    /// Returns the committer's time of a loaded commit.
    pub fn time(&self, node: NodeId) -> i64 {
        self.nodes[node.index()].time
    }

    /// Returns whether a commit was cloned without its parents.
    pub fn is_boundary(&self, node: NodeId) -> bool {
        self.repository.shallow().contains(&self.id(node))
            && self.raw(node).parents().next().is_some()
    }

    /// Returns a loaded commit's object in parts.
    ///
    /// # Panics
    /// Where the commit was never loaded, or was taken out.
    pub fn raw(&self, node: NodeId) -> RawCommit<'_> {
        RawCommit::parse(&self.nodes[node.index()].bytes).expect("parsed when it was loaded")
    }

    /// Returns the tree of a loaded commit's first parent; none of a root.
    ///
    /// # Errors
    /// Where the parent was not loaded and cannot be read.
    pub fn tree_of_parent(&self, node: NodeId) -> Result<Option<CommitId>, Error> {
        let Some(id) = self.raw(node).parents().next() else { return Ok(None) };
        let known = self.find(id).filter(|parent| !self.nodes[parent.index()].bytes.is_empty());
        if let Some(parent) = known {
            return Ok(Some(self.raw(parent).tree()));
        }
        let bytes = self.repository.read_commit(id)?;
        let raw = RawCommit::parse(&bytes)
            .map_err(|reason| Error::Corrupt { id, reason: reason.to_owned() })?;
        Ok(Some(raw.tree()))
    }

    /// Returns whether `descendant` reaches `ancestor`, walking only what is not much older.
    ///
    /// # Errors
    /// Where a commit between them cannot be read.
    pub fn reaches(&mut self, descendant: NodeId, ancestor: NodeId) -> Result<bool, Error> {
        // Of a commit that says to be older than what it reaches, the clock was wrong.
        let oldest = self.time(ancestor).min(self.time(descendant)) - CLOCK_SKEW;
        let mut seen = NodeHashSet::from_iter([descendant]);
        let mut stack = vec![descendant];
        while let Some(node) = stack.pop() {
            if node == ancestor {
                return Ok(true);
            }
            if self.time(node) < oldest {
                continue;
            }
            for parent in self.load_parents(node)? {
                if seen.insert(parent) {
                    stack.push(parent);
                }
            }
        }
        Ok(false)
    }
}

/// How far a clock may be wrong, in seconds, before a walk that stops by date goes astray.
///
/// Git walks five commits further than it needs to; a day is more than that almost everywhere.
pub(crate) const CLOCK_SKEW: i64 = 86_400;
