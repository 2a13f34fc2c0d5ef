//! The operations that make commits: the files of each, its message, who and when.

use std::collections::BTreeSet;

use git2::{ObjectType, Oid};

use crate::files::{Changes, Files, apply, changes_between, merge, write_tree};
use crate::message::{append_cherry_picked, join, revert_subject, split};
use crate::object::{CommitObject, Signature};
use crate::operation::{Change, Message, Side, Stamp, Trailer};
use crate::play::{Made, Player, text_of};

/// A commit about to be made.
struct Draft<'a> {
    parents: Vec<Oid>,
    files: Files,
    message: Vec<u8>,
    encoding: Option<String>,
    /// The author of a picked commit, which beats everything but an explicit `by`.
    author: Option<Signature>,
    stamp: &'a Stamp,
}

impl Player<'_> {
    pub(crate) fn commit(&mut self, message: &Message, stamp: &Stamp) -> Result<(), String> {
        let message = self.message_of(message)?;
        self.add_automatic_change(message.lines().next().unwrap_or_default(), stamp.change)?;
        self.plain_commit(message.into_bytes(), None, stamp)
    }

    pub(crate) fn commit_bytes(
        &mut self,
        bytes: &[u8],
        encoding: Option<&str>,
        stamp: &Stamp,
    ) -> Result<(), String> {
        self.add_automatic_change("raw message", stamp.change)?;
        self.plain_commit(bytes.to_vec(), encoding, stamp)
    }

    pub(crate) fn merge(
        &mut self,
        heads: &[String],
        message: &Message,
        side: Side,
        stamp: &Stamp,
    ) -> Result<(), String> {
        let message = self.message_of(message)?.into_bytes();
        let ours = self.resolve("HEAD")?;
        let theirs = heads.iter().map(|head| self.resolve(head)).collect::<Result<Vec<_>, _>>()?;
        let mut files = self.head_files();
        for &theirs in &theirs {
            files = self.merged_files(&files, ours, theirs, side)?;
        }
        let mut parents = vec![ours];
        parents.extend(theirs);
        if parents.iter().collect::<BTreeSet<_>>().len() < parents.len() {
            return Err("two parents are the same commit: there is nothing to merge".to_owned());
        }
        self.record(Draft { parents, files, message, encoding: None, author: None, stamp })
    }

    pub(crate) fn squash(
        &mut self,
        head: &str,
        message: &Message,
        side: Side,
        stamp: &Stamp,
    ) -> Result<(), String> {
        let message = self.message_of(message)?.into_bytes();
        let (ours, theirs) = (self.resolve("HEAD")?, self.resolve(head)?);
        let files = self.merged_files(&self.head_files(), ours, theirs, side)?;
        self.record(Draft {
            parents: vec![ours],
            files,
            message,
            encoding: None,
            author: None,
            stamp,
        })
    }

    pub(crate) fn cherry_pick(
        &mut self,
        of: &str,
        message: &Message,
        trailer: Trailer,
        stamp: &Stamp,
    ) -> Result<(), String> {
        let picked = self.resolve(of)?;
        let Made { author, encoding, message: original, .. } = self.made[&picked].clone();
        let (subject, body) = split(&original);
        let mut text = match &message.subject {
            Some(subject) => self.fill(subject)?.into_bytes(),
            None => subject.to_vec(),
        };
        let body = match &message.body {
            Some(body) => Some(self.fill(body)?.into_bytes()),
            None => body.map(<[u8]>::to_vec),
        };
        text.push(b'\n');
        if let Some(body) = body {
            text.push(b'\n');
            text.extend(body);
        }
        if trailer == Trailer::CherryPickedFrom {
            append_cherry_picked(&mut text, &picked.to_string());
        }
        let mut files = self.head_files();
        apply(&mut files, &self.changes_of(picked));
        let parents = vec![self.resolve("HEAD")?];
        self.record_change(Draft {
            parents,
            files,
            message: text,
            encoding,
            author: Some(author),
            stamp,
        })
    }

    pub(crate) fn revert(
        &mut self,
        of: &[String],
        message: &Message,
        stamp: &Stamp,
    ) -> Result<(), String> {
        let mut files = self.head_files();
        let mut body = String::new();
        let mut subject = String::new();
        for name in of {
            let id = self.resolve(name)?;
            let made = &self.made[&id];
            let undo: Changes = changes_between(&made.files, &self.parent_files(made));
            apply(&mut files, &undo);
            if subject.is_empty() {
                subject = revert_subject(&String::from_utf8_lossy(split(&made.message).0));
            }
            body.push_str(&match made.parents.as_slice() {
                [first, _, ..] => {
                    format!("This reverts commit {id}, reversing\nchanges made to {first}.\n")
                }
                _ => format!("This reverts commit {id}.\n"),
            });
        }
        let filled = match (&message.subject, &message.body) {
            (own_subject, Some(own_body)) => {
                let subject = own_subject.as_ref().unwrap_or(&subject);
                join(&self.fill(subject)?, Some(&self.fill(own_body)?))
            }
            (Some(subject), None) => join(&self.fill(subject)?, Some(&body)),
            (None, None) => join(&subject, Some(&body)),
        };
        let parents = vec![self.resolve("HEAD")?];
        self.record_change(Draft {
            parents,
            files,
            message: filled.into_bytes(),
            encoding: None,
            author: None,
            stamp,
        })
    }

    fn plain_commit(
        &mut self,
        message: Vec<u8>,
        encoding: Option<&str>,
        stamp: &Stamp,
    ) -> Result<(), String> {
        let parents = self.head().into_iter().collect();
        let files = self.head_files();
        let encoding = encoding.map(str::to_owned);
        self.record(Draft { parents, files, message, encoding, author: None, stamp })
    }

    /// Like `record`, but refuses what git would refuse: a pick or revert that changes nothing.
    fn record_change(&mut self, draft: Draft<'_>) -> Result<(), String> {
        let changes_nothing = draft.files == self.head_files() && self.pending.is_empty();
        if changes_nothing && draft.stamp.change == Change::Automatic {
            return Err("nothing would change here (say `empty` where this is meant)".to_owned());
        }
        self.record(draft)
    }

    fn record(&mut self, mut draft: Draft<'_>) -> Result<(), String> {
        let stamp = draft.stamp;
        apply(&mut draft.files, &std::mem::take(&mut self.pending));
        let time = self.clock.commit(stamp.at);
        let mut author = draft.author.unwrap_or_else(|| self.signature(None, time));
        if let Some(person) = &stamp.author {
            author.person.clone_from(person);
        }
        if let Some(authored) = stamp.authored {
            author.time = authored;
        }
        let committer_person = stamp.committer.as_deref().or(stamp.author.as_deref());
        let committer = self.signature(committer_person, time);
        let object = CommitObject {
            tree: write_tree(&self.store, &draft.files).map_err(text_of)?,
            parents: &draft.parents,
            author: &author,
            committer: &committer,
            encoding: draft.encoding.as_deref(),
            message: &draft.message,
        };
        let id = self.store.write(ObjectType::Commit, &object.encode()).map_err(text_of)?;
        let Draft { parents, files, message, encoding, .. } = draft;
        if self.made.insert(id, Made { parents, files, author, encoding, message }).is_some() {
            return Err("this is the same commit as an earlier one".to_owned());
        }
        if let Some(name) = &stamp.name
            && self.names.insert(name.clone(), id).is_some()
        {
            return Err(format!("there is already a commit named `{name}`"));
        }
        self.move_head(id);
        Ok(())
    }

    fn message_of(&self, message: &Message) -> Result<String, String> {
        let subject = self.fill(message.subject.as_deref().unwrap_or_default())?;
        let body = message.body.as_deref().map(|body| self.fill(body)).transpose()?;
        Ok(join(&subject, body.as_deref()))
    }

    fn add_automatic_change(&mut self, content: &str, change: Change) -> Result<(), String> {
        if change == Change::Automatic && self.pending.is_empty() {
            let content = format!("{content}\n");
            let blob = self.store.write(ObjectType::Blob, content.as_bytes()).map_err(text_of)?;
            self.pending.insert(format!("changes/{}.txt", self.made.len() + 1), Some(blob));
        }
        Ok(())
    }

    fn merged_files(
        &self,
        ours_now: &Files,
        ours: Oid,
        theirs: Oid,
        side: Side,
    ) -> Result<Files, String> {
        let their_files = &self.made[&theirs].files;
        match side {
            Side::Ours => return Ok(ours_now.clone()),
            Side::Theirs => return Ok(their_files.clone()),
            Side::Both => {}
        }
        let base = match self.repo.merge_base(ours, theirs) {
            Ok(base) => self.made[&base].files.clone(),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Files::new(),
            Err(error) => return Err(text_of(error)),
        };
        merge(&base, ours_now, their_files, &self.pending).map_err(|conflicts| {
            format!("both sides changed {}; settle it with a `write` before", conflicts.join(", "))
        })
    }

    fn changes_of(&self, commit: Oid) -> Changes {
        let made = &self.made[&commit];
        changes_between(&self.parent_files(made), &made.files)
    }

    fn parent_files(&self, made: &Made) -> Files {
        made.parents.first().map(|parent| self.made[parent].files.clone()).unwrap_or_default()
    }
}
