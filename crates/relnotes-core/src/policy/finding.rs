//! What a rule found: about what, why, and the command that mends it.

use crate::git::Error;
use crate::id::CommitId;
use crate::pipeline::Place;

use super::branch::Branch;
use super::level::Level;
use super::rule::Rule;
use super::tags::TagFact;

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The repository as a whole.
    Repository,
    /// A file of HEAD, and a line of it from 1.
    File {
        /// The path from the top.
        path: String,
        /// The line.
        line: Option<usize>,
    },
    /// A branch, by its name without a remote, and its tip.
    Branch {
        /// The name.
        name: String,
        /// The tip.
        commit: CommitId,
    },
    /// A tag and the commit that it leads to.
    Tag {
        /// The name.
        name: String,
        /// The commit.
        commit: CommitId,
    },
    /// A commit.
    Commit(CommitId),
}

impl Subject {
    /// Returns the word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Repository => "repository",
            Self::File { .. } => "file",
            Self::Branch { .. } => "branch",
            Self::Tag { .. } => "tag",
            Self::Commit(_) => "commit",
        }
    }

    /// Returns the commit behind it.
    pub fn commit(&self) -> Option<CommitId> {
        match self {
            Self::Repository | Self::File { .. } => None,
            Self::Branch { commit, .. } | Self::Tag { commit, .. } | Self::Commit(commit) => {
                Some(*commit)
            }
        }
    }

    /// Returns what waivers and baselines call it: a name, a whole id, a path, `repository`.
    pub fn key(&self) -> String {
        match self {
            Self::Repository => "repository".to_owned(),
            Self::File { path, .. } => path.clone(),
            Self::Branch { name, .. } | Self::Tag { name, .. } => name.clone(),
            Self::Commit(id) => id.to_string(),
        }
    }
}

impl std::fmt::Display for Subject {
    /// Writes what can be given to git: `refs/tags/v1.2.0`, a whole id, `path:line`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Repository => f.write_str("repository"),
            Self::File { path, line: Some(line) } => write!(f, "{path}:{line}"),
            Self::File { path, line: None } => f.write_str(path),
            Self::Branch { name, .. } => write!(f, "refs/heads/{name}"),
            Self::Tag { name, .. } => write!(f, "refs/tags/{name}"),
            Self::Commit(id) => write!(f, "{id}"),
        }
    }
}

impl From<&Branch> for Subject {
    fn from(branch: &Branch) -> Self {
        Self::Branch { name: branch.name.clone(), commit: branch.commit }
    }
}

impl From<&TagFact<'_>> for Subject {
    fn from(tag: &TagFact<'_>) -> Self {
        Self::Tag { name: tag.tag.name.clone(), commit: tag.tag.commit }
    }
}

impl From<&Place> for Subject {
    fn from(place: &Place) -> Self {
        Self::File { path: place.path.clone(), line: Some(place.line) }
    }
}

impl From<CommitId> for Subject {
    fn from(id: CommitId) -> Self {
        Self::Commit(id)
    }
}

/// Whether a rule is broken, or it cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The rule is broken.
    Violation,
    /// What is here does not decide it.
    CannotTell,
}

impl Outcome {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::CannotTell => "cannot-tell",
        }
    }
}

/// One thing that a rule has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How loud it is.
    pub level: Level,
    /// Whether the rule is broken or could not tell.
    pub outcome: Outcome,
    /// What it is about.
    pub subject: Subject,
    /// What is wrong, or why it cannot be told: one sentence without a period.
    pub message: String,
    /// A command with real names, or what to do.
    pub hint: Option<String>,
    /// Names, refs, ids and files that show it.
    pub evidence: Vec<String>,
}

impl Finding {
    /// Sets the way out: a command that can be typed, else a sentence.
    pub fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what shows it.
    pub fn evidence<T: ToString>(&mut self, evidence: impl IntoIterator<Item = T>) -> &mut Self {
        self.evidence.extend(evidence.into_iter().map(|one| one.to_string()));
        self
    }

    /// Keeps it from being louder than this.
    pub fn at_most(&mut self, level: Level) -> &mut Self {
        self.level = self.level.min(level);
        self
    }
}

/// Takes what one rule has to say.
pub struct Findings<'a> {
    rule: &'static Rule,
    level: Level,
    found: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(rule: &'static Rule, level: Level, found: &'a mut Vec<Finding>) -> Self {
        Self { rule, level, found }
    }

    /// Reports that the rule is broken.
    pub fn violation(
        &mut self,
        subject: impl Into<Subject>,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.push(Outcome::Violation, subject.into(), message.into())
    }

    /// Reports that the rule cannot tell, and why.
    pub fn cannot_tell(
        &mut self,
        subject: impl Into<Subject>,
        reason: impl Into<String>,
    ) -> &mut Finding {
        self.push(Outcome::CannotTell, subject.into(), reason.into())
    }

    /// Reports that something of the repository that the rule needs cannot be read.
    pub fn unreadable(&mut self, subject: impl Into<Subject>, error: &Error) -> &mut Finding {
        self.cannot_tell(subject, error.to_string())
    }

    fn push(&mut self, outcome: Outcome, subject: Subject, message: String) -> &mut Finding {
        self.found.push(Finding {
            code: self.rule.code,
            name: self.rule.name,
            level: self.level,
            outcome,
            subject,
            message,
            hint: None,
            evidence: Vec::new(),
        });
        self.found.last_mut().expect("one was pushed")
    }
}
