//! What differs between two versions of a file: only that is searched for names. A commit changes a few of thousands of
//! lines.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};

use aho_corasick::AhoCorasick;
use imara_diff::sources::byte_lines;
use imara_diff::{InternedInput, Token};

/// The places of the names whose lines differ between two texts.
pub(super) fn changed_names(search: &AhoCorasick, old: &[u8], new: &[u8]) -> BTreeSet<usize> {
    let (old, new) = without_common_lines(old, new);
    let (old, new) = without_equal_lines(old, new);
    let (old, new) = (hashes(search, &old), hashes(search, &new));
    let names = old.keys().chain(new.keys()).copied();
    names.filter(|name| old.get(name) != new.get(name)).collect()
}

/// Leaves out equal lines: of two texts with as many lines, those that stand at the same place, as where a new version
/// stands in a hundred places; else those that both have as often, wherever.
fn without_equal_lines(old: &[u8], new: &[u8]) -> (Vec<u8>, Vec<u8>) {
    if byte_lines(old).count() == byte_lines(new).count() {
        let differ = byte_lines(old).zip(byte_lines(new)).filter(|(old, new)| old != new);
        let (old, new): (Vec<&[u8]>, Vec<&[u8]>) = differ.unzip();
        return (old.concat(), new.concat());
    }
    let input = InternedInput::new(old, new);
    let mut more = vec![0_i32; input.interner.num_tokens() as usize];
    input.before.iter().for_each(|line| more[line.0 as usize] += 1);
    input.after.iter().for_each(|line| more[line.0 as usize] -= 1);
    let differ = |lines: &[Token]| {
        let lines = lines.iter().filter(|line| more[line.0 as usize] != 0);
        lines.map(|line| input.interner[*line]).collect::<Vec<&[u8]>>().concat()
    };
    (differ(&input.before), differ(&input.after))
}

/// Bytes that are compared at once.
const CHUNK: usize = 256;

/// Leaves out the lines that both texts begin and end with: a commit changes a few of thousands.
fn without_common_lines<'t>(old: &'t [u8], new: &'t [u8]) -> (&'t [u8], &'t [u8]) {
    let chunks = old.chunks_exact(CHUNK).zip(new.chunks_exact(CHUNK));
    let alike = CHUNK * chunks.take_while(|(a, b)| a == b).count();
    let rest = old[alike..].iter().zip(&new[alike..]);
    let start = alike + rest.take_while(|(a, b)| a == b).count();
    let start = memchr::memrchr(b'\n', &old[..start]).map_or(0, |at| at + 1);
    let (old, new) = (&old[start..], &new[start..]);
    let chunks = old.rchunks_exact(CHUNK).zip(new.rchunks_exact(CHUNK));
    let alike = CHUNK * chunks.take_while(|(a, b)| a == b).count();
    let (left, right) = (&old[..old.len() - alike], &new[..new.len() - alike]);
    let rest = left.iter().rev().zip(right.iter().rev());
    let end = alike + rest.take_while(|(a, b)| a == b).count();
    // What follows the first line feed of the common end are whole lines of both.
    let end = memchr::memchr(b'\n', &old[old.len() - end..]).map_or(0, |at| end - at - 1);
    (&old[..old.len() - end], &new[..new.len() - end])
}

/// Only lines with a match are looked at: a file has thousands of others.
fn hashes(search: &AhoCorasick, bytes: &[u8]) -> HashMap<usize, u64> {
    let mut hashes: HashMap<usize, u64> = HashMap::new();
    let (mut end, mut hash, mut found) = (0, 0, Vec::new());
    for hit in search.find_overlapping_iter(bytes) {
        // Names hold no line feed, so that a match is within one line.
        if hit.start() >= end {
            let start = memchr::memrchr(b'\n', &bytes[..hit.start()]).map_or(0, |at| at + 1);
            let length = memchr::memchr(b'\n', &bytes[hit.start()..]);
            end = length.map_or(bytes.len(), |length| hit.start() + length);
            let mut hasher = DefaultHasher::new();
            bytes[start..end].trim_ascii().hash(&mut hasher);
            hash = hasher.finish();
            found.clear();
        }
        let name = hit.pattern().as_usize();
        if !found.contains(&name) {
            found.push(name);
            let before = hashes.entry(name).or_default();
            *before = before.wrapping_mul(31).wrapping_add(hash);
        }
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_begin_and_end_with_is_left_out() {
        let of = |old: &'static str, new: &'static str| {
            let (old, new) = without_common_lines(old.as_bytes(), new.as_bytes());
            (std::str::from_utf8(old).unwrap(), std::str::from_utf8(new).unwrap())
        };
        assert_eq!(of("a\nb\nc\n", "a\nx\nc\n"), ("b\n", "x\n"));
        assert_eq!(of("a\nb\n", "a\nb\n"), ("", ""));
        assert_eq!(of("a\nab\n", "a\nac\n"), ("ab\n", "ac\n"), "a line is whole");
        assert_eq!(of("a\nxb\nc", "a\nyb\nc"), ("xb\n", "yb\n"), "also one that ends alike");
        assert_eq!(of("a\na\n", "a\na\na\n"), ("", "a\n"));
        assert_eq!(of("", "a"), ("", "a"));
        assert_eq!(of("a", "ba"), ("a", "ba"));
    }

    #[test]
    fn names_of_lines_that_stay_have_not_changed() {
        let search = AhoCorasick::new(["image", "port"]).unwrap();
        let changed = |old: &str, new: &str| -> Vec<usize> {
            changed_names(&search, old.as_bytes(), new.as_bytes()).into_iter().collect()
        };
        let text = "image: a\nport: 1\nimage: b\n";
        assert_eq!(changed(text, "image: x\nport: 1\nimage: y\n"), [0], "as many lines");
        assert_eq!(changed(text, "image: x\nnew\nport: 1\nimage: y\n"), [0], "more lines");
        assert_eq!(changed(text, "port: 1\nimage: b\nimage: a\n"), [0], "in another order");
        assert_eq!(changed(text, "new\nport: 1\nimage: b\nimage: a"), [0; 0], "moved");
        assert_eq!(changed(text, "port: 1\nimage: b\n"), [0], "one less");
        assert_eq!(changed(text, "image: a\nport: 1\nimage: a\nimage: b\n"), [0], "one more");
        assert_eq!(changed(text, "x\nimage: a\n  port: 1\nimage: b\n"), [0; 0]);
        assert_eq!(changed("", text), [0, 1]);
    }

    #[test]
    fn lines_count_with_their_order_and_without_their_indents() {
        let search = AhoCorasick::new(["total", "total_price", "x"]).unwrap();
        let of = |text: &str| hashes(&search, text.as_bytes());
        let one = of("a\n  total_price = total;\nb\ntotal\n");
        assert_eq!(one, of("total_price = total;\r\nother\n\ttotal"));
        assert_eq!(one.len(), 2, "nothing of a name that is not there");
        assert_ne!(one[&0], of("total\ntotal_price = total;")[&0], "the order counts");
        assert_eq!(one[&1], of("total\ntotal_price = total;")[&1]);
        assert_ne!(one[&1], of("total_price = total + 1;")[&1]);
        assert!(of("").is_empty());
    }
}
