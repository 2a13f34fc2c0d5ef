//! What a change is called and what kind it is.
//!
//! Kind, first hit wins: a conventional type in the title of the pull request, then in its
//! commits (the most telling one), then a label at the forge, else unclassified. Words: a release note, else the title of the
//! pull request, else the subject of the most telling commit. What people wrote afterwards is laid over it by
//! `overrides`.

use crate::config::commits::{Commits, Kind};
use crate::message::{Conventional, ReleaseNote, Revert};

use super::change::{Origin, is_list};
use super::model::{Commit, TextSource};
use super::references;
use super::version_only::writes_version;

/// The words of a change.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wording {
    pub(super) kind: Kind,
    pub(super) type_: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) breaking: bool,
    pub(super) breaking_notes: Vec<String>,
    pub(super) text_source: TextSource,
}

/// Finds the words of a change.
///
/// One commit that tells of several changes in paragraphs of its body has a wording for each.
pub(super) fn wordings(origin: &Origin<'_>, rules: &Commits) -> Vec<Wording> {
    let Origin { commits, merge, .. } = *origin;
    let mut main = main_wording(origin, rules);
    let several = match (commits, merge) {
        ([commit], None) => paragraphs(commit, rules),
        _ => Vec::new(),
    };
    if main.type_.is_none() && !several.is_empty() {
        return several;
    }
    if !several.is_empty() {
        // What a paragraph says of a break belongs to the paragraph.
        let own = commits[0].message.conventional.as_ref();
        main.breaking = own.is_some_and(|own| own.breaking);
        main.breaking_notes
            .retain(|note| own.is_some_and(|own| notes_of(own).any(|of| of == note)));
    }
    std::iter::once(main).chain(several).collect()
}

fn main_wording(origin: &Origin<'_>, rules: &Commits) -> Wording {
    let Origin { commits, merge, told: of_forge } = *origin;
    let told = most_telling(commits, rules);
    // A pull request that was merged without a merge commit says so in the commit itself.
    let merged = merge.or(Some(told)).and_then(|commit| commit.message.merge.as_ref());
    let merged_title = of_forge
        .map(|it| it.message.subject.clone())
        .or_else(|| merged.and_then(|merge| merge.title.clone()))
        .filter(|title| is_title(title));
    let (title, text_source) = match merged_title {
        Some(title) => (title, TextSource::PullRequest),
        None => (told.message.subject.clone(), TextSource::Subject),
    };
    let of_title = match text_source {
        TextSource::PullRequest => crate::message::conventional::parse(&title),
        _ => told.message.conventional.clone(),
    };
    let of_commit = told.message.conventional.as_ref();
    let listed = commits.iter().flat_map(|commit| &commit.message.squashed);
    let best_listed = listed.max_by_key(|message| rank(kind_of(message, rules)));
    let source = of_title.as_ref().or(of_commit).or(best_listed);
    let all = || merge.into_iter().chain(commits.iter().copied());
    let words = match &of_title {
        Some(own) if is_dispensable(own, rules) => own.description.as_str(),
        _ => title.as_str(),
    };
    let plain = references::without_leading(without_copy_note(without_number(words)), |_| true);
    let (description, text_source) = match release_note(origin) {
        Some(note) => (note, TextSource::ReleaseNote),
        None => (plain.to_owned(), text_source),
    };
    let of_source = source.map_or(Kind::Unclassified, |message| kind_of(message, rules));
    Wording {
        kind: match &told.message.revert {
            Some(revert) if is_whole(revert, told, commits, &title) => kind_of_revert(told, rules),
            _ if of_source == Kind::Unclassified => unclassified(origin, &title, rules),
            _ => of_source,
        },
        type_: source.map(|message| message.kind.clone()),
        scope: source.and_then(|message| message.scope.clone()),
        breaking: all().any(|commit| commit.message.breaking.is)
            || of_title.as_ref().is_some_and(|title| title.breaking)
            || origin.labels().iter().any(|label| rules.breaks(label)),
        breaking_notes: breaking_notes(all()),
        title,
        description,
        text_source,
    }
}

/// What the authors say of a break, each once.
fn breaking_notes<'a>(commits: impl Iterator<Item = &'a Commit>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for note in commits.flat_map(|commit| &commit.message.breaking.notes) {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    notes
}

/// The first text for the release notes: of the merge, of the commits, of the pull request.
fn release_note(origin: &Origin<'_>) -> Option<String> {
    let commits = origin.merge.into_iter().chain(origin.commits.iter().copied());
    let messages = commits.map(|commit| &commit.message).chain(origin.told.map(|it| &it.message));
    messages.filter_map(|message| message.release_note.as_ref()).find_map(|note| match note {
        ReleaseNote::Text(text) => Some(text.clone()),
        ReleaseNote::None => None,
    })
}

/// Whether a revert is what the change is, and no part of it.
fn is_whole(revert: &Revert, told: &Commit, commits: &[&Commit], title: &str) -> bool {
    revert.subject.is_some() && (commits.len() == 1 || title == told.message.subject)
}

/// The kind of what has no type: by what the forge says of it.
fn unclassified(origin: &Origin<'_>, title: &str, rules: &Commits) -> Kind {
    if title == FROM_PRIVATE_FORK {
        return Kind::Security;
    }
    if origin.commits.iter().all(|it| writes_version(it)) {
        return Kind::Technical;
    }
    let kinds = origin.labels().iter().filter_map(|label| rules.kind_of_label(label));
    kinds.max_by_key(|kind| rank(*kind)).unwrap_or(Kind::Unclassified)
}

