//! Migrations of Prisma.

use super::{Detect, Detector, Ground};
use crate::migrations::{files, prisma};

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-PRISMA",
    about: "Migrations of Prisma that came or went; they are undone by a new one only.",
    ground: Ground::ProductAndGenerated,
    picks: |path| files::is_part(&prisma::FORMAT, path),
    detect: Detect::Range(|range, detector, _, facts| {
        files::survey(&prisma::FORMAT, range).facts(detector.code, facts);
    }),
};
