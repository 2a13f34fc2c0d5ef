//! Remarks that something is left to do, in lines that came: a hint for those who develop, told part by part.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::component::Components;
use crate::range::{FilePath, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "TODO-ADD",
    about: "Remarks (TODO, FIXME, HACK, XXX) that came into comments, by part of the product.",
    ground: Ground::Product,
    picks: FilePath::is_code,
    detect: Detect::Range(detect),
};

/// The word in capitals, in a comment.
static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?://|#|/\*|\*|<!--|--)\s.*?(?-u:\b)(?:TODO|FIXME|HACK|XXX)(?-u:\b)|(?://|#|/\*)(?:TODO|FIXME|HACK|XXX)(?-u:\b)")
        .expect("regex is a literal")
});

/// Most texts and lines have none of the words: to look for them is faster than to ask the pattern.
fn has_word(text: &str) -> bool {
    ["TODO", "FIXME", "HACK", "XXX"].iter().any(|word| text.contains(word))
}

fn is_remark(line: &str) -> bool {
    has_word(line) && REMARK.is_match(line)
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let components = Components::of(range);
    let mut gone: BTreeMap<&str, usize> = BTreeMap::new();
    for file in range.picked(detector).filter(|file| has_word(file.before())) {
        for (_, line) in file.removed().filter(|(_, line)| is_remark(line)) {
            *gone.entry(line.trim()).or_default() += 1;
        }
    }
    let mut found: BTreeMap<String, (Place, usize)> = BTreeMap::new();
    for file in range.picked(detector).filter(|file| has_word(file.after())) {
        for (line, text) in file.added().filter(|(_, line)| is_remark(line)) {
            // One that stood elsewhere before was only moved.
            if let Some(count) = gone.get_mut(text.trim()).filter(|count| **count > 0) {
                *count -= 1;
                continue;
            }
            let path = &file.path.full;
            let place = Place::after(path, line);
            found.entry(components.component(path)).or_insert((place, 0)).1 += 1;
        }
    }
    for (component, (place, count)) in found {
        let id = format!("todo:{component}");
        let fact = Fact::new(DETECTOR.code, Kind::Todo, Verb::Added, id, &component, place);
        facts.push(fact.with_values(None, Some(count.to_string())).as_sure_as(Confidence::Guess));
    }
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
                let place = format!("{}:{}", fact.place.path, fact.place.line.unwrap());
                format!("{} {} {place}", fact.subject, fact.after.as_deref().unwrap())
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn remarks_are_counted_by_part() {
        check(
            &[
                ("pkg/a/x.go", Some("a\n"), Some("a\n// TODO(me): more\n  # FIXME: x\n")),
                ("pkg/a/y.go", None, Some("/* HACK */\n")),
            ],
            &["pkg/a 3 pkg/a/x.go:2"],
        );
    }

    #[test]
    fn a_remark_that_moved_is_no_news() {
        check(
            &[
                ("pkg/a.go", Some("// TODO x\n"), None),
                ("pkg/b.go", None, Some("\t// TODO x\nb\n")),
            ],
            &[],
        );
    }

    #[test]
    fn code_that_is_about_remarks_is_none() {
        check(
            &[(
                "src/a.rs",
                None,
                Some("enum State { TODO, XXX }\nlet todo = \"TODO\";\n// a todo list\n"),
            )],
            &[],
        );
    }
}
