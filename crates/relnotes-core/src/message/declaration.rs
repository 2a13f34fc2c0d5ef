//! What authors declare in their commits beside what they changed: trailers, footers and fenced blocks of a few names.
//!
//! Whatever is written is a value: what has not the form of its key is kept as a text.

mod form;

use std::collections::BTreeSet;

use super::Message;
use super::block;
use super::release_note::{self, ReleaseNote};
use crate::id::CommitId;

/// What an author declares in a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// What it is about.
    pub key: Key,
    /// What it says.
    pub value: Value,
    /// The commit that says so.
    pub place: CommitId,
}

/// What a declaration is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `Release-Note:` what users are told.
    ReleaseNote,
    /// `Release-Note-Internal:` what those who help users are told.
    ReleaseNoteInternal,
    /// `Migration:` how to migrate.
    Migration,
    /// `Rollback:` how to undo the change, or `irreversible: why`.
    Rollback,
    /// `Watch-Metric: name [op value]`.
    WatchMetric,
    /// `Watch-Log:` what to look for in logs.
    WatchLog,
    /// `Alert-If:` what raises an alarm.
    AlertIf,
    /// `Known-Issue: text | workaround | fix`.
    KnownIssue,
    /// `Test-Case:` a link, or what was tested.
    TestCase,
    /// `Feature-Flag: name=default`.
    FeatureFlag,
    /// `Risk: high|medium|low: why`.
    Risk,
    /// `Depends-On:` a system or service.
    DependsOn,
    /// `Breaking:`, `BREAKING CHANGE:` what breaks.
    Breaking,
    /// `Freeze-Exception: who, why`.
    FreezeException,
}

/// What a declaration says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A text, or something that has not the form of its key.
    Text(String),
    /// A metric.
    Metric {
        /// What it is called.
        name: String,
        /// `> 5 %`.
        threshold: Option<String>,
    },
    /// Something that does not work.
    Issue {
        /// What.
        text: String,
        /// What helps until it is mended.
        workaround: Option<String>,
        /// When and how it is mended.
        fix: Option<String>,
    },
    /// A flag.
    Flag {
        /// What it is called.
        name: String,
        /// What it is where nobody sets it.
        default: String,
    },
    /// A risk as the author sees it.
    Risk {
        /// How high.
        level: RiskLevel,
        /// Why.
        why: Option<String>,
    },
}

/// How high a risk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RiskLevel {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
}

impl Key {
    /// Every key, with its name in lower case.
    pub const ALL: [(&'static str, Self); 14] = [
        ("release-note", Self::ReleaseNote),
        ("release-note-internal", Self::ReleaseNoteInternal),
        ("migration", Self::Migration),
        ("rollback", Self::Rollback),
        ("watch-metric", Self::WatchMetric),
        ("watch-log", Self::WatchLog),
        ("alert-if", Self::AlertIf),
        ("known-issue", Self::KnownIssue),
        ("test-case", Self::TestCase),
        ("feature-flag", Self::FeatureFlag),
        ("risk", Self::Risk),
        ("depends-on", Self::DependsOn),
        ("breaking", Self::Breaking),
        ("freeze-exception", Self::FreezeException),
    ];

    fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, key)| *key)
    }

    /// Returns whether every line of a block is a declaration of its own.
    fn is_of_one_line(self) -> bool {
        match self {
            Self::WatchMetric
            | Self::WatchLog
            | Self::AlertIf
            | Self::KnownIssue
            | Self::TestCase
            | Self::FeatureFlag
            | Self::Risk
            | Self::DependsOn => true,
            Self::ReleaseNote
            | Self::ReleaseNoteInternal
            | Self::Migration
            | Self::Rollback
            | Self::Breaking
            | Self::FreezeException => false,
        }
    }
}

