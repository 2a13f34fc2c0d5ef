//! Frameworks with a file, a pair of files or a folder for each migration: what came, went and changed in a range.
//!
//! Which files belong together is said by their paths alone, so that both trees are listed and little is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use relnotes_core::evidence::{Confidence, Framework, Side};

use super::dialect;
use super::order::by_version;
use super::script::{Edit, Script, Survey};
use super::step::{Act, Step};
use super::substance;
use super::undo::{Operation, Reverse};
use crate::range::{FilePath, Range, Status};

/// How migrations of one framework are found and read.
pub(crate) struct Format {
    /// What a path is of a migration; none where it is of none.
    pub(crate) part: fn(&str) -> Option<Part>,
    /// Reads it; none where its text shows that it is of another kind.
    pub(crate) read: fn(&Source<'_>) -> Option<Content>,
    /// Whether versions order them, and one with a lower version than another that ran is out of order.
    pub(crate) is_ordered: bool,
}

/// What a path says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// What all files of the migration share.
    pub(crate) key: String,
    /// The name of the migration.
    pub(crate) name: String,
    /// What orders it.
    pub(crate) version: String,
    /// Among what it is ordered.
    pub(crate) folder: String,
    pub(crate) role: Role,
}

/// What a file of a migration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It does the migration, or both.
    Up,
    /// It undoes it.
    Down,
    /// It does it, and again whenever it changes.
    Repeated,
}

/// A migration of a tree, to be read.
pub(crate) struct Source<'r> {
    pub(crate) range: &'r Range<'r>,
    pub(crate) side: Side,
    pub(crate) part: &'r Part,
    pub(crate) up: File,
    pub(crate) down: Option<File>,
}

/// A file of a migration.
pub(crate) struct File {
    pub(crate) path: String,
    /// None where it could not be read.
    pub(crate) text: Option<Arc<str>>,
}

/// What the files of a migration say.
pub(crate) struct Content {
    pub(crate) framework: Framework,
    pub(crate) operations: Vec<Operation>,
    pub(crate) undo_command: Option<String>,
    pub(crate) after_deploy: bool,
    pub(crate) replaces: Vec<String>,
    pub(crate) follows: Vec<String>,
    pub(crate) in_transaction: bool,
    /// What orders it, where its text says that and not its path.
    pub(crate) version: Option<String>,
}

impl Content {
    /// Returns a migration of some operations and a command.
    pub(crate) fn new(
        framework: Framework,
        operations: Vec<Operation>,
        undo_command: Option<String>,
    ) -> Self {
        Self {
            framework,
            operations,
            undo_command,
            after_deploy: false,
            replaces: Vec::new(),
            follows: Vec::new(),
            in_transaction: false,
            version: None,
        }
    }
}

impl File {
    /// Returns the one operation of what could not be read.
    pub(crate) fn unread(&self) -> Operation {
        Operation {
            steps: vec![Step::new(1, &self.path, Act::Unread)],
            reverse: Reverse::Unknown(self.path.clone()),
        }
    }
}

/// The files of a migration.
#[derive(Debug)]
struct Pair {
    part: Part,
    up: String,
    down: Option<String>,
}

/// How many edits at least are many.
const FEWEST: usize = 10;

/// Returns whether a file is of a migration of a format, and of the product.
pub(crate) fn is_part(format: &Format, path: &FilePath) -> bool {
    let is_foreign = path.is_test || path.is_documentation || path.is_vendored;
    !is_foreign && (format.part)(&path.full).is_some()
}

/// Returns what a release has of the migrations of a format.
pub(crate) fn survey(format: &Format, range: &Range<'_>) -> Survey {
    if !range.files().any(|file| is_part(format, &file.path)) {
        return Survey::default();
    }
    let (before, after) = (list(format, range, Side::Before), list(format, range, Side::After));
    let moved: BTreeSet<&str> = range
        .files()
        .filter_map(|file| file.moved_from.as_deref().map(|from| [from, file.path.full.as_str()]))
        .flatten()
        .collect();
    let mut survey = Survey::default();
    for (key, pair) in &after {
        let (is_known, is_moved) = (before.contains_key(key), moved.contains(pair.up.as_str()));
        if is_known || is_moved {
            continue;
        }
        if let Some(mut script) = read(format, range, Side::After, pair) {
            if format.is_ordered {
                script.out_of_order = highest_above(&before, &pair.part);
            }
            survey.added.push(script);
        }
    }
    let replaced: BTreeSet<&String> = survey.added.iter().flat_map(|it| &it.replaces).collect();
    for (key, pair) in &before {
        let stays = after.contains_key(key) || moved.contains(pair.up.as_str());
        if !stays && !replaced.contains(&pair.part.name) {
            survey.removed.extend(read(format, range, Side::Before, pair));
        }
    }
    changes(format, range, &before, &after, &mut survey);
    // Who changes so many at once has a new formatter, a new driver, a new way to write them down.
    if survey.edited.len() >= FEWEST && survey.edited.len() * 10 > before.len() * 3 {
        survey.edited.iter_mut().for_each(|edit| edit.confidence = Confidence::Guess);
    }
    survey
}

