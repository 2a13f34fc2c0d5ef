//! Histories recorded from real repositories: who has which parents, when, and which release tags; no words, no files.
//!
//! ```text
//! 0 1594141276                     commit 0 with its committer time; everything older is left out
//! 1 1594143585 0                   commit 1 and its parents
//! tag v3.5.0 393 1610565346        a release tag, its commit, its date
//! target v3.5.1 393 1611862951     the tag that is asked about
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};
use tempfile::TempDir;

use crate::clock::Time;
use crate::fixture::ParseError;
use crate::object::{CommitObject, Signature, TagObject};
use crate::play::DEFAULT_PERSON;
use crate::repo::TestRepo;
use crate::store::{Layout, Store, init};

/// A recorded history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    commits: Vec<Recorded>,
    tags: Vec<RecordedTag>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Recorded {
    seconds: i64,
    parents: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RecordedTag {
    name: String,
    commit: usize,
    seconds: i64,
}

impl Graph {
    /// Parses a recording. The target is a tag like the others.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut graph = Self { commits: Vec::new(), tags: Vec::new() };
        for (index, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let known = match words[..] {
                [] => Some(()),
                [word, ..] if word.starts_with('#') => Some(()),
                ["tag" | "target", name, commit, date] => graph.add_tag(name, commit, date),
                _ => graph.add_commit(&words),
            };
            if known.is_none() {
                let message = format!("`{line}` is no commit and no tag of a recording");
                return Err(ParseError { line: index + 1, message });
            }
        }
        Ok(graph)
    }

    /// Loads `fixtures/graphs/<name>.graph` of this workspace. Panics when it is missing or wrong.
    pub fn load(name: &str) -> Self {
        let path = folder().join(format!("{name}.graph"));
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Returns the names of all recordings of this workspace, sorted.
    pub fn names() -> Vec<String> {
        let folder = folder();
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|file| file.strip_suffix(".graph").map(str::to_owned))
            .collect();
        names.sort();
        names
    }

    /// Builds the history as a bare repository in a fresh temporary folder. A tag whose date is its commit's is
    /// lightweight, every other is annotated.
    pub fn build(&self) -> TestRepo {
        let folder = TempDir::new().expect("a temporary folder for the recorded history");
        let path = folder.path().join("graph.git");
        self.build_in(&path).unwrap_or_else(|error| panic!("a recorded history: {error}"));
        TestRepo::new(path, BTreeMap::new(), Some(folder))
    }

    fn add_tag(&mut self, name: &str, commit: &str, date: &str) -> Option<()> {
        let commit = commit.parse().ok().filter(|commit| *commit < self.commits.len())?;
        let tag = RecordedTag { name: name.to_owned(), commit, seconds: date.parse().ok()? };
        self.tags.push(tag);
        Some(())
    }

    fn add_commit(&mut self, words: &[&str]) -> Option<()> {
        let [number, seconds, parents @ ..] = words else { return None };
        let known = self.commits.len();
        let parents = parents.iter().map(|parent| parent.parse().ok().filter(|it| *it < known));
        let parents: Vec<usize> = parents.collect::<Option<_>>()?;
        let commit = Recorded { seconds: seconds.parse().ok()?, parents };
        (number.parse() == Ok(known)).then(|| self.commits.push(commit))
    }

    fn build_in(&self, path: &Path) -> Result<(), git2::Error> {
        let repo = init(path, Layout::Bare)?;
        let store = Store::new(&repo)?;
        let tree = store.write(ObjectType::Tree, b"")?;
        let mut ids: Vec<Oid> = Vec::with_capacity(self.commits.len());
        for (number, commit) in self.commits.iter().enumerate() {
            let parents: Vec<Oid> = commit.parents.iter().map(|parent| ids[*parent]).collect();
            let signature = signature(commit.seconds);
            let message = format!("commit {number}\n");
            let object = CommitObject {
                tree,
                parents: &parents,
                author: &signature,
                committer: &signature,
                encoding: None,
                message: message.as_bytes(),
            };
            ids.push(store.write(ObjectType::Commit, &object.encode())?);
        }
        let mut refs = BTreeMap::new();
        for tag in &self.tags {
            let mut id = ids[tag.commit];
            if tag.seconds != self.commits[tag.commit].seconds {
                let object = TagObject {
                    target: id,
                    kind: ObjectType::Commit,
                    name: &tag.name,
                    tagger: &signature(tag.seconds),
                    message: "A release.\n",
                };
                id = store.write(ObjectType::Tag, &object.encode())?;
            }
            refs.insert(format!("refs/tags/{}", tag.name), id);
        }
        if let Some(last) = ids.last() {
            refs.insert("refs/heads/main".to_owned(), *last);
        }
        store.finish(&refs, "refs/heads/main")
    }
}

fn signature(seconds: i64) -> Signature {
    Signature { person: DEFAULT_PERSON.as_bytes().to_vec(), time: Time { seconds, offset: 0 } }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/graphs")
}
