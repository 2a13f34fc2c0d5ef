//! Plays the operations of a fixture into a fresh repository: the state, refs and tags. What makes commits is in
//! `commits`.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use git2::{ObjectType, Oid, Repository};

use crate::clock::{Clock, Time};
use crate::files::{Changes, Files, write_tree};
use crate::fixture::ParseError;
use crate::message::fill;
use crate::object::{CommitObject, Signature, TagObject};
use crate::operation::{Operation, Step, Tag, Target};
use crate::store::{Layout, Store, init};

/// The state between two operations.
pub(crate) struct Player<'r> {
    pub(crate) repo: &'r Repository,
    pub(crate) store: Store<'r>,
    pub(crate) clock: Clock,
    /// All commits, with what later operations need of them.
    pub(crate) made: HashMap<Oid, Made>,
    pub(crate) names: BTreeMap<String, Oid>,
    /// What the next commit writes and deletes.
    pub(crate) pending: Changes,
    refs: BTreeMap<String, Oid>,
    head: String,
    /// The tree of `refs/notes/relnotes`.
    notes: Files,
}

/// A commit as later operations see it.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) parents: Vec<Oid>,
    pub(crate) files: Files,
    pub(crate) author: Signature,
    pub(crate) encoding: Option<String>,
    pub(crate) message: Vec<u8>,
}

pub(crate) const DEFAULT_PERSON: &str = "Anna Ivanova <anna@example.com>";

/// Builds a repository at `path` and returns the commits that have names.
pub(crate) fn play(
    steps: &[Step],
    path: &Path,
    layout: Layout,
) -> Result<BTreeMap<String, Oid>, ParseError> {
    let last_line = steps.last().map_or(1, |step| step.line);
    let at_end = |message: String| ParseError { line: last_line, message };
    let repo = init(path, layout).map_err(|error| at_end(text_of(error)))?;
    let mut player = Player::new(&repo).map_err(at_end)?;
    for Step { line, operation } in steps {
        player.run(operation).map_err(|message| ParseError { line: *line, message })?;
    }
    player.nothing_pending().map_err(at_end)?;
    player.write_notes().map_err(at_end)?;
    player.store.finish(&player.refs, &player.head).map_err(|error| at_end(text_of(error)))?;
    Ok(player.names)
}

/// Messages of libgit2 as plain text: the caller adds the line.
pub(crate) fn text_of(error: impl std::error::Error) -> String {
    error.to_string()
}

impl<'r> Player<'r> {
    fn new(repo: &'r Repository) -> Result<Self, String> {
        Ok(Self {
            repo,
            store: Store::new(repo).map_err(text_of)?,
            clock: Clock::new(),
            made: HashMap::new(),
            names: BTreeMap::new(),
            pending: Changes::new(),
            refs: BTreeMap::new(),
            head: "refs/heads/main".to_owned(),
            notes: Files::new(),
        })
    }

    fn run(&mut self, operation: &Operation) -> Result<(), String> {
        match operation {
            Operation::Commit { message, stamp } => self.commit(message, stamp),
            Operation::CommitBytes { bytes, encoding, stamp } => {
                self.commit_bytes(bytes, encoding.as_deref(), stamp)
            }
            Operation::Merge { heads, message, side, stamp } => {
                self.merge(heads, message, *side, stamp)
            }
            Operation::Squash { head, message, side, stamp } => {
                self.squash(head, message, *side, stamp)
            }
            Operation::CherryPick { of, message, trailer, stamp } => {
                self.cherry_pick(of, message, *trailer, stamp)
            }
            Operation::Revert { of, message, stamp } => self.revert(of, message, stamp),
            Operation::Write { path, content } => {
                let blob =
                    self.store.write(ObjectType::Blob, content.as_bytes()).map_err(text_of)?;
                self.pending.insert(path.clone(), Some(blob));
                Ok(())
            }
            Operation::Delete { path } => self.delete(path),
            Operation::Tag(tag) => self.tag(tag),
            Operation::Branch { name, from } => self.branch(name, from.as_deref()),
            Operation::Switch { name } => self.switch(name),
            Operation::Orphan { name } => self.orphan(name),
            Operation::DeleteBranch { name } => self.delete_branch(name),
            Operation::RemoteBranch { name, at } => {
                let id = self.resolve(at.as_deref().unwrap_or("HEAD"))?;
                self.add_ref(&format!("refs/remotes/{name}"), id)
            }
            Operation::Reset { to } => {
                let id = self.resolve(to)?;
                self.nothing_pending()?;
                self.move_head(id);
                Ok(())
            }
            Operation::Note { on, text } => {
                let text = self.fill(text)?;
                let blob = self.store.write(ObjectType::Blob, text.as_bytes()).map_err(text_of)?;
                self.notes.insert(self.resolve(on)?.to_string(), blob);
                Ok(())
            }
            Operation::Clock(to) => {
                self.clock.set(to);
                Ok(())
            }
        }
    }

