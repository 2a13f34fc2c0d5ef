//! The steps of the rollback plan alone: what somebody needs at night.

use crate::finish::Markers;

pub(super) use super::rollback::{View, view};

pub(super) const MARKERS: Markers = Markers::Dropped;
pub(super) const READS_FILES: bool = true;

/// Ids of the blanks.
pub(super) const BLANKS: &[&str] =
    &["rollback.stop", "rollback.code.tag", "rollback.database.plan"];
