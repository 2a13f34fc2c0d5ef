//! Entries that people wrote into changelogs: words that documents can use.
//!
//! An entry counts in a section that is new, not released yet, or of this release; so a word that was mended below an
//! older release is no news. Entries that a tool makes of commits name them with links, and are left out.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Fact, Kind, Place, Verb};
use relnotes_core::version::Version;

use super::ids::Ids;
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "CHANGELOG-HAND",
    about: "Entries that people added to changelogs, release notes, news fragments and changesets.",
    ground: Ground::Everything,
    picks: |path| is_changelog(path) || is_fragment(path),
    detect: Detect::Range(detect),
};

/// Folders in which each file is an entry.
const FRAGMENTS: [&str; 5] =
    ["newsfragments", "changelog.d", "news.d", "changelog_entries", ".changeset"];
const NAMES: [&str; 7] =
    ["changelog", "changes", "news", "history", "release-notes", "release_notes", "releasenotes"];

static VERSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d+\.\d+(?:\.\d+)?").expect("regex is a literal"));
/// What tools put at the end of what they made of a commit.
static OF_COMMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/commit/[0-9a-f]{7,40}|\(\[?[0-9a-f]{7,40}\]?\)").expect("regex is a literal")
});

/// Returns whether a file is a changelog, by its path.
pub(super) fn is_changelog(path: &FilePath) -> bool {
    let name = path.name();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_text = matches!(extension, "" | "md" | "rst" | "txt" | "adoc");
    let is_named = NAMES.contains(&stem) || stem.starts_with("changelog");
    let is_below = ["release-notes", "release_notes", "releasenotes", "changelogs"]
        .iter()
        .any(|folder| path.is_below(folder));
    is_text && !path.is_test && (is_named || is_below && !extension.is_empty())
}

fn is_fragment(path: &FilePath) -> bool {
    let is_text = matches!(path.extension(), "md" | "rst" | "txt")
        || path.extension().chars().all(|char| char.is_ascii_alphabetic())
            && path.is_below("newsfragments");
    let is_readme = path.name().starts_with("readme") || path.name().starts_with('.');
    is_text && !is_readme && !path.is_test && FRAGMENTS.iter().any(|folder| path.is_below(folder))
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let versions = Versions {
        from: range.release.range.from.as_ref().and_then(|from| from.version).map(|it| it.version),
        to: range.release.range.to.version.map(|it| it.version),
    };
    // A section moves at times, and another tool writes what commits say.
    let mut known: BTreeSet<String> = range
        .picked(detector)
        .flat_map(|file| points(file.before(), &|_| true))
        .map(|entry| entry.text)
        .collect();
    let subjects: Vec<String> =
        range.release.commits.iter().map(|it| plain_slug(&it.message.subject)).collect();
    let mut ids = Ids::default();
    for file in range.picked(detector).filter(|file| file.is_read() && file.moved_from.is_none()) {
        let found = if is_fragment(&file.path) {
            fragment(file).into_iter().collect()
        } else {
            entries(file, &versions)
        };
        for entry in found {
            let is_news = known.insert(entry.text.clone());
            if !is_news || is_of_commit(&entry.text, &subjects) {
                continue;
            }
            let path = &file.path.full;
            let id = format!("changelog:{path}#{}", slug(&entry.text));
            let id = ids.unique(id);
            let place = Place::after(path, entry.line);
            let fact =
                Fact::new(DETECTOR.code, Kind::ChangelogEntry, Verb::Added, id, &entry.text, place);
            facts.push(fact.with_values(None, entry.section));
        }
    }
}

/// What a person wrote, and the heading above it.
struct Entry {
    text: String,
    line: u32,
    section: Option<String>,
}

/// The versions at the ends of the range.
struct Versions {
    from: Option<Version>,
    to: Option<Version>,
}

/// Points of a list that came.
fn entries(file: &FileDiff, versions: &Versions) -> Vec<Entry> {
    let known: BTreeSet<&str> = file.before().lines().filter_map(heading).collect();
    let is_open = |heading: &str| {
        let lower = heading.to_lowercase();
        let words = ["unreleased", "in progress", "upcoming", "next", "master", "main", "tbd"];
        let is_next = words.iter().any(|word| lower.contains(word));
        let version = version_of(heading);
        let is_shipped = version.is_some_and(|it| versions.from.is_some_and(|from| it <= from));
        let is_this = version.is_some() && version == versions.to;
        !is_shipped && (!known.contains(heading) || is_next || is_this)
    };
    let added: BTreeSet<u32> = file.added().map(|(line, _)| line).collect();
    let mut found = points(file.after(), &is_open);
    found.retain(|entry| added.contains(&entry.line));
    found
}

