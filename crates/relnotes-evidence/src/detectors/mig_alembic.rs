//! Revisions of Alembic.

use super::{Detect, Detector, Ground};
use crate::migrations::{alembic, files};

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-ALEMBIC",
    about: "Revisions of Alembic that came or went, and what their undo is worth.",
    ground: Ground::ProductAndGenerated,
    picks: |path| files::is_part(&alembic::FORMAT, path),
    detect: Detect::Range(|range, detector, _, facts| {
        files::survey(&alembic::FORMAT, range).facts(detector.code, facts);
    }),
};
