//! What no clone knows: results of tests, checks of the forge, tickets of the tracker.

use std::collections::BTreeMap;

use crate::declared::{Declared, is_declared, value_of};
use crate::enrichment::{Check, CheckOutcome, Known, Ticket};

use super::answer::{Answer, Reason, Said};
use super::facts::Facts;

/// What no clone knows; nothing of it is ever guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct External {
    /// Results of tests; none where nobody brought them.
    pub tests: Option<Vec<Tests>>,
    /// The checks of the release's commit.
    pub checks: Known<Vec<Check>>,
    /// The tickets that the commits name.
    pub tickets: Known<Tickets>,
    /// The tickets of the tracker's version.
    pub version: Known<Version>,
}

/// The tickets that the commits of a release name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tickets {
    /// Their ids, as the commits have them.
    pub named: Vec<String>,
    /// Those that the tracker has, by the same ids.
    pub found: BTreeMap<String, Ticket>,
}

/// A version or milestone of the tracker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// What the tracker calls it.
    pub name: String,
    /// Its tickets.
    pub tickets: Vec<Ticket>,
}

/// Results of one kind of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tests {
    /// Which kind.
    pub kind: TestKind,
    /// How many ran.
    pub all: usize,
    /// How many of them passed.
    pub passed: usize,
}

/// A kind of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TestKind {
    /// Of one part.
    Unit,
    /// Of several parts together.
    Integration,
    /// Of the whole, as users see it.
    EndToEnd,
}

impl TestKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unit, Self::Integration, Self::EndToEnd];

    /// Returns its usual name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Integration => "integration",
            Self::EndToEnd => "e2e",
        }
    }
}

/// What a service said, with who said it and when.
pub(super) struct Heard<'f, T> {
    pub(super) value: &'f T,
    service: &'f str,
    at: i64,
}

impl<'f, T> Heard<'f, T> {
    /// Begins a sentence that says from where it is known.
    pub(super) fn said(&self, reason: Reason) -> Said {
        let at = jiff::Timestamp::from_second(self.at).unwrap_or_default();
        let at = at.strftime("%Y-%m-%d %H:%M UTC");
        Said::new(reason).with("service", self.service).with("read_at", &at)
    }
}

/// Returns what was heard; else the answer of a person who attests it, else why it is unknown.
pub(super) fn heard<'f, T>(
    known: &'f Known<T>,
    check: &'static str,
    unasked: Reason,
    facts: &Facts<'_>,
) -> Result<Heard<'f, T>, Answer> {
    match known {
        Known::Read { service, at, value } => Ok(Heard { value, service, at: *at }),
        Known::NotAsked => Err(facts.attested(check, unasked)),
        Known::Failed { service, reason } => Err(facts.attestation(check).unwrap_or_else(|| {
            let said = Said::new(Reason::NotAnswered).with("service", service);
            Answer::unknown(said.with("reason", reason).with("check", check))
        })),
    }
}

/// Answers a criterion by one check of the forge where the configuration names it, else by a person.
pub(super) fn by_check(
    name: &Option<Declared>,
    check: &'static str,
    unasked: Reason,
    facts: &Facts<'_>,
) -> Answer {
    let Some(name) = value_of(name) else { return facts.attested(check, unasked) };
    let heard = match heard(&facts.external.checks, check, Reason::NeedsForge, facts) {
        Ok(heard) => heard,
        Err(answer) => return answer,
    };
    let said = |reason| heard.said(reason).with("name", name);
    let all = heard.value;
    match outcome_of(name, all, is_declared(&facts.config.gate.checks.skipped_pass)) {
        Some(CheckOutcome::Success) => Answer::pass(said(Reason::CheckPassed)),
        Some(CheckOutcome::Failure) => Answer::fail(said(Reason::CheckFailed)),
        Some(CheckOutcome::Running) => Answer::unknown(said(Reason::CheckRuns)),
        Some(CheckOutcome::Skipped) => Answer::unknown(said(Reason::CheckSkipped)),
        None => Answer::unknown(said(Reason::CheckMissing)),
    }
}

/// Returns how the checks of a name ended: of several the worst counts.
pub(super) fn outcome_of(name: &str, all: &[Check], skipped_pass: bool) -> Option<CheckOutcome> {
    let badness = |outcome: &CheckOutcome| match outcome {
        CheckOutcome::Success => 0,
        CheckOutcome::Skipped => 1,
        CheckOutcome::Running => 2,
        CheckOutcome::Failure => 3,
    };
    let of_name = all.iter().filter(|check| check.name == name).map(|check| check.outcome);
    let worst = of_name.max_by_key(badness)?;
    let passes = worst == CheckOutcome::Skipped && skipped_pass;
    Some(if passes { CheckOutcome::Success } else { worst })
}
