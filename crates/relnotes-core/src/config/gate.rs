//! `[gate]`: what `relnotes gate` holds against a release.

use super::error::Problem;
use crate::declared::{Declared, Moment, Row, Rows, parts};

parts! {
    /// What `relnotes gate` holds against a release.
    Gate as GateFile {
        /// Criteria that are not asked, by their codes.
        skip: Vec<Declared>,
        /// How many hours the last candidate must have been tried.
        min_soak_hours: Option<Declared<u64>>,
        /// Roles that somebody must have: `release_manager`, `tech_lead`, `qa_lead`, `devops`, `business_owner`.
        roles: Vec<Declared>,
        /// How many percent of the unit tests must pass.
        unit: Option<Declared<u64>>,
        /// How many percent of the integration tests must pass.
        integration: Option<Declared<u64>>,
        /// How many percent of the end-to-end tests must pass.
        e2e: Option<Declared<u64>>,
        /// When nothing is deployed.
        blackout: Rows<Blackout>,
    }

    /// A time in which nothing is deployed.
    Blackout as BlackoutFile {
        /// From when on.
        from: Option<Declared<Moment>>,
        /// Until when.
        until: Option<Declared<Moment>>,
        /// Why.
        reason: Option<Declared>,
    }
}

impl Row for Blackout {
    fn problem(&self) -> Option<Problem> {
        let needs = |is_there: bool, key| (!is_there).then_some(Problem::Needed(key));
        needs(self.from.is_some(), "from")
            .or_else(|| needs(self.until.is_some(), "until"))
            .or_else(|| needs(self.reason.is_some(), "reason"))
    }
}
