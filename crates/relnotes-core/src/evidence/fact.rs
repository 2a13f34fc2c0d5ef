//! One thing that the net difference of a range shows.

use std::fmt;

use super::kind::Kind;
use crate::id::CommitId;

/// One thing that the net difference of a range shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Stable and free of commit ids, the same in every language: `mig:migrations/0007`, `env:NAME`, `metric:name`.
    pub id: String,
    /// The code of the detector: `ENV`.
    pub detector: &'static str,
    /// What it is, with what only this kind has.
    pub kind: Kind,
    /// What happened to it.
    pub verb: Verb,
    /// Its name as the repository writes it: `ARGOCD_REPO_OTLP_HEADERS`, `ListResourceEvents`, `0007_add_totals`.
    pub subject: String,
    /// How it was: a value, a type, a version, of a renamed thing its old name.
    pub before: Option<String>,
    /// How it is now.
    pub after: Option<String>,
    /// Where it can be looked at; of what is gone the place where it was.
    pub place: Place,
    /// The commits of the range that brought it, oldest first; filled in by the driver.
    pub commits: Vec<CommitId>,
    /// How sure that is.
    pub confidence: Confidence,
}

/// What happened to the subject of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// The newer tree has it and the older has not.
    Added,
    /// The older tree has it and the newer has not.
    Removed,
    /// The newer tree has it under another name: `before` is the old one.
    Renamed,
    /// Both trees have it, and it differs.
    Changed,
    /// The newer tree has it, changed or not: what a release manager looks at, such as an alert of a changed component.
    Present,
}

/// Where a fact can be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path from the top, with slashes.
    pub path: String,
    /// The line, from 1; none where it is the whole file.
    pub line: Option<u32>,
    /// In which of the two trees.
    pub side: Side,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

/// One of the two trees of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The older one.
    Before,
    /// The newer one.
    After,
}

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A parser of the format, or the tree itself, says so.
    Exact,
    /// A pattern that is rarely wrong; documents tell it as it is.
    Likely,
    /// A pattern that is often wrong; documents begin the line with "suggested:".
    Guess,
}

impl Place {
    /// Returns the place of a line of the newer tree.
    pub fn after(path: &str, line: impl Into<Option<u32>>) -> Self {
        Self { path: path.to_owned(), line: line.into(), side: Side::After }
    }

    /// Returns the place of a line of the older tree.
    pub fn before(path: &str, line: impl Into<Option<u32>>) -> Self {
        Self { path: path.to_owned(), line: line.into(), side: Side::Before }
    }
}

impl Fact {
    /// Returns a fact that is exact and of no commit yet.
    pub fn new(
        detector: &'static str,
        kind: Kind,
        verb: Verb,
        id: String,
        subject: &str,
        place: Place,
    ) -> Self {
        Self {
            id,
            detector,
            kind,
            verb,
            subject: subject.to_owned(),
            before: None,
            after: None,
            place,
            commits: Vec::new(),
            confidence: Confidence::Exact,
        }
    }

    /// Returns the fact with how its subject was and is.
    #[must_use]
    pub fn with_values(mut self, before: Option<String>, after: Option<String>) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// Returns the fact with another confidence.
    #[must_use]
    pub fn as_sure_as(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Returns whether the first numbers of the versions before and after differ: `postgres:15` and `postgres:16`.
    ///
    /// What names no version on one side says nothing of a step.
    pub fn is_major_step(&self) -> bool {
        let first =
            |value: &Option<String>| value.as_deref().and_then(first_number).map(str::to_owned);
        match (first(&self.before), first(&self.after)) {
            (Some(before), Some(after)) => before != after,
            _ => false,
        }
    }
}

/// The first number of a version, of an image's tag, of a requirement: 16 of `registry:5000/postgres:16-alpine@sha256:…`.
fn first_number(value: &str) -> Option<&str> {
    let name = value.split_once('@').map_or(value, |(name, _)| name);
    let last = name.rsplit('/').next().unwrap_or(name);
    let version = last.rsplit(':').next().unwrap_or(last);
    let from = &version[version.find(|char: char| char.is_ascii_digit())?..];
    let end = from.find(|char: char| !char.is_ascii_digit()).unwrap_or(from.len());
    Some(&from[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_major_where_the_first_number_is_another_one() {
        let check = |before: &str, after: &str, expected: bool| {
            let place = Place::after("a", 1);
            let fact = Fact::new("T", Kind::Runtime, Verb::Changed, "r".to_owned(), "r", place);
            let fact = fact.with_values(Some(before.to_owned()), Some(after.to_owned()));
            assert_eq!(fact.is_major_step(), expected, "{before} {after}");
        };
        check("1.24.0", "1.25.0", false);
        check("go1.23.6", "go2.0.0", true);
        check("22.9.0", "24.14.1", true);
        check(">=3.10,<4", ">=3.12,<4", false);
        check("postgres:18.3-alpine", "postgres:18.4-alpine", false);
        check("localhost:5000/postgres:16", "pgautoupgrade/pgautoupgrade:16-alpine", false);
        check("postgres:16@sha256:7a", "postgres:17@sha256:7a", true);
        check("lts", "20", false);
    }
}
