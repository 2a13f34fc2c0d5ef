//! `[rollback]`: when this release is rolled back, and how long that takes.

use crate::config::error::Problem;
use crate::declared::{Declared, Moment, Row, Rows, parts};

parts! {
    /// When and how the release is rolled back.
    Rollback as RollbackFile {
        /// What makes the team roll back.
        trigger: Rows<Trigger>,
        /// How many minutes the whole rollback takes.
        total_minutes: Option<Declared<u64>>,
        /// For how many minutes the business suffers.
        impact_minutes: Option<Declared<u64>>,
        /// For how long after the release it can be rolled back.
        time_window: Option<Declared>,
        /// When the rollback was tried.
        rehearsed: Rehearsal,
    }

    /// What makes the team roll back.
    Trigger as TriggerFile {
        /// What happens.
        criterion: Option<Declared>,
        /// Who decides.
        owner: Option<Declared>,
    }

    /// A rollback that was tried.
    Rehearsal as RehearsalFile {
        /// When.
        at: Option<Declared<Moment>>,
        /// By whom.
        by: Option<Declared>,
        /// Where it can be read.
        evidence: Option<Declared>,
    }
}

impl Row for Trigger {
    fn problem(&self) -> Option<Problem> {
        self.criterion.is_none().then_some(Problem::Needed("criterion"))
    }
}
