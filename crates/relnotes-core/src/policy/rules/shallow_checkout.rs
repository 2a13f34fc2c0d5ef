use crate::pipeline::{Checkout, Host, Job};
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports jobs that start relnotes on a checkout of the last commits only.
    ///
    /// ## Why is this bad?
    /// `actions/checkout` fetches one commit and no tags, GitLab twenty commits. Without the history
    /// there is no base, no candidate and nothing to check: the job fails, or says nothing.
    ///
    /// ## Example
    /// `- uses: actions/checkout@v4` in front of `- run: relnotes lint`
    ///
    /// ## How to fix
    /// `with: { fetch-depth: 0 }` for `actions/checkout`; in GitLab `variables: { GIT_DEPTH: 0 }`.
    "RN607" "shallow-checkout" Pipelines Deny
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    for file in &facts.pipelines.files {
        let hint = match file.host {
            Host::GitHub => "with: { fetch-depth: 0 }",
            Host::GitLab => "variables: { GIT_DEPTH: 0 }",
        };
        for job in file.jobs.iter().filter(|job| job.relnotes.is_some()) {
            let id = &job.id;
            match &job.checkout {
                Checkout::Shallow(place) => {
                    let message = format!("`{id}` starts relnotes on a part of the history");
                    findings.violation(place, message).hint(hint).evidence(call_of(job));
                }
                Checkout::Unknown(place, reason) => {
                    findings.cannot_tell(place, format!("`{id}`: {reason}")).hint(hint);
                }
                Checkout::Full | Checkout::None => {}
            }
        }
    }
}

fn call_of(job: &Job) -> Option<String> {
    job.relnotes.as_ref().map(ToString::to_string)
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
    fn relnotes_on_a_part_of_the_history_is_reported() {
        check(
            "file ci.yml y\njob lint relnotes shallow",
            "ci.yml:2: `lint` starts relnotes on a part of the history [ci.yml:2] \
             -> with: { fetch-depth: 0 }",
        );
    }

    #[test]
    fn the_whole_history_is_fine() {
        check("file ci.yml y\njob lint relnotes full\njob other relnotes", "");
    }

    #[test]
    fn other_jobs_may_be_shallow() {
        check("file ci.yml y\njob build shallow", "");
    }

    #[test]
    fn settings_elsewhere_make_it_unknown() {
        check(
            "file ci.yml y\njob lint relnotes unset",
            "? ci.yml:2: `lint`: the settings decide -> with: { fetch-depth: 0 }",
        );
    }
}
