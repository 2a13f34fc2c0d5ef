//! The pipelines of a commit: its files of GitHub and GitLab, read through the evidence crate.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::config::glob::Glob;
use relnotes_core::git::{self, Repository};
use relnotes_core::id::CommitId;
use relnotes_core::pipeline::{Pipelines, Place, Problem, Samples};
use relnotes_core::policy::Facts;
use relnotes_evidence::ci;

use crate::failure::Failure;
use crate::hints::of_git;
use crate::load::Session;

/// Files that may be included; GitLab allows 150.
const MOST: usize = 200;
/// Entries that are looked at for a pattern of included files.
const MOST_ENTRIES: usize = 5000;

/// Returns the refs to ask about, with the names of the branches that are here.
pub(crate) fn samples(session: &Session) -> Result<Samples, git::Error> {
    Ok(Samples::of(&session.config, &branch_names(&session.repository)?))
}

/// Returns the names of the branches, without remotes.
pub(crate) fn branch_names(repository: &Repository) -> Result<Vec<String>, git::Error> {
    let branches = repository.branches()?;
    Ok(branches.iter().map(|branch| branch.short_name().to_owned()).collect())
}

/// Reads the pipelines of HEAD; before the first commit there are none.
pub(crate) fn of_head(facts: &Facts<'_>, session: &Session) -> Result<Pipelines, Failure> {
    let git = |error| of_git(error, Some(session));
    let samples = samples(session).map_err(git)?;
    let Some(head) = facts.head.map(|node| facts.history.graph().id(node)) else {
        return Ok(Pipelines::default());
    };
    of_commit(&session.repository, head, &samples).map_err(git)
}

/// Reads the pipelines of a commit. A file that is not there in a partial clone is a problem of the pipelines, no failure.
pub(crate) fn of_commit(
    repository: &Repository,
    commit: CommitId,
    samples: &Samples,
) -> Result<Pipelines, git::Error> {
    let mut reader = Reader { repository, commit, files: BTreeMap::new(), problems: Vec::new() };
    for entry in repository.list_folder(commit, ci::GITHUB_FOLDER)? {
        let path = format!("{}/{}", ci::GITHUB_FOLDER, entry.name);
        if !entry.is_folder && ci::is_workflow(&path) {
            reader.read(path);
        }
    }
    reader.read_gitlab()?;
    let mut foreign = Vec::new();
    for path in ci::FOREIGN {
        if repository.has_path(commit, path)? {
            foreign.push(path.to_owned());
        }
    }
    let files = reader.files.iter().map(|(path, bytes)| ci::File { path, bytes });
    let mut pipelines = ci::read(&files.collect::<Vec<_>>(), samples);
    pipelines.problems.extend(reader.problems);
    pipelines.foreign = foreign;
    Ok(pipelines)
}

struct Reader<'a> {
    repository: &'a Repository,
    commit: CommitId,
    files: BTreeMap<String, Vec<u8>>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// Reads the file of GitLab and what it includes from this repository.
    fn read_gitlab(&mut self) -> Result<(), git::Error> {
        let mut open = vec![ci::GITLAB_FILE.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(path) = open.pop() {
            if seen.len() >= MOST || !seen.insert(path.clone()) {
                continue;
            }
            if path.contains('*') {
                open.extend(self.fitting(&path)?);
                continue;
            }
            self.read(path.clone());
            if let Some(bytes) = self.files.get(&path) {
                open.extend(ci::local_includes(bytes));
            }
        }
        Ok(())
    }

    /// Returns the files that fit a pattern: those below the folder that it begins with.
    fn fitting(&self, pattern: &str) -> Result<Vec<String>, git::Error> {
        let fixed = pattern.split('*').next().unwrap_or_default();
        let folder = fixed.rsplit_once('/').map_or("", |(folder, _)| folder);
        let glob = Glob::of_paths(pattern);
        let (mut folders, mut found, mut looked) = (vec![folder.to_owned()], Vec::new(), 0);
        while let Some(folder) = folders.pop() {
            for entry in self.repository.list_folder(self.commit, &folder)? {
                looked += 1;
                if looked > MOST_ENTRIES {
                    return Ok(found);
                }
                let path = match folder.as_str() {
                    "" => entry.name,
                    folder => format!("{folder}/{}", entry.name),
                };
                if entry.is_folder {
                    folders.push(path);
                } else if glob.matches(&path) {
                    found.push(path);
                }
            }
        }
        Ok(found)
    }

    fn read(&mut self, path: String) {
        match self.repository.read_file(self.commit, &path) {
            Ok(Some(bytes)) => {
                self.files.insert(path, bytes);
            }
            Ok(None) => {}
            Err(error) => {
                let message = format!("it cannot be read: {error}");
                let place = Place { path, line: 1 };
                self.problems.push(Problem { place, message, hides_jobs: true });
            }
        }
    }
}
