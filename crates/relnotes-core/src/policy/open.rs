//! What the files and the documents of releases that are being prepared show. Whoever gathers the facts fills it in:
//! the rules read plain data.

use crate::bundle::Bundle;
use crate::evidence::Fact;
use crate::id::CommitId;
use crate::version::Version;

/// A release that is being prepared, as its files show it.
#[derive(Debug, Clone, Default)]
pub struct OpenRelease {
    /// Its branch.
    pub branch: String,
    /// Its version; none where the branch has none in its name.
    pub version: Option<Version>,
    /// What its files show against the release before.
    pub facts: Vec<Fact>,
    /// Its first candidate, and what its files show against that.
    pub since_candidate: Option<(String, Vec<Fact>)>,
    /// Files that could not be read.
    pub unread: Vec<String>,
    /// Its documents, as they are committed to the branch.
    pub bundle: Option<Bundle>,
    /// Whether this repository has documents of any release.
    pub has_documents: bool,
    /// The last commit of the branch that is not one of documents alone.
    pub head: Option<CommitId>,
}
