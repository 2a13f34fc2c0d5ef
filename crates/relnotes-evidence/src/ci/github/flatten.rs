//! The jobs of a workflow in one list, those of the workflows that it calls behind their caller.

use std::collections::BTreeMap;

use relnotes_core::pipeline::Place;

use super::expression::Expression;
use super::job::{Around, JobPlan};
use super::value::Value;
use crate::ci::words::Target;
use crate::yaml::Node;

/// How often a workflow may call another; GitHub allows ten.
const DEEPEST: usize = 10;
/// Jobs of a workflow with those that it calls.
const MOST: usize = 1000;

/// The workflows of the repository by path.
pub(super) type Workflows<'a> = BTreeMap<&'a str, &'a Node>;

/// Jobs, and calls that lead nowhere.
#[derive(Debug, Default)]
pub(super) struct Flat {
    pub(super) jobs: Vec<JobPlan>,
    pub(super) dangling: Vec<(Place, String)>,
}

/// Lists the jobs of a workflow.
pub(super) fn flatten(path: &str, workflow: &Node, workflows: &Workflows<'_>) -> Flat {
    let mut flat = Flat::default();
    let around =
        Around { path, prefix: "", caller: None, inputs: &BTreeMap::new(), called_for: None };
    flat.add(workflow, around, workflows, &mut vec![path.to_owned()]);
    flat
}

impl Flat {
    fn add(
        &mut self,
        workflow: &Node,
        around: Around<'_>,
        workflows: &Workflows<'_>,
        stack: &mut Vec<String>,
    ) {
        let entries = workflow.get("jobs").map(Node::entries).unwrap_or_default();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in entries {
            if self.jobs.len() >= MOST {
                return;
            }
            let called = self.called(&entry.value, around.path, workflows, stack);
            let index = self.jobs.len();
            let (plan, target) = JobPlan::of(entry, around, called.is_none());
            places.insert(&entry.key, index);
            self.jobs.push(plan);
            let Some((path, called)) = called else { continue };
            let inputs = inputs(&entry.value, called);
            let prefix = format!("{}{} / ", around.prefix, entry.key);
            let names = [Some(entry.key.as_str()), entry.value.text_of("name")];
            let named = names.into_iter().flatten().find_map(crate::ci::words::target_of);
            let called_for: Option<Target> = target.or(named);
            let inner =
                Around { path, prefix: &prefix, caller: Some(index), inputs: &inputs, called_for };
            stack.push(path.to_owned());
            self.add(called, inner, workflows, stack);
            stack.pop();
        }
        for entry in entries {
            let Some(index) = places.get(entry.key.as_str()) else { continue };
            let needs = entry.value.get("needs").map(Node::items).unwrap_or_default();
            let known = needs.iter().filter_map(|need| places.get(need.text()?)).copied();
            self.jobs[*index].needs = known.collect();
        }
    }

    /// Returns the workflow of this repository that a job calls.
    fn called<'w>(
        &mut self,
        job: &Node,
        path: &str,
        workflows: &Workflows<'w>,
        stack: &[String],
    ) -> Option<(&'w str, &'w Node)> {
        let uses = job.get("uses")?;
        let name = uses.text()?.strip_prefix("./")?;
        let name = name.split('@').next().unwrap_or(name);
        let found = workflows.get_key_value(name);
        let is_cycle = stack.iter().any(|above| above == name) || stack.len() > DEEPEST;
        match found {
            Some((path, node)) if !is_cycle => Some((path, node)),
            _ => {
                let what = if is_cycle { "calls itself" } else { "is not there" };
                let place = Place { path: path.to_owned(), line: uses.line() };
                self.dangling.push((place, format!("the called workflow `{name}` {what}")));
                None
            }
        }
    }
}

/// Returns what a call gives to a workflow, over its defaults.
fn inputs(job: &Node, called: &Node) -> BTreeMap<String, Value> {
    let declared = called.get("on").and_then(|on| on.get("workflow_call"));
    let declared = declared.and_then(|call| call.get("inputs")).map(Node::entries);
    let mut inputs = BTreeMap::new();
    for entry in declared.unwrap_or_default() {
        let default = entry.value.get("default").map_or(Value::Null, value);
        inputs.insert(entry.key.to_ascii_lowercase(), default);
    }
    for entry in job.get("with").map(Node::entries).unwrap_or_default() {
        inputs.insert(entry.key.to_ascii_lowercase(), value(&entry.value));
    }
    inputs
}

fn value(node: &Node) -> Value {
    match node.text().unwrap_or_default() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text if text.contains("${{") => match Expression::parse(text) {
            Expression::Literal(value) => value,
            _ => Value::Unknown(text.chars().take(80).collect()),
        },
        text => Value::Text(text.to_owned()),
    }
}
