//! Migrations of Flyway.

use super::{Detect, Detector, Ground};
use crate::migrations::{files, flyway};

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-FLYWAY",
    about: "Migrations of Flyway, versioned and repeatable, that came, went or run again, and what their undo is worth.",
    ground: Ground::ProductAndGenerated,
    picks: |path| files::is_part(&flyway::FORMAT, path),
    detect: Detect::Range(|range, detector, _, facts| {
        files::survey(&flyway::FORMAT, range).facts(detector.code, facts);
    }),
};
