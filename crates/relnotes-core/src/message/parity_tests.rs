//! The conventional parser against the `git-conventional` crate: all parts agree but where [`DIFFERENCES`] says why not.

use git_conventional::Commit;
use proptest::prelude::*;

use super::conventional;

/// Messages that the two parsers read differently, with the reason.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "feat:\n\nbody",
        "the crate takes white space with newlines before the description; the subject says nothing",
    ),
    ("feat: \nbody", "likewise"),
    (
        "feat: x\n\nbody\n\nReferences:",
        "the crate rejects a message that ends with a footer without value",
    ),
    ("feat: x\n\nhttps:\n\n", "likewise"),
    (
        "feat: x\n\n \nRefs: y",
        "the crate finds an empty body in white space; a body that says nothing is none",
    ),
];

/// Messages that both parsers read in the same way, or both reject.
const MESSAGES: &[&str] = &[
    "",
    "x",
    "\nfeat: x",
    "feat",
    "feat:",
    "feat: ",
    "feat: x",
    "feat:x",
    "feat:  x ",
    "feat:\tx",
    "feat:\u{a0}x",
    "FEAT: x",
    "feat : x",
    "feat x: y",
    "feat!: x",
    "feat!!: x",
    "feat! : x",
    "feat(api): x",
    "feat(api)!: x",
    "feat!(api): x",
    "feat(api) : x",
    "feat (api): x",
    "feat(a b, c): x",
    "feat( ): x",
    "feat(): x",
    "feat(api: x",
    "feat(a(b)): x",
    "feat api): x",
    "feat)api(: x",
    "фича: новое",
    "фича(ядро)!: новое",
    "功能: 新",
    "✨: sparkle",
    ":sparkles: x",
    "build(deps): bump a from 1.0 to 2.0 (#12)",
    "fixup! feat: x",
    "Revert \"feat: x\"",
    "revert: feat: x\n\nThis reverts commit 0123456.",
    "Merge branch 'x': y",
    "https://host/path",
    "feat: x\n",
    "feat: x\n\n",
    "feat: x\n\n\n\n",
    "feat: x\nbody",
    "feat: x\n \nbody",
    "feat: x\r\n\r\nbody\r\n",
    "feat: x\rbody",
    "feat: x\n\n\n\nbody\n\n\nmore\n",
    "feat: x\n\n  indented\n",
    "feat: x\n\n* a\n* b: c\n",
    "feat: x\n\nbody: y\n",
    "feat: x\n\nA sentence: y\n",
    "feat: x\n\nbody\nToken: y\n",
    "feat: x\n\nbody\n\nToken: y\nmore\n\nmore\nOther: z\n",
    "feat: x\n\nCloses #12\n",
    "feat: x\n\nCloses #12\nRefs #13\n",
    "feat: x\n\nCloses: #12, #13",
    "feat: x\n\nBREAKING CHANGE: y",
    "feat: x\n\nBREAKING CHANGE #y",
    "feat: x\n\nBREAKING CHANGES: y",
    "feat: x\n\nBREAKING-CHANGE: y\nz",
    "feat: x\n\nbreaking change: y",
    "feat: x\n\nToken:y",
    "feat: x\n\nToken:\n\ny",
    "feat: x\n\nToken:\nOther: z",
    "feat: x\n\nhttps://host/path is\n",
    "feat: x\n\nbody\n \t\nToken: y",
    "feat: x\n\nbody\n\n Token: y",
    "feat: x\n\nbody\n\nТокен: да\n",
    "feat: x\n\nCo-authored-by: A <a@b>\nSigned-off-by: B <b@c>\n",
];

/// What both parsers find, in one shape.
#[derive(Debug, PartialEq)]
struct Parts {
    kind: String,
    scope: Option<String>,
    breaking: bool,
    description: String,
    body: Option<String>,
    footers: Vec<(String, String, String)>,
}

fn ours(text: &str) -> Option<Parts> {
    let found = conventional::parse(text)?;
    let footer = |f: conventional::Footer| (f.token, f.separator.as_str().to_owned(), f.value);
    Some(Parts {
        kind: found.kind,
        scope: found.scope,
        breaking: found.breaking,
        description: found.description,
        body: found.body,
        footers: found.footers.into_iter().map(footer).collect(),
    })
}

fn theirs(text: &str) -> Option<Parts> {
    let found = Commit::parse(text).ok()?;
    let footer = |f: &git_conventional::Footer<'_>| {
        (
            f.token().as_str().to_owned(),
            f.separator().as_str().trim().to_owned(),
            f.value().to_owned(),
        )
    };
    Some(Parts {
        kind: found.type_().as_str().to_owned(),
        scope: found.scope().map(|scope| scope.as_str().to_owned()),
        breaking: found.breaking(),
        description: found.description().to_owned(),
        body: found.body().map(str::to_owned),
        footers: found.footers().iter().map(footer).collect(),
    })
}

#[test]
fn agrees_on_the_table() {
    for text in MESSAGES {
        assert_eq!(ours(text), theirs(text), "{text:?}");
    }
}

#[test]
fn differences_are_real() {
    for (text, reason) in DIFFERENCES {
        assert_ne!(ours(text), theirs(text), "{text:?}: {reason}");
    }
}

fn header() -> impl Strategy<Value = String> {
    let kind = prop_oneof!["[a-zA-Z]{1,8}", "[а-я]{1,6}", "[a-z]{1,3}[-/._0-9]{1,2}"];
    let scope = prop_oneof![Just(String::new()), "\\([a-z ,/*:!]{1,8}\\)", Just("()".to_owned())];
    let mark = prop_oneof![4 => Just(": "), 1 => Just(":"), 2 => Just("!: "), 1 => Just(" : "), 1 => Just(" ")];
    (kind, scope, mark, "[a-zа-я(#:!\"]{1}[a-zа-я0-9 (#:!\")]{0,12}")
        .prop_map(|(kind, scope, mark, description)| format!("{kind}{scope}{mark}{description}"))
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Zа-я*#:! -]{0,16}",
        2 => "[A-Z][a-z-]{1,6}(: | #|:)[a-zа-я0-9]{1,6}",
        1 => Just("BREAKING CHANGE: it".to_owned()),
        1 => Just("BREAKING CHANGE it".to_owned()),
        2 => Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn agrees_on_structured_messages(header in header(), lines in prop::collection::vec(line(), 0..10), crlf: bool) {
        // A last line with a value: the difference about empty footers is in the table.
        let text = format!("{header}\n\n{}\nend.", lines.join("\n"));
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let theirs = theirs(&text).map(|parts| Parts { body: parts.body.filter(|body| !body.is_empty()), ..parts });
        prop_assert_eq!(ours(&text), theirs, "{:?}", text);
    }
}
