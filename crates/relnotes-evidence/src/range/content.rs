//! What a blob holds, as far as it is looked into.

use std::sync::Arc;

use relnotes_core::git::{FileEntry, Repository};

/// Files larger than this are not looked into.
const LARGEST: usize = 1024 * 1024;

/// What a blob holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// A text; bytes that are no UTF-8 were replaced.
    Text(Arc<str>),
    /// No text: nothing is there, nobody wanted it, a link, a submodule, a zero byte.
    None,
    /// More than is looked into.
    TooLarge,
    /// Missing from the clone, or damaged.
    Unreadable,
}

impl Content {
    /// Reads a file of a tree.
    pub(super) fn read(repository: &Repository, entry: Option<FileEntry>) -> Self {
        let Some(entry) = entry.filter(FileEntry::is_file) else { return Self::None };
        let bytes = match repository.read_blob_within(entry.id, LARGEST) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Self::TooLarge,
            Err(_) => return Self::Unreadable,
        };
        if bytes[..bytes.len().min(8000)].contains(&0) {
            return Self::None;
        }
        Self::Text(match String::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into(),
        })
    }

    /// Returns the text, where it is one.
    pub(super) fn text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::None | Self::TooLarge | Self::Unreadable => None,
        }
    }
}
