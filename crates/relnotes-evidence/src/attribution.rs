//! Which commits of the range brought a fact: those that changed its file, and of several those that changed a line with its
//! name there, or the version of a package.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};

use aho_corasick::AhoCorasick;
use relnotes_core::evidence::{Fact, Kind, Side, Verb};
use relnotes_core::git::{Error, FileChange};
use relnotes_core::id::CommitId;

use crate::detectors::{Pins, pins};
use crate::range::Range;

/// Of a lock file that more commits changed none is looked into: each of its versions would have to be read as a whole.
const MOST_LOCKS: usize = 40;

/// A commit's change of one file.
type Touch = (CommitId, Option<CommitId>, Option<CommitId>);

/// Fills in the commits of facts, oldest first.
///
/// # Errors
/// Where a tree cannot be read. A blob that cannot be read leaves all commits of the file in.
pub(crate) fn attribute(range: &Range<'_>, facts: &mut [Fact]) -> Result<(), Error> {
    let mut wanted: BTreeMap<Vec<u8>, Vec<Touch>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| is_open(fact)) {
        wanted.insert(fact.place.path.clone().into_bytes(), Vec::new());
    }
    if wanted.is_empty() {
        return Ok(());
    }
    for commit in range.release.commits.iter().rev().filter(|commit| commit.parents.len() < 2) {
        let Some(parent) = commit.parents.first() else {
            // Everything of a root is new: only its own range has it.
            continue;
        };
        for FileChange { path, old, new } in range.repository.tree_changes(*parent, commit.id)? {
            if let Some(touches) = wanted.get_mut(path.as_slice()) {
                touches.push((commit.id, old, new));
            }
        }
    }
    let mut by_path: BTreeMap<String, Vec<&mut Fact>> = BTreeMap::new();
    for fact in facts.iter_mut().filter(|fact| is_open(fact)) {
        by_path.entry(fact.place.path.clone()).or_default().push(fact);
    }
    for (path, facts) in by_path {
        let touches = wanted.get(path.as_bytes()).map(Vec::as_slice).unwrap_or_default();
        of_file(range, &path, touches, facts);
    }
    Ok(())
}

/// Whether the commits of a fact are looked for: a detector may know them, and what stands as it stood has none.
fn is_open(fact: &Fact) -> bool {
    let stands = fact.verb == Verb::Present && (fact.before.is_none() || fact.before == fact.after);
    fact.commits.is_empty() && !fact.place.path.is_empty() && !stands
}

/// Fills in the commits of the facts of one file.
fn of_file(range: &Range<'_>, path: &str, touches: &[Touch], facts: Vec<&mut Fact>) {
    let all: Vec<CommitId> = touches.iter().map(|(commit, ..)| *commit).collect();
    if all.len() < 2 {
        facts.into_iter().for_each(|fact| fact.commits.clone_from(&all));
        return;
    }
    let (locked, facts): (Vec<&mut Fact>, Vec<&mut Fact>) =
        facts.into_iter().partition(|fact| matches!(fact.kind, Kind::Dependency(_)));
    of_lock(range, path, touches, locked);
    // Many facts may be of one file: its text is asked for once.
    let texts = [Side::Before, Side::After].map(|side| {
        let is_of = |fact: &&mut Fact| fact.place.side == side && fact.place.line.is_some();
        facts.iter().any(is_of).then(|| range.text(side, path)).flatten()
    });
    let lines = texts.each_ref().map(|text| text.iter().flat_map(|it| it.lines()).collect());
    let asked: Vec<[Vec<String>; 3]> = facts.iter().map(|fact| names(&lines, fact)).collect();
    let every: BTreeSet<String> = asked.iter().flatten().flatten().cloned().collect();
    let lines = Lines::of(range, touches, every);
    for (fact, ways) in facts.into_iter().zip(asked) {
        let found = ways.iter().find_map(|names| telling(names, touches, &lines));
        fact.commits = found.unwrap_or_else(|| all.clone());
    }
}

/// Fills in the commits of packages: those between whose two versions of the lock file the package is pinned otherwise.
/// Where that cannot be told, a package has none: its file says enough.
fn of_lock(range: &Range<'_>, path: &str, touches: &[Touch], facts: Vec<&mut Fact>) {
    if facts.is_empty() || touches.len() > MOST_LOCKS {
        return;
    }
    let mut blobs: HashMap<CommitId, Option<Pins>> = HashMap::new();
    for blob in touches.iter().flat_map(|(_, old, new)| [old, new]).flatten() {
        blobs.entry(*blob).or_insert_with(|| {
            let bytes = range.repository.read_blob(*blob).ok()?;
            pins(path, &String::from_utf8_lossy(&bytes))
        });
    }
    for fact in facts {
        let pinned = |blob: &Option<CommitId>| match blob {
            Some(id) => Some(blobs.get(id)?.as_ref()?.get(&fact.subject)),
            None => Some(None),
        };
        let differs = |(_, old, new): &&Touch| {
            pinned(old).zip(pinned(new)).is_some_and(|(old, new)| old != new)
        };
        fact.commits = touches.iter().filter(differs).map(|(commit, ..)| *commit).collect();
    }
}

