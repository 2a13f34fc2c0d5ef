//! Languages of documents: their words from `templates/<locale>/strings.toml`, plurals and dates.
//!
//! A language is an argument, never read from the environment, so that a laptop and CI write the
//! same bytes.

mod draft;
mod gate;
mod sights;
mod standing;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use relnotes_core::person::Time;
use serde::Deserialize;

use draft::DraftStrings;
use gate::GateStrings;
use sights::{ChecklistStrings, LookedStrings, MonitoringStrings, UndoStrings, VerbStrings};
use standing::{CourseStrings, MarkStrings, RefStrings};

/// A language of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Russian; headings and form lines are the specification's.
    Ru,
}

impl Locale {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// Returns the name that `--lang` and template folders use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// Returns the language of such a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.as_str() == name)
    }

    /// Returns the format of dates where the configuration gives none.
    pub fn date_format(self) -> &'static str {
        match self {
            Self::En => "%Y-%m-%d",
            Self::Ru => "%d.%m.%Y",
        }
    }

    /// Returns the plural category of a number of things, as CLDR has it for whole numbers.
    pub fn plural(self, n: usize) -> Category {
        match self {
            Self::En if n == 1 => Category::One,
            Self::En => Category::Other,
            Self::Ru => match (n % 10, n % 100) {
                (1, hundred) if hundred != 11 => Category::One,
                (2..=4, hundred) if !(12..=14).contains(&hundred) => Category::Few,
                _ => Category::Many,
            },
        }
    }

    /// Returns the words of the language.
    pub(crate) fn strings(self) -> &'static Strings {
        static EN: LazyLock<Strings> =
            LazyLock::new(|| Strings::read(include_str!("../templates/en/strings.toml")));
        static RU: LazyLock<Strings> =
            LazyLock::new(|| Strings::read(include_str!("../templates/ru/strings.toml")));
        match self {
            Self::En => &EN,
            Self::Ru => &RU,
        }
    }
}

/// Which form of a word goes with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// 1 commit; 21 коммит.
    One,
    /// 3 коммита.
    Few,
    /// 5 коммитов.
    Many,
    /// 2 commits; 1,5 коммита.
    Other,
}

/// A phrase with a number in it, in each form that the language needs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plural {
    one: String,
    few: Option<String>,
    many: Option<String>,
    other: String,
}

impl Plural {
    /// Returns the phrase for a number, which takes the place of `{n}`.
    pub(crate) fn of(&self, locale: Locale, n: usize) -> String {
        let form = match locale.plural(n) {
            Category::One => &self.one,
            Category::Few => self.few.as_ref().unwrap_or(&self.other),
            Category::Many => self.many.as_ref().unwrap_or(&self.other),
            Category::Other => &self.other,
        };
        form.replace("{n}", &n.to_string())
    }
}

/// Puts values in the places that a phrase names.
pub(crate) fn fill(phrase: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(phrase.len() + 32);
    let mut rest = phrase;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        out.push_str(&rest[..open]);
        let name = &rest[open + 1..open + length];
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[open..=open + length]),
        }
        rest = &rest[open + length + 1..];
    }
    out + rest
}

