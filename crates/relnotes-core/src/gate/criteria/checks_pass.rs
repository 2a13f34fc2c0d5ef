//! G05: checks pass.

use crate::declared::is_declared;
use crate::enrichment::{Check, CheckOutcome};
use crate::gate::criterion::declare_criterion;
use crate::gate::external::{Heard, heard, outcome_of};
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether the checks of exactly this commit succeeded: those of `gate.checks.required`, else all that ran. The forge
    /// knows (`--online`): check runs, commit statuses, jobs of pipelines. A required check that is not there, or was skipped,
    /// fails; one that still runs leaves it unknown. Where the gate runs in CI its own job still runs, so that the required
    /// ones have to be named. Deployments (`deployment/production`) count where they are named. Without a forge somebody attests
    /// `pipeline`.
    "G05" "checks-pass" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let heard = match heard(&facts.external.checks, "pipeline", Reason::NeedsForge, facts) {
        Ok(heard) => heard,
        Err(answer) => return answer,
    };
    let required = &facts.config.gate.checks.required;
    if !required.is_empty() {
        return by_names(&heard, facts);
    }
    // A deployment may be waiting for this very gate.
    let checks = || heard.value.iter().filter(|it| !it.name.starts_with("deployment/"));
    let with = |wanted: CheckOutcome| -> Vec<String> {
        checks().filter(|it| it.outcome == wanted).map(shown).collect()
    };
    let ran = checks().filter(|it| it.outcome != CheckOutcome::Skipped).count();
    answer(&heard, with(CheckOutcome::Failure), with(CheckOutcome::Running), ran)
}

fn by_names(heard: &Heard<'_, Vec<Check>>, facts: &Facts<'_>) -> Answer {
    let checks = &facts.config.gate.checks;
    let (mut failed, mut running) = (Vec::new(), Vec::new());
    for name in checks.required.iter().map(|declared| &declared.value) {
        match outcome_of(name, heard.value, is_declared(&checks.skipped_pass)) {
            Some(CheckOutcome::Success) => {}
            Some(CheckOutcome::Running) => running.push(format!("{name}: running")),
            Some(outcome) => failed.push(format!("{name}: {}", outcome.as_str())),
            None => failed.push(format!("{name}: missing")),
        }
    }
    answer(heard, failed, running, checks.required.len())
}

fn answer(
    heard: &Heard<'_, Vec<Check>>,
    failed: Vec<String>,
    running: Vec<String>,
    asked: usize,
) -> Answer {
    let said = |reason, count: usize| heard.said(reason).with("count", &count);
    match (failed.len(), running.len()) {
        (0, 0) if asked == 0 => Answer::unknown(said(Reason::NoChecks, 0)),
        (0, 0) => Answer::pass(said(Reason::ChecksPassed, asked)),
        (0, count) => Answer::unknown(said(Reason::ChecksRun, count)).evidence(running),
        (count, _) => Answer::fail(said(Reason::ChecksFailed, count)).evidence(failed),
    }
}

fn shown(check: &Check) -> String {
    let url = check.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
    format!("{}: {}{url}", check.name, check.outcome.as_str())
}
