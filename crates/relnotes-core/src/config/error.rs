//! What can be wrong with a `relnotes.toml` or a `release.toml`, each with its place and a line to look at.

use std::fmt;
use std::ops::Range;

/// The file cannot be used. The message shows the line in question, as compilers do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is no UTF-8 text.
    #[error("this file is not UTF-8 text\n --> {path}:{line}:{column}\n  = help: {help}")]
    NotUtf8 {
        /// The file.
        path: String,
        /// The line of the first byte that does not fit, from 1.
        line: usize,
        /// The column of that byte, from 1.
        column: usize,
        /// How to repair the file.
        help: &'static str,
    },
    /// The file is no TOML.
    #[error("this file is not valid TOML\n{}", place.with(reason))]
    Syntax {
        /// What TOML wants instead.
        reason: String,
        /// Where.
        place: Box<Place>,
    },
    /// A section that this version does not know.
    #[error("unknown section `{section}`\n{}", place.with(hint))]
    UnknownSection {
        /// The section as its header is written.
        section: String,
        /// What was probably meant.
        hint: Hint,
        /// Where.
        place: Box<Place>,
    },
    /// A key that this version does not know.
    #[error("unknown key `{key}`{}\n{}", of_section(section), place.with(hint))]
    UnknownKey {
        /// The key as written.
        key: String,
        /// The header of the section it stands in; empty at the top of the file.
        section: String,
        /// What was probably meant.
        hint: Hint,
        /// Where.
        place: Box<Place>,
    },
    /// A value of another type than the key has.
    #[error("wrong type of `{key}`\n{}", place.with(&format!("expected {expected}, found {found}")))]
    WrongType {
        /// The key with its section.
        key: String,
        /// What the key takes.
        expected: String,
        /// What is written.
        found: String,
        /// Where.
        place: Box<Place>,
    },
    /// A word that is none of those that the key takes.
    #[error("unknown value `{found}` of `{key}`\n{}", place.with(hint))]
    UnknownValue {
        /// The key with its section.
        key: String,
        /// What is written.
        found: String,
        /// The words that the key takes, and the nearest one.
        hint: Hint,
        /// Where.
        place: Box<Place>,
    },
    /// A value of the right type that cannot be used.
    #[error("bad value of `{key}`\n{}", place.with(problem))]
    BadValue {
        /// The key with its section.
        key: String,
        /// Why it cannot be used.
        problem: Problem,
        /// Where.
        place: Box<Place>,
    },
}

/// Why a value cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A tag prefix that no tag can have.
    #[error("git allows no {0:?} in a tag")]
    Prefix(char),
    /// A first number other than 0 and 1.
    #[error("numbers start at 0 or at 1")]
    FirstNumber,
    /// A stage that cannot stand in a tag.
    #[error("`{0}` is no stage: a stage is a word of Latin letters like `beta`, and not `hotfix`")]
    Stage(String),
    /// A stage that is listed twice.
    #[error("`{0}` is listed twice")]
    Twice(String),
    /// No stage at all.
    #[error("at least one stage is needed, usually \"rc\"")]
    NoStage,
    /// A branch pattern with an unknown placeholder.
    #[error("`{0}` in `{1}` means nothing: the only placeholder is `{{tag}}`")]
    Placeholder(String, String),
    /// A branch pattern with two versions.
    #[error("`{{tag}}` can stand only once in `{0}`")]
    TwoTags(String),
    /// A branch pattern that is empty.
    #[error("an empty pattern fits no branch; for no branches at all write []")]
    EmptyPattern,
    /// A pattern that is no regular expression.
    #[error("the pattern `{0}` is no regular expression: {1}")]
    Regex(String, String),
    /// A pattern that fits nothing at all, so that it would find something everywhere.
    #[error("the pattern `{0}` fits the empty text, so it would find something everywhere")]
    EmptyMatch(String),
    /// An address without `http://` or `https://`.
    #[error("an address starts with `https://` or `http://`")]
    Scheme,
    /// An address with a user name or password.
    #[error(
        "an address must not hold a user name or a password: this file is no place for secrets"
    )]
    Credentials,
    /// An address of tickets without a place for the id.
    #[error(
        "`{{id}}` is missing: it stands for the ticket, as in \"https://jira.example.com/browse/{{id}}\""
    )]
    NoId,
    /// A folder outside of the repository.
    #[error(
        "a folder inside of the repository is needed, with `/` between its parts and without `..`"
    )]
    Outside,
    /// A rule or group that does not exist, and the nearest that does.
    #[error(
        "`{key}` is no rule{}\n= help: `relnotes explain --all` lists them",
        did_you_mean(near)
    )]
    Rule {
        /// As it is written.
        key: String,
        /// The nearest that exists.
        near: Option<String>,
    },
    /// A waiver that does not say what every waiver must.
    #[error("a waiver needs a text for `{0}`")]
    EmptyWaiver(&'static str),
    /// The end of a waiver is no date.
    #[error("`until` is `{0}`, which is no date like 2026-12-31")]
    WaiverEnd(String),
    /// A value that a section cannot do without.
    #[error("a section like this needs `{0}`")]
    Needed(&'static str),
    /// A text that is neither a date nor a moment.
    #[error(
        "`{0}` is no date or moment: write 2026-11-22 or, with its offset, 2026-11-22T10:00:00+03:00"
    )]
    Moment(String),
    /// Digits that begin no commit's id.
    #[error("`{0}` is no id of a commit: it has 4 to 40 hexadecimal digits")]
    CommitDigits(String),
    /// An override that changes nothing.
    #[error(
        "this says nothing to change: give a text, a title, a category, a kind, an audience, or hide it"
    )]
    NothingToChange,
    /// A pattern of paths that fits none.
    #[error(
        "`{0}` fits no path: paths begin at the top of the repository, with `/` between folders"
    )]
    PathPattern(String),
    /// A pattern of a detector without the group that names what was found.
    #[error("the pattern `{0}` has no group `(?P<name>…)` for the name of what it finds")]
    NoNameGroup(String),
    /// A date format that strftime does not know.
    #[error("strftime cannot use this: {0}")]
    DateFormat(String),
}