/// Migrations that both trees have: those that run again, and those that nobody should have touched.
fn changes(
    format: &Format,
    range: &Range<'_>,
    before: &BTreeMap<String, Pair>,
    after: &BTreeMap<String, Pair>,
    survey: &mut Survey,
) {
    for file in range.files().filter(|file| file.status == Status::Modified) {
        if !is_part(format, &file.path) || !file.is_read() {
            continue;
        }
        let Some(part) = (format.part)(&file.path.full) else { continue };
        let (Some(_), Some(pair)) = (before.get(&part.key), after.get(&part.key)) else { continue };
        let path = &file.path.full;
        let Some(line) = substance::first_change(path, file.before(), file.after()) else {
            continue;
        };
        // Read again, so that a file that is no migration after all is none here, either.
        let Some(mut script) = read(format, range, Side::After, pair) else { continue };
        if part.role == Role::Repeated {
            script.runs_again = true;
            survey.added.push(script);
        } else {
            put_before(&script, survey);
            let (key, name) = (path.clone(), part.name);
            let confidence = Confidence::Exact;
            survey.edited.push(Edit { key, name, path: path.clone(), line, confidence });
        }
    }
}

/// Where links order migrations and not versions, a new one is out of order if one that may have run follows it now.
fn put_before(old: &Script, survey: &mut Survey) {
    for new in survey.added.iter_mut().filter(|new| new.replaces.is_empty()) {
        let is_followed = old.follows.iter().any(|name| *name == new.version || *name == new.name);
        if is_followed && new.folder == old.folder {
            new.out_of_order = Some(old.version.clone());
        }
    }
}

/// The migrations of a tree by their keys; a file that only undoes is none.
fn list(format: &Format, range: &Range<'_>, side: Side) -> BTreeMap<String, Pair> {
    let mut ups: BTreeMap<String, (Part, String)> = BTreeMap::new();
    let mut downs: BTreeMap<String, String> = BTreeMap::new();
    for (path, _) in range.tree(side) {
        let Some(part) = (format.part)(path) else { continue };
        if !is_part(format, &FilePath::new(path, &[])) {
            continue;
        }
        match part.role {
            Role::Up | Role::Repeated => {
                ups.insert(part.key.clone(), (part, path.clone()));
            }
            Role::Down => {
                downs.insert(part.key, path.clone());
            }
        }
    }
    let mut pairs = BTreeMap::new();
    for (key, (part, up)) in ups {
        let down = downs.remove(&key);
        pairs.insert(key, Pair { part, up, down });
    }
    pairs
}

fn highest_above(before: &BTreeMap<String, Pair>, part: &Part) -> Option<String> {
    let others = before.values().map(|pair| &pair.part);
    let others = others.filter(|it| it.folder == part.folder && it.role == Role::Up);
    let highest = others.map(|it| &it.version).max_by(|a, b| by_version(a, b))?;
    by_version(&part.version, highest).is_lt().then(|| highest.clone())
}

fn read(format: &Format, range: &Range<'_>, side: Side, pair: &Pair) -> Option<Script> {
    let file = |path: &String| File { path: path.clone(), text: range.text(side, path) };
    let (up, down) = (file(&pair.up), pair.down.as_ref().map(file));
    let dialect = dialect::of_file(&up.path, up.text.as_deref().unwrap_or_default());
    let source = Source { range, side, part: &pair.part, up, down };
    let content = (format.read)(&source)?;
    Some(Script {
        key: pair.part.key.clone(),
        name: pair.part.name.clone(),
        version: content.version.unwrap_or_else(|| pair.part.version.clone()),
        folder: pair.part.folder.clone(),
        framework: content.framework,
        path: pair.up.clone(),
        line: None,
        operations: content.operations,
        undo_command: content.undo_command,
        after_deploy: content.after_deploy,
        out_of_order: None,
        replaces: content.replaces,
        follows: content.follows,
        in_transaction: content.in_transaction,
        dialect,
        confidence: Confidence::Exact,
        runs_again: false,
    })
}

#[cfg(test)]
mod tests;
