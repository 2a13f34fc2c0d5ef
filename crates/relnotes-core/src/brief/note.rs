//! `[[note]]`: other words, or another kind, for a change that the history tells badly.

use crate::config::commits::Kind;
use crate::config::error::{Error, Problem, Source};
use crate::config::read;
use crate::declared::{At, Declared, Part, Row, Table, Word, is_declared, parts};

/// Whom a change concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Users.
    User,
    /// Teams alone.
    Internal,
}

impl Word for Audience {
    const ALL: &'static [(&'static str, Self)] =
        &[("user", Self::User), ("internal", Self::Internal)];
}

impl Word for Kind {
    const ALL: &'static [(&'static str, Self)] = &[
        (Self::Feature.as_str(), Self::Feature),
        (Self::Improvement.as_str(), Self::Improvement),
        (Self::Fix.as_str(), Self::Fix),
        (Self::Security.as_str(), Self::Security),
        (Self::Technical.as_str(), Self::Technical),
        (Self::Unclassified.as_str(), Self::Unclassified),
    ];
}

parts! {
    /// Other words, or another kind, for a change.
    Note as NoteFile {
        /// Which change; where several keys are given, all must fit, and every change that fits is meant.
        r#match: Match,
        /// What readers are told. A text makes the change one for users, as a release note does.
        text: Option<Declared>,
        /// The title that teams read.
        title: Option<Declared>,
        /// The heading that it stands under.
        category: Option<Declared>,
        /// What kind of change it is.
        kind: Option<Declared<Kind>>,
        /// Whom it concerns.
        audience: Option<Declared<Audience>>,
        /// Whether users are not told of it.
        hide: Option<Declared<bool>>,
        /// Why; needed where it is hidden.
        reason: Option<Declared>,
    }

    /// Which change is meant.
    Match as MatchFile {
        /// A ticket that it names.
        ticket: Option<Declared>,
        /// The pull request that brought it.
        pr: Option<Declared<u64>>,
        /// A commit of it, or the first digits of its id.
        commit: Option<Declared>,
        /// Its id in the JSON of the release.
        change: Option<Declared>,
    }
}

impl Note {
    /// Returns what is wrong with what it says, whatever it is about.
    pub(crate) fn problem_of_words(&self) -> Option<Problem> {
        let hides = is_declared(&self.hide);
        let says = [&self.text, &self.title, &self.category].iter().any(|it| it.is_some());
        if hides && self.reason.is_none() {
            return Some(Problem::Needed("reason"));
        }
        let says_nothing = !says && !hides && self.kind.is_none() && self.audience.is_none();
        says_nothing.then_some(Problem::NothingToChange)
    }
}

/// Reads the text of a git note: the keys of a `[[note]]`, of which `match` says nothing there, or a plain text that
/// readers are told. `path` is what messages and references call it.
///
/// # Errors
/// Where it looks like TOML and is wrong.
pub(crate) fn read_git_note(text: &str, path: &str) -> Result<Note, Error> {
    let source = Source { path, text };
    let at = At::top(source);
    if !looks_like_toml(text) {
        let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let text = text.map(|value| Declared { value, reference: path.to_owned() });
        return Ok(Note { text, ..Note::default() });
    }
    let written: Table<NoteFile> = read(source)?;
    let note = Note::resolve(written, &at)?;
    note.problem_of_words().map_or(Ok(note), |problem| Err(at.bad(problem, &(0..0))))
}

/// Returns whether a text begins as `key = "…"`. One that does is never shown as it is, even where it is no TOML.
fn looks_like_toml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    first.and_then(|line| line.split_once('=')).is_some_and(|(key, value)| {
        let is_key = |c: char| c.is_ascii_lowercase() || c == '_' || c == '-';
        let value = value.trim_start();
        let is_value = value.starts_with(['"', '\'', '{']) || ["true", "false"].contains(&value);
        key.trim_end().chars().all(is_key) && is_value
    })
}

impl Row for Note {
    fn problem(&self) -> Option<Problem> {
        if self.r#match == Match::default() {
            return Some(Problem::Needed("match"));
        }
        let commit = self.r#match.commit.as_ref().map(|commit| &commit.value);
        let is_hex = |digits: &&String| {
            (4..=40).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_hexdigit())
        };
        match commit.filter(|digits| !is_hex(digits)) {
            Some(digits) => Some(Problem::CommitDigits(digits.clone())),
            None => self.problem_of_words(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(note: &str) -> Result<Option<String>, String> {
        let first_line =
            |error: Error| error.to_string().lines().next().unwrap_or_default().to_owned();
        let note = read_git_note(note, "note").map_err(first_line)?;
        Ok(note.text.map(|text| text.value))
    }

    #[test]
    fn a_git_note_is_toml_or_a_plain_text() {
        for (note, expected) in [
            ("Export as CSV\n", Ok(Some("Export as CSV"))),
            ("a = b in new places", Ok(Some("a = b in new places"))),
            ("#12 is mended", Ok(Some("#12 is mended"))),
            ("# for users\ntext = \"Export\"\nkind = \"fix\"\n", Ok(Some("Export"))),
            ("kind = \"fix\"", Ok(None)),
            ("", Ok(None)),
            ("txt = \"Export\"", Err("unknown key `txt`")),
            ("text = \"Export", Err("this file is not valid TOML")),
            ("hide = true", Err("bad value of ``")),
        ] {
            let expected = expected.map(|text| text.map(str::to_owned)).map_err(str::to_owned);
            assert_eq!(text_of(note), expected, "{note:?}");
        }
    }
}
