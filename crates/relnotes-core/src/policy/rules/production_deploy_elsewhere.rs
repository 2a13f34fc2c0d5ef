use crate::pipeline::{RefKind, Showing, Stage, Truth};
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports jobs that deploy to production from a feature branch or from the integration branch.
    ///
    /// ## Why is this bad?
    /// What runs in production is then no release: it has no tag, no notes and no candidate that
    /// anybody tested, and a rollback has nothing to go back to.
    ///
    /// ## Example
    /// A job `deploy-prod` without an `if` in a workflow with `on: push`.
    ///
    /// ## How to fix
    /// `if: github.ref == 'refs/heads/main'`; in GitLab `rules: [{ if: $CI_COMMIT_BRANCH == "main" }]`.
    "RN610" "production-deploy-elsewhere" Pipelines Deny
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let jobs = facts.pipelines.files.iter().flat_map(|file| &file.jobs);
    for job in jobs {
        let shown = job.stages.iter().filter(|showing| showing.stage == Stage::DeployProd);
        for showing in shown {
            let id = &job.id;
            let (sure, unsure) =
                (refs(showing, facts, Truth::Yes), refs(showing, facts, Truth::Unknown));
            if let Some((first, _)) = sure.first() {
                let message = format!("`{id}` deploys {first} to production");
                let names = sure.iter().map(|(name, _)| *name);
                findings
                    .violation(&showing.place, message)
                    .evidence(names)
                    .hint("let it run for main only");
            } else if let Some((first, reason)) = unsure.first() {
                let message = format!("`{id}` may deploy {first} to production: {reason}");
                findings.cannot_tell(&showing.place, message).hint("let it run for main only");
            }
        }
    }
}

/// Returns the features and integration branches for which a deployment runs, and the reasons.
fn refs<'f>(showing: &'f Showing, facts: &'f Facts<'_>, truth: Truth) -> Vec<(&'f str, &'f str)> {
    let samples = facts.pipelines.samples.iter().zip(&showing.runs);
    let elsewhere = samples.filter(|(sample, run)| {
        matches!(sample.kind, RefKind::Feature | RefKind::Develop) && run.truth == truth
    });
    elsewhere
        .map(|(sample, run)| (sample.name.as_str(), run.reason.as_deref().unwrap_or_default()))
        .collect()
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
    fn a_deployment_of_develop_is_reported() {
        check(
            "file ci.yml y\njob ship env\ndeploy-prod yyyyyyyy",
            "ci.yml:3: `ship` deploys feature/x to production [feature/x; feature/a/b; develop] \
             -> let it run for main only",
        );
    }

    #[test]
    fn main_and_tags_are_fine() {
        check("file ci.yml y\njob ship\ndeploy-prod -----yyy", "");
    }

    #[test]
    fn release_branches_and_staging_are_no_matter_of_this_rule() {
        check("file ci.yml y\njob ship\ndeploy-prod ---yyyyy\ndeploy-staging yyyyyyyy", "");
    }

    #[test]
    fn a_condition_that_depends_makes_it_unknown() {
        check(
            "file ci.yml y\njob ship\ndeploy-prod --?--y--",
            "? ci.yml:3: `ship` may deploy develop to production: it depends on `x` \
             -> let it run for main only",
        );
    }
}
