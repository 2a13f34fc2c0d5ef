//! Guides for those who upgrade: new ones, and headings that older ones got.
//!
//! Guides of older versions are mended all the time; such a change is no news for this release.

use std::collections::BTreeSet;

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath, Range, Status};

pub(super) static DETECTOR: Detector = Detector {
    code: "UPG-DOC",
    about: "Guides for upgrades and migrations that are new, and headings that came into others.",
    ground: Ground::Everything,
    picks,
    detect: Detect::Range(detect),
};

fn picks(path: &FilePath) -> bool {
    let is_text = matches!(path.extension(), "md" | "mdx" | "rst" | "adoc" | "txt");
    let is_guide = |part: &str| {
        let words = || part.split(|char: char| !char.is_alphanumeric());
        words().any(|word| {
            word.starts_with("upgrad") || matches!(word, "migrating" | "migration" | "migrate")
        })
    };
    is_text && !path.is_test && path.lower.split('/').any(is_guide)
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let gone = range.files().filter(|file| file.status == Status::Removed);
    let gone: BTreeSet<&str> = gone.map(|file| file.path.name()).collect();
    for file in range.picked(detector).filter(|file| file.is_read() && file.new.is_some()) {
        match file.status {
            // One that was moved and mended is not new.
            Status::Added if gone.contains(file.path.name()) => {}
            Status::Added => facts.push(new_guide(file)),
            Status::Modified => facts.extend(new_headings(file)),
            Status::Moved | Status::Removed => {}
        }
    }
}

fn new_guide(file: &FileDiff) -> Fact {
    let path = &file.path.full;
    let headings = headings(file.after());
    let title = headings.first().map_or(path.as_str(), |heading| heading.text);
    let sections: Vec<&str> = headings.iter().skip(1).map(|heading| heading.text).collect();
    let place = Place::after(path, headings.first().map(|heading| heading.line));
    let id = format!("upg:{path}");
    let fact = Fact::new(DETECTOR.code, Kind::UpgradeGuide, Verb::Added, id, title, place);
    fact.with_values(None, (!sections.is_empty()).then(|| sections.join("\n")))
}

/// Headings that came, but not those in whose place another one went: they were reworded.
fn new_headings(file: &FileDiff) -> Option<Fact> {
    let path = &file.path.full;
    let (old, new) = (headings(file.before()), headings(file.after()));
    let known: BTreeSet<&str> = old.iter().map(|heading| heading.text).collect();
    let kept: BTreeSet<&str> = new.iter().map(|heading| heading.text).collect();
    let came = new.iter().filter(|heading| {
        let at = file.hunks().partition_point(|hunk| hunk.after.end < heading.line);
        let hunk = file.hunks().get(at).filter(|hunk| hunk.after.contains(&(heading.line - 1)));
        let is_reworded = hunk.is_some_and(|hunk| {
            let went = |old: &Heading<'_>| {
                hunk.before.contains(&(old.line - 1)) && !kept.contains(old.text)
            };
            old.iter().any(went)
        });
        !known.contains(heading.text) && !is_reworded
    });
    let came: Vec<&Heading<'_>> = came.collect();
    let first = came.first()?;
    let texts: Vec<&str> = came.iter().map(|heading| heading.text).collect();
    let place = Place::after(path, first.line);
    let id = format!("upg:{path}");
    let fact = Fact::new(DETECTOR.code, Kind::UpgradeGuide, Verb::Changed, id, first.text, place);
    Some(fact.with_values(None, Some(texts.join("\n"))))
}

/// No guide of people has more headings.
const MOST: usize = 2000;

/// A heading and its line, from 1.
struct Heading<'t> {
    line: u32,
    text: &'t str,
}

