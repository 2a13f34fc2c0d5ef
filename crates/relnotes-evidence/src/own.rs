//! Detectors of the configuration: a pattern that is looked for in lines that came or went.

use std::collections::BTreeMap;

use regex::Regex;
use relnotes_core::config::Config;
use relnotes_core::config::detectors::CustomDetector;
use relnotes_core::declared::{Declared, value_of};
use relnotes_core::evidence::{Confidence, Fact, Kind, Own, Place, Verb};

use crate::range::{FileDiff, FilePath, Range};

/// The code that their facts have.
pub(crate) const CODE: &str = "OWN";

/// What a pattern found: its name, and what was caught beside it.
type Find = (String, Option<String>, Option<String>);

/// Returns whether one of them reads a file.
pub(crate) fn reads(config: &Config, path: &FilePath) -> bool {
    config.detectors.custom.iter().any(|detector| picks(&detector.value, path))
}

/// Asks every detector of the configuration. What came in one place and went in another, with the same words caught,
/// only moved.
pub(crate) fn facts(range: &Range<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for Declared { value: detector, .. } in &range.config.detectors.custom {
        let Some(regex) = value_of(&detector.pattern).and_then(|it| Regex::new(it).ok()) else {
            continue;
        };
        let files = range.files().filter(|file| picks(detector, &file.path));
        facts.extend(of_files(detector, &regex, files));
    }
    facts
}

fn picks(detector: &CustomDetector, path: &FilePath) -> bool {
    detector.globs.iter().any(|glob| glob.value.matches(&path.full))
}

fn of_files<'f>(
    detector: &CustomDetector,
    regex: &Regex,
    files: impl Iterator<Item = &'f FileDiff>,
) -> Vec<Fact> {
    let (mut came, mut went) = (BTreeMap::new(), BTreeMap::new());
    for file in files {
        for (line, text) in file.added() {
            find(regex, text, |find| {
                came.entry(find).or_insert_with(|| Place::after(&file.path.full, line));
            });
        }
        for (line, text) in file.removed() {
            find(regex, text, |find| {
                went.entry(find).or_insert_with(|| Place::before(&file.path.full, line));
            });
        }
    }
    let added = came.iter().filter(|(find, _)| !went.contains_key(*find));
    let added = added.map(|(find, place)| fact(detector, find, place.clone(), Verb::Added));
    let removed = went.iter().filter(|(find, _)| !came.contains_key(*find));
    let removed = removed.map(|(find, place)| fact(detector, find, place.clone(), Verb::Removed));
    added.chain(removed).collect()
}

fn find(regex: &Regex, text: &str, mut tell: impl FnMut(Find)) {
    for found in regex.captures_iter(text) {
        let group = |name: &str| found.name(name).map(|it| it.as_str().to_owned());
        if let Some(name) = group("name") {
            tell((name, group("before"), group("after")));
        }
    }
}

fn fact(detector: &CustomDetector, (name, before, after): &Find, place: Place, verb: Verb) -> Fact {
    let word = |declared: &Option<Declared>| value_of(declared).cloned().unwrap_or_default();
    let text = [("en", &detector.text.en), ("ru", &detector.text.ru)];
    let text =
        text.iter().filter_map(|(lang, said)| Some(((*lang).to_owned(), value_of(said)?.clone())));
    let own = Own { name: word(&detector.name), kind: word(&detector.kind), text: text.collect() };
    let went = if verb == Verb::Removed { "-" } else { "" };
    let id = format!("own:{}:{name}{went}", own.name);
    let fact = Fact::new(CODE, Kind::Own(own), verb, id, name, place);
    fact.with_values(before.clone(), after.clone()).as_sure_as(Confidence::Likely)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"
[[detectors.custom]]
name = "queues"
globs = ["**/*.rs"]
pattern = 'queue\("(?<name>[a-z.]+)"'
kind = "queue"
text = { en = "queue {name}", ru = "очередь {name}" }
"#;

    fn found(files: &[FileDiff]) -> Vec<Fact> {
        let config = Config::parse(CONFIG, "relnotes.toml").unwrap();
        let detector = &config.detectors.custom[0].value;
        let regex = Regex::new(value_of(&detector.pattern).unwrap()).unwrap();
        of_files(detector, &regex, files.iter().filter(|file| picks(detector, &file.path)))
    }

    #[test]
    fn what_came_and_went_is_told_with_its_place() {
        let before = "queue(\"mail\");\n";
        let after = "fn a() {}\nqueue(\"orders.new\");\n";
        let facts = found(&[FileDiff::of("src/a.rs", Some(before), Some(after))]);
        let shown: Vec<_> =
            facts.iter().map(|it| (it.id.as_str(), it.verb, it.place.line)).collect();
        assert_eq!(
            shown,
            [
                ("own:queues:orders.new", Verb::Added, Some(2)),
                ("own:queues:mail-", Verb::Removed, Some(1)),
            ]
        );
    }

    #[test]
    fn what_only_moved_is_no_news() {
        let text = "queue(\"mail\");\n";
        let moved = [
            FileDiff::of("src/a.rs", Some(text), None),
            FileDiff::of("src/b.rs", None, Some(text)),
        ];
        assert!(found(&moved).is_empty());
        assert!(found(&[FileDiff::of("src/a.py", None, Some(text))]).is_empty());
    }
}
