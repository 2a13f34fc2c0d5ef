//! Which commits of the range brought a fact: those that changed its file, and of several those that changed a line with its
//! name there, or the version of a package.

mod lines;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use relnotes_core::evidence::{Fact, Kind, Side, Verb};
use relnotes_core::git::{Error, FileChange, Repository};
use relnotes_core::id::CommitId;
use relnotes_core::side_by_side::spread;

use self::lines::changed_names;
use crate::detectors::{Pins, pins};
use crate::range::Range;

/// Of a lock file that more commits changed none is looked into: each of its versions would have to be read as a whole.
const MOST_LOCKS: usize = 40;

/// A commit's change of one file: the commit, how the file was, how it is.
type Touch = (CommitId, Option<CommitId>, Option<CommitId>);

/// A fact whose commits are looked for.
struct Open<'f> {
    fact: &'f mut Fact,
    /// What its lines may be known by, the surest way first; nothing of a package, which is known by what is pinned.
    ways: Vec<Vec<String>>,
}

impl Open<'_> {
    fn is_package(&self) -> bool {
        matches!(self.fact.kind, Kind::Dependency(_))
    }
}

/// Fills in the commits of facts, oldest first: of the facts of each comparison that a release is in.
///
/// # Errors
/// Where a tree cannot be read. A blob that cannot be read leaves all commits of the file in.
pub(crate) fn attribute(ranges: &[Range<'_>], facts: &mut [Vec<Fact>]) -> Result<(), Error> {
    // By file and comparison: a file is read once, however many facts it has.
    let mut open: BTreeMap<(String, usize), Vec<Open<'_>>> = BTreeMap::new();
    for (at, facts) in facts.iter_mut().enumerate() {
        for fact in facts.iter_mut().filter(|fact| is_open(fact)) {
            let key = (fact.place.path.clone(), at);
            open.entry(key).or_default().push(Open { fact, ways: Vec::new() });
        }
    }
    let Some(range) = ranges.first().filter(|_| !open.is_empty()) else { return Ok(()) };
    let paths: BTreeSet<&str> = open.keys().map(|(path, _)| path.as_str()).collect();
    let touches = touches(range, &paths)?;
    let mut files: BTreeMap<String, File<'_>> = BTreeMap::new();
    for ((path, at), open) in &mut open {
        let Some(touches) = touches.get(path.as_str()).filter(|all| all.len() > 1) else {
            continue;
        };
        ask(&ranges[*at], path, open);
        files.entry(path.clone()).or_insert_with(|| File::new(touches)).ask(open);
    }
    compare(range, &mut files);
    for ((path, _), open) in open {
        let touches = touches.get(path.as_str()).map(Vec::as_slice).unwrap_or_default();
        for open in open {
            open.fact.commits = match files.get(&path) {
                None => touches.iter().map(|(commit, ..)| *commit).collect(),
                Some(file) if open.is_package() => file.pinning(&open.fact.subject),
                Some(file) => file.telling(&open.ways),
            };
        }
    }
    Ok(())
}

/// Whether the commits of a fact are looked for: a detector may know them, and what stands as it stood has none.
fn is_open(fact: &Fact) -> bool {
    let stands = fact.verb == Verb::Present && (fact.before.is_none() || fact.before == fact.after);
    fact.commits.is_empty() && !fact.place.path.is_empty() && !stands
}

/// Returns the changes of some files, oldest first.
fn touches(
    range: &Range<'_>,
    paths: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Vec<Touch>>, Error> {
    // Everything of a root is new: only its own range has it. Merges bring what their branches did.
    let commits = range.release.commits.iter().rev().filter(|commit| commit.parents.len() == 1);
    let commits: Vec<(CommitId, CommitId)> =
        commits.map(|commit| (commit.parents[0], commit.id)).collect();
    let workers = vec![range.repository.share(), range.repository.share()];
    let changes = spread(&commits, workers, |repository, (parent, commit)| {
        let mut changes = repository.tree_changes(*parent, *commit)?;
        changes.retain(|it| std::str::from_utf8(&it.path).is_ok_and(|path| paths.contains(path)));
        Ok(changes)
    });
    let mut touches: BTreeMap<String, Vec<Touch>> = BTreeMap::new();
    for ((_, commit), changes) in commits.iter().zip(changes) {
        for FileChange { path, old, new } in changes? {
            let path = String::from_utf8_lossy(&path).into_owned();
            touches.entry(path).or_default().push((*commit, old, new));
        }
    }
    Ok(touches)
}

/// Fills in what the lines of facts of one file may be known by.
fn ask(range: &Range<'_>, path: &str, open: &mut [Open<'_>]) {
    // Many facts may be of one file: its text is asked for once.
    let texts = [Side::Before, Side::After].map(|side| {
        let is_of = |it: &Open<'_>| it.fact.place.side == side && it.fact.place.line.is_some();
        open.iter().any(is_of).then(|| range.text(side, path)).flatten()
    });
    let lines = texts.each_ref().map(|text| text.iter().flat_map(|it| it.lines()).collect());
    for open in open.iter_mut().filter(|open| !open.is_package()) {
        open.ways = names(&lines, open.fact).into();
    }
}

/// A file that several commits changed, and what is asked of its changes.
struct File<'t> {
    touches: &'t [Touch],
    /// Words of lines.
    names: BTreeSet<String>,
    packages: BTreeSet<String>,
    /// For each touch what it changed of that; nothing where a blob cannot be read.
    changed: Vec<Option<Changed>>,
}

