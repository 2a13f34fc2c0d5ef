//! The operations of a `.history` file, as plain data.

use crate::clock::{ClockMove, Time};

/// One line of a fixture with its continuation lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) line: usize,
    pub(crate) operation: Operation,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    Commit { message: Message, stamp: Stamp },
    CommitBytes { bytes: Vec<u8>, encoding: Option<String>, stamp: Stamp },
    Write { path: String, content: String },
    Delete { path: String },
    Tag(Tag),
    Branch { name: String, from: Option<String> },
    Switch { name: String },
    Orphan { name: String },
    DeleteBranch { name: String },
    RemoteBranch { name: String, at: Option<String> },
    Reset { to: String },
    Note { on: String, text: String },
    Merge { heads: Vec<String>, message: Message, side: Side, stamp: Stamp },
    Squash { head: String, message: Message, side: Side, stamp: Stamp },
    CherryPick { of: String, message: Message, trailer: Trailer, stamp: Stamp },
    Revert { of: Vec<String>, message: Message, stamp: Stamp },
    Clock(ClockMove),
}

/// A message as it is written in the fixture: placeholders not yet filled, either half possibly left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) subject: Option<String>,
    pub(crate) body: Option<String>,
}

/// Who, when, and the name by which later lines speak of the commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) author: Option<Vec<u8>>,
    pub(crate) committer: Option<Vec<u8>>,
    pub(crate) at: Option<Time>,
    pub(crate) authored: Option<Time>,
    pub(crate) name: Option<String>,
    pub(crate) change: Change,
}

/// Whether a commit without a file of its own gets one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Change {
    #[default]
    Automatic,
    Empty,
}

/// Whose files a merge takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Both,
    Ours,
    Theirs,
}

/// Whether a cherry-pick says where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trailer {
    None,
    CherryPickedFrom,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    /// A message makes the tag annotated.
    pub(crate) message: Option<String>,
    pub(crate) tagger: Option<Vec<u8>>,
    pub(crate) at: Option<Time>,
    pub(crate) target: Target,
}

/// What a tag points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Head,
    Commit(String),
    Tag(String),
    Tree(String),
    Blob(String),
}
