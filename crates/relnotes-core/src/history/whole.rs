//! Everything below the branches and tags of a repository, loaded once, and questions about what reaches what.

use std::collections::BinaryHeap;
use std::collections::hash_map::Entry;

use super::{Graph, NodeHashSet, NodeId, NodeMap};
use crate::git::{Error, Repository};
use crate::id::CommitId;

/// The commits that some tips reach, all loaded.
pub struct History<'r> {
    graph: Graph<'r>,
    /// One more than the highest of the parents': no commit reaches another one of its own generation
    /// or above. Zero of what is no commit.
    generations: Vec<u32>,
    /// Tips whose commit could not be read.
    unreadable: Vec<CommitId>,
}

/// A set of commits of one [`History`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeSet(Vec<u64>);

impl NodeSet {
    /// Returns whether a commit is in the set.
    pub fn contains(&self, node: NodeId) -> bool {
        self.0.get(node.index() / 64).is_some_and(|word| word >> (node.index() % 64) & 1 == 1)
    }

    /// Adds a commit; says whether it is new.
    pub fn insert(&mut self, node: NodeId) -> bool {
        let (at, bit) = (node.index() / 64, 1u64 << (node.index() % 64));
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        let is_new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        is_new
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        let mut set = Self::default();
        for node in nodes {
            set.insert(node);
        }
        set
    }
}

impl<'r> History<'r> {
    /// Loads what the tips reach. A tip that is missing or no commit is left out and remembered.
    ///
    /// # Errors
    /// Where a commit below a tip is missing or damaged.
    pub fn load(
        repository: &'r Repository,
        tips: impl IntoIterator<Item = CommitId>,
    ) -> Result<Self, Error> {
        let mut graph = Graph::new(repository);
        let (mut stack, mut unreadable) = (Vec::new(), Vec::new());
        for tip in tips {
            match graph.load(tip) {
                Ok(node) => stack.push(node),
                Err(Error::NotACommit { .. } | Error::Missing { .. }) => unreadable.push(tip),
                Err(error) => return Err(error),
            }
        }
        let mut seen = NodeSet::default();
        stack.retain(|node| seen.insert(*node));
        while let Some(node) = stack.pop() {
            for parent in graph.load_parents(node)? {
                if seen.insert(parent) {
                    stack.push(parent);
                }
            }
        }
        let generations = generations(&graph, &seen);
        Ok(Self { graph, generations, unreadable })
    }

