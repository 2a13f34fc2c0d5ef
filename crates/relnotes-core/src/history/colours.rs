//! Sets of colours, each stored once: thousands of commits share a handful of sets.

use std::collections::HashMap;

/// What reaches a commit: a target, a base, a tag. Numbered from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour(pub u32);

/// A set of colours by its place in the table; 0 is the empty set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetId(u32);

impl SetId {
    /// The set without a colour.
    pub const EMPTY: Self = Self(0);

    /// Returns the place in the table, to index side tables by.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Returns the ids of all sets that there could be, in order.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self)
    }
}

/// The table of all sets.
pub(super) struct Sets {
    sets: Vec<Box<[u64]>>,
    index: HashMap<Box<[u64]>, SetId>,
    unions: HashMap<(SetId, SetId), SetId>,
}

impl Sets {
    pub(super) fn new() -> Self {
        let empty: Box<[u64]> = Box::default();
        let index = HashMap::from([(empty.clone(), SetId::EMPTY)]);
        Self { sets: vec![empty], index, unions: HashMap::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }

    pub(super) fn contains(&self, set: SetId, colour: Colour) -> bool {
        let word = self.sets[set.index()].get(colour.0 as usize / 64);
        word.is_some_and(|word| word >> (colour.0 % 64) & 1 == 1)
    }

    /// Returns the colours of a set in ascending order.
    pub(super) fn iter(&self, set: SetId) -> impl Iterator<Item = Colour> + '_ {
        self.sets[set.index()].iter().zip(0u32..).flat_map(|(word, at)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(Colour(at * 64 + bit))
            })
        })
    }

    pub(super) fn with(&mut self, set: SetId, colour: Colour) -> SetId {
        if self.contains(set, colour) {
            return set;
        }
        let at = colour.0 as usize / 64;
        let mut words = self.sets[set.index()].to_vec();
        words.resize(words.len().max(at + 1), 0);
        words[at] |= 1 << (colour.0 % 64);
        self.intern(words)
    }

    pub(super) fn union(&mut self, a: SetId, b: SetId) -> SetId {
        if a == b || b == SetId::EMPTY {
            return a;
        }
        if a == SetId::EMPTY {
            return b;
        }
        let key = if a < b { (a, b) } else { (b, a) };
        if let Some(known) = self.unions.get(&key) {
            return *known;
        }
        let (short, long) = match (&self.sets[a.index()], &self.sets[b.index()]) {
            (a, b) if a.len() <= b.len() => (a, b),
            (a, b) => (b, a),
        };
        let mut words = long.to_vec();
        words.iter_mut().zip(short).for_each(|(word, more)| *word |= more);
        let union = self.intern(words);
        self.unions.insert(key, union);
        union
    }

    fn intern(&mut self, words: Vec<u64>) -> SetId {
        let words = words.into_boxed_slice();
        if let Some(known) = self.index.get(&words) {
            return *known;
        }
        let id = SetId(u32::try_from(self.sets.len()).expect("fewer than 2^32 sets"));
        self.sets.push(words.clone());
        self.index.insert(words, id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_are_stored_once() {
        let mut sets = Sets::new();
        let a = sets.with(SetId::EMPTY, Colour(3));
        let b = sets.with(SetId::EMPTY, Colour(100));
        let both = sets.union(a, b);
        assert_eq!(both, sets.with(b, Colour(3)));
        assert_eq!(sets.union(both, a), both);
        assert_eq!(sets.iter(both).collect::<Vec<_>>(), [Colour(3), Colour(100)]);
        assert!(sets.contains(both, Colour(100)) && !sets.contains(both, Colour(99)));
    }
}
