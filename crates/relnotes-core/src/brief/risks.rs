//! `[[risk]]`, `[[dependency]]`, `[[mitigation]]`, `[[migration]]`: what may go wrong, and what is done about it.

use crate::config::error::Problem;
use crate::declared::{Declared, Row, parts};

parts! {
    /// What may go wrong.
    Risk as RiskFile {
        /// What it is.
        title: Option<Declared>,
        /// How likely it is.
        probability: Option<Declared>,
        /// What it would do.
        impact: Option<Declared>,
        /// What is done about it.
        mitigation: Option<Declared>,
        /// Tickets, commits, links.
        refs: Vec<Declared>,
    }

    /// A system that this release may break.
    Dependency as DependencyFile {
        /// Which system.
        system: Option<Declared>,
        /// What may break.
        breaks: Option<Declared>,
        /// How that will be checked.
        check: Option<Declared>,
    }

    /// What is done about a row that relnotes found.
    Remedy as RemedyFile {
        /// The id of the row, as in the comment behind its blank: `mig:db/0001.sql`, `p:42`.
        id: Option<Declared>,
        /// What is done.
        plan: Option<Declared>,
        /// How it is undone.
        rollback: Option<Declared>,
    }
}

impl Row for Risk {
    fn problem(&self) -> Option<Problem> {
        self.title.is_none().then_some(Problem::Needed("title"))
    }
}

impl Row for Dependency {
    fn problem(&self) -> Option<Problem> {
        self.system.is_none().then_some(Problem::Needed("system"))
    }
}

impl Row for Remedy {
    fn problem(&self) -> Option<Problem> {
        let says_nothing = self.plan.is_none() && self.rollback.is_none();
        let missing = if self.id.is_none() { Some("id") } else { says_nothing.then_some("plan") };
        missing.map(Problem::Needed)
    }
}
