//! Checks of a commit: check runs and commit statuses, which are two APIs.

use relnotes_core::enrichment::{Check, CheckOutcome};
use relnotes_core::id::CommitId;
use relnotes_core::side_by_side::spread;
use serde::Deserialize;

use super::GitHub;
use crate::error::Error;

#[derive(Deserialize)]
struct Runs {
    check_runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    name: String,
    status: String,
    conclusion: Option<String>,
    html_url: Option<String>,
}

#[derive(Deserialize)]
struct Statuses {
    statuses: Vec<Status>,
}

#[derive(Deserialize)]
struct Status {
    context: String,
    state: String,
    target_url: Option<String>,
}

impl GitHub<'_> {
    pub(super) fn checks_of(&self, commit: CommitId) -> Result<Vec<Check>, Error> {
        let sha = commit.to_string();
        let runs = self
            .url(&["commits", &sha, "check-runs"], &[("per_page", "100"), ("filter", "latest")]);
        let runs = self.api.pages_of(runs, true, |page: Runs| page.check_runs)?;
        let statuses = self.url(&["commits", &sha, "status"], &[("per_page", "100")]);
        let statuses = self.api.pages_of(statuses, true, |page: Statuses| page.statuses)?;
        let runs = runs.into_iter().map(|run| Check {
            outcome: outcome_of_run(&run.status, run.conclusion.as_deref()),
            name: run.name,
            url: run.html_url,
        });
        let statuses = statuses.into_iter().map(|status| Check {
            outcome: outcome_of_status(&status.state),
            name: status.context,
            url: status.target_url,
        });
        Ok(runs.chain(statuses).chain(self.deployments(&sha)?).collect())
    }

    /// Deployments are checks, too, called by their environments; the latest of each counts.
    fn deployments(&self, sha: &str) -> Result<Vec<Check>, Error> {
        let url = self.url(&["deployments"], &[("sha", sha), ("per_page", "100")]);
        let mut latest: Vec<Deployment> = Vec::new();
        for deployment in self.api.pages::<Deployment>(url, true)? {
            if !latest.iter().any(|known| known.environment == deployment.environment) {
                latest.push(deployment);
            }
        }
        let read = |it: &Deployment| {
            let id = it.id.to_string();
            let url = self.url(&["deployments", &id, "statuses"], &[("per_page", "1")]);
            let statuses: Vec<DeploymentStatus> = self.api.get_fresh(url)?;
            let last = statuses.into_iter().next();
            Ok(Check {
                name: format!("deployment/{}", it.environment),
                outcome: last
                    .as_ref()
                    .map_or(CheckOutcome::Running, |it| outcome_of_deployment(&it.state)),
                url: last.and_then(|it| it.log_url).filter(|url| !url.is_empty()),
            })
        };
        spread(&latest, vec![(); self.network.in_flight()], |(), it| read(it)).into_iter().collect()
    }
}

#[derive(Deserialize)]
struct Deployment {
    id: u64,
    environment: String,
}

#[derive(Deserialize)]
struct DeploymentStatus {
    state: String,
    log_url: Option<String>,
}

/// `inactive` is a success that another deployment has followed.
fn outcome_of_deployment(state: &str) -> CheckOutcome {
    match state {
        "success" | "inactive" => CheckOutcome::Success,
        "in_progress" | "pending" | "queued" | "waiting" => CheckOutcome::Running,
        _ => CheckOutcome::Failure,
    }
}

/// The conclusions of check runs; one that is not known is no success.
fn outcome_of_run(status: &str, conclusion: Option<&str>) -> CheckOutcome {
    match (status, conclusion) {
        ("completed", Some("success")) => CheckOutcome::Success,
        ("completed", Some("neutral" | "skipped")) => CheckOutcome::Skipped,
        ("completed", _) => CheckOutcome::Failure,
        _ => CheckOutcome::Running,
    }
}

fn outcome_of_status(state: &str) -> CheckOutcome {
    match state {
        "success" => CheckOutcome::Success,
        "pending" => CheckOutcome::Running,
        _ => CheckOutcome::Failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_no_success() {
        assert_eq!(outcome_of_run("completed", Some("success")), CheckOutcome::Success);
        assert_eq!(outcome_of_run("completed", Some("skipped")), CheckOutcome::Skipped);
        assert_eq!(outcome_of_run("completed", Some("action_required")), CheckOutcome::Failure);
        assert_eq!(outcome_of_run("completed", None), CheckOutcome::Failure);
        assert_eq!(outcome_of_run("queued", None), CheckOutcome::Running);
        assert_eq!(outcome_of_status("error"), CheckOutcome::Failure);
        assert_eq!(outcome_of_status("pending"), CheckOutcome::Running);
    }
}