/// Phrases that are composed with values; whole lines stand in the templates.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Strings {
    pub(crate) other_category: String,
    pub(crate) and: String,
    pub(crate) and_more: String,
    pub(crate) already_in: String,
    pub(crate) continued: String,
    pub(crate) newcomer: String,
    pub(crate) approved: String,
    pub(crate) no_author: String,
    pub(crate) no_text: String,
    pub(crate) kind: KindStrings,
    pub(crate) count: CountStrings,
    pub(crate) facts: FactStrings,
    pub(crate) issue: IssueStrings,
    pub(crate) lacks: LackStrings,
    pub(crate) reverted: RevertedStrings,
    pub(crate) duplicate: DuplicateStrings,
    pub(crate) accounting: AccountingStrings,
    pub(crate) evidence: EvidenceStrings,
    pub(crate) html: HtmlStrings,
    pub(crate) looked: LookedStrings,
    pub(crate) verb: VerbStrings,
    pub(crate) undo: UndoStrings,
    pub(crate) checklist: ChecklistStrings,
    pub(crate) monitoring: MonitoringStrings,
    pub(crate) mark: MarkStrings,
    pub(crate) r#ref: RefStrings,
    pub(crate) course: CourseStrings,
    pub(crate) draft: DraftStrings,
    pub(crate) gate: GateStrings,
    /// By the warning's code; a warning without a phrase speaks for itself.
    pub(crate) warnings: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KindStrings {
    pub(crate) breaking: String,
    pub(crate) security: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountStrings {
    pub(crate) commits: Plural,
    pub(crate) changes: Plural,
    pub(crate) authors: Plural,
    pub(crate) tickets: Plural,
    pub(crate) fixes_not_repeated: Plural,
    pub(crate) changes_not_repeated: Plural,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactStrings {
    pub(crate) range: String,
    pub(crate) dates: String,
    pub(crate) one_date: String,
    pub(crate) base_first: String,
    pub(crate) base_ancestor: String,
    pub(crate) base_sibling: String,
    pub(crate) base_candidate: String,
    pub(crate) base_explicit: String,
    pub(crate) branch_point: String,
    pub(crate) replaces: String,
    pub(crate) only_in_from: Plural,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueStrings {
    pub(crate) workaround: String,
    pub(crate) fix: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LackStrings {
    pub(crate) certain: String,
    pub(crate) uncertain: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevertedStrings {
    pub(crate) target: String,
    pub(crate) revert: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DuplicateStrings {
    pub(crate) in_range: String,
    pub(crate) in_tag: String,
    pub(crate) trailer: String,
    pub(crate) backport_note: String,
    pub(crate) pull_request: String,
    pub(crate) same_commit: String,
    pub(crate) patch_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountingStrings {
    pub(crate) total: Plural,
    pub(crate) user: String,
    pub(crate) internal: String,
    pub(crate) duplicates: String,
    pub(crate) reverted: String,
    pub(crate) merges: String,
    pub(crate) unaccounted: String,
}

/// Words of the page of a bundle.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HtmlStrings {
    pub(crate) contents: String,
    pub(crate) commits: String,
    pub(crate) changes: String,
    pub(crate) high_risks: String,
    pub(crate) blanks: String,
    pub(crate) blank: String,
    pub(crate) drafted: String,
    pub(crate) kinds_title: String,
    pub(crate) breaking: String,
    pub(crate) not_breaking: String,
    pub(crate) risks_title: String,
    pub(crate) high: String,
    pub(crate) medium: String,
    pub(crate) timeline_title: String,
    /// Above a graph that is shown as its source.
    pub(crate) graph: String,
    /// Kinds of changes.
    pub(crate) kinds: BTreeMap<String, String>,
}

/// What the files of a release show, in words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvidenceStrings {
    pub(crate) added: String,
    pub(crate) removed: String,
    pub(crate) renamed: String,
    pub(crate) changed: String,
    pub(crate) present: String,
    pub(crate) suggested: String,
    pub(crate) gone: String,
    pub(crate) system: String,
    pub(crate) not_looked: String,
    pub(crate) looked: String,
    pub(crate) looked_in_part: String,
    pub(crate) files: Plural,
    /// What things are called, by their key.
    pub(crate) kinds: BTreeMap<String, String>,
    /// Words that stand with a thing in brackets.
    words: BTreeMap<String, String>,
    /// Whole sentences, and lines of things that the common form does not fit.
    pub(crate) phrases: BTreeMap<String, String>,
}

impl EvidenceStrings {
    /// Returns a word; a key that has none stands for itself.
    pub(crate) fn word(&self, key: &str) -> String {
        self.words.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// Returns a sentence; a key that has none stands for itself.
    pub(crate) fn phrase(&self, key: &str) -> String {
        self.phrases.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }
}

impl Strings {
    fn read(text: &str) -> Self {
        toml::from_str(text).expect("the built-in strings are read by a test in every language")
    }
}

/// Returns a moment in a `strftime` format, at the offset that it was written with.
///
/// # Errors
/// Says what is wrong with the format.
pub fn date(time: Time, format: &str) -> Result<String, jiff::Error> {
    strtime::format(format, &zoned(time))
}

/// Returns a moment as RFC 3339 has it, at the offset that it was written with.
pub fn rfc3339(time: Time) -> String {
    date(time, "%Y-%m-%dT%H:%M:%S%:z").expect("the format is a literal")
}

/// A commit may claim any moment and any offset; what no calendar has is brought back into it.
fn zoned(time: Time) -> jiff::Zoned {
    let day = 24 * 60 * 60;
    let seconds = time
        .seconds
        .clamp(Timestamp::MIN.as_second() + 2 * day, Timestamp::MAX.as_second() - 2 * day);
    let offset = Offset::from_seconds(time.offset.saturating_mul(60)).unwrap_or(Offset::UTC);
    let timestamp = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    timestamp.to_zoned(TimeZone::fixed(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_words() {
        for locale in Locale::ALL {
            assert_eq!(Locale::parse(locale.as_str()), Some(locale));
            assert!(!locale.strings().other_category.is_empty());
        }
    }

    #[test]
    fn russian_numbers_have_three_forms() {
        let commits = &Locale::Ru.strings().count.commits;
        for (n, expected) in [
            (0, "0 коммитов"),
            (1, "1 коммит"),
            (2, "2 коммита"),
            (5, "5 коммитов"),
            (11, "11 коммитов"),
            (12, "12 коммитов"),
            (21, "21 коммит"),
            (22, "22 коммита"),
            (111, "111 коммитов"),
            (101, "101 коммит"),
        ] {
            assert_eq!(commits.of(Locale::Ru, n), expected);
        }
        assert_eq!(Locale::En.strings().count.commits.of(Locale::En, 1), "1 commit");
    }

    #[test]
    fn dates_keep_their_offset() {
        let time = Time { seconds: 1_795_330_800, offset: 180 };
        assert_eq!(rfc3339(time), "2026-11-22T10:00:00+03:00");
        assert_eq!(date(time, Locale::Ru.date_format()).unwrap(), "22.11.2026");
        assert_eq!(date(Time { seconds: 1_795_294_800, offset: 0 }, "%F").unwrap(), "2026-11-21");
        assert!(date(time, "%Q?%").is_err());
    }

    #[test]
    fn impossible_moments_are_brought_into_the_calendar() {
        for (seconds, offset) in [(i64::MAX, 0), (i64::MIN, i32::MAX), (0, 6039), (-1, i32::MIN)] {
            assert!(!rfc3339(Time { seconds, offset }).is_empty());
        }
    }

    #[test]
    fn phrases_are_filled_once() {
        assert_eq!(fill("{a} and {b}, {c}", &[("a", "{b}"), ("b", "2")]), "{b} and 2, {c}");
    }
}
