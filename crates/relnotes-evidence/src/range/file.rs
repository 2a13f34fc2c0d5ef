//! A file that differs between two trees, with its texts and the lines that came and went.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use memchr::memchr_iter;
use relnotes_core::git::{ChangedFile, FileEntry};
use relnotes_core::id::CommitId;

use super::content::Content;
use super::lines::{Hunk, hunks};
use super::path::FilePath;
use crate::detectors::ObjectSides;
use crate::gather::Look;

/// A file that differs between two trees.
#[derive(Debug)]
pub struct FileDiff {
    /// Where it is; of a file that is gone where it was.
    pub path: FilePath,
    /// Where it was, of a file that was moved and not changed.
    pub moved_from: Option<String>,
    /// What happened to it.
    pub status: Status,
    /// How it was; none where it is new.
    pub old: Option<FileEntry>,
    /// How it is; none where it is gone.
    pub new: Option<FileEntry>,
    before: Content,
    after: Content,
    hunks: OnceLock<Vec<Hunk>>,
    seen: Seen,
}

/// What was seen in a file alone: looked for once, whatever the file is compared with, and whoever asks.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// What the detectors tell.
    pub(crate) look: OnceLock<Look>,
    /// The objects of Kubernetes on both sides.
    pub(crate) objects: OnceLock<ObjectSides>,
    /// The tests on both sides.
    pub(crate) tests: OnceLock<[BTreeMap<String, usize>; 2]>,
    /// The messages of errors on both sides, with their lines.
    pub(crate) messages: OnceLock<[Vec<(String, u32)>; 2]>,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The older tree does not have it.
    Added,
    /// The newer tree does not have it.
    Removed,
    /// Both have it, and it differs.
    Modified,
    /// It stands elsewhere, with the same content.
    Moved,
}

impl FileDiff {
    pub(super) fn new(
        path: FilePath,
        moved_from: Option<String>,
        old: Option<FileEntry>,
        new: Option<FileEntry>,
        before: Content,
        after: Content,
    ) -> Self {
        let status = match (&moved_from, old, new) {
            (Some(_), ..) => Status::Moved,
            (None, None, _) => Status::Added,
            (None, Some(_), None) => Status::Removed,
            (None, Some(_), Some(_)) => Status::Modified,
        };
        let (hunks, seen) = (OnceLock::new(), Seen::default());
        Self { path, moved_from, status, old, new, before, after, hunks, seen }
    }

    /// Returns a file that differs, without a repository: for tests.
    #[cfg(test)]
    pub(crate) fn of(path: &str, before: Option<&str>, after: Option<&str>) -> Self {
        let blob = FileEntry { id: CommitId([0; 20]), mode: relnotes_core::git::FileMode::File };
        let entry = |text: Option<&str>| text.map(|_| blob);
        let owned =
            |text: Option<&str>| text.map_or(Content::None, |text| Content::Text(text.into()));
        let path = FilePath::new(path, &[]);
        Self::new(path, None, entry(before), entry(after), owned(before), owned(after))
    }

    /// Returns a file that differs and that nobody has read: for tests.
    #[cfg(test)]
    pub(crate) fn bare(path: FilePath, old: Option<FileEntry>, new: Option<FileEntry>) -> Self {
        Self::new(path, None, old, new, Content::None, Content::None)
    }

    /// Returns the text that it had; empty where it is new, no text or could not be read.
    pub fn before(&self) -> &str {
        self.before.text().map_or("", |text| text)
    }

    /// Returns the text that it has; empty where it is gone, no text or could not be read.
    pub fn after(&self) -> &str {
        self.after.text().map_or("", |text| text)
    }

    /// Returns whether each side that exists was read as text.
    pub fn is_read(&self) -> bool {
        (self.old.is_none() || self.before.text().is_some())
            && (self.new.is_none() || self.after.text().is_some())
    }

    /// Returns the places where lines came and went, in their order.
    pub fn hunks(&self) -> &[Hunk] {
        self.hunks.get_or_init(|| hunks(self.before(), self.after()))
    }

    /// Returns what was seen in this file alone.
    pub(crate) fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Returns what each of the two blobs holds, with its id; none of a link, whose blob may be that of a file as well.
    pub(super) fn contents(&self) -> [(Option<CommitId>, &Content); 2] {
        let id = |entry: Option<FileEntry>| entry.filter(FileEntry::is_file).map(|entry| entry.id);
        [(id(self.old), &self.before), (id(self.new), &self.after)]
    }

    /// Returns the lines that came, with their numbers in the newer text from 1, without their ends.
    pub fn added(&self) -> impl Iterator<Item = (u32, &str)> {
        lines_of(self.after(), self.hunks().iter().map(|hunk| hunk.after.clone()))
    }

