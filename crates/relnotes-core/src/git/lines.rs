//! What two texts have in common, and a sum of the lines of one.

use memchr::{memchr, memrchr};

/// Returns two texts without the lines at their beginnings and at their ends that both have.
pub(super) fn without_common_lines<'a>(old: &'a [u8], new: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let same = common_prefix(old, new);
    let start = memrchr(b'\n', &old[..same]).map_or(0, |end| end + 1);
    let (old, new) = (&old[start..], &new[start..]);
    let same = common_suffix(old, new);
    // What is cut off begins with the end of a line.
    let cut = memchr(b'\n', &old[old.len() - same..]).map_or(0, |end| same - end);
    (&old[..old.len() - cut], &new[..new.len() - cut])
}

/// How many bytes are compared at once.
const STEP: usize = 64;

pub(super) fn common_prefix(old: &[u8], new: &[u8]) -> usize {
    let steps = old.chunks_exact(STEP).zip(new.chunks_exact(STEP));
    let whole = STEP * steps.take_while(|(a, b)| a == b).count();
    whole + old[whole..].iter().zip(&new[whole..]).take_while(|(a, b)| a == b).count()
}

pub(super) fn common_suffix(old: &[u8], new: &[u8]) -> usize {
    let steps = old.rchunks_exact(STEP).zip(new.rchunks_exact(STEP));
    let whole = STEP * steps.take_while(|(a, b)| a == b).count();
    let rest = old[..old.len() - whole].iter().rev().zip(new[..new.len() - whole].iter().rev());
    whole + rest.take_while(|(a, b)| a == b).count()
}

/// Adds up a hash of every line, in any order.
pub(super) fn sum_of_lines(text: &[u8]) -> u64 {
    let line = |line: &[u8]| {
        let black = line.iter().filter(|byte| !byte.is_ascii_whitespace());
        black.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    text.split(|byte| *byte == b'\n').fold(0, |sum: u64, text| sum.wrapping_add(line(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_both_have_make_no_difference() {
        let texts: [&[u8]; 9] = [
            b"",
            b"\n",
            b"a",
            b"a\n",
            b"a\nb\nc\n",
            b"a\nx\nc\n",
            b"a\nb\nb\nc\n",
            b"xa\nb\nc",
            b"b\nc\na\nb\nc\n",
        ];
        for old in texts {
            for new in texts {
                let whole = sum_of_lines(new).wrapping_sub(sum_of_lines(old));
                let (old, new) = without_common_lines(old, new);
                assert_eq!(sum_of_lines(new).wrapping_sub(sum_of_lines(old)), whole);
            }
        }
    }
}
