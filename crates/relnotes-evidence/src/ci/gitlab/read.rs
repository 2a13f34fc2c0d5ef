//! From the file of GitLab to a pipeline: which jobs run for which refs.

use std::collections::BTreeMap;

use relnotes_core::pipeline::{
    Host, Job, Opaque, Pipeline, Place, Problem, RefKind, Run, SampleRef, Samples, Showing, Truth,
};

use super::assemble::{Whole, assemble};
use super::expression::Variables;
use super::job::{JobPlan, plan};
use super::limits::{Budget, MOST_JOBS};
use super::rules::{Verdict, of_job, of_workflow};
use crate::ci::GITLAB_FILE;
use crate::yaml::Node;

/// Keys of the file that are no jobs.
const KEYWORDS: [&str; 12] = [
    "default",
    "include",
    "stages",
    "variables",
    "workflow",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "spec",
    "types",
];

/// A way to start a pipeline for a ref.
struct Occasion {
    variables: Variables,
    run: Run,
    is_automatic: bool,
}

/// Reads the file with what it includes.
pub(crate) fn read(
    files: &BTreeMap<&str, Vec<Node>>,
    samples: &Samples,
    problems: &mut Vec<Problem>,
) -> Pipeline {
    let whole = assemble(files, problems);
    let value = |key: &str| whole.keys.get(key).map(|(_, entry)| &entry.value);
    let occasions: Vec<Vec<Occasion>> =
        samples.refs.iter().map(|sample| occasions(sample, samples, value("workflow"))).collect();
    let mut budget = Budget::default();
    let mut found = Vec::new();
    for name in whole.order.iter().filter(|name| is_job(name, &whole)).take(MOST_JOBS) {
        let Some((path, entry, node)) = whole.job(name, &mut budget) else { continue };
        let place = Place { path: path.to_owned(), line: entry.line };
        let plan = plan(name, &node, &place, value("variables"));
        for place in &plan.traps {
            let message = "a regex in quotes is read as a text: write it without".to_owned();
            problems.push(Problem { place: place.clone(), message, hides_jobs: false });
        }
        found.push((name.as_str(), place, node, plan));
    }
    if budget.is_spent() {
        let place = Place { path: GITLAB_FILE.to_owned(), line: 1 };
        let message = "`extends` and `!reference` make too much of it".to_owned();
        problems.push(Problem { place, message, hides_jobs: true });
    }
    let mut table = Table { verdicts: Vec::new(), occasions };
    for (_, _, node, _) in &found {
        let of_sample = |occasions: &Vec<Occasion>| {
            occasions.iter().map(|occasion| verdict(node, occasion)).collect::<Vec<_>>()
        };
        table.verdicts.push(table.occasions.iter().map(of_sample).collect());
    }
    table.follow_needs(&found);
    let line = value("workflow").map_or(1, Node::line);
    let jobs: Vec<Job> = found
        .iter()
        .enumerate()
        .map(|(at, (name, place, _, plan))| table.job(at, name, place, plan))
        .collect();
    let tags = table.tags(samples);
    let path = GITLAB_FILE.to_owned();
    Pipeline { path, host: Host::GitLab, line, tags, filters: Vec::new(), jobs }
}

fn is_job(name: &str, whole: &Whole) -> bool {
    let is_map = whole.keys.get(name).is_some_and(|(_, entry)| entry.value.is_map());
    is_map && !name.starts_with('.') && !KEYWORDS.contains(&name)
}

/// Returns what may start a pipeline for a ref: a push, a merge request, the clock.
fn occasions(sample: &SampleRef, samples: &Samples, workflow: Option<&Node>) -> Vec<Occasion> {
    let mut found = Vec::new();
    for name in sample.names() {
        let name = name.to_owned();
        let variables = |source: &str| Variables {
            source: source.to_owned(),
            branch: (!sample.is_tag).then(|| name.clone()),
            tag: sample.is_tag.then(|| name.clone()),
            ref_name: name.clone(),
            merge: None,
            default_branches: samples.default_branches.clone(),
        };
        found.push(Occasion { variables: variables("push"), run: Run::yes(), is_automatic: true });
        if samples.default_branches.contains(&name) {
            for (source, reason) in
                [("schedule", "it is started by the clock"), ("web", "it is started by hand")]
            {
                let run = Run::unknown(reason);
                found.push(Occasion { variables: variables(source), run, is_automatic: false });
            }
        }
        let (bases, run) = match sample.kind {
            RefKind::Feature => (samples.feature_bases.as_slice(), Run::yes()),
            RefKind::Release | RefKind::Hotfix => {
                let reason = "it runs in a merge request into the main branch, if there is one";
                (samples.release_bases.as_slice(), Run::unknown(reason))
            }
            _ => (&[][..], Run::yes()),
        };
        for base in bases {
            let variables = Variables {
                branch: None,
                merge: Some((name.clone(), base.clone())),
                ..variables("merge_request_event")
            };
            found.push(Occasion { variables, run: run.clone(), is_automatic: true });
        }
    }
    for occasion in &mut found {
        let workflow = of_workflow(workflow, &occasion.variables);
        occasion.run = occasion.run.clone().and(workflow);
    }
    found
}

