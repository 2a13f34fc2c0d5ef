//! What the rules of pipelines share: the stages that the model wants for a kind of ref, beside what is there.

use std::collections::BTreeSet;

use crate::config::policy::Deploy;
use crate::pipeline::{Cell, Mark, Pipelines, Place, RefKind, SampleRef, Stage, Truth, wanted};

use super::command::word;
use super::{Facts, Findings, Subject};

/// Reports the stages that no job does for a kind of ref. A job that may do one makes it a "cannot tell".
pub(super) fn check(kind: RefKind, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let pipelines = &facts.pipelines;
    if pipelines.files.is_empty() {
        // The rule of missing pipelines says it.
        return;
    }
    let mut said: BTreeSet<Vec<Stage>> = BTreeSet::new();
    for (at, sample) in pipelines.samples.iter().enumerate() {
        if sample.kind != kind {
            continue;
        }
        let cells = cells(pipelines, at, facts.sources.config.policy.deploy);
        let of = |mark: Mark| cells.iter().filter(move |(_, cell)| cell.mark == mark);
        let missing: Vec<Stage> = of(Mark::Missing).map(|(stage, _)| *stage).collect();
        let unknown: Vec<Stage> = of(Mark::Unknown).map(|(stage, _)| *stage).collect();
        if !missing.is_empty() && said.insert(missing.clone()) {
            let message = format!("{}: no job does {}", sample.shown(), list(&missing));
            findings
                .violation(subject(pipelines, at, of(Mark::Missing)), message)
                .evidence(of(Mark::Missing).map(evidence))
                .hint(hint(sample));
        }
        if !unknown.is_empty() && said.insert(unknown.clone()) {
            let reason = format!("{}: maybe no job does {}", sample.shown(), list(&unknown));
            findings
                .cannot_tell(subject(pipelines, at, of(Mark::Unknown)), reason)
                .evidence(of(Mark::Unknown).map(evidence))
                .hint(hint(sample));
        }
    }
}

/// Returns whether there may be jobs that nobody sees, and where.
pub(super) fn hidden(pipelines: &Pipelines) -> Option<(Subject, String)> {
    let problem = pipelines.problems.iter().find(|problem| problem.hides_jobs);
    let foreign = || {
        let path = pipelines.foreign.first()?;
        let subject = Subject::File { path: path.clone(), line: None };
        Some((subject, format!("`{path}` is of a system that relnotes does not read")))
    };
    problem.map(|it| (Subject::from(&it.place), it.message.clone())).or_else(foreign)
}

fn cells(pipelines: &Pipelines, sample: usize, deploy: Deploy) -> Vec<(Stage, Cell)> {
    let stages = wanted(pipelines.samples[sample].kind).iter();
    stages.map(|stage| (*stage, pipelines.cell(sample, *stage, deploy))).collect()
}

/// The line of the first stage that has one; else the file that does most for the ref.
fn subject<'c>(
    pipelines: &Pipelines,
    sample: usize,
    mut cells: impl Iterator<Item = &'c (Stage, Cell)>,
) -> Subject {
    if let Some(place) = cells.find_map(|(_, cell)| cell.place.as_ref()) {
        return Subject::from(place);
    }
    let running = |jobs: &[crate::pipeline::Job]| {
        jobs.iter()
            .filter(|job| job.runs.get(sample).is_some_and(|it| it.truth != Truth::No))
            .count()
    };
    let files = pipelines.files.iter().rev();
    files.max_by_key(|file| running(&file.jobs)).map_or(Subject::Repository, |file| {
        Subject::from(&Place { path: file.path.clone(), line: file.line })
    })
}

fn evidence((stage, cell): &(Stage, Cell)) -> String {
    let place = cell.place.as_ref().map(|place| format!(" {place}")).unwrap_or_default();
    let reason = cell.reason.as_ref().map(|reason| format!(" {reason}")).unwrap_or_default();
    match (place.as_str(), reason.as_str()) {
        ("", "") => format!("{}: nothing", stage.as_str()),
        _ => format!("{}:{place}{reason}", stage.as_str()),
    }
}

fn list(stages: &[Stage]) -> String {
    let names: Vec<&str> = stages.iter().map(|stage| stage.as_str()).collect();
    names.join(", ")
}

fn hint(sample: &SampleRef) -> String {
    format!("relnotes pipeline --ref {}", word(&sample.name))
}
