//! `on:`: which events of a ref start a workflow.

use std::collections::BTreeMap;

use relnotes_core::pipeline::{Filter, Place, RefKind, Run, SampleRef, Samples, Truth};

use super::context::Context;
use super::filter::{Pattern, takes};
use crate::yaml::Node;

/// Something that happens to a ref and may start a workflow.
#[derive(Debug, Clone)]
pub(super) struct Occasion {
    pub(super) context: Context,
    pub(super) run: Run,
    /// Whether it happens by itself, and not by hand or by the clock.
    pub(super) is_automatic: bool,
}

/// The triggers of a workflow.
#[derive(Debug)]
pub(super) struct Triggers<'a> {
    events: BTreeMap<String, Option<&'a Node>>,
    path: &'a str,
}

impl<'a> Triggers<'a> {
    /// Reads `on:` in its three forms: a word, a list, a map.
    pub(super) fn of(on: &'a Node, path: &'a str) -> Self {
        let mut events = BTreeMap::new();
        for entry in on.entries() {
            events.insert(entry.key.clone(), Some(&entry.value));
        }
        for word in on.items() {
            events.insert(word.text().unwrap_or_default().to_owned(), None);
        }
        Self { events, path }
    }

    /// Returns whether other workflows only start it.
    pub(super) fn is_called_only(&self) -> bool {
        self.events.keys().all(|event| event == "workflow_call")
    }

    /// Returns whether tags of some name start it.
    pub(super) fn tags(&self) -> Truth {
        let push = self.events.get("push").is_some_and(|push| {
            let has = |key: &str| push.is_some_and(|push| push.get(key).is_some());
            has("tags") || has("tags-ignore") || !(has("branches") || has("branches-ignore"))
        });
        if push || self.events.contains_key("create") {
            return Truth::Yes;
        }
        let others = ["release", "workflow_dispatch", "repository_dispatch", "workflow_run"];
        match others.iter().any(|event| self.events.contains_key(*event)) {
            true => Truth::Unknown,
            false => Truth::No,
        }
    }

    /// Returns what may start the workflow for a ref.
    pub(super) fn occasions(&self, sample: &SampleRef, samples: &Samples) -> Vec<Occasion> {
        let mut found = Vec::new();
        for name in sample.names() {
            let is_default = samples.default_branches.iter().any(|branch| branch == name);
            let kind = if sample.is_tag { "tags" } else { "heads" };
            let context = |event: &str| Context {
                event: event.to_owned(),
                reference: format!("refs/{kind}/{name}"),
                default_branches: samples.default_branches.clone(),
                ..Context::default()
            };
            let mut add = |event: &str, run: Run, is_automatic: bool| {
                if run.truth != Truth::No || event == "push" {
                    found.push(Occasion { context: context(event), run, is_automatic });
                }
            };
            for (event, config) in &self.events {
                match event.as_str() {
                    "push" => add(event, push(*config, sample.is_tag, name), true),
                    "create" if sample.is_tag => add(event, Run::yes(), true),
                    "create" => {
                        add(event, Run::unknown("it runs when the branch is created"), false);
                    }
                    "merge_group" if !sample.is_tag && sample.kind != RefKind::Feature => {
                        let reason = "it runs in the merge queue, where there is one";
                        add(event, branches(*config, name, event).and(Run::unknown(reason)), true);
                    }
                    "release" if sample.is_tag => {
                        add(event, Run::unknown("it runs when a release is published"), true);
                    }
                    "workflow_dispatch" => {
                        add(event, Run::unknown("it is started by hand"), false);
                    }
                    "repository_dispatch" if is_default => {
                        add(event, Run::unknown("it is started from outside"), false);
                    }
                    "schedule" if is_default => {
                        let reason = "it is started by the clock, for the default branch";
                        add(event, Run::unknown(reason), false);
                    }
                    "workflow_run" if !sample.is_tag => {
                        let reason = "it is started by another workflow";
                        add(event, branches(*config, name, event).and(Run::unknown(reason)), false);
                    }
                    _ => {}
                }
            }
            found.extend(self.pull_requests(sample, name, samples));
        }
        found
    }

