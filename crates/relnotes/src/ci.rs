//! What the variables of a CI say about the checkout: which branch or tag is built.

use relnotes_core::policy::{Checkout, Merger};

/// Reads the variables through `set`, which returns what is set and not empty.
pub(crate) fn checkout(set: &dyn Fn(&str) -> Option<String>) -> Checkout {
    let known = [github, gitlab, azure, bitbucket, teamcity, jenkins];
    known.iter().find_map(|of_ci| of_ci(set)).unwrap_or_default()
}

type Set<'a> = &'a dyn Fn(&str) -> Option<String>;

/// <https://docs.github.com/actions/learn-github-actions/variables>
fn github(set: Set<'_>) -> Option<Checkout> {
    set("GITHUB_ACTIONS").filter(|value| value == "true")?;
    let full = set("GITHUB_REF").unwrap_or_default();
    let merge = full.strip_prefix("refs/pull/").filter(|rest| rest.ends_with("/merge"));
    let branch = full.strip_prefix("refs/heads/").map(str::to_owned);
    Some(Checkout {
        ci: Some("GitHub Actions"),
        branch: branch.or_else(|| set("GITHUB_HEAD_REF")),
        tag: full.strip_prefix("refs/tags/").map(str::to_owned),
        target: set("GITHUB_BASE_REF"),
        merger: merge.map(|_| Merger::Forge),
        pull_refs: Some("refs/remotes/pull/".to_owned()),
        ..Checkout::default()
    })
}

