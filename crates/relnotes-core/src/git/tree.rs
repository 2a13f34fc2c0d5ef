//! What a commit changed: its files, the lines that come and go, and whether it left one folder.

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

/// Something in a folder of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderEntry {
    /// Its name, without the folder.
    pub name: String,
    /// Whether it is a folder itself.
    pub is_folder: bool,
}

/// The shape of a patch: equal for two commits that bring and take the same lines of the same files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Patch {
    /// A hash of it.
    Id(u64),
    /// No line comes or goes.
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
            let old = RawCommit::parse(&bytes).map_err(corrupt)?.tree();
            self.compare(Some(old), Some(raw.tree()), &mut Vec::new(), &mut changes)?;
        }
        Ok(changes)
    }

    /// Returns the files that differ between the trees of two commits, in the order of the trees.
    ///
    /// # Errors
    /// Where a commit or a tree cannot be read.
    pub fn tree_changes(&self, old: CommitId, new: CommitId) -> Result<Vec<FileChange>, Error> {
        let tree = |id: CommitId| {
            let bytes = self.read_commit(id)?;
            let corrupt = |reason: &str| Error::Corrupt { id, reason: reason.to_owned() };
            RawCommit::parse(&bytes).map(|raw| raw.tree()).map_err(corrupt)
        };
        let mut changes = Vec::new();
        self.compare(Some(tree(old)?), Some(tree(new)?), &mut Vec::new(), &mut changes)?;
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

    /// Returns what a patch adds less what it takes away: the lines of each file in any order,
    /// without white space. That is what `git patch-id` compares less the lines around a change,
    /// so that a pick between two lines of history stays the same patch; and it needs no diff.
    pub fn patch(&self, files: &[FileChange]) -> Patch {
        self.try_patch(files).unwrap_or(Patch::Unreadable)
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

    fn try_patch(&self, files: &[FileChange]) -> Result<Patch, Error> {
        let sum = |blob: Option<CommitId>| {
            blob.map_or(Ok(0), |id| self.blob(id).map(|blob| sum_of_lines(&blob)))
        };
        let (mut patch, mut is_empty) = (0u64, true);
        for file in files {
            let difference = sum(file.new)?.wrapping_sub(sum(file.old)?);
            is_empty &= difference == 0;
            patch = patch.wrapping_mul(31).wrapping_add(difference);
        }
        // White space alone, or lines that moved: nothing to tell one such patch from another.
        Ok(if is_empty { Patch::None } else { Patch::Id(patch) })
    }

    fn blob(&self, id: CommitId) -> Result<Vec<u8>, Error> {
        match self.packs.read(id) {
            Some((pack::BLOB, bytes)) => Ok(bytes),
            _ => self.read(id).map(|(_, bytes)| bytes),
        }
    }

    /// Returns whether a commit changes nothing but what is below one folder.
    ///
    /// Compares the entries of the trees on the way to the folder only, and stops at the first
    /// other difference.
    ///
    /// # Errors
    /// Where a commit or a tree cannot be read.
    pub fn touches_only(&self, commit: &RawCommit<'_>, folder: &str) -> Result<bool, Error> {
        let Some(parent) = commit.parents().next() else { return Ok(false) };
        let bytes = self.read_commit(parent)?;
        let corrupt = |reason: &str| Error::Corrupt { id: parent, reason: reason.to_owned() };
        let mut old = RawCommit::parse(&bytes).map_err(corrupt)?.tree();
        let mut new = commit.tree();
        if old == new {
            return Ok(false);
        }
        for name in folder.split('/') {
            let name = name.as_bytes();
            let trees = (self.read_tree(old)?, self.read_tree(new)?);
            let others = |tree| entries(tree).filter(|entry| entry.name != name);
            if !others(&trees.0).eq(others(&trees.1)) {
                return Ok(false);
            }
            let below = |tree| entries(tree).find(|entry| entry.name == name && entry.is_tree);
            match (below(&trees.0), below(&trees.1)) {
                (Some(one), Some(other)) => (old, new) = (one.id, other.id),
                // The folder itself came or went.
                _ => return Ok(true),
            }
        }
        Ok(true)
    }

    /// Returns what a folder of a commit's tree holds, in the order of the tree; nothing where it is absent. Names that
    /// are no UTF-8 are left out.
    ///
    /// # Errors
    /// Where the commit or a tree cannot be read.
    pub fn list_folder(&self, commit: CommitId, folder: &str) -> Result<Vec<FolderEntry>, Error> {
        let bytes = self.read_commit(commit)?;
        let corrupt = |reason: &str| Error::Corrupt { id: commit, reason: reason.to_owned() };
        let mut tree = RawCommit::parse(&bytes).map_err(corrupt)?.tree();
        for name in folder.split('/').filter(|name| !name.is_empty()) {
            let bytes = self.read_tree(tree)?;
            let below = entries(&bytes).find(|it| it.name == name.as_bytes() && it.is_tree);
            let Some(below) = below else { return Ok(Vec::new()) };
            tree = below.id;
        }
        let bytes = self.read_tree(tree)?;
        let entry = |entry: Entry<'_>| {
            let name = std::str::from_utf8(entry.name).ok()?.to_owned();
            Some(FolderEntry { name, is_folder: entry.is_tree })
        };
        Ok(entries(&bytes).filter_map(entry).collect())
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

/// Adds up a hash of every line, in any order.
fn sum_of_lines(text: &[u8]) -> u64 {
    let line = |line: &[u8]| {
        let black = line.iter().filter(|byte| !byte.is_ascii_whitespace());
        black.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    text.split(|byte| *byte == b'\n').fold(0, |sum: u64, text| sum.wrapping_add(line(text)))
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
            let files = repository.file_changes(repo.id(name).parse().unwrap()).unwrap();
            (repository.patch(&files), repository.growth(&files))
        };
        assert_eq!(patch("fix"), patch("picked"));
        assert_eq!(patch("fix").1, Some(4));
        assert_eq!(patch("moved"), (Patch::None, Some(0)));
        assert_ne!(patch("fix").0, patch("another").0);
    }

    #[test]
    fn a_folder_of_a_commit_is_listed() {
        let history =
            "write a/b.yml \"x\"\nwrite a/c/d \"x\"\nwrite e \"x\"\ncommit \"feat: a\" as one";
        let repo = Fixture::parse(history).unwrap().build();
        let location = Location { start: repo.path().to_path_buf(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let list = |folder: &str| -> Vec<String> {
            let commit = repo.id("one").parse().unwrap();
            let entries = repository.list_folder(commit, folder).unwrap();
            let shown = |it: &FolderEntry| it.name.clone() + if it.is_folder { "/" } else { "" };
            entries.iter().map(shown).collect()
        };
        assert_eq!(list("a"), ["b.yml", "c/"]);
        assert_eq!(list(""), ["a/", "e"]);
        assert_eq!(list("a/c"), ["d"]);
        assert!(list("a/x").is_empty() && list("e").is_empty());
    }
}