fn verdict(job: &Node, occasion: &Occasion) -> Verdict {
    let verdict = of_job(job, &occasion.variables);
    Verdict { run: occasion.run.clone().and(verdict.run), ..verdict }
}

/// For each job, sample and way to start: whether it runs.
struct Table {
    verdicts: Vec<Vec<Vec<Verdict>>>,
    occasions: Vec<Vec<Occasion>>,
}

impl Table {
    /// A job that needs another one that is not there makes the whole pipeline fail; it does not run.
    fn follow_needs(&mut self, found: &[(&str, Place, Node, JobPlan)]) {
        let places: BTreeMap<&str, usize> =
            found.iter().enumerate().map(|(at, (name, ..))| (*name, at)).collect();
        for (at, (_, _, node, _)) in found.iter().enumerate() {
            for need in node.get("needs").map(Node::items).unwrap_or_default() {
                if need.text_of("optional") == Some("true") {
                    continue;
                }
                let name = need.text().or_else(|| need.text_of("job"));
                let Some(needed) = name.and_then(|name| places.get(name)) else { continue };
                let reason = format!("it needs `{}`, which does not run", found[*needed].0);
                for sample in 0..self.occasions.len() {
                    for occasion in 0..self.occasions[sample].len() {
                        let truth = self.verdicts[*needed][sample][occasion].run.truth;
                        if truth == Truth::No {
                            let run = Run::no(&reason);
                            let verdict = &mut self.verdicts[at][sample][occasion];
                            verdict.run = verdict.run.clone().and(run);
                        }
                    }
                }
            }
        }
    }

    fn runs(&self, at: usize, by_itself: bool) -> Vec<Run> {
        let of_sample = |(sample, verdicts): (usize, &Vec<Verdict>)| {
            let occasions = &self.occasions[sample];
            let all = verdicts.iter().zip(occasions);
            let wanted = all.filter(|(_, occasion)| occasion.is_automatic || !by_itself);
            let runs = wanted.map(|(verdict, _)| verdict.run.clone());
            runs.reduce(Run::or).unwrap_or_else(|| Run::no("nothing starts it"))
        };
        self.verdicts[at].iter().enumerate().map(of_sample).collect()
    }

    fn is_manual(&self, at: usize) -> bool {
        let all = self.verdicts[at].iter().flatten();
        let mut running = all.filter(|verdict| verdict.run.truth != Truth::No).peekable();
        running.peek().is_some() && running.all(|verdict| verdict.is_manual)
    }

    fn tags(&self, samples: &Samples) -> Truth {
        let tags = samples.refs.iter().zip(&self.occasions).filter(|(sample, _)| sample.is_tag);
        let started = tags.flat_map(|(_, occasions)| occasions);
        started.fold(Truth::No, |sum, occasion| sum.or(occasion.run.truth))
    }

    fn job(&self, at: usize, name: &str, place: &Place, plan: &JobPlan) -> Job {
        let runs = self.runs(at, false);
        let stages = plan.duties.stages.iter().map(|duty| {
            let doubt = |run: Run| match &duty.doubt {
                Some(reason) => run.and(Run::unknown(reason)),
                None => run,
            };
            let runs = runs.iter().cloned().map(doubt).collect();
            Showing { stage: duty.stage, place: duty.place.clone(), runs }
        });
        let opaque = plan.duties.opaque.as_ref().map(|(text, place, _)| Opaque {
            text: text.clone(),
            place: place.clone(),
            runs: self.runs(at, true),
        });
        Job {
            id: name.to_owned(),
            place: place.clone(),
            stages: stages.collect(),
            opaque,
            environment: plan.environment.clone(),
            is_manual: self.is_manual(at),
            relnotes: plan.duties.relnotes.as_ref().map(|(place, _)| place.clone()),
            checkout: plan.checkout.clone(),
            asks_for_tag: plan.asks_for_tag.clone(),
            runs,
        }
    }
}
