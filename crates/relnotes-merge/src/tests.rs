//! Every row of the table in `docs/regeneration.md`, one test each.

use crate::{Memory, Merged, Options, Side, merge, recover, structure, take};

fn region(lines: &str) -> String {
    format!("# Plan\n<!-- rn:begin r -->\n## R\n{lines}<!-- rn:end r -->\n")
}

fn run(base: &str, current: &str, new: &str, memory: &Memory) -> Merged {
    let options = Options {
        stale: " _(no longer in v1..v2)_".to_owned(),
        recheck: "look again, ticked at {at}".to_owned(),
        at: "rc.1".to_owned(),
    };
    merge(Some(&region(base)), &region(current), &region(new), memory, &options).unwrap()
}

#[track_caller]
fn check(base: &str, current: &str, new: &str, expected: &str) -> Merged {
    let merged = run(base, current, new, &Memory::default());
    assert_eq!(merged.text, region(expected));
    merged
}

const A: &str = "- a <!-- rn:i a -->\n";
const B: &str = "- b <!-- rn:i b -->\n";

fn both(first: &str, second: &str) -> String {
    format!("{first}{second}")
}

#[test]
fn what_is_new_comes_in_its_place() {
    let merged = check(B, B, &both(A, B), &both(A, B));
    assert_eq!(merged.report.inserted[0].id, "a");
}

#[test]
fn what_nobody_touched_is_updated() {
    let merged = check(A, A, "- a2 <!-- rn:i a -->\n", "- a2 <!-- rn:i a -->\n");
    assert_eq!(merged.report.updated[0].id, "a");
}

#[test]
fn a_persons_words_stand_where_the_tool_says_the_same_as_before() {
    check(A, "- mine <!-- rn:i a -->\n", A, "- mine <!-- rn:i a -->\n");
}

#[test]
fn where_both_changed_a_persons_words_stand_and_the_difference_is_remembered() {
    let mine = "- mine <!-- rn:i a -->\n";
    let new = "- a2 <!-- rn:i a -->\n";
    let marked = "- mine <!-- rn:i a --> <!-- rn:drift -->\n";
    let merged = check(A, mine, new, marked);
    let drift = &merged.memory.drifts[0];
    assert_eq!((drift.mine.as_str(), drift.generated.as_str()), ("- mine", new.trim_end()));
    // It is said once, and remembered until somebody decides.
    let again = run(new, marked, new, &merged.memory);
    assert_eq!((again.text.clone(), again.report.drifted.len()), (region(marked), 0));
    assert_eq!(again.memory.drifts.len(), 1);
    let mut memory = again.memory.clone();
    assert_eq!(take(&again.text, &mut memory, "a", Side::Mine).unwrap(), region(mine));
    assert!(memory.drifts.is_empty());
    let mut memory = again.memory;
    assert_eq!(take(&again.text, &mut memory, "a", Side::Generated).unwrap(), region(new));
}

#[test]
fn a_difference_that_a_person_or_the_tool_settles_is_over() {
    let marked = "- mine <!-- rn:i a --> <!-- rn:drift -->\n";
    let settled = "- mine <!-- rn:i a -->\n";
    let merged = check("- a2 <!-- rn:i a -->\n", marked, settled, settled);
    assert!(merged.memory.drifts.is_empty());
}

#[test]
fn what_a_person_took_away_stays_away() {
    let merged = check(&both(A, B), B, &both(A, B), B);
    assert_eq!(merged.report.deleted[0].text, "- a");
    // It is told once, listed always, and does not come back after it was gone for a while.
    let later = run(&both(A, B), B, B, &merged.memory);
    let later = run(B, B, &both(A, B), &later.memory);
    assert_eq!(
        (later.text, later.report.deleted.len(), later.memory.deleted.len()),
        (region(B), 0, 1)
    );
    // Whoever puts it back has it back.
    let back = run(&both(A, B), &both(A, B), &both(A, B), &later.memory);
    assert_eq!((back.report.restored.len(), back.memory.tombstones.len()), (1, 0));
}

