//! Files of trees as a whole: those in which two commits differ, with their modes, and all of one commit.

use std::sync::Arc;

use super::entries::{Entry, entries, next_of_both};
use super::{Error, Repository, pack};
use crate::id::CommitId;

/// A file of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileEntry {
    /// The blob; of a submodule the commit of the other repository.
    pub id: CommitId,
    /// What it is.
    pub mode: FileMode,
}

impl FileEntry {
    /// Returns whether its blob is the content of a file, and not where a link leads to.
    pub fn is_file(&self) -> bool {
        matches!(self.mode, FileMode::File | FileMode::Executable)
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileMode {
    /// A file.
    File,
    /// A file that can be run.
    Executable,
    /// A symbolic link; its content is where it leads to.
    Link,
    /// A submodule; it has no content here.
    Submodule,
}

/// A file that differs between two trees.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChangedFile {
    /// The path from the top; bytes that are no UTF-8 are replaced.
    pub path: String,
    /// How it was; none where it is new.
    pub old: Option<FileEntry>,
    /// How it is; none where it is gone.
    pub new: Option<FileEntry>,
}

/// What is told of a file: its path, how it was, how it is.
type Tell<'t> = dyn FnMut(&[u8], Option<FileEntry>, Option<FileEntry>) + 't;

impl Repository {
    /// Returns the files in which the trees of two commits differ, in the order of the trees. Without an older commit
    /// these are all files.
    ///
    /// # Errors
    /// Where a commit or a tree cannot be read.
    pub fn diff_files(
        &self,
        old: Option<CommitId>,
        new: CommitId,
    ) -> Result<Vec<ChangedFile>, Error> {
        let old = old.map(|old| self.tree_of(old)).transpose()?;
        let new = self.tree_of(new)?;
        let mut files = Vec::new();
        self.walk(old, Some(new), &mut Vec::new(), &mut |path, old, new| {
            files.push(ChangedFile { path: lossy(path), old, new });
        })?;
        Ok(files)
    }

    /// Returns every file of a commit's tree, in the order of the tree.
    ///
    /// # Errors
    /// Where the commit or a tree cannot be read.
    pub fn list_files(&self, commit: CommitId) -> Result<Vec<(String, FileEntry)>, Error> {
        let tree = self.tree_of(commit)?;
        let mut files = Vec::new();
        self.walk(None, Some(tree), &mut Vec::new(), &mut |path, _, new| {
            files.extend(new.map(|entry| (lossy(path), entry)));
        })?;
        Ok(files)
    }

    /// Returns the size of a blob in bytes.
    ///
    /// # Errors
    /// Where it is missing or damaged.
    pub fn blob_size(&self, id: CommitId) -> Result<u64, Error> {
        match self.packs.size(id) {
            Some(size) => Ok(size as u64),
            None => self.read(id).map(|(_, bytes)| bytes.len() as u64),
        }
    }

    /// Reads the content of a file.
    ///
    /// # Errors
    /// Where it is missing or damaged.
    pub fn read_blob(&self, id: CommitId) -> Result<Vec<u8>, Error> {
        match self.packs.read(id) {
            Some((pack::BLOB, bytes)) => Ok(bytes),
            _ => self.read(id).map(|(_, bytes)| bytes),
        }
    }

    /// Reads the content of a file, unless it is larger than some bytes.
    ///
    /// # Errors
    /// Where it is missing or damaged.
    pub fn read_blob_within(&self, id: CommitId, most: usize) -> Result<Option<Vec<u8>>, Error> {
        match self.packs.read_within(id, most) {
            Some(Ok((pack::BLOB, bytes))) => Ok(Some(bytes)),
            Some(Err(_)) => Ok(None),
            _ => self.read(id).map(|(_, bytes)| Some(bytes).filter(|it| it.len() <= most)),
        }
    }

    /// Goes through two trees side by side and into folders that differ.
    fn walk(
        &self,
        old: Option<CommitId>,
        new: Option<CommitId>,
        path: &mut Vec<u8>,
        tell: &mut Tell<'_>,
    ) -> Result<(), Error> {
        if old == new {
            return Ok(());
        }
        let read = |id: Option<CommitId>| id.map_or(Ok(Arc::default()), |id| self.read_tree(id));
        let (old, new) = (read(old)?, read(new)?);
        let (mut olds, mut news) = (entries(&old), entries(&new));
        loop {
            let (old, new) = next_of_both(&mut olds, &mut news);
            let Some(entry) = old.or(new) else { return Ok(()) };
            if old == new {
                continue;
            }
            let length = path.len();
            path.extend_from_slice(entry.name);
            if entry.is_tree {
                path.push(b'/');
                self.walk(old.map(|it| it.id), new.map(|it| it.id), path, tell)?;
            } else {
                tell(path, old.map(file), new.map(file));
            }
            path.truncate(length);
        }
    }
}

fn file(entry: Entry<'_>) -> FileEntry {
    let mode = match entry.mode {
        b"100755" => FileMode::Executable,
        b"120000" => FileMode::Link,
        b"160000" => FileMode::Submodule,
        _ => FileMode::File,
    };
    FileEntry { id: entry.id, mode }
}

fn lossy(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

#[cfg(test)]
mod tests {
    use relnotes_testkit::{Fixture, TestRepo};

    use super::*;
    use crate::git::Location;

    fn opened(history: &str) -> (TestRepo, Repository) {
        let repo = Fixture::parse(history).unwrap().build();
        let location = Location { start: repo.path().to_path_buf(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        (repo, repository)
    }

    #[test]
    fn files_that_differ_are_told_with_both_sides() {
        let (repo, repository) = opened(
            "write a/b.txt \"one\"\nwrite a.txt \"x\"\ncommit \"feat: a\" as one\nwrite a/b.txt \"two\"\n\
             write a/c.txt \"new\"\ndelete a.txt\ncommit \"feat: b\" as two",
        );
        let id = |name: &str| repo.id(name).parse().unwrap();
        let files = repository.diff_files(Some(id("one")), id("two")).unwrap();
        let shown: Vec<_> =
            files.iter().map(|it| (it.path.as_str(), it.old.is_some(), it.new.is_some())).collect();
        assert_eq!(
            shown,
            [("a.txt", true, false), ("a/b.txt", true, true), ("a/c.txt", false, true)]
        );
        let new = files[1].new.unwrap();
        assert_eq!(repository.read_blob(new.id).unwrap(), b"two");
        assert_eq!(repository.blob_size(new.id).unwrap(), 3);
        assert_eq!(repository.read_blob_within(new.id, 3).unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(repository.read_blob_within(new.id, 2).unwrap(), None);
        assert_eq!(new.mode, FileMode::File);
    }

    #[test]
    fn without_an_older_commit_every_file_is_new() {
        let (repo, repository) =
            opened("write a/b.txt \"one\"\nwrite c.txt \"x\"\ncommit \"feat: a\" as one");
        let one = repo.id("one").parse().unwrap();
        let files = repository.diff_files(None, one).unwrap();
        let listed = repository.list_files(one).unwrap();
        let paths: Vec<_> = files.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, ["a/b.txt", "c.txt"]);
        assert_eq!(listed.len(), 2);
        assert!(files.iter().zip(&listed).all(|(a, b)| a.new == Some(b.1)));
    }
}