/// What one commit changed in one file.
struct Changed {
    /// The names whose lines are others now, by their places: which and in what order, however indented.
    names: BTreeSet<usize>,
    /// The packages that are pinned otherwise.
    packages: BTreeSet<String>,
}

impl<'t> File<'t> {
    fn new(touches: &'t [Touch]) -> Self {
        let (names, packages) = (BTreeSet::new(), BTreeSet::new());
        Self { touches, names, packages, changed: Vec::new() }
    }

    fn ask(&mut self, open: &[Open<'_>]) {
        let packages = open.iter().filter(|it| it.is_package() && self.touches.len() <= MOST_LOCKS);
        self.packages.extend(packages.map(|open| open.fact.subject.clone()));
        self.names.extend(open.iter().flat_map(|open| open.ways.iter().flatten()).cloned());
    }

    fn asks(&self) -> bool {
        !(self.names.is_empty() && self.packages.is_empty())
    }

    fn commits(&self, is_wanted: impl Fn(&Changed) -> bool) -> Vec<CommitId> {
        let known = self.touches.iter().zip(&self.changed);
        let wanted = known.filter(|(_, it)| it.as_ref().is_some_and(&is_wanted));
        wanted.map(|((commit, ..), _)| *commit).collect()
    }

    /// The commits that pinned a package otherwise. Where that cannot be told, a package has none: its file says enough.
    fn pinning(&self, package: &str) -> Vec<CommitId> {
        self.commits(|changed| changed.packages.contains(package))
    }

    /// The commits that changed a line with one of the names of the first way that tells something; all where none does,
    /// or where a text cannot be read.
    fn telling(&self, ways: &[Vec<String>]) -> Vec<CommitId> {
        let all = || self.touches.iter().map(|(commit, ..)| *commit).collect();
        if self.changed.iter().any(Option::is_none) {
            return all();
        }
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let place = |name: &String| names.binary_search(&name.as_str()).ok();
        let told = ways.iter().map(|way| {
            let places: Vec<usize> = way.iter().filter_map(place).collect();
            self.commits(|changed| places.iter().any(|at| changed.names.contains(at)))
        });
        told.into_iter().find(|commits| !commits.is_empty()).unwrap_or_else(all)
    }
}

/// Compares the versions of each file, once for all that is asked of it.
fn compare(range: &Range<'_>, files: &mut BTreeMap<String, File<'_>>) {
    let mut jobs = Vec::new();
    for (path, file) in files.iter().filter(|(_, file)| file.asks()) {
        let search = Arc::new(AhoCorasick::new(&file.names).ok());
        let asked = |(_, old, new): &Touch| (path, *old, *new, Arc::clone(&search), &file.packages);
        jobs.extend(file.touches.iter().map(asked));
    }
    let reader = || Reader { repository: range.repository.share(), last: RefCell::default() };
    let changed =
        spread(&jobs, vec![reader(), reader()], |reader, (path, old, new, search, packages)| {
            let (old, new) = (reader.read(*old)?, reader.read(*new)?);
            let search = search.as_ref().as_ref();
            let names = search
                .map(|search| changed_names(search, &old.bytes, &new.bytes))
                .unwrap_or_default();
            let packages = changed_packages(path, packages, &old, &new);
            Some(Changed { names, packages })
        });
    let mut changed = changed.into_iter();
    for file in files.values_mut().filter(|file| file.asks()) {
        file.changed = changed.by_ref().take(file.touches.len()).collect();
    }
}

/// Reads blobs one after another: what a commit has written is most often what the next one has changed.
struct Reader {
    repository: Repository,
    last: RefCell<Option<(CommitId, Arc<Blob>)>>,
}

/// The content of a version of a file.
#[derive(Default)]
struct Blob {
    bytes: Vec<u8>,
    /// What a lock file pins, once somebody asks.
    pins: OnceLock<Option<Pins>>,
}

impl Blob {
    fn pins(&self, path: &str) -> Option<&Pins> {
        let read = || match &self.bytes[..] {
            [] => Some(Pins::default()),
            bytes => pins(path, &String::from_utf8_lossy(bytes)),
        };
        self.pins.get_or_init(read).as_ref()
    }
}

impl Reader {
    /// Returns the content of a blob, nothing of none.
    fn read(&self, blob: Option<CommitId>) -> Option<Arc<Blob>> {
        let Some(blob) = blob else { return Some(Arc::default()) };
        if let Some((_, known)) = self.last.borrow().as_ref().filter(|(id, _)| *id == blob) {
            return Some(Arc::clone(known));
        }
        let bytes = self.repository.read_blob(blob).ok()?;
        let read = Arc::new(Blob { bytes, pins: OnceLock::new() });
        *self.last.borrow_mut() = Some((blob, Arc::clone(&read)));
        Some(read)
    }
}

/// The packages that two versions of a lock file pin otherwise; none where one of them cannot be read.
fn changed_packages(
    path: &str,
    packages: &BTreeSet<String>,
    old: &Blob,
    new: &Blob,
) -> BTreeSet<String> {
    let both = if packages.is_empty() { None } else { old.pins(path).zip(new.pins(path)) };
    let Some((old, new)) = both else { return BTreeSet::new() };
    packages.iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// What a file may call the subject of a fact, the surest way first: its name and the one that it had; the line where it
/// stands, and how it was with the value before; the last word, as `ListResourceEvents` of
/// `ApplicationService.ListResourceEvents`. The name of a runtime (`go`, `node`) is a part of many others: its line is surer.
fn names(lines: &[Vec<&str>; 2], fact: &Fact) -> [Vec<String>; 3] {
    let old_name = fact.before.clone().filter(|_| fact.verb == Verb::Renamed);
    let line = fact.place.line.and_then(|line| {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        lines[fact.place.side as usize].get(at).map(|line| line.trim().to_owned())
    });
    let old_line = match (&line, &fact.before, &fact.after) {
        (Some(line), Some(before), Some(after)) if fact.place.side == Side::After => {
            Some(line.replace(after, before))
        }
        _ => None,
    };
    let last_word = fact.subject.rsplit(['.', '/', '#', ' ']).next().map(str::to_owned);
    let fine = |names: Vec<String>| names.into_iter().filter(|name| name.len() > 1).collect();
    let mut ways = [
        fine(std::iter::once(fact.subject.clone()).chain(old_name).collect()),
        fine(line.into_iter().chain(old_line).collect()),
        fine(last_word.into_iter().collect()),
    ];
    if matches!(fact.kind, Kind::Runtime) {
        ways.swap(0, 1);
    }
    ways
}