#[test]
fn what_is_not_generated_any_more_goes_unless_a_person_changed_it() {
    check(&both(A, B), &both(A, B), B, B);
    let mine = "- mine (x) <!-- rn:i a -->\n";
    let stale = "- mine (x) <!-- rn:i a --> _(no longer in v1..v2)_ <!-- rn:stale -->\n";
    let merged = check(&both(A, B), &both(mine, B), B, &both(stale, B));
    assert_eq!(merged.report.stale[0].id, "a");
    // It stays so, and loses these words when it is back.
    let again = run(B, &both(stale, B), B, &merged.memory);
    assert_eq!(again.text, region(&both(stale, B)));
    let back = run(B, &both(stale, B), &both(A, B), &again.memory);
    let marked = "- mine (x) <!-- rn:i a --> <!-- rn:drift -->\n";
    assert_eq!(back.text, region(&both(marked, B)));
}

#[test]
fn a_persons_lines_stay_behind_what_they_follow() {
    let mine = "- my own\n  - and below\n";
    check(
        &both(A, B),
        &format!("{A}{mine}{B}"),
        &format!("- n <!-- rn:i n -->\n{A}{B}"),
        &format!("- n <!-- rn:i n -->\n{A}{mine}{B}"),
    );
    check(&both(A, B), &format!("{A}{mine}{B}"), B, &both(mine, B));
}

#[test]
fn a_persons_order_is_kept_and_new_items_find_their_place() {
    let c = "- c <!-- rn:i c -->\n";
    check(&both(A, B), &both(B, A), &format!("{A}{c}{B}"), &format!("{B}{A}{c}"));
}

#[test]
fn a_copy_of_an_item_is_the_persons() {
    let copy = format!("{A}- a, once more <!-- rn:i a -->\n");
    check(A, &copy, A, &copy);
}

#[test]
fn items_that_wrap_have_lines_below_or_hold_code_are_one() {
    let item = |words: &str| {
        format!(
            "- {words}\n  wrapped <!-- rn:i a -->\n  - below\n\n  ```\n  - [ ] no box <!-- rn:i x -->\n  ```\n"
        )
    };
    check(&item("a"), &item("a"), &item("a2"), &item("a2"));
    check(&item("a"), &item("mine"), &item("a"), &item("mine"));
}

#[test]
fn below_an_item_the_same_rules_hold() {
    let item = |below: &str| format!("{A}{below}");
    let merged = check(
        &item("  - one\n  - two\n"),
        &item("  - one\n  - my note\n"),
        &item("  - one\n  - two\n  - three\n"),
        &item("  - one\n  - my note\n  - three\n"),
    );
    assert!(merged.memory.drifts.is_empty());
    let open = "  - [plan] <!-- rn:todo a.plan -->\n";
    check(&item(open), &item("  - we wait\n"), &item(open), &item("  - we wait\n"));
}

#[test]
fn a_persons_tick_stays_and_asks_to_be_looked_at_again() {
    let b =
        |sign: &str, text: &str, below: &str| format!("- [{sign}] {text} <!-- rn:i a -->\n{below}");
    let (old, new) = ("  - 2 tables\n", "  - 3 tables\n");
    let first = check(
        &b(" ", "load", old),
        &b("X", "load", old),
        &b(" ", "load", old),
        &b("X", "load", old),
    );
    let asks = "  - look again, ticked at rc.1 <!-- rn:i recheck -->\n";
    let asked =
        run(&b(" ", "load", old), &b("x", "load", old), &b(" ", "load", new), &first.memory);
    assert_eq!(asked.text, region(&b("x", "load", &both(new, asks))));
    assert_eq!(asked.report.rechecks[0].id, "a");
    let again = run(
        &b(" ", "load", new),
        &b("x", "load", &both(new, asks)),
        &b(" ", "load", new),
        &asked.memory,
    );
    assert_eq!((&again.text, &again.memory), (&asked.text, &asked.memory));
    // Whoever takes the line away has looked.
    let looked =
        run(&b(" ", "load", new), &b("x", "load", new), &b(" ", "load", new), &again.memory);
    assert_eq!(looked.text, region(&b("x", "load", new)));
    // The tick outlives other words.
    check(
        &b(" ", "load", ""),
        &b("x", "load", ""),
        &b(" ", "load of all", ""),
        &b("x", "load of all", ""),
    );
}

