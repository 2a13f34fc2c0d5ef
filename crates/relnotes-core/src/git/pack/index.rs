//! Where in its pack an object is.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::read_at;
use crate::id::CommitId;

const FANOUT: u64 = 8;
const NAMES: u64 = FANOUT + 256 * 4;
/// How many names are read around the place where one should be.
const GLANCE: usize = 128;
/// Reading the whole index costs as much as so many looks into it, as a share of its objects.
const SHARE: usize = 64;
/// How far from the place where a name should be to look first.
const FIRST_STEP: usize = 8;

/// An index of version 2: names in order, and their offsets.
pub(super) struct Index {
    file: File,
    fanout: [u32; 256],
    lookups: AtomicUsize,
    whole: OnceLock<Whole>,
}

/// Names and offsets of all objects, as they are in the file.
struct Whole {
    names: Vec<u8>,
    offsets: Vec<u8>,
}

impl Index {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let mut head = [0; NAMES as usize];
        read_at(&file, 0, &mut head)?;
        if head[..8] != [0xff, b't', b'O', b'c', 0, 0, 0, 2] {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut fanout = [0; 256];
        for (count, bytes) in fanout.iter_mut().zip(head[8..].chunks_exact(4)) {
            *count = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        if !fanout.is_sorted() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(Self { file, fanout, lookups: AtomicUsize::new(0), whole: OnceLock::new() })
    }

    fn count(&self) -> usize {
        self.fanout[255] as usize
    }

    /// Returns the offset of an object in the pack.
    pub(super) fn find(&self, id: CommitId) -> io::Result<Option<u64>> {
        let first = usize::from(id.0[0]);
        let low = if first == 0 { 0 } else { self.fanout[first - 1] as usize };
        let high = self.fanout[first] as usize;
        match self.place(id, low, high)? {
            Some(at) => self.offset(at).map(Some),
            None => Ok(None),
        }
    }

    fn place(&self, id: CommitId, low: usize, high: usize) -> io::Result<Option<usize>> {
        match self.whole()? {
            Some(whole) => {
                let names = &whole.names[low * 20..high * 20];
                Ok(search(names, id, guess(id, high - low)).map(|at| low + at))
            }
            None => self.search_file(id, low, high),
        }
    }

    /// Returns the whole index once it has been asked often enough.
    fn whole(&self) -> io::Result<Option<&Whole>> {
        if let Some(whole) = self.whole.get() {
            return Ok(Some(whole));
        }
        let count = self.count();
        if self.lookups.fetch_add(1, Ordering::Relaxed) < count / SHARE {
            return Ok(None);
        }
        let (mut names, mut offsets) = (vec![0; count * 20], vec![0; count * 4]);
        read_at(&self.file, NAMES, &mut names)?;
        read_at(&self.file, NAMES + count as u64 * 24, &mut offsets)?;
        Ok(Some(self.whole.get_or_init(|| Whole { names, offsets })))
    }

    /// Names are spread evenly: looks where one should be, and halves from there.
    fn search_file(
        &self,
        id: CommitId,
        mut low: usize,
        mut high: usize,
    ) -> io::Result<Option<usize>> {
        let mut buffer = [0; GLANCE * 20];
        let mut guess = low + guess(id, high - low);
        while low < high {
            let start = guess.saturating_sub(GLANCE / 2).clamp(low, high.saturating_sub(1));
            let end = high.min(start + GLANCE);
            let block = &mut buffer[..(end - start) * 20];
            read_at(&self.file, NAMES + start as u64 * 20, block)?;
            if id.0[..] < block[..20] {
                high = start;
            } else if id.0[..] > block[block.len() - 20..] {
                low = end;
            } else {
                return Ok(search(block, id, guess - start).map(|at| start + at));
            }
            guess = low.midpoint(high);
        }
        Ok(None)
    }

    fn offset(&self, at: usize) -> io::Result<u64> {
        let count = self.count() as u64;
        let offsets = NAMES + count * 24;
        let mut short = [0; 4];
        match self.whole.get() {
            Some(whole) => short.copy_from_slice(&whole.offsets[at * 4..at * 4 + 4]),
            None => read_at(&self.file, offsets + at as u64 * 4, &mut short)?,
        }
        let short = u32::from_be_bytes(short);
        if short & 0x8000_0000 == 0 {
            return Ok(u64::from(short));
        }
        let mut long = [0; 8];
        let place = offsets + count * 4 + u64::from(short & 0x7fff_ffff) * 8;
        read_at(&self.file, place, &mut long)?;
        Ok(u64::from_be_bytes(long))
    }
}

/// Returns where among so many names that begin with the same byte a name should be: they are spread evenly.
fn guess(id: CommitId, count: usize) -> usize {
    let share = u32::from_be_bytes([id.0[1], id.0[2], id.0[3], id.0[4]]);
    // An index has fewer than 2^32 names.
    ((count as u64 * u64::from(share)) >> 32) as usize
}

/// Looks for a name from the place on where it should be: there it mostly is.
fn search(names: &[u8], id: CommitId, guess: usize) -> Option<usize> {
    let count = names.len() / 20;
    let guess = guess.min(count.checked_sub(1)?);
    let name = |at: usize| &names[at * 20..at * 20 + 20];
    let (wanted, mut step) = (head(&id.0), FIRST_STEP);
    let is_below = |at: usize| head(name(at)) < wanted;
    let (mut low, mut high) = if is_below(guess) { (guess + 1, count) } else { (0, guess) };
    if low > 0 {
        while guess + step < high && is_below(guess + step) {
            low = guess + step + 1;
            step *= 2;
        }
        high = high.min(guess + step);
    } else {
        while step <= guess && !is_below(guess - step) {
            high = guess - step;
            step *= 2;
        }
        low = (guess + 1).saturating_sub(step);
    }
    while low < high {
        let middle = low.midpoint(high);
        if is_below(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let alike = (low..count).take_while(|at| head(name(*at)) == wanted);
    alike.into_iter().find(|at| name(*at) == id.0)
}

/// Returns the first eight bytes of a name as a number.
fn head(name: &[u8]) -> u64 {
    let mut head = [0; 8];
    head.copy_from_slice(&name[..8]);
    u64::from_be_bytes(head)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// An index of objects whose names are spread like those of real ones; each lies at its number.
    fn index(count: u32) -> (Vec<CommitId>, tempfile::NamedTempFile) {
        let mut ids: Vec<CommitId> = (0..count)
            .map(|number| {
                let mut id = CommitId([7; 20]);
                let mixed = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                id.0[..8].copy_from_slice(&mixed.to_be_bytes());
                id
            })
            .collect();
        ids.sort_unstable();
        let mut bytes = vec![0xff, b't', b'O', b'c', 0, 0, 0, 2];
        for first in 0..=255 {
            let below = ids.partition_point(|id| id.0[0] <= first);
            bytes.extend_from_slice(&u32::try_from(below).unwrap().to_be_bytes());
        }
        bytes.extend(ids.iter().flat_map(|id| id.0));
        bytes.extend(vec![0; ids.len() * 4]);
        bytes.extend((0..count).flat_map(u32::to_be_bytes));
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        (ids, file)
    }

    #[test]
    fn every_object_is_found_in_the_file_and_in_the_whole_index() {
        for count in [0, 1, 3, 500, 40_000] {
            let (ids, file) = index(count);
            let index = Index::open(file.path()).unwrap();
            // Twice: after so many look-ups the index is read whole.
            for round in 0..2 {
                for (id, offset) in ids.iter().zip(0u64..).step_by(7) {
                    assert_eq!(index.find(*id).unwrap(), Some(offset), "round {round}");
                    let mut other = *id;
                    other.0[19] ^= 1;
                    assert_eq!(index.find(other).unwrap(), None);
                }
            }
            assert_eq!(index.find(CommitId([0xfe; 20])).unwrap(), None);
            assert!(index.whole.get().is_some());
        }
    }
}
