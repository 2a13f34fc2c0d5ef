//! Words that people gave to changes afterwards: `git notes --ref=relnotes` of their commits, and over those the
//! `[[note]]` sections of the release's brief.
//!
//! A note changes every change that it fits. The release's own documents are left alone.

use crate::brief::Note;
use crate::brief::note::{Audience, read_git_note};
use crate::config::commits::Commits;
use crate::declared::{Declared, is_declared, value_of};
use crate::git::Repository;

use super::change::Material;
use super::model::{Change, TextSource, Warning};

/// The ref of the notes.
const REFERENCE: &str = "refs/notes/relnotes";

/// Gives changes the words that people wrote for them; returns warnings about notes that cannot be read, and the
/// notes of the brief that fit nothing.
pub(super) fn apply<'n>(
    changes: &mut [Change],
    material: &Material<'_, '_, '_, '_>,
    notes: &'n [Declared<Note>],
) -> (Vec<Warning>, Vec<&'n Declared<Note>>) {
    let mut warnings = Vec::new();
    let repository = material.sources.repository;
    if repository.has_notes(REFERENCE) {
        for change in changes.iter_mut() {
            for note in git_notes(repository, change, &mut warnings) {
                lay(&note, change, material);
            }
        }
    }
    let mut unmatched = Vec::new();
    for note in notes {
        let mut fitting = changes.iter_mut().filter(|change| fits(&note.value, change)).peekable();
        if fitting.peek().is_none() {
            unmatched.push(note);
        }
        fitting.for_each(|change| lay(&note.value, change, material));
    }
    (warnings, unmatched)
}

/// Says of a note of the brief that it fits nothing.
pub(super) fn unmatched(note: &Declared<Note>, release: &str) -> Warning {
    let wanted = &note.value.r#match;
    let texts =
        [("ticket", &wanted.ticket), ("commit", &wanted.commit), ("change", &wanted.change)];
    let mut words: Vec<String> = texts
        .iter()
        .filter_map(|(name, text)| Some(format!("{name} {}", value_of(text)?)))
        .collect();
    words.extend(value_of(&wanted.pr).map(|number| format!("pull request {number}")));
    let message = format!(
        "{}: the note on {} fits no change of {release}",
        note.reference,
        words.join(" and ")
    );
    Warning { code: "override-without-match", message }
}

/// Reads the notes of a change's commits, the oldest first.
fn git_notes(repository: &Repository, change: &Change, warnings: &mut Vec<Warning>) -> Vec<Note> {
    let mut notes = Vec::new();
    for commit in change.commits.iter().chain(&change.merge) {
        let place = format!("git notes --ref=relnotes show {}", commit.short(10));
        let read = match repository.note(REFERENCE, *commit) {
            Ok(None) => continue,
            Ok(Some(text)) => read_git_note(&text, &place).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(note) => notes.push(note),
            Err(reason) => {
                let reason = reason.lines().next().unwrap_or_default();
                let message = format!("the note is left out, {reason}: {place}");
                warnings.push(Warning { code: "unreadable-note", message });
            }
        }
    }
    notes
}

fn fits(note: &Note, change: &Change) -> bool {
    let wanted = &note.r#match;
    let all_or = |fits: Option<bool>| fits.unwrap_or(true);
    let is_of_commit = |digits: &String| {
        let digits = digits.to_ascii_lowercase();
        change.commits.iter().chain(&change.merge).any(|commit| commit.starts_with(&digits))
    };
    all_or(value_of(&wanted.ticket).map(|ticket| change.tickets.contains(ticket)))
        && all_or(value_of(&wanted.pr).map(|number| change.pull_requests.contains(number)))
        && all_or(value_of(&wanted.commit).map(is_of_commit))
        && all_or(value_of(&wanted.change).map(|id| change.id == *id))
}

fn lay(note: &Note, change: &mut Change, material: &Material<'_, '_, '_, '_>) {
    if change.hidden_by.as_deref() == Some("documents") {
        return;
    }
    if let Some(text) = value_of(&note.text) {
        change.description.clone_from(text);
        change.text_source = TextSource::Override;
    }
    if let Some(title) = value_of(&note.title) {
        change.title.clone_from(title);
    }
    if note.category.is_some() {
        change.category = value_of(&note.category).cloned();
    }
    change.kind = value_of(&note.kind).copied().unwrap_or(change.kind);
    change.hidden_by = hidden_by(note, change, &material.sources.config.commits);
    change.in_user_notes = change.hidden_by.is_none() && !material.is_omitted(change);
}

