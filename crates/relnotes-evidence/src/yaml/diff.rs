//! Where two YAML trees differ, and nothing of how they are written: order, quotes and comments make no difference.
//!
//! Elements of lists are told apart by what names them (`name`, `mountPath`, …), not by their place. Each node is looked
//! at once, also where aliases name it many times.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::{Inner, Node, Value};

/// More differences are not told.
const MOST: usize = 500;
/// What may name the elements of a list; the first that tells all of them apart on both sides does.
const NAMES: [&str; 7] = ["name", "mountPath", "containerPort", "port", "key", "path", "host"];

/// A place in which two trees differ, as far up as one side lacks it.
#[derive(Debug, Clone)]
pub(crate) struct Difference<'n> {
    /// How to get there.
    pub(crate) path: Vec<Step<'n>>,
    /// What was there.
    pub(crate) before: Option<&'n Node>,
    /// What is there.
    pub(crate) after: Option<&'n Node>,
}

/// A step into a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'n> {
    /// A key of a map.
    Key(&'n str),
    /// The element of a list that has this name, or is this text; empty where it has none.
    Item(&'n str),
}

/// Compares two trees.
pub(crate) fn differences<'n>(before: &'n Node, after: &'n Node) -> Vec<Difference<'n>> {
    let mut walk = Walk { hashes: HashMap::new(), path: Vec::new(), found: Vec::new() };
    walk.compare(before, after);
    walk.found
}

struct Walk<'n> {
    hashes: HashMap<*const Inner, u64>,
    path: Vec<Step<'n>>,
    found: Vec<Difference<'n>>,
}

impl<'n> Walk<'n> {
    fn compare(&mut self, before: &'n Node, after: &'n Node) {
        if self.found.len() >= MOST || self.hash(before) == self.hash(after) {
            return;
        }
        match (before.value(), after.value()) {
            (Value::Map(_), Value::Map(_)) => {
                let named = |node: &'n Node| -> BTreeMap<&'n str, &'n Node> {
                    node.entries().iter().map(|it| (it.key.as_str(), &it.value)).collect()
                };
                self.compare_named(&named(before), &named(after), Step::Key);
            }
            (Value::List(old), Value::List(new)) => self.compare_lists(old, new),
            _ => self.tell(None, Some(before), Some(after)),
        }
    }

    fn compare_lists(&mut self, before: &'n [Node], after: &'n [Node]) {
        match named(before, after) {
            Some((before, after)) => self.compare_named(&before, &after, Step::Item),
            None => self.compare_unnamed(before, after),
        }
    }

    fn compare_named(
        &mut self,
        before: &BTreeMap<&'n str, &'n Node>,
        after: &BTreeMap<&'n str, &'n Node>,
        step: fn(&'n str) -> Step<'n>,
    ) {
        for (name, old) in before {
            match after.get(name) {
                Some(new) => {
                    self.path.push(step(name));
                    self.compare(old, new);
                    self.path.pop();
                }
                None => self.tell(Some(step(name)), Some(old), None),
            }
        }
        for (name, new) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
            self.tell(Some(step(name)), None, Some(new));
        }
    }

    /// Elements without names: those that the other list does not have.
    fn compare_unnamed(&mut self, before: &'n [Node], after: &'n [Node]) {
        let step = |node: &'n Node| Some(Step::Item(node.text().unwrap_or_default()));
        let old: HashSet<u64> = before.iter().map(|node| self.hash(node)).collect();
        let new: HashSet<u64> = after.iter().map(|node| self.hash(node)).collect();
        for node in before {
            if !new.contains(&self.hash(node)) {
                self.tell(step(node), Some(node), None);
            }
        }
        for node in after {
            if !old.contains(&self.hash(node)) {
                self.tell(step(node), None, Some(node));
            }
        }
    }

    /// Tells a difference; of a list under a key that one side lacks each element.
    fn tell(&mut self, step: Option<Step<'n>>, before: Option<&'n Node>, after: Option<&'n Node>) {
        let lists = match (before.map(Node::value), after.map(Node::value)) {
            (Some(Value::List(old)), None) => Some((&old[..], &[][..])),
            (None, Some(Value::List(new))) => Some((&[][..], &new[..])),
            _ => None,
        };
        if let (Some(Step::Key(_)), Some((old, new))) = (step, lists) {
            self.path.extend(step);
            self.compare_lists(old, new);
            self.path.pop();
        } else if self.found.len() < MOST {
            let path = self.path.iter().copied().chain(step).collect();
            self.found.push(Difference { path, before, after });
        }
    }

    /// A number that equal trees share.
    fn hash(&mut self, node: &Node) -> u64 {
        let key = Arc::as_ptr(&node.0);
        if let Some(known) = self.hashes.get(&key) {
            return *known;
        }
        let mut hasher = DefaultHasher::new();
        match node.value() {
            Value::Text(text) => text.hash(&mut hasher),
            Value::List(nodes) => {
                "list".hash(&mut hasher);
                nodes.iter().for_each(|node| self.hash(node).hash(&mut hasher));
            }
            Value::Map(entries) => {
                // In any order: keys are unique, so that a sum tells maps apart.
                let sum = entries.iter().fold(0_u64, |sum, entry| {
                    let mut pair = DefaultHasher::new();
                    (&entry.key, self.hash(&entry.value)).hash(&mut pair);
                    sum.wrapping_add(pair.finish())
                });
                ("map", sum).hash(&mut hasher);
            }
        }
        let hash = hasher.finish();
        self.hashes.insert(key, hash);
        hash
    }
}

