use crate::pipeline::RefKind;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, model_stages};

declare_rule! {
    /// ## What it does
    /// Reports that no job builds the integration branch, runs its integration tests or deploys it to
    /// staging.
    ///
    /// ## Why is this bad?
    /// Features that work alone may not work together. What nobody deployed to staging nobody has tried
    /// before the release is cut.
    ///
    /// ## Example
    /// A pipeline that runs unit tests everywhere and integration tests on release branches only.
    ///
    /// ## How to fix
    /// Give `develop` jobs that build, run the integration tests and deploy to staging. Where something
    /// else deploys, say `[policy.ci] deploy = "external"`.
    "RN603" "incomplete-develop-pipeline" Pipelines Warn
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    model_stages::check(RefKind::Develop, facts, findings);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[track_caller]
    fn check(pipelines: &str, expected: &str) {
        let case = history("commit \"feat: a\"").pipelines(pipelines);
        assert_eq!(case.says(&RULE), expected);
    }

    #[test]
    fn what_develop_lacks_is_reported() {
        check(
            "file ci.yml y\njob a\nbuild yyyyyyyy\nintegration ---yy---",
            "ci.yml:4: develop: no job does integration, deploy-staging \
             [integration: ci.yml:4 its `if` does not hold; deploy-staging: nothing] \
             -> relnotes pipeline --ref develop",
        );
    }

    #[test]
    fn a_complete_develop_is_fine() {
        check(
            "file ci.yml y\njob a\nbuild --y-----\nintegration --y-----\ndeploy-staging --y-----",
            "",
        );
    }

    #[test]
    fn deployments_from_outside_and_trunks_are_not_asked_for() {
        let text = "file ci.yml y\njob a\nbuild yyyyyyyy\nintegration --y-----";
        let case = || history("commit \"feat: a\"").pipelines(text);
        assert_eq!(case().config("policy.ci.deploy = \"external\"").says(&RULE), "");
        assert_eq!(case().config("flow = \"trunk\"").says(&RULE), "");
    }

    #[test]
    fn a_condition_that_depends_makes_it_unknown() {
        check(
            "file ci.yml y\njob a\nbuild yyyyyyyy\nintegration yyyyyyyy\ndeploy-staging --?-----",
            "? ci.yml:5: develop: maybe no job does deploy-staging \
             [deploy-staging: ci.yml:5 it depends on `x`] -> relnotes pipeline --ref develop",
        );
    }
}
