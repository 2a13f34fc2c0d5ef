//! What a draft is about to write, so that the next one can go on where it was killed.
//!
//! A document is compared with the text that was made before, which lies in another file: if a draft is killed between
//! the two, its own words would look like a person's. So the texts are put aside first, with a number for each document
//! as it will be; a document that has its number was written, and is compared with the text that was put aside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::folder::Folder;
use super::redraft::Redrafted;
use crate::failure::Failure;

const FILE: &str = ".relnotes/pending.json";
const NEXT: &str = ".relnotes/next/";

/// The documents that are about to be written.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Journal {
    /// A number of each document's text, by its file.
    pending: BTreeMap<String, String>,
}

impl Journal {
    /// Reads what a killed draft left; nothing where none was.
    pub(crate) fn read(folder: &Folder) -> Result<Self, Failure> {
        // It may be half of nothing, but never half written; what cannot be read says nothing.
        let text = folder.read(FILE)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Returns the text that a document was made from, where a killed draft wrote it.
    pub(crate) fn base(
        &self,
        file: &str,
        current: &str,
        folder: &Folder,
    ) -> Result<Option<String>, Failure> {
        match self.pending.get(file) {
            Some(number) if *number == number_of(current) => folder.read(&format!("{NEXT}{file}")),
            _ => Ok(None),
        }
    }

    /// Puts aside what the documents that will be written are made from.
    pub(crate) fn begin(documents: &[Redrafted], folder: &Folder) -> Result<(), Failure> {
        let mut journal = Self::default();
        let mut files = Vec::new();
        for document in documents.iter().filter(|document| document.is_changed()) {
            let Some(text) = &document.text else { continue };
            journal.pending.insert(document.file.clone(), number_of(text));
            files.push((format!("{NEXT}{}", document.file), document.base.clone()));
        }
        if files.is_empty() {
            return Ok(());
        }
        files.push((FILE.to_owned(), serde_json::to_string(&journal).map_err(Failure::new)?));
        folder.write(&files)
    }

    /// Takes away what was put aside.
    pub(crate) fn end(folder: &Folder) -> Result<(), Failure> {
        folder.remove(FILE)?;
        folder.remove_folder(NEXT)
    }
}

/// FNV-1a, in hexadecimal digits.
fn number_of(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
