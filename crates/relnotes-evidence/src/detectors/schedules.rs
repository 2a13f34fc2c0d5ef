//! Schedules of jobs: `CronJob` objects, pipelines, sidekiq and whatever else writes five fields of cron into YAML.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::range::FileDiff;
use crate::yaml::{self, Node, Value};

pub(super) static DETECTOR: Detector = Detector {
    code: "CRON",
    about: "Schedules of jobs in YAML files that came, went or run at another time.",
    ground: Ground::Product,
    picks: |path| {
        let is_example = path.is_below("examples") || path.is_below("example");
        matches!(path.extension(), "yaml" | "yml") && !is_example
    },
    detect: Detect::File(detect),
};

/// Five or six fields, or a word that stands for them.
static CRON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:CRON_TZ=\S+ )?(?:@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \w+)|[0-9*/,H?-][0-9*/,H()?-]*(?:\s+[0-9A-Za-z*/,?#()-]+){4,5})$")
        .expect("regex is a literal")
});
const KEYS: [&str; 4] = ["schedule", "schedules", "cron", "crons"];

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    let sides = [(file.old.is_some(), file.before()), (file.new.is_some(), file.after())];
    let [old, new] = sides
        .map(|(is_there, text)| if is_there { schedules(text) } else { Some(BTreeMap::new()) });
    let (Some(old), Some(new), true) = (old, new, file.is_read() && file.moved_from.is_none())
    else {
        return;
    };
    let path = &file.path.full;
    let mut push = |verb, name: &str, place, before: Option<&String>, after: Option<&String>| {
        let id = format!("cron:{path}#{name}");
        let fact = Fact::new(DETECTOR.code, Kind::Schedule, verb, id, name, place);
        facts.push(fact.with_values(before.cloned(), after.cloned()));
    };
    for (name, (was, line)) in &old {
        match new.get(name) {
            None => push(Verb::Removed, name, Place::before(path, *line), Some(was), None),
            Some((is, line)) if is != was => {
                push(Verb::Changed, name, Place::after(path, *line), Some(was), Some(is));
            }
            Some(_) => {}
        }
    }
    for (name, (is, line)) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        push(Verb::Added, name, Place::after(path, *line), None, Some(is));
    }
}

/// Schedules by the name of the object or the keys that lead to them; none where the file cannot be understood.
fn schedules(text: &str) -> Option<BTreeMap<String, (String, u32)>> {
    let mut found = BTreeMap::new();
    if !KEYS.iter().any(|key| text.contains(key)) {
        return Some(found);
    }
    for document in yaml::parse(text.as_bytes()).ok()? {
        let name = document.get("metadata").and_then(|it| it.text_of("name"));
        let kind = document.text_of("kind");
        let name = name.zip(kind).map(|(name, kind)| format!("{kind}/{name}"));
        walk(name.as_deref(), "", &document, &mut found);
    }
    Some(found)
}

/// The tree is as deep as the reader of YAML lets it be.
fn walk(
    object: Option<&str>,
    path: &str,
    node: &Node,
    found: &mut BTreeMap<String, (String, u32)>,
) {
    match node.value() {
        Value::Text(_) => {}
        Value::List(nodes) => {
            for (at, node) in nodes.iter().enumerate() {
                let name = node.text_of("name").map_or_else(|| at.to_string(), str::to_owned);
                // `schedule: - cron: …` of a pipeline has one entry as a rule.
                let path = if nodes.len() == 1 { path.to_owned() } else { joined(path, &name) };
                walk(object, &path, node, found);
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                let is_schedule = KEYS.contains(&entry.key.trim_start_matches(':'));
                for (at, item) in entry.value.items().iter().enumerate() {
                    let text = item
                        .text()
                        .map(str::trim)
                        .filter(|text| is_schedule && CRON.is_match(text));
                    let Some(text) = text else { continue };
                    let name = object.unwrap_or(if path.is_empty() { &entry.key } else { path });
                    let name = if at == 0 { name.to_owned() } else { format!("{name}.{at}") };
                    let line = u32::try_from(item.line()).unwrap_or(u32::MAX);
                    found.entry(name).or_insert((text.to_owned(), line));
                }
                walk(object, &joined(path, &entry.key), &entry.value, found);
            }
        }
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[track_caller]
    fn check(before: Option<&str>, after: Option<&str>, expected: &[&str]) {
        let found = facts(&DETECTOR, "jobs.yml", before, after);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let shown: Vec<String> = found
            .iter()
            .map(|it| {
                format!(
                    "{:?} {} {}>{} @{}",
                    it.verb,
                    it.subject,
                    text(&it.before),
                    text(&it.after),
                    it.place.line.unwrap()
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn jobs_of_clusters_pipelines_and_sidekiq() {
        let job = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: backup}\nspec:\n  schedule: \"0 2 * * *\"\n";
        check(
            Some(job),
            Some(&job.replace("0 2", "0 4")),
            &["Changed CronJob/backup 0 2 * * *>0 4 * * * @5"],
        );
        check(
            None,
            Some("on:\n  schedule:\n    - cron: '0 0 * * 1'\n"),
            &["Added on.schedule >0 0 * * 1 @3"],
        );
        check(
            Some("clean_up:\n  cron: \"@daily\"\n  class: A\n"),
            None,
            &["Removed clean_up @daily> @2"],
        );
    }

    #[test]
    fn other_schedules_say_nothing() {
        check(None, Some("updates:\n  - schedule: {interval: daily}\n"), &[]);
        check(None, Some("schedule: meeting at noon on every day\n"), &[]);
        check(Some("schedule: '0 2 * * *'\n"), Some("schedule: [\n"), &[]);
    }
}
