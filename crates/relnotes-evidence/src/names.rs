//! Names that a product has on one side of a range and not on the other.
//!
//! A name that only moved, or was indented anew, is on both sides and no news; so is one that a file which did not
//! change names as well. A name that went and one that came in the same place of a file, alike in most of their words,
//! are one that was renamed.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Side, Verb};

use crate::detectors::Detector;
use crate::range::FilePath;
use crate::range::{FileDiff, Hunk};
use crate::source::without_tests;

/// How names of one kind are found.
#[derive(Debug)]
pub struct NameRule {
    /// What the ids of its facts begin with: `metric`.
    pub prefix: &'static str,
    /// The kind of a fact, by what happened to the name.
    pub kind: fn(Verb) -> Kind,
    /// What makes a name that came or went no news.
    pub known: Known,
    /// How sure its facts are.
    pub confidence: Confidence,
    /// Finds the names in a text.
    pub sight: fn(&FilePath, &str, &mut Vec<Sighting>),
}

/// What a file that did not change must have, for a name that came or went elsewhere to be no news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The word anywhere in code: for names that mean one thing only.
    ByWord,
    /// The name where the rule would find it: for names that are words of every text, such as `output`.
    BySight,
}

/// A name that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The name.
    pub name: String,
    /// The line, from 0.
    pub line: usize,
    /// A value that stands with it, such as a default.
    pub value: Option<String>,
    /// Whether the program puts it together, `"APP_" + prefix + "PORT"`: it may be there, and is no news of its own.
    pub is_composed: bool,
}

impl Sighting {
    /// Returns a name without a value.
    pub fn new(name: &str, line: usize) -> Self {
        Self { name: name.to_owned(), line, value: None, is_composed: false }
    }

    /// Returns the name with a value.
    #[must_use]
    pub fn with_value(mut self, value: Option<String>) -> Self {
        self.value = value;
        self
    }
}

/// The names of a file that differs, before and after.
pub(crate) type Sides = [Vec<Sighting>; 2];

impl NameRule {
    /// Finds the names on both sides of a file. Of one with a side unread nothing is known: its names neither came nor
    /// went.
    pub(crate) fn sides(&self, file: &FileDiff) -> Sides {
        [file.before(), file.after()].map(|text| {
            let mut found = Vec::new();
            if file.is_read() {
                (self.sight)(&file.path, without_tests(&file.path, text), &mut found);
            }
            found
        })
    }
}

/// A name in a file that differs.
#[derive(Debug)]
struct Sight {
    file: usize,
    line: usize,
    value: Option<String>,
    is_composed: bool,
}

/// The names of one detector on both sides.
pub(crate) struct Names<'d> {
    detector: &'d Detector,
    rule: &'d NameRule,
    before: BTreeMap<String, Vec<Sight>>,
    after: BTreeMap<String, Vec<Sight>>,
}

impl<'d> Names<'d> {
    /// Collects the names of the files that differ: the place of each file among them, and what its two sides have.
    pub(crate) fn collect<'s>(
        detector: &'d Detector,
        rule: &'d NameRule,
        seen: impl Iterator<Item = (usize, &'s Sides)>,
    ) -> Self {
        let mut names = Self { detector, rule, before: BTreeMap::new(), after: BTreeMap::new() };
        for (file, [before, after]) in seen {
            for (side, found) in [(&mut names.before, before), (&mut names.after, after)] {
                for Sighting { name, line, value, is_composed } in found {
                    let (line, value, is_composed) = (*line, value.clone(), *is_composed);
                    let sight = Sight { file, line, value, is_composed };
                    side.entry(name.clone()).or_default().push(sight);
                }
            }
        }
        names
    }