/// Whether a tool made an entry of a commit: it links it, or says what its subject says.
fn is_of_commit(text: &str, subjects: &[String]) -> bool {
    let entry = plain_slug(text);
    let is_same = |subject: &String| {
        let (one, other) = (entry.as_str(), subject.as_str());
        one.len().min(other.len()) >= 20 && (one.starts_with(other) || other.starts_with(one))
    };
    OF_COMMIT.is_match(text) || subjects.iter().any(is_same)
}

/// The words of a text without its numbers and without the type of a conventional commit.
fn plain_slug(text: &str) -> String {
    let text = match text.split_once(": ") {
        Some((head, rest)) if !head.contains(' ') => rest,
        _ => text,
    };
    let slug = slug(text);
    let words = slug.split('-').filter(|word| !word.chars().all(|char| char.is_ascii_digit()));
    words.collect::<Vec<_>>().join("-")
}

/// The version that a heading names.
fn version_of(heading: &str) -> Option<Version> {
    let numbers: Vec<u64> =
        VERSION.find(heading)?.as_str().split('.').map_while(|it| it.parse().ok()).collect();
    let number = |at: usize| numbers.get(at).copied().unwrap_or(0);
    Some(Version { major: number(0), minor: number(1), patch: number(2) })
}

/// The points of all lists below headings of versions that fit; a point may go over several lines.
fn points(text: &str, fits: &dyn Fn(&str) -> bool) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let (mut is_in, mut is_open) = (false, false);
    let mut section = None;
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let below = lines.get(at + 1).copied().unwrap_or_default();
        let is_underlined =
            below.len() >= 3 && below.bytes().all(|byte| matches!(byte, b'=' | b'-' | b'~'));
        let title =
            heading(line).or((is_underlined && !line.trim().is_empty()).then_some(line.trim()));
        if let Some(title) = title {
            let is_release = VERSION.is_match(title) || title.to_lowercase().contains("unreleased");
            if is_release {
                is_in = fits(title);
                section = Some(title.to_owned());
            }
            is_open = false;
            continue;
        }
        let point = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        match point {
            Some(text) if is_in => {
                let section = section.clone();
                found.push(Entry { text: text.trim().to_owned(), line: number, section });
                is_open = true;
            }
            _ => {
                let is_more =
                    line.starts_with([' ', '\t']) && !line.trim_start().starts_with(['-', '*']);
                is_open = is_open && is_more && !line.trim().is_empty();
                if let Some(last) = found.last_mut().filter(|_| is_open) {
                    last.text.push(' ');
                    last.text.push_str(line.trim());
                }
            }
        }
    }
    found
}

/// The text of a heading of Markdown.
fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let is_heading = text.len() < line.len() && text.starts_with(' ');
    is_heading.then(|| text.trim()).filter(|text| !text.is_empty())
}

/// A file that is an entry: its first paragraph, without the head of a changeset.
fn fragment(file: &FileDiff) -> Option<Entry> {
    if file.old.is_some() || file.new.is_none() {
        return None;
    }
    let mut lines = (1..).zip(file.after().lines()).peekable();
    if lines.peek().is_some_and(|(_, line)| line.trim() == "---") {
        lines.next();
        lines.by_ref().find(|(_, line)| line.trim() == "---");
    }
    let mut lines = lines.skip_while(|(_, line)| line.trim().is_empty() || line.starts_with('#'));
    let (line, first) = lines.next()?;
    let more = lines.map(|(_, line)| line.trim()).take_while(|line| !line.is_empty());
    let text: Vec<&str> = std::iter::once(first.trim()).chain(more).collect();
    // `123.bugfix.rst` says what it is.
    let kind = file.path.name().split('.').nth(1).filter(|_| file.path.is_below("newsfragments"));
    let text = text.join(" ").trim_start_matches(['-', '*', ' ']).to_owned();
    Some(Entry { text, line, section: kind.map(str::to_owned) })
}

