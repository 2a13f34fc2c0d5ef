//! From workflow files to pipelines: which jobs run for which refs.

use relnotes_core::pipeline::{
    Host, Job, Opaque, Pipeline, Place, Problem, Run, Samples, Showing, Truth,
};

use super::event::{Occasion, Triggers};
use super::expression::Expression;
use super::flatten::{Flat, Workflows, flatten};
use super::job::JobPlan;
use crate::yaml::Node;

/// Reads the workflows; `called` are those that others may call, these included.
pub(crate) fn read(
    path: &str,
    workflow: &Node,
    workflows: &Workflows<'_>,
    samples: &Samples,
    problems: &mut Vec<Problem>,
) -> Option<Pipeline> {
    let place = |line: usize| Place { path: path.to_owned(), line };
    let Some(on) = workflow.entry("on") else {
        let message = "there is no `on:`: it is no workflow".to_owned();
        problems.push(Problem { place: place(workflow.line()), message, hides_jobs: false });
        return None;
    };
    let triggers = Triggers::of(&on.value, path);
    if triggers.is_called_only() {
        return None;
    }
    let flat = flatten(path, workflow, workflows);
    for (place, message) in &flat.dangling {
        let (place, message) = (place.clone(), message.clone());
        problems.push(Problem { place, message, hides_jobs: true });
    }
    let timetable = Timetable::of(&flat, &triggers, samples);
    let jobs = (0..flat.jobs.len()).map(|index| timetable.job(&flat.jobs[index], index)).collect();
    Some(Pipeline {
        path: path.to_owned(),
        host: Host::GitHub,
        line: on.line,
        tags: triggers.tags(),
        filters: triggers.filters(samples),
        jobs,
    })
}

/// When the jobs of a workflow run: for each sample what may start it, and the jobs that each starts.
struct Timetable {
    samples: Vec<Vec<(Occasion, Vec<Run>)>>,
}

impl Timetable {
    fn of(flat: &Flat, triggers: &Triggers<'_>, samples: &Samples) -> Self {
        let started = |occasion: Occasion| {
            let runs = Walk { flat, occasion: &occasion, known: vec![None; flat.jobs.len()] }.all();
            (occasion, runs)
        };
        let of_sample = |sample| {
            triggers.occasions(sample, samples).into_iter().map(started).collect::<Vec<_>>()
        };
        Self { samples: samples.refs.iter().map(of_sample).collect() }
    }

    /// Adds up over everything that may start a job; `step` is a condition of its own.
    fn runs(
        &self,
        plan: &JobPlan,
        index: usize,
        step: Option<&Expression>,
        by_itself: bool,
    ) -> Vec<Run> {
        let of_sample = |occasions: &Vec<(Occasion, Vec<Run>)>| {
            let wanted = occasions.iter().filter(|(it, _)| it.is_automatic || !by_itself);
            let run = |(occasion, runs): &(Occasion, Vec<Run>)| {
                let run = runs[index].clone();
                match step {
                    Some(condition) => run.and(holds(condition, plan, occasion)),
                    None => run,
                }
            };
            let runs = wanted.map(run);
            runs.reduce(Run::or).unwrap_or_else(|| Run::no("nothing of `on` starts it"))
        };
        self.samples.iter().map(of_sample).collect()
    }

    fn job(&self, plan: &JobPlan, index: usize) -> Job {
        let step_of = |step: Option<usize>| step.and_then(|step| plan.steps[step].as_ref());
        let stages = plan.duties.stages.iter().map(|duty| {
            let runs = self.runs(plan, index, step_of(duty.step), false);
            let doubt = |run: Run| match &duty.doubt {
                Some(reason) => run.and(Run::unknown(reason)),
                None => run,
            };
            Showing {
                stage: duty.stage,
                place: duty.place.clone(),
                runs: runs.into_iter().map(doubt).collect(),
            }
        });
        let opaque = plan.duties.opaque.as_ref().map(|(text, place, step)| Opaque {
            text: text.clone(),
            place: place.clone(),
            runs: self.runs(plan, index, step_of(*step), true),
        });
        let mut conditions = plan.steps.iter().flatten().map(|condition| (condition, &plan.place));
        let own = plan.condition.iter().map(|(condition, place)| (condition, place));
        let asks = own.chain(&mut conditions).find(|(condition, _)| condition.asks_for_tag());
        Job {
            id: plan.id.clone(),
            place: plan.place.clone(),
            runs: self.runs(plan, index, None, false),
            stages: stages.collect(),
            opaque,
            environment: plan.environment.clone(),
            is_manual: false,
            relnotes: plan.duties.relnotes.as_ref().map(|(place, _)| place.clone()),
            checkout: plan.checkout.clone(),
            asks_for_tag: asks.map(|(_, place)| place.clone()),
        }
    }
}

/// Decides on the jobs for one event, each once.
struct Walk<'a> {
    flat: &'a Flat,
    occasion: &'a Occasion,
    known: Vec<Option<Run>>,
}

impl Walk<'_> {
    fn all(mut self) -> Vec<Run> {
        (0..self.flat.jobs.len()).map(|index| self.run(index, 0)).collect()
    }

    fn run(&mut self, index: usize, depth: usize) -> Run {
        if let Some(known) = &self.known[index] {
            return known.clone();
        }
        let plan = &self.flat.jobs[index];
        if depth > 200 {
            return Run::unknown("`needs` goes in a circle");
        }
        // Whoever asks again on the way goes in a circle.
        self.known[index] = Some(Run::unknown("`needs` goes in a circle"));
        let mut run = match plan.caller {
            Some(caller) => self.run(caller, depth + 1),
            None => self.occasion.run.clone(),
        };
        if let Some((condition, _)) = &plan.condition {
            run = run.and(holds(condition, plan, self.occasion));
        }
        let asks = plan.condition.as_ref().is_some_and(|(it, _)| it.asks_for_status());
        for need in plan.needs.iter().filter(|_| !asks) {
            let needed = self.run(*need, depth + 1);
            let id = &self.flat.jobs[*need].id;
            run = run.and(match needed.truth {
                Truth::Yes => needed,
                Truth::No => Run::no(format!("it needs `{id}`, which does not run")),
                Truth::Unknown => needed,
            });
        }
        self.known[index] = Some(run.clone());
        run
    }
}

/// Returns whether a condition holds for an event.
fn holds(condition: &Expression, plan: &JobPlan, occasion: &Occasion) -> Run {
    use super::value::Value;
    let value = condition.value(&plan.context(&occasion.context));
    match value.truth() {
        Truth::Yes => Run::yes(),
        Truth::No => Run::no("its `if` does not hold"),
        Truth::Unknown => match value {
            Value::Unknown(what) if !what.is_empty() => {
                Run::unknown(format!("it depends on `{what}`"))
            }
            _ => Run::unknown("its `if` cannot be told"),
        },
    }
}
