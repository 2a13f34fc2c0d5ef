//! Charts of Helm: their own file, the keys of their values, and whether templates changed.

use std::collections::BTreeSet;

use relnotes_core::evidence::{
    Fact, Infrastructure, InfrastructureClass as Class, Kind, Place, Side, Verb,
};

use super::settings::{News, Settings, news};
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath, Range};
use crate::yaml::{self, Node, Value};

pub(super) static DETECTOR: Detector = Detector {
    code: "INFRA-HELM",
    about: "Charts of Helm: versions and dependencies, keys of values that came, went or have another default, templates.",
    ground: Ground::Product,
    picks,
    detect: Detect::Range(detect),
};

/// Values above this many characters are not told.
const LONGEST: usize = 80;
/// Of a list this much is compared, in characters.
const LONGEST_LIST: usize = 10_000;
/// Keys of one file that are compared; a chart of people has hundreds.
const MOST: usize = 5000;

fn picks(path: &FilePath) -> bool {
    let name = path.name();
    let is_values = name.starts_with("values") && matches!(path.extension(), "yaml" | "yml");
    is_values || name == "chart.yaml"
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let charts: BTreeSet<&str> = [Side::Before, Side::After]
        .iter()
        .flat_map(|side| range.tree(*side))
        .filter_map(|(path, _)| match path.strip_suffix("Chart.yaml")? {
            "" => Some(""),
            folder => folder.strip_suffix('/'),
        })
        .collect();
    for file in range.picked(detector).filter(|file| file.is_read()) {
        let folder = folder_of(&file.path.full);
        if file.path.name() == "chart.yaml" {
            chart(file, facts);
        } else if charts.contains(folder) {
            values(file, facts);
        }
    }
    for chart in charts {
        templates(chart, range, facts);
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Versions and dependencies of a chart.
fn chart(file: &FileDiff, facts: &mut Vec<Fact>) {
    let read = |text: &str| -> Settings {
        let document = yaml::parse(text.as_bytes()).unwrap_or_default();
        let Some(chart) = document.first() else { return Settings::new() };
        let mut found = Settings::new();
        for key in ["version", "appVersion", "kubeVersion"] {
            if let Some(entry) = chart.entry(key)
                && let Some(text) = entry.value.text()
            {
                found.insert(key.to_owned(), (text.to_owned(), line(entry.line)));
            }
        }
        for dependency in chart.get("dependencies").map(Node::items).unwrap_or_default() {
            if let Some(name) = dependency.text_of("name") {
                let version = dependency.text_of("version").unwrap_or_default().to_owned();
                let key = format!("dependencies[{name}]");
                found.insert(key, (version, line(dependency.line())));
            }
        }
        found
    };
    let kind = |key: &str| {
        let class = if key == "appVersion" { Class::ImageTag } else { Class::Shape };
        Kind::Infrastructure(Infrastructure { class, object: "Chart".to_owned() })
    };
    tell(file, &read(file.before()), &read(file.after()), "infra", &kind, facts);
}

/// The keys of values, each with its default.
fn values(file: &FileDiff, facts: &mut Vec<Fact>) {
    let read = |text: &str| -> Option<Settings> {
        let documents = yaml::parse(text.as_bytes()).ok()?;
        let mut found = Settings::new();
        if let Some(node) = documents.first() {
            leaves(node, "", &mut found);
        }
        Some(found)
    };
    let (Some(before), Some(after)) = (read(file.before()), read(file.after())) else {
        // Values with templates in them: that they changed is all that can be told.
        let path = &file.path.full;
        let kind = Infrastructure { class: Class::Values, object: "Values".to_owned() };
        let id = format!("infra:{path}");
        let fact = Fact::new(
            DETECTOR.code,
            Kind::Infrastructure(kind),
            Verb::Changed,
            id,
            path,
            Place::after(path, None),
        );
        facts.push(fact);
        return;
    };
    // The tag of an image is the release itself.
    let tag = || Infrastructure { class: Class::ImageTag, object: "Values".to_owned() };
    let kind = |key: &str| match key.rsplit_once('.') {
        Some((image, "tag" | "digest")) if image.to_lowercase().ends_with("image") => {
            Kind::Infrastructure(tag())
        }
        _ => Kind::ConfigKey,
    };
    tell(file, &before, &after, "cfg", &kind, facts);
}

/// Collects the keys of a map with points between them; a list is one value.
fn leaves(node: &Node, path: &str, found: &mut Settings) {
    for entry in node.entries() {
        // A key of people is short, and a path of long ones would grow with each level.
        if found.len() >= MOST || entry.key.len() + path.len() > 1000 {
            return;
        }
        let key = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        if entry.value.is_map() && !entry.value.entries().is_empty() {
            leaves(&entry.value, &key, found);
        } else {
            found.insert(key, (shown(&entry.value), line(entry.line)));
        }
    }
}

/// A value in one line; a long one by its beginning, so that a change of it shows.
fn shown(node: &Node) -> String {
    let text = match node.value() {
        Value::Text(text) => text.clone(),
        Value::Map(_) => "{}".to_owned(),
        Value::List(nodes) => {
            let mut words = String::new();
            for node in nodes {
                if words.len() > LONGEST_LIST {
                    break;
                }
                let text = node.text().unwrap_or("…");
                words.extend(text.chars().take(LONGEST_LIST));
                words.push_str(", ");
            }
            format!("[{}]", words.trim_end_matches(", "))
        }
    };
    text.chars().map(|char| if char == '\n' { ' ' } else { char }).collect()
}

fn tell(
    file: &FileDiff,
    before: &Settings,
    after: &Settings,
    prefix: &str,
    kind: &dyn Fn(&str) -> Kind,
    facts: &mut Vec<Fact>,
) {
    let path = &file.path.full;
    let cut = |text: &str| -> String { text.chars().take(LONGEST).collect() };
    for News { key, verb, place, before, after } in news(path, before, after) {
        let id = format!("{prefix}:{path}#{key}");
        let fact = Fact::new(DETECTOR.code, kind(key), verb, id, key, place);
        facts.push(fact.with_values(before.map(cut), after.map(cut)));
    }
}

/// One fact a chart: how many of its templates differ.
fn templates(chart: &str, range: &Range<'_>, facts: &mut Vec<Fact>) {
    let folder =
        if chart.is_empty() { "templates/".to_owned() } else { format!("{chart}/templates/") };
    let is_template =
        |file: &&FileDiff| file.path.full.starts_with(&folder) && file.path.is_product();
    let mut files = range.files().filter(is_template);
    let Some(first) = files.next() else { return };
    let count = 1 + files.count();
    let name = if chart.is_empty() { "." } else { chart };
    let kind = Infrastructure { class: Class::Shape, object: "Templates".to_owned() };
    let path = &first.path.full;
    let place =
        if first.new.is_some() { Place::after(path, None) } else { Place::before(path, None) };
    let id = format!("infra:{folder}#Templates");
    let fact = Fact::new(DETECTOR.code, Kind::Infrastructure(kind), Verb::Changed, id, name, place);
    facts.push(fact.with_values(None, Some(count.to_string())));
}

fn line(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: v1\n";

    #[track_caller]
    fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
        let shown: Vec<String> = file_facts(&DETECTOR, files)
            .iter()
            .map(|fact| {
                let text = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
                format!(
                    "{:?} {} {} -> {}",
                    fact.verb,
                    fact.id,
                    text(&fact.before),
                    text(&fact.after)
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn keys_of_values_come_go_and_change() {
        let before = "image:\n  tag: v1\nold: 1\nlist: [a]\nresources: {}\n";
        let after = "image:\n  tag: v2\nlist: [a, b]\nresources: {}\nnew:\n  key: x\n";
        check(
            &[
                ("charts/shop/Chart.yaml", Some(CHART), Some(CHART)),
                ("charts/shop/values.yaml", Some(before), Some(after)),
            ],
            &[
                "Changed cfg:charts/shop/values.yaml#image.tag v1 -> v2",
                "Changed cfg:charts/shop/values.yaml#list [a] -> [a, b]",
                "Added cfg:charts/shop/values.yaml#new.key - -> x",
                "Removed cfg:charts/shop/values.yaml#old 1 -> -",
            ],
        );
    }

    #[test]
    fn a_chart_is_told_by_versions_and_dependencies() {
        let after = "apiVersion: v2\nname: shop\nversion: 1.1.0\nappVersion: v1\ndependencies:\n- {name: redis, version: 7.0.0}\n";
        check(
            &[("Chart.yaml", Some(CHART), Some(after))],
            &[
                "Added infra:Chart.yaml#dependencies[redis] - -> 7.0.0",
                "Changed infra:Chart.yaml#version 1.0.0 -> 1.1.0",
            ],
        );
    }

    #[test]
    fn templates_are_told_once_a_chart() {
        check(
            &[
                ("charts/shop/Chart.yaml", Some(CHART), Some(CHART)),
                ("charts/shop/templates/a.yaml", Some("{{ a }}"), Some("{{ b }}")),
                ("charts/shop/templates/b.yaml", None, Some("{{ b }}")),
            ],
            &["Changed infra:charts/shop/templates/#Templates - -> 2"],
        );
    }

    #[test]
    fn values_beside_no_chart_are_none() {
        check(
            &[
                ("config/values.yaml", None, Some("a: 1\n")),
                ("src/templates/a.html", None, Some("x")),
            ],
            &[],
        );
    }

    #[test]
    fn comments_and_order_are_no_news() {
        check(
            &[
                ("c/Chart.yaml", Some(CHART), Some(CHART)),
                ("c/values.yaml", Some("a: 1\nb: 2\n"), Some("# x\nb: 2\na: \"1\"\n")),
            ],
            &[],
        );
    }

    #[test]
    fn values_that_are_no_yaml_are_told_as_a_file() {
        check(
            &[
                ("c/Chart.yaml", Some(CHART), Some(CHART)),
                ("c/values.yaml", Some("a: 1\n"), Some("a: [\n")),
            ],
            &["Changed infra:c/values.yaml - -> -"],
        );
    }
}
