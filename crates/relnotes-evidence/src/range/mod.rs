//! The two trees of a range: which files differ, what they say, and what stands in files that do not differ.

mod code;
mod content;
mod file;
mod lines;
mod path;
mod search;

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use relnotes_core::config::Config;
use relnotes_core::evidence::{Reading, Side};
use relnotes_core::git::{ChangedFile, Error, FileEntry, Repository};
use relnotes_core::id::CommitId;
use relnotes_core::release::model::Release;
use relnotes_core::side_by_side::spread;

use self::content::Content;
pub use self::file::{FileDiff, Status};
pub use self::lines::Hunk;
pub use self::path::FilePath;
pub use self::search::Hits;
use crate::compat;
use crate::detectors::Detector;
use crate::own;

/// The two trees of a range.
pub struct Range<'a> {
    /// The repository.
    pub repository: Repository,
    /// The configuration.
    pub config: &'a Config,
    /// The release whose files these are.
    pub release: &'a Release,
    from: Option<CommitId>,
    to: CommitId,
    files: Vec<Arc<FileDiff>>,
    trees: [OnceCell<Vec<(String, FileEntry)>>; 2],
    texts: RefCell<HashMap<CommitId, Content>>,
    reading: RefCell<Reading>,
}

impl<'a> Range<'a> {
    /// Compares the tree of a release with those of some older commits, and reads the files that a detector picks or
    /// that are searched for names: what differs from several of them alike is read once.
    ///
    /// # Errors
    /// Where a commit or a tree cannot be read; a blob that cannot be read is counted and no error.
    pub fn open(
        repository: &Repository,
        config: &'a Config,
        release: &'a Release,
        olds: &[Option<CommitId>],
        detectors: &[&Detector],
    ) -> Result<Vec<Self>, Error> {
        let mut diffs = Vec::new();
        for old in olds {
            let mut files = file::pair(repository.diff_files(*old, release.range.to.commit)?);
            files.retain(|(file, _)| !is_below(&config.documents.folder, &file.path));
            diffs.push(files);
        }
        let distinct: HashSet<_> = diffs.iter().flatten().collect();
        let mut distinct: Vec<&Differing> = distinct.into_iter().collect();
        distinct.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        let generated = generated(repository, config, release);
        let read = |repository: &Repository, (file, moved_from): &&Differing| {
            let path = FilePath::new(&file.path, &generated);
            let is_wanted = detectors.iter().any(|detector| detector.reads(&path))
                || compat::is_searched(&path)
                || own::reads(config, &path);
            let read =
                |entry: Option<FileEntry>| Content::read(repository, entry.filter(|_| is_wanted));
            let (before, after) = (read(file.old), read(file.new));
            let from = moved_from.clone();
            let file = FileDiff::new(path, from, file.old, file.new, before, after);
            (is_wanted, Arc::new(file))
        };
        let files = spread(&distinct, vec![repository.share(), repository.share()], read);
        let files: HashMap<&Differing, (bool, Arc<FileDiff>)> =
            distinct.iter().copied().zip(files).collect();
        let ranges = olds.iter().zip(&diffs).map(|(old, diff)| {
            let files = diff.iter().map(|differing| &files[differing]);
            Self::of(repository.share(), config, release, *old, files)
        });
        Ok(ranges.collect())
    }

