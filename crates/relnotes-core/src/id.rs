//! Object ids: twenty bytes, written as forty hexadecimal digits.

use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The id of a commit, or of another object, in a SHA-1 repository.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitId(pub [u8; 20]);

impl CommitId {
    /// Returns the first `digits` hexadecimal digits, for people to read.
    pub fn short(&self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(digits);
        text
    }

    /// Returns whether the id begins with these hexadecimal digits.
    pub fn starts_with(&self, hex: &str) -> bool {
        hex.len() <= 40
            && hex.bytes().enumerate().all(|(at, digit)| {
                let byte = self.0[at / 2];
                let nibble = if at % 2 == 0 { byte >> 4 } else { byte & 15 };
                (digit as char).to_digit(16) == Some(u32::from(nibble))
            })
    }
}

/// The text is no object id of forty hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an object id")]
pub struct ParseIdError(String);

impl FromStr for CommitId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_hex(text.as_bytes()).ok_or_else(|| ParseIdError(text.to_owned()))
    }
}

impl CommitId {
    /// Reads forty hexadecimal digits.
    pub fn from_hex(hex: &[u8]) -> Option<Self> {
        if hex.len() != 40 {
            return None;
        }
        let mut bytes = [0; 20];
        let mut seen = 0;
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let (high, low) = (DIGITS[usize::from(pair[0])], DIGITS[usize::from(pair[1])]);
            *byte = high << 4 | low;
            seen |= high | low;
        }
        (seen & NO_DIGIT == 0).then_some(Self(bytes))
    }
}

const NO_DIGIT: u8 = 0x80;

/// The value of every byte as a hexadecimal digit: a walk reads an id for each parent.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value] as usize] = value as u8;
        digits[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    digits
};

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for CommitId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Hash for CommitId {
    /// Ids are hashes already: eight of their bytes are as good as any hash of them.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let mut word = [0; 8];
        word.copy_from_slice(&self.0[..8]);
        state.write_u64(u64::from_le_bytes(word));
    }
}

/// The hasher for maps by [`CommitId`].
#[derive(Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }
}

/// A map from object ids.
pub type IdMap<V> = std::collections::HashMap<CommitId, V, BuildHasherDefault<IdHasher>>;
/// A set of object ids.
pub type IdSet = std::collections::HashSet<CommitId, BuildHasherDefault<IdHasher>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_and_written() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        let id: CommitId = hex.parse().unwrap();
        assert_eq!(id.to_string(), hex);
        assert_eq!(id.short(7), "0123456");
        assert!(
            id.starts_with("0123456")
                && id.starts_with("01234567A") == hex.starts_with("01234567a")
        );
        assert!(!id.starts_with("1"));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "0123", "g123456789abcdef0123456789abcdef01234567"] {
            assert!(text.parse::<CommitId>().is_err(), "{text}");
        }
    }
}
