//! Words of what people and later drafts do to a document.

use serde::Deserialize;

use super::{Locale, fill};
use crate::escape::markdown;

/// What is said of items that people own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftStrings {
    pub(crate) no_longer: String,
    pub(crate) recheck: String,
    pub(crate) attested: String,
    pub(crate) attested_where: String,
}

impl Locale {
    /// Returns what stands behind an item that a person changed and that the repository does not show any more.
    pub fn no_longer(self, range: &str) -> String {
        format!(" _({})_", fill(&self.strings().draft.no_longer, &[("range", &markdown(range))]))
    }

    /// Returns what stands below a box that was ticked before the evidence below it changed. `{at}` stays in it, for
    /// the candidate.
    pub fn recheck(self) -> &'static str {
        &self.strings().draft.recheck
    }
}