    /// Returns the names that stand on one side only, as far as these files tell.
    pub(crate) fn one_sided(&self) -> BTreeSet<String> {
        let here = |names: &BTreeMap<String, Vec<Sight>>, other: &BTreeMap<String, Vec<Sight>>| {
            let is_whole = |sights: &[Sight]| sights.iter().any(|sight| !sight.is_composed);
            let names = names
                .iter()
                .filter(|(name, sights)| !other.contains_key(*name) && is_whole(sights));
            names.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let gone = here(&self.before, &self.after);
        gone.into_iter().chain(here(&self.after, &self.before)).collect()
    }

    /// Returns how names of this detector are known to stand in files that did not change.
    pub(crate) fn known(&self) -> Known {
        self.rule.known
    }

    /// Returns whether this detector would look at a file.
    pub(crate) fn wants(&self, path: &FilePath) -> bool {
        self.detector.wants(path)
    }

    /// Adds the names that the rule finds in a file that did not change.
    pub(crate) fn sight(&self, path: &FilePath, text: &str, names: &mut BTreeSet<String>) {
        let mut found = Vec::new();
        (self.rule.sight)(path, without_tests(path, text), &mut found);
        names.extend(found.into_iter().map(|sighting| sighting.name));
    }

    /// Makes facts of the names that came, went or were renamed; `known` stands in files that did not change.
    pub(crate) fn facts(&self, files: &[&FileDiff], known: &dyn Fn(&str) -> bool) -> Vec<Fact> {
        let news: BTreeSet<String> =
            self.one_sided().into_iter().filter(|name| !known(name)).collect();
        let mut renamed: BTreeMap<&str, &str> = BTreeMap::new();
        let gone = self.before.iter().filter(|(name, _)| news.contains(*name));
        for (old, sights) in gone {
            let new = sights.iter().find_map(|sight| self.successor(old, sight, files, &news));
            if let Some(new) = new.filter(|new| !renamed.values().any(|taken| taken == new)) {
                renamed.insert(old, new);
            }
        }
        let mut facts = Vec::new();
        for name in &news {
            let name = name.as_str();
            let fact = if let Some(new) = renamed.get(name) {
                let fact = self.fact(Verb::Renamed, new, files);
                let fact =
                    if is_prefixed(name, new) { fact.as_sure_as(Confidence::Guess) } else { fact };
                fact.with_values(Some(name.to_owned()), Some((*new).to_owned()))
            } else if renamed.values().any(|new| *new == name) {
                continue;
            } else if self.after.contains_key(name) {
                self.fact(Verb::Added, name, files).with_values(None, self.value(Side::After, name))
            } else {
                self.fact(Verb::Removed, name, files)
                    .with_values(self.value(Side::Before, name), None)
            };
            facts.push(fact);
        }
        facts.extend(self.changed_values(files));
        facts.sort_by(|a, b| a.id.cmp(&b.id));
        facts
    }

    fn value(&self, side: Side, name: &str) -> Option<String> {
        let names = match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        };
        names.get(name)?.iter().find_map(|sight| sight.value.clone())
    }

    fn fact(&self, verb: Verb, name: &str, files: &[&FileDiff]) -> Fact {
        let (sights, side) = match verb {
            Verb::Removed => (&self.before, Side::Before),
            Verb::Added | Verb::Renamed | Verb::Changed | Verb::Present => {
                (&self.after, Side::After)
            }
        };
        let sights = &sights[name];
        let sight = sights.iter().find(|sight| !sight.is_composed).unwrap_or(&sights[0]);
        let line = u32::try_from(sight.line + 1).ok();
        let place = Place { path: files[sight.file].path.full.clone(), line, side };
        let id = format!("{}:{name}", self.rule.prefix);
        let fact = Fact::new(self.detector.code, (self.rule.kind)(verb), verb, id, name, place);
        fact.as_sure_as(self.rule.confidence)
    }

