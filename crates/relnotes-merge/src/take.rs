//! A decision on an item that a person and the tool changed in different ways.

use crate::document::{Damaged, Document};
use crate::marks::{DRIFT, Mark};
use crate::memory::Memory;
use crate::node::{Node, parse};

/// Whose text stands from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// That of the tool.
    Generated,
    /// That of the person.
    Mine,
}

/// Decides for one side wherever an item of this id is not decided, and forgets the difference. A tick stays.
///
/// # Errors
/// [`Damaged`] where the marks of the document are not in pairs.
pub fn take(current: &str, memory: &mut Memory, id: &str, side: Side) -> Result<String, Damaged> {
    let mut document = Document::parse(current)?;
    let (decided, left): (Vec<_>, Vec<_>) =
        std::mem::take(&mut memory.drifts).into_iter().partition(|drift| drift.id == id);
    memory.drifts = left;
    let unended = Document::parse(current)?;
    for drift in decided {
        let part = document.regions.iter_mut().find(|part| part.id == drift.region);
        let Some(node) = part.and_then(|part| find(&mut part.nodes, id)) else { continue };
        match side {
            Side::Mine => unmark(node),
            Side::Generated => {
                let lines: Vec<String> = drift.generated.split('\n').map(str::to_owned).collect();
                let indent = lines[0].len() - lines[0].trim_start().len();
                let (mut made, _) = parse(&lines, indent);
                if made.len() != 1 {
                    continue;
                }
                let mut made = made.remove(0);
                made.lead.clone_from(&node.lead);
                if let Some((_, is_ticked)) = node.tick().filter(|_| !made.is_auto()) {
                    made.set_tick(is_ticked);
                }
                *node = made;
            }
        }
    }
    document.end_lines_as(&unended);
    Ok(document.text())
}

/// Finds an item by its id; one below another has the id of that before a `>`.
fn find<'a>(nodes: &'a mut [Node], id: &str) -> Option<&'a mut Node> {
    match id.split_once('>') {
        None => nodes.iter_mut().find(|node| node.id() == Some(id)),
        Some((parent, child)) => {
            let parent = nodes.iter_mut().find(|node| node.id() == Some(parent))?;
            find(&mut parent.children, child)
        }
    }
}

fn unmark(node: &mut Node) {
    if node.has(Mark::Drift) {
        for line in &mut node.lines {
            *line = line.replace(&format!(" {DRIFT}"), "");
        }
    }
}
