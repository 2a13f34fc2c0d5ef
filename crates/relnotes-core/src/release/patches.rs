//! Whether two commits change the same lines of the same files.

use crate::git::{Error, FileChange};
use crate::history::{Graph, NodeId, NodeMap};

/// How far the comparison of two commits goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Comparison {
    /// What commits say.
    #[default]
    Words,
    /// What they change, too: reads trees and blobs.
    Patches,
}

/// What commits change, each looked at once.
#[derive(Default)]
pub(super) struct Patches {
    files: NodeMap<Option<Vec<FileChange>>>,
    growths: NodeMap<Option<i64>>,
    /// What each file gains and loses, where it was asked for; nothing where it cannot be read.
    differences: NodeMap<Vec<Option<Option<u64>>>>,
    /// How many pairs could not be compared.
    pub(super) unreadable: usize,
    comparison: Comparison,
}

impl Patches {
    pub(super) fn new(comparison: Comparison) -> Self {
        Self { comparison, ..Self::default() }
    }

    /// Returns whether two commits change the same lines in the same way. Different paths are
    /// different patches, equal blobs equal ones, and what grows by another size is another patch;
    /// only what is left is worth reading.
    pub(super) fn are_equal(&mut self, graph: &Graph<'_>, a: NodeId, b: NodeId) -> bool {
        if self.comparison == Comparison::Words {
            return false;
        }
        for node in [a, b] {
            self.files.entry(node).or_insert_with(|| file_changes(graph, node).ok());
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
        let growths = (self.growth(graph, a), self.growth(graph, b));
        if let (Some(a), Some(b)) = growths
            && a != b
        {
            return false;
        }
        // Where all is here, the first file that differs decides.
        let is_whole = growths.0.is_some() && growths.1.is_some();
        let (mut same, mut readable, mut is_empty) = (true, true, true);
        for at in 0..count {
            let pair = (self.difference(graph, a, at), self.difference(graph, b, at));
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

    fn growth(&mut self, graph: &Graph<'_>, node: NodeId) -> Option<i64> {
        let files = self.files[&node].as_deref().unwrap_or_default();
        *self.growths.entry(node).or_insert_with(|| graph.repository().growth(files))
    }

    /// Returns the lines that one file of a commit gains less those that it loses.
    fn difference(&mut self, graph: &Graph<'_>, node: NodeId, at: usize) -> Option<u64> {
        let files = self.files[&node].as_deref().unwrap_or_default();
        let known = self.differences.entry(node).or_insert_with(|| vec![None; files.len()]);
        *known[at].get_or_insert_with(|| graph.repository().difference(&files[at]).ok())
    }
}

/// Returns the files that a commit changed against its only parent.
fn file_changes(graph: &Graph<'_>, node: NodeId) -> Result<Vec<FileChange>, Error> {
    let raw = graph.raw(node);
    match (raw.parents().nth(1), graph.tree_of_parent(node)?) {
        (None, Some(old)) => graph.repository().file_changes(old, raw.tree()),
        _ => Ok(Vec::new()),
    }
}
