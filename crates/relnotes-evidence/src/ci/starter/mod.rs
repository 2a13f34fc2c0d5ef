//! A pipeline to begin with: every stage of the model for the refs that want it, with the names of the team.
//!
//! Its steps are to-dos that fail, so that a pipeline that nobody filled in never turns green.

mod github;
mod gitlab;

use relnotes_core::branch::BranchPattern;
use relnotes_core::config::Config;
use relnotes_core::pipeline::{Host, RefKind, Samples};

pub use github::PATH as GITHUB_PATH;

/// The action that fetches the repository, with its version.
pub const CHECKOUT: &str = "actions/checkout@v4";

/// Whether smoke tests run once more after the deployment to production.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Smoke {
    /// Before it only, as specified.
    BeforeDeploy,
    /// After it, too.
    AfterDeployToo,
}

/// Returns the path and the text of a pipeline; `existing` are the branches that are known.
///
/// ```
/// use relnotes_core::config::Config;
/// use relnotes_core::pipeline::Host;
/// use relnotes_evidence::ci::starter::{Smoke, write};
///
/// let (path, text) = write(Host::GitLab, &Config::default(), &[], Smoke::BeforeDeploy);
/// assert_eq!(path, ".gitlab-ci.yml");
/// assert!(text.contains(r"- if: $CI_COMMIT_BRANCH =~ /^release\//"));
/// ```
pub fn write(
    host: Host,
    config: &Config,
    existing: &[String],
    smoke: Smoke,
) -> (&'static str, String) {
    let names = Names::of(config, existing);
    match host {
        Host::GitHub => (github::PATH, github::write(&names, smoke)),
        Host::GitLab => (super::GITLAB_FILE, gitlab::write(&names, smoke)),
    }
}

/// The branches and tags of the team.
#[derive(Debug)]
struct Names {
    feature: Vec<Pattern>,
    develop: Vec<Pattern>,
    /// Releases and hotfixes.
    release: Vec<Pattern>,
    main: Vec<Pattern>,
    /// What stands before the numbers of tags.
    prefix: String,
}

/// A pattern of names: pieces of text, and any text between them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern(Vec<String>);

impl Names {
    fn of(config: &Config, existing: &[String]) -> Self {
        let samples = Samples::of(config, existing);
        let one = |kind: RefKind| {
            let sample = samples.refs.iter().find(|sample| sample.kind == kind);
            sample.map(|sample| Pattern(vec![sample.name.clone()])).into_iter().collect()
        };
        let branches = &config.branches;
        let all = |patterns: &[BranchPattern]| patterns.iter().map(Pattern::of).collect::<Vec<_>>();
        let mut release = all(&branches.release);
        release.extend(all(&branches.hotfix));
        let prefix = config.tags.prefix.clone();
        Self {
            feature: without_covered(&all(&branches.feature)),
            develop: one(RefKind::Develop),
            release: without_covered(&release),
            main: one(RefKind::Main),
            prefix,
        }
    }
}

impl Pattern {
    fn of(pattern: &BranchPattern) -> Self {
        let text = pattern.as_str().replace("{tag}", "*");
        Self(text.split('*').map(str::to_owned).collect())
    }

    fn is_name(&self) -> bool {
        self.0.len() == 1
    }

    /// The text that it begins with.
    fn head(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// The text that it ends with.
    fn tail(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// Whether any text may follow the head.
    fn is_open(&self) -> bool {
        !self.is_name() && self.0[1..].iter().all(String::is_empty)
    }
}

/// `release/*-hotfix` adds nothing to `release/*`.
fn without_covered(patterns: &[Pattern]) -> Vec<Pattern> {
    let mut kept: Vec<Pattern> = Vec::new();
    for pattern in patterns {
        let covers = |other: &&Pattern| {
            *other != pattern && other.is_open() && pattern.head().starts_with(other.head())
        };
        if !patterns.iter().any(|other| covers(&other)) && !kept.contains(pattern) {
            kept.push(pattern.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests;