    /// Makes one comparison of files, each with whether it was wanted.
    fn of<'f>(
        repository: Repository,
        config: &'a Config,
        release: &'a Release,
        from: Option<CommitId>,
        files: impl Iterator<Item = &'f (bool, Arc<FileDiff>)>,
    ) -> Self {
        let (mut texts, mut reading) = (HashMap::new(), Reading::default());
        let mut all = Vec::new();
        for (is_wanted, file) in files {
            if *is_wanted {
                reading.read += 1;
                for (id, content) in file.contents() {
                    note(&mut reading, &file.path.full, content);
                    texts.extend(id.map(|id| (id, content.clone())));
                }
            } else {
                reading.left_out += 1;
            }
            reading.paths.push(file.path.full.clone());
            all.push(Arc::clone(file));
        }
        reading.changed = all.len();
        Self {
            repository,
            config,
            release,
            from,
            to: release.range.to.commit,
            files: all,
            trees: [OnceCell::new(), OnceCell::new()],
            texts: RefCell::new(texts),
            reading: RefCell::new(reading),
        }
    }

    /// Returns the files that differ, in the order of the trees, also those that nobody picked.
    pub fn files(&self) -> impl Iterator<Item = &FileDiff> {
        self.files.iter().map(|file| &**file)
    }

    /// Returns the files that differ and that a detector picks.
    pub fn picked<'r>(&'r self, detector: &'r Detector) -> impl Iterator<Item = &'r FileDiff> {
        self.files().filter(|file| detector.wants(&file.path))
    }

    /// Returns the commit of a side; none where there is no older one.
    pub fn commit(&self, side: Side) -> Option<CommitId> {
        match side {
            Side::Before => self.from,
            Side::After => Some(self.to),
        }
    }

    /// Returns every file of a tree; none of a side that is not there, or whose trees cannot be read.
    pub fn tree(&self, side: Side) -> &[(String, FileEntry)] {
        self.trees[side as usize].get_or_init(|| {
            let files = self.commit(side).map(|commit| self.repository.list_files(commit));
            let mut files = files.and_then(Result::ok).unwrap_or_default();
            files.retain(|(path, _)| !is_below(&self.config.documents.folder, path));
            files
        })
    }

    /// Returns the text of a file of a tree, whether it differs or not; none where it is absent, no text, too large, or
    /// cannot be read: the last two are counted.
    pub fn text(&self, side: Side, path: &str) -> Option<Arc<str>> {
        let tree = self.tree(side);
        // A tree is in the order of its bytes, but for names that are no text and were replaced.
        let at = tree.binary_search_by(|(name, _)| name.as_str().cmp(path)).ok();
        let at = at.or_else(|| tree.iter().position(|(name, _)| name == path))?;
        let entry = Some(tree[at].1).filter(FileEntry::is_file)?;
        let known = self.texts.borrow().get(&entry.id).cloned();
        let content = known.unwrap_or_else(|| {
            let content = Content::read(&self.repository, Some(entry));
            self.texts.borrow_mut().insert(entry.id, content.clone());
            content
        });
        note(&mut self.reading.borrow_mut(), path, &content);
        content.text().cloned()
    }

    /// Returns what was read so far.
    pub fn reading(&self) -> Reading {
        self.reading.borrow().clone()
    }

    /// Reads a file that nobody asks for twice, without keeping it.
    fn read_once(&self, path: &str, entry: FileEntry) -> Option<Arc<str>> {
        let content = Content::read(&self.repository, Some(entry));
        note(&mut self.reading.borrow_mut(), path, &content);
        content.text().cloned()
    }
}

/// A file that differs, and where it was before it was moved.
type Differing = (ChangedFile, Option<String>);

/// Patterns of generated files, from `.gitattributes` at the top of the newer tree and from the configuration.
fn generated(
    repository: &Repository,
    config: &Config,
    release: &Release,
) -> Vec<relnotes_core::config::glob::Glob> {
    let file = repository.read_file(release.range.to.commit, ".gitattributes");
    let text = file.ok().flatten().unwrap_or_default();
    let mut globs = path::generated(&String::from_utf8_lossy(&text));
    globs.extend(config.detectors.generated.iter().map(|glob| glob.value.clone()));
    globs
}

/// Counts a file that was not read.
fn note(reading: &mut Reading, path: &str, content: &Content) {
    let list = match content {
        Content::TooLarge => &mut reading.too_large,
        Content::Unreadable => &mut reading.unreadable,
        Content::Text(_) | Content::None => return,
    };
    if !list.iter().any(|known| known == path) {
        list.push(path.to_owned());
    }
}

/// Whether a path is in the folder of the releases' own documents, which tell what was found and are no evidence.
fn is_below(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
