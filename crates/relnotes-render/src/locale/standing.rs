//! Words of how a repository stands beside its model.

use serde::Deserialize;

use super::Plural;

/// What the lint says of a line of the model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkStrings {
    /// What stands before a phrase that nothing was looked at for.
    pub(crate) not_checked: String,
    pub(crate) allowed: String,
    pub(crate) other_flow: String,
    pub(crate) other_style: String,
    pub(crate) nothing: String,
    pub(crate) settled: String,
    pub(crate) holds: String,
    pub(crate) findings: Plural,
    pub(crate) no_job: String,
    pub(crate) cannot_tell: String,
    pub(crate) unsure: String,
    pub(crate) looked: String,
    pub(crate) rules: Plural,
    pub(crate) releases: String,
    pub(crate) no_releases: String,
    pub(crate) lacks: LackingStrings,
}

/// What is not in a clone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LackingStrings {
    pub(crate) history: String,
    pub(crate) tags: String,
    pub(crate) main: String,
    pub(crate) integration: String,
    pub(crate) branches: String,
}

/// Kinds and states of branches and tags.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefStrings {
    pub(crate) repository: String,
    pub(crate) other: String,
    pub(crate) open: String,
    pub(crate) released: String,
    pub(crate) merged: String,
    pub(crate) not_merged: String,
    pub(crate) not_of_model: String,
    pub(crate) candidate: String,
    pub(crate) r#final: String,
    pub(crate) hotfix: String,
    pub(crate) prerelease: String,
    pub(crate) invalid: String,
    pub(crate) lightweight: String,
    pub(crate) tag: String,
}

/// What happens between two stations of a release.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CourseStrings {
    pub(crate) cut: String,
    pub(crate) merge: String,
    pub(crate) back: String,
    pub(crate) missing: Plural,
    pub(crate) left_out: Plural,
}
