//! Vulnerabilities that commits of the release, or a changelog, name by their numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Side, Verb};
use relnotes_core::id::CommitId;

use super::changelogs::is_changelog;
use super::{Detect, Detector, Ground};
use crate::range::Range;

pub(super) static DETECTOR: Detector = Detector {
    code: "SEC-FIX",
    about: "Numbers of vulnerabilities (CVE, GHSA) in messages of commits and in lines that came into changelogs.",
    ground: Ground::Everything,
    picks: is_changelog,
    detect: Detect::Range(detect),
};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)(?:CVE-\d{4}-\d{4,7}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})(?-u:\b)")
        .expect("regex is a literal")
});

/// What names a vulnerability.
#[derive(Default)]
struct Named {
    commits: Vec<CommitId>,
    place: Option<Place>,
    /// A person names it, and not only a program that quotes the notes of a dependency.
    by_person: bool,
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let release = range.release;
    let reverted = release.reverted.iter().map(|it| it.commit);
    // What the base has already is mended there.
    let shipped = release.duplicates.iter().filter(|it| it.tag.is_some()).map(|it| it.commit);
    let left_out: BTreeSet<CommitId> = reverted.chain(shipped).collect();
    let mut found: BTreeMap<String, Named> = BTreeMap::new();
    for commit in release.commits.iter().rev().filter(|it| !left_out.contains(&it.id)) {
        let message = &commit.message;
        for (text, by_person) in [(&message.subject, true), (&message.body, !commit.by_bot)] {
            for number in numbers(text) {
                let named = found.entry(number).or_default();
                named.by_person |= by_person;
                if !named.commits.contains(&commit.id) {
                    named.commits.push(commit.id);
                }
            }
        }
    }
    // Notes of older releases are moved at times.
    let before: BTreeSet<String> =
        range.picked(detector).flat_map(|file| numbers(file.before())).collect();
    for file in range.picked(detector) {
        for (line, text) in file.added() {
            for number in numbers(text).filter(|number| !before.contains(number)) {
                let named = found.entry(number).or_default();
                named.by_person = true;
                named.place.get_or_insert_with(|| Place::after(&file.path.full, line));
            }
        }
    }
    for (number, named) in found {
        let nowhere = Place { path: String::new(), line: None, side: Side::After };
        let place = named.place.unwrap_or(nowhere);
        let id = format!("vuln:{number}");
        let mut fact = Fact::new(DETECTOR.code, Kind::SecurityFix, Verb::Added, id, &number, place);
        fact.commits = named.commits;
        let confidence = if named.by_person { Confidence::Likely } else { Confidence::Guess };
        facts.push(fact.as_sure_as(confidence));
    }
}

/// Numbers in a text, each as its register writes it.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    NUMBER.find_iter(text).map(|found| {
        let number = found.as_str();
        match number.split_at(4) {
            (head, tail) if head.eq_ignore_ascii_case("GHSA") => {
                format!("GHSA{}", tail.to_lowercase())
            }
            _ => number.to_uppercase(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::range_facts;

    fn check(commits: &str, expected: &[&str]) {
        let history = format!(
            "write CHANGELOG.md \"# Log\\n\"\ncommit \"feat: a\"\ntag v1.0.0\n{commits}\ntag v1.1.0"
        );
        let found = range_facts(&[&DETECTOR], &history, "v1.0.0..v1.1.0");
        let shown: Vec<String> = found
            .iter()
            .map(|fact| {
                let line = fact.place.line.map(|line| format!(" :{line}")).unwrap_or_default();
                format!("{} {} {:?}{line}", fact.subject, fact.commits.len(), fact.confidence)
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn messages_and_changelogs_name_them() {
        check(
            "commit \"fix: mend cve-2024-12345\"\ncommit \"fix: more\"\n| See GHSA-hrxh-6v49-42gf and CVE-2024-12345.\n\
             write CHANGELOG.md \"# Log\\n- CVE-2025-0001\\n- GHSA-hrxh-6v49-42gf\\n\"\ncommit \"docs: log\"",
            &[
                "CVE-2024-12345 2 Likely",
                "CVE-2025-0001 1 Likely :2",
                "GHSA-hrxh-6v49-42gf 1 Likely :3",
            ],
        );
    }

    #[test]
    fn the_notes_of_a_dependency_are_a_guess() {
        check(
            "commit \"build(deps): bump a\" by \"dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>\"\n| Notes: fixes CVE-2024-11111",
            &["CVE-2024-11111 1 Guess"],
        );
    }

    #[test]
    fn what_was_reverted_mends_nothing() {
        check("commit \"fix: CVE-2024-12345\" as fix\nrevert fix", &[]);
    }

    #[test]
    fn notes_that_moved_are_no_news() {
        let old = "# 1.0\n- CVE-2024-12345\n";
        let files = [
            ("docs/release-notes/1.0.md", Some(old), None),
            ("docs/release-notes/v1/1.0.md", None, Some("# 1\n- CVE-2024-12345\n")),
        ];
        assert!(crate::testing::file_facts(&DETECTOR, &files).is_empty());
    }

    #[test]
    fn other_numbers_are_none() {
        check("commit \"fix: CVE-24-1 GHSA-1234-abcd SCVE-2024-12345x\"", &[]);
    }
}
