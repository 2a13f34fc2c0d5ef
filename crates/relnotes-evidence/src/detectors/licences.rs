//! Licences: their files, and what manifests say of them.

use relnotes_core::evidence::{Fact, Kind, Place, Verb};
use toml::de::{DeTable, DeValue};

use super::settings::{News, Settings, news};
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath, Status};
use crate::text::{Lines, key_lines};

pub(super) static DETECTOR: Detector = Detector {
    code: "LICENSE",
    about: "Files of licences that changed, and the licence that manifests name.",
    ground: Ground::Everything,
    picks: |path| !path.is_test && (is_licence(path) || is_manifest(path)),
    detect: Detect::File(detect),
};

fn is_licence(path: &FilePath) -> bool {
    let name = path.name();
    let stem = name.split(['.', '-', '_']).next().unwrap_or_default();
    let is_text = matches!(path.extension(), "" | "md" | "txt" | "rst")
        || name == stem
        || name.starts_with("license-")
        || name.starts_with("licence-");
    matches!(stem, "license" | "licence" | "copying" | "notice" | "unlicense") && is_text
}

fn is_manifest(path: &FilePath) -> bool {
    matches!(path.name(), "cargo.toml" | "package.json" | "pyproject.toml" | "composer.json")
}

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    let path = &file.path.full;
    if is_manifest(&file.path) {
        // A package that came or went says nothing of the licence of the others.
        if file.old.is_none() || file.new.is_none() || !file.is_read() {
            return;
        }
        let (before, after) = (named(file.before()), named(file.after()));
        for News { key, verb, place, before, after } in news(path, &before, &after) {
            let id = format!("licence:{path}");
            let fact = Fact::new(DETECTOR.code, Kind::Licence, verb, id, key, place);
            facts.push(fact.with_values(before.map(str::to_owned), after.map(str::to_owned)));
        }
        return;
    }
    let (verb, place) = match file.status {
        Status::Added => (Verb::Added, Place::after(path, None)),
        Status::Removed => (Verb::Removed, Place::before(path, None)),
        Status::Modified => (Verb::Changed, Place::after(path, None)),
        Status::Moved => return,
    };
    let is_year = |line: &str| {
        let lower = line.to_lowercase();
        line.trim().is_empty() || lower.contains("copyright") || lower.contains("(c)")
    };
    let mut lines = file.added().chain(file.removed());
    if verb == Verb::Changed && file.is_read() && lines.all(|(_, line)| is_year(line)) {
        return;
    }
    facts.push(Fact::new(
        DETECTOR.code,
        Kind::Licence,
        verb,
        format!("licence:{path}"),
        path,
        place,
    ));
}

/// The licence that a manifest names.
fn named(text: &str) -> Settings {
    let setting = |text: &str, line: u32| [("license".to_owned(), (text.to_owned(), line))].into();
    if let Ok(document) = serde_json::from_str::<serde_json::Value>(text) {
        let line = key_lines(text).get("license").copied().unwrap_or(1);
        let licence = document.get("license").and_then(|it| it.as_str());
        return licence.map(|licence| setting(licence, line)).unwrap_or_default();
    }
    let Ok(document) = DeTable::parse(text) else { return Settings::new() };
    let document = document.get_ref();
    let tables: [&[&str]; 4] =
        [&["package"], &["workspace", "package"], &["project"], &["tool", "poetry"]];
    for keys in tables {
        let table = keys.iter().try_fold(document, |table, key| {
            table.get(*key).and_then(|value| value.get_ref().as_table())
        });
        if let Some(value) = table.and_then(|table| table.get("license"))
            && let DeValue::String(licence) = value.get_ref()
        {
            return setting(licence, Lines::of(text).at(value.span().start));
        }
    }
    Settings::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[track_caller]
    fn check(path: &str, before: Option<&str>, after: Option<&str>, expected: &[&str]) {
        let found = facts(&DETECTOR, path, before, after);
        let shown: Vec<String> = found
            .iter()
            .map(|fact| format!("{:?} {} {:?} {:?}", fact.verb, fact.id, fact.before, fact.after))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn files_and_manifests_are_told() {
        check("LICENSE", Some("MIT\n"), Some("AGPL\n"), &["Changed licence:LICENSE None None"]);
        check("LICENSE-APACHE", None, Some("x\n"), &["Added licence:LICENSE-APACHE None None"]);
        let of = |licence: &str| format!("[package]\nlicense = \"{licence}\"\n");
        check(
            "Cargo.toml",
            Some(&of("MIT")),
            Some(&of("Apache-2.0")),
            &["Changed licence:Cargo.toml Some(\"MIT\") Some(\"Apache-2.0\")"],
        );
        check(
            "package.json",
            Some("{\"license\": \"MIT\"}"),
            Some("{\"license\": \"ISC\"}"),
            &["Changed licence:package.json Some(\"MIT\") Some(\"ISC\")"],
        );
    }

    #[test]
    fn another_year_is_no_news() {
        check(
            "LICENSE",
            Some("Copyright (c) 2024 A\n\nMIT\n"),
            Some("Copyright (c) 2025 A\n\nMIT\n"),
            &[],
        );
    }

    #[test]
    fn new_packages_and_code_are_none() {
        check("crates/new/Cargo.toml", None, Some("[package]\nlicense = \"MIT\"\n"), &[]);
        check("src/license.rs", None, Some("x"), &[]);
        check("Cargo.toml", Some("["), Some("{"), &[]);
    }
}
