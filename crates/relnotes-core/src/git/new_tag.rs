//! Making an annotated tag.

use super::{Error, Repository, from_oid, to_oid};
use crate::id::CommitId;
use crate::person::{Person, Time};

impl Repository {
    /// Makes an annotated tag and returns its object. The message is kept byte for byte: lines that begin with `#`
    /// too. A tag that is there already is never replaced.
    ///
    /// # Errors
    /// [`Error::TagExists`].
    pub fn create_tag(
        &self,
        name: &str,
        commit: CommitId,
        message: &str,
        person: &Person,
        time: Time,
    ) -> Result<CommitId, Error> {
        let make = || {
            let repo = self.libgit2()?;
            let target = repo.find_object(to_oid(commit), Some(git2::ObjectType::Commit))?;
            let moment = git2::Time::new(time.seconds, time.offset);
            let tagger = git2::Signature::new(&person.name, &person.email, &moment)?;
            repo.tag(name, &target, &tagger, message, false)
        };
        make().map(from_oid).map_err(|source| match source.code() {
            git2::ErrorCode::Exists => Error::TagExists { name: name.to_owned() },
            _ => Error::Git { action: "make the tag", source },
        })
    }

    /// Returns the names of all remotes, as configured.
    pub fn remotes(&self) -> Vec<String> {
        let remotes = self.libgit2().and_then(git2::Repository::remotes);
        let Ok(remotes) = remotes else { return Vec::new() };
        remotes.iter().filter_map(|name| Some(name.ok()??.to_owned())).collect()
    }
}
