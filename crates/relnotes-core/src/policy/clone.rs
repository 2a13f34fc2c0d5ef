//! What a clone can answer: whether its history, tags and branches are all there.

use crate::branch::BranchPattern;
use crate::config::Flow;
use crate::git::Repository;
use crate::tag::Tag;

use super::checkout::Checkout;
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
    pub branches_missing: Option<Lack>,
    /// Why tags may be missing.
    pub tags_missing: Option<Lack>,
}

/// Why something may be missing, and the command that brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Why.
    pub reason: String,
    /// The command.
    pub fix: &'static str,
}

/// Brings the whole history with all tags.
const DEEPEN: &str = "git fetch --unshallow --tags";
/// Brings all tags.
const TAGS: &str = "git fetch --tags";
/// Brings all branches and tags, also from now on.
const WIDEN: &str = "git remote set-branches origin '*' && git fetch --tags origin";

/// How many branches a repository with develop has at least.
const SEVERAL: usize = 2;

impl Clone {
    pub(super) fn of(
        repository: &Repository,
        checkout: &Checkout,
        boundaries: usize,
        branches: usize,
        tags: &[Tag],
    ) -> Self {
        let remote = repository.fetch_settings("origin");
        let fetches_all =
            remote.as_ref().is_none_or(|it| it.refspecs.iter().any(|spec| spec.contains('*')));
        let few = branches < SEVERAL;
        let lack = |reason: &str, fix| Some(Lack { reason: reason.to_owned(), fix });
        let branches_missing = match (checkout.ci, &remote) {
            (_, Some(_)) if !fetches_all => {
                lack("the clone has one branch only (`--single-branch`)", WIDEN)
            }
            (Some(ci), _) if few => lack(&format!("{ci} checked out one branch only"), WIDEN),
            _ if boundaries > 0 && few => lack("a shallow clone has one branch only", WIDEN),
            _ => None,
        };
        // A build of a tag has at least that one.
        let is_built = |tag: &Tag| checkout.tag.as_ref() == Some(&tag.name);
        let no_tags = tags.is_empty() || (few && tags.iter().all(is_built));
        let tags_missing = match (checkout.ci, &remote) {
            (_, Some(remote)) if no_tags && !remote.fetches_tags => {
                lack("the clone was made without tags (`--no-tags`)", TAGS)
            }
            (Some(ci), _) if tags.is_empty() => lack(&format!("{ci} checked out no tags"), TAGS),
            (Some(ci), _) if no_tags => lack(&format!("{ci} checked out one tag only"), TAGS),
            // Git fetches the tags of the commits that it fetches.
            _ if boundaries > 0 => lack("a shallow clone may lack tags", DEEPEN),
            (_, Some(_)) if !fetches_all => {
                lack("the clone has one branch only, and may lack tags of others", WIDEN)
            }
            _ => None,
        };
        Self { boundaries, is_partial: repository.is_partial(), branches_missing, tags_missing }
    }
}

impl Facts<'_> {
    /// Returns why something that a rule needs is not here.
    pub fn lack(&self, need: Need) -> Option<String> {
        let config = &self.sources.config.branches;
        let names = |patterns: &[BranchPattern]| {
            let names: Vec<&str> = patterns.iter().map(|pattern| pattern.as_str()).collect();
            format!("no branch {} is here", names.join(" or "))
        };
        let reason = |lack: &Option<Lack>| lack.as_ref().map(|lack| lack.reason.clone());
        match need {
            Need::History => match self.clone.boundaries {
                0 => None,
                1 => Some("the clone is shallow: a commit has no parents here".to_owned()),
                n => Some(format!("the clone is shallow: {n} commits have no parents here")),
            },
            Need::Tags => reason(&self.clone.tags_missing),
            Need::Branches => reason(&self.clone.branches_missing),
            Need::Main => self.main.is_none().then(|| names(&config.main)),
            Need::Integration => {
                self.integration.is_none().then(|| match self.sources.config.flow {
                    Flow::Gitflow => names(&config.develop),
                    Flow::Trunk => names(&config.main),
                })
            }
        }
    }

    /// Returns the command that brings what a rule needs, or the setting that names it.
    pub fn remedy(&self, need: Need) -> String {
        let of_lack = |lack: &Option<Lack>, fix| lack.as_ref().map_or(fix, |lack| lack.fix);
        let fix = match need {
            Need::History => DEEPEN,
            Need::Tags => of_lack(&self.clone.tags_missing, TAGS),
            Need::Branches => of_lack(&self.clone.branches_missing, WIDEN),
            // Where branches were not fetched, these may be among them.
            Need::Main | Need::Integration if self.clone.branches_missing.is_some() => {
                of_lack(&self.clone.branches_missing, WIDEN)
            }
            Need::Main => return "name it in relnotes.toml: `branches.main`".to_owned(),
            Need::Integration => {
                return "name it in relnotes.toml: `branches.develop`, or `flow = \"trunk\"`"
                    .to_owned();
            }
        };
        self.checkout.setting().unwrap_or(fix).to_owned()
    }
}
