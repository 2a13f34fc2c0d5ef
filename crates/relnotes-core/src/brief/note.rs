//! `[[note]]`: other words, or another kind, for a change that the history tells badly.

use crate::config::commits::Kind;
use crate::config::error::Problem;
use crate::declared::{Declared, Row, Word, is_declared, parts};

/// Whom a change concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Users.
    User,
    /// Teams alone.
    Internal,
}

impl Word for Audience {
    const ALL: &'static [(&'static str, Self)] =
        &[("user", Self::User), ("internal", Self::Internal)];
}

impl Word for Kind {
    const ALL: &'static [(&'static str, Self)] = &[
        (Self::Feature.as_str(), Self::Feature),
        (Self::Improvement.as_str(), Self::Improvement),
        (Self::Fix.as_str(), Self::Fix),
        (Self::Security.as_str(), Self::Security),
        (Self::Technical.as_str(), Self::Technical),
        (Self::Unclassified.as_str(), Self::Unclassified),
    ];
}

parts! {
    /// Other words, or another kind, for a change.
    Note as NoteFile {
        /// Which change; where several keys are given, all must fit, and every change that fits is meant.
        r#match: Match,
        /// What readers are told. A text makes the change one for users, as a release note does.
        text: Option<Declared>,
        /// The title that teams read.
        title: Option<Declared>,
        /// The heading that it stands under.
        category: Option<Declared>,
        /// What kind of change it is.
        kind: Option<Declared<Kind>>,
        /// Whom it concerns.
        audience: Option<Declared<Audience>>,
        /// Whether users are not told of it.
        hide: Option<Declared<bool>>,
        /// Why; needed where it is hidden.
        reason: Option<Declared>,
    }

    /// Which change is meant.
    Match as MatchFile {
        /// A ticket that it names.
        ticket: Option<Declared>,
        /// The pull request that brought it.
        pr: Option<Declared<u64>>,
        /// A commit of it, or the first digits of its id.
        commit: Option<Declared>,
        /// Its id in the JSON of the release.
        change: Option<Declared>,
    }
}

impl Note {
    /// Returns what is wrong with what it says, whatever it is about.
    pub(crate) fn problem_of_words(&self) -> Option<Problem> {
        let hides = is_declared(&self.hide);
        let says = [&self.text, &self.title, &self.category].iter().any(|it| it.is_some());
        if hides && self.reason.is_none() {
            return Some(Problem::Needed("reason"));
        }
        let says_nothing = !says && !hides && self.kind.is_none() && self.audience.is_none();
        says_nothing.then_some(Problem::NothingToChange)
    }
}

impl Row for Note {
    fn problem(&self) -> Option<Problem> {
        if self.r#match == Match::default() {
            return Some(Problem::Needed("match"));
        }
        let commit = self.r#match.commit.as_ref().map(|commit| &commit.value);
        let is_hex = |digits: &&String| {
            (4..=40).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_hexdigit())
        };
        match commit.filter(|digits| !is_hex(digits)) {
            Some(digits) => Some(Problem::CommitDigits(digits.clone())),
            None => self.problem_of_words(),
        }
    }
}
