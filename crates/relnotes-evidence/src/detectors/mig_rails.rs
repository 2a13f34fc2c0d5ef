//! Migrations of Rails.

use super::{Detect, Detector, Ground};
use crate::migrations::{files, rails};

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-RAILS",
    about: "Migrations of Rails, also those that run after the deploy, that came or went, and what their undo is worth.",
    ground: Ground::ProductAndGenerated,
    picks: |path| files::is_part(&rails::FORMAT, path),
    detect: Detect::Range(|range, detector, _, facts| {
        files::survey(&rails::FORMAT, range).facts(detector.code, facts);
    }),
};
