//! Hostile texts, read back by a Markdown reader.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;

const HOSTILE: &[&str] = &[
    "",
    " ",
    "- item",
    "+ item",
    "* item",
    "1. one",
    "12) two",
    "1234567890. no list",
    "# head",
    "#",
    "###### six",
    "> quote",
    "---",
    "- - -",
    "===",
    "=",
    "```rust",
    "~~~",
    "``` a ``` b",
    "    indented",
    "**bold**",
    "__init__",
    "_a_",
    "a_b_c",
    "*",
    "a * b",
    "~~gone~~",
    "~x~",
    "[a](b)",
    "![a](b)",
    "[a][b]",
    "[a]: http://x",
    "[ ] todo",
    "[x] done",
    "[^1]: note",
    "<script>alert(1)</script>",
    "<!-- rn:end x -->",
    "<a href=x>",
    "</details>",
    "<?php",
    "<![CDATA[x]]>",
    "&lt;b&gt;",
    "&#x3c;",
    "&copy",
    "AT&T; x",
    "a | b",
    "| a |\n|---|\n| b |",
    "title\n===",
    "title\n---",
    "x\\",
    "\\*",
    "\\\\`a`",
    "C:\\dir\\*",
    "$x$ and $$y$$",
    "`ok`",
    "``a`b``",
    "`open",
    "`a `b`",
    "`a|b`",
    "`<!-- x -->`",
    "a\u{0}b\u{7}c",
    "a\u{202e}b\u{2066}c",
    "zero\u{200b}width\u{feff}",
    "@all look",
    "mail a@b.c",
    "bump @types/node",
    "C# ##",
    "a\u{2028}b",
];

const FRAGMENTS: &[&str] = &[
    "\\",
    "`",
    "``",
    "```",
    "*",
    "**",
    "_",
    "__",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "#",
    "##",
    "+",
    "-",
    "---",
    "===",
    ".",
    "!",
    "![",
    "](",
    "|",
    "~",
    "~~",
    "&amp;",
    "&",
    "&#35;",
    "$",
    "$$",
    "@bob",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "a",
    "b_c",
    "1.",
    "2)",
    "- ",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<?x",
    "https://x.y/a_b",
    "<https://x.y>",
    "[x]: /y",
    "[^1]",
    "- [ ] ",
    "\u{202e}",
    "\u{200b}",
    "\0",
    "\u{1b}[31m",
    "\u{85}",
    "\u{2028}",
    "|-|",
    "имя",
    "é",
    "👩\u{200d}💻",
    "    x",
];

/// What a reader sees of the escaped text, at every place where a template may put it.
fn assert_inert(text: &str) {
    let escaped = markdown(text);
    assert!(!escaped.contains(['\n', '\r']) && !escaped.contains("<!--"), "{text:?}: {escaped:?}");
    let wanted = clean(text).replace('\u{200b}', "");
    for (before, after) in [
        ("- ", ""),
        ("- **Fix**: ", " (#1)"),
        ("", ""),
        ("> ", ""),
        ("### ", ""),
        ("- x [", "](/u)"),
        ("x\n", "\n"),
        ("- a\n\n  ", ""),
        ("1. ", "\n---|---"),
        ("- **", "**"),
    ] {
        if before == "- **" && wanted.is_empty() {
            continue;
        }
        let source = format!("{before}{escaped}{after}\n");
        assert_eq!(
            read(&source).0.replace('\u{200b}', ""),
            expected(before, &wanted, after),
            "text {text:?}\nsource {source:?}"
        );
    }
    let (_, odd) = read(&format!("- {escaped}\n"));
    assert_eq!(odd, 0, "text {text:?}\nescaped {escaped:?}");
}

fn expected(before: &str, wanted: &str, after: &str) -> String {
    let shown = without_code_marks(wanted);
    let parts = match (before, after) {
        ("- **Fix**: ", _) => format!("Fix: {shown} (#1)"),
        ("- x [", _) => format!("x {shown}"),
        ("x\n", _) => format!("x {shown}"),
        ("- a\n\n  ", _) => format!("a{shown}"),
        ("1. ", _) => format!("{shown} ---|---"),
        _ => shown,
    };
    squeeze(&parts)
}

/// Without spaces: code spans lose some at their ends.
fn squeeze(text: &str) -> String {
    text.replace(' ', "")
}

/// The text as our own reading of code spans shows it.
fn without_code_marks(text: &str) -> String {
    let (mut out, mut at) = (String::new(), 0);
    while let Some(offset) = text[at..].find('`') {
        out.push_str(&text[at..at + offset]);
        at += offset;
        let mut sink = String::new();
        let taken = backticks(text, at, &mut sink);
        let length = run(text.as_bytes(), at);
        let shown = if taken > length {
            &text[at + length..at + taken - length]
        } else {
            &text[at..at + taken]
        };
        out.push_str(shown);
        at += taken;
    }
    out.push_str(&text[at..]);
    out
}

/// The text of a Markdown source, and how many events of it are more than text in a list item.
fn read(source: &str) -> (String, usize) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let (mut text, mut odd) = (String::new(), 0);
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak => text.push(' '),
            Event::Start(Tag::List(_) | Tag::Item | Tag::Paragraph)
            | Event::End(TagEnd::List(_) | TagEnd::Item | TagEnd::Paragraph) => {}
            _ => odd += 1,
        }
    }
    (squeeze(&text), odd)
}

#[test]
fn hostile_text_is_inert() {
    for text in HOSTILE {
        assert_inert(text);
    }
}

#[test]
fn any_three_fragments_are_inert() {
    for first in FRAGMENTS {
        for second in FRAGMENTS {
            assert_inert(&format!("{first}{second}"));
            assert_inert(&format!("{first} {second}{first}"));
            assert_inert(&format!("x{first}{second} y {second}"));
        }
    }
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..6 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let index = usize::try_from(state >> 33).unwrap() % FRAGMENTS.len();
            text.push_str(FRAGMENTS[index]);
        }
        assert_inert(&text);
    }
}

#[test]
fn plain_subjects_stay_readable() {
    for text in [
        "fix the foo-bar in v1.2.3 (#12)",
        "feat(api)!: add snake_case_names, closes GH-7",
        "use `a_b*` in https://x.y/a_b?c=d",
        "a -> b, c < 3, AT&T, 50% + 2 = x!",
        "Исправлена ошибка №5: «счёт» — не оплачен",
        "C:\\Users",
    ] {
        assert_eq!(markdown(text), text);
    }
}

#[test]
fn what_is_escaped_is_escaped_shortly() {
    for (text, expected) in [
        ("@bob, thanks", "@&#8203;bob, thanks"),
        ("Vec<T>", "Vec\\<T>"),
        ("<!-- rn:x", "\\<\\!-- rn:x"),
        ("1. x", "1\\. x"),
        ("a\u{1b}[31m\n b", "a\\[31m b"),
        ("[api] x", "\\[api\\] x"),
    ] {
        assert_eq!(markdown(text), expected);
    }
}

#[test]
fn only_web_addresses_are_targets() {
    assert_eq!(destination("javascript:alert(1)"), None);
    assert_eq!(destination("https://x/a(b) c").as_deref(), Some("https://x/a%28b%29%20c"));
}
