//! Migrations of golang-migrate, morph and sqlx.

use super::{Detect, Detector, Ground};
use crate::migrations::{files, updown};

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-UPDOWN",
    about: "Migrations of golang-migrate, morph and sqlx, `7_x.up.sql` with `7_x.down.sql`, that came or went, and what their undo is worth.",
    ground: Ground::ProductAndGenerated,
    picks: |path| files::is_part(&updown::FORMAT, path),
    detect: Detect::Range(|range, detector, _, facts| {
        files::survey(&updown::FORMAT, range).facts(detector.code, facts);
    }),
};