/// What a file may call the subject of a fact, the surest way first: its name and the one that it had; the line where it
/// stands; the last word, as `ListResourceEvents` of `ApplicationService.ListResourceEvents`.
fn names(lines: &[Vec<&str>; 2], fact: &Fact) -> [Vec<String>; 3] {
    let old_name = fact.before.clone().filter(|_| fact.verb == Verb::Renamed);
    let line = fact.place.line.and_then(|line| {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        lines[fact.place.side as usize].get(at).map(|line| line.trim().to_owned())
    });
    let last_word = fact.subject.rsplit(['.', '/', '#', ' ']).next().map(str::to_owned);
    let fine = |names: Vec<String>| names.into_iter().filter(|name| name.len() > 1).collect();
    [
        fine(std::iter::once(fact.subject.clone()).chain(old_name).collect()),
        fine(line.into_iter().collect()),
        fine(last_word.into_iter().collect()),
    ]
}

/// The commits that changed a line with one of the names; none where there are none, or where a text cannot be read.
fn telling(names: &[String], touches: &[Touch], lines: &Lines) -> Option<Vec<CommitId>> {
    let mut telling = Vec::new();
    for (commit, old, new) in touches {
        let mut differs = false;
        for name in names {
            differs |= lines.with(*old, name)? != lines.with(*new, name)?;
        }
        if differs {
            telling.push(*commit);
        }
    }
    (!telling.is_empty()).then_some(telling)
}

/// The lines that have a name, in the blobs of one file: as hashes of all of them in their order, however indented.
struct Lines {
    names: Vec<String>,
    /// By blob and place of the name; nothing of a blob that cannot be read.
    blobs: HashMap<CommitId, Option<HashMap<usize, u64>>>,
}

impl Lines {
    /// Reads each blob once, for all names.
    fn of(range: &Range<'_>, touches: &[Touch], names: BTreeSet<String>) -> Self {
        let names: Vec<String> = names.into_iter().collect();
        let mut blobs = HashMap::new();
        if let Ok(search) = AhoCorasick::new(&names) {
            for blob in touches.iter().flat_map(|(_, old, new)| [old, new]).flatten() {
                blobs.entry(*blob).or_insert_with(|| {
                    let bytes = range.repository.read_blob(*blob).ok()?;
                    Some(hashes(&search, &bytes))
                });
            }
        }
        Self { names, blobs }
    }

    fn with(&self, blob: Option<CommitId>, name: &str) -> Option<u64> {
        let Some(id) = blob else { return Some(0) };
        let at = self.names.binary_search_by(|known| known.as_str().cmp(name)).ok()?;
        Some(self.blobs.get(&id)?.as_ref()?.get(&at).copied().unwrap_or_default())
    }
}

/// Only lines with a match are looked at: a file has thousands of others.
fn hashes(search: &AhoCorasick, bytes: &[u8]) -> HashMap<usize, u64> {
    let mut hashes: HashMap<usize, u64> = HashMap::new();
    let (mut end, mut hash, mut found) = (0, 0, Vec::new());
    for hit in search.find_overlapping_iter(bytes) {
        // Names hold no line feed, so that a match is within one line.
        if hit.start() >= end {
            let start = memchr::memrchr(b'\n', &bytes[..hit.start()]).map_or(0, |at| at + 1);
            let length = memchr::memchr(b'\n', &bytes[hit.start()..]);
            end = length.map_or(bytes.len(), |length| hit.start() + length);
            let mut hasher = DefaultHasher::new();
            bytes[start..end].trim_ascii().hash(&mut hasher);
            hash = hasher.finish();
            found.clear();
        }
        let name = hit.pattern().as_usize();
        if !found.contains(&name) {
            found.push(name);
            let before = hashes.entry(name).or_default();
            *before = before.wrapping_mul(31).wrapping_add(hash);
        }
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_with_their_order_and_without_their_indents() {
        let search = AhoCorasick::new(["total", "total_price", "x"]).unwrap();
        let of = |text: &str| hashes(&search, text.as_bytes());
        let one = of("a\n  total_price = total;\nb\ntotal\n");
        assert_eq!(one, of("total_price = total;\r\nother\n\ttotal"));
        assert_eq!(one.len(), 2, "nothing of a name that is not there");
        assert_ne!(one[&0], of("total\ntotal_price = total;")[&0], "the order counts");
        assert_eq!(one[&1], of("total\ntotal_price = total;")[&1]);
        assert_ne!(one[&1], of("total_price = total + 1;")[&1]);
        assert!(of("").is_empty());
    }
}
