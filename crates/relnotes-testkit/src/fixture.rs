//! Fixtures: where their text comes from, and where their repositories go.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::operation::Step;
use crate::parse::parse_steps;
use crate::play::play;
use crate::repo::TestRepo;
use crate::store::Layout;

/// A history in text form, understood but not yet built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// What panics call it: the path of its file, or `fixture`.
    source: String,
    steps: Vec<Step>,
}

/// What is wrong with the text of a fixture, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

impl Fixture {
    /// Parses the text of a fixture. The format is described at the top of this crate.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Ok(Self { source: "fixture".to_owned(), steps: parse_steps(text)? })
    }

    /// Loads `fixtures/repos/<name>.history` of this workspace. Panics when it is missing or wrong.
    pub fn load(name: &str) -> Self {
        let text = Self::text(name);
        let source = format!("fixtures/repos/{name}.history");
        match parse_steps(&text) {
            Ok(steps) => Self { source, steps },
            Err(error) => panic!("{source}:{}: {}", error.line, error.message),
        }
    }

    /// Returns the names of all fixtures of this workspace, sorted.
    pub fn names() -> Vec<String> {
        let folder = folder();
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|file| file.strip_suffix(".history").map(str::to_owned))
            .collect();
        names.sort();
        names
    }

    /// Returns what a fixture says of itself: the comment at the top of its file.
    pub fn description(name: &str) -> String {
        let text = Self::text(name);
        let comment = text.lines().map_while(|line| line.strip_prefix('#'));
        comment.map(str::trim).collect::<Vec<_>>().join(" ")
    }

    /// Builds a repository with a work tree in a fresh temporary folder. Panics with the line that cannot be played.
    pub fn build(&self) -> TestRepo {
        let folder = TempDir::new().expect("a temporary folder for the fixture");
        let path = folder.path().join("repo");
        self.build_with(&path, Layout::WorkTree, Some(folder))
    }

    /// Builds a bare repository in a fresh temporary folder. Panics with the line that cannot be played.
    pub fn build_bare(&self) -> TestRepo {
        let folder = TempDir::new().expect("a temporary folder for the fixture");
        let path = folder.path().join("repo.git");
        self.build_with(&path, Layout::Bare, Some(folder))
    }

    /// Builds a repository with a work tree in a folder that stays: a new or empty one. Panics with the line that
    /// cannot be played.
    pub fn build_in(&self, folder: &Path) -> TestRepo {
        self.build_with(folder, Layout::WorkTree, None)
    }

    fn build_with(&self, path: &Path, layout: Layout, folder: Option<TempDir>) -> TestRepo {
        match play(&self.steps, path, layout) {
            Ok(names) => TestRepo::new(path.to_owned(), names, folder),
            Err(error) => panic!("{}:{}: {}", self.source, error.line, error.message),
        }
    }

    fn text(name: &str) -> String {
        let path = folder().join(format!("{name}.history"));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/repos")
}
