//! What is remembered between two merges, beside the text that was generated.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What is remembered of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Items that a person took away: they never come back by themselves.
    #[serde(default)]
    pub tombstones: BTreeSet<Place>,
    /// Regions whose marks a person took away: their text is the person's for ever.
    #[serde(default)]
    pub released: BTreeSet<String>,
    /// Items that a person and the tool changed in different ways, and nobody has decided.
    #[serde(default)]
    pub drifts: Vec<Drift>,
    /// Boxes that a person ticked.
    #[serde(default)]
    pub ticks: Vec<Tick>,
    /// Of the items that a person took away: those that are still generated.
    #[serde(default)]
    pub deleted: Vec<Deleted>,
}

/// Where an item is: its region, and its id there; what is below an item has its id before a `>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The id of the region.
    pub region: String,
    /// The id of the item.
    pub id: String,
}

/// An item that a person and the tool changed in different ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// The id of the region.
    pub region: String,
    /// The id of the item.
    pub id: String,
    /// What stands in the document.
    pub mine: String,
    /// What would stand there without the person's change.
    pub generated: String,
}

/// A box that a person ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// The id of the region.
    pub region: String,
    /// The id of the box.
    pub id: String,
    /// When: the label of the merge that saw it first, `v1.3.0-rc.1`.
    pub at: String,
    /// What stood below the box then, as a number.
    pub evidence: String,
    /// Whether the line that asks to look again was put below it.
    #[serde(default)]
    pub is_asked: bool,
}

/// An item that a person took away and that is still generated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// The id of the region.
    pub region: String,
    /// The id of the item.
    pub id: String,
    /// What it says.
    pub text: String,
}
