//! Whether a commit breaks something, and what it says about it.

use super::conventional::{Conventional, Footer};
use super::scan;
use super::trailers::Trailer;

/// Whether a commit breaks something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Breaking {
    /// Whether it does.
    pub is: bool,
    /// What people wrote about it; empty where only `!` says so.
    pub notes: Vec<String>,
}

/// Reads `!`, `BREAKING CHANGE` notes and `Breaking:` trailers, also those of squashed messages.
pub(super) fn parse(
    body: &str,
    conventional: Option<&Conventional>,
    squashed: &[Conventional],
    trailers: &[Trailer],
) -> Breaking {
    let mut breaking = Breaking::default();
    for message in squashed {
        breaking.add_message(message);
    }
    if let Some(message) = conventional {
        breaking.is |= message.breaking;
        if breaking.notes.is_empty() {
            breaking.add_message(message);
        }
    }
    if breaking.notes.is_empty() && body.contains("BREAKING") {
        for note in notes(body) {
            breaking.add(&note);
        }
    }
    for trailer in trailers.iter().filter(|trailer| trailer.key.eq_ignore_ascii_case("breaking")) {
        breaking.add(&trailer.value);
    }
    breaking
}

impl Breaking {
    fn add_message(&mut self, message: &Conventional) {
        self.is |= message.breaking;
        for footer in message.footers.iter().filter(|footer| Footer::is_breaking(footer)) {
            if !self.notes.contains(&footer.value) {
                self.notes.push(footer.value.clone());
            }
        }
    }

    /// Adds what was written outside the convention, where templates leave `none` behind.
    fn add(&mut self, note: &str) {
        let denied =
            ["", "no", "none", "n/a", "false", "-"].iter().any(|no| note.eq_ignore_ascii_case(no));
        if denied || self.notes.iter().any(|known| known == note) {
            return;
        }
        self.is = true;
        self.notes.push(note.to_owned());
    }
}

/// Reads the notes of a body, each up to the end of its paragraph.
///
/// ```text
/// note = <start of line> "BREAKING" (" " / "-") "CHANGE" ["S"] ":" text *(EOL line)
/// ```
fn notes(body: &str) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let mut open = false;
    for (_, line) in scan::lines(body) {
        let line = line.trim();
        if let Some(note) = note_start(line) {
            notes.push(note.trim_start().to_owned());
            open = true;
        } else if line.is_empty() {
            open &= notes.last().is_some_and(String::is_empty);
        } else if let Some(note) = notes.last_mut().filter(|_| open) {
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str(line);
        }
    }
    notes
}

fn note_start(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("BREAKING")?.strip_prefix([' ', '-'])?.strip_prefix("CHANGE")?;
    rest.strip_prefix('S').unwrap_or(rest).strip_prefix(':')
}

#[cfg(test)]
mod tests {
    use crate::message::Parser;

    #[track_caller]
    fn check(text: &str, is: bool, notes: &[&str]) {
        let breaking = Parser::default().parse(text).breaking;
        assert_eq!(
            (breaking.is, breaking.notes),
            (is, notes.iter().map(ToString::to_string).collect()),
            "{text:?}"
        );
    }

    #[test]
    fn of_the_convention() {
        check("feat!: x", true, &[]);
        check("feat: x\n\nBREAKING CHANGE: y\nz\n\nCloses: #1", true, &["y\nz"]);
        check("feat: x\n\nBREAKING-CHANGE: y", true, &["y"]);
        check("feat: x", false, &[]);
        check("Add (#1)\n\n* feat!: x\n\nBREAKING CHANGE: y\n\n* fix: z", true, &["y"]);
    }

    #[test]
    fn outside_of_it() {
        check("Add x\n\nBREAKING CHANGE: y\nz\n\nmore", true, &["y\nz"]);
        check("Add x\n\nBREAKING CHANGES:\n\n- y\n- z", true, &["- y\n- z"]);
        check("Add x\n\nBREAKING CHANGE: none", false, &[]);
        check("Add x\n\nBreaking: y", true, &["y"]);
        check("Add x\n\nBreaking: no", false, &[]);
        check("Stop BREAKING CHANGE: from being loud", false, &[]);
    }
}
