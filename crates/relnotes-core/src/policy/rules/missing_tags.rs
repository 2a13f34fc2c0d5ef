use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Subject};

declare_rule! {
    /// ## What it does
    /// Reports repositories without one release tag although `policy.since` says that releases were
    /// made before. Where the clone itself explains why there are no tags, it cannot tell.
    ///
    /// ## Why is this bad?
    /// Without tags there are no releases: every rule about them looks at nothing and finds nothing.
    ///
    /// ## Example
    /// `policy.since = "4f2a9c1"`, and `git tag` prints nothing.
    ///
    /// ## How to fix
    /// `git fetch --tags`. Where tags are not written as `vX.Y.Z`, say how: `tags.prefix`.
    "RN002" "missing-tags" Clone Deny
    needs [Tags] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(since) = &facts.sources.config.policy.since else { return };
    if facts.sources.tags.is_empty() {
        let message = format!("no release tag is here although the policy begins after {since}");
        findings.violation(Subject::Repository, message).hint("git fetch --tags");
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    const SINCE: &str = "policy.since = \"main\"";

    #[test]
    fn no_tag_is_reported() {
        assert_eq!(
            history("commit \"feat: a\"").config(SINCE).says(&RULE),
            "repository: no release tag is here although the policy begins after main \
             -> git fetch --tags"
        );
        let other = history("commit \"feat: a\"\ntag stable");
        assert!(other.config(SINCE).says(&RULE).contains("no release tag is here"));
    }

    #[test]
    fn a_tag_is_enough_and_a_young_repository_needs_none() {
        let tagged = history("commit \"feat: a\"\ntag v1.0.0-rc.1");
        assert_eq!(tagged.config(SINCE).says(&RULE), "");
        assert_eq!(history("commit \"feat: a\"").says(&RULE), "");
    }

    #[test]
    fn in_a_ci_without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"feat: a\"").config(SINCE).checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
