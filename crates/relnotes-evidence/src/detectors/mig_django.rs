//! Migrations of Django.

use super::{Detect, Detector, Ground};
use crate::migrations::{django, files};

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-DJANGO",
    about: "Migrations of Django that came or went, and what their undo is worth.",
    ground: Ground::ProductAndGenerated,
    picks: |path| files::is_part(&django::FORMAT, path),
    detect: Detect::Range(|range, detector, _, facts| {
        files::survey(&django::FORMAT, range).facts(detector.code, facts);
    }),
};
