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

    /// Returns whether a commit changes nothing but what is below one folder of the top level.
    ///
    /// Compares the entries of the top trees only, so that it costs two small reads.
    ///
    /// # Errors
    /// [`Error::Git`] where a tree cannot be read.
    pub fn touches_only(&self, commit: CommitId, folder: &str) -> Result<bool, Error> {
        let failed = |source| Error::Git { action: "compare the trees of a commit", source };
        let commit = self.repo.find_commit(to_oid(commit)).map_err(failed)?;
        let Ok(parent) = commit.parent(0) else { return Ok(false) };
        let (old, new) = (parent.tree().map_err(failed)?, commit.tree().map_err(failed)?);
        if old.id() == new.id() {
            return Ok(false);
        }
        let others = |tree: &git2::Tree<'_>| {
            tree.iter()
                .filter(|entry| entry.name_bytes() != folder.as_bytes())
                .map(|entry| (entry.name_bytes().to_vec(), entry.id(), entry.filemode()))
                .collect::<Vec<_>>()
        };
        Ok(others(&old) == others(&new))
    }

    /// Returns whether the top tree of a commit has an entry of this name.
    ///
    /// # Errors
    /// [`Error::Git`] where the tree cannot be read.
    pub fn has_top_entry(&self, commit: CommitId, name: &str) -> Result<bool, Error> {
        let failed = |source| Error::Git { action: "read the tree of a commit", source };
        let commit = self.repo.find_commit(to_oid(commit)).map_err(failed)?;
        Ok(commit.tree().map_err(failed)?.get_name(name).is_some())
    }
}
