//! Where every commit of a release goes: tables written by hand, as a maintainer would say it.
//!
//! A line is `SUBJECT => PLACE`; a subject may be cut off. Places: `merge`; `takes back SUBJECT` and `taken back`;
//! `copy by REASON` of a commit of this range, or `copy by REASON in TAG`; `user ID` and `internal(RULE) ID`, then
//! `omitted` where the user notes leave out what users have already, and `first in TAG`. The id of a change without
//! pull request and ticket is `c`. Lines before: `base TAG RULE`, `replaces TAG`, `lacks SUBJECT`, `warning CODE`.

mod fixtures;
mod real;

use relnotes_core::release::model::{Change, Release, RevertRole};
use relnotes_testkit::Fixture;

use crate::support::{Session, check_accounting};

/// Cuts a range of a fixture and compares every place with the table.
fn check(fixture: &str, range: &str, table: &str) {
    check_with(fixture, "", range, table);
}

fn check_with(fixture: &str, config: &str, range: &str, table: &str) {
    let repo = Fixture::load(fixture).build();
    let session = Session::open_with(repo.path(), config);
    let release = session.release(range);
    check_accounting(&release, fixture);
    let mut found = of_release(&release);
    let mut wanted: Vec<&str> =
        table.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // Lines with the longest subjects first, so that a short one cannot take the place of a long one.
    wanted.sort_by_key(|line| std::cmp::Reverse(line.len()));
    let mut missing = Vec::new();
    for line in wanted {
        match found.iter().position(|found| is_meant(line, found)) {
            Some(at) => drop(found.swap_remove(at)),
            None => missing.push(line),
        }
    }
    assert!(
        missing.is_empty() && found.is_empty(),
        "{fixture}: {range}\nin the table, not found:\n  {}\nfound, not in the table:\n  {}\n",
        missing.join("\n  "),
        found.join("\n  ")
    );
}

fn is_meant(line: &str, found: &str) -> bool {
    match (line.split_once(" => "), found.split_once(" => ")) {
        (Some((subject, place)), Some((found_subject, found_place))) => {
            found_subject.starts_with(subject) && is_place(place, found_place)
        }
        _ => match line.strip_prefix("lacks ") {
            Some(subject) => found.strip_prefix("lacks ").is_some_and(|it| it.starts_with(subject)),
            None => line == found,
        },
    }
}

fn is_place(place: &str, found: &str) -> bool {
    match (place.strip_prefix("takes back "), found.strip_prefix("takes back ")) {
        (Some(subject), Some(found)) => found.starts_with(subject),
        _ => place == found,
    }
}

/// Writes a release down, one line for each commit and each thing that must be said.
fn of_release(release: &Release) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let base = release.range.from.as_ref().map_or("none", |end| end.name.as_str());
    lines.push(format!("base {base} {}", release.base_rule.as_str()));
    lines.extend(release.replaces.iter().map(|tag| format!("replaces {tag}")));
    lines.extend(release.lacks.iter().map(|lack| format!("lacks {}", lack.subject)));
    lines.extend(release.warnings.iter().map(|warning| format!("warning {}", warning.code)));
    for commit in &release.commits {
        let subject = &commit.message.subject;
        let mut places = Vec::new();
        if release.merges.contains(&commit.id) {
            places.push("merge".to_owned());
        }
        if let Some(it) = release.duplicates.iter().find(|it| it.commit == commit.id) {
            let tag = it.tag.as_ref().map(|tag| format!(" in {tag}")).unwrap_or_default();
            places.push(format!("copy by {}{tag}", it.by.as_str()));
        }
        if let Some(it) = release.reverted.iter().find(|it| it.commit == commit.id) {
            let mut with: Vec<&str> = it.with.iter().map(|id| subject_of(release, *id)).collect();
            with.sort_unstable();
            places.push(match it.role {
                RevertRole::Target => "taken back".to_owned(),
                RevertRole::Revert => format!("takes back {}", with.join(" and ")),
            });
        }
        let changes = release.changes.iter().filter(|it| it.commits.contains(&commit.id));
        places.extend(changes.map(of_change));
        lines.push(format!("{subject} => {}", places.join(" + ")));
    }
    lines
}

fn subject_of(release: &Release, id: relnotes_core::id::CommitId) -> &str {
    let commit = release.commits.iter().find(|commit| commit.id == id);
    commit.map_or("what is not of this range", |commit| commit.message.subject.as_str())
}

fn of_change(change: &Change) -> String {
    let id = if change.id.starts_with("c:") { "c" } else { change.id.as_str() };
    let audience = match &change.hidden_by {
        Some(rule) => format!("internal({rule})"),
        None => "user".to_owned(),
    };
    let omitted = match (change.is_for_users(), change.in_user_notes) {
        (true, false) => " omitted",
        _ => "",
    };
    let first = change.first_shipped_in.as_ref().map(|tag| format!(" first in {tag}"));
    format!("{audience} {id}{omitted}{}", first.unwrap_or_default())
}
