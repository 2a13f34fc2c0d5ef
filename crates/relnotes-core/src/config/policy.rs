//! `[policy]`: what `relnotes lint` holds against a repository.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::error::{Error, Problem, Source};
use super::glob::Glob;
use super::section::section;
use super::{filled, nearest, picked};
use crate::person::Time;
use crate::policy::{ALL, Group, Level, Levels};

/// What `relnotes lint` holds against a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What this tag or commit reaches is not looked at.
    pub since: Option<String>,
    /// Levels that differ from the defaults.
    pub levels: Levels,
    /// Names of branches that are fine beside those of `[branches]`.
    pub branches: Vec<Glob>,
    /// How many releases may be prepared at the same time.
    pub open_releases: u64,
    /// After how many days an untouched branch is stale.
    pub stale_days: u64,
    /// For how many days a back-merge may be missing before that is more than a warning.
    pub back_merge_days: u64,
    /// How many files a hotfix may change.
    pub hotfix_files: u64,
    /// Paths that a final may change against its last candidate.
    pub allow_after_candidate: Vec<Glob>,
    /// Domains of the e-mail addresses that authors use; empty for any.
    pub email_domains: Vec<String>,
    /// The file that records what tags point at.
    pub tags_lock: String,
    /// Where deployments are made.
    pub deploy: Deploy,
    /// Findings that somebody takes on.
    pub waivers: Vec<Waiver>,
}

/// Where deployments are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Deploy {
    /// By jobs of the pipelines in the repository.
    #[default]
    Pipeline,
    /// By something else: pipelines need no deploy jobs.
    External,
}

/// A finding that somebody takes on. Every key is needed, so that it can be asked about later.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The code or name of the rule.
    pub rule: String,
    /// What it is about: the name of a branch or tag (`*` for any text), at least seven digits of a
    /// commit's id, a path, or `repository`.
    pub subject: String,
    /// Who takes it on.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The last day it counts: 2026-12-31.
    pub until: String,
}

/// What `relnotes lint` holds against a repository.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFile {
    /// What this tag or commit reaches is not looked at.
    since: Option<String>,
    /// Names of branches that are fine beside those of `[branches]`.
    branches: Option<Vec<String>>,
    /// How many releases may be prepared at the same time.
    open_releases: Option<u64>,
    /// After how many days an untouched branch is stale.
    stale_days: Option<u64>,
    /// For how many days a back-merge may be missing before that is more than a warning.
    back_merge_days: Option<u64>,
    /// How many files a hotfix may change.
    hotfix_files: Option<u64>,
    /// Paths that a final may change against its last candidate.
    allow_after_candidate: Option<Vec<String>>,
    /// Domains of the e-mail addresses that authors use.
    email_domains: Option<Vec<String>>,
    /// The file that records what tags point at.
    tags_lock: Option<String>,
    /// Findings that somebody takes on.
    #[schemars(with = "Option<Vec<Waiver>>")]
    waivers: Option<Vec<Spanned<Waiver>>>,
    /// The level of a rule, by its code or name, or of a group.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Level>")]
    rules: BTreeMap<Spanned<String>, Level>,
    /// What is expected of pipelines.
    #[serde(default, deserialize_with = "section")]
    ci: CiFile,
}

/// What is expected of pipelines.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CiFile {
    /// Where deployments are made.
    deploy: Option<Deploy>,
}

impl PolicyFile {
    pub(super) fn over(self, lower: Self) -> Self {
        let mut rules = lower.rules;
        rules.extend(self.rules);
        Self {
            since: self.since.or(lower.since),
            branches: self.branches.or(lower.branches),
            open_releases: self.open_releases.or(lower.open_releases),
            stale_days: self.stale_days.or(lower.stale_days),
            back_merge_days: self.back_merge_days.or(lower.back_merge_days),
            hotfix_files: self.hotfix_files.or(lower.hotfix_files),
            allow_after_candidate: self.allow_after_candidate.or(lower.allow_after_candidate),
            email_domains: self.email_domains.or(lower.email_domains),
            tags_lock: self.tags_lock.or(lower.tags_lock),
            waivers: self.waivers.or(lower.waivers),
            rules,
            ci: CiFile { deploy: self.ci.deploy.or(lower.ci.deploy) },
        }
    }
}

impl Policy {
    pub(super) fn resolve(file: PolicyFile, source: Source<'_>) -> Result<Self, Error> {
        for key in file.rules.keys() {
            if let Some(problem) = problem_of_rule_or_group(key.get_ref()) {
                return Err(source.bad_value("policy.rules", problem, &key.span()));
            }
        }
        for waiver in file.waivers.iter().flatten() {
            check_waiver(waiver, source)?;
        }
        let paths = |list: Option<Vec<String>>| -> Vec<Glob> {
            picked(list).iter().map(|pattern| Glob::of_paths(pattern)).collect()
        };
        let names = |list: Option<Vec<String>>| -> Vec<Glob> {
            picked(list).iter().map(|pattern| Glob::of_names(pattern)).collect()
        };
        let levels = file.rules.into_iter().map(|(key, level)| (key.into_inner(), level));
        Ok(Self {
            since: filled(file.since),
            levels: Levels(levels.collect()),
            branches: names(file.branches),
            open_releases: picked(file.open_releases),
            stale_days: picked(file.stale_days),
            back_merge_days: picked(file.back_merge_days),
            hotfix_files: picked(file.hotfix_files),
            allow_after_candidate: paths(file.allow_after_candidate),
            email_domains: picked(file.email_domains),
            tags_lock: picked(file.tags_lock),
            deploy: picked(file.ci.deploy),
            waivers: picked(file.waivers).into_iter().map(Spanned::into_inner).collect(),
        })
    }
}

/// Returns what is wrong with the code or name of a rule, if anything is.
pub(crate) fn problem_of_rule(key: &str) -> Option<Problem> {
    problem_of_key(key, [])
}

/// The same where a group may stand in the place of a rule.
fn problem_of_rule_or_group(key: &str) -> Option<Problem> {
    problem_of_key(key, Group::ALL.iter().map(|group| group.as_str()))
}

fn problem_of_key(key: &str, groups: impl IntoIterator<Item = &'static str>) -> Option<Problem> {
    let known = ALL.iter().flat_map(|rule| [rule.code, rule.name]).chain(groups);
    let known: Vec<&str> = known.collect();
    if known.contains(&key) {
        return None;
    }
    let near = nearest(key, known.iter().copied()).map(str::to_owned);
    Some(Problem::Rule { key: key.to_owned(), near })
}

fn check_waiver(waiver: &Spanned<Waiver>, source: Source<'_>) -> Result<(), Error> {
    let (span, waiver) = (waiver.span(), waiver.get_ref());
    let bad = |problem| Err(source.bad_value("policy.waivers", problem, &span));
    if let Some(problem) = problem_of_rule(&waiver.rule) {
        return bad(problem);
    }
    for (key, value) in
        [("subject", &waiver.subject), ("by", &waiver.by), ("reason", &waiver.reason)]
    {
        if value.trim().is_empty() {
            return bad(Problem::EmptyWaiver(key));
        }
    }
    match Time::parse(&waiver.until) {
        Some(_) => Ok(()),
        None => bad(Problem::WaiverEnd(waiver.until.clone())),
    }
}
