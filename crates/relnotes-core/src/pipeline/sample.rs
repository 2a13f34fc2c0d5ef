//! Refs to ask a pipeline about: one or two of every kind, with the names that the team uses.

use crate::branch::{self, BranchKind, BranchPattern};
use crate::config::{Config, Flow};
use crate::tag::{self, TagRules};
use crate::version::Stage as TagStage;

/// What a ref is in the release model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefKind {
    /// A branch on which a feature is written.
    Feature,
    /// Where features come together.
    Develop,
    /// A branch on which a release is prepared.
    Release,
    /// A branch on which a hotfix is made.
    Hotfix,
    /// Where releases end up.
    Main,
    /// The tag of a release.
    Final,
    /// The tag of a candidate.
    Candidate,
    /// The tag of a hotfix.
    HotfixTag,
    /// Anything else.
    Other,
}

impl RefKind {
    /// Returns the word of outputs and contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Develop => "develop",
            Self::Release => "release",
            Self::Hotfix => "hotfix",
            Self::Main => "main",
            Self::Final => "final",
            Self::Candidate => "candidate",
            Self::HotfixTag => "hotfix-tag",
            Self::Other => "other",
        }
    }
}

/// A ref that a pipeline is asked about; it need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRef {
    /// What it is.
    pub kind: RefKind,
    /// Whether it is a tag.
    pub is_tag: bool,
    /// Its short name.
    pub name: String,
    /// Other names that it may have here: `master`, where nothing says which it is. A pipeline that
    /// runs for one of them runs.
    pub others: Vec<String>,
}

/// The refs to ask about, and what else decides on pipelines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    /// The refs.
    pub refs: Vec<SampleRef>,
    /// Where pull requests of features go.
    pub feature_bases: Vec<String>,
    /// Where pull requests of releases go.
    pub release_bases: Vec<String>,
    /// The default branch of the repository, or those that it may be.
    pub default_branches: Vec<String>,
}

impl SampleRef {
    /// Returns every name that the ref may have.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.others.iter().map(String::as_str))
    }

    /// Returns the ref as people write it: `develop`, `tag v1.2.3`.
    pub fn shown(&self) -> String {
        if self.is_tag { format!("tag {}", self.name) } else { self.name.clone() }
    }

    /// Reads a branch or tag name, or a full ref.
    ///
    /// ```
    /// use relnotes_core::config::Config;
    /// use relnotes_core::pipeline::{RefKind, SampleRef};
    ///
    /// let config = Config::default();
    /// assert_eq!(SampleRef::of("refs/heads/v1.2.3", &config).kind, RefKind::Other);
    /// assert_eq!(SampleRef::of("v1.2.3", &config).kind, RefKind::Final);
    /// ```
    pub fn of(reference: &str, config: &Config) -> Self {
        let sample = |kind, is_tag, name: &str| Self {
            kind,
            is_tag,
            name: name.to_owned(),
            others: Vec::new(),
        };
        if let Some(name) = reference.strip_prefix("refs/tags/") {
            return sample(kind_of_tag(name, config).unwrap_or(RefKind::Other), true, name);
        }
        let full = reference.strip_prefix("refs/heads/");
        let remote = reference.strip_prefix("refs/remotes/");
        let remote = remote.and_then(|name| name.split_once('/')).map(|(_, name)| name);
        if let Some(name) = full.or(remote) {
            return sample(kind_of_branch(name, config), false, name);
        }
        match (kind_of_branch(reference, config), kind_of_tag(reference, config)) {
            (RefKind::Other, Some(kind)) => sample(kind, true, reference),
            (kind, _) => sample(kind, false, reference),
        }
    }
}

impl Samples {
    /// Makes one or two refs of every kind. `existing` are the short names of the branches that are
    /// known; where one fits `main` or `develop`, that is its name.
    ///
    /// ```
    /// use relnotes_core::config::Config;
    /// use relnotes_core::pipeline::Samples;
    ///
    /// let config = Config::parse("branches.develop = \"dev\"", "relnotes.toml")?;
    /// let samples = Samples::of(&config, &[]);
    /// assert_eq!(samples.refs[2].name, "dev");
    /// # Ok::<(), relnotes_core::config::Error>(())
    /// ```
    pub fn of(config: &Config, existing: &[String]) -> Self {
        let branches = &config.branches;
        let prefix = &config.tags.prefix;
        let main = names(&branches.main, existing, "x", prefix);
        let develop = names(&branches.develop, existing, "x", prefix);
        let first = |patterns: &[BranchPattern], star: &str| {
            names(patterns, &[], star, prefix).into_iter().next()
        };
        let mut refs = Vec::new();
        let mut push = |kind, is_tag, name: Option<String>| {
            if let Some(name) = name {
                refs.push(SampleRef { kind, is_tag, name, others: Vec::new() });
            }
        };
        push(RefKind::Feature, false, first(&branches.feature, "x"));
        if branches.feature.first().is_some_and(|pattern| pattern.as_str().contains('*')) {
            push(RefKind::Feature, false, first(&branches.feature, "a/b"));
        }
        let is_gitflow = config.flow == Flow::Gitflow;
        push(RefKind::Develop, false, develop.first().filter(|_| is_gitflow).cloned());
        push(RefKind::Release, false, first(&branches.release, "1.2"));
        push(RefKind::Hotfix, false, first(&branches.hotfix, "x"));
        push(RefKind::Main, false, main.first().cloned());
        push(RefKind::Final, true, Some(format!("{prefix}1.2.3")));
        let stage = config.tags.stages.last().map_or("rc", String::as_str);
        push(RefKind::Candidate, true, Some(format!("{prefix}1.2.3-{stage}.1")));
        for sample in &mut refs {
            match sample.kind {
                RefKind::Main => sample.others = main.iter().skip(1).cloned().collect(),
                RefKind::Develop => sample.others = develop.iter().skip(1).cloned().collect(),
                _ => {}
            }
        }
        let mut samples = Self {
            refs,
            feature_bases: develop.clone(),
            release_bases: main.clone(),
            default_branches: main.clone(),
        };
        let has_develop = existing.iter().any(|name| develop.contains(name));
        if !is_gitflow {
            samples.feature_bases = main;
        } else if has_develop {
            samples.default_branches.extend(develop);
        } else {
            // Nothing says whether there is one: a pull request into either counts.
            samples.feature_bases.extend(main);
            samples.default_branches.extend(develop);
        }
        samples
    }
}