    /// Returns the commit that HEAD stands on, if there is one yet.
    pub(crate) fn head(&self) -> Option<Oid> {
        self.refs.get(&self.head).copied()
    }

    pub(crate) fn move_head(&mut self, id: Oid) {
        self.refs.insert(self.head.clone(), id);
    }

    pub(crate) fn head_files(&self) -> Files {
        self.head().map(|id| self.made[&id].files.clone()).unwrap_or_default()
    }

    /// Finds a commit: a name, HEAD, a full ref, a tag, a branch, a remote branch.
    pub(crate) fn resolve(&self, name: &str) -> Result<Oid, String> {
        if let Some(&id) = self.names.get(name) {
            return Ok(id);
        }
        if name == "HEAD" {
            return self.head().ok_or_else(|| "there is no commit yet".to_owned());
        }
        let id = self.resolve_ref(name)?;
        let object = self.repo.find_object(id, None).map_err(text_of)?;
        let commit =
            object.peel(ObjectType::Commit).map_err(|_| format!("`{name}` is not a commit"))?;
        Ok(commit.id())
    }

    pub(crate) fn fill(&self, text: &str) -> Result<String, String> {
        fill(text, |name| self.resolve(name).map(|id| id.to_string()))
    }

    pub(crate) fn signature(&self, person: Option<&[u8]>, time: Time) -> Signature {
        Signature { person: person.unwrap_or(DEFAULT_PERSON.as_bytes()).to_vec(), time }
    }

    fn resolve_ref(&self, name: &str) -> Result<Oid, String> {
        ["", "refs/tags/", "refs/heads/", "refs/remotes/"]
            .iter()
            .find_map(|prefix| self.refs.get(&format!("{prefix}{name}")).copied())
            .ok_or_else(|| format!("there is no commit, tag or branch `{name}`"))
    }

    fn delete(&mut self, path: &str) -> Result<(), String> {
        if !self.head_files().contains_key(path) {
            return Err(format!("there is no file `{path}`"));
        }
        self.pending.insert(path.to_owned(), None);
        Ok(())
    }

    fn branch(&mut self, name: &str, from: Option<&str>) -> Result<(), String> {
        if let Some(from) = from {
            self.nothing_pending()?;
            let id = self.resolve(from)?;
            return self.start_branch(name, id);
        }
        let id = self.resolve("HEAD")?;
        self.start_branch(name, id)
    }

    fn start_branch(&mut self, name: &str, id: Oid) -> Result<(), String> {
        let full = format!("refs/heads/{name}");
        self.add_ref(&full, id)?;
        self.head = full;
        Ok(())
    }

    fn switch(&mut self, name: &str) -> Result<(), String> {
        self.nothing_pending()?;
        let full = format!("refs/heads/{name}");
        if !self.refs.contains_key(&full) {
            return Err(format!("there is no branch `{name}`"));
        }
        self.head = full;
        Ok(())
    }

    fn orphan(&mut self, name: &str) -> Result<(), String> {
        self.nothing_pending()?;
        let full = format!("refs/heads/{name}");
        if self.refs.contains_key(&full) {
            return Err(format!("there is already a `{full}`"));
        }
        self.head = full;
        Ok(())
    }

    fn delete_branch(&mut self, name: &str) -> Result<(), String> {
        let full = format!("refs/heads/{name}");
        if full == self.head {
            return Err(format!("`{name}` is the branch we are on"));
        }
        self.refs.remove(&full).map(|_| ()).ok_or_else(|| format!("there is no branch `{name}`"))
    }

