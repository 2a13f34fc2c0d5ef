use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::git::{Error, FolderEntry};
use crate::id::CommitId;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Subject, TagFact};
use crate::tag::{self, TagRules};
use crate::version::ReleaseVersion;

declare_rule! {
    /// ## What it does
    /// Looks for finals and hotfixes in the file of changes at the top of the repository (`CHANGELOG`,
    /// `CHANGES` or `HISTORY`, with any usual ending), in that of the tag and in that of main, and
    /// reports those for which neither has a heading with their version. Releases in a row are one
    /// finding. What is older than the first release with a heading is left out, and so is a file
    /// without any, which says where the changes are told instead.
    ///
    /// ## Why is this bad?
    /// Whoever reads the file believes that the release changed nothing, or was never made.
    ///
    /// ## Example
    /// `CHANGELOG.md` goes from `## 1.2.0` to `## 1.4.0`, and `v1.3.0` is tagged.
    ///
    /// ## How to fix
    /// `relnotes v1.3.0` prints what the heading is for. A file that nobody keeps any more should say
    /// so, or go.
    "RN504" "missing-changelog-entry" Versions Warn
    needs [Tags] check Whole(check)
}

/// How such files are called, without their endings.
const NAMES: [&str; 3] = ["changelog", "changes", "history"];

/// Their endings.
const ENDINGS: [&str; 6] = ["", "md", "markdown", "rst", "txt", "adoc"];

/// How many releases are shown.
const SHOWN: usize = 20;

/// The versions that files have headings for; each file is read once.
struct Entries<'f> {
    facts: &'f Facts<'f>,
    rules: TagRules,
    known: BTreeMap<CommitId, BTreeSet<ReleaseVersion>>,
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let mut entries = Entries { facts, rules: facts.tag_rules(), known: BTreeMap::new() };
    let main = facts.main.as_ref().map(|chain| facts.branch_of(chain).tip).or(facts.head);
    let main = main.map(|node| facts.history.graph().id(node));
    let now = match main.map_or(Ok(BTreeSet::new()), |commit| entries.of_commit(commit)) {
        Ok(now) => now,
        Err(error) => {
            findings.unreadable(Subject::Repository, &error);
            return;
        }
    };
    // Releases without an entry since the last one that has one, and the file that lacks them.
    let mut missing: Option<(String, Vec<TagFact<'_>>)> = None;
    for tag in facts.tags().filter(|it| it.tag.conforming && it.tag.production().is_some()) {
        match entries.lacking(&tag, &now) {
            Ok(Lacking::Nothing) => {
                report(missing.replace((String::new(), Vec::new())), facts, findings);
            }
            Ok(Lacking::Entry(name)) => match &mut missing {
                // Whoever asks about one tag is told about that one.
                Some(_) if tag.is_supposed() => report(Some((name, vec![tag])), facts, findings),
                Some((file, tags)) => {
                    *file = name;
                    tags.push(tag);
                }
                None => {}
            },
            Ok(Lacking::File) => {}
            Err(error) => {
                findings.unreadable(&tag, &error);
            }
        }
    }
    report(missing, facts, findings);
}

/// What a release lacks.
enum Lacking {
    Nothing,
    /// An entry in the file of this name.
    Entry(String),
    File,
}

impl Entries<'_> {
    /// Returns the file of changes of a commit.
    fn file_of(&self, commit: CommitId) -> Result<Option<FolderEntry>, Error> {
        let files = self.facts.sources.repository.list_folder(commit, "")?;
        Ok(files.into_iter().filter(|file| !file.is_folder && is_changelog(&file.name)).min_by_key(
            |file| NAMES.iter().position(|name| file.name.to_ascii_lowercase().starts_with(name)),
        ))
    }

    fn of_commit(&mut self, commit: CommitId) -> Result<BTreeSet<ReleaseVersion>, Error> {
        let file = self.file_of(commit)?;
        file.map_or(Ok(BTreeSet::new()), |file| self.of(&file).cloned())
    }

    fn lacking(
        &mut self,
        tag: &TagFact<'_>,
        now: &BTreeSet<ReleaseVersion>,
    ) -> Result<Lacking, Error> {
        let Some(release) = tag.tag.release else { return Ok(Lacking::File) };
        if now.contains(&release) {
            return Ok(Lacking::Nothing);
        }
        let Some(file) = self.file_of(tag.tag.commit)? else { return Ok(Lacking::File) };
        let versions = self.of(&file)?;
        Ok(match versions.contains(&release) {
            true => Lacking::Nothing,
            false if versions.is_empty() => Lacking::File,
            false => Lacking::Entry(file.name),
        })
    }

    fn of(&mut self, file: &FolderEntry) -> Result<&BTreeSet<ReleaseVersion>, Error> {
        match self.known.entry(file.id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => {
                let text = self.facts.sources.repository.read_blob(file.id)?;
                Ok(unknown.insert(headings(&String::from_utf8_lossy(&text), &self.rules)))
            }
        }
    }
}

