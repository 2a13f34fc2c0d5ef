//! What a CI says about its checkout, and what is known of the checkouts of each.

use crate::tag::Tag;

use super::command::word;

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
    /// Who merges a pull request and its target for the build, so that HEAD may be that merge.
    pub merger: Option<Merger>,
    /// The ref, or with a slash at its end the folder, in which the CI keeps a pull request: no branch.
    pub pull_refs: Option<String>,
    /// Whether the policy of the target could not be read, so that a pull request says itself what is
    /// allowed.
    pub lacks_policy: bool,
}

/// Who makes the merge of a pull request that a CI builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merger {
    /// The forge: its first parent is the target, whatever the pull request holds.
    Forge,
    /// The agent, which may have found nothing to merge: HEAD can be a merge of anybody.
    Agent,
}

impl Checkout {
    /// Returns the setting of the CI that makes it check out everything, where it has one.
    pub(super) fn setting(&self) -> Option<&'static str> {
        match self.ci? {
            "GitHub Actions" => Some("actions/checkout with `fetch-depth: 0`"),
            "GitLab CI" => Some("variables: { GIT_DEPTH: 0 }"),
            "Azure Pipelines" => Some("checkout: self, with `fetchDepth: 0` and `fetchTags: true`"),
            "Bitbucket Pipelines" => Some("clone: { depth: full }"),
            _ => None,
        }
    }

    /// Returns why the object of a tag cannot be known here, and the command that brings it.
    ///
    /// `actions/checkout` writes the commit over the tag that it builds, also where it fetched everything
    /// before: <https://github.com/actions/checkout/issues/290>.
    pub(super) fn overwritten(&self, tag: &Tag) -> Option<(String, String)> {
        let name = &tag.name;
        let is_built = self.tag.as_ref() == Some(name) && self.ci == Some("GitHub Actions");
        (is_built && tag.object.is_none()).then(|| {
            let full = format!("refs/tags/{name}");
            let reason =
                format!("actions/checkout writes the commit over {name}, annotated or not");
            (reason, format!("git fetch --force origin {}", word(&format!("{full}:{full}"))))
        })
    }

    /// Returns whether a ref holds a pull request and is no branch.
    pub fn is_pull_ref(&self, name: &str) -> bool {
        let is_in = |refs: &String| name == refs || (refs.ends_with('/') && name.starts_with(refs));
        self.pull_refs.as_ref().is_some_and(is_in)
    }
}