    /// Returns the commits and what they say.
    pub fn graph(&self) -> &Graph<'r> {
        &self.graph
    }

    /// Returns the tips that could not be read.
    pub fn unreadable(&self) -> &[CommitId] {
        &self.unreadable
    }

    /// Returns a commit that a tip reaches.
    pub fn find(&self, id: CommitId) -> Option<NodeId> {
        self.graph.find(id).filter(|node| self.generations[node.index()] > 0)
    }

    /// Returns the commits that a walk over first parents visits, the tip first.
    pub fn first_parents(&self, tip: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(tip), |node| self.graph.parents(*node).first().copied())
    }

    /// Returns everything that some commits reach, themselves included.
    pub fn reach_of(&self, tips: impl IntoIterator<Item = NodeId>) -> NodeSet {
        let mut set = NodeSet::default();
        let mut stack: Vec<NodeId> = tips.into_iter().filter(|tip| set.insert(*tip)).collect();
        while let Some(node) = stack.pop() {
            stack.extend(self.graph.parents(node).iter().filter(|parent| set.insert(**parent)));
        }
        set
    }

    /// Returns `git rev-list TIP --not BASES`, no commit before one that reaches it.
    pub fn range(&self, tip: NodeId, bases: &[NodeId]) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut is_known = NodeMap::from_iter([(tip, false)]);
        is_known.extend(bases.iter().map(|base| (*base, true)));
        let mut queue: BinaryHeap<_> = is_known.keys().map(|node| self.height(*node)).collect();
        let mut open = usize::from(!is_known[&tip]);
        // A commit is popped after all that reach it: what it is then is final.
        while open > 0 {
            let Some(node) = queue.pop().map(|(_, _, node)| node) else { break };
            let known = is_known[&node];
            if !known {
                open -= 1;
                found.push(node);
            }
            for parent in self.graph.parents(node) {
                match is_known.entry(*parent) {
                    Entry::Vacant(entry) => {
                        entry.insert(known);
                        open += usize::from(!known);
                        queue.push(self.height(*parent));
                    }
                    Entry::Occupied(mut entry) if known && !entry.get() => {
                        entry.insert(true);
                        open -= 1;
                    }
                    Entry::Occupied(_) => {}
                }
            }
        }
        found
    }

    /// Orders commits so that each is above all that it reaches; equals by time.
    fn height(&self, node: NodeId) -> (u32, i64, NodeId) {
        (self.generations[node.index()], self.graph.time(node), node)
    }

    /// Returns a number that is higher than that of everything a commit reaches.
    pub fn generation(&self, node: NodeId) -> u32 {
        self.generations[node.index()]
    }

    /// Returns whether `descendant` reaches `ancestor`; a commit reaches itself.
    pub fn reaches(&self, descendant: NodeId, ancestor: NodeId) -> bool {
        let lowest = self.generations[ancestor.index()];
        let mut seen = NodeHashSet::from_iter([descendant]);
        let mut stack = vec![descendant];
        while let Some(node) = stack.pop() {
            if node == ancestor {
                return true;
            }
            let parents = self.graph.parents(node).iter();
            stack.extend(parents.filter(|parent| {
                self.generations[parent.index()] >= lowest && seen.insert(**parent)
            }));
        }
        false
    }

    /// Returns the best common ancestor of two commits: the highest of those that no other one reaches.
    pub fn merge_base(&self, a: NodeId, b: NodeId) -> Option<NodeId> {
        let reach = self.reach_of([a]);
        let mut seen = NodeHashSet::from_iter([b]);
        let mut queue = BinaryHeap::from([self.height(b)]);
        // The highest generation first: the first common commit is below no other one.
        while let Some((_, _, node)) = queue.pop() {
            if reach.contains(node) {
                return Some(node);
            }
            for parent in self.graph.parents(node) {
                if seen.insert(*parent) {
                    queue.push(self.height(*parent));
                }
            }
        }
        None
    }
}

/// Numbers commits so that every parent is below its children.
fn generations(graph: &Graph<'_>, loaded: &NodeSet) -> Vec<u32> {
    let mut generations = vec![0u32; graph.len()];
    for start in graph.nodes().filter(|node| loaded.contains(*node)) {
        let mut stack = vec![start];
        while let Some(node) = stack.last().copied() {
            if generations[node.index()] > 0 {
                stack.pop();
                continue;
            }
            let parents = graph.parents(node);
            let open = stack.len();
            stack.extend(parents.iter().filter(|parent| generations[parent.index()] == 0));
            if stack.len() == open {
                let highest = parents.iter().map(|parent| generations[parent.index()]).max();
                generations[node.index()] = 1 + highest.unwrap_or(0);
                stack.pop();
            }
        }
    }
    generations
}

#[cfg(test)]
mod tests {
    use relnotes_testkit::{Oracle, RandomDag};

    use super::*;
    use crate::git::Location;

    #[test]
    fn reachability_and_merge_bases_are_those_of_git() {
        let repo = RandomDag { seed: 11, commits: 160, ..RandomDag::default() }.build();
        let oracle = Oracle::new(repo.path());
        let location = Location { start: repo.path().to_path_buf(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let ids: Vec<CommitId> =
            oracle.git(&["rev-list", "--all"]).lines().map(|line| line.parse().unwrap()).collect();
        let history = History::load(&repository, ids.iter().copied()).unwrap();
        for (a, b) in
            ids.iter().step_by(13).flat_map(|a| ids.iter().step_by(17).map(move |b| (a, b)))
        {
            let (x, y) = (history.find(*a).unwrap(), history.find(*b).unwrap());
            let (a, b) = (a.to_string(), b.to_string());
            let base = history.merge_base(x, y).map(|node| history.graph().id(node).to_string());
            let bases = oracle.try_git(&["merge-base", "--all", &a, &b]).unwrap_or_default();
            assert_eq!(base.is_none(), bases.trim().is_empty());
            assert!(base.is_none_or(|base| bases.contains(&base)), "{a} {b}");
            assert_eq!(history.reaches(x, y), bases.trim() == b, "{a} {b}");
            let count = oracle.git(&["rev-list", "--count", &a, &format!("^{b}")]);
            assert_eq!(history.range(x, &[y]).len().to_string(), count.trim());
        }
    }
}
