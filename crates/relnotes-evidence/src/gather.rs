//! From a release to the facts of its files.

use std::collections::{BTreeSet, HashSet};

use relnotes_core::config::Config;
use relnotes_core::evidence::{Evidence, Fact, Side};
use relnotes_core::git::{Error, Repository};
use relnotes_core::id::CommitId;
use relnotes_core::release::model::Release;
use relnotes_core::side_by_side::{each, spread};

use crate::attribution;
use crate::compat;
use crate::detectors::{ALL, Detect, Detector};
use crate::names::{Known, Names, Sides};
use crate::own;
use crate::range::{FileDiff, FilePath, Range};
use crate::risk;

/// Returns what the files of a release show, compared with each of some older commits; without a commit everything is new.
///
/// What two comparisons have in common is looked at once.
///
/// # Errors
/// Where a commit or a tree cannot be read. A blob that cannot be read is counted in the evidence and no error.
pub fn gather(
    repository: &Repository,
    config: &Config,
    release: &Release,
    olds: &[Option<CommitId>],
) -> Result<Vec<Evidence>, Error> {
    if olds.is_empty() {
        return Ok(Vec::new());
    }
    let disabled = |detector: &&&Detector| {
        let mut names = config.detectors.disable.iter();
        names.any(|name| name.value.eq_ignore_ascii_case(detector.code))
    };
    let detectors: Vec<&Detector> = ALL.iter().filter(|it| !disabled(it)).copied().collect();
    let ranges = Range::open(repository, config, release, olds, &detectors)?;
    look_ahead(&ranges, &detectors);
    let (ranges, mut facts): (Vec<Range<'_>>, Vec<Vec<Fact>>) = each(ranges, |range| {
        let mut facts = facts(&range, &detectors);
        facts.extend(own::facts(&range));
        (range, facts)
    })
    .into_iter()
    .unzip();
    attribution::attribute(&ranges, &mut facts)?;
    let compared = ranges.into_iter().zip(facts).collect();
    Ok(each(compared, |(range, facts): (Range<'_>, Vec<Fact>)| {
        let compatibility = compat::check(&range, &facts);
        let risks = risk::rows(&facts, &compatibility, release);
        let mut reading = range.reading();
        reading.detectors = detectors.iter().map(|detector| detector.code).collect();
        let (from, to) = (range.commit(Side::Before), release.range.to.commit);
        Evidence { from, to, facts, reading, compatibility, risks }
    }))
}

/// What the detectors see in one file that differs, by their places in the table.
#[derive(Debug)]
pub(crate) struct Look {
    facts: Vec<(usize, Vec<Fact>)>,
    names: Vec<(usize, Sides)>,
}

impl Look {
    /// Looks at a file, unless that was done before.
    fn of<'f>(file: &'f FileDiff, detectors: &[&Detector]) -> &'f Self {
        file.seen().look.get_or_init(|| Self::at(file, detectors))
    }

    fn at(file: &FileDiff, detectors: &[&Detector]) -> Self {
        let mut look = Self { facts: Vec::new(), names: Vec::new() };
        for (at, detector) in detectors.iter().enumerate().filter(|(_, it)| it.wants(&file.path)) {
            match &detector.detect {
                Detect::Tree(detect) | Detect::File(detect) => {
                    let mut facts = Vec::new();
                    detect(file, &mut facts);
                    look.facts.push((at, facts));
                }
                Detect::Names(rule) => look.names.push((at, rule.sides(file))),
                Detect::Prepared(prepare, _) => prepare(file),
                Detect::Range(_) => {}
            }
        }
        look
    }
}

