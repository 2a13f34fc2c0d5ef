//! Why the job could not be done, with the way out; and the exit codes.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The job is done.
    Done,
    /// The policy is violated, or with `--check` something is left to do.
    Violations,
    /// The job could not be done.
    Failed,
    /// Nothing is violated, but something cannot be told.
    CannotTell,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Violations => Self::from(1),
            Exit::Failed => Self::from(2),
            Exit::CannotTell => Self::from(3),
        }
    }
}

/// A job that could not be done.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What happened.
    pub(crate) error: Box<dyn Error + Send + Sync>,
    /// What to do; each can be typed or read as a sentence.
    pub(crate) hints: Vec<String>,
}

impl Failure {
    /// Makes a failure of an error.
    pub(crate) fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { error: error.into(), hints: Vec::new() }
    }

    /// Adds a way out.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds ways out.
    pub(crate) fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// Returns whether the reader of our output went away: nothing to report.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        let error = self.error.downcast_ref::<IoError>();
        error.is_some_and(|error| error.source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// A file or a stream that failed, and what was being done with it.
#[derive(Debug)]
pub(crate) struct IoError {
    action: String,
    source: io::Error,
}

impl IoError {
    /// Makes an error of what the system said: `action` completes "cannot …".
    pub(crate) fn new(action: impl Into<String>, source: io::Error) -> Self {
        Self { action: action.into(), source }
    }
}

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}", self.action)
    }
}

impl Error for IoError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}
