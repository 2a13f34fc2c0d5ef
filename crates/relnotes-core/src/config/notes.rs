//! `[notes]`: what the notes contain.

use schemars::JsonSchema;
use serde::Deserialize;

use super::file::NotesFile;
use super::picked;

/// What the notes contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes {
    /// What to do with changes that users already have.
    pub shipped_before: ShippedBefore,
    /// Whether the user notes end with the people who contributed.
    pub contributors: bool,
    /// Whether the user notes end with a link to the comparison on the forge.
    pub compare_link: bool,
}

/// What the user notes do with changes that users already have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ShippedBefore {
    /// Leave them out and say so in one line.
    #[default]
    Omit,
    /// List them with a mark.
    Mark,
}

impl Notes {
    pub(super) fn resolve(file: &NotesFile) -> Self {
        Self {
            shipped_before: picked(file.shipped_before),
            contributors: picked(file.contributors),
            compare_link: picked(file.compare_link),
        }
    }
}