/// Headings of Markdown and AsciiDoc by their signs, of reStructuredText by the line below; none within fences.
fn headings(text: &str) -> Vec<Heading<'_>> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut last: &str = "";
    for (at, line) in (1..).zip(text.lines()) {
        if found.len() >= MOST {
            break;
        }
        let start = line.trim_start();
        let opens = ["```", "~~~"].into_iter().find(|sign| start.starts_with(sign));
        if fence.is_some() {
            if opens == fence {
                fence = None;
            }
            continue;
        }
        if let Some(sign) =
            opens.filter(|sign| *sign == "```" || !start.trim_end().bytes().all(|b| b == b'~'))
        {
            fence = Some(sign);
            continue;
        }
        if let Some(text) = marked(line) {
            found.push(Heading { line: at, text });
        } else if is_underline(line) && !last.is_empty() && line.trim_end().len() + 2 > last.len() {
            found.push(Heading { line: at - 1, text: last });
        }
        // A line in front of an underline; a list or a table has none.
        last = if line.starts_with([' ', '|', '-', '*', '#', '=']) { "" } else { line.trim() };
    }
    found
}

/// `## Heading`, `== Heading`, without closing signs and anchors.
fn marked(line: &str) -> Option<&str> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '#' | '='))?;
    let rest = line.trim_start_matches(sign);
    let level = line.len() - rest.len();
    if level > 6 || !rest.starts_with(' ') {
        return None;
    }
    let text = rest.trim().trim_end_matches(sign).trim_end();
    let text = text.split_once(" {#").map_or(text, |(text, _)| text);
    (!text.is_empty()).then_some(text)
}

fn is_underline(line: &str) -> bool {
    let line = line.trim_end();
    let sign = line.bytes().next();
    line.len() >= 3
        && sign.is_some_and(|sign| b"=-~^\"*+".contains(&sign))
        && line.bytes().all(|byte| Some(byte) == sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    #[track_caller]
    fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
        let found = file_facts(&DETECTOR, files);
        let shown: Vec<String> = found
            .iter()
            .map(|fact| {
                let after = fact.after.clone().unwrap_or("-".to_owned()).replace('\n', " | ");
                format!(
                    "{:?} {} {}: {after} :{}",
                    fact.verb,
                    fact.id,
                    fact.subject,
                    fact.place.line.unwrap()
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_new_guide_is_told_with_its_headings() {
        let text = "# v3.4 to 3.5\n\n## Breaking Changes\n\n```\n# not one\n```\n### Helm 4\n";
        check(
            &[("docs/operator-manual/upgrading/3.4-3.5.md", None, Some(text))],
            &[
                "Added upg:docs/operator-manual/upgrading/3.4-3.5.md v3.4 to 3.5: Breaking Changes | Helm 4 :1",
            ],
        );
    }

    #[test]
    fn an_older_guide_is_told_only_where_it_got_headings() {
        let before = "# 1.6 to 1.7\n\nText.\n";
        check(
            &[("docs/upgrading/1.6-1.7.md", Some(before), Some("# 1.6 to 1.7\n\nBetter text.\n"))],
            &[],
        );
        check(
            &[("UPGRADING.md", Some(before), Some(&format!("{before}\n## 2.0\n\nx\n\n## 2.1\n")))],
            &["Changed upg:UPGRADING.md 2.0: 2.0 | 2.1 :5"],
        );
    }

    #[test]
    fn a_reworded_heading_is_no_news() {
        check(
            &[(
                "docs/upgrade.md",
                Some("# A\n\n## Old words\n\ntext\n"),
                Some("# A\n\n## New words\n\ntext\n"),
            )],
            &[],
        );
    }

    #[test]
    fn a_guide_that_was_moved_and_mended_is_not_new() {
        let (before, after) = ("# A\n\ntext\n", "# A\n\nother\n");
        check(
            &[
                ("docs/old/upgrading.md", Some(before), None),
                ("docs/new/upgrading.md", None, Some(after)),
            ],
            &[],
        );
    }

    #[test]
    fn headings_of_restructured_text() {
        let text = "Upgrading\n=========\n\nTo 2.0\n------\n\n* a\n\n---\n";
        check(
            &[("doc/upgrade.rst", None, Some(text))],
            &["Added upg:doc/upgrade.rst Upgrading: To 2.0 :1"],
        );
    }

    #[test]
    fn migrations_of_databases_and_other_pages_are_none() {
        for path in [
            "migrations/0001_a.sql",
            "docs/emigration-of-birds.md",
            "docs/install.md",
            "tests/upgrade/readme.md",
            "src/upgrade.rs",
        ] {
            check(&[(path, None, Some("# A\n"))], &[]);
        }
    }
}