/// What GitHub calls the merge of a security advisory's private fork, and nothing else.
const FROM_PRIVATE_FORK: &str = "Merge commit from fork";

/// Returns whether a header's type only says the kind: then the description says all. An unknown
/// type without a scope is the name of a part (`store: fix x`) or no type at all, and `revert: x`
/// without its type says the opposite.
fn is_dispensable(header: &Conventional, rules: &Commits) -> bool {
    let is_known = rules.kind_of(&header.kind).is_some() || header.scope.is_some();
    is_known && !header.kind.eq_ignore_ascii_case("revert")
}

/// Takes the note of a backport off the end of a title: `fix x (cherry-pick #12 for 3.4)`,
/// `fix x - Cherry pick of #12 in 3.4`.
pub(super) fn without_copy_note(title: &str) -> &str {
    let is_note = |text: &str| {
        let begins = |note: &&str| {
            text.get(..note.len()).is_some_and(|start| start.eq_ignore_ascii_case(note))
        };
        ["cherry-pick", "cherry pick", "backport"].iter().any(begins)
    };
    let in_brackets = title.rfind(" (").filter(|_| title.ends_with(')'));
    if let Some(open) = in_brackets.filter(|open| is_note(&title[open + 2..])) {
        return title[..open].trim_end();
    }
    match title.rfind(" - ") {
        Some(dash) if is_note(&title[dash + 3..]) && title[dash..].contains('#') => {
            title[..dash].trim_end()
        }
        _ => title,
    }
}

/// Returns whether a first paragraph is a title, and not the beginning of a list or of prose.
fn is_title(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(['-', '*', '#', '>'])
        && text.chars().count() <= LONGEST_TITLE
}

/// GitHub allows 256 characters in the title of a pull request.
const LONGEST_TITLE: usize = 256;

/// Returns the conventional messages that stand as paragraphs in the body of one commit.
fn paragraphs(commit: &Commit, rules: &Commits) -> Vec<Wording> {
    let squashed = &commit.message.squashed;
    if squashed.iter().any(|message| is_list(commit, message)) {
        return Vec::new();
    }
    squashed
        .iter()
        .map(|message| Wording {
            kind: kind_of(message, rules),
            type_: Some(message.kind.clone()),
            scope: message.scope.clone(),
            title: header(message),
            description: message.description.clone(),
            breaking: message.breaking,
            breaking_notes: notes_of(message).map(str::to_owned).collect(),
            text_source: TextSource::Subject,
        })
        .collect()
}

fn header(message: &Conventional) -> String {
    let scope = message.scope.as_ref().map(|scope| format!("({scope})")).unwrap_or_default();
    let mark = if message.breaking { "!" } else { "" };
    format!("{}{scope}{mark}: {}", message.kind, message.description)
}

fn notes_of(message: &Conventional) -> impl Iterator<Item = &str> {
    message.footers.iter().filter(|footer| footer.is_breaking()).map(|footer| footer.value.as_str())
}

/// Returns the commit that says most about a pull request; of equals the oldest.
fn most_telling<'a>(commits: &[&'a Commit], rules: &Commits) -> &'a Commit {
    let telling = |commit: &Commit| {
        let conventional = commit.message.conventional.as_ref();
        conventional.map_or(1, |message| 2 * rank(kind_of(message, rules)))
    };
    commits
        .iter()
        .rev()
        .copied()
        .max_by_key(|commit| telling(commit))
        .expect("a change has at least one commit")
}

/// What readers look for first has the highest rank.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Security => 5,
        Kind::Feature => 4,
        Kind::Improvement => 3,
        Kind::Fix => 2,
        Kind::Technical | Kind::Unclassified => 0,
    }
}

fn kind_of(message: &Conventional, rules: &Commits) -> Kind {
    let kind = rules.kind_of(&message.kind).unwrap_or(Kind::Unclassified);
    let secures = message.scope.as_deref().is_some_and(|scope| rules.is_security_scope(scope));
    if secures && !matches!(kind, Kind::Technical) { Kind::Security } else { kind }
}

/// A revert that stays, and quotes it, is of the kind of what it takes back.
fn kind_of_revert(commit: &Commit, rules: &Commits) -> Kind {
    let subject = commit.message.revert.as_ref().and_then(|revert| revert.subject.as_deref());
    let mut subject = subject.unwrap_or_default();
    while let Some(inner) = subject.strip_prefix("Revert \"").or(subject.strip_prefix("Reapply \""))
    {
        subject = inner.strip_suffix('"').unwrap_or(inner);
    }
    let inner = crate::message::conventional::parse(subject);
    inner.map_or(Kind::Unclassified, |message| kind_of(&message, rules))
}

/// Takes the pull request's own number off the end of a title: documents link it themselves.
pub(super) fn without_number(title: &str) -> &str {
    let trimmed = title.trim_end();
    let Some(open) = trimmed.rfind(" (").filter(|_| trimmed.ends_with(')')) else { return trimmed };
    let number = &trimmed[open + 2..trimmed.len() - 1];
    let digits = number.strip_prefix(['#', '!']).unwrap_or("x");
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        trimmed[..open].trim_end()
    } else {
        trimmed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_go() {
        for (title, expected) in [
            ("fix x (cherry-pick #12 for 3.4)", "fix x"),
            ("fix x (Cherry-Pick)", "fix x"),
            ("fix x (backport #12)", "fix x"),
            ("fix x - Cherry pick of #12 in 3.4", "fix x"),
            ("fix x (again)", "fix x (again)"),
            ("fix x - backport", "fix x - backport"),
        ] {
            assert_eq!(without_copy_note(title), expected, "{title}");
        }
    }
}
