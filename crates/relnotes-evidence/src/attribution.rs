//! Which commits of the range brought a fact: those that changed its file, and of several those that changed a line with its
//! name there.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

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
    for fact in facts.iter() {
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
    let mut texts = Texts::default();
    for fact in facts {
        let Some(touches) = touches.get(&fact.place.path) else { continue };
        fact.commits = commits_of(fact, touches, range, &mut texts);
    }
    Ok(())
}

/// The commits after which a file names the subject in other lines, or in lines that say something else; all where that
/// cannot be told.
fn commits_of(
    fact: &Fact,
    touches: &[Touch],
    range: &Range<'_>,
    texts: &mut Texts,
) -> Vec<CommitId> {
    let all = || touches.iter().map(|(commit, ..)| *commit).collect();
    if touches.len() < 2 {
        return all();
    }
    let old_name = fact.before.as_deref().filter(|_| fact.verb == Verb::Renamed);
    // A file has `ListResourceEvents` where the fact is about `ApplicationService.ListResourceEvents`.
    let last_word = fact.subject.rsplit(['.', '/', '#', ' ']).next();
    [&[Some(fact.subject.as_str()), old_name][..], &[last_word]]
        .into_iter()
        .find_map(|names| telling(names, touches, range, texts))
        .unwrap_or_else(all)
}

/// The commits that changed a line with one of the names; none where there are none, or where a text cannot be read.
fn telling(
    names: &[Option<&str>],
    touches: &[Touch],
    range: &Range<'_>,
    texts: &mut Texts,
) -> Option<Vec<CommitId>> {
    let mut telling = Vec::new();
    for (commit, old, new) in touches {
        let mut differs = false;
        for name in names.iter().flatten().filter(|name| !name.is_empty()) {
            differs |= texts.lines(range, *old, name)? != texts.lines(range, *new, name)?;
        }
        if differs {
            telling.push(*commit);
        }
    }
    (!telling.is_empty()).then_some(telling)
}

/// Texts of blobs, each read once.
#[derive(Default)]
struct Texts(HashMap<CommitId, Option<String>>);

impl Texts {
    /// A hash of the lines that have a name, in their order, however indented; none where the blob cannot be read.
    fn lines(&mut self, range: &Range<'_>, blob: Option<CommitId>, name: &str) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        if let Some(id) = blob {
            let read = || {
                let bytes = range.repository.read_blob(id).ok()?;
                Some(String::from_utf8_lossy(&bytes).into_owned())
            };
            let text = self.0.entry(id).or_insert_with(read).as_ref()?;
            for (at, _) in text.match_indices(name) {
                let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
                let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
                text[start..end].trim().hash(&mut hasher);
            }
        }
        Some(hasher.finish())
    }
}