type Named<'n> = BTreeMap<&'n str, &'n Node>;

/// The elements of two lists by what names them; none where nothing does.
fn named<'n>(before: &'n [Node], after: &'n [Node]) -> Option<(Named<'n>, Named<'n>)> {
    let by = |nodes: &'n [Node], key: &str| -> Option<Named<'n>> {
        let named: Option<Named<'n>> =
            nodes.iter().map(|node| Some((node.text_of(key)?, node))).collect();
        named.filter(|named| named.len() == nodes.len())
    };
    NAMES.iter().find_map(|key| Some((by(before, key)?, by(after, key)?)))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::yaml::parse;

    fn check(before: &str, after: &str, expected: &[&str]) {
        let (before, after) = (first(before), first(after));
        let shown: Vec<String> = differences(&before, &after)
            .iter()
            .map(|it| {
                let path: Vec<String> = it.path.iter().map(|step| format!("{step:?}")).collect();
                let text =
                    |node: Option<&Node>| node.map(|node| node.text().unwrap_or("…").to_owned());
                format!("{}: {:?} -> {:?}", path.join(" "), text(it.before), text(it.after))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    fn first(text: &str) -> Node {
        parse(text.as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn order_quotes_and_comments_make_no_difference() {
        check("a: 1\nb: [x, y]\n", "# c\nb:\n  - y\n  - 'x'\na: \"1\"\n", &[]);
        check(
            "l:\n  - {name: a, v: 1}\n  - {name: b}\n",
            "l:\n  - name: b\n  - {v: 1, name: a}\n",
            &[],
        );
    }

    #[test]
    fn elements_are_told_apart_by_their_names() {
        check(
            "l: [{name: a, v: 1}, {name: c}]\n",
            "l: [{name: b}, {name: a, v: 2}]\n",
            &[
                "Key(\"l\") Item(\"a\") Key(\"v\"): Some(\"1\") -> Some(\"2\")",
                "Key(\"l\") Item(\"c\"): Some(\"…\") -> None",
                "Key(\"l\") Item(\"b\"): None -> Some(\"…\")",
            ],
        );
    }

    #[test]
    fn a_list_that_one_side_lacks_is_told_by_its_elements() {
        check("a: 1\n", "a: 1\nl: [{name: x}]\n", &["Key(\"l\") Item(\"x\"): None -> Some(\"…\")"]);
        check("l: [x]\n", "{}\n", &["Key(\"l\") Item(\"x\"): Some(\"x\") -> None"]);
    }

    #[test]
    fn what_no_name_tells_apart_is_compared_as_a_whole() {
        check(
            "a: [x, y]\n",
            "a: [y, z]\n",
            &[
                "Key(\"a\") Item(\"x\"): Some(\"x\") -> None",
                "Key(\"a\") Item(\"z\"): None -> Some(\"z\")",
            ],
        );
        check(
            "a: [{b: 1}]\n",
            "a: [{b: 1}, {b: 2}]\n",
            &["Key(\"a\") Item(\"\"): None -> Some(\"…\")"],
        );
    }

    #[test]
    fn many_aliases_of_a_long_text_take_no_time() {
        let begun = Instant::now();
        let side = |char: &str| {
            let aliases = vec!["*a"; 50_000].join(", ");
            format!("a: &a {}\nb: [{aliases}]\nc: [[{aliases}]]\n", char.repeat(500_000))
        };
        let (before, after) = (first(&side("x")), first(&side("y")));
        assert_eq!(differences(&before, &after).len(), MOST);
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}
