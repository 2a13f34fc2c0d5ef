//! Whether names stand in a tree: one pass over its code for all of them.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use relnotes_core::evidence::{Place, Side};

use super::path::FilePath;
use super::{FileDiff, Range};

/// Where names stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// The first place in each file, by name.
    pub places: BTreeMap<String, Vec<Place>>,
}

impl Hits {
    /// Returns whether a name stands anywhere.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    fn add(&mut self, side: Side, path: &str, text: &str, names: &[&str], search: &AhoCorasick) {
        let mut seen = BTreeSet::new();
        for found in search.find_overlapping_iter(text) {
            let name = names[found.pattern().as_usize()];
            if !is_whole(text, found.start(), found.end()) || !seen.insert(name) {
                continue;
            }
            let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..found.start()]).count();
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            let place = Place { path: path.to_owned(), line: Some(line), side };
            self.places.entry(name.to_owned()).or_default().push(place);
        }
    }
}

impl Range<'_> {
    /// Looks for whole words in the files that both trees have alike, as far as `fits` says so.
    ///
    /// Together with what files that differ say on either side this answers whether a tree has a name, and a file that
    /// did not change is read once.
    pub fn search_unchanged(&self, names: &BTreeSet<String>, fits: fn(&FilePath) -> bool) -> Hits {
        let mut hits = Hits::default();
        let list: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(search) = automaton(&list) else { return hits };
        self.visit_unchanged(names, &fits, &mut |path, text, _| {
            hits.add(Side::After, &path.full, text, &list, &search);
        });
        hits
    }

    /// Shows each file that both trees have alike, that fits and that has one of the names as a whole word.
    pub(crate) fn visit_unchanged(
        &self,
        names: &BTreeSet<String>,
        fits: &dyn Fn(&FilePath) -> bool,
        visit: &mut dyn FnMut(&FilePath, &str, &BTreeSet<&str>),
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(search) = automaton(&names) else { return };
        let differ: BTreeSet<&str> =
            self.files.iter().map(|file| file.path.full.as_str()).collect();
        for (path, entry) in self.tree(Side::After) {
            let path = FilePath::new(path, &[]);
            if differ.contains(path.full.as_str()) || !fits(&path) {
                continue;
            }
            let Some(text) = self.read_once(&path.full, *entry) else { continue };
            let found: BTreeSet<&str> = search
                .find_overlapping_iter(&*text)
                .filter(|found| is_whole(&text, found.start(), found.end()))
                .map(|found| names[found.pattern().as_usize()])
                .collect();
            if !found.is_empty() {
                visit(&path, &text, &found);
            }
        }
    }

    /// Looks for whole words in what the files that differ say on one side.
    pub fn search_changed(
        &self,
        side: Side,
        names: &BTreeSet<String>,
        fits: fn(&FilePath) -> bool,
    ) -> Hits {
        let mut hits = Hits::default();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(search) = automaton(&names) else { return hits };
        for file in self.files.iter().filter(|file| fits(&file.path)) {
            let (path, text) = side_of(file, side);
            hits.add(side, path, text, &names, &search);
        }
        hits
    }
}

fn side_of(file: &FileDiff, side: Side) -> (&str, &str) {
    match side {
        Side::Before => (file.moved_from.as_deref().unwrap_or(&file.path.full), file.before()),
        Side::After => (&file.path.full, file.after()),
    }
}

fn automaton(names: &[&str]) -> Option<AhoCorasick> {
    if names.is_empty() {
        return None;
    }
    AhoCorasick::builder().match_kind(MatchKind::Standard).build(names).ok()
}

/// Whether no letter, digit or underscore touches a match.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    !text[..start].chars().next_back().is_some_and(is_word)
        && !text[end..].chars().next().is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_whole_words_with_their_line() {
        let names = ["total", "total_price"];
        let search = automaton(&names).unwrap();
        let mut hits = Hits::default();
        hits.add(Side::After, "a.rs", "x\nsubtotal total_price\ntotal", &names, &search);
        assert_eq!(hits.places["total"], [Place::after("a.rs", 3)]);
        assert_eq!(hits.places["total_price"], [Place::after("a.rs", 2)]);
        assert!(!hits.has("price"));
    }
}
