//! What a commit changed: the top folder's entries, and the patch id.

use super::{Error, Repository, to_oid};
use crate::id::CommitId;

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

/// Returns all entries of a tree but one.
fn others(tree: &git2::Tree<'_>, name: &str) -> Vec<(Vec<u8>, git2::Oid, i32)> {
    tree.iter()
        .filter(|entry| entry.name_bytes() != name.as_bytes())
        .map(|entry| (entry.name_bytes().to_vec(), entry.id(), entry.filemode()))
        .collect()
}
