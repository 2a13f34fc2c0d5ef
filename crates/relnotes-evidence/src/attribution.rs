//! Which commits of the range brought a fact: those that changed its file, and of several those that changed a line with its
//! name there, or the version of a package.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use relnotes_core::evidence::{Fact, Kind, Verb};
use relnotes_core::git::{Error, FileChange};
use relnotes_core::id::CommitId;

use crate::detectors::{Pins, pins};
use crate::range::Range;

/// Of a lock file that more commits changed none is looked into.
const MOST_LOCKS: usize = 300;

/// A commit's change of one file.
type Touch = (CommitId, Option<CommitId>, Option<CommitId>);

/// Fills in the commits of facts, oldest first.
///
/// # Errors
/// Where a tree cannot be read. A blob that cannot be read leaves all commits of the file in.
pub(crate) fn attribute(range: &Range<'_>, facts: &mut [Fact]) -> Result<(), Error> {
    let mut wanted: BTreeMap<&[u8], Vec<Touch>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| is_open(fact)) {
        wanted.insert(fact.place.path.as_bytes(), Vec::new());
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
    let touches: HashMap<String, Vec<Touch>> = wanted
        .into_iter()
        .map(|(path, touches)| (String::from_utf8_lossy(path).into_owned(), touches))
        .collect();
    let mut blobs = Blobs::default();
    for fact in facts.iter_mut().filter(|fact| is_open(fact)) {
        let Some(touches) = touches.get(&fact.place.path) else { continue };
        fact.commits = commits_of(fact, touches, range, &mut blobs);
    }
    Ok(())
}

/// Whether the commits of a fact are looked for: a detector may know them, and what stands as it stood has none.
fn is_open(fact: &Fact) -> bool {
    let stands = fact.verb == Verb::Present && fact.before == fact.after;
    fact.commits.is_empty() && !fact.place.path.is_empty() && !stands
}

/// The commits that brought a fact: of a package those that pin it otherwise, else those after which the file names the
/// subject in other lines, or in lines that say something else; all where that cannot be told.
fn commits_of(
    fact: &Fact,
    touches: &[Touch],
    range: &Range<'_>,
    blobs: &mut Blobs,
) -> Vec<CommitId> {
    let all = || touches.iter().map(|(commit, ..)| *commit).collect();
    if touches.len() < 2 {
        return all();
    }
    if let Kind::Dependency(_) = fact.kind {
        if touches.len() > MOST_LOCKS {
            return all();
        }
        let telling = telling(touches, |old, new| blobs.pins_differ(range, fact, old, new));
        return telling.unwrap_or_else(all);
    }
    let [before, after] = [fact.before.as_deref(), fact.after.as_deref()];
    let old_name = before.filter(|_| fact.verb == Verb::Renamed);
    // A file has `ListResourceEvents` where the fact is about `ApplicationService.ListResourceEvents`.
    let last_word = fact.subject.rsplit(['.', '/', '#', ' ']).next();
    // What got another value in a line without its name is told by the values.
    let is_long = |value: &&str| value.len() > 2 && fact.verb == Verb::Changed;
    let attempts = [
        [Some(fact.subject.as_str()), old_name],
        [last_word, None],
        [before.filter(is_long), after.filter(is_long)],
    ];
    let differ = |names: [Option<&str>; 2]| {
        telling(touches, |old, new| blobs.lines_differ(range, &names, old, new))
    };
    attempts.into_iter().find_map(differ).unwrap_or_else(all)
}

/// The commits between whose two blobs something differs; none where there are none, or where that cannot be told.
fn telling(
    touches: &[Touch],
    mut differs: impl FnMut(Option<CommitId>, Option<CommitId>) -> Option<bool>,
) -> Option<Vec<CommitId>> {
    let mut telling = Vec::new();
    for (commit, old, new) in touches {
        if differs(*old, *new)? {
            telling.push(*commit);
        }
    }
    (!telling.is_empty()).then_some(telling)
}

/// Blobs, each read once.
#[derive(Default)]
struct Blobs {
    texts: HashMap<CommitId, Option<String>>,
    pins: HashMap<CommitId, Option<Pins>>,
}

impl Blobs {
    /// Whether the lines that have one of the names differ; none where a blob cannot be read.
    fn lines_differ(
        &mut self,
        range: &Range<'_>,
        names: &[Option<&str>],
        old: Option<CommitId>,
        new: Option<CommitId>,
    ) -> Option<bool> {
        let mut differs = false;
        // A short name such as `go` stands in every other line.
        for name in names.iter().flatten().filter(|name| name.len() > 2) {
            let before = lines_with(self.text(range, old)?, name);
            differs |= before != lines_with(self.text(range, new)?, name);
        }
        Some(differs)
    }

    /// Whether two versions of a lock file pin a package otherwise; none where one cannot be read.
    fn pins_differ(
        &mut self,
        range: &Range<'_>,
        fact: &Fact,
        old: Option<CommitId>,
        new: Option<CommitId>,
    ) -> Option<bool> {
        let mut versions = |blob: Option<CommitId>| {
            let Some(id) = blob else { return Some(None) };
            if !self.pins.contains_key(&id) {
                let read = self.text(range, blob).and_then(|text| pins(&fact.place.path, text));
                self.pins.insert(id, read);
            }
            Some(self.pins.get(&id)?.as_ref()?.get(&fact.subject).cloned())
        };
        Some(versions(old)? != versions(new)?)
    }

    fn text(&mut self, range: &Range<'_>, blob: Option<CommitId>) -> Option<&str> {
        let Some(id) = blob else { return Some("") };
        let read = || {
            let bytes = range.repository.read_blob(id).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        self.texts.entry(id).or_insert_with(read).as_deref()
    }
}

/// A hash of the lines that have a name, in their order, however indented.
fn lines_with(text: &str, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (at, _) in text.match_indices(name) {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        text[start..end].trim().hash(&mut hasher);
    }
    hasher.finish()
}
