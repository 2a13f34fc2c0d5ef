//! Authors, subjects, bodies and trailers of every commit of every fixture, as git prints them.

use relnotes_core::message::Parser;
use relnotes_testkit::{Fixture, Oracle};

use super::History;
use crate::support::Session;

/// What git prints of a commit: id, name, mail, subject, body.
fn log(git: &Oracle) -> Vec<Vec<String>> {
    let format = "--format=%H%x00%aN%x00%aE%x00%s%x00%b%x01";
    let text = git.git(&["log", "--encoding=UTF-8", "--use-mailmap", "--all", format]);
    let entries = text.split('\u{1}').map(|entry| entry.strip_prefix('\n').unwrap_or(entry));
    let entries = entries.filter(|entry| !entry.is_empty());
    entries.map(|entry| entry.split('\0').map(str::to_owned).collect()).collect()
}

/// Compares all commits that some range of the fixture lists; returns how many.
fn compare(session: &Session, git: &Oracle, name: &str) -> usize {
    let theirs = log(git);
    let mut compared = 0;
    for tag in session.tags.iter().filter(|tag| tag.release.is_some()) {
        for commit in session.release(&tag.name).commits {
            let id = commit.id.to_string();
            let entry = theirs.iter().find(|entry| entry[0] == id).expect("git lists it");
            let person = &commit.author.person;
            assert_eq!([&person.name, &person.email], [&entry[1], &entry[2]], "{name}: {id}");
            let message = &commit.message;
            assert_eq!(message.subject, entry[3], "{name}: subject of {id}");
            let body = entry[4].trim_end_matches('\n');
            assert_eq!(message.body, body, "{name}: body of {id}");
            compared += 1;
        }
    }
    compared
}

#[test]
fn authors_subjects_and_bodies_are_git_s() {
    let mut compared = 0;
    for name in Fixture::names() {
        let history = History::fixture(&name);
        compared += compare(&history.session, &history.git, &name);
    }
    assert!(compared > 150, "only {compared} commits were compared");
}

#[test]
fn a_bare_repository_has_its_mailmap_at_head() {
    let repo = Fixture::load("gitflow").build_bare();
    let git = Oracle::new(repo.path());
    assert!(compare(&Session::open(repo.path()), &git, "bare gitflow") > 30);
}

#[test]
fn trailers_are_git_s() {
    for name in Fixture::names() {
        let history = History::fixture(&name);
        for id in &history.brute.ids {
            let text = history.git.git(&["log", "-1", "--encoding=UTF-8", "--format=%B", id]);
            let parse = ["interpret-trailers", "--parse", "--no-divider"];
            let theirs = history.git.git_with_input(&parse, &text);
            let trailers = Parser::default().parse(&text).trailers.into_iter();
            let ours = trailers.map(|trailer| {
                // Git prints `key:` and a blank only before a value.
                let line = format!("{}: {}", trailer.key, trailer.value);
                line.trim_end().to_owned()
            });
            let theirs: Vec<&str> = theirs.lines().map(str::trim_end).collect();
            assert_eq!(ours.collect::<Vec<_>>(), theirs, "{name}: {id}: {text:?}");
        }
    }
}