/// Looks at each file alone, on two threads.
fn look_ahead(ranges: &[Range<'_>], detectors: &[&Detector]) {
    let mut seen = HashSet::new();
    let files = ranges.iter().flat_map(Range::files);
    let files: Vec<&FileDiff> =
        files.filter(|file| seen.insert(std::ptr::from_ref(*file))).collect();
    spread(&files, vec![(), ()], |(), file| {
        Look::of(file, detectors);
    });
}

/// Asks every detector; the facts come in the order of their table.
pub(crate) fn facts(range: &Range<'_>, detectors: &[&Detector]) -> Vec<Fact> {
    let files: Vec<&FileDiff> = range.files().collect();
    let looks: Vec<&Look> = files.iter().map(|file| Look::of(file, detectors)).collect();
    let mut found: Vec<Vec<Fact>> = detectors.iter().map(|_| Vec::new()).collect();
    for (at, facts) in looks.iter().flat_map(|look| &look.facts) {
        found[*at].extend(facts.iter().cloned());
    }
    let mut names = Vec::new();
    for (at, detector) in detectors.iter().enumerate() {
        if let Detect::Names(rule) = &detector.detect {
            let seen = looks.iter().enumerate().filter_map(|(file, look)| {
                let (_, sides) = look.names.iter().find(|(by, _)| *by == at)?;
                Some((file, sides))
            });
            names.push((at, Names::collect(detector, rule, seen)));
        }
    }
    let known = known_names(range, &names);
    for ((at, names), known) in names.iter().zip(&known) {
        found[*at] = names.facts(&files, &|name| known.contains(name));
    }
    let so_far: Vec<Fact> = found.iter().flatten().cloned().collect();
    for (at, detector) in detectors.iter().enumerate() {
        if let Detect::Range(detect) | Detect::Prepared(_, detect) = &detector.detect {
            detect(range, detector, &so_far, &mut found[at]);
        }
    }
    for facts in &mut found {
        facts.sort_by(|a, b| a.id.cmp(&b.id));
        number_equal_ids(facts);
    }
    let found: Vec<Fact> = found.into_iter().flatten().collect();
    without_echoes(found)
}

/// Leaves out what manifests say of a variable that the code says as well.
fn without_echoes(facts: Vec<Fact>) -> Vec<Fact> {
    let key = |fact: &Fact| (fact.verb, fact.subject.clone(), fact.before.clone());
    let said: BTreeSet<_> = facts.iter().filter(|it| it.detector == "ENV").map(key).collect();
    let is_echo = |fact: &Fact| fact.detector == "ENV-MANIFEST" && said.contains(&key(fact));
    facts.into_iter().filter(|fact| !is_echo(fact)).collect()
}

/// Gives the second fact of an id `~2`, the third `~3`.
fn number_equal_ids(facts: &mut [Fact]) {
    let (mut last, mut count) = (String::new(), 1);
    for fact in facts {
        if fact.id == last {
            count += 1;
            fact.id = format!("{last}~{count}");
        } else {
            (last, count) = (fact.id.clone(), 1);
        }
    }
}

/// Which names of each detector a file that did not change has: one pass over the tree for all of them.
fn known_names(range: &Range<'_>, names: &[(usize, Names<'_>)]) -> Vec<BTreeSet<String>> {
    let mut known: Vec<BTreeSet<String>> = names.iter().map(|_| BTreeSet::new()).collect();
    let wanted: BTreeSet<String> = names.iter().flat_map(|(_, names)| names.one_sided()).collect();
    let by_sight =
        |names: &Names<'_>, path: &FilePath| names.known() == Known::BySight && names.wants(path);
    let fits = |path: &FilePath| {
        is_code_of_product(path) || names.iter().any(|(_, names)| by_sight(names, path))
    };
    range.visit_unchanged(&wanted, &fits, &mut |path, text, found| {
        for ((_, names), known) in names.iter().zip(&mut known) {
            match names.known() {
                Known::BySight if names.wants(path) => names.sight(path, text, known),
                Known::ByWord if is_code_of_product(path) => {
                    known.extend(found.iter().map(|name| (*name).to_owned()));
                }
                Known::BySight | Known::ByWord => {}
            }
        }
    });
    known
}

fn is_code_of_product(path: &FilePath) -> bool {
    path.is_code() && path.is_product()
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::Verb;

    use super::*;
    use crate::testing::range_facts;

    fn facts_of(code: &str, history: &str) -> Vec<Fact> {
        let detectors: Vec<&Detector> =
            ALL.iter().copied().filter(|detector| detector.code == code).collect();
        range_facts(&detectors, history, "v1.0.0..v1.1.0")
    }

    fn metrics(history: &str) -> Vec<Fact> {
        facts_of("METRIC", history)
    }

    #[test]
    fn a_fact_has_the_commits_that_brought_its_name() {
        let found = metrics(
            "write a.rs \"fn a() {}\\n\"\ncommit \"feat: a\"\ntag v1.0.0\n\
             write a.rs \"counter!(\\\"orders_total\\\", 1);\\n\"\ncommit \"feat: count\" as count\n\
             write a.rs \"counter!(\\\"orders_total\\\", 1);\\nfn b() {}\\n\"\ncommit \"feat: b\"\ntag v1.1.0",
        );
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id.as_str(), found[0].verb), ("metric:orders_total", Verb::Added));
        assert_eq!(found[0].commits.len(), 1);
    }

    /// Not every commit that wrote a line with `go` in it.
    #[test]
    fn a_runtime_has_the_commits_that_changed_its_line() {
        let module = |go: &str, dependency: &str, subject: &str| {
            format!(
                "write go.mod \"module a\\n\\ngo {go}\\n\\nrequire github.com/b/go-c {dependency}\\n\"\n\
                 commit \"{subject}\"\n"
            )
        };
        let found = facts_of(
            "DEP-SYSTEM",
            &[
                module("1.24.0", "v1.0.0", "feat: a"),
                "tag v1.0.0\n".to_owned(),
                module("1.24.0", "v1.1.0", "chore: the dependency"),
                module("1.25.0", "v1.1.0", "chore: the runtime"),
                module("1.25.0", "v1.2.0", "chore: the dependency again"),
                "tag v1.1.0\n".to_owned(),
            ]
            .concat(),
        );
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].before.as_deref(), found[0].after.as_deref(), found[0].commits.len()),
            (Some("1.24.0"), Some("1.25.0"), 1)
        );
    }

    #[test]
    fn what_came_and_went_within_the_range_is_no_fact() {
        let found = metrics(
            "write a.rs \"fn a() {}\\n\"\ncommit \"feat: a\"\ntag v1.0.0\n\
             write a.rs \"counter!(\\\"orders_total\\\", 1);\\n\"\ncommit \"feat: count\"\n\
             write a.rs \"fn b() {}\\n\"\ncommit \"feat: b\"\ntag v1.1.0",
        );
        assert!(found.is_empty());
    }

    #[test]
    fn a_name_that_an_unchanged_file_has_is_no_news() {
        let found = metrics(
            "write a.rs \"fn a() {}\\n\"\nwrite b.rs \"counter!(\\\"orders_total\\\", 1);\\n\"\n\
             commit \"feat: a\"\ntag v1.0.0\n\
             write a.rs \"counter!(\\\"orders_total\\\", 1);\\n\"\ncommit \"feat: count\"\ntag v1.1.0",
        );
        assert!(found.is_empty());
    }
}