/// Returns the rule that keeps a change from users after a note has spoken; without a word about that, the rule that
/// did before.
fn hidden_by(note: &Note, change: &Change, rules: &Commits) -> Option<String> {
    let of_kind = || rules.hides_kind(change.kind).then(|| "type".to_owned());
    match value_of(&note.audience) {
        _ if is_declared(&note.hide) => Some("override".to_owned()),
        Some(Audience::Internal) => Some("override".to_owned()),
        Some(Audience::User) => None,
        None if note.text.is_some() => None,
        None if note.kind.is_some() && !change.breaking => of_kind(),
        None => change.hidden_by.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::brief::{Brief, Briefs};
    use crate::release::model::{Change, Release};
    use crate::release::regressions::release_with;
    use crate::version::{ReleaseVersion, Stage, Version};

    const HISTORY: &str = r#"
commit "chore: begin"
tag v1.0.0
commit "feat(api): export (PAY-1) (#7)" as export
commit "fix: round (PAY-1)" as fix
commit "chore: split the ledger (PAY-2)" as chore
commit "feat!: amounts are texts (#8)" as breaking
  | ```release-note
  | Amounts are texts now.
  | ```
commit "feat: inner (#9)"
  | Release-Note: none
write releases/v1.1.0/notes.md "x"
commit "docs: draft (PAY-3)"
"#;

    fn release(history: &str, range: &str, brief: &str) -> Release {
        let brief = Brief::parse(brief, "release.toml").unwrap();
        let version = Version { major: 1, minor: 1, patch: 0 };
        let briefs = Briefs::from([(ReleaseVersion { version, stage: Stage::Final }, brief)]);
        release_with(history, range, &briefs)
    }

    /// Changes that a note has touched: kind, rule that hides it, source of its words, words.
    fn check(history: &str, brief: &str, expected: &[&str]) {
        let before = release(&format!("{HISTORY}tag v1.1.0"), "v1.1.0", "");
        let after = release(&format!("{history}\ntag v1.1.0"), "v1.1.0", brief);
        let shown = |change: &Change| {
            let hidden = change.hidden_by.as_deref().unwrap_or("-");
            assert_eq!(change.in_user_notes, hidden == "-", "{change:?}");
            let (kind, source) = (change.kind.as_str(), change.text_source.as_str());
            format!("{kind} {hidden} {source} {} / {}", change.description, change.title)
        };
        let changes = after.changes.iter().filter(|it| !before.changes.contains(it));
        assert_eq!(changes.map(shown).collect::<Vec<_>>(), expected, "{brief}");
        assert_eq!(after.accounting.unaccounted, 0);
    }

    #[test]
    fn a_note_is_found_by_everything_that_a_change_is_known_by() {
        let export = "feature - override CSV! / feat(api): export (PAY-1) (#7)";
        let round = "fix - override CSV! / fix: round (PAY-1)";
        let commit = release(&format!("{HISTORY}tag v1.1.0"), "v1.1.0", "").changes[1].commits[0];
        let digits = commit.short(8).to_uppercase();
        for (wanted, expected) in [
            ("pr = 7".to_owned(), vec![export]),
            ("change = \"p:7\"".to_owned(), vec![export]),
            ("ticket = \"PAY-1\"".to_owned(), vec![export, round]),
            ("ticket = \"PAY-1\", pr = 7".to_owned(), vec![export]),
            (format!("commit = \"{digits}\""), vec![round]),
            ("ticket = \"PAY-2\", pr = 7".to_owned(), vec![]),
        ] {
            let brief = format!("[[note]]\nmatch = {{ {wanted} }}\ntext = \"CSV!\"");
            check(HISTORY, &brief, &expected);
        }
    }

    #[test]
    fn a_note_says_for_whom_and_what_a_change_is() {
        for (words, expected) in [
            (
                "kind = \"improvement\"",
                "improvement - subject split the ledger / chore: split the ledger (PAY-2)",
            ),
            ("text = \"Faster\"", "technical - override Faster / chore: split the ledger (PAY-2)"),
            (
                "text = \"Faster\"\naudience = \"internal\"",
                "technical override override Faster / chore: split the ledger (PAY-2)",
            ),
            ("title = \"Ledger\"", "technical type subject split the ledger / Ledger"),
            (
                "audience = \"user\"",
                "technical - subject split the ledger / chore: split the ledger (PAY-2)",
            ),
            (
                "hide = true\nreason = \"x\"",
                "technical override subject split the ledger / chore: split the ledger (PAY-2)",
            ),
        ] {
            let brief = format!("[[note]]\nmatch = {{ ticket = \"PAY-2\" }}\n{words}");
            check(
                HISTORY,
                &brief,
                &[&expected.replace("split the ledger /", "split the ledger (PAY-2) /")],
            );
        }
    }

    #[test]
    fn a_note_comes_before_what_the_author_wrote() {
        check(
            HISTORY,
            "[[note]]\nmatch = { pr = 8 }\ntext = \"Texts\"",
            &["feature - override Texts / feat!: amounts are texts (#8)"],
        );
        check(
            HISTORY,
            "[[note]]\nmatch = { pr = 9 }\ntext = \"Shown\"",
            &["feature - override Shown / feat: inner (#9)"],
        );
        check(
            HISTORY,
            "[[note]]\nmatch = { pr = 8 }\nkind = \"technical\"",
            &["technical - release-note Amounts are texts now. / feat!: amounts are texts (#8)"],
        );
    }

    #[test]
    fn the_documents_of_a_release_are_left_alone() {
        check(HISTORY, "[[note]]\nmatch = { ticket = \"PAY-3\" }\ntext = \"Shown\"", &[]);
    }

    #[test]
    fn a_git_note_counts_and_the_brief_comes_before_it() {
        let noted = format!(
            "{HISTORY}\nnote fix \"Halves are rounded up\"\nnote chore\n  | kind = \"fix\"\n  | text = \"Ledger\"\n"
        );
        let ledger = "fix - override Ledger / chore: split the ledger (PAY-2)";
        check(&noted, "", &["fix - override Halves are rounded up / fix: round (PAY-1)", ledger]);
        let brief = "[[note]]\nmatch = { ticket = \"PAY-1\" }\ntext = \"Rounds\"\n[[note]]\nmatch = { ticket = \"PAY-2\" }\naudience = \"internal\"";
        check(
            &noted,
            brief,
            &[
                "feature - override Rounds / feat(api): export (PAY-1) (#7)",
                "fix - override Rounds / fix: round (PAY-1)",
                "fix override override Ledger / chore: split the ledger (PAY-2)",
            ],
        );
    }

    #[test]
    fn a_git_note_that_cannot_be_read_is_a_warning() {
        let noted = format!("{HISTORY}\nnote fix \"txet = \\\"a\\\"\"\ntag v1.1.0");
        let release = release(&noted, "v1.1.0", "");
        let warning = &release.warnings[0];
        assert_eq!(warning.code, "unreadable-note");
        let (words, place) = warning.message.rsplit_once(": ").unwrap();
        assert_eq!(words, "the note is left out, unknown key `txet`");
        assert!(place.starts_with("git notes --ref=relnotes show "), "{place}");
        assert!(release.changes.iter().all(|change| !change.description.contains("txet")));
    }

    #[test]
    fn a_note_that_fits_nothing_is_a_warning_unless_only_a_part_was_asked_for() {
        let history = format!(
            "{HISTORY}\ntag v1.1.0-rc.1\ncommit \"fix: last (PAY-4)\"\ntag v1.1.0-rc.2\ntag v1.1.0"
        );
        let brief = "[[note]]\nmatch = { ticket = \"PAY-9\", pr = 3 }\ntext = \"a\"\n[[note]]\nmatch = { pr = 7 }\ntext = \"b\"";
        let warnings = |range: &str| -> Vec<String> {
            let release = release(&history, range, brief);
            let all = release.warnings.iter();
            all.map(|it| format!("{}: {}", it.code, it.message)).collect()
        };
        let expected = "override-without-match: release.toml:1: the note on ticket PAY-9 and pull request 3 fits no change of v1.1.0";
        assert_eq!(warnings("v1.1.0"), [expected]);
        assert!(warnings("v1.1.0-rc.2").is_empty() && warnings("v1.0.0..v1.1.0").is_empty());
        assert_eq!(warnings("v1.1.0-rc.1").len(), 1);
    }
}
