//! Whether two commits change the same lines of the same files.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::git::{FileChange, Repository};
use crate::history::{Graph, NodeId, NodeMap};
use crate::id::CommitId;
use crate::side_by_side::side_by_side;

/// How far the comparison of two commits goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Comparison {
    /// What commits say.
    #[default]
    Words,
    /// What they change, too: reads trees and blobs.
    Patches,
}

/// What came of comparing pairs.
#[derive(Default)]
pub(super) struct Equal {
    /// Those that change the same, in the order of their nodes.
    pub(super) pairs: Vec<(NodeId, NodeId)>,
    /// How many pairs could not be compared.
    pub(super) unreadable: usize,
}

/// Returns the pairs whose commits change the same lines of the same files; reads files on two
/// threads.
pub(super) fn equal(
    graph: &Graph<'_>,
    pairs: &[(NodeId, NodeId)],
    comparison: Comparison,
) -> Equal {
    if comparison == Comparison::Words || pairs.is_empty() {
        return Equal::default();
    }
    let mut trees = NodeMap::default();
    for node in pairs.iter().flat_map(|(a, b)| [*a, *b]) {
        trees.entry(node).or_insert_with(|| Trees::of(graph, node));
    }
    // Some pairs cost a hundred times what others do: each thread takes the next when it is done.
    let groups: Vec<&[(NodeId, NodeId)]> = pairs.chunk_by(|a, b| a.0 == b.0).collect();
    let next = AtomicUsize::new(0);
    let queue = || groups.get(next.fetch_add(1, Ordering::Relaxed));
    let compare = |repository: &Repository| Patches::new(&trees, repository).compare(queue);
    if groups.len() < WORTH_A_THREAD {
        return Equal::of([compare(graph.repository())]);
    }
    let other = graph.repository().share();
    let (there, here) = side_by_side(move || compare(&other), || compare(graph.repository()));
    Equal::of([there, here])
}

/// From how many pairs on a second thread helps.
const WORTH_A_THREAD: usize = 8;

impl Equal {
    fn of<const THREADS: usize>(found: [Self; THREADS]) -> Self {
        let unreadable = found.iter().map(|equal| equal.unreadable).sum();
        let mut pairs: Vec<_> = found.into_iter().flat_map(|equal| equal.pairs).collect();
        pairs.sort_unstable();
        Self { pairs, unreadable }
    }
}

/// The trees between which a commit lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trees {
    Between(CommitId, CommitId),
    /// A root or a merge: no patch.
    NoPatch,
    Unreadable,
}

impl Trees {
    fn of(graph: &Graph<'_>, node: NodeId) -> Self {
        let raw = graph.raw(node);
        match (raw.parents().nth(1), graph.tree_of_parent(node)) {
            (None, Ok(Some(old))) => Self::Between(old, raw.tree()),
            (_, Ok(_)) => Self::NoPatch,
            (_, Err(_)) => Self::Unreadable,
        }
    }
}

/// What commits change, each looked at once.
struct Patches<'a> {
    trees: &'a NodeMap<Trees>,
    repository: &'a Repository,
    files: NodeMap<Option<Vec<FileChange>>>,
    growths: NodeMap<Option<i64>>,
    /// What each file gains and loses, where it was asked for; nothing where it cannot be read.
    differences: NodeMap<Vec<Option<Option<u64>>>>,
    unreadable: usize,
}

impl<'a> Patches<'a> {
    fn new(trees: &'a NodeMap<Trees>, repository: &'a Repository) -> Self {
        let (files, growths, differences) = Default::default();
        Self { trees, repository, files, growths, differences, unreadable: 0 }
    }

