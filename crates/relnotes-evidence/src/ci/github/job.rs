//! A job of a workflow: what it shows, and what its conditions are.

use std::collections::BTreeMap;

use relnotes_core::pipeline::{Checkout, Place};

use super::context::Context;
use super::expression::Expression;
use super::value::Value;
use crate::ci::duty::{Duties, Gathering};
use crate::ci::words::Target;
use crate::yaml::{Entry, Node};

/// A job, before it is asked when it runs.
#[derive(Debug)]
pub(super) struct JobPlan {
    pub(super) id: String,
    pub(super) place: Place,
    /// The condition, and its line.
    pub(super) condition: Option<(Expression, Place)>,
    /// Jobs that have to be done before, as indices.
    pub(super) needs: Vec<usize>,
    /// The job that calls the workflow of this one.
    pub(super) caller: Option<usize>,
    /// What the caller gives.
    pub(super) inputs: BTreeMap<String, Value>,
    /// The conditions of its steps.
    pub(super) steps: Vec<Option<Expression>>,
    pub(super) duties: Duties,
    pub(super) environment: Option<String>,
    pub(super) checkout: Checkout,
}

/// What is around a job in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) path: &'a str,
    /// The path in front of its name, of a called workflow: `test / `.
    pub(super) prefix: &'a str,
    pub(super) caller: Option<usize>,
    pub(super) inputs: &'a BTreeMap<String, Value>,
    pub(super) called_for: Option<Target>,
}

impl JobPlan {
    /// Reads a job; `speaks` is whether its own name says what it does, which that of a call does not where its workflow
    /// can be read.
    pub(super) fn of(entry: &Entry, around: Around<'_>, speaks: bool) -> (Self, Option<Target>) {
        let Around { path, prefix, caller, inputs, called_for } = around;
        let at = |line: usize| Place { path: path.to_owned(), line };
        let (job, place) = (&entry.value, at(entry.line));
        let mut gathering = Gathering::called_for(called_for);
        if speaks {
            gathering.name(&entry.key, &place);
            if let Some(name) = job.get("name") {
                gathering.name(&fill(name.text().unwrap_or_default(), inputs), &at(name.line()));
            }
        }
        let environment = environment(job, inputs);
        if let Some((name, line)) = &environment {
            gathering.environment(name.as_deref(), at(*line));
        }
        let mut steps = Vec::new();
        let mut checkout = Checkout::None;
        let all = job.get("steps").map(Node::items).unwrap_or_default();
        // `parallel:` holds steps of its own.
        let all = all.iter().flat_map(|step| match step.get("parallel") {
            Some(inner) => inner.items(),
            None => std::slice::from_ref(step),
        });
        for node in all {
            let condition = node.text_of("if").map(Expression::parse);
            let index = condition.is_some().then_some(steps.len());
            steps.push(condition);
            step(node, index, path, &mut gathering, &mut checkout);
        }
        if let Some(uses) = job.get("uses").filter(|_| speaks) {
            let text = uses.text().unwrap_or_default();
            let name = text.split('@').next().unwrap_or_default();
            if !gathering.step(name.rsplit('/').next().unwrap_or_default(), &at(uses.line()), None)
            {
                gathering.opaque(text.to_owned(), &at(uses.line()), None);
            }
        }
        let target = gathering.target();
        let duties = gathering.finish();
        if duties.unshallows && matches!(checkout, Checkout::Shallow(_)) {
            checkout = Checkout::Full;
        }
        let plan = Self {
            id: format!("{prefix}{}", entry.key),
            place,
            condition: job
                .get("if")
                .and_then(|node| Some((Expression::parse(node.text()?), at(node.line())))),
            needs: Vec::new(),
            caller,
            inputs: inputs.clone(),
            steps,
            duties,
            environment: environment.map(|(name, _)| name.unwrap_or_default()),
            checkout,
        };
        (plan, target)
    }

    /// Returns the event as this job sees it.
    pub(super) fn context(&self, context: &Context) -> Context {
        Context { inputs: self.inputs.clone(), ..context.clone() }
    }
}

/// Returns the name of the environment where it is written down, and its line.
fn environment(job: &Node, inputs: &BTreeMap<String, Value>) -> Option<(Option<String>, usize)> {
    let node = job.get("environment")?;
    let name = node.get("name").unwrap_or(node);
    let text = fill(name.text()?, inputs);
    if text.is_empty() {
        return None;
    }
    Some(((!text.contains("${{")).then_some(text), name.line()))
}

/// Puts in what the caller gives, where a text is nothing but that.
fn fill(text: &str, inputs: &BTreeMap<String, Value>) -> String {
    let value = Expression::parse(text);
    match &value {
        Expression::Path(path) if text.starts_with("${{") => match path.as_slice() {
            [inputs_word, name] if inputs_word == "inputs" => {
                inputs.get(name).and_then(Value::text).unwrap_or_else(|| text.to_owned())
            }
            _ => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

fn step(
    node: &Node,
    index: Option<usize>,
    path: &str,
    gathering: &mut Gathering,
    checkout: &mut Checkout,
) {
    let at = |line: usize| Place { path: path.to_owned(), line };
    let name = node.get("name");
    let says = name.is_some_and(|name| {
        gathering.step(name.text().unwrap_or_default(), &at(name.line()), index)
    });
    if let Some(run) = node.get("run") {
        for (line, text) in run.lines() {
            gathering.line(text, &at(line), index, says);
        }
    }
    let Some(uses) = node.get("uses") else { return };
    let text = uses.text().unwrap_or_default();
    let action = text.split('@').next().unwrap_or_default();
    if action.eq_ignore_ascii_case("actions/checkout") {
        *checkout = depth(node, at(uses.line()));
        return;
    }
    let last = action.rsplit('/').next().unwrap_or_default();
    let is_platform = action.starts_with("actions/") || action.starts_with("github/");
    let says = says || is_platform || action.starts_with("docker/setup-");
    if !gathering.step(last, &at(uses.line()), index) && !says {
        gathering.opaque(text.to_owned(), &at(uses.line()), index);
    }
}

/// Reads how much of the history a checkout fetches: one commit, unless it is told otherwise.
fn depth(step: &Node, place: Place) -> Checkout {
    let depth = step.get("with").and_then(|with| with.get("fetch-depth"));
    match depth.map(|depth| (depth.text().unwrap_or_default().trim(), depth.line())) {
        None => Checkout::Shallow(place),
        Some(("0", _)) => Checkout::Full,
        Some((text, line)) if text.contains("${{") => {
            let place = Place { line, ..place };
            Checkout::Unknown(place, format!("`fetch-depth` is {text}"))
        }
        Some((_, line)) => Checkout::Shallow(Place { line, ..place }),
    }
}
