//! The bytes of tree objects: their entries, and where two of them differ.

use std::cmp::Ordering;

use memchr::memmem;

use super::lines::{common_prefix, common_suffix};
use crate::id::CommitId;

/// An entry of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a [u8],
    pub(super) mode: &'a [u8],
    pub(super) id: CommitId,
    pub(super) is_tree: bool,
}

impl Entry<'_> {
    /// Trees are in the order of their names, those of trees with a slash behind them.
    fn order(&self, other: &Self) -> Ordering {
        let slash = |entry: &Self| entry.is_tree.then_some(&b'/');
        let (a, b) = (self.name.iter().chain(slash(self)), other.name.iter().chain(slash(other)));
        a.cmp(b)
    }
}

/// Reads `mode SP name NUL id` until the end, or until something is wrong.
pub(super) fn entries(tree: &[u8]) -> Entries<'_> {
    Entries { rest: tree }
}

#[derive(Clone, Copy)]
pub(super) struct Entries<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    /// Modes and names are short: that is faster byte by byte.
    fn next(&mut self) -> Option<Entry<'a>> {
        let space = self.rest.iter().position(|byte| *byte == b' ')?;
        let (mode, rest) = (&self.rest[..space], &self.rest[space + 1..]);
        let end = rest.iter().position(|byte| *byte == 0)?;
        let mut id = CommitId([0; 20]);
        id.0.copy_from_slice(rest.get(end + 1..end + 21)?);
        self.rest = &rest[end + 21..];
        Some(Entry { name: &rest[..end], mode, id, is_tree: mode == b"40000" })
    }
}

/// Returns the next entry of each tree, where both have one of that name, else of the one that has it.
pub(super) fn next_of_both<'a>(
    olds: &mut Entries<'a>,
    news: &mut Entries<'a>,
) -> (Option<Entry<'a>>, Option<Entry<'a>>) {
    let (after_old, after_new) = (&mut olds.clone(), &mut news.clone());
    let (old, new) = (after_old.next(), after_new.next());
    let order = match (&old, &new) {
        (Some(old), Some(new)) => old.order(new),
        (Some(_), None) => Ordering::Less,
        (None, _) => Ordering::Greater,
    };
    if order.is_le() {
        *olds = *after_old;
    }
    if order.is_ge() {
        *news = *after_new;
    }
    (old.filter(|_| order.is_le()), new.filter(|_| order.is_ge()))
}

/// Returns the beginning of the first entry in which two trees differ.
pub(super) fn start_of_differences(old: &[u8], new: &[u8]) -> usize {
    let same = common_prefix(old, new);
    let mut entries = entries(&old[..same]);
    while entries.next().is_some() {}
    same - entries.rest.len()
}

/// Returns the bytes of a tree before and after the entry of a name, and that entry.
pub(super) fn around<'a>(tree: &'a [u8], name: &str) -> ([&'a [u8]; 2], Option<Entry<'a>>) {
    let mut start = 0;
    for entry in entries(tree) {
        let end = start + entry.mode.len() + 1 + entry.name.len() + 1 + 20;
        if entry.name == name.as_bytes() {
            return ([&tree[..start], &tree[end..]], Some(entry));
        }
        start = end;
    }
    ([tree, &[]], None)
}

/// Returns whether two trees surely differ outside of the entry of a name. Where the first and the
/// last byte is that differs says so of almost every pair, and no entry need be read.
pub(super) fn differ_elsewhere(old: &[u8], new: &[u8], name: &str) -> bool {
    let mark = [b" ", name.as_bytes(), b"\0"].concat();
    let (first, last) = (common_prefix(old, new), common_suffix(old, new));
    // The bytes of an id may look like the mark: what lies outside of all marks lies outside.
    [old, new].iter().all(|tree| match (memmem::find(tree, &mark), memmem::rfind(tree, &mark)) {
        (Some(begin), Some(end)) => {
            first + LONGEST_MODE < begin || tree.len() - last > end + mark.len() + 20
        }
        _ => true,
    })
}

/// The length of `100644`.
const LONGEST_MODE: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(entries: &[(&str, &str, u8)]) -> Vec<u8> {
        let bytes = |(mode, name, id): &(&str, &str, u8)| {
            [mode.as_bytes(), b" ", name.as_bytes(), b"\0", &[*id; 20]].concat()
        };
        entries.iter().flat_map(bytes).collect()
    }

    /// Trees of up to four entries, some with ids that look like names.
    fn trees() -> Vec<Vec<u8>> {
        let file = |name, id| ("100644", name, id);
        let all = [file("a", 1), file("a", b' '), ("40000", "r", 1), ("40000", "r", 2)];
        let all = [&all[..], &[file("r0", 1), file("z", 1), file("z", b'r')]].concat();
        let chosen = |bits: u32| {
            let of: Vec<_> = all
                .iter()
                .enumerate()
                .filter(|(at, _)| bits >> at & 1 == 1)
                .map(|it| *it.1)
                .collect();
            let mut names: Vec<&str> = of.iter().map(|entry| entry.1).collect();
            names.dedup();
            (names.len() == of.len()).then(|| tree(&of))
        };
        let mut trees: Vec<Vec<u8>> = (0..1 << all.len()).filter_map(chosen).collect();
        // An id with all of ` r\0` in it.
        let mut hostile = tree(&[file("a", 7), ("40000", "r", 1), file("z", 7)]);
        hostile[12..15].copy_from_slice(b" r\0");
        trees.push(hostile);
        trees
    }

    #[test]
    fn what_surely_differs_elsewhere_does() {
        let mut proven = 0;
        for old in trees() {
            for new in trees().into_iter().filter(|new| *new != old) {
                let (one, other) = (around(&old, "r").0.concat(), around(&new, "r").0.concat());
                let is_proven = differ_elsewhere(&old, &new, "r");
                assert!(!is_proven || one != other, "{old:?} {new:?}");
                proven += usize::from(is_proven);
            }
        }
        assert!(proven > 0);
    }

    #[test]
    fn entries_are_paired_by_their_names() {
        for old in trees() {
            for new in trees() {
                let start = start_of_differences(&old, &new);
                let (mut olds, mut news) = (entries(&old[start..]), entries(&new[start..]));
                let mut differing = Vec::new();
                while olds.rest != news.rest {
                    let (old, new) = next_of_both(&mut olds, &mut news);
                    if old != new {
                        differing.push(old.or(new).unwrap().name);
                    }
                }
                let of = |tree| entries(tree).collect::<Vec<_>>();
                let lacks = |all: &[Entry<'_>], entry: &Entry<'_>| !all.contains(entry);
                let (old, new) = (of(&old), of(&new));
                let mut expected: Vec<_> = old.iter().filter(|it| lacks(&new, it)).collect();
                expected.extend(new.iter().filter(|it| lacks(&old, it)));
                let mut expected: Vec<_> = expected.iter().map(|entry| entry.name).collect();
                expected.sort_unstable();
                expected.dedup();
                assert_eq!(differing, expected);
            }
        }
    }
}
