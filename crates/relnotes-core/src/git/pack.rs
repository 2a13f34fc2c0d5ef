//! Reading objects out of pack files, for walks that read thousands of commits.
//!
//! The formats are those of git's `gitformat-pack(5)`: index version 2, pack versions 2 and 3,
//! both kinds of deltas. Only positioned reads, no memory map: a changed file is an error and not a
//! crash. What is not found or looks odd here is libgit2's business: the caller asks it, and its
//! word is final.

mod blocks;
mod delta;
mod index;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

use libdeflater::Decompressor;

use self::blocks::{Blocks, REACH};
use self::index::Index;
use crate::id::CommitId;

/// The kinds of objects, by their number in packs.
pub(super) const COMMIT: u8 = 1;
pub(super) const TREE: u8 = 2;
pub(super) const BLOB: u8 = 3;
pub(super) const TAG: u8 = 4;
const OFFSET_DELTA: u8 = 6;
const REF_DELTA: u8 = 7;

/// Objects above this size are left to libgit2, which streams them.
const LARGEST: usize = 64 << 20;
/// How many bytes of delta bases are kept.
const BASES: usize = 4 << 20;

/// All packs of a repository, as one thread reads them.
pub(super) struct Packs {
    packs: Vec<Pack>,
    /// Where the last object was found: the next one is most likely there too.
    last: Cell<usize>,
    decompressor: RefCell<Decompressor>,
}

struct Pack {
    files: Arc<Files>,
    blocks: RefCell<Blocks>,
    bases: RefCell<Bases>,
}

/// What threads share.
struct Files {
    index: Index,
    pack: File,
}

/// Inflated bases of deltas, by offset.
#[derive(Default)]
struct Bases {
    objects: HashMap<u64, (u8, Arc<Vec<u8>>)>,
    size: usize,
}

impl Packs {
    /// Opens the packs below an object folder; unreadable ones are left to libgit2.
    pub(super) fn open(objects: &Path) -> Self {
        let mut packs = Vec::new();
        if let Ok(entries) = fs::read_dir(objects.join("pack")) {
            let names = entries.flatten().map(|entry| entry.path());
            let mut names: Vec<_> =
                names.filter(|path| path.extension().is_some_and(|end| end == "idx")).collect();
            names.sort();
            packs.extend(names.iter().filter_map(|path| Files::open(path).ok()).map(Pack::of));
        }
        Self { packs, last: Cell::new(0), decompressor: RefCell::new(Decompressor::new()) }
    }

    /// Returns the same packs for another thread: it shares the files and what is known of them.
    pub(super) fn share(&self) -> Self {
        let packs = self.packs.iter().map(|pack| Pack::of(Arc::clone(&pack.files))).collect();
        let decompressor = RefCell::new(Decompressor::new());
        Self { packs, last: Cell::new(0), decompressor }
    }

    /// Returns the kind and the bytes of an object; none where libgit2 must be asked.
    pub(super) fn read(&self, id: CommitId) -> Option<(u8, Vec<u8>)> {
        let (pack, offset) = self.find(id)?;
        self.object(pack, offset, 0)
    }

    /// Returns the same of an object that is not larger than some bytes; of another one its size.
    pub(super) fn read_within(
        &self,
        id: CommitId,
        most: usize,
    ) -> Option<Result<(u8, Vec<u8>), usize>> {
        let (pack, offset) = self.find(id)?;
        self.object_within(pack, offset, 0, most)
    }

    /// Returns the same, and keeps it among the bases of deltas: trees are asked for again.
    pub(super) fn read_and_keep(&self, id: CommitId) -> Option<(u8, Arc<Vec<u8>>)> {
        let (pack, offset) = self.find(id)?;
        self.base(pack, offset, 0)
    }

    /// Returns the size of an object, of a delta without its base; none where libgit2 must be asked.
    pub(super) fn size(&self, id: CommitId) -> Option<usize> {
        let (pack, offset) = self.find(id)?;
        let mut blocks = pack.blocks.borrow_mut();
        let entry = Entry::parse(blocks.at(&pack.files.pack, offset, HEAD).ok()?)?;
        if !matches!(entry.kind, OFFSET_DELTA | REF_DELTA) {
            return Some(entry.size);
        }
        let start = offset + entry.length as u64;
        delta::size_of_result(&self.inflate(&mut blocks, pack, start, entry.size)?)
    }