fn is_changelog(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let (stem, ending) = name.split_once('.').unwrap_or((&name, ""));
    NAMES.contains(&stem) && ENDINGS.contains(&ending)
}

fn report(
    missing: Option<(String, Vec<TagFact<'_>>)>,
    facts: &Facts<'_>,
    findings: &mut Findings<'_>,
) {
    let Some((file, tags)) = missing else { return };
    let Some(first) = tags.first() else { return };
    let name = &first.tag.name;
    let more = match tags.len() {
        1 => String::new(),
        2 => format!(" and for {}", tags[1].tag.name),
        n => format!(" and for {} releases after it", n - 1),
    };
    let hidden = tags.len().checked_sub(SHOWN).filter(|hidden| *hidden > 0);
    let shown = |tag: &TagFact<'_>| format!("{} {}", tag.tag.name, facts.short(tag.node));
    findings
        .violation(first, format!("{file} has no heading for {name}{more}"))
        .hint(format!("relnotes {name}  (prints what belongs there)"))
        .evidence(tags.iter().take(SHOWN).map(shown))
        .evidence(hidden.map(|hidden| format!("and {hidden} more")));
}

/// Returns the versions in the headings of a text, in any of the usual markups.
///
/// ```text
/// heading = "#" title / "=" title / <a title above a row of "=", "-" or "~">
///         / ["[" / "**"] ["version " / "release "] version <anything>
/// title   = <up to three words> version <anything>
/// ```
fn headings(text: &str, rules: &TagRules) -> BTreeSet<ReleaseVersion> {
    let mut versions = BTreeSet::new();
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().copied().unwrap_or_default();
        let is_row = |line: &str, mark: char| line.len() > 2 && line.trim_matches(mark).is_empty();
        let is_underlined = ['=', '-', '~'].iter().any(|mark| is_row(next, *mark));
        let words = line.split(|c: char| c.is_whitespace() || "[]()<>*`,:#=".contains(c));
        let mut words = words.filter(|word| !word.is_empty()).take(4);
        if line.starts_with(['#', '=']) || is_underlined {
            versions.extend(words.filter_map(|word| version(word, rules)));
            continue;
        }
        let marked = line.trim_start_matches(['[', '*']);
        let begins = |word: &str| {
            let start = marked.get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        let is_named = begins("version ") || begins("release ");
        let begins_with_digit =
            marked.trim_start_matches(['v', 'V']).starts_with(|c: char| c.is_ascii_digit());
        if is_named || begins_with_digit || begins(&rules.prefix) && !rules.prefix.is_empty() {
            versions.extend(words.find_map(|word| version(word, rules)));
        }
    }
    versions
}

/// Reads a version as people write it: `v1.2.0`, `1.2.0`, and `1.2` for `1.2.0`.
fn version(word: &str, rules: &TagRules) -> Option<ReleaseVersion> {
    let word = word.trim_end_matches(['.', ';']);
    if !word.contains('.') {
        return None;
    }
    let read = |word: &str| tag::parse(word, rules).and_then(|reading| reading.release);
    let is_short = word.matches('.').count() == 1 && !word.contains('-');
    read(word).or_else(|| read(&format!("{word}.0")).filter(|_| is_short))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    /// Releases on one line of commits, each with the file that it has.
    fn releases(all: &[(&str, &str)]) -> String {
        let one = |(tag, file): &(&str, &str)| match *file {
            "" => format!("commit \"a\"\ntag {tag} \"Release\"\n"),
            file => format!("write CHANGELOG.md \"{file}\"\ncommit \"a\"\ntag {tag} \"Release\"\n"),
        };
        all.iter().map(one).collect()
    }

    #[test]
    fn a_release_without_a_heading_is_reported() {
        let text =
            releases(&[("v1.0.0", "## 1.0.0"), ("v1.1.0", ""), ("v1.2.0", "## 1.2.0\\n## 1.0.0")]);
        let said = history(&text).says(&RULE);
        let wanted = "refs/tags/v1.1.0: CHANGELOG.md has no heading for v1.1.0 [v1.1.0 ";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.ends_with("] -> relnotes v1.1.0  (prints what belongs there)"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }

    #[test]
    fn releases_in_a_row_are_one_finding() {
        let text = releases(&[("v1.0.0", "## 1.0.0"), ("v1.1.0", ""), ("v1.1.0-hotfix.1", "")]);
        let said = history(&text).says(&RULE);
        assert!(said.contains("no heading for v1.1.0 and for v1.1.0-hotfix.1 ["), "{said}");
        let said = history(&format!("{text}tag v1.2.0 \"Release\"")).says(&RULE);
        assert!(said.contains("no heading for v1.1.0 and for 2 releases after it ["), "{said}");
    }

    #[test]
    fn the_file_of_main_counts_and_that_of_the_tag() {
        let later = [("v1.0.0", "## 1.0.0"), ("v1.1.0", ""), ("v1.1.1", "## 1.1.0\\n## 1.1.1")];
        assert_eq!(history(&releases(&later)).says(&RULE), "");
        let then = [("v1.0.0", "## 1.0.0"), ("v1.1.0", "## 1.1.0"), ("v1.1.1", "## 1.1.1")];
        assert_eq!(history(&releases(&then)).says(&RULE), "");
    }

    #[test]
    fn what_is_older_than_the_first_heading_is_left_out() {
        let text = releases(&[("v1.0.0", "# Changes"), ("v1.1.0", "## 1.1.0")]);
        assert_eq!(history(&text).says(&RULE), "");
        assert_eq!(history(&releases(&[("v1.0.0", "# Changes"), ("v1.1.0", "")])).says(&RULE), "");
    }

    #[test]
    fn a_file_that_has_moved_elsewhere_is_left_out() {
        let moved = [("v1.0.0", "## 1.0.0"), ("v1.1.0", "See the website."), ("v1.2.0", "")];
        assert_eq!(history(&releases(&moved)).says(&RULE), "");
    }

    #[test]
    fn candidates_and_a_repository_without_the_file_are_fine() {
        let text = releases(&[("v1.0.0", "## 1.0.0"), ("v1.1.0-rc.1", "")]);
        assert_eq!(history(&text).says(&RULE), "");
        assert_eq!(history("commit \"a\"\ntag v1.0.0 \"Release\"").says(&RULE), "");
    }

    #[test]
    fn a_file_that_is_missing_makes_it_unknown() {
        let text = releases(&[("v1.0.0", "## 1.0.0")]);
        let partial = history(&text).after(|repo| repo.forget("v1.0.0:CHANGELOG.md"));
        assert!(partial.says(&RULE).starts_with("? repository: "));
        let later = releases(&[("v1.0.0", "## 1.0.0"), ("v1.1.0", "x"), ("v1.2.0", "## 1.2.0")]);
        let partial = history(&later).after(|repo| repo.forget("v1.1.0:CHANGELOG.md"));
        assert!(partial.says(&RULE).starts_with("? refs/tags/v1.1.0: "));
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }

    #[track_caller]
    fn check_headings(text: &str, expected: &[&str]) {
        let rules = TagRules::default();
        let found = headings(text, &rules);
        let shown: Vec<String> = found.iter().map(|it| it.tag_name("", &rules.stages)).collect();
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn headings_of_the_usual_markups_are_read() {
        check_headings("## [1.2.0] - 2024-01-31", &["1.2.0"]);
        check_headings("# v1.2.0-hotfix.1 (2024-01-31)", &["1.2.0-hotfix.1"]);
        check_headings("## 1.2\n## 1.1.1", &["1.1.1", "1.2.0"]);
        check_headings("1.2.0 / 2024-01-31\n==================", &["1.2.0"]);
        check_headings("Shop 1.2.0\n----------", &["1.2.0"]);
        check_headings(
            "**v1.2.0**\n\nVersion 1.1.0:\n[1.0.0](https://x/1.0.0)",
            &["1.0.0", "1.1.0", "1.2.0"],
        );
        check_headings(
            "== Release 1.2.0\n## <small>1.1.0 (2024-01-31)</small>",
            &["1.1.0", "1.2.0"],
        );
    }

    #[test]
    fn other_lines_and_other_versions_are_none() {
        check_headings("- bump axios to 1.7.9\n* needs 3.4.5\nSince 1.2.0 it is fast.", &[]);
        check_headings("## 1.2.0-rc.1", &["1.2.0-rc.1"]);
        check_headings("#### Known issue of the log view prior to 1.2.0", &[]);
        check_headings("## Unreleased\n\n---\n## 2024", &[]);
    }
}
