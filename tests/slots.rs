//! Every single thing that somebody declared, taken away alone: what it said is gone from all documents, and what comes in
//! its place is a blank or nothing, never another value.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use relnotes_testkit::Fixture;

use crate::cli::run;

/// A line of the history that declares something: its place, and its words.
struct Slot {
    at: usize,
    text: String,
}

/// Keys of the two files, and trailers of commits, each on a line of its own.
fn slots(history: &str) -> Vec<Slot> {
    let mut is_declaring = false;
    let mut found = Vec::new();
    for (at, line) in history.lines().enumerate() {
        if let Some(path) = line.strip_prefix("write ") {
            is_declaring = path == "relnotes.toml" || path.ends_with("/release.toml");
        } else if line.starts_with("commit ") {
            is_declaring = true;
        } else if !line.trim_start().starts_with('|') {
            is_declaring = false;
        }
        let text = line.trim_start().trim_start_matches('|').trim();
        let is_key = text.contains(" = ") && !text.starts_with("version");
        let is_trailer = text.split_once(": ").is_some_and(|(key, _)| {
            key.starts_with(char::is_uppercase) && !key.contains(' ') && key.contains('-')
        });
        if is_declaring && line.trim_start().starts_with('|') && (is_key || is_trailer) {
            found.push(Slot { at, text: text.to_owned() });
        }
    }
    found
}

/// The lines of all documents; none where a section lacks what it needs, and is refused.
fn documents(history: &str) -> Option<BTreeSet<String>> {
    let repo = Fixture::parse(history).unwrap().build();
    let out = repo.path().join("out");
    let ran = run(repo.path(), "v1.3.0 -d all -o out");
    if ran.code == 2 && ran.stderr.contains("a section like this needs") {
        return None;
    }
    ran.done();
    let mut lines = BTreeSet::new();
    for entry in std::fs::read_dir(out).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        lines.extend(text.lines().map(plain));
    }
    Some(lines)
}

/// A line without the ids of commits, which change with everything.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for char in line.chars().chain([' ']) {
        if char.is_ascii_hexdigit() {
            word.push(char);
            continue;
        }
        out.push_str(if word.len() > 6 { "ID" } else { &word });
        word.clear();
        out.push(char);
    }
    out.trim_end().to_owned()
}

/// The words of a text, as far as they can be told from each other.
fn words(text: &str) -> BTreeSet<String> {
    let split = text.split(|char: char| !char.is_alphanumeric());
    split.filter(|word| word.chars().count() > 2).map(str::to_lowercase).collect()
}

/// The words of the forms: of the templates and the phrases, and the names of detectors.
fn words_of_forms() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/en");
    let detectors = folder.join("../../docs/detectors.md");
    let mut all = words(&std::fs::read_to_string(detectors).unwrap());
    for entry in std::fs::read_dir(&folder)
        .unwrap()
        .chain(std::fs::read_dir(folder.join("partials")).unwrap())
    {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.extend(words(&std::fs::read_to_string(path).unwrap()));
        }
    }
    all
}

/// The ids of blanks, each with its line.
fn blanks(lines: &BTreeSet<String>) -> BTreeMap<String, &String> {
    let id = |line: &String| {
        let rest = line.split("<!-- rn:todo ").nth(1)?;
        Some(rest.split_whitespace().next()?.to_owned())
    };
    lines.iter().filter_map(|line| Some((id(line)?, line))).collect()
}

/// What a slot says: the text in quotes, or behind the colon of a trailer.
fn value(slot: &Slot) -> Option<&str> {
    let text = match slot.text.split_once(" = ") {
        Some((_, value)) => value.strip_prefix('"')?.strip_suffix('"')?,
        None => slot.text.split_once(": ")?.1.split(" | ").next()?,
    };
    (text.chars().count() > 3).then_some(text)
}

#[test]
fn no_slot_is_filled_with_something_else() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/repos/shop.history");
    let history = std::fs::read_to_string(path).unwrap();
    let (before, forms) = (documents(&history).unwrap(), words_of_forms());
    let known: BTreeSet<String> = before.iter().flat_map(|line| words(line)).collect();
    let slots = slots(&history);
    assert!(slots.len() > 30, "{} slots", slots.len());
    let mut wrong = Vec::new();
    for slot in &slots {
        let lines = history.lines().enumerate().filter(|(at, _)| *at != slot.at);
        let without: String = lines.map(|(_, line)| format!("{line}\n")).collect();
        let Some(after) = documents(&without) else { continue };
        let rest = words(&without);
        for line in after.difference(&before) {
            let is_given = |word: &String| {
                let is_old = known.contains(word) && !words(&slot.text).contains(word);
                rest.contains(word)
                    || forms.contains(word)
                    || is_old
                    || word.starts_with(|it: char| it.is_ascii_digit())
            };
            let invented: Vec<String> =
                words(line).into_iter().filter(|it| !is_given(it)).collect();
            if !invented.is_empty() {
                wrong.push(format!("without `{}`: {invented:?} in {line}", slot.text));
            }
        }
        let (asked, left_open) = (blanks(&before), blanks(&after));
        for (id, line) in asked.iter().filter(|(id, _)| !left_open.contains_key(*id)) {
            // A blank beside what the slot itself says goes with it.
            if !words(&slot.text).iter().any(|word| words(line).contains(word)) {
                wrong.push(format!("without `{}` a blank is closed: {id}", slot.text));
            }
        }
        if let Some(value) = value(slot).filter(|value| !without.contains(*value)) {
            let left = after.iter().filter(|line| line.contains(value));
            wrong.extend(
                left.map(|line| format!("without `{}` it is still said: {line}", slot.text)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
