//! The branches and tags of a repository, and how each stands.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::branch::{BranchKind, BranchVersion};
use crate::history::NodeSet;
use crate::id::CommitId;
use crate::policy::{Branch, Facts, Group, Outcome, Report, Subject, find};
use crate::tag::TagKind;

use super::last_of;

/// A branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchRow {
    /// Its name, without a remote.
    pub name: String,
    /// What it is by its name.
    pub kind: BranchKind,
    /// How it stands.
    pub status: BranchStatus,
    /// Its last commit that is more than documents of a release.
    pub commit: CommitId,
}

/// How a branch stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BranchStatus {
    /// It stays: main, develop, a branch that the policy names.
    Stays,
    /// A release or hotfix without its tag.
    Open,
    /// A release or hotfix, with its last production tag.
    Released(String),
    /// A branch that this one has.
    MergedInto(String),
    /// A branch that neither develop nor main has.
    NotMerged,
    /// Its name is none of the model's.
    NotOfModel,
}

/// A tag that begins like a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: TagKind,
    /// Whether it is an object of its own.
    pub annotated: bool,
    /// The commit.
    pub commit: CommitId,
    /// Whether any rule of tags looked at it.
    pub asked: bool,
    /// The codes of the rules of tags that it breaks.
    pub broken: Vec<&'static str>,
}

/// Returns the branches by kind, the highest version first, then by name.
pub(super) fn branches(facts: &Facts<'_>) -> Vec<BranchRow> {
    let chains = [&facts.integration, &facts.main].into_iter().flatten();
    let into: Vec<(&Branch, _)> = chains
        .map(|chain| facts.branch_of(chain))
        .map(|branch| (branch, facts.reach(branch.tip)))
        .collect();
    let into: Vec<(&Branch, &NodeSet)> =
        into.iter().map(|(branch, reach)| (*branch, &**reach)).collect();
    let mut branches: Vec<&Branch> = facts.branches.iter().collect();
    branches.sort_by_key(|branch| (order(branch.kind), &branch.name));
    let row = |branch: &&Branch| BranchRow {
        name: branch.name.clone(),
        kind: branch.kind,
        status: status(branch, &into, facts),
        commit: facts.history.graph().id(last_of(facts, branch.tip)),
    };
    branches.iter().map(row).collect()
}

fn order(kind: BranchKind) -> (u8, Reverse<Option<BranchVersion>>) {
    match kind {
        BranchKind::Main => (0, Reverse(None)),
        BranchKind::Develop => (1, Reverse(None)),
        BranchKind::Release(version) => (2, Reverse(version)),
        BranchKind::Hotfix(version) => (3, Reverse(version)),
        BranchKind::Feature => (4, Reverse(None)),
        BranchKind::Other => (5, Reverse(None)),
    }
}

fn status(branch: &Branch, into: &[(&Branch, &NodeSet)], facts: &Facts<'_>) -> BranchStatus {
    let policy = &facts.sources.config.policy;
    let merged = || {
        let mut into = into.iter().filter(|(it, _)| it.name != branch.name);
        let found = into.find(|(_, reach)| reach.contains(branch.tip));
        found.map(|(it, _)| BranchStatus::MergedInto(it.name.clone()))
    };
    match branch.kind {
        BranchKind::Main | BranchKind::Develop => BranchStatus::Stays,
        BranchKind::Release(_) | BranchKind::Hotfix(_) => {
            let line = facts
                .lines
                .iter()
                .find(|line| line.branch(facts).is_some_and(|it| it.name == branch.name));
            let mut tags =
                line.iter().flat_map(|line| &line.tags).map(|at| &facts.sources.tags[*at]);
            let last = tags.rfind(|tag| tag.production().is_some());
            last.map_or(BranchStatus::Open, |tag| BranchStatus::Released(tag.name.clone()))
        }
        BranchKind::Feature => merged().unwrap_or(BranchStatus::NotMerged),
        BranchKind::Other if policy.branches.iter().any(|it| it.matches(&branch.name)) => {
            merged().unwrap_or(BranchStatus::NotMerged)
        }
        BranchKind::Other => BranchStatus::NotOfModel,
    }
}

/// Returns the tags in the model's order.
pub(super) fn tags(facts: &Facts<'_>, report: &Report) -> Vec<TagRow> {
    let rules = facts.tag_rules();
    let mut broken: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
    let of_tags = |code: &str| find(code).is_some_and(|rule| rule.group == Group::Tags);
    let violations = report.findings.iter().filter(|it| it.outcome == Outcome::Violation);
    for finding in violations.filter(|it| of_tags(it.code)) {
        if let Subject::Tag { name, .. } = &finding.subject {
            let codes = broken.entry(name).or_default();
            if codes.last() != Some(&finding.code) {
                codes.push(finding.code);
            }
        }
    }
    let asked = report.checked.iter().any(|code| of_tags(code));
    let tags = facts.sources.tags.iter().map(|tag| TagRow {
        name: tag.name.clone(),
        kind: tag.kind(&rules),
        annotated: tag.object.is_some(),
        commit: tag.commit,
        asked: asked && !facts.is_settled_tag(tag),
        broken: broken.get(tag.name.as_str()).cloned().unwrap_or_default(),
    });
    tags.collect()
}