    fn compare<'p>(mut self, queue: impl Fn() -> Option<&'p &'p [(NodeId, NodeId)]>) -> Equal {
        let mut equal = Vec::new();
        while let Some(group) = queue() {
            equal.extend(group.iter().filter(|(a, b)| self.are_equal(*a, *b)));
        }
        Equal { pairs: equal, unreadable: self.unreadable }
    }

    /// Returns whether two commits change the same lines in the same way. Different paths are
    /// different patches, equal blobs equal ones, and what grows by another size is another patch;
    /// only what is left is worth reading.
    fn are_equal(&mut self, a: NodeId, b: NodeId) -> bool {
        for node in [a, b] {
            if !self.files.contains_key(&node) {
                self.files.insert(node, self.file_changes(node));
            }
        }
        let (Some(old), Some(new)) = (&self.files[&a], &self.files[&b]) else {
            self.unreadable += 1;
            return false;
        };
        let same_paths =
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.path == new.path);
        if old.is_empty() || !same_paths {
            return false;
        }
        if old == new {
            return true;
        }
        let count = old.len();
        let growths = (self.growth(a), self.growth(b));
        if let (Some(a), Some(b)) = growths
            && a != b
        {
            return false;
        }
        // Where all is here, the first file that differs decides.
        let is_whole = growths.0.is_some() && growths.1.is_some();
        let (mut same, mut readable, mut is_empty) = (true, true, true);
        for at in 0..count {
            let pair = (self.difference(a, at), self.difference(b, at));
            same &= pair.0 == pair.1;
            readable &= pair.0.is_some() && pair.1.is_some();
            is_empty &= pair.0 == Some(0);
            if is_whole && readable && !same {
                return false;
            }
        }
        if !readable {
            self.unreadable += 1;
        }
        // White space alone, or lines that moved: nothing to tell one such patch from another.
        readable && same && !is_empty
    }

    /// Returns the files that a commit changed against its only parent.
    fn file_changes(&self, node: NodeId) -> Option<Vec<FileChange>> {
        match self.trees[&node] {
            Trees::Between(old, new) => self.repository.file_changes(old, new).ok(),
            Trees::NoPatch => Some(Vec::new()),
            Trees::Unreadable => None,
        }
    }

    fn growth(&mut self, node: NodeId) -> Option<i64> {
        let files = self.files[&node].as_deref().unwrap_or_default();
        *self.growths.entry(node).or_insert_with(|| self.repository.growth(files))
    }

    /// Returns the lines that one file of a commit gains less those that it loses.
    fn difference(&mut self, node: NodeId, at: usize) -> Option<u64> {
        let files = self.files[&node].as_deref().unwrap_or_default();
        let known = self.differences.entry(node).or_insert_with(|| vec![None; files.len()]);
        *known[at].get_or_insert_with(|| self.repository.difference(&files[at]).ok())
    }
}

#[cfg(test)]
mod tests {
    use relnotes_testkit::Fixture;

    use super::*;
    use crate::git::Location;

    #[test]
    fn two_threads_find_what_one_finds() {
        // Of every third commit the other line has another patch.
        let line = |name: &str, other: usize| {
            let commits = (0..3 * WORTH_A_THREAD).map(|number| {
                let text = if number % 3 == 0 { other } else { number };
                format!("write {number}.txt \"{text}\\n\"\ncommit \"{number}\" as {name}{number}\n")
            });
            format!("branch {name} from main\n{}", commits.collect::<String>())
        };
        let history = format!("commit \"root\"\n{}{}", line("a", 1000), line("b", 2000));
        let repo = Fixture::parse(&history).unwrap().build();
        let location = Location { start: repo.path().to_owned(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let mut graph = Graph::new(&repository);
        let mut node = |name: String| graph.load(repo.id(&name).parse().unwrap()).unwrap();
        let mut pairs = Vec::new();
        for number in 0..3 * WORTH_A_THREAD {
            pairs.push((node(format!("a{number}")), node(format!("b{number}"))));
        }
        let whole = equal(&graph, &pairs, Comparison::Patches);
        let each = pairs.iter().flat_map(|pair| equal(&graph, &[*pair], Comparison::Patches).pairs);
        assert_eq!(whole.pairs, each.collect::<Vec<_>>());
        assert_eq!((whole.pairs.len(), whole.unreadable), (2 * WORTH_A_THREAD, 0));
        assert_eq!(equal(&graph, &pairs, Comparison::Words).pairs, []);
    }
}
