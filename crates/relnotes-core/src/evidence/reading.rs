//! All facts of a range, and the account of what was read for them.

use super::fact::{Fact, Place};
use super::risk::Risk;
use crate::id::CommitId;

/// What the files of a range show.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The older commit; none for the first release.
    pub from: Option<CommitId>,
    /// The newer commit.
    pub to: CommitId,
    /// Every fact: by detector in the order of their table, then by id.
    pub facts: Vec<Fact>,
    /// What was read.
    pub reading: Reading,
    /// What going back to the older commit's code would meet.
    pub compatibility: Compatibility,
    /// What can go wrong, the worst first.
    pub risks: Vec<Risk>,
}

/// What was read: it stands beside every "none found".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Files that differ between the two trees.
    pub changed: usize,
    /// Their paths, in the order of the trees.
    pub paths: Vec<String>,
    /// Of those: read for a detector, at least on one side.
    pub read: usize,
    /// Of those: no detector of their kind, or generated, vendored, translated.
    pub left_out: usize,
    /// Paths whose content is missing from the clone or damaged.
    pub unreadable: Vec<String>,
    /// Paths that are too large to look into.
    pub too_large: Vec<String>,
    /// The codes of the detectors that ran.
    pub detectors: Vec<&'static str>,
}

/// What going back to the older code would meet, if nothing else is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compatibility {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is unsafe: what the older code needs and the newer release took away.
    pub conflicts: Vec<Conflict>,
    /// Why it cannot be told.
    pub doubts: Vec<Doubt>,
}

/// Something without which a verdict would be a guess.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// There is no older release.
    NoOlderRelease,
    /// The content of a file that matters is missing or too large.
    Unread(String),
    /// A migration whose statements are not understood; the id of the fact.
    Opaque(String),
}

/// Whether the older code can run on what the newer release leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing that this release dropped or renamed is used by the older code.
    Safe,
    /// The older code uses what is gone.
    Unsafe,
    /// Something needed for the answer could not be read.
    CannotTell,
}

/// Something that the older code uses and the newer release took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The id of the fact that took it away.
    pub fact: String,
    /// The name that the older code uses.
    pub name: String,
    /// Where the older tree names it, the first few.
    pub places: Vec<Place>,
    /// In how many files.
    pub files: usize,
}

impl Evidence {
    /// Returns the fact of an id.
    pub fn find(&self, id: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.id == id)
    }

    /// Returns whether everything that a detector wanted could be read.
    pub fn is_complete(&self) -> bool {
        self.reading.unreadable.is_empty() && self.reading.too_large.is_empty()
    }
}
