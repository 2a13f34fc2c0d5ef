//! Migrations written in the language of the program.

use super::{Detect, Detector, Ground};
use crate::migrations::code;

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-CODE",
    about: "Migrations written in Go, TypeScript, PHP, C#, Rust, Elixir, Java: that they came or went; what they do is not read.",
    ground: Ground::ProductAndGenerated,
    picks: code::is_code,
    detect: Detect::Range(|range, detector, _, facts| {
        code::survey(range).facts(detector.code, facts);
    }),
};
