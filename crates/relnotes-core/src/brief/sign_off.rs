//! `[[attest]]`, `[[waiver]]`, `[[na]]`: what somebody stands for with their name.

use crate::config::error::Problem;
use crate::config::policy::problem_of_rule;
use crate::declared::{Declared, Moment, Row, parts};

parts! {
    /// What somebody says is done, where no program can see it.
    Attest as AttestFile {
        /// What is done: `perf_load`, `security_review`.
        check: Option<Declared>,
        /// Who says so.
        by: Option<Declared>,
        /// When.
        at: Option<Declared<Moment>>,
        /// Where it can be seen.
        evidence: Option<Declared>,
    }

    /// Findings that somebody takes on for this release.
    Waiver as WaiverFile {
        /// The code or name of the rule, or of the check of the gate.
        rule: Option<Declared>,
        /// Commits, tags, branches, rows that it is about.
        refs: Vec<Declared>,
        /// Why.
        reason: Option<Declared>,
        /// Who takes it on.
        by: Option<Declared>,
        /// The last day it counts.
        until: Option<Declared<Moment>>,
    }

    /// A blank that has nothing to say in this release.
    NotApplicable as NotApplicableFile {
        /// The id of the blank, as in the comment behind it: `plan.systems`.
        slot: Option<Declared>,
        /// Why there is nothing to say.
        reason: Option<Declared>,
    }
}

/// Returns the first key that nobody filled.
fn first_empty(keys: &[(&'static str, bool)]) -> Option<Problem> {
    keys.iter().find(|(_, is_filled)| !is_filled).map(|(key, _)| Problem::Needed(key))
}

impl Row for Attest {
    fn problem(&self) -> Option<Problem> {
        let Self { check, by, at, evidence: _ } = self;
        first_empty(&[("check", check.is_some()), ("by", by.is_some()), ("at", at.is_some())])
    }
}

impl Row for Waiver {
    fn problem(&self) -> Option<Problem> {
        let Self { rule, refs: _, reason, by, until } = self;
        let is_of_gate = |rule: &str| {
            let digits = rule.strip_prefix('G').unwrap_or_default();
            digits.len() == 2 && digits.bytes().all(|it| it.is_ascii_digit())
        };
        first_empty(&[
            ("rule", rule.is_some()),
            ("reason", reason.is_some()),
            ("by", by.is_some()),
            ("until", until.is_some()),
        ])
        .or_else(|| {
            let rule = rule.as_ref().map(|rule| rule.value.as_str())?;
            problem_of_rule(rule).filter(|_| !is_of_gate(rule))
        })
    }
}

impl Row for NotApplicable {
    fn problem(&self) -> Option<Problem> {
        first_empty(&[("slot", self.slot.is_some()), ("reason", self.reason.is_some())])
    }
}