impl Problem {
    /// Says in a line why a pattern is no regular expression.
    pub(crate) fn of_regex(pattern: &str, error: &regex::Error) -> Self {
        let words = error.to_string();
        let reason = words.lines().last().unwrap_or_default();
        Self::Regex(pattern.to_owned(), reason.trim_start_matches("error: ").to_owned())
    }
}

/// What somebody probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// The nearest known word, and all of them.
    Nearest(String, Vec<String>),
    /// Nothing is near: all known words.
    OneOf(Vec<String>),
    /// The key belongs elsewhere: under the header of a section, or (empty) to the top of the file.
    Elsewhere(String),
    /// Nothing here is like it; a later version than this one may know it.
    Later(&'static str),
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as messages name it.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The text of the line.
    pub text: String,
    /// How many characters of the line are meant, at least one.
    pub width: usize,
}

/// The text of a file and its name in messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

impl Source<'_> {
    /// Returns the line of a byte offset, from 1.
    pub(crate) fn line_of(self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        self.text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    pub(crate) fn place(self, span: &Range<usize>) -> Box<Place> {
        let start = self.boundary(span.start);
        let end = self.boundary(span.end);
        let line_start = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text[line_start..].split('\n').next().unwrap_or_default();
        let line = line.trim_end_matches('\r');
        let line_end = line_start + line.len();
        let width = self.text[start.min(line_end)..end.clamp(start, line_end.max(start))].chars();
        Box::new(Place {
            path: self.path.to_owned(),
            line: self.line_of(start),
            column: self.text[line_start..start].trim_start_matches('\u{feff}').chars().count() + 1,
            text: line.trim_start_matches('\u{feff}').to_owned(),
            width: width.count().max(1),
        })
    }

    /// The beginning of the character that a byte offset is in.
    fn boundary(self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|index| self.text.is_char_boundary(*index)).unwrap_or(0)
    }

    pub(crate) fn bad_value(self, key: &str, problem: Problem, span: &Range<usize>) -> Error {
        let mut place = self.place(span);
        if problem == Problem::Credentials {
            // The message may end in the log of a CI run, which more people read than the file.
            place.text = masked(&place.text);
        }
        Error::BadValue { key: key.to_owned(), problem, place }
    }
}

impl Place {
    /// Returns the line with a mark under the place and a word about it.
    fn with(&self, label: &dyn fmt::Display) -> String {
        let gutter = " ".repeat(self.line.to_string().len());
        // One column a character, so that the mark stands where it should, and nothing that moves a cursor.
        let shown = |c: char| {
            if c == '\t' {
                ' '
            } else if c.is_control() {
                '\u{fffd}'
            } else {
                c
            }
        };
        let text: String = self.text.chars().map(shown).collect();
        let mark = format!("{}{}", " ".repeat(self.column - 1), "^".repeat(self.width));
        let label = label.to_string().replace('\n', &format!("\n{gutter} "));
        let Self { path, line, column, .. } = self;
        format!(
            "{gutter}--> {path}:{line}:{column}\n{gutter} |\n{line} | {text}\n{gutter} | {mark} {label}"
        )
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nearest(word, all) => {
                write!(f, "did you mean `{word}`?\n= help: known here: {}", listed(all))
            }
            Self::OneOf(all) => write!(f, "known here: {}", listed(all)),
            Self::Elsewhere(section) if section.is_empty() => {
                write!(f, "this key belongs to the top of the file, before the first section")
            }
            Self::Elsewhere(section) => write!(f, "this key belongs under `{section}`"),
            Self::Later(version) => write!(
                f,
                "relnotes {version} has no such section\n= help: if a later version has it, update relnotes"
            ),
        }
    }
}

/// Covers what stands before the host of an address; the columns stay.
fn masked(line: &str) -> String {
    let Some((before, address)) = line.split_once("://") else {
        return line.to_owned();
    };
    let (secret, host) = address.rsplit_once('@').unwrap_or(("", address));
    format!("{before}://{}@{host}", "*".repeat(secret.chars().count()))
}

fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn did_you_mean(near: &Option<String>) -> String {
    near.as_ref().map_or_else(String::new, |near| format!(", did you mean `{near}`?"))
}

fn of_section(section: &str) -> String {
    if section.is_empty() { String::new() } else { format!(" in `{section}`") }
}
