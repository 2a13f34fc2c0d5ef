//! Which commits of the range brought a fact: those that changed its file, and of several those that changed its name
//! there.

use std::collections::{BTreeMap, HashMap};

use relnotes_core::evidence::{Fact, Verb};
use relnotes_core::git::{Error, FileChange};
use relnotes_core::id::CommitId;

use crate::range::Range;

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
    let mut counts = Counts::default();
    for fact in facts.iter_mut().filter(|fact| is_open(fact)) {
        let Some(touches) = touches.get(&fact.place.path) else { continue };
        fact.commits = commits_of(fact, touches, range, &mut counts);
    }
    Ok(())
}

/// Whether the commits of a fact are looked for: a detector may know them, and what stands as it stood has none.
fn is_open(fact: &Fact) -> bool {
    let stands = fact.verb == Verb::Present && fact.before == fact.after;
    fact.commits.is_empty() && !fact.place.path.is_empty() && !stands
}

/// The commits after which a file names the subject more or less often than before; all where none does.
fn commits_of(
    fact: &Fact,
    touches: &[Touch],
    range: &Range<'_>,
    counts: &mut Counts,
) -> Vec<CommitId> {
    let all = || touches.iter().map(|(commit, ..)| *commit).collect();
    if touches.len() < 2 {
        return all();
    }
    let names = [Some(fact.subject.as_str()), fact.before.as_deref()];
    let mut telling = Vec::new();
    for (commit, old, new) in touches {
        let mut differs = false;
        for name in names.iter().flatten().filter(|name| !name.is_empty()) {
            let (Some(old), Some(new)) =
                (counts.of(range, *old, name), counts.of(range, *new, name))
            else {
                return all();
            };
            differs |= old != new;
        }
        if differs {
            telling.push(*commit);
        }
    }
    if telling.is_empty() { all() } else { telling }
}

/// Texts of blobs, each read once.
#[derive(Default)]
struct Counts {
    texts: HashMap<CommitId, Option<Vec<u8>>>,
}

impl Counts {
    /// How often a blob has a name; none where it cannot be read.
    fn of(&mut self, range: &Range<'_>, blob: Option<CommitId>, name: &str) -> Option<usize> {
        let Some(id) = blob else { return Some(0) };
        let text =
            self.texts.entry(id).or_insert_with(|| range.repository.read_blob(id).ok()).as_ref()?;
        Some(memmem(text, name.as_bytes()))
    }
}

fn memmem(text: &[u8], name: &[u8]) -> usize {
    String::from_utf8_lossy(text).matches(&*String::from_utf8_lossy(name)).count()
}
