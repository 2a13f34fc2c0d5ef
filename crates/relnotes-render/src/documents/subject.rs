//! What documents are made of.

use relnotes_core::evidence::Evidence;
use relnotes_core::policy::Standing;
use relnotes_core::release::model::Release;

use super::Delta;
use crate::finish::Blank;

/// What documents are made of. What is not given was not looked at, and documents say so.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The release.
    pub release: &'a Release,
    /// What its files show against the base.
    pub evidence: Option<&'a Evidence>,
    /// What its files show against the release that it replaces in production; none where that is the base.
    pub against_replaced: Option<&'a Evidence>,
    /// How its repository stands beside the release model.
    pub standing: Option<&'a Standing>,
    /// What it differs in from another candidate of its version.
    pub delta: Option<&'a Delta>,
    /// What nobody has filled in its rollback plan.
    pub rollback_blanks: Option<&'a [Blank]>,
}

impl<'a> Subject<'a> {
    /// Returns what its files show for somebody who goes back to what ran before.
    pub fn for_rollback(&self) -> Option<&'a Evidence> {
        self.against_replaced.or(self.evidence)
    }
}

impl<'a> From<&'a Release> for Subject<'a> {
    fn from(release: &'a Release) -> Self {
        Self {
            release,
            evidence: None,
            against_replaced: None,
            standing: None,
            delta: None,
            rollback_blanks: None,
        }
    }
}
