//! What a merge did, by items.

use crate::memory::{Deleted, Drift, Place};

/// What a merge did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Items that are new.
    pub inserted: Vec<Place>,
    /// Items that say something else now.
    pub updated: Vec<Place>,
    /// Items that are not generated any more, and that nobody had changed.
    pub removed: Vec<Place>,
    /// Items that are not generated any more, and that stay because a person had changed them.
    pub stale: Vec<Place>,
    /// Items that a person and the tool changed in different ways, since the last merge.
    pub drifted: Vec<Drift>,
    /// Items that a person took away since the last merge, and that are still generated.
    pub deleted: Vec<Deleted>,
    /// Items that a person put back.
    pub restored: Vec<Place>,
    /// Boxes of the tool that a person ticked or unticked: the evidence counts.
    pub ignored_ticks: Vec<Place>,
    /// Ticked boxes below which something has changed.
    pub rechecks: Vec<Place>,
}