#[test]
fn a_box_of_the_tool_follows_the_evidence() {
    let b = |sign: &str| format!("- [{sign}] frozen <!-- rn:auto a -->\n");
    let merged = check(&b(" "), &b("x"), &b(" "), &b(" "));
    assert_eq!(merged.report.ignored_ticks[0].id, "a");
    check(&b(" "), &b(" "), &b("x"), &b("x"));
}

#[test]
fn a_region_without_its_marks_is_the_persons_for_ever() {
    let base = region(A);
    let current = "# Plan\n## R\n- a, rewritten\n";
    let new = region(&both(A, B));
    let merged =
        merge(Some(&base), current, &new, &Memory::default(), &Options::default()).unwrap();
    assert_eq!(merged.text, current);
    let later = merge(Some(&new), current, &new, &merged.memory, &Options::default()).unwrap();
    assert_eq!(later.text, current);
}

#[test]
fn text_between_regions_is_the_persons() {
    let base = region(A);
    let current = base.replace("# Plan\n", "# My plan\n\nHello.\n") + "\nGoodbye.";
    let new = region(B).replace("# Plan", "# Plan 2")
        + "\n<!-- rn:begin s -->\n## S\n<!-- rn:end s -->\n";
    let merged =
        merge(Some(&base), &current, &new, &Memory::default(), &Options::default()).unwrap();
    let expected = "# My plan\n\nHello.\n<!-- rn:begin r -->\n## R\n- b <!-- rn:i b -->\n<!-- rn:end r -->\n\nGoodbye.\n<!-- rn:begin s -->\n## S\n<!-- rn:end s -->";
    assert_eq!(merged.text, expected);
}

#[test]
fn damage_is_told_with_its_lines() {
    let problems = |text: &str| {
        let damaged = structure(text).unwrap_err().problems.into_iter();
        damaged.map(|it| format!("{}: {}", it.line, it.message)).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(problems("<!-- rn:begin a -->\n"), "1: the region `a` does not end");
    assert_eq!(
        problems("x\n<!-- rn:end a -->\n"),
        "2: the region `a` ends here and does not begin before"
    );
    assert_eq!(
        problems("<!-- rn:begin a -->\n<!-- rn:begin b -->\n<!-- rn:end b -->\n"),
        "2: the region `a` does not end before `b` begins"
    );
    assert_eq!(
        problems(
            "<!-- rn:begin a -->\n<!-- rn:end a -->\n<!-- rn:begin a -->\n<!-- rn:end a -->\n"
        ),
        "3: the region `a` is there twice"
    );
    assert_eq!(
        problems("<!-- rn:begin a -->\n```\n<!-- rn:end a -->\n"),
        "1: the region `a` does not end; 2: the code block that begins here does not end"
    );
}

#[test]
fn damaged_documents_are_merged_by_lines() {
    let out = recover("a\nb\nc\nd\ne\n", "a\nmine\nc\nd\ne\n", "a\nb2\nc\nd\ne\nf\n");
    assert_eq!(out, "a\nmine\nc\nd\ne\nf\n");
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let current = "\u{feff}".to_owned() + &region(A).replace('\n', "\r\n");
    let merged = merge(
        Some(&region(A)),
        &current,
        &region(&both(A, B)),
        &Memory::default(),
        &Options::default(),
    );
    for text in ["\n", "", "\n\n", "\r\n", " ", "a\r\r\n\r", "a\r\nb"] {
        let kept = merge(Some(text), text, text, &Memory::default(), &Options::default());
        assert_eq!(kept.unwrap().text, text, "{text:?}");
    }
    assert_eq!(
        merged.unwrap().text,
        "\u{feff}".to_owned() + &region(&both(A, B)).replace('\n', "\r\n")
    );
}

#[test]
fn paths_of_windows_are_words_like_others() {
    let line = |path: &str| format!("- `{path}` <!-- rn:i env:C:_shop_a -->\n");
    check(&line(r"C:\shop\a"), &line(r"C:\shop\a"), &line(r"D:\b"), &line(r"D:\b"));
    check(&line(r"C:\shop\a"), &line(r"C:\mine"), &line(r"C:\shop\a"), &line(r"C:\mine"));
}