/// Returns the names that a branch may have: the one that exists, else every first guess.
fn names(patterns: &[BranchPattern], existing: &[String], star: &str, prefix: &str) -> Vec<String> {
    let fits = |name: &&String| patterns.iter().any(|pattern| pattern.find(name).is_some());
    if let Some(name) = existing.iter().find(fits) {
        return vec![name.clone()];
    }
    let version = format!("{prefix}1.2.3");
    let name =
        |pattern: &BranchPattern| pattern.as_str().replace("{tag}", &version).replace('*', star);
    patterns.iter().map(name).collect()
}

fn kind_of_branch(name: &str, config: &Config) -> RefKind {
    match branch::classify(&config.branches, name) {
        BranchKind::Main => RefKind::Main,
        BranchKind::Develop => RefKind::Develop,
        BranchKind::Release(_) => RefKind::Release,
        BranchKind::Hotfix(_) => RefKind::Hotfix,
        BranchKind::Feature => RefKind::Feature,
        BranchKind::Other => RefKind::Other,
    }
}

fn kind_of_tag(name: &str, config: &Config) -> Option<RefKind> {
    let rules = TagRules {
        prefix: config.tags.prefix.clone(),
        first_number: config.tags.first_number,
        stages: config.tags.stages.clone(),
    };
    let release = tag::parse(name, &rules).filter(|reading| !reading.lacks_prefix)?.release?;
    Some(match release.stage {
        TagStage::Final => RefKind::Final,
        TagStage::Hotfix(_) => RefKind::HotfixTag,
        TagStage::Candidate { .. } => RefKind::Candidate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(toml: &str, existing: &[&str], expected: &str) {
        let config = Config::parse(toml, "relnotes.toml").unwrap();
        let existing: Vec<String> = existing.iter().map(|name| (*name).to_owned()).collect();
        let shown: Vec<String> = Samples::of(&config, &existing)
            .refs
            .iter()
            .map(|sample| sample.names().collect::<Vec<_>>().join("|"))
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn the_model_has_eight() {
        check(
            "",
            &["main", "develop"],
            "feature/x feature/a/b develop release/v1.2.3 release/v1.2.3-hotfix main v1.2.3 \
             v1.2.3-rc.1",
        );
    }

    #[test]
    fn names_are_those_of_the_team() {
        check(
            "flow = \"trunk\"\ntags.prefix = \"\"\n[branches]\nfeature = \"task/*\"\n\
             release = \"release-*\"\nhotfix = \"hot/{tag}\"\nmain = \"trunk\"",
            &[],
            "task/x task/a/b release-1.2 hot/1.2.3 trunk 1.2.3 1.2.3-rc.1",
        );
    }

    #[test]
    fn the_main_branch_is_the_one_that_exists() {
        check(
            "branches.feature = \"wip\"",
            &["feature/q", "master"],
            "wip develop release/v1.2.3 release/v1.2.3-hotfix master v1.2.3 v1.2.3-rc.1",
        );
        check(
            "branches.feature = \"wip\"",
            &["7/merge"],
            "wip develop release/v1.2.3 release/v1.2.3-hotfix main|master v1.2.3 v1.2.3-rc.1",
        );
    }

    #[test]
    fn a_ref_is_read_as_what_it_says() {
        let config = Config::default();
        for (reference, kind, name) in [
            ("develop", RefKind::Develop, "develop"),
            ("refs/heads/release/v1.2.3", RefKind::Release, "release/v1.2.3"),
            ("refs/remotes/origin/release/v1.2.3-hotfix", RefKind::Hotfix, "release/v1.2.3-hotfix"),
            ("v1.2.3-rc.1", RefKind::Candidate, "v1.2.3-rc.1"),
            ("refs/tags/v1.2.3-hotfix.1", RefKind::HotfixTag, "v1.2.3-hotfix.1"),
            ("refs/tags/main", RefKind::Other, "main"),
            ("1.2.3", RefKind::Other, "1.2.3"),
            ("", RefKind::Other, ""),
        ] {
            let sample = SampleRef::of(reference, &config);
            assert_eq!((sample.kind, sample.name.as_str()), (kind, name), "{reference}");
        }
    }
}
