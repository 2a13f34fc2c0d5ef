use crate::pipeline::{Stage, Truth};
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports jobs that deploy to production without an environment and without a start by hand.
    ///
    /// ## Why is this bad?
    /// A push is enough to change what users have. An environment of GitHub or GitLab can ask for a
    /// review, keeps its secrets from other jobs, and remembers what was deployed when.
    ///
    /// ## Example
    /// A job `deploy-prod` that runs `kubectl apply` with secrets of the repository.
    ///
    /// ## How to fix
    /// Say `environment: production` and protect it in the settings; or `when: manual` in GitLab.
    "RN609" "unguarded-production-deploy" Pipelines Allow
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let jobs = facts.pipelines.files.iter().flat_map(|file| &file.jobs);
    for job in jobs.filter(|job| job.environment.is_none() && !job.is_manual) {
        let shown = job.stages.iter().filter(|showing| showing.stage == Stage::DeployProd);
        for showing in shown {
            let runs = showing.runs.iter();
            let Some(most) = runs.max_by_key(|run| run.truth) else { continue };
            let id = &job.id;
            match most.truth {
                Truth::Yes => {
                    findings
                        .violation(
                            &showing.place,
                            format!("`{id}` deploys to production, and nobody is asked"),
                        )
                        .hint("environment: production");
                }
                Truth::Unknown => {
                    let reason = most.reason.as_deref().unwrap_or("it may not run");
                    findings
                        .cannot_tell(
                            &showing.place,
                            format!("`{id}` may deploy to production: {reason}"),
                        )
                        .hint("environment: production");
                }
                Truth::No => {}
            }
        }
    }
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
    fn a_deployment_without_a_guard_is_reported() {
        check(
            "file ci.yml y\njob ship\ndeploy-prod -----y--",
            "ci.yml:3: `ship` deploys to production, and nobody is asked -> environment: production",
        );
    }

    #[test]
    fn an_environment_or_a_button_is_fine() {
        check("file ci.yml y\njob ship env\ndeploy-prod -----y--", "");
        check("file ci.yml y\njob ship manual\ndeploy-prod -----y--", "");
    }

    #[test]
    fn staging_needs_no_guard_and_what_never_runs_neither() {
        check("file ci.yml y\njob ship\ndeploy-staging --y-----\ndeploy-prod --------", "");
    }

    #[test]
    fn a_condition_that_depends_makes_it_unknown() {
        check(
            "file ci.yml y\njob ship\ndeploy-prod -----?--",
            "? ci.yml:3: `ship` may deploy to production: it depends on `x` \
             -> environment: production",
        );
    }
}
