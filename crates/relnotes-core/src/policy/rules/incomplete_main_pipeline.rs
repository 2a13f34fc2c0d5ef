use crate::pipeline::RefKind;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, model_stages};

declare_rule! {
    /// ## What it does
    /// Reports that no job builds the main branch, runs its smoke tests or deploys it to production.
    ///
    /// ## Why is this bad?
    /// The main branch is what runs in production. A deployment by hand is one that nobody can repeat,
    /// and one without smoke tests is found out by the users.
    ///
    /// ## Example
    /// A pipeline that ends with the merge of the release: the rest is done on somebody's computer.
    ///
    /// ## How to fix
    /// Let jobs for the main branch build, run the smoke tests and deploy to production. Where
    /// something else deploys, say `[policy.ci] deploy = "external"`.
    "RN605" "incomplete-main-pipeline" Pipelines Warn
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    model_stages::check(RefKind::Main, facts, findings);
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
    fn a_main_branch_without_smoke_tests_is_reported() {
        check(
            "file ci.yml y\njob a\nbuild yyyyyyyy\ndeploy-prod -----y--",
            "ci.yml:1: main: no job does smoke [smoke: nothing] -> relnotes pipeline --ref main",
        );
    }

    #[test]
    fn a_complete_main_branch_is_fine() {
        check("file ci.yml y\njob a\nbuild -----y--\nsmoke -----y--\ndeploy-prod -----y--", "");
    }

    #[test]
    fn a_deployment_of_the_tag_is_none_of_main() {
        check(
            "file ci.yml y\njob a\nbuild -----y--\nsmoke -----y--\ndeploy-prod ------y-",
            "ci.yml:5: main: no job does deploy-prod \
             [deploy-prod: ci.yml:5 its `if` does not hold] -> relnotes pipeline --ref main",
        );
    }

    #[test]
    fn another_system_beside_it_makes_it_unknown() {
        check(
            "file ci.yml y\njob a\nbuild -----y--\nsmoke -----y--\nforeign Jenkinsfile",
            "? ci.yml:1: main: maybe no job does deploy-prod [deploy-prod: `Jenkinsfile` is of a \
             system that relnotes does not read] -> relnotes pipeline --ref main",
        );
    }
}