    fn find(&self, id: CommitId) -> Option<(&Pack, u64)> {
        let (last, count) = (self.last.get(), self.packs.len());
        for at in (0..count).map(|step| (last + step) % count) {
            let pack = &self.packs[at];
            if let Some(offset) = pack.files.index.find(id).ok()? {
                self.last.set(at);
                return Some((pack, offset));
            }
        }
        None
    }

    fn object(&self, pack: &Pack, offset: u64, depth: usize) -> Option<(u8, Vec<u8>)> {
        self.object_within(pack, offset, depth, usize::MAX)?.ok()
    }

    fn object_within(
        &self,
        pack: &Pack,
        offset: u64,
        depth: usize,
        most: usize,
    ) -> Option<Result<(u8, Vec<u8>), usize>> {
        /// Git makes chains of 50 by default and of 4,095 at most.
        const DEEPEST: usize = 4_096;
        if depth > DEEPEST {
            return None;
        }
        let mut blocks = pack.blocks.borrow_mut();
        let entry = Entry::parse(blocks.at(&pack.files.pack, offset, HEAD).ok()?)?;
        let is_delta = matches!(entry.kind, OFFSET_DELTA | REF_DELTA);
        if !is_delta && entry.size > most {
            return Some(Err(entry.size));
        }
        if entry.size > LARGEST {
            return None;
        }
        let base = match entry.kind {
            OFFSET_DELTA => Some(offset.checked_sub(entry.distance)?),
            REF_DELTA => Some(pack.files.index.find(entry.base?).ok()??),
            _ => None,
        };
        let start = offset + entry.length as u64;
        let bytes = self.inflate(&mut blocks, pack, start, entry.size)?;
        drop(blocks);
        let Some(base) = base else { return Some(Ok((entry.kind, bytes))) };
        let size = delta::size_of_result(&bytes)?;
        if size > most {
            return Some(Err(size));
        }
        let (kind, base) = self.base(pack, base, depth)?;
        Some(Ok((kind, delta::apply(&base, &bytes)?)))
    }

    fn base(&self, pack: &Pack, offset: u64, depth: usize) -> Option<(u8, Arc<Vec<u8>>)> {
        if let Some((kind, bytes)) = pack.bases.borrow().objects.get(&offset) {
            return Some((*kind, Arc::clone(bytes)));
        }
        let (kind, bytes) = self.object(pack, offset, depth + 1)?;
        let bytes = Arc::new(bytes);
        let mut bases = pack.bases.borrow_mut();
        if bases.size + bytes.len() > BASES {
            *bases = Bases::default();
        }
        bases.size += bytes.len();
        bases.objects.insert(offset, (kind, Arc::clone(&bytes)));
        Some((kind, bytes))
    }

    /// Inflates an object of known size; its compressed size is unknown, so more is read until
    /// there is enough.
    fn inflate(
        &self,
        blocks: &mut Blocks,
        pack: &Pack,
        start: u64,
        size: usize,
    ) -> Option<Vec<u8>> {
        let mut bytes = vec![0; size];
        let mut decompressor = self.decompressor.borrow_mut();
        // Zlib never makes more of it than this.
        let most = size + size / 1000 + 64;
        let mut length = most.min(REACH);
        loop {
            let compressed = blocks.at(&pack.files.pack, start, length).ok()?;
            let enough = compressed.len() < length || length >= most;
            match decompressor.zlib_decompress(compressed, &mut bytes) {
                Ok(written) if written == size => return Some(bytes),
                Ok(_) => return None,
                Err(_) if enough => return None,
                Err(_) => length = (length * 4).min(most),
            }
        }
    }
}

impl Files {
    fn open(index: &Path) -> io::Result<Arc<Self>> {
        let pack = File::open(index.with_extension("pack"))?;
        let mut header = [0; 12];
        read_at(&pack, 0, &mut header)?;
        let version = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
        if &header[..4] != b"PACK" || !(2..=3).contains(&version) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(Arc::new(Self { index: Index::open(index)?, pack }))
    }
}

