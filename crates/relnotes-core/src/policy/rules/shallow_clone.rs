use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Need, Subject};

declare_rule! {
    /// ## What it does
    /// Reports clones whose history ends before the policy begins.
    ///
    /// ## Why is this bad?
    /// What reaches what cannot be told where commits are missing. Every rule that needs them says
    /// that it cannot tell, so that nothing is checked while the run looks well.
    ///
    /// ## Example
    /// A checkout of a CI with its default depth of one commit. A boundary behind `policy.since` is
    /// fine: nothing older is needed.
    ///
    /// ## How to fix
    /// `git fetch --unshallow --tags`; in GitHub Actions `fetch-depth: 0` for `actions/checkout`, in
    /// GitLab `GIT_DEPTH: 0`.
    "RN001" "shallow-clone" Clone Deny
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if let Some(reason) = facts.lack(Need::History) {
        let fix = facts.remedy(Need::History);
        findings.violation(Subject::Repository, reason).hint(fix);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const TWO: &str =
        "commit \"feat: a\"\ncommit \"feat: b\"\ntag v1.0.0 \"one\"\ncommit \"fix: c\"";

    #[test]
    fn a_boundary_in_the_history_is_reported() {
        assert_eq!(
            history(TWO).shallow().says(&RULE),
            "repository: the clone is shallow: a commit has no parents here \
             -> git fetch --unshallow --tags"
        );
    }

    #[test]
    fn a_whole_clone_is_fine() {
        assert_eq!(history(TWO).says(&RULE), "");
    }

    #[test]
    fn a_boundary_from_before_the_policy_is_fine() {
        let case = history("commit \"feat: a\"\ncommit \"feat: b\"\ntag v1.0.0 \"one\"").shallow();
        assert_eq!(case.config("policy.since = \"v1.0.0\"").says(&RULE), "");
    }
}
