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
        /// Statuses of tickets that count as done.
        done_statuses: Vec<Declared>,
        /// Labels and priorities of tickets that a release must not go with.
        blockers: Vec<Declared>,
        /// Checks of the forge, by their names.
        checks: Checks,
        /// When nothing is deployed.
        blackout: Rows<Blackout>,
    }

    /// Checks of the forge, by their names.
    Checks as ChecksFile {
        /// Those that must have succeeded.
        required: Vec<Declared>,
        /// Whether one that was skipped counts as a success.
        skipped_pass: Option<Declared<bool>>,
        /// The one of unit tests.
        unit: Option<Declared>,
        /// The one of integration tests.
        integration: Option<Declared>,
        /// The one of end-to-end tests.
        e2e: Option<Declared>,
        /// The one that looks for weaknesses.
        security: Option<Declared>,
        /// The one of load tests.
        load: Option<Declared>,
        /// The one that tries migrations before production.
        rehearsal: Option<Declared>,
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
