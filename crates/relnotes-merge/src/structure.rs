//! The regions and items of a document, for whoever lists boxes or looks for damage.

use crate::document::{Damaged, Document};
use crate::marks::Mark;
use crate::node::Node;

/// What a document is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// Its regions.
    pub regions: Vec<Region>,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its id.
    pub id: String,
    /// Its items, and everything else that stands in it.
    pub items: Vec<Item>,
}

/// A part of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id; none of what has no mark.
    pub id: Option<String>,
    /// Its line in the document, from 1.
    pub line: usize,
    /// What it says, with what is below it, without marks.
    pub text: String,
    /// The same as it stands in the document.
    pub source: String,
    /// Whether its box is ticked; none of what is no box.
    pub tick: Option<bool>,
    /// Whether the tool ticks it.
    pub is_auto: bool,
    /// Whether a person and the tool changed it in different ways.
    pub is_drifted: bool,
    /// Whether it is kept though it is not generated any more.
    pub is_stale: bool,
}

/// Reads a document.
///
/// # Errors
/// [`Damaged`] where its marks are not in pairs.
pub fn structure(text: &str) -> Result<Structure, Damaged> {
    let document = Document::parse(text)?;
    let mut line = 1 + document.head.len();
    let mut regions = Vec::with_capacity(document.regions.len());
    for part in &document.regions {
        line += 1;
        let mut items = Vec::with_capacity(part.nodes.len());
        for node in &part.nodes {
            items.push(item(node, line + node.lead.len()));
            let mut lines = Vec::new();
            node.write(&mut lines);
            line += lines.len();
        }
        line += part.tail.len() + 1 + part.gap.len();
        regions.push(Region { id: part.id.clone(), items });
    }
    Ok(Structure { regions })
}

fn item(node: &Node, line: usize) -> Item {
    Item {
        id: node.id().map(str::to_owned),
        line,
        text: node.said(),
        source: node.text(),
        tick: node.tick().map(|(_, is_ticked)| is_ticked),
        is_auto: node.is_auto(),
        is_drifted: node.has(Mark::Drift),
        is_stale: node.has(Mark::Stale),
    }
}
