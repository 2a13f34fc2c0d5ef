//! Which commits of the range brought a fact: those that changed its file, and of several those that changed its name
//! there, or the version of a package.

use std::collections::{BTreeMap, HashMap};

use memchr::memmem::Finder;
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
    let stands = fact.verb == Verb::Present && (fact.before.is_none() || fact.before == fact.after);
    fact.commits.is_empty() && !fact.place.path.is_empty() && !stands
}

/// The commits that brought a fact: of a package those that pin it otherwise, else those after which the file names the
/// subject more or less often than before; all where none does.
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
    let mut telling = Vec::new();
    for (commit, old, new) in touches {
        let differs = match &fact.kind {
            Kind::Dependency(_) if touches.len() > MOST_LOCKS => return all(),
            Kind::Dependency(_) => blobs.pins_differ(range, fact, *old, *new),
            _ => blobs.names_differ(range, fact, *old, *new),
        };
        match differs {
            Some(true) => telling.push(*commit),
            Some(false) => {}
            None => return all(),
        }
    }
    if telling.is_empty() { all() } else { telling }
}

/// Blobs, each read once.
#[derive(Default)]
struct Blobs {
    texts: HashMap<CommitId, Option<Vec<u8>>>,
    pins: HashMap<CommitId, Option<Pins>>,
}

impl Blobs {
    /// Whether one blob names the subject, or its values, more often than the other; none where one cannot be read.
    fn names_differ(
        &mut self,
        range: &Range<'_>,
        fact: &Fact,
        old: Option<CommitId>,
        new: Option<CommitId>,
    ) -> Option<bool> {
        // What has another value is named as often as before: the values tell.
        let names = match (fact.verb, &fact.before, &fact.after) {
            (Verb::Changed, Some(before), Some(after)) if before.len().min(after.len()) > 2 => {
                [before.as_str(), after.as_str()]
            }
            (_, before, _) => [fact.subject.as_str(), before.as_deref().unwrap_or_default()],
        };
        let mut differs = false;
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            let finder = Finder::new(name);
            let mut count =
                |blob| self.text(range, blob).map(|text| finder.find_iter(text).count());
            differs |= count(old)? != count(new)?;
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
                let text = self.text(range, blob).map(String::from_utf8_lossy);
                let read = text.and_then(|text| pins(&fact.place.path, &text));
                self.pins.insert(id, read);
            }
            Some(self.pins.get(&id)?.as_ref()?.get(&fact.subject).cloned())
        };
        Some(versions(old)? != versions(new)?)
    }

    fn text(&mut self, range: &Range<'_>, blob: Option<CommitId>) -> Option<&[u8]> {
        let Some(id) = blob else { return Some(&[]) };
        let read = || range.repository.read_blob(id).ok();
        self.texts.entry(id).or_insert_with(read).as_deref()
    }
}
