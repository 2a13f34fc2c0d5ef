//! What a clone can answer: whether its history, tags and branches are all there.

use crate::git::Repository;

use super::facts::Facts;
use super::rule::Need;

/// How this clone was made, and where it runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clone {
    /// How many commits were cloned without their parents, in the history that the policy covers.
    pub boundaries: usize,
    /// Whether objects may be missing that a remote promises to have.
    pub is_partial: bool,
    /// Why branches may be missing.
    pub branches_missing: Option<String>,
    /// Why tags may be missing.
    pub tags_missing: Option<String>,
}

/// What the variables of a CI say about the checkout. Plain data: the caller reads them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checkout {
    /// The CI, as people call it; none on a developer's machine.
    pub ci: Option<&'static str>,
    /// The branch that is built; of a pull request its own branch.
    pub branch: Option<String>,
    /// The tag that is built.
    pub tag: Option<String>,
    /// The branch that a pull request wants to be merged to.
    pub target: Option<String>,
    /// Whether HEAD is the merge of a pull request into its target, which the CI made for the build.
    pub is_merge: bool,
}

/// How many branches a repository with develop has at least.
const SEVERAL: usize = 2;

impl Clone {
    pub(super) fn of(
        repository: &Repository,
        checkout: &Checkout,
        boundaries: usize,
        branches: usize,
        tags: usize,
    ) -> Self {
        let remote = repository.fetch_settings("origin");
        let fetches_all =
            remote.as_ref().is_none_or(|it| it.refspecs.iter().any(|spec| spec.contains('*')));
        let few = branches < SEVERAL;
        let branches_missing = match (checkout.ci, &remote) {
            (_, Some(_)) if !fetches_all => {
                Some("the clone has one branch only (`--single-branch`)".to_owned())
            }
            (Some(ci), _) if few => Some(format!("{ci} checked out one branch only")),
            _ if boundaries > 0 && few => Some("a shallow clone has one branch only".to_owned()),
            _ => None,
        };
        let no_tags = tags == 0;
        let tags_missing = match (checkout.ci, &remote) {
            (_, Some(remote)) if no_tags && !remote.fetches_tags => {
                Some("the clone was made without tags (`--no-tags`)".to_owned())
            }
            (Some(ci), _) if no_tags => Some(format!("{ci} checked out no tags")),
            _ if no_tags && boundaries > 0 => Some("a shallow clone has no tags".to_owned()),
            _ => None,
        };
        Self { boundaries, is_partial: repository.is_partial(), branches_missing, tags_missing }
    }
}

/// Returns the command that brings what a rule needs, or the setting that tells where it is.
pub(super) fn remedy(need: Need, facts: &Facts<'_>) -> String {
    let on_github = facts.checkout.ci == Some("GitHub Actions");
    match need {
        Need::History | Need::Tags | Need::Branches if on_github => {
            "actions/checkout with `fetch-depth: 0`".to_owned()
        }
        Need::History => "git fetch --unshallow --tags".to_owned(),
        Need::Tags => "git fetch --tags".to_owned(),
        Need::Branches => "git fetch origin '+refs/heads/*:refs/remotes/origin/*'".to_owned(),
        Need::Main => "name it in relnotes.toml: `branches.main`".to_owned(),
        Need::Integration => {
            "name it in relnotes.toml: `branches.develop`, or `flow = \"trunk\"`".to_owned()
        }
    }
}