    /// Returns the lines that went, with their numbers in the older text from 1, without their ends.
    pub fn removed(&self) -> impl Iterator<Item = (u32, &str)> {
        lines_of(self.before(), self.hunks().iter().map(|hunk| hunk.before.clone()))
    }
}

/// Returns the lines of some ranges, with their numbers from 1.
fn lines_of(
    text: &str,
    ranges: impl Iterator<Item = Range<u32>>,
) -> impl Iterator<Item = (u32, &str)> {
    let mut ranges = ranges.filter(|range| !range.is_empty()).peekable();
    let mut ends = (1_u32..).zip(memchr_iter(b'\n', text.as_bytes()).chain([text.len()]));
    let mut start = 0;
    std::iter::from_fn(move || {
        loop {
            let range = ranges.peek()?;
            let (number, end) = ends.next()?;
            let line = std::mem::replace(&mut start, end + 1)..end;
            let is_wanted = range.contains(&(number - 1));
            ranges.next_if(|range| range.end <= number);
            if is_wanted {
                let line = &text[line];
                let ends_here = end < text.len();
                let line = line.strip_suffix('\r').filter(|_| ends_here).unwrap_or(line);
                return Some((number, line));
            }
        }
    })
}

/// Joins a file that went with one that came and has the same content: it was moved.
pub(super) fn pair(files: Vec<ChangedFile>) -> Vec<(ChangedFile, Option<String>)> {
    let mut gone: BTreeMap<CommitId, Vec<String>> = BTreeMap::new();
    for file in &files {
        if let (Some(old), None) = (file.old, file.new) {
            gone.entry(old.id).or_default().push(file.path.clone());
        }
    }
    let mut moved = Vec::new();
    let mut out = Vec::with_capacity(files.len());
    for mut file in files {
        let mut from = None;
        if let (None, Some(new)) = (file.old, file.new)
            && let Some(paths) = gone.get_mut(&new.id)
            && !paths.is_empty()
        {
            from = Some(paths.remove(0));
            file.old = Some(new);
        }
        moved.extend(from.clone());
        out.push((file, from));
    }
    out.retain(|(file, _)| file.new.is_some() || !moved.contains(&file.path));
    out
}

#[cfg(test)]
mod tests {
    use relnotes_core::git::FileMode;

    use super::*;

    #[test]
    fn lines_have_the_numbers_of_their_side() {
        let file = FileDiff::of("a.txt", Some("a\nb\nc\n"), Some("a\nB\nc\nd"));
        assert_eq!(file.removed().collect::<Vec<_>>(), [(2, "b")]);
        assert_eq!(file.added().collect::<Vec<_>>(), [(2, "B"), (4, "d")]);
        let file = FileDiff::of("a.txt", Some("a\r\n\r\nb\r"), Some("\n\n"));
        assert_eq!(file.removed().collect::<Vec<_>>(), [(1, "a"), (3, "b\r")]);
        assert_eq!(file.added().collect::<Vec<_>>(), [(2, "")]);
    }

    #[test]
    fn the_blob_of_a_link_is_not_taken_for_that_of_a_file() {
        let of = |mode| {
            let entry = Some(FileEntry { id: CommitId([7; 20]), mode });
            let file = FileDiff::bare(FilePath::new("a", &[]), entry, None);
            file.contents()[0].0.is_some()
        };
        assert!(of(FileMode::File) && of(FileMode::Executable));
        assert!(!of(FileMode::Link) && !of(FileMode::Submodule));
    }

    #[test]
    fn a_new_file_is_all_added() {
        let file = FileDiff::of("a.txt", None, Some("a\nb\n"));
        assert_eq!(file.status, Status::Added);
        assert_eq!(file.added().count(), 2);
        assert_eq!(file.removed().count(), 0);
    }

    #[test]
    fn a_file_with_the_same_content_elsewhere_was_moved() {
        let entry = |byte| {
            let mode = FileMode::File;
            Some(FileEntry { id: CommitId([byte; 20]), mode })
        };
        let file = |path: &str, old, new| ChangedFile { path: path.to_owned(), old, new };
        let files = vec![
            file("a", entry(1), None),
            file("b", None, entry(1)),
            file("c", None, entry(1)),
            file("d", entry(2), None),
        ];
        let paired = pair(files);
        let shown: Vec<_> =
            paired.iter().map(|(file, from)| (file.path.as_str(), from.as_deref())).collect();
        assert_eq!(shown, [("b", Some("a")), ("c", None), ("d", None)]);
    }
}