    fn tag(&mut self, tag: &Tag) -> Result<(), String> {
        let (target, kind) = self.tag_target(&tag.target)?;
        let full = format!("refs/tags/{}", tag.name);
        let Some(message) = &tag.message else {
            return self.add_ref(&full, target);
        };
        let message = self.fill(message)?;
        let time = self.clock.tag(tag.at);
        let tagger = self.signature(tag.tagger.as_deref(), time);
        let object =
            TagObject { target, kind, name: &tag.name, tagger: &tagger, message: &message };
        let id = self.store.write(ObjectType::Tag, &object.encode()).map_err(text_of)?;
        self.add_ref(&full, id)
    }

    fn tag_target(&self, target: &Target) -> Result<(Oid, ObjectType), String> {
        match target {
            Target::Head => Ok((self.resolve("HEAD")?, ObjectType::Commit)),
            Target::Commit(name) => Ok((self.resolve(name)?, ObjectType::Commit)),
            Target::Tag(name) => {
                let id = self.resolve_ref(&format!("refs/tags/{name}"))?;
                let kind = self.repo.find_object(id, None).map_err(text_of)?.kind();
                Ok((id, kind.ok_or_else(|| format!("`{name}` has no type"))?))
            }
            Target::Tree(name) => {
                let files = &self.made[&self.resolve(name)?].files;
                Ok((write_tree(&self.store, files).map_err(text_of)?, ObjectType::Tree))
            }
            Target::Blob(content) => {
                let id = self.store.write(ObjectType::Blob, content.as_bytes()).map_err(text_of)?;
                Ok((id, ObjectType::Blob))
            }
        }
    }

    fn write_notes(&mut self) -> Result<(), String> {
        if self.notes.is_empty() {
            return Ok(());
        }
        let time = self.clock.tag(None);
        let who = self.signature(None, time);
        let commit = CommitObject {
            tree: write_tree(&self.store, &self.notes).map_err(text_of)?,
            parents: &[],
            author: &who,
            committer: &who,
            encoding: None,
            message: b"Notes added by 'git notes add'\n",
        };
        let id = self.store.write(ObjectType::Commit, &commit.encode()).map_err(text_of)?;
        self.add_ref("refs/notes/relnotes", id)
    }

    fn add_ref(&mut self, full: &str, id: Oid) -> Result<(), String> {
        if !git2::Reference::is_valid_name(full) {
            return Err(format!("`{full}` is not a valid name of a ref"));
        }
        if self.refs.insert(full.to_owned(), id).is_some() {
            return Err(format!("there is already a `{full}`"));
        }
        Ok(())
    }

    fn nothing_pending(&self) -> Result<(), String> {
        match self.pending.keys().next() {
            None => Ok(()),
            Some(path) => Err(format!("`{path}` was written or deleted, but no commit takes it")),
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::parse::parse_steps;

    fn check(text: &str, line: usize, message: &str) {
        let folder = TempDir::new().unwrap();
        let error = play(&parse_steps(text).unwrap(), folder.path(), Layout::Bare).unwrap_err();
        assert_eq!((error.line, error.message.as_str()), (line, message), "{text}");
    }

    #[test]
    fn what_cannot_be_played_names_line_and_reason() {
        check("commit \"a\"\nswitch develop", 2, "there is no branch `develop`");
        check("tag v1.0.0", 1, "there is no commit yet");
        check("commit \"a\"\ntag a\ntag a", 3, "there is already a `refs/tags/a`");
        check("commit \"a\"\ntag a..b", 2, "`refs/tags/a..b` is not a valid name of a ref");
        check("commit \"a\" as x\ncommit \"b {y}\"", 2, "there is no commit, tag or branch `y`");
        check(
            "commit \"a\"\nwrite f \"x\"",
            2,
            "`f` was written or deleted, but no commit takes it",
        );
        check("commit \"a\"\ndelete f", 2, "there is no file `f`");
        check(
            "commit \"a\" as a\nmerge a \"m\"",
            2,
            "two parents are the same commit: there is nothing to merge",
        );
        check(
            "commit \"a\" as a\ncherry-pick a",
            2,
            "nothing would change here (say `empty` where this is meant)",
        );
        let conflict = "commit \"a\"\nbranch b\nwrite f \"1\"\ncommit \"b\"\nswitch main\nwrite f \"2\"\ncommit \"c\"\n\
                        merge b \"m\"";
        check(conflict, 8, "both sides changed f; settle it with a `write` before");
    }
}