impl Pack {
    fn of(files: Arc<Files>) -> Self {
        Self { files, blocks: RefCell::default(), bases: RefCell::default() }
    }
}

/// More than the head of an object in a pack takes.
const HEAD: usize = 64;

/// The head of an object in a pack.
struct Entry {
    kind: u8,
    size: usize,
    /// How many bytes the head takes.
    length: usize,
    /// How far back the base of an offset delta lies.
    distance: u64,
    /// The base of a ref delta.
    base: Option<CommitId>,
}

impl Entry {
    /// Reads kind and size (three bits and a little-endian base-128 number), then what a delta is
    /// based on.
    fn parse(head: &[u8]) -> Option<Self> {
        let first = *head.first()?;
        let kind = first >> 4 & 7;
        let mut size = usize::from(first & 15);
        let (mut at, mut shift, mut byte) = (1, 4, first);
        while byte & 0x80 != 0 {
            byte = *head.get(at)?;
            size |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            at += 1;
        }
        let (mut distance, mut base) = (0, None);
        if kind == OFFSET_DELTA {
            (distance, at) = read_distance(head, at)?;
        } else if kind == REF_DELTA {
            let mut id = CommitId([0; 20]);
            id.0.copy_from_slice(head.get(at..at + 20)?);
            base = Some(id);
            at += 20;
        }
        Some(Self { kind, size, length: at, distance, base })
    }
}

/// Reads a big-endian base-128 number in which each further byte adds one.
fn read_distance(head: &[u8], mut at: usize) -> Option<(u64, usize)> {
    let mut byte = *head.get(at)?;
    let mut distance = u64::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *head.get(at)?;
        distance = (distance + 1).checked_mul(128)? | u64::from(byte & 0x7f);
    }
    Some((distance, at + 1))
}

/// Fills a buffer from a place in a file.
fn read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    match read_some_at(file, offset, buffer)? {
        read if read == buffer.len() => Ok(()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Reads as much as there is.
pub(super) fn read_some_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        let place = offset + read as u64;
        #[cfg(unix)]
        let more = std::os::unix::fs::FileExt::read_at(file, &mut buffer[read..], place);
        #[cfg(windows)]
        let more = std::os::windows::fs::FileExt::seek_read(file, &mut buffer[read..], place);
        match more {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use relnotes_testkit::{Fixture, Oracle};

    use crate::git::{Location, Repository, kind_name};

    /// Every object of a packed repository, as libgit2 reads it, here and where files are shared.
    #[test]
    fn packed_objects_are_those_of_libgit2() {
        let text = "one line of a text that is long enough for deltas\\n".repeat(40);
        let steps = (0..12).map(|number| {
            format!("write a/b.txt \"{text}{number}\\n\"\ncommit \"change {number}\"\n")
        });
        let history = steps.collect::<String>() + "tag v1.0.0 \"Release\"\n";
        let repo = Fixture::parse(&history).unwrap().build();
        let git = Oracle::new(repo.path());
        git.git(&["repack", "-adfq"]);
        let location = Location { start: repo.path().to_owned(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let shared = repository.share();
        let objects = git.git(&["rev-list", "--objects", "--all"]);
        for line in objects.lines() {
            let id = line[..40].parse().unwrap();
            let (kind, bytes) = repository.read(id).unwrap();
            for packs in [&repository.packs, &shared.packs] {
                let (number, read) = packs.read(id).unwrap();
                let kinds = ["", "commit", "tree", "blob", "tag"];
                assert_eq!((kinds[usize::from(number)], &read), (kind_name(kind), &bytes));
                let (kept, read) = packs.read_and_keep(id).unwrap();
                assert_eq!((kept, &*read), (number, &bytes));
                assert_eq!(packs.size(id), Some(bytes.len()));
                let size = bytes.len();
                assert_eq!(packs.read_within(id, size), Some(Ok((number, bytes.clone()))));
                assert_eq!(packs.read_within(id, size - 1), Some(Err(size)), "{kind:?}");
            }
        }
    }
}
