//! In which order items stand after a merge.

use std::collections::{HashMap, HashSet};

/// Where an item is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// From the document, by its number there.
    Current(usize),
    /// From what is generated, by its number there.
    New(usize),
}

/// The names of the items of three lists, in their order.
pub(crate) struct Names<'a> {
    /// What was generated before.
    pub(crate) base: &'a [String],
    /// What the document has; a person's own items have no name.
    pub(crate) current: &'a [Option<String>],
    /// What is generated now.
    pub(crate) new: &'a [String],
}

/// Returns the order of what is kept of the document and of what is new.
///
/// Where no person moved an item, named items stand as they are generated. Otherwise they stand as in the document,
/// and new ones behind the item that they follow where they are generated. What a person added, and what is not
/// generated any more, stays behind the item that it follows in the document.
pub(crate) fn order(
    names: &Names<'_>,
    is_kept: &dyn Fn(usize) -> bool,
    is_new: &dyn Fn(usize) -> bool,
) -> Vec<Slot> {
    let current: HashMap<&str, usize> = names
        .current
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((name.as_deref()?, at)))
        .collect();
    let kept = |name: &str| current.get(name).copied().filter(|at| is_kept(*at));
    let main = match is_reordered(names, &current) {
        false => as_generated(names, &kept, is_new),
        true => as_in_document(names, &kept, is_kept, is_new),
    };
    let in_main: HashSet<usize> = main
        .iter()
        .filter_map(|slot| match slot {
            Slot::Current(at) => Some(*at),
            Slot::New(_) => None,
        })
        .collect();
    let mut followers: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    let mut anchor = None;
    for at in (0..names.current.len()).filter(|at| is_kept(*at)) {
        match in_main.contains(&at) {
            true => anchor = Some(at),
            false => followers.entry(anchor).or_default().push(at),
        }
    }
    let mut out: Vec<Slot> = Vec::with_capacity(main.len());
    let mut follow = |anchor, out: &mut Vec<Slot>| {
        out.extend(followers.remove(&anchor).unwrap_or_default().into_iter().map(Slot::Current));
    };
    follow(None, &mut out);
    for slot in main {
        out.push(slot);
        if let Slot::Current(at) = slot {
            follow(Some(at), &mut out);
        }
    }
    out
}

/// Whether a person moved items: those of the base stand in another order.
fn is_reordered(names: &Names<'_>, current: &HashMap<&str, usize>) -> bool {
    let places = names.base.iter().filter_map(|name| current.get(name.as_str()));
    !places.is_sorted()
}

fn as_generated(
    names: &Names<'_>,
    kept: &dyn Fn(&str) -> Option<usize>,
    is_new: &dyn Fn(usize) -> bool,
) -> Vec<Slot> {
    let slots = names.new.iter().enumerate().filter_map(|(at, name)| match kept(name) {
        Some(at) => Some(Slot::Current(at)),
        None => is_new(at).then_some(Slot::New(at)),
    });
    slots.collect()
}

fn as_in_document(
    names: &Names<'_>,
    kept: &dyn Fn(&str) -> Option<usize>,
    is_kept: &dyn Fn(usize) -> bool,
    is_new: &dyn Fn(usize) -> bool,
) -> Vec<Slot> {
    let mut behind: HashMap<Option<usize>, Vec<Slot>> = HashMap::new();
    let mut before = None;
    for (at, name) in names.new.iter().enumerate() {
        match kept(name) {
            Some(current) => before = Some(current),
            None if is_new(at) => behind.entry(before).or_default().push(Slot::New(at)),
            None => {}
        }
    }
    let mut out = behind.remove(&None).unwrap_or_default();
    for (at, name) in names.current.iter().enumerate() {
        if name.is_some() && is_kept(at) {
            out.push(Slot::Current(at));
            out.extend(behind.remove(&Some(at)).unwrap_or_default());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, current: &str, new: &str, expected: &str) {
        let names = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let (base, new) = (names(base), names(new));
        // A dash is a person's line.
        let words = names(current);
        let current: Vec<Option<String>> =
            words.iter().map(|name| (!name.starts_with('-')).then(|| name.clone())).collect();
        let is_kept = |at: usize| match &current[at] {
            Some(name) => new.contains(name) || !base.contains(name),
            None => true,
        };
        let is_new =
            |at: usize| !base.contains(&new[at]) && !current.contains(&Some(new[at].clone()));
        let all = Names { base: &base, current: &current, new: &new };
        let out = order(&all, &is_kept, &is_new).into_iter().map(|slot| match slot {
            Slot::Current(at) => words[at].clone(),
            Slot::New(at) => new[at].clone(),
        });
        assert_eq!(out.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn items_that_nobody_moved_stand_as_generated() {
        check("a b", "a b", "b c a", "b c a");
        check("a b c", "a b c", "c a", "c a");
    }

    #[test]
    fn a_persons_lines_stay_behind_what_they_follow() {
        check("a b", "-0 a -1 -2 b -3", "b x a", "-0 b -3 x a -1 -2");
        check("a b", "a -1 b", "b", "-1 b");
    }

    #[test]
    fn items_that_a_person_moved_stay_there_and_new_ones_find_their_place() {
        check("a b c", "c a b", "a x b y c", "c a x b y");
        check("a b", "b a", "x a b", "x b a");
    }

    #[test]
    fn what_is_not_generated_any_more_stays_behind_what_it_follows() {
        check("a b", "a s b", "b a", "b a s");
    }
}
