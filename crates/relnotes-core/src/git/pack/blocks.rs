//! The pieces of a pack that were read last: objects that belong together lie near each other, but
//! are not asked for in their order.

use std::fs::File;
use std::io;

use super::read_some_at;

/// A piece begins at a multiple of this…
const STEP: usize = 8 << 10;
/// …and reaches so far beyond the next: what begins in it is most likely whole.
pub(super) const REACH: usize = 4 << 10;
/// How many pieces are kept, each in the place that its number gives it.
const PLACES: usize = 64;

/// Pieces of one file.
pub(super) struct Blocks {
    places: Vec<Block>,
    /// What is larger than a piece.
    large: Vec<u8>,
}

#[derive(Default)]
struct Block {
    number: u64,
    /// Empty until it is read.
    bytes: Vec<u8>,
}

impl Default for Blocks {
    fn default() -> Self {
        let places = std::iter::repeat_with(Block::default).take(PLACES).collect();
        Self { places, large: Vec::new() }
    }
}

impl Blocks {
    /// Returns up to `length` bytes from `offset` on; fewer at the end of the file.
    pub(super) fn at(&mut self, file: &File, offset: u64, length: usize) -> io::Result<&[u8]> {
        if length > REACH {
            self.large.resize(length, 0);
            let read = read_some_at(file, offset, &mut self.large)?;
            return Ok(&self.large[..read]);
        }
        let (number, from) = (offset / STEP as u64, (offset % STEP as u64) as usize);
        let block = &mut self.places[(number % PLACES as u64) as usize];
        if block.number != number || block.bytes.is_empty() {
            // Where reading fails nothing is left in its place.
            block.number = number;
            let mut bytes = std::mem::take(&mut block.bytes);
            bytes.resize(STEP + REACH, 0);
            let read = read_some_at(file, number * STEP as u64, &mut bytes)?;
            bytes.truncate(read);
            block.bytes = bytes;
        }
        let end = block.bytes.len().min(from + length);
        Ok(block.bytes.get(from..end).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn every_piece_is_that_of_the_file() {
        let bytes: Vec<u8> = (0u32..150_000).flat_map(|number| number.to_le_bytes()).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let mut blocks = Blocks::default();
        for step in 0..5_000 {
            let offset = step * 7_919 % (bytes.len() + 100);
            for length in [1, 64, REACH, REACH + 1, 3 * STEP] {
                let start = offset.min(bytes.len());
                let wanted = &bytes[start..bytes.len().min(start + length)];
                assert_eq!(blocks.at(&file, offset as u64, length).unwrap(), wanted);
            }
        }
    }
}