/// Reads what a commit declares: blocks first, then trailers, then footers that git sees no trailers in.
/// `NONE` declares nothing.
///
/// ```
/// use relnotes_core::id::CommitId;
/// use relnotes_core::message::declaration::{Key, Value, declarations};
/// use relnotes_core::message::Parser;
///
/// let message = Parser::default().parse("feat: queue\n\nWatch-Metric: queue_length > 1000\n");
/// let found = declarations(CommitId([0; 20]), &message);
/// let (name, threshold) = ("queue_length".to_owned(), Some("> 1000".to_owned()));
/// assert_eq!((found[0].key, &found[0].value), (Key::WatchMetric, &Value::Metric { name, threshold }));
/// ```
pub fn declarations(commit: CommitId, message: &Message) -> Vec<Declaration> {
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    let mut add = |key, text: &str| {
        let text = text.trim();
        let says_nothing = text.is_empty() || release_note::is_none(text);
        if !says_nothing && known.insert((key, text.to_owned())) {
            found.push(Declaration { key, value: form::value_of(key, text), place: commit });
        }
    };
    // These two are read with the message, which knows more ways to write them.
    if let Some(ReleaseNote::Text(text)) = &message.release_note {
        add(Key::ReleaseNote, text);
    }
    for note in &message.breaking.notes {
        add(Key::Breaking, note);
    }
    let is_read = |key: &Key| matches!(key, Key::ReleaseNote | Key::Breaking);
    for block in block::parse(&message.body) {
        match Key::find(block.name).filter(|key| !is_read(key)) {
            Some(key) if key.is_of_one_line() => {
                block.text.lines().for_each(|line| add(key, without_bullet(line)));
            }
            Some(key) => add(key, &block.text),
            None => {}
        }
    }
    let trailers = message.trailers.iter().map(|it| (it.key.as_str(), it.value.as_str()));
    let conventional = message.conventional.iter().chain(&message.squashed);
    let footers = conventional
        .flat_map(|it| &it.footers)
        .map(|footer| (footer.token.as_str(), footer.value.as_str()));
    for (name, text) in trailers.chain(footers) {
        if let Some(key) = Key::find(name).filter(|key| !is_read(key)) {
            // A footer keeps the lines that a trailer joins.
            add(key, &text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    found
}

fn without_bullet(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::message::Parser;

    const COMMIT: CommitId = CommitId([7; 20]);

    #[track_caller]
    fn check(text: &str, expected: &[(Key, &str)]) {
        let found = declarations(COMMIT, &Parser::default().parse(text));
        let shown: Vec<_> = found.iter().map(|it| (it.key, shown(&it.value))).collect();
        let expected: Vec<_> =
            expected.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        assert_eq!(shown, expected, "{text:?}");
    }

    /// Parts apart by ` / `; a text in quotes.
    fn shown(value: &Value) -> String {
        let or_none = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
        match value {
            Value::Text(text) => format!("\"{text}\""),
            Value::Metric { name, threshold } => format!("{name} / {}", or_none(threshold)),
            Value::Issue { text, workaround, fix } => {
                format!("{text} / {} / {}", or_none(workaround), or_none(fix))
            }
            Value::Flag { name, default } => format!("{name} / {default}"),
            Value::Risk { level, why } => format!("{level:?} / {}", or_none(why)),
        }
    }

    #[test]
    fn every_key_is_read_from_trailers() {
        check(
            "x\n\nRelease-Note: a\nRelease-Note-Internal: b\nMigration: c\nRollback: irreversible: d\n\
             Watch-Metric: e > 5 %\nwatch-log: f\nAlert-If: g\nKnown-Issue: h | i | https://j\n\
             Test-Case: https://k\nFeature-Flag: l=off\nRisk: HIGH: m\nDepends-On: n\nBreaking: o\n\
             Freeze-Exception: Anna, agreed\n",
            &[
                (Key::ReleaseNote, "\"a\""),
                (Key::Breaking, "\"o\""),
                (Key::ReleaseNoteInternal, "\"b\""),
                (Key::Migration, "\"c\""),
                (Key::Rollback, "\"irreversible: d\""),
                (Key::WatchMetric, "e / > 5 %"),
                (Key::WatchLog, "\"f\""),
                (Key::AlertIf, "\"g\""),
                (Key::KnownIssue, "h / i / https://j"),
                (Key::TestCase, "\"https://k\""),
                (Key::FeatureFlag, "l / off"),
                (Key::Risk, "High / m"),
                (Key::DependsOn, "\"n\""),
                (Key::FreezeException, "\"Anna, agreed\""),
            ],
        );
    }

    #[test]
    fn blocks_have_the_same_keys() {
        check(
            "x\n\n```migration\nrun a\nthen b\n```\n```watch-metric\n- a\n- b{c=\"d\"} >= 1\n```\n```release-note\nr\n```",
            &[
                (Key::ReleaseNote, "\"r\""),
                (Key::Migration, "\"run a\nthen b\""),
                (Key::WatchMetric, "a / -"),
                (Key::WatchMetric, "b{c=\"d\"} / >= 1"),
            ],
        );
        check("x\n\n```migration\nNONE\n```\n```rust\na\n```\n", &[]);
    }

    #[test]
    fn footers_count_where_git_sees_no_trailers() {
        let text = "feat: x\n\nMigration: run a\n  and b\nBREAKING CHANGE: y";
        check(text, &[(Key::Breaking, "\"y\""), (Key::Migration, "\"run a and b\"")]);
        check("feat: x\n\nRisk: low\nCloses #1\n", &[(Key::Risk, "Low / -")]);
    }

    #[test]
    fn none_declares_nothing_and_twice_is_once() {
        check("x\n\nMigration: none\nKnown-Issue: N/A\nWatch-Log:\n", &[]);
        check("feat: x\n\nWatch-Log: a\nWatch-Log: a\n", &[(Key::WatchLog, "\"a\"")]);
    }

    #[test]
    fn what_has_another_form_is_a_text() {
        for (text, expected) in [
            ("Watch-Metric: the queue is long", "\"the queue is long\""),
            ("Watch-Metric: a >", "\"a >\""),
            ("Watch-Metric: > 5", "\"> 5\""),
            ("Known-Issue: | b", "\"| b\""),
            ("Known-Issue: a || c", "a / - / c"),
            ("Known-Issue: a | b | c | d", "a / b / c | d"),
            ("Feature-Flag: a", "\"a\""),
            ("Feature-Flag: =on", "\"=on\""),
            ("Feature-Flag: a b=on", "\"a b=on\""),
            ("Risk: huge: a", "\"huge: a\""),
        ] {
            let found = declarations(COMMIT, &Parser::default().parse(&format!("x\n\n{text}")));
            let shown: Vec<_> = found.iter().map(|it| shown(&it.value)).collect();
            assert_eq!(shown, [expected], "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_a_value(key in 0_usize..14, text in "\\PC{1,40}") {
            let (name, _) = Key::ALL[key];
            for text in [format!("x\n\n{name}: {text}"), format!("x\n\n```{name}\n{text}\n```")] {
                for it in declarations(COMMIT, &Parser::default().parse(&text)) {
                    prop_assert!(!shown(&it.value).is_empty());
                }
            }
        }
    }
}
