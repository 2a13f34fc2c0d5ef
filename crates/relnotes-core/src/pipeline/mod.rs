//! Pipelines as plain data: which jobs run for which refs, what they do, and how that compares with the model.
//!
//! The evidence crate reads files of GitHub and GitLab into these types; rules and commands read them. Nothing here
//! knows a file format, and nothing is ever run. What cannot be told from the files stays [`Truth::Unknown`] with the
//! reason: it is never taken for a no.

mod matrix;
mod sample;
mod stage;
mod truth;

#[cfg(test)]
pub(crate) mod testing;

pub use matrix::{Cell, Mark};
pub use sample::{RefKind, SampleRef, Samples};
pub use stage::{Stage, wanted};
pub use truth::Truth;

use std::fmt;

/// All pipelines of a repository, asked about the same refs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pipelines {
    /// The refs that they were asked about; every list of [`Run`] below is in this order.
    pub samples: Vec<SampleRef>,
    /// The pipelines, in the order of their files.
    pub files: Vec<Pipeline>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Paths of pipelines of systems that nobody here reads.
    pub foreign: Vec<String>,
}

/// A file that starts jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// The path of the file.
    pub path: String,
    /// Whose format it is.
    pub host: Host,
    /// The line that says when it runs.
    pub line: usize,
    /// Whether it is started by tags at all, whatever their names.
    pub tags: Truth,
    /// The patterns of branches and tags that start it.
    pub filters: Vec<Filter>,
    /// Its jobs, those of files that it calls included.
    pub jobs: Vec<Job>,
}

/// Where pipelines run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// GitHub Actions.
    GitHub,
    /// GitLab CI.
    GitLab,
}

/// A pattern of branches or tags that starts a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The pattern as it is written.
    pub text: String,
    /// Where it is written.
    pub place: Place,
    /// The event that it belongs to: filters of one event belong together.
    pub event: String,
    /// Whether each sample fits it.
    pub fits: Vec<bool>,
}

/// What a runner does in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its name in the file; of a called file `caller / job`.
    pub id: String,
    /// Where it begins.
    pub place: Place,
    /// Whether it runs for each sample.
    pub runs: Vec<Run>,
    /// What it does.
    pub stages: Vec<Showing>,
    /// Scripts that may do anything, of a job that nothing else tells about.
    pub opaque: Option<Opaque>,
    /// The environment that it deploys to.
    pub environment: Option<String>,
    /// Whether somebody has to start it by hand.
    pub is_manual: bool,
    /// Where it starts relnotes.
    pub relnotes: Option<Place>,
    /// How much of the history it has.
    pub checkout: Checkout,
    /// The line of a condition that asks for a tag.
    pub asks_for_tag: Option<Place>,
}

/// A stage, and the line that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Showing {
    /// The stage.
    pub stage: Stage,
    /// The line.
    pub place: Place,
    /// Whether it happens for each sample.
    pub runs: Vec<Run>,
}

/// Scripts that may do anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opaque {
    /// What is called: `make ci`.
    pub text: String,
    /// Where.
    pub place: Place,
    /// Whether it happens for each sample.
    pub runs: Vec<Run>,
}

/// Whether something runs for a ref, and why it is not simply so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Whether it runs.
    pub truth: Truth,
    /// Why it doesn't, or why that cannot be told.
    pub reason: Option<String>,
}

/// How much of the history a job has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checkout {
    /// It fetches nothing.
    None,
    /// All of it.
    Full,
    /// The last commits only.
    Shallow(Place),
    /// It cannot be told, for this reason.
    Unknown(Place, String),
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// Whether there may be jobs behind it that nobody sees.
    pub hides_jobs: bool,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path from the top of the repository.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

impl Run {
    /// It runs.
    pub fn yes() -> Self {
        Self { truth: Truth::Yes, reason: None }
    }

    /// It doesn't run, for this reason.
    pub fn no(reason: impl Into<String>) -> Self {
        Self { truth: Truth::No, reason: Some(reason.into()) }
    }

    /// It cannot be told, for this reason.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self { truth: Truth::Unknown, reason: Some(reason.into()) }
    }

    /// Returns whether both run; the reason is that of the lesser.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if other.truth < self.truth { other } else { self }
    }

    /// Returns whether one of them runs; the reason is that of the greater.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if other.truth > self.truth { other } else { self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}
