//! What a commit changed: its files, the lines that come and go, and whether it left one folder.

use std::sync::Arc;

use super::entries::{around, differ_elsewhere, entries, next_of_both, start_of_differences};
use super::lines::{sum_of_lines, without_common_lines};
use super::{Error, RawCommit, Repository, pack};
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

impl Repository {
    /// Returns the files that differ between two trees, in the order of the trees.
    ///
    /// Compares the bytes of trees and goes into those that differ.
    ///
    /// # Errors
    /// Where a tree cannot be read.
    pub fn file_changes(&self, old: CommitId, new: CommitId) -> Result<Vec<FileChange>, Error> {
        let mut changes = Vec::new();
        self.compare(Some(old), Some(new), &mut Vec::new(), &mut changes)?;
        Ok(changes)
    }

    /// Returns the files that differ between the trees of two commits, in the order of the trees.
    ///
    /// # Errors
    /// Where a commit or a tree cannot be read.
    pub fn tree_changes(&self, old: CommitId, new: CommitId) -> Result<Vec<FileChange>, Error> {
        self.file_changes(self.tree_of(old)?, self.tree_of(new)?)
    }

    pub(super) fn tree_of(&self, id: CommitId) -> Result<CommitId, Error> {
        let bytes = self.read_commit(id)?;
        let corrupt = |reason: &str| Error::Corrupt { id, reason: reason.to_owned() };
        RawCommit::parse(&bytes).map(|raw| raw.tree()).map_err(corrupt)
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
        let read = |id: Option<CommitId>| id.map_or(Ok(Arc::default()), |id| self.read_tree(id));
        let (old, new) = (read(old)?, read(new)?);
        let start = start_of_differences(&old, &new);
        let (mut olds, mut news) = (entries(&old[start..]), entries(&new[start..]));
        // Most trees differ in one entry: what follows is compared as bytes.
        while olds.rest != news.rest {
            let (old, new) = next_of_both(&mut olds, &mut news);
            let Some(entry) = old.or(new) else { return Ok(()) };
            if old == new {
                continue;
            }
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
        Ok(())
    }

    pub(super) fn read_tree(&self, id: CommitId) -> Result<Arc<Vec<u8>>, Error> {
        match self.packs.read_and_keep(id) {
            Some((pack::TREE, bytes)) => Ok(bytes),
            _ => self.read(id).map(|(_, bytes)| Arc::new(bytes)),
        }
    }

    /// Returns by how many bytes a patch makes its files longer; none where that cannot be told
    /// without reading them.
    pub fn growth(&self, files: &[FileChange]) -> Option<i64> {
        let size = |blob: Option<CommitId>| {
            let size = blob.map_or(Some(0), |id| self.packs.size(id))?;
            i64::try_from(size).ok()
        };
        files.iter().map(|file| Some(size(file.new)? - size(file.old)?)).sum()
    }

    /// Returns what a patch adds to a file less what it takes away: a sum of the lines in any order,
    /// without white space. That is what `git patch-id` compares less the lines around a change,
    /// so that a pick between two lines of history stays the same patch; and it needs no diff.
    ///
    /// # Errors
    /// Where a blob is missing or damaged.
    pub fn difference(&self, file: &FileChange) -> Result<u64, Error> {
        let read = |blob: Option<CommitId>| blob.map(|id| self.read_blob(id)).transpose();
        Ok(match (read(file.old)?, read(file.new)?) {
            (Some(old), Some(new)) => {
                let (old, new) = without_common_lines(&old, &new);
                sum_of_lines(new).wrapping_sub(sum_of_lines(old))
            }
            (old, new) => {
                let sum = |text: Option<Vec<u8>>| text.map_or(0, |text| sum_of_lines(&text));
                sum(new).wrapping_sub(sum(old))
            }
        })
    }

    /// Returns whether a commit changes nothing but what is below one folder.
    ///
    /// # Errors
    /// Where its parent or a tree cannot be read.
    pub fn touches_only(&self, commit: &RawCommit<'_>, folder: &str) -> Result<bool, Error> {
        let Some(parent) = commit.parents().next() else { return Ok(false) };
        self.differ_only_in(self.tree_of(parent)?, commit.tree(), folder)
    }

    /// Returns whether two trees differ, and in nothing but what is below one folder.
    ///
    /// Compares the entries of the trees on the way to the folder only, and stops at the first
    /// other difference.
    ///
    /// # Errors
    /// Where a tree cannot be read.
    pub fn differ_only_in(
        &self,
        mut old: CommitId,
        mut new: CommitId,
        folder: &str,
    ) -> Result<bool, Error> {
        if old == new {
            return Ok(false);
        }
        for name in folder.split('/') {
            let trees = (self.read_tree(old)?, self.read_tree(new)?);
            if differ_elsewhere(&trees.0, &trees.1, name) {
                return Ok(false);
            }
            let (one, other) = (around(&trees.0, name), around(&trees.1, name));
            let came_or_went = one.1.is_some() != other.1.is_some();
            let is_same = one.0 == other.0 || came_or_went && one.0.concat() == other.0.concat();
            if !is_same {
                return Ok(false);
            }
            match (one.1, other.1) {
                (Some(one), Some(other)) if one.is_tree && other.is_tree => {
                    (old, new) = (one.id, other.id);
                }
                // The folder itself came or went.
                _ => return Ok(true),
            }
        }
        Ok(true)
    }
}
#[cfg(test)]
mod tests {
    use relnotes_testkit::Fixture;

    use super::*;
    use crate::git::Location;

    #[test]
    fn a_patch_is_its_lines_wherever_they_stand() {
        let fixture = Fixture::parse(
            r#"
write a.txt "one\ntwo\nthree\n"
commit "base"
branch other
write a.txt "ONE\ntwo\nthree\n"
commit "the other line of history"
write a.txt "ONE\nnew\ntwo\nthree\n"
commit "fix" as picked
switch main
write a.txt "one\nnew\ntwo\nthree\n"
commit "fix" as fix
write a.txt "one\ntwo\nnew\nthree\n"
commit "move" as moved
write a.txt "one\ntwo\nnew\nthree\nold\n"
commit "another" as another
"#,
        );
        let repo = fixture.unwrap().build();
        let location = Location { start: repo.path().to_path_buf(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let patch = |name: &str| {
            let tree = |id: CommitId| {
                let bytes = repository.read_commit(id).unwrap();
                let raw = RawCommit::parse(&bytes).unwrap();
                (raw.tree(), raw.parents().next())
            };
            let (new, parent) = tree(repo.id(name).parse().unwrap());
            let files = repository.file_changes(tree(parent.unwrap()).0, new).unwrap();
            let file = files.first().unwrap();
            (repository.difference(file).unwrap(), repository.growth(&files))
        };
        assert_eq!(patch("fix"), patch("picked"));
        assert_eq!(patch("fix").1, Some(4));
        assert_eq!(patch("moved"), (0, Some(0)));
        assert_ne!(patch("fix").0, patch("another").0);
    }
}
