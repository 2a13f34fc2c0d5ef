//! Change sets of Liquibase.

use super::{Detect, Detector, Ground};
use crate::migrations::liquibase;

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-LIQUIBASE",
    about: "Change sets of Liquibase that came, went or run again, and what their undo is worth.",
    // A folder `changelogs` is documentation elsewhere.
    ground: Ground::Everything,
    picks: liquibase::is_changelog,
    detect: Detect::Range(|range, detector, _, facts| {
        liquibase::survey(range).facts(detector.code, facts);
    }),
};
