//! Pipelines of GitHub Actions and GitLab CI, read as data.
//!
//! Trigger filters follow the rules of each platform, conditions are three-valued: whatever is not known before a job runs
//! stays unknown, with the reason. What a job does is told by its names, its environment and the commands of its steps; a
//! script that may do anything makes no stage missing.

mod duty;
mod github;
mod gitlab;
mod script;
pub mod starter;
mod words;
pub(crate) mod yaml;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use relnotes_core::pipeline::{Pipelines, Place, Problem, Samples};

use self::yaml::Node;

/// The folder of GitHub's workflows.
pub const GITHUB_FOLDER: &str = ".github/workflows";
/// The file of GitLab's pipeline.
pub const GITLAB_FILE: &str = ".gitlab-ci.yml";
/// Pipelines of other systems: known by name, not read.
pub const FOREIGN: [&str; 12] = [
    "Jenkinsfile",
    ".circleci/config.yml",
    ".woodpecker.yml",
    ".woodpecker.yaml",
    ".woodpecker",
    ".drone.yml",
    ".travis.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".teamcity",
    "appveyor.yml",
    ".buildkite/pipeline.yml",
];

/// A file of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File<'a> {
    /// The path from the top, with slashes.
    pub path: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// Reads pipelines: workflows of GitHub, and GitLab's file with what it includes. Other files are left out.
///
/// ```
/// use relnotes_core::config::Config;
/// use relnotes_core::config::policy::Deploy;
/// use relnotes_core::pipeline::{Mark, Samples, Stage};
/// use relnotes_evidence::ci::{File, read};
///
/// let bytes = b"on: push\njobs:\n  build:\n    steps:\n      - run: cargo build\n";
/// let samples = Samples::of(&Config::default(), &[]);
/// let file = File { path: ".github/workflows/ci.yml", bytes };
/// let pipelines = read(&[file], &samples);
/// assert_eq!(pipelines.cell(0, Stage::Build, Deploy::Pipeline).mark, Mark::Provided);
/// assert_eq!(pipelines.cell(0, Stage::Unit, Deploy::Pipeline).mark, Mark::Missing);
/// ```
pub fn read(files: &[File<'_>], samples: &Samples) -> Pipelines {
    let mut pipelines = Pipelines { samples: samples.refs.clone(), ..Pipelines::default() };
    let mut github = BTreeMap::new();
    let mut others = BTreeMap::new();
    for file in files {
        let documents = match yaml::parse(file.bytes) {
            Ok(documents) => documents,
            Err(fault) => {
                let place = Place { path: file.path.to_owned(), line: fault.line };
                let message = format!("it cannot be read: {}", fault.message);
                pipelines.problems.push(Problem { place, message, hides_jobs: true });
                continue;
            }
        };
        if is_workflow(file.path) {
            if let Some(document) = documents.into_iter().next() {
                github.insert(file.path, document);
            }
        } else {
            others.insert(file.path, documents);
        }
    }
    let workflows: BTreeMap<&str, &Node> =
        github.iter().map(|(path, node)| (*path, node)).collect();
    for (path, node) in &workflows {
        let read = github::read(path, node, &workflows, samples, &mut pipelines.problems);
        pipelines.files.extend(read);
    }
    if others.contains_key(GITLAB_FILE) {
        pipelines.files.push(gitlab::read(&others, samples, &mut pipelines.problems));
    }
    pipelines
}

/// Returns the paths and patterns of the files that a file of GitLab includes from its own repository.
///
/// ```
/// let text = b"include:\n  - local: /ci/test.yml\n  - remote: https://example.com/a.yml\n";
/// assert_eq!(relnotes_evidence::ci::local_includes(text), ["ci/test.yml"]);
/// ```
pub fn local_includes(bytes: &[u8]) -> Vec<String> {
    yaml::parse(bytes).map(|documents| gitlab::local_includes(&documents)).unwrap_or_default()
}

/// Returns whether a path is that of a workflow of GitHub: folders below are not looked at.
pub fn is_workflow(path: &str) -> bool {
    let name = path.strip_prefix(GITHUB_FOLDER).and_then(|rest| rest.strip_prefix('/'));
    name.is_some_and(|name| {
        !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml"))
    })
}