/// Letters and digits of a text, for ids; where links lead to is left out.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    let mut is_link = false;
    let mut last = ' ';
    for char in text.chars() {
        is_link = (is_link || last == ']' && char == '(') && char != ')';
        last = char;
        if is_link {
            continue;
        }
        if slug.chars().count() >= 60 {
            break;
        }
        if char.is_alphanumeric() {
            slug.extend(char.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    #[track_caller]
    fn check(path: &str, before: Option<&str>, after: &str, expected: &[&str]) {
        let found = file_facts(&DETECTOR, &[(path, before, Some(after))]);
        let shown: Vec<String> = found
            .iter()
            .map(|fact| {
                let section = fact.after.clone().unwrap_or("-".to_owned());
                format!("{} [{section}] :{}", fact.subject, fact.place.line.unwrap())
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn points_of_a_new_section_are_told() {
        let before = "# Log\n\n## Unreleased\n\n## v1.0.0\n\n- old\n";
        let after = "# Log\n\n## Unreleased\n\n## v1.1.0 - today\n\n### Fixed\n\n- [#1](x): one\n  goes on\n- two\n\n## v1.0.0\n\n- old\n";
        check(
            "CHANGELOG.md",
            Some(before),
            after,
            &["[#1](x): one goes on [v1.1.0 - today] :9", "two [v1.1.0 - today] :11"],
        );
    }

    #[test]
    fn points_below_this_release_are_told_though_its_heading_stood_before() {
        let before = "## [v1.1.0](x) - in progress\n\n- one\n";
        check(
            "CHANGELOG.md",
            Some(before),
            &format!("{before}- two\n"),
            &["two [[v1.1.0](x) - in progress] :4"],
        );
        let before = "## v1.1.0\n\n- one\n";
        check("CHANGELOG.md", Some(before), &format!("{before}- two\n"), &["two [v1.1.0] :4"]);
    }

    #[test]
    fn a_section_of_the_release_before_is_no_news_however_its_heading_changed() {
        check("CHANGELOG.md", Some("## v1.0.0 - in progress\n"), "## v1.0.0 - done\n\n- a\n", &[]);
    }

    #[test]
    fn ids_leave_out_where_links_lead_to() {
        assert_eq!(slug("[#12](https://x/12), (#13) Query: mend"), "12-13-query-mend");
    }

    #[test]
    fn what_is_mended_below_an_older_release_is_no_news() {
        let before = "## v1.0.0\n\n- oen\n";
        check("CHANGELOG.md", Some(before), "## v1.0.0\n\n- one\n- two\n", &[]);
    }

    #[test]
    fn a_point_that_moved_from_unreleased_is_no_news() {
        check(
            "CHANGELOG.md",
            Some("## Unreleased\n- a\n"),
            "## Unreleased\n\n## v1.1.0\n- a\n- b\n",
            &["b [v1.1.0] :5"],
        );
    }

    #[test]
    fn what_a_tool_made_of_commits_is_left_out() {
        let text = "## 1.1.0\n\n* **api:** a ([abc1234](https://x/commit/abc1234))\n* b\n";
        check("CHANGELOG.md", Some("## 1.0.0\n"), text, &["b [1.1.0] :4"]);
    }

    #[test]
    fn what_a_commit_says_in_the_same_words_is_left_out() {
        let text = "# Log\n\n## v1.1.0\n\n- the cart counts its items (#12) by @anna\n- other words for people\n";
        let text = text.replace('\n', "\\n");
        let history = format!(
            "write CHANGELOG.md \"# Log\\n\"\ncommit \"feat: a\"\ntag v1.0.0\nwrite CHANGELOG.md \"{text}\"\n\
             commit \"feat(cart): the cart counts its items (#12)\"\ntag v1.1.0"
        );
        let found = crate::testing::range_facts(&[&DETECTOR], &history, "v1.0.0..v1.1.0");
        assert_eq!(
            found.iter().map(|fact| fact.subject.as_str()).collect::<Vec<_>>(),
            ["other words for people"]
        );
    }

    #[test]
    fn a_section_that_moved_to_another_file_is_no_news() {
        let files = [
            ("CHANGELOG.md", Some("## v1.1.0\n- a\n"), None),
            ("docs/CHANGELOG.md", None, Some("# New\n\n## v1.1.0\n- a\n")),
        ];
        assert!(file_facts(&DETECTOR, &files).is_empty());
    }

    #[test]
    fn fragments_are_entries() {
        check(
            "newsfragments/12.bugfix.rst",
            None,
            "Mend the\nthing.\n\nMore.\n",
            &["Mend the thing. [bugfix] :1"],
        );
        check(
            ".changeset/blue-cat.md",
            None,
            "---\n\"a\": minor\n---\n\nAdd a.\n",
            &["Add a. [-] :5"],
        );
        check(".changeset/README.md", None, "# Changesets\n\nText.\n", &[]);
    }

    #[test]
    fn underlined_headings_are_headings() {
        check("NEWS.rst", Some("x\n"), "1.1.0\n=====\n\n* a\n", &["a [1.1.0] :4"]);
    }

    #[test]
    fn code_and_tests_are_none() {
        for path in ["src/history.rs", "tests/CHANGELOG.md", "src/changes.go"] {
            check(path, None, "## v1.1.0\n- a\n", &[]);
        }
    }
}
