use crate::pipeline::RefKind;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, model_stages};

declare_rule! {
    /// ## What it does
    /// Reports that no job builds a feature branch or runs its unit tests, on a push or in a pull
    /// request.
    ///
    /// ## Why is this bad?
    /// A feature that nobody built reaches develop, and the first to notice is everyone else.
    ///
    /// ## Example
    /// A workflow with `on: push: branches: [main]` only: features are built after they are merged.
    ///
    /// ## How to fix
    /// Let a job for `feature/**`, or for pull requests into the integration branch, build and run the
    /// unit tests. `relnotes pipeline` shows what runs for which ref, `relnotes init ci` writes a
    /// pipeline to begin with.
    "RN602" "incomplete-feature-pipeline" Pipelines Warn
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    model_stages::check(RefKind::Feature, facts, findings);
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
    fn a_feature_that_nobody_tests_is_reported() {
        check(
            "file ci.yml y\njob build\nbuild yyyyyyyy\njob unit\nunit --yyyyyy",
            "ci.yml:5: feature/x: no job does unit [unit: ci.yml:5 its `if` does not hold] \
             -> relnotes pipeline --ref feature/x",
        );
    }

    #[test]
    fn a_feature_with_build_and_unit_tests_is_fine() {
        check("file ci.yml y\njob a\nbuild yy------\nunit yy------", "");
    }

    #[test]
    fn a_feature_with_a_slash_counts_too() {
        check(
            "file ci.yml y\njob a\nbuild y-------\nunit yy------",
            "ci.yml:3: feature/a/b: no job does build [build: ci.yml:3 its `if` does not hold] \
             -> relnotes pipeline --ref feature/a/b",
        );
    }

    #[test]
    fn a_script_that_may_do_it_makes_it_unknown() {
        check(
            "file ci.yml y\njob a\nopaque yyyyyyyy\nunit yyyyyyyy",
            "? ci.yml:3: feature/x: maybe no job does build [build: ci.yml:3 `make ci` may do it] \
             -> relnotes pipeline --ref feature/x",
        );
    }

    #[test]
    fn without_any_pipeline_another_rule_speaks() {
        check("", "");
    }
}
