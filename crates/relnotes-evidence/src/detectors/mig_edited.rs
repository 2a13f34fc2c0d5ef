//! Migrations that the older release has already and that are others now: where they ran, nothing of the change happens.

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::migrations;

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-EDITED",
    about: "Migrations of the older release that changed in more than comments, imports, white space and quotes.",
    ground: Ground::ProductAndGenerated,
    picks: migrations::is_any,
    detect: Detect::Range(|range, detector, _, facts| {
        for edit in migrations::surveys(range).into_iter().flat_map(|survey| survey.edited) {
            let (id, place) = (format!("mig-edited:{}", edit.key), Place::after(&edit.path, edit.line));
            let kind = Kind::EditedMigration;
            facts.push(Fact::new(detector.code, kind, Verb::Changed, id, &edit.name, place));
        }
    }),
};
