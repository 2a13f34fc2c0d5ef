use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Need, Subject};

declare_rule! {
    /// ## What it does
    /// Reports builds of pull requests in whose checkout the branch that they go to is missing. In such a
    /// build `relnotes.toml` of that branch is the policy; without it the pull request says itself what is
    /// allowed. The level of this rule is always `deny`, and it cannot be waived.
    ///
    /// ## Why is this bad?
    /// A change that allows what it does wrong would pass.
    ///
    /// ## Example
    /// `actions/checkout` with its default depth: it fetches the merge of the pull request and nothing else.
    ///
    /// ## How to fix
    /// Check out all branches, in GitHub Actions with `fetch-depth: 0`; or say which policy counts:
    /// `relnotes lint --policy-from REV`.
    "RN006" "missing-policy" Clone Deny
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(target) = facts.checkout.target.as_ref().filter(|_| facts.checkout.lacks_policy)
    else {
        return;
    };
    let message = format!(
        "{target}, where the pull request goes to, is not here: it says itself what is allowed"
    );
    findings.violation(Subject::Repository, message).hint(facts.remedy(Need::Branches));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    #[test]
    fn a_target_that_is_not_here_is_reported() {
        let ci = |lacks_policy| Checkout {
            ci: Some("GitHub Actions"),
            target: Some("develop".to_owned()),
            lacks_policy,
            ..Checkout::default()
        };
        assert_eq!(
            history("commit \"feat: a\"").checkout(ci(true)).says(&RULE),
            "repository: develop, where the pull request goes to, is not here: it says itself what is \
             allowed -> actions/checkout with `fetch-depth: 0`"
        );
        assert_eq!(history("commit \"feat: a\"").checkout(ci(false)).says(&RULE), "");
    }
}
