//! The version that files of the tree name: at the top, or in the one place where it can stand else.

use relnotes_core::evidence::{Fact, Kind, Place, Side, Verb};
use toml::de::{DeTable, DeValue};

use super::{Detect, Detector, Ground};
use crate::range::Range;
use crate::text::{Lines, key_lines};
use crate::yaml;

pub(super) static DETECTOR: Detector = Detector {
    code: "VERSION",
    about: "The version in VERSION, Cargo.toml, package.json, pyproject.toml, Chart.yaml or release.yaml of the newer tree.",
    ground: Ground::Everything,
    picks: |_| false,
    detect: Detect::Range(detect),
};

/// Files at the top.
const AT_TOP: [&str; 6] =
    ["VERSION", "Cargo.toml", "package.json", "pyproject.toml", "Chart.yaml", "version.txt"];
/// Files that are asked where the tree has exactly one of them within two folders.
const ELSEWHERE: [&str; 3] = ["Chart.yaml", "release.yaml", "VERSION"];

/// A version of a file: its key, itself, its line.
type Named = (&'static str, String, u32);

fn detect(range: &Range<'_>, _: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let mut paths: Vec<&str> = AT_TOP.to_vec();
    let tree = range.tree(Side::After);
    for name in ELSEWHERE {
        let is_near = |path: &&str| {
            let is_it = path.rsplit_once('/').is_some_and(|(_, last)| last == name);
            is_it && path.matches('/').count() <= 2 && !path.starts_with('.')
        };
        let near: Vec<&str> = tree.iter().map(|(path, _)| path.as_str()).filter(is_near).collect();
        if let [path] = near[..]
            && !tree.iter().any(|(path, _)| path == name)
        {
            paths.push(path);
        }
    }
    for path in paths {
        let Some(text) = range.text(Side::After, path) else { continue };
        let older = range.text(Side::Before, path).unwrap_or_default();
        let older = versions(path, &older);
        for (key, version, line) in versions(path, &text) {
            let before = older.iter().find(|(known, ..)| *known == key);
            let before = before.map(|(_, version, _)| version.clone());
            let id = format!("version:{path}#{key}");
            let place = Place::after(path, line);
            let fact = Fact::new(DETECTOR.code, Kind::VersionFile, Verb::Present, id, path, place);
            facts.push(fact.with_values(before, Some(version)));
        }
    }
}

fn versions(path: &str, text: &str) -> Vec<Named> {
    let found = match path.rsplit('/').next().unwrap_or_default() {
        "VERSION" | "version.txt" => {
            let mut lines =
                (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty());
            let first = lines.next().map(|(at, line)| ("version", line.to_owned(), at));
            first.into_iter().collect()
        }
        "Cargo.toml" => {
            let workspace = of_toml(text, &["workspace", "package"], "workspace.package.version");
            let package = || of_toml(text, &["package"], "package.version");
            workspace.or_else(package).into_iter().collect()
        }
        "pyproject.toml" => {
            let project = of_toml(text, &["project"], "project.version");
            let poetry = || of_toml(text, &["tool", "poetry"], "tool.poetry.version");
            project.or_else(poetry).into_iter().collect()
        }
        "package.json" => of_json(text).into_iter().collect(),
        "Chart.yaml" => of_yaml(text, &["version", "appVersion"]),
        _ => of_yaml(text, &["version"]),
    };
    found.into_iter().filter(|(_, version, _)| is_version(version)).collect()
}

/// A number that somebody keeps up to date: `0.0.0` stands where a tool wants one and nobody reads it.
fn is_version(text: &str) -> bool {
    let number = text.trim_start_matches('v');
    let is_number = number.starts_with(|char: char| char.is_ascii_digit()) && number.contains('.');
    is_number
        && number.len() < 60
        && !number.starts_with("0.0.0")
        && !number.contains(char::is_whitespace)
}

fn of_toml(text: &str, tables: &[&str], key: &'static str) -> Option<Named> {
    let document = DeTable::parse(text).ok()?;
    let table = tables.iter().try_fold(document.get_ref(), |table, key| {
        table.get(*key).and_then(|value| value.get_ref().as_table())
    })?;
    let value = table.get("version")?;
    let DeValue::String(version) = value.get_ref() else { return None };
    Some((key, version.to_string(), Lines::of(text).at(value.span().start)))
}

fn of_json(text: &str) -> Option<Named> {
    let document: serde_json::Value = serde_json::from_str(text).ok()?;
    let version = document.get("version")?.as_str()?;
    let line = key_lines(text).get("version").copied().unwrap_or(1);
    Some(("version", version.to_owned(), line))
}

fn of_yaml(text: &str, keys: &[&'static str]) -> Vec<Named> {
    let documents = yaml::parse(text.as_bytes()).unwrap_or_default();
    let Some(document) = documents.first() else { return Vec::new() };
    let named = |key: &&'static str| {
        let entry = document.entry(key)?;
        Some((*key, entry.value.text()?.to_owned(), u32::try_from(entry.line).ok()?))
    };
    keys.iter().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    #[track_caller]
    fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
        let found = file_facts(&DETECTOR, files);
        let shown: Vec<String> = found
            .iter()
            .map(|fact| {
                assert_eq!(fact.verb, Verb::Present);
                let before = fact.before.clone().unwrap_or("-".to_owned());
                let line = fact.place.line.unwrap();
                format!("{} {before} -> {} :{line}", fact.id, fact.after.as_deref().unwrap())
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn versions_at_the_top() {
        let cargo = |version: &str| {
            format!(
                "[workspace.package]\nversion = \"{version}\"\n[package]\nversion.workspace = true\n"
            )
        };
        check(
            &[
                ("Cargo.toml", Some(&cargo("0.1.0")), Some(&cargo("0.2.0"))),
                ("VERSION", None, Some("1.1.0\n")),
                ("package.json", None, Some("{\n\"name\": \"a\",\n\"version\": \"1.1.0\"}")),
                ("pyproject.toml", None, Some("[project]\nversion = \"1.1.0\"\n")),
            ],
            &[
                "version:Cargo.toml#workspace.package.version 0.1.0 -> 0.2.0 :2",
                "version:VERSION#version - -> 1.1.0 :1",
                "version:package.json#version - -> 1.1.0 :3",
                "version:pyproject.toml#project.version - -> 1.1.0 :2",
            ],
        );
    }

    #[test]
    fn one_that_did_not_change_is_told_as_well() {
        check(
            &[("VERSION", Some("1.0.0\n"), Some("1.0.0\n"))],
            &["version:VERSION#version 1.0.0 -> 1.0.0 :1"],
        );
    }

    #[test]
    fn the_only_chart_or_release_file_is_asked() {
        let chart = "version: 1.0.0\nappVersion: v2.0.0\n";
        check(
            &[
                ("charts/shop/Chart.yaml", None, Some(chart)),
                ("netbox/release.yaml", None, Some("version: \"4.6.0\"\n")),
            ],
            &[
                "version:charts/shop/Chart.yaml#appVersion - -> v2.0.0 :2",
                "version:charts/shop/Chart.yaml#version - -> 1.0.0 :1",
                "version:netbox/release.yaml#version - -> 4.6.0 :1",
            ],
        );
        check(
            &[
                ("charts/a/Chart.yaml", None, Some(chart)),
                ("charts/b/Chart.yaml", None, Some(chart)),
            ],
            &[],
        );
    }

    #[test]
    fn workflows_and_placeholders_are_none() {
        check(
            &[
                (".github/workflows/release.yaml", None, Some("version: 1.0.0\n")),
                ("package.json", None, Some("{\"private\": true, \"version\": \"0.0.0\"}")),
                ("VERSION", None, Some("see git\n")),
                ("Cargo.toml", None, Some("[\n")),
            ],
            &[],
        );
    }
}
