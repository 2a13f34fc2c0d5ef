use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Subject};

declare_rule! {
    /// ## What it does
    /// Reports more release branches without a final tag than `policy.open_releases` allows, which is
    /// one by default.
    ///
    /// ## Why is this bad?
    /// Every fix has to go to each of them and back to develop, and testers do not know which
    /// candidate is the next one.
    ///
    /// ## Example
    /// `release/v1.3.0` waits for its final while `release/v1.4.0` is cut.
    ///
    /// ## How to fix
    /// Release the older one or give it up: `git push origin --delete release/v1.3.0`. A team that
    /// means it says `policy.open_releases = 2`.
    "RN106" "parallel-releases" Branches Warn
    needs [Tags, Branches] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let open: Vec<&str> = facts.open_releases().map(|(_, branch)| branch.name.as_str()).collect();
    let allowed = facts.sources.config.policy.open_releases;
    if u64::try_from(open.len()).unwrap_or(u64::MAX) > allowed {
        findings
            .violation(
                Subject::Repository,
                format!("{} releases are prepared at the same time, {allowed} allowed", open.len()),
            )
            .evidence(open)
            .hint("release the older one, give one up, or say `policy.open_releases = 2`");
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    const TWO: &str = "commit \"a\"\nbranch develop\nbranch release/v1.3.0\ncommit \"fix: b\"\n\
                       switch develop\nbranch release/v1.4.0\ncommit \"fix: c\"";

    #[test]
    fn two_open_releases_are_reported() {
        assert_eq!(
            history(TWO).says(&RULE),
            "repository: 2 releases are prepared at the same time, 1 allowed \
             [release/v1.3.0; release/v1.4.0] \
             -> release the older one, give one up, or say `policy.open_releases = 2`"
        );
    }

    #[test]
    fn a_released_one_does_not_count_and_two_can_be_allowed() {
        let released = format!("{TWO}\nswitch release/v1.3.0\ntag v1.3.0 \"Release\"");
        assert_eq!(history(&released).says(&RULE), "");
        assert_eq!(history(TWO).config("policy.open_releases = 2").says(&RULE), "");
    }

    #[test]
    fn in_a_ci_without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        assert!(
            history(TWO).checkout(ci).says(&RULE).starts_with("? repository: Jenkins checked out")
        );
    }
}
