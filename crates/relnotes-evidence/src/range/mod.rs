//! The two trees of a range: which files differ, what they say, and what stands in files that do not differ.

mod code;
mod file;
mod lines;
mod path;
mod search;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use relnotes_core::config::Config;
use relnotes_core::evidence::{Reading, Side};
use relnotes_core::git::{ChangedFile, Error, FileEntry, FileMode, Repository};
use relnotes_core::id::CommitId;
use relnotes_core::release::model::Release;

pub use self::file::{FileDiff, Status};
pub use self::lines::Hunk;
pub use self::path::FilePath;
pub use self::search::Hits;
use crate::compat;
use crate::detectors::Detector;
use crate::own;

/// Files larger than this are not looked into.
pub const LARGEST: u64 = 1024 * 1024;

/// The two trees of a range.
pub struct Range<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The configuration.
    pub config: &'a Config,
    /// The release whose files these are.
    pub release: &'a Release,
    from: Option<CommitId>,
    to: CommitId,
    files: Vec<FileDiff>,
    trees: [OnceCell<Vec<(String, FileEntry)>>; 2],
    texts: RefCell<HashMap<CommitId, Option<String>>>,
    reading: RefCell<Reading>,
}

impl<'a> Range<'a> {
    /// Compares the trees of two commits and reads the files that a detector picks or that are searched for names.
    ///
    /// # Errors
    /// Where a commit or a tree cannot be read; a blob that cannot be read is counted and no error.
    pub fn open(
        repository: &'a Repository,
        config: &'a Config,
        release: &'a Release,
        from: Option<CommitId>,
        detectors: &[&Detector],
    ) -> Result<Self, Error> {
        let to = release.range.to.commit;
        let changed = repository.diff_files(from, to)?;
        let mut range = Self {
            repository,
            config,
            release,
            from,
            to,
            files: Vec::new(),
            trees: [OnceCell::new(), OnceCell::new()],
            texts: RefCell::default(),
            reading: RefCell::default(),
        };
        let generated = range.generated();
        let is_documents = |file: &ChangedFile| is_below(&config.documents.folder, &file.path);
        range.files = file::pair(changed)
            .into_iter()
            .filter(|(file, _)| !is_documents(file))
            .map(|(file, moved_from)| {
                let path = FilePath::new(&file.path, &generated);
                let wanted = detectors.iter().any(|detector| detector.reads(&path))
                    || compat::is_searched(&path)
                    || own::reads(config, &path);
                range.read_diff(&file, path, moved_from, wanted)
            })
            .collect();
        let paths = range.files.iter().map(|file| file.path.full.clone()).collect();
        let mut reading = range.reading.borrow_mut();
        (reading.changed, reading.paths) = (range.files.len(), paths);
        drop(reading);
        Ok(range)
    }

    /// Returns the files that differ, in the order of the trees, also those that nobody picked.
    pub fn files(&self) -> &[FileDiff] {
        &self.files
    }

    /// Returns the files that differ and that a detector picks.
    pub fn picked<'r>(&'r self, detector: &'r Detector) -> impl Iterator<Item = &'r FileDiff> {
        self.files.iter().filter(|file| detector.wants(&file.path))
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
    pub fn text(&self, side: Side, path: &str) -> Option<String> {
        let tree = self.tree(side);
        // A tree is in the order of its bytes, but for names that are no text and were replaced.
        let at = tree.binary_search_by(|(name, _)| name.as_str().cmp(path)).ok();
        let at = at.or_else(|| tree.iter().position(|(name, _)| name == path))?;
        self.read(path, Some(tree[at].1))
    }

    /// Returns what was read so far.
    pub fn reading(&self) -> Reading {
        self.reading.borrow().clone()
    }

    /// Patterns of generated files, from `.gitattributes` at the top of the newer tree and from the configuration.
    fn generated(&self) -> Vec<relnotes_core::config::glob::Glob> {
        let file = self.repository.read_file(self.to, ".gitattributes");
        let text = file.ok().flatten().unwrap_or_default();
        let mut globs = path::generated(&String::from_utf8_lossy(&text));
        globs.extend(self.config.detectors.generated.iter().map(|glob| glob.value.clone()));
        globs
    }

    fn read_diff(
        &self,
        file: &ChangedFile,
        path: FilePath,
        moved_from: Option<String>,
        wanted: bool,
    ) -> FileDiff {
        let mut reading = self.reading.borrow_mut();
        if wanted {
            reading.read += 1;
        } else {
            reading.left_out += 1;
        }
        drop(reading);
        let read = |entry| if wanted { self.read(&file.path, entry) } else { None };
        let (before, after) = (read(file.old), read(file.new));
        FileDiff::new(path, moved_from, file.old, file.new, before, after)
    }

    /// Reads a file as text; bytes that are no UTF-8 are replaced, a file with a zero byte is none.
    fn read(&self, path: &str, entry: Option<FileEntry>) -> Option<String> {
        let entry = entry.filter(|it| matches!(it.mode, FileMode::File | FileMode::Executable))?;
        if let Some(text) = self.texts.borrow().get(&entry.id) {
            return text.clone();
        }
        let text = self.read_new(path, entry.id);
        self.texts.borrow_mut().insert(entry.id, text.clone());
        text
    }

    /// Reads a file that nobody asks for twice, without keeping it.
    fn read_once(&self, path: &str, entry: FileEntry) -> Option<String> {
        let is_file = matches!(entry.mode, FileMode::File | FileMode::Executable);
        is_file.then(|| self.read_new(path, entry.id)).flatten()
    }

    fn read_new(&self, path: &str, blob: CommitId) -> Option<String> {
        let note = |list: &mut Vec<String>| {
            if !list.iter().any(|known| known == path) {
                list.push(path.to_owned());
            }
        };
        match self.repository.blob_size(blob) {
            Ok(size) if size > LARGEST => {
                note(&mut self.reading.borrow_mut().too_large);
                return None;
            }
            Ok(_) => {}
            Err(_) => {
                note(&mut self.reading.borrow_mut().unreadable);
                return None;
            }
        }
        let Ok(bytes) = self.repository.read_blob(blob) else {
            note(&mut self.reading.borrow_mut().unreadable);
            return None;
        };
        let is_text = !bytes[..bytes.len().min(8000)].contains(&0);
        is_text.then(|| match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        })
    }
}

/// Whether a path is in the folder of the releases' own documents, which tell what was found and are no evidence.
fn is_below(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
