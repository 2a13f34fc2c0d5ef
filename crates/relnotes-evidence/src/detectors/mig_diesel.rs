//! Migrations of diesel.

use super::{Detect, Detector, Ground};
use crate::migrations::{files, diesel};

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-DIESEL",
    about: "Migrations of diesel, `up.sql` and `down.sql` in a folder each, that came or went, and what their undo is worth.",
    ground: Ground::ProductAndGenerated,
    picks: |path| files::is_part(&diesel::FORMAT, path),
    detect: Detect::Range(|range, detector, _, facts| {
        files::survey(&diesel::FORMAT, range).facts(detector.code, facts);
    }),
};