/// <https://docs.gitlab.com/ci/variables/predefined_variables/>
fn gitlab(set: Set<'_>) -> Option<Checkout> {
    set("GITLAB_CI")?;
    let source = set("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME");
    let merge = set("CI_MERGE_REQUEST_EVENT_TYPE").filter(|it| it == "merged_result");
    Some(Checkout {
        ci: Some("GitLab CI"),
        branch: source.or_else(|| set("CI_COMMIT_BRANCH")),
        tag: set("CI_COMMIT_TAG"),
        target: set("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
        merger: merge.map(|_| Merger::Forge),
        ..Checkout::default()
    })
}

/// <https://learn.microsoft.com/azure/devops/pipelines/build/variables>
fn azure(set: Set<'_>) -> Option<Checkout> {
    set("TF_BUILD")?;
    let full = set("BUILD_SOURCEBRANCH").unwrap_or_default();
    let short = |name: String| name.trim_start_matches("refs/heads/").to_owned();
    let branch = full.strip_prefix("refs/heads/").map(str::to_owned);
    Some(Checkout {
        ci: Some("Azure Pipelines"),
        branch: set("SYSTEM_PULLREQUEST_SOURCEBRANCH").map(short).or(branch),
        tag: full.strip_prefix("refs/tags/").map(str::to_owned),
        target: set("SYSTEM_PULLREQUEST_TARGETBRANCH").map(short),
        merger: full.starts_with("refs/pull/").then_some(Merger::Forge),
        pull_refs: Some("refs/remotes/pull/".to_owned()),
        ..Checkout::default()
    })
}

/// <https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/>. The target is merged into the
/// branch of a pull request before it is built.
fn bitbucket(set: Set<'_>) -> Option<Checkout> {
    set("BITBUCKET_BUILD_NUMBER")?;
    let target = set("BITBUCKET_PR_DESTINATION_BRANCH");
    Some(Checkout {
        ci: Some("Bitbucket Pipelines"),
        branch: set("BITBUCKET_BRANCH"),
        tag: set("BITBUCKET_TAG"),
        merger: target.as_ref().map(|_| Merger::Agent),
        target,
        ..Checkout::default()
    })
}

/// TeamCity passes the branch only where the build says so: `env.TEAMCITY_BUILD_BRANCH`.
fn teamcity(set: Set<'_>) -> Option<Checkout> {
    set("TEAMCITY_VERSION")?;
    let full = set("TEAMCITY_BUILD_BRANCH").unwrap_or_default();
    let tag = full.strip_prefix("refs/tags/").map(str::to_owned);
    let branch = full.trim_start_matches("refs/heads/");
    let is_branch = !branch.is_empty() && branch != "<default>" && tag.is_none();
    Some(Checkout {
        ci: Some("TeamCity"),
        branch: is_branch.then(|| branch.to_owned()),
        tag,
        target: set("TEAMCITY_PULLREQUEST_TARGET_BRANCH"),
        ..Checkout::default()
    })
}

/// <https://www.jenkins.io/doc/book/pipeline/jenkinsfile/>; `CHANGE_*` in multibranch projects, which keep a
/// pull request as `origin/PR-7` and may merge it into its target.
fn jenkins(set: Set<'_>) -> Option<Checkout> {
    set("JENKINS_URL")?;
    let tag = set("TAG_NAME");
    let local = |name: String| name.trim_start_matches("origin/").to_owned();
    let branch = set("CHANGE_BRANCH").or_else(|| set("GIT_BRANCH").map(local));
    let target = set("CHANGE_TARGET");
    let pull = set("BRANCH_NAME").filter(|_| set("CHANGE_ID").is_some());
    Some(Checkout {
        ci: Some("Jenkins"),
        branch: branch.or_else(|| set("BRANCH_NAME")).filter(|_| tag.is_none()),
        tag,
        merger: target.as_ref().map(|_| Merger::Agent),
        target,
        pull_refs: pull.map(|name| format!("refs/remotes/origin/{name}")),
        ..Checkout::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        set: &[(&str, &str)],
        expected: (&str, Option<&str>, Option<&str>, Option<&str>, Option<Merger>),
    ) {
        let get = |name: &str| {
            set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        let it = checkout(&get);
        let found = (
            it.ci.unwrap_or(""),
            it.branch.as_deref(),
            it.tag.as_deref(),
            it.target.as_deref(),
            it.merger,
        );
        assert_eq!(found, expected);
    }

    #[test]
    fn the_branch_or_tag_of_a_build_is_known() {
        check(&[], ("", None, None, None, None));
        let github = ("GITHUB_ACTIONS", "true");
        let ci = "GitHub Actions";
        check(
            &[github, ("GITHUB_REF", "refs/heads/release/v1.2.0")],
            (ci, Some("release/v1.2.0"), None, None, None),
        );
        check(
            &[github, ("GITHUB_REF", "refs/tags/v1.2.0")],
            (ci, None, Some("v1.2.0"), None, None),
        );
        check(
            &[
                github,
                ("GITHUB_REF", "refs/pull/7/merge"),
                ("GITHUB_HEAD_REF", "feature/x"),
                ("GITHUB_BASE_REF", "develop"),
            ],
            (ci, Some("feature/x"), None, Some("develop"), Some(Merger::Forge)),
        );
        check(
            &[("GITLAB_CI", "true"), ("CI_COMMIT_TAG", "v1.2.0")],
            ("GitLab CI", None, Some("v1.2.0"), None, None),
        );
        check(
            &[("JENKINS_URL", "x"), ("GIT_BRANCH", "origin/release/v1.2.0")],
            ("Jenkins", Some("release/v1.2.0"), None, None, None),
        );
        check(
            &[("TF_BUILD", "True"), ("BUILD_SOURCEBRANCH", "refs/heads/main")],
            ("Azure Pipelines", Some("main"), None, None, None),
        );
        check(
            &[("BITBUCKET_BUILD_NUMBER", "1"), ("BITBUCKET_TAG", "v1.0.0")],
            ("Bitbucket Pipelines", None, Some("v1.0.0"), None, None),
        );
        check(
            &[
                ("JENKINS_URL", "x"),
                ("BRANCH_NAME", "PR-7"),
                ("CHANGE_ID", "7"),
                ("CHANGE_BRANCH", "feature/x"),
                ("CHANGE_TARGET", "develop"),
            ],
            ("Jenkins", Some("feature/x"), None, Some("develop"), Some(Merger::Agent)),
        );
        check(
            &[("TEAMCITY_VERSION", "1"), ("TEAMCITY_BUILD_BRANCH", "<default>")],
            ("TeamCity", None, None, None, None),
        );
    }
}
