//! By which names items are known: their ids, what they are, or what they say.

use std::collections::{HashMap, HashSet};

use crate::node::{Kind, Node};

/// The names of the items of three lists.
pub(crate) struct Known {
    /// Of what was generated before.
    pub(crate) in_base: Vec<String>,
    /// Of the document: a copy of an item, and what was never generated, has none.
    pub(crate) in_current: Vec<Option<String>>,
    /// Of what is generated now.
    pub(crate) in_new: Vec<String>,
}

/// Whether a name is an id, not only what an item is or says.
pub(crate) fn is_name(name: &str) -> bool {
    !name.starts_with(['=', '#'])
}

/// Names the items of three lists; `is_region` says that they are those of a region, whose first heading is its own.
pub(crate) fn names(is_region: bool, base: &[Node], current: &[Node], new: &[Node]) -> Known {
    let of_generated = |nodes: &[Node]| -> Vec<String> {
        let mut seen = HashMap::new();
        let named = nodes.iter().enumerate();
        named.map(|(at, node)| numbered(name_of(node, at, is_region), &mut seen)).collect()
    };
    let (in_base, in_new) = (of_generated(base), of_generated(new));
    let known: HashSet<&String> = in_base.iter().chain(&in_new).collect();
    let mut seen = HashMap::new();
    let of_document = current.iter().enumerate().map(|(at, node)| {
        let name = name_of(node, at, is_region);
        let is_copy = is_name(&name) && seen.contains_key(&name);
        let name = numbered(name, &mut seen);
        Some(name).filter(|name| if is_name(name) { !is_copy } else { known.contains(name) })
    });
    let in_current = of_document.collect();
    Known { in_base, in_current, in_new }
}

/// The name of an item: its id; that it is the heading of its region; what it says.
fn name_of(node: &Node, at: usize, is_region: bool) -> String {
    match (node.id(), node.kind) {
        (Some(id), _) => id.to_owned(),
        (None, Kind::Heading) if at == 0 && is_region => "#heading".to_owned(),
        (None, _) => format!("={}", node.canonical()),
    }
}

/// Makes a name one of a kind: the number stands where no text and no id can say it.
fn numbered(name: String, seen: &mut HashMap<String, usize>) -> String {
    let count = seen.entry(name.clone()).or_insert(0);
    *count += 1;
    match (name.strip_prefix('='), *count) {
        (Some(text), count) => format!("={count}={text}"),
        (None, 1) => name,
        (None, count) => format!("{name}#{count}"),
    }
}
