//! When a job of GitLab runs: `rules`, `only` and `except`, `when`, and `workflow:rules` for the whole.

use relnotes_core::pipeline::{Run, Truth};

use super::expression::{Variables, compile, holds};
use crate::yaml::Node;

/// What decides on a job for one way to start a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) run: Run,
    /// Whether somebody has to press a button.
    pub(super) is_manual: bool,
}

/// Decides on a job.
pub(super) fn of_job(job: &Node, variables: &Variables) -> Verdict {
    let when = job.text_of("when").unwrap_or("on_success");
    if let Some(rules) = job.get("rules") {
        return of_rules(rules.items(), variables, when);
    }
    let is_manual = when == "manual";
    let run = match when {
        "never" | "on_failure" => Run::no(format!("`when: {when}`")),
        _ => of_refs(job, variables),
    };
    Verdict { run, is_manual }
}

/// Decides whether there is a pipeline at all.
pub(super) fn of_workflow(workflow: Option<&Node>, variables: &Variables) -> Run {
    let Some(rules) = workflow.and_then(|workflow| workflow.get("rules")) else {
        return Run::yes();
    };
    let Verdict { run, .. } = of_rules(rules.items(), variables, "always");
    match run.truth {
        Truth::No => Run::no("`workflow:rules` starts no pipeline"),
        Truth::Yes | Truth::Unknown => run,
    }
}

/// The first rule that fits decides. Where it cannot be told whether one fits, both ways are gone.
fn of_rules(rules: &[Node], variables: &Variables, usual: &str) -> Verdict {
    let mut verdict = Verdict { run: Run::no("none of its `rules` fits"), is_manual: false };
    for rule in rules.iter().rev() {
        let when = rule.text_of("when").unwrap_or(usual);
        let run = match when {
            "never" | "on_failure" => Run::no(format!("a rule says `when: {when}`")),
            _ => Run::yes(),
        };
        let here = Verdict { run, is_manual: when == "manual" };
        let fits = fits(rule, variables);
        verdict = match fits.truth {
            Truth::Yes => here,
            Truth::No => verdict,
            Truth::Unknown if here.run.truth == verdict.run.truth => {
                Verdict { is_manual: here.is_manual && verdict.is_manual, ..here }
            }
            Truth::Unknown => {
                Verdict { run: Run { truth: Truth::Unknown, ..fits }, is_manual: here.is_manual }
            }
        };
    }
    verdict
}

fn fits(rule: &Node, variables: &Variables) -> Run {
    if rule.tag().is_some() || !rule.is_map() {
        return Run::unknown("a rule cannot be followed");
    }
    let condition = match rule.get("if") {
        Some(node) => node
            .text()
            .map_or_else(|| Run::unknown("a rule cannot be read"), |text| holds(text, variables)),
        None => Run::yes(),
    };
    let files = ["changes", "exists"].into_iter().find(|key| rule.get(key).is_some());
    match files {
        Some(key) => condition.and(Run::unknown(format!("it depends on files: `{key}`"))),
        None => condition,
    }
}

/// Decides by `only` and `except`; without them a job is for branches and tags.
fn of_refs(job: &Node, variables: &Variables) -> Run {
    let only = match job.get("only") {
        Some(only) => listed(only, variables),
        None if variables.merge.is_none() => Run::yes(),
        None => Run::no(""),
    };
    let except = job.get("except").map_or_else(|| Run::no(""), |except| listed(except, variables));
    let kept = match except.truth {
        Truth::Yes => Run::no("`except` leaves it out"),
        Truth::No => Run::yes(),
        Truth::Unknown => except,
    };
    match only.truth {
        Truth::No => Run::no("`only` does not take it in"),
        Truth::Yes | Truth::Unknown => only.and(kept),
    }
}

fn listed(node: &Node, variables: &Variables) -> Run {
    if !node.is_map() {
        return refs(node.items(), variables);
    }
    let mut all = match node.get("refs") {
        Some(refs_node) => refs(refs_node.items(), variables),
        None => Run::yes(),
    };
    if let Some(conditions) = node.get("variables") {
        let any = conditions.items().iter().filter_map(Node::text).map(|it| holds(it, variables));
        all = all.and(any.reduce(Run::or).unwrap_or_else(Run::yes));
    }
    for key in ["changes", "kubernetes"] {
        if node.get(key).is_some() {
            all = all.and(Run::unknown(format!("it depends on `{key}`")));
        }
    }
    all
}

fn refs(items: &[Node], variables: &Variables) -> Run {
    let one = |item: &Node| reference(item.text().unwrap_or_default(), variables);
    items.iter().map(one).reduce(Run::or).unwrap_or_else(|| Run::no("it names nothing"))
}

/// reference = keyword | "/" regex "/" flags | name; with `@project` it is that of one project.
fn reference(text: &str, variables: &Variables) -> Run {
    let (name, project) = match text.split_once('@') {
        Some((name, _)) => (name, Run::unknown("it depends on the project")),
        None => (text, Run::yes()),
    };
    let is_merge = variables.merge.is_some();
    let known = match name {
        "branches" => variables.branch.is_some(),
        "tags" => variables.tag.is_some(),
        "merge_requests" => is_merge,
        "pushes" => variables.source == "push",
        "schedules" => variables.source == "schedule",
        "web" => variables.source == "web",
        "api" | "chat" | "external" | "external_pull_requests" | "pipelines" | "triggers" => false,
        _ => {
            let pattern = name.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
            match pattern {
                Some((pattern, flags)) => match compile(pattern, flags) {
                    Some(regex) => !is_merge && regex.is_match(&variables.ref_name),
                    None => return Run::unknown(format!("`{text}` cannot be read")),
                },
                None => !is_merge && name == variables.ref_name,
            }
        }
    };
    if known { project } else { Run::no("") }
}
