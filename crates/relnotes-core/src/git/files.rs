//! Files and folders of a commit by their paths. What is missing from a partial clone is an error, never absent.

use crate::id::CommitId;

use super::entries::{Entry, entries};
use super::{Error, RawCommit, Repository};

/// Something in a folder of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderEntry {
    /// Its name, without the folder.
    pub name: String,
    /// Its object: a tree, a blob, or the commit of a submodule.
    pub id: CommitId,
    /// Whether it is a folder itself.
    pub is_folder: bool,
}

/// What stands at a path: a folder, or a file or link. Other repositories are not looked into.
struct Found {
    id: CommitId,
    is_folder: bool,
}

/// The mode of another repository in a tree.
const SUBMODULE: &[u8] = b"160000";

impl Repository {
    /// Reads a file of a commit's tree; none where it is absent.
    ///
    /// # Errors
    /// Where the commit, a tree or the file cannot be read.
    pub fn read_file(&self, commit: CommitId, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.find(commit, path)? {
            Some(found) if !found.is_folder => Ok(Some(self.read(found.id)?.1)),
            _ => Ok(None),
        }
    }

    /// Returns what a folder of a commit's tree holds, in the order of the tree; nothing where it is absent. Names that
    /// are no UTF-8 are left out.
    ///
    /// # Errors
    /// Where the commit or a tree cannot be read.
    pub fn list_folder(&self, commit: CommitId, folder: &str) -> Result<Vec<FolderEntry>, Error> {
        let Some(found) = self.find(commit, folder)?.filter(|found| found.is_folder) else {
            return Ok(Vec::new());
        };
        let bytes = self.read_tree(found.id)?;
        let entry = |entry: Entry<'_>| {
            let name = std::str::from_utf8(entry.name).ok()?.to_owned();
            Some(FolderEntry { name, id: entry.id, is_folder: entry.is_tree })
        };
        Ok(entries(&bytes).filter_map(entry).collect())
    }

    /// Returns whether the tree of a commit has something at a path.
    ///
    /// # Errors
    /// Where the commit or a tree cannot be read.
    pub fn has_path(&self, commit: CommitId, path: &str) -> Result<bool, Error> {
        Ok(self.find(commit, path)?.is_some())
    }

    /// Goes down from the tree of a commit.
    fn find(&self, commit: CommitId, path: &str) -> Result<Option<Found>, Error> {
        let bytes = self.read_commit(commit)?;
        let corrupt = |reason: &str| Error::Corrupt { id: commit, reason: reason.to_owned() };
        let tree = RawCommit::parse(&bytes).map_err(corrupt)?.tree();
        let mut found = Found { id: tree, is_folder: true };
        for name in path.split('/').filter(|name| !name.is_empty()) {
            if !found.is_folder {
                return Ok(None);
            }
            let bytes = self.read_tree(found.id)?;
            let below = entries(&bytes).find(|it| it.name == name.as_bytes());
            let Some(below) = below.filter(|it| it.mode != SUBMODULE) else { return Ok(None) };
            found = Found { id: below.id, is_folder: below.is_tree };
        }
        Ok(Some(found))
    }
}

#[cfg(test)]
mod tests {
    use relnotes_testkit::{Fixture, Oracle, TestRepo};

    use super::*;
    use crate::git::Location;

    const HISTORY: &str =
        "write a/b.yml \"x\"\nwrite a/c/d \"x\"\nwrite e \"y\"\ncommit \"feat: a\" as one";

    fn open(path: &std::path::Path) -> Repository {
        Repository::open(&Location { start: path.to_path_buf(), git_dir: None }).unwrap()
    }

    fn commit(repo: &TestRepo) -> CommitId {
        repo.id("one").parse().unwrap()
    }

    #[test]
    fn files_and_folders_are_found_by_path() {
        let repo = Fixture::parse(HISTORY).unwrap().build();
        let (repository, commit) = (open(repo.path()), commit(&repo));
        let list = |folder: &str| -> Vec<String> {
            let entries = repository.list_folder(commit, folder).unwrap();
            let shown = |it: &FolderEntry| it.name.clone() + if it.is_folder { "/" } else { "" };
            entries.iter().map(shown).collect()
        };
        assert_eq!(list("a"), ["b.yml", "c/"]);
        assert_eq!(list(""), ["a/", "e"]);
        assert_eq!(list("a/c"), ["d"]);
        assert!(list("a/x").is_empty() && list("e").is_empty());
        let read = |path: &str| repository.read_file(commit, path).unwrap();
        assert_eq!(read("e"), Some(b"y".to_vec()));
        assert_eq!((read("a"), read("a/x"), read("e/x")), (None, None, None));
        assert!(repository.has_path(commit, "a/c").unwrap());
        assert!(!repository.has_path(commit, "c").unwrap());
    }

    /// A partial clone without trees or files: unknown is never "no".
    #[test]
    fn what_is_missing_is_not_absent() {
        let repo = Fixture::parse(HISTORY).unwrap().build();
        Oracle::new(repo.path()).git(&["config", "uploadpack.allowFilter", "true"]);
        let folder = tempfile::tempdir().unwrap();
        let git = Oracle::new(folder.path());
        let url = format!("file://{}", repo.path().display());
        for (filter, paths) in
            [("tree:0", &["a", "a/b.yml", "nowhere"][..]), ("tree:1", &["a/b.yml", "a/x"])]
        {
            let name = filter.replace(':', "-");
            let filter = format!("--filter={filter}");
            git.git(&["clone", "--quiet", "--bare", &filter, &url, &name]);
            let repository = open(&folder.path().join(&name));
            for path in paths {
                let error = repository.read_file(commit(&repo), path).unwrap_err();
                assert!(matches!(error, Error::Missing { partial: true, .. }), "{filter} {path}");
                assert!(repository.list_folder(commit(&repo), &format!("{path}/x")).is_err());
            }
        }
    }
}
