//! Committing a few files of the work tree to the branch that is checked out.

use std::path::Path;

use super::{Error, Repository, from_oid, to_oid};
use crate::id::CommitId;
use crate::person::{Person, Time};

/// What is committed, by whom and when.
#[derive(Debug, Clone)]
pub struct FilesCommit<'a> {
    /// The commit that the branch has to be at: with another one nothing is done.
    pub parent: CommitId,
    /// Files of the work tree, from its top; those that are not there are taken away.
    pub paths: &'a [String],
    /// The message.
    pub message: &'a str,
    /// Author and committer.
    pub person: &'a Person,
    /// When.
    pub time: Time,
}

impl Repository {
    /// Returns what another command of git has left half done, a merge or a rebase; none where there is nothing.
    pub fn unfinished(&self) -> Option<&'static str> {
        match self.libgit2().ok()?.state() {
            git2::RepositoryState::Clean => None,
            git2::RepositoryState::Merge => Some("merge"),
            git2::RepositoryState::Revert | git2::RepositoryState::RevertSequence => Some("revert"),
            git2::RepositoryState::CherryPick | git2::RepositoryState::CherryPickSequence => {
                Some("cherry-pick")
            }
            git2::RepositoryState::Bisect => Some("bisect"),
            _ => Some("rebase"),
        }
    }

    /// Commits files of the work tree to the branch that HEAD names, and nothing else: what is staged stays staged. No
    /// hook is run. Returns none where the files say what the commit's parent says already.
    ///
    /// # Errors
    /// [`Error::Moved`] where the branch is not at the parent any more; nothing has been done then.
    pub fn commit_files(&self, wanted: &FilesCommit<'_>) -> Result<Option<CommitId>, Error> {
        let branch = self.head_branch().ok_or(Error::Detached)?;
        self.commit_to(&branch, wanted).map_err(|source| match source.code() {
            git2::ErrorCode::Modified => Error::Moved { branch: branch.clone() },
            _ => Error::Git { action: "commit the documents", source },
        })
    }

    fn commit_to(
        &self,
        branch: &str,
        wanted: &FilesCommit<'_>,
    ) -> Result<Option<CommitId>, git2::Error> {
        let repo = self.libgit2()?;
        let parent = repo.find_commit(to_oid(wanted.parent))?;
        let before = parent.tree()?;
        let top = repo.workdir().unwrap_or_else(|| Path::new("."));
        let mut update = git2::build::TreeUpdateBuilder::new();
        for path in wanted.paths {
            let file = top.join(path);
            let mode = git2::FileMode::Blob;
            match file.is_file() {
                true => update.upsert(path.as_str(), repo.blob_path(&file)?, mode),
                false if before.get_path(Path::new(path)).is_ok() => update.remove(path.as_str()),
                false => continue,
            };
        }
        let tree = repo.find_tree(update.create_updated(repo, &before)?)?;
        if tree.id() == before.id() {
            return Ok(None);
        }
        let (name, email) = (&wanted.person.name, &wanted.person.email);
        let moment = git2::Time::new(wanted.time.seconds, wanted.time.offset);
        let person = git2::Signature::new(name, email, &moment)?;
        let commit = repo.commit(None, &person, &person, wanted.message, &tree, &[&parent])?;
        let subject = wanted.message.lines().next().unwrap_or_default();
        repo.reference_matching(branch, commit, true, parent.id(), &format!("commit: {subject}"))?;
        let mut index = repo.index()?;
        for path in wanted.paths.iter().map(Path::new) {
            match top.join(path).is_file() {
                true => index.add_path(path)?,
                false => index.remove_path(path)?,
            }
        }
        index.write()?;
        Ok(Some(from_oid(commit)))
    }
}
