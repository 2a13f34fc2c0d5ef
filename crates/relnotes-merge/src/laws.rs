//! The laws of the merge, on random documents: what was generated, what people made of it, what is generated now.
//!
//! `RELNOTES_CASES=200000 cargo nextest run -p relnotes-merge laws` asks more of them.

mod model;

use std::collections::BTreeSet;

use proptest::prelude::*;

use self::model::{Choices, Doc};
use crate::marks::bare;
use crate::{Memory, Merged, Options, Report, merge, structure};

fn options() -> Options {
    Options {
        stale: " _(no longer in v1..v2)_".to_owned(),
        recheck: "ticked at {at}, look again".to_owned(),
        at: "rc.1".to_owned(),
    }
}

fn merged(base: &str, current: &str, new: &str, memory: &Memory) -> Merged {
    merge(Some(base), current, new, memory, &options()).unwrap()
}

/// Lines as the laws compare them: without marks, boxes as if nobody ticked them.
fn lines(text: &str) -> BTreeSet<String> {
    text.trim_start_matches('\u{feff}').lines().map(line).collect()
}

fn line(text: &str) -> String {
    bare(text).replacen("[x]", "[ ]", 1).trim_end().to_owned()
}

fn cases() -> ProptestConfig {
    let asked = std::env::var("RELNOTES_CASES").ok().and_then(|it| it.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(400),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The boxes that people tick and that are ticked, by region and id.
fn ticked(text: &str) -> BTreeSet<(String, String)> {
    let all = structure(text).unwrap();
    let all = all.regions.into_iter().flat_map(|region| {
        let ticked = region.items.into_iter().filter(|it| it.tick == Some(true) && !it.is_auto);
        ticked.filter_map(move |item| Some((region.id.clone(), item.id?))).collect::<Vec<_>>()
    });
    all.collect()
}

fn named(text: &str) -> BTreeSet<(String, String)> {
    let all = structure(text).unwrap();
    let all = all.regions.into_iter().flat_map(|region| {
        let named = region.items.into_iter().filter_map(|it| it.id);
        named.map(move |id| (region.id.clone(), id)).collect::<Vec<_>>()
    });
    all.collect()
}

proptest! {
    #![proptest_config(cases())]

    /// 1. What nobody touched is what is generated, in its order.
    #[test]
    fn untouched_is_generated(bytes in proptest::collection::vec(any::<u8>(), 0..160)) {
        let mut choices = Choices::new(&bytes);
        let base = Doc::generated(&mut choices);
        let new = base.regenerated(&mut choices).text();
        let base = base.text();
        let out = merged(&base, &base, &new, &Memory::default());
        prop_assert_eq!(out.text, new);
    }

    /// 2. Where nothing new is generated, the document stays as it is, but for the boxes of the tool.
    #[test]
    fn nothing_new_changes_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..160)) {
        let mut choices = Choices::new(&bytes);
        let base = Doc::generated(&mut choices);
        let current = base.edited(&mut choices, false);
        let current = choices.dressed(&current.text());
        let out = merged(&base.text(), &current, &base.text(), &Memory::default());
        prop_assert_eq!(out.text, current);
    }

    /// 3 to 7, 9, and what happens after a crash.
    #[test]
    fn people_lose_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..240)) {
        let mut choices = Choices::new(&bytes);
        let base = Doc::generated(&mut choices);
        let current = choices.dressed_doc(&base.edited(&mut Choices::new(&bytes[bytes.len() / 3..]), true));
        let new = base.regenerated(&mut Choices::new(&bytes[bytes.len() / 2..])).text();
        let base = base.text();
        let out = merged(&base, &current, &new, &Memory::default());
        // 3. Twice is once.
        let again = merged(&new, &out.text, &new, &out.memory);
        prop_assert_eq!(&again.text, &out.text);
        prop_assert_eq!(&again.memory, &out.memory);
        prop_assert_eq!(again.report, Report { ignored_ticks: Vec::new(), ..Report::default() });
        // The document was written, and what it was made from was not: nothing comes, nothing goes.
        let after_crash = merged(&base, &out.text, &new, &Memory::default());
        let sorted = |text: &str| {
            let mut lines: Vec<String> =
                text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
            lines.sort();
            lines
        };
        prop_assert_eq!(sorted(&after_crash.text), sorted(&out.text));
        // 4. Every line of a person is there.
        let (of_base, here) = (lines(&base), lines(&out.text));
        for written in lines(&current).difference(&of_base) {
            prop_assert!(here.contains(written), "lost {written:?} in\n{}", out.text);
        }
        // 5. No box of people is ticked by the tool.
        prop_assert!(ticked(&out.text).is_subset(&ticked(&current)));
        // 6. What a person deleted does not come back, today or later.
        let deleted: Vec<_> = named(&base).difference(&named(&current)).cloned().collect();
        let later = Doc::generated(&mut Choices::new(&bytes)).regenerated(&mut choices).text();
        let later = merged(&new, &out.text, &later, &out.memory);
        for text in [&out.text, &later.text] {
            let there = named(text);
            prop_assert!(
                !deleted.iter().any(|it| there.contains(it)),
                "{deleted:?} in\n{text}\nof\n{base}\nand\n{current}\nand\n{new}"
            );
        }
        // 7. Line ends and byte order mark stay.
        prop_assert_eq!(out.text.starts_with('\u{feff}'), current.starts_with('\u{feff}'));
        if current.contains("\r\n") {
            prop_assert!(out.text.split_inclusive('\n').all(|line| !line.ends_with('\n') || line.ends_with("\r\n")));
        } else {
            prop_assert!(!out.text.contains('\r'));
        }
        // 9. Lines that a person wrote one below the other stay so.
        let written = |text: &str| text.lines().map(line).collect::<Vec<_>>();
        let (before, after) = (written(&current), written(&out.text));
        for pair in before.windows(2).filter(|pair| pair.iter().all(|it| it.starts_with("mine "))) {
            prop_assert!(after.windows(2).any(|it| it == pair), "{pair:?} in\n{}", out.text);
        }
    }

    /// 8. No text makes it fail otherwise than by saying what is damaged.
    #[test]
    fn garbage_is_refused_or_kept(base in GARBAGE, current in GARBAGE, new in GARBAGE) {
        if let Ok(out) = merge(Some(&base), &current, &new, &Memory::default(), &options()) {
            prop_assert!(structure(&out.text).is_ok());
        }
    }
}

/// Lines that mean something, put together at random.
const GARBAGE: &str = "(<!-- rn:begin [ab] -->\n|<!-- rn:end [ab] -->\n|- \\[[ xX]\\] [a-c] <!-- rn:(i|auto|todo) [a-c] -->\r?\n|  - [a-c]( <!-- rn:i [a-c] -->)?\n|```\n|# [a-c]\n|\\|a\\|\n|[a-c\u{e9} ]{0,4}\r?\n|- \n|1\\. x\n|<!-- rn:|\u{feff}|\t- x\n|- a <!-- rn:i a --> _\\(b\\)_ <!-- rn:stale -->\n|- a <!-- rn:drift -->\n){0,14}";
