//! What `git notes` has to say about a commit.

use super::{Error, Repository, to_oid};
use crate::id::CommitId;

impl Repository {
    /// Returns whether there is a ref of notes of this full name, `refs/notes/commits`. Refs are read once.
    pub fn has_notes(&self, name: &str) -> bool {
        let read = || self.refs_below("refs/notes/").unwrap_or_default().into_keys().collect();
        self.note_refs.get_or_init(read).contains(name)
    }

    /// Returns the note that a ref such as `refs/notes/commits` has about a commit; none where it has none. Bytes
    /// that are no UTF-8 are replaced.
    ///
    /// # Errors
    /// Where the note or the tree of notes cannot be read.
    pub fn note(&self, reference: &str, commit: CommitId) -> Result<Option<String>, Error> {
        let failed = |source| Error::Git { action: "read a note", source };
        match self.libgit2().map_err(failed)?.find_note(Some(reference), to_oid(commit)) {
            Ok(note) => Ok(Some(String::from_utf8_lossy(note.message_bytes()).into_owned())),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(source) => Err(failed(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use relnotes_testkit::Fixture;

    use crate::git::{Location, Repository};

    #[test]
    fn notes_are_those_of_their_ref() {
        let history = "commit \"a\" as a\ncommit \"b\" as b\nnote a \"words\"";
        let repo = Fixture::parse(history).unwrap().build();
        let location = Location { start: repo.path().to_path_buf(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let of = |reference: &str, name: &str| {
            repository.note(reference, repo.id(name).parse().unwrap()).unwrap()
        };
        assert_eq!(of("refs/notes/relnotes", "a").as_deref(), Some("words"));
        assert_eq!(of("refs/notes/relnotes", "b"), None);
        assert_eq!(of("refs/notes/commits", "a"), None);
        assert!(repository.has_notes("refs/notes/relnotes"));
        assert!(!repository.has_notes("refs/notes/commits"));
    }
}
