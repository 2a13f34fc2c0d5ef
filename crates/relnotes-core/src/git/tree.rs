//! What a commit changed: the top folder's entries, and the patch id.

use std::cmp::Ordering;

use super::{Error, RawCommit, Repository, pack, to_oid};
use crate::id::CommitId;

/// A file that a commit changed: where, and the blobs before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path from the top.
    pub path: Vec<u8>,
    /// The blob before; none where the file is new.
    pub old: Option<CommitId>,
    /// The blob after; none where the file is gone.
    pub new: Option<CommitId>,
}

/// The shape of a patch: equal for two commits that change the same lines in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Patch {
    /// Git's stable patch id.
    Id([u8; 20]),
    /// Nothing changes, or there is more than one parent: no patch id.
    None,
    /// A tree or a blob is missing or damaged.
    Unreadable,
}

impl Repository {
    /// Returns the files that a commit changed against its only parent, in the order of the trees;
    /// nothing of a merge or a root.
    ///
    /// Compares the bytes of trees and goes into those that differ.
    ///
    /// # Errors
    /// Where a commit or a tree cannot be read.
    pub fn file_changes(&self, commit: CommitId) -> Result<Vec<FileChange>, Error> {
        let bytes = self.read_commit(commit)?;
        let corrupt = |reason: &str| Error::Corrupt { id: commit, reason: reason.to_owned() };
        let raw = RawCommit::parse(&bytes).map_err(corrupt)?;
        let mut parents = raw.parents();
        let mut changes = Vec::new();
        if let (Some(parent), None) = (parents.next(), parents.next()) {
            let bytes = self.read_commit(parent)?;
            let old = RawCommit::parse(&bytes).map_err(corrupt)?.tree;
            self.compare(Some(old), Some(raw.tree), &mut Vec::new(), &mut changes)?;
        }
        Ok(changes)
    }

    fn compare(
        &self,
        old: Option<CommitId>,
        new: Option<CommitId>,
        path: &mut Vec<u8>,
        changes: &mut Vec<FileChange>,
    ) -> Result<(), Error> {
        if old == new {
            return Ok(());
        }
        let read = |id: Option<CommitId>| id.map_or(Ok(Vec::new()), |id| self.read_tree(id));
        let (old, new) = (read(old)?, read(new)?);
        let (mut olds, mut news) = (entries(&old).peekable(), entries(&new).peekable());
        loop {
            let order = match (olds.peek(), news.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.order(new),
            };
            let old = if order.is_le() { olds.next() } else { None };
            let new = if order.is_ge() { news.next() } else { None };
            if old == new {
                continue;
            }
            let Some(entry) = old.or(new) else { continue };
            let length = path.len();
            path.extend_from_slice(entry.name);
            let (old, new) = (old.map(|entry| entry.id), new.map(|entry| entry.id));
            if entry.is_tree {
                path.push(b'/');
                self.compare(old, new, path, changes)?;
            } else {
                changes.push(FileChange { path: path.clone(), old, new });
            }
            path.truncate(length);
        }
    }

    fn read_tree(&self, id: CommitId) -> Result<Vec<u8>, Error> {
        match self.packs.read(id) {
            Some((pack::TREE, bytes)) => Ok(bytes),
            _ => self.read(id).map(|(_, bytes)| bytes),
        }
    }

    /// Computes the patch id of a commit against its only parent.
    pub fn patch_id(&self, commit: CommitId) -> Patch {
        match self.try_patch_id(commit) {
            Ok(patch) => patch,
            Err(_) => Patch::Unreadable,
        }
    }

    fn try_patch_id(&self, commit: CommitId) -> Result<Patch, git2::Error> {
        let commit = self.repo.find_commit(to_oid(commit))?;
        if commit.parent_count() != 1 {
            return Ok(Patch::None);
        }
        let (old, new) = (commit.parent(0)?.tree()?, commit.tree()?);
        if old.id() == new.id() {
            return Ok(Patch::None);
        }
        let diff = self.repo.diff_tree_to_tree(Some(&old), Some(&new), None)?;
        let mut id = [0; 20];
        id.copy_from_slice(diff.patchid(None)?.as_bytes());
        Ok(Patch::Id(id))
    }

    /// Returns whether a commit changes nothing but what is below one folder.
    ///
    /// Compares the entries of the trees on the way to the folder only, so that it costs a few
    /// small reads.
    ///
    /// # Errors
    /// [`Error::Git`] where a tree cannot be read.
    pub fn touches_only(&self, commit: CommitId, folder: &str) -> Result<bool, Error> {
        let failed = |source| Error::Git { action: "compare the trees of a commit", source };
        let commit = self.repo.find_commit(to_oid(commit)).map_err(failed)?;
        let Ok(parent) = commit.parent(0) else { return Ok(false) };
        let mut trees = [parent.tree().map_err(failed)?, commit.tree().map_err(failed)?];
        if trees[0].id() == trees[1].id() {
            return Ok(false);
        }
        for name in folder.split('/') {
            if others(&trees[0], name) != others(&trees[1], name) {
                return Ok(false);
            }
            let below = trees.each_ref().map(|tree| {
                tree.get_name(name).and_then(|entry| self.repo.find_tree(entry.id()).ok())
            });
            match below {
                [Some(old), Some(new)] => trees = [old, new],
                // The folder itself came or went.
                _ => return Ok(true),
            }
        }
        Ok(true)
    }

    /// Returns whether the tree of a commit has something at a path.
    ///
    /// # Errors
    /// [`Error::Git`] where the tree cannot be read.
    pub fn has_path(&self, commit: CommitId, path: &str) -> Result<bool, Error> {
        let failed = |source| Error::Git { action: "read the tree of a commit", source };
        let commit = self.repo.find_commit(to_oid(commit)).map_err(failed)?;
        match commit.tree().map_err(failed)?.get_path(std::path::Path::new(path)) {
            Ok(_) => Ok(true),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(false),
            Err(source) => Err(failed(source)),
        }
    }
}

/// An entry of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry<'a> {
    name: &'a [u8],
    mode: &'a [u8],
    id: CommitId,
    is_tree: bool,
}

impl Entry<'_> {
    /// Trees are in the order of their names, those of trees with a slash behind them.
    fn order(&self, other: &Self) -> Ordering {
        let slash = |entry: &Self| entry.is_tree.then_some(&b'/');
        let (a, b) = (self.name.iter().chain(slash(self)), other.name.iter().chain(slash(other)));
        a.cmp(b)
    }
}

/// Reads `mode SP name NUL id` until the end, or until something is wrong.
fn entries(tree: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let mut rest = tree;
    std::iter::from_fn(move || {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let end = space + rest[space..].iter().position(|byte| *byte == 0)?;
        let mut id = CommitId([0; 20]);
        id.0.copy_from_slice(rest.get(end + 1..end + 21)?);
        let mode = &rest[..space];
        let entry = Entry { name: &rest[space + 1..end], mode, id, is_tree: mode == b"40000" };
        rest = &rest[end + 21..];
        Some(entry)
    })
}

/// Returns all entries of a tree but one.
fn others(tree: &git2::Tree<'_>, name: &str) -> Vec<(Vec<u8>, git2::Oid, i32)> {
    tree.iter()
        .filter(|entry| entry.name_bytes() != name.as_bytes())
        .map(|entry| (entry.name_bytes().to_vec(), entry.id(), entry.filemode()))
        .collect()
}
