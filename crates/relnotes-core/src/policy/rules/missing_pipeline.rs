use crate::config::forge::ForgeKind;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Subject, model_stages};

declare_rule! {
    /// ## What it does
    /// Reports that HEAD has no pipeline: no workflow of GitHub, no `.gitlab-ci.yml`.
    ///
    /// ## Why is this bad?
    /// The model lives from what runs by itself: tests of a feature before it is merged, the whole
    /// suite of a candidate, the deployment of a release. Without a pipeline all of it is a promise.
    ///
    /// ## Example
    /// A repository with a `Makefile` and nothing that calls it.
    ///
    /// ## How to fix
    /// `relnotes init ci --forge github` or `--forge gitlab` writes a pipeline with every stage of the
    /// model; its steps fail until somebody fills them in. Pipelines of other systems are not read:
    /// then set the level of the group `pipelines` to `allow`.
    "RN601" "missing-pipeline" Pipelines Warn
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let pipelines = &facts.pipelines;
    if !pipelines.files.is_empty() {
        return;
    }
    if let Some((subject, reason)) = model_stages::hidden(pipelines) {
        findings.cannot_tell(subject, reason);
        return;
    }
    let forge = match facts.sources.config.forge.kind {
        ForgeKind::Gitlab => "gitlab",
        _ => "github",
    };
    findings
        .violation(
            Subject::Repository,
            "nothing is tested by itself: there is no workflow in .github/workflows and no .gitlab-ci.yml",
        )
        .hint(format!("relnotes init ci --forge {forge}"));
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
    fn a_repository_without_pipelines_is_reported() {
        let said = "repository: nothing is tested by itself: there is no workflow in \
                    .github/workflows and no .gitlab-ci.yml -> relnotes init ci --forge ";
        check("", &format!("{said}github"));
        let gitlab = history("commit \"feat: a\"").config("forge.kind = \"gitlab\"");
        assert_eq!(gitlab.says(&RULE), format!("{said}gitlab"));
    }

    #[test]
    fn a_pipeline_is_fine() {
        check("file ci.yml y\njob a\nbuild yyyyyyyy", "");
    }

    #[test]
    fn an_empty_pipeline_is_one() {
        check("file ci.yml -", "");
    }

    #[test]
    fn other_systems_and_unreadable_files_make_it_unknown() {
        check(
            "foreign Jenkinsfile",
            "? Jenkinsfile: `Jenkinsfile` is of a system that relnotes does not read",
        );
        check("problem ci.yml", "? ci.yml:1: it cannot be read");
    }
}