    /// Names on both sides whose only value is another one now.
    fn changed_values(&self, files: &[&FileDiff]) -> Vec<Fact> {
        let only = |sights: &[Sight]| {
            let values: BTreeSet<&String> =
                sights.iter().filter_map(|sight| sight.value.as_ref()).collect();
            (values.len() == 1).then(|| values.first().map(|value| (*value).clone())).flatten()
        };
        let both =
            self.before.iter().filter_map(|(name, old)| Some((name, old, self.after.get(name)?)));
        let changed = both.filter_map(|(name, old, new)| {
            let (old, new) = (only(old)?, only(new)?);
            let fact = (old != new).then(|| self.fact(Verb::Changed, name, files))?;
            Some(fact.with_values(Some(old), Some(new)))
        });
        changed.collect()
    }

    /// The only name that came where one went, if they share most of their words.
    fn successor<'n>(
        &self,
        old: &str,
        sight: &Sight,
        files: &[&FileDiff],
        news: &'n BTreeSet<String>,
    ) -> Option<&'n str> {
        let file = files[sight.file];
        let line = u32::try_from(sight.line).ok()?;
        let hunk = file.hunks().iter().find(|hunk| hunk.before.contains(&line))?;
        let came: BTreeSet<&str> =
            self.in_hunk(&self.after, sight.file, |it| &it.after, hunk, news);
        let went: BTreeSet<&str> =
            self.in_hunk(&self.before, sight.file, |it| &it.before, hunk, news);
        let is_closest = |new: &str| went.iter().all(|other| alike(other, new) <= alike(old, new));
        let best =
            came.into_iter().filter(|new| is_closest(new)).max_by_key(|new| alike(old, new))?;
        let words = words(old).len().max(words(best).len());
        (alike(old, best) * 2 > words).then(|| news.get(best).map(String::as_str)).flatten()
    }

    fn in_hunk<'n>(
        &'n self,
        names: &'n BTreeMap<String, Vec<Sight>>,
        file: usize,
        lines: fn(&Hunk) -> &std::ops::Range<u32>,
        hunk: &Hunk,
        news: &BTreeSet<String>,
    ) -> BTreeSet<&'n str> {
        let is_in = |sight: &Sight| {
            sight.file == file
                && u32::try_from(sight.line).is_ok_and(|line| lines(hunk).contains(&line))
        };
        let names = names.iter().filter(|(name, _)| news.contains(*name));
        names
            .filter(|(_, sights)| sights.iter().any(is_in))
            .map(|(name, _)| name.as_str())
            .collect()
    }
}

/// Whether a name only got or lost its first words: another place may put them before it now, and nobody sees a change.
fn is_prefixed(old: &str, new: &str) -> bool {
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|rest| rest.ends_with(['_', '.', '-']))
    };
    ends(old, new) || ends(new, old)
}

/// Words of a name: `ARGOCD_REPO` has two, `orderTotal` has two.
fn words(name: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let mut last_is_lower = false;
    for char in name.chars() {
        let is_break = !char.is_alphanumeric() || (char.is_uppercase() && last_is_lower);
        if is_break && !word.is_empty() {
            words.insert(std::mem::take(&mut word));
        }
        if char.is_alphanumeric() {
            word.extend(char.to_lowercase());
        }
        last_is_lower = char.is_lowercase();
    }
    if !word.is_empty() {
        words.insert(word);
    }
    words
}

/// How many words two names share.
fn alike(a: &str, b: &str) -> usize {
    words(a).intersection(&words(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_that_may_be_put_before_elsewhere_is_a_guess() {
        assert!(is_prefixed("thanos_panics_total", "panics_total"));
        assert!(is_prefixed("panics_total", "thanos_panics_total"));
        assert!(!is_prefixed("store_panics_total", "query_panics_total"));
    }

    #[test]
    fn names_are_made_of_words() {
        assert_eq!(alike("ARGOCD_REPO_OTLP_HEADERS", "ARGOCD_REPO_SERVER_OTLP_HEADERS"), 4);
        assert_eq!(alike("orderTotal", "order_total"), 2);
        assert_eq!(alike("a", "b"), 0);
    }
}