    /// A feature comes by a pull request; a release may.
    fn pull_requests(&self, sample: &SampleRef, name: &str, samples: &Samples) -> Vec<Occasion> {
        let (bases, certain) = match sample.kind {
            RefKind::Feature => (&samples.feature_bases, Run::yes()),
            RefKind::Release | RefKind::Hotfix => {
                let reason = "it runs in a pull request into the main branch, if there is one";
                (&samples.release_bases, Run::unknown(reason))
            }
            _ => return Vec::new(),
        };
        let mut found = Vec::new();
        for event in ["pull_request", "pull_request_target"] {
            let Some(config) = self.events.get(event) else { continue };
            for base in bases {
                let run = branches(*config, base, event).and(types(*config)).and(paths(*config));
                if run.truth == Truth::No {
                    continue;
                }
                let reference = match event {
                    "pull_request" => "refs/pull/1/merge".to_owned(),
                    _ => format!("refs/heads/{base}"),
                };
                let context = Context {
                    event: event.to_owned(),
                    reference,
                    base: base.clone(),
                    head: name.to_owned(),
                    default_branches: samples.default_branches.clone(),
                    inputs: BTreeMap::new(),
                };
                let run = run.and(certain.clone());
                found.push(Occasion { context, run, is_automatic: true });
            }
        }
        found
    }

    /// Returns the patterns that take names in, and which samples fit each.
    pub(super) fn filters(&self, samples: &Samples) -> Vec<Filter> {
        let mut filters = Vec::new();
        for (event, config) in &self.events {
            let Some(config) = config else { continue };
            for (key, of_tags) in [("branches", false), ("tags", true)] {
                // Elsewhere the patterns are those of other branches: where a pull request goes.
                if event != "push" {
                    continue;
                }
                for node in config.get(key).map(Node::items).unwrap_or_default() {
                    let text = node.text().unwrap_or_default();
                    let Some(pattern) = Pattern::new(text).filter(|it| !it.is_negated) else {
                        continue;
                    };
                    let fits = |sample: &SampleRef| {
                        sample.is_tag == of_tags && sample.names().any(|name| pattern.fits(name))
                    };
                    filters.push(Filter {
                        text: text.to_owned(),
                        place: Place { path: self.path.to_owned(), line: node.line() },
                        event: format!("{event}.{key}"),
                        fits: samples.refs.iter().map(fits).collect(),
                    });
                }
            }
        }
        filters
    }
}

/// Decides on a push: filters of branches alone leave tags out, and the other way round.
fn push(config: Option<&Node>, is_tag: bool, name: &str) -> Run {
    let Some(config) = config else { return Run::yes() };
    let has = |key: &str| config.get(key).is_some();
    let of_branches = has("branches") || has("branches-ignore");
    let of_tags = has("tags") || has("tags-ignore");
    match (is_tag, of_branches, of_tags) {
        (true, true, false) => Run::no("`on.push` names branches only"),
        (false, false, true) => Run::no("`on.push` names tags only"),
        // Paths are not looked at when a tag is pushed.
        (true, ..) => listed(config, "tags", name, "push"),
        (false, ..) => listed(config, "branches", name, "push").and(paths(Some(config))),
    }
}

fn branches(config: Option<&Node>, name: &str, event: &str) -> Run {
    config.map_or_else(Run::yes, |config| listed(config, "branches", name, event))
}

/// Decides by `branches` and `branches-ignore`, or the same of tags.
fn listed(config: &Node, key: &str, name: &str, event: &str) -> Run {
    let compile = |key: &str| {
        let node = config.get(key)?;
        let patterns: Option<Vec<Pattern>> =
            node.items().iter().map(|item| Pattern::new(item.text()?)).collect();
        Some(patterns.ok_or_else(|| format!("a pattern of `on.{event}.{key}` cannot be read")))
    };
    match compile(key) {
        Some(Ok(patterns)) if takes(&patterns, name) => Run::yes(),
        Some(Ok(_)) => Run::no(format!("`on.{event}.{key}` does not take `{name}` in")),
        Some(Err(reason)) => Run::unknown(reason),
        None => match compile(&format!("{key}-ignore")) {
            Some(Ok(patterns)) if takes(&patterns, name) => {
                Run::no(format!("`on.{event}.{key}-ignore` leaves `{name}` out"))
            }
            Some(Err(reason)) => Run::unknown(reason),
            Some(Ok(_)) | None => Run::yes(),
        },
    }
}

/// `paths` names what has to change. What `paths-ignore` names is the small part that starts nothing, so that a change of
/// anything else does.
fn paths(config: Option<&Node>) -> Run {
    let Some(paths) = config.and_then(|config| config.get("paths")) else { return Run::yes() };
    let all = paths.items().iter().any(|path| path.text() == Some("**"));
    match all {
        true => Run::yes(),
        false => Run::unknown("it runs where files of `paths` change"),
    }
}

/// A pull request that is only looked at when it is labelled or closed tests nothing.
fn types(config: Option<&Node>) -> Run {
    let Some(types) = config.and_then(|config| config.get("types")) else { return Run::yes() };
    let usual = ["opened", "synchronize", "reopened", "ready_for_review"];
    let is_usual = |item: &Node| item.text().is_some_and(|text| usual.contains(&text));
    match types.items().iter().any(is_usual) {
        true => Run::yes(),
        false => Run::no("`types` leaves new commits of pull requests out"),
    }
}
