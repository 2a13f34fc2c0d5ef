use crate::pipeline::RefKind;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, model_stages};

declare_rule! {
    /// ## What it does
    /// Reports that a release or hotfix branch is not built, does not run the whole suite (unit,
    /// integration, end to end) or is not deployed to pre-production.
    ///
    /// ## Why is this bad?
    /// A candidate is what will run in production. What its branch was not tested for is tested by the
    /// users. A hotfix is in a hurry, and skips what is not automatic.
    ///
    /// ## Example
    /// A filter `release/v[0-9]+.[0-9]+.[0-9]+`, which leaves `release/v1.2.3-hotfix` out.
    ///
    /// ## How to fix
    /// Let the jobs of the suite and a deployment to pre-production run for `release/**`. Where
    /// something else deploys, say `[policy.ci] deploy = "external"`.
    "RN604" "incomplete-release-pipeline" Pipelines Warn
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    model_stages::check(RefKind::Release, facts, findings);
    model_stages::check(RefKind::Hotfix, facts, findings);
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

    const ALL: &str = "file ci.yml y\njob a\nbuild ---yy---\nunit ---yy---\nintegration ---yy---\n\
                       deploy-preprod ---yy---\n";

    #[test]
    fn a_release_without_end_to_end_tests_is_reported() {
        check(
            ALL,
            "ci.yml:1: release/v1.2.3: no job does e2e [e2e: nothing] \
             -> relnotes pipeline --ref release/v1.2.3\n\
             ci.yml:1: release/v1.2.3-hotfix: no job does e2e [e2e: nothing] \
             -> relnotes pipeline --ref release/v1.2.3-hotfix",
        );
    }

    #[test]
    fn the_whole_suite_is_fine() {
        check(&format!("{ALL}e2e ---yy---"), "");
    }

    #[test]
    fn a_hotfix_is_a_release() {
        check(
            &format!("{ALL}e2e ---y----"),
            "ci.yml:7: release/v1.2.3-hotfix: no job does e2e \
             [e2e: ci.yml:7 its `if` does not hold] \
             -> relnotes pipeline --ref release/v1.2.3-hotfix",
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_makes_it_unknown() {
        check(
            &format!("{ALL}e2e ---y----\nproblem other.yml"),
            "? other.yml:1: release/v1.2.3-hotfix: maybe no job does e2e \
             [e2e: other.yml:1 it cannot be read] \
             -> relnotes pipeline --ref release/v1.2.3-hotfix",
        );
    }
}
