//! What a job of GitLab shows: stage, scripts, environment, depth of the history.

use relnotes_core::pipeline::{Checkout, Place};

use super::expression;
use crate::ci::duty::{Duties, Gathering};
use crate::yaml::Node;

/// A job, before it is asked when it runs.
#[derive(Debug)]
pub(super) struct JobPlan {
    pub(super) duties: Duties,
    pub(super) environment: Option<String>,
    pub(super) checkout: Checkout,
    pub(super) asks_for_tag: Option<Place>,
    /// Conditions with a regex in quotes.
    pub(super) traps: Vec<Place>,
}

/// Reads a job; `globals` are the variables of the whole pipeline.
pub(super) fn plan(name: &str, job: &Node, place: &Place, globals: Option<&Node>) -> JobPlan {
    let at = |node: &Node| Place { path: place.path.clone(), line: node.line() };
    let mut gathering = Gathering::default();
    gathering.name(name, place);
    if let Some(stage) = job.get("stage") {
        gathering.name(stage.text().unwrap_or_default(), &at(stage));
    }
    let environment = environment(job);
    if let Some((name, node)) = &environment {
        gathering.environment(name.as_deref(), at(node));
    }
    for key in ["before_script", "script"] {
        for script in job.get(key).map(flat).unwrap_or_default() {
            if script.tag().is_some() || script.text().is_none() {
                gathering.opaque(format!("{key}: !reference"), &at(script), None);
            }
            for (line, text) in script.lines() {
                gathering.line(text, &Place { path: place.path.clone(), line }, None, false);
            }
        }
    }
    if let Some(trigger) = job.get("trigger") {
        gathering.opaque("trigger: another pipeline".to_owned(), &at(trigger), None);
    }
    let conditions = || {
        let rules = job.get("rules").map(Node::items).unwrap_or_default();
        rules.iter().filter_map(|rule| rule.get("if"))
    };
    let asks = |node: &&Node| node.text().is_some_and(expression::asks_for_tag);
    let only_tags = job.get("only").into_iter().flat_map(|only| {
        let refs = only.get("refs").unwrap_or(only);
        refs.items().iter().filter(|item| item.text() == Some("tags"))
    });
    let trapped = |node: &&Node| node.text().is_some_and(expression::has_quoted_regex);
    let duties = gathering.finish();
    JobPlan {
        environment: environment.map(|(name, _)| name.unwrap_or_default()),
        checkout: depth(job, globals, place, duties.unshallows),
        asks_for_tag: conditions().filter(asks).chain(only_tags).next().map(at),
        traps: conditions().filter(trapped).map(at).collect(),
        duties,
    }
}

/// Lists may hold lists, by anchors.
fn flat(node: &Node) -> Vec<&Node> {
    node.items()
        .iter()
        .flat_map(|item| match item.items() {
            inner if item.tag().is_none() && item.text().is_none() && !item.is_map() => {
                inner.iter().collect::<Vec<_>>()
            }
            _ => vec![item],
        })
        .collect()
}

/// Returns the name of the environment where it is written down; stopping one deploys nothing.
fn environment(job: &Node) -> Option<(Option<String>, &Node)> {
    let node = job.get("environment")?;
    let deploys = |action| matches!(action, "start" | "");
    if !deploys(node.text_of("action").unwrap_or_default()) {
        return None;
    }
    let name = node.get("name").unwrap_or(node);
    let text = name.text()?;
    // `review/$CI_COMMIT_REF_SLUG` says what it is in front of the variable.
    let fixed = text.split('$').next().unwrap_or_default();
    Some(((!fixed.is_empty()).then(|| text.to_owned()), name))
}

/// `GIT_DEPTH` of the job, of the pipeline, or a setting that no file has.
fn depth(job: &Node, globals: Option<&Node>, place: &Place, unshallows: bool) -> Checkout {
    if unshallows {
        return Checkout::Full;
    }
    let variable = |key: &str| {
        let own = job.get("variables").and_then(|variables| variables.get(key));
        own.or_else(|| globals.and_then(|globals| globals.get(key)))
    };
    let strategy = variable("GIT_STRATEGY").and_then(Node::text);
    if matches!(strategy, Some("none" | "empty")) {
        return Checkout::None;
    }
    let Some(depth) = variable("GIT_DEPTH") else {
        let reason = "without `GIT_DEPTH` the settings of the project decide".to_owned();
        return Checkout::Unknown(place.clone(), reason);
    };
    let at = Place { path: place.path.clone(), line: depth.line() };
    match depth.get("value").unwrap_or(depth).text().map(str::trim) {
        Some("0") => Checkout::Full,
        Some(text) if text.parse::<u64>().is_ok() => Checkout::Shallow(at),
        _ => Checkout::Unknown(at, "`GIT_DEPTH` is no number".to_owned()),
    }
}
