//! What a criterion says.

use super::facts::Facts;
use crate::brief::sign_off::Waiver;
use crate::declared::{Declared, value_of};

/// How a criterion stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is so.
    Pass,
    /// It is not so.
    Fail,
    /// It is not so or unknown, and somebody takes that on.
    Waived,
    /// It cannot be told.
    Unknown,
    /// It does not ask anything of this release.
    NotApplicable,
}

impl Status {
    /// Returns the word of the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Waived => "waived",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// An answer: how the criterion stands, why, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How it stands.
    pub status: Status,
    /// Why, one sentence each.
    pub said: Vec<Said>,
    /// What shows it: places, commits, rules.
    pub evidence: Vec<String>,
}

/// A sentence: its words are the locale's, its values are here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which sentence.
    pub reason: Reason,
    /// Values by the names that the sentence has for them.
    pub values: Vec<(&'static str, String)>,
}

impl Said {
    /// Begins a sentence.
    pub fn new(reason: Reason) -> Self {
        Self { reason, values: Vec::new() }
    }

    /// Gives it a value.
    pub fn with(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

impl Answer {
    fn new(status: Status, said: Vec<Said>) -> Self {
        Self { status, said, evidence: Vec::new() }
    }

    /// It is so.
    pub fn pass(said: Said) -> Self {
        Self::new(Status::Pass, vec![said])
    }

    /// It is not so.
    pub fn fail(said: Said) -> Self {
        Self::new(Status::Fail, vec![said])
    }

    /// It cannot be told.
    pub fn unknown(said: Said) -> Self {
        Self::new(Status::Unknown, vec![said])
    }

    /// It does not ask anything of this release.
    pub fn not_applicable(said: Said) -> Self {
        Self::new(Status::NotApplicable, vec![said])
    }

    /// Adds what shows it.
    pub fn evidence(mut self, evidence: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    /// Adds a sentence.
    pub fn and(mut self, said: Said) -> Self {
        self.said.push(said);
        self
    }

    /// Somebody takes it on; why it is open stays.
    pub(super) fn waived(mut self, waiver: &Declared<Waiver>, facts: &Facts<'_>) -> Self {
        let Waiver { reason, by, until, .. } = &waiver.value;
        let until = value_of(until).map(|it| (facts.show_date)(it.time)).unwrap_or_default();
        let said = Said::new(Reason::Waived)
            .with("by", value_of(by).map_or("", String::as_str))
            .with("reason", value_of(reason).map_or("", String::as_str))
            .with("until", &until)
            .with("place", &waiver.reference);
        self.said.insert(0, said);
        self.status = Status::Waived;
        self
    }

    /// Whoever ran the gate did not ask it.
    pub(super) fn unasked(mut self) -> Self {
        self.said.insert(0, Said::new(Reason::Unasked));
        self.status = Status::Waived;
        self
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $key:literal,)*) => {
        /// Every sentence that a criterion may say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the key of its words.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }
    };
}

reasons! {
    /// The configuration does not ask it: `place`.
    Skipped "skipped",
    /// Waived: `by`, `reason`, `until`, `place`.
    Waived "waived",
    /// Whoever ran the gate does not ask it.
    Unasked "unasked",
    /// Attested: `by`, `at`, `place`.
    Attested "attested",
    /// Nobody attests it: `check`.
    NotAttested "not_attested",
    /// It needs the forge: `check`.
    NeedsForge "needs_forge",
    /// It needs the tracker: `check`.
    NeedsTracker "needs_tracker",
    /// A service did not answer: `service`, `reason`, `check`.
    NotAnswered "not_answered",
    /// Checks succeeded: `count`, `service`, `read_at`.
    ChecksPassed "checks_passed",
    /// Checks did not succeed: `count`, `service`, `read_at`.
    ChecksFailed "checks_failed",
    /// Checks have not ended: `count`, `service`, `read_at`.
    ChecksRun "checks_run",
    /// No check ran: `service`, `read_at`.
    NoChecks "no_checks",
    /// A check succeeded: `name`, `service`, `read_at`.
    CheckPassed "check_passed",
    /// A check did not succeed: `name`, `service`, `read_at`.
    CheckFailed "check_failed",
    /// A check has not ended: `name`, `service`, `read_at`.
    CheckRuns "check_runs",
    /// A check was skipped: `name`, `service`, `read_at`.
    CheckSkipped "check_skipped",
    /// A check is not there: `name`, `service`, `read_at`.
    CheckMissing "check_missing",
    /// Tickets are done: `count`, `service`, `read_at`.
    TicketsDone "tickets_done",
    /// Tickets are not done: `count`, `service`, `read_at`.
    TicketsOpen "tickets_open",
    /// Of tickets nobody knows whether they are done: `count`, `service`, `read_at`.
    TicketsUnclear "tickets_unclear",
    /// The commits name no ticket: `service`, `read_at`.
    NoTickets "no_tickets",
    /// The tickets are those of the version: `version`, `count`, `service`, `read_at`.
    ScopeMatches "scope_matches",
    /// Tickets of the version are in no commit: `version`, `count`, `service`, `read_at`.
    NotInCommits "not_in_commits",
    /// Tickets of commits are not of the version: `version`, `count`, `service`, `read_at`.
    NotInVersion "not_in_version",
    /// No ticket blocks: `count`, `service`, `read_at`.
    NoBlockers "no_blockers",
    /// Tickets block: `count`, `service`, `read_at`.
    Blockers "blockers",
    /// There are no documents: `release`.
    NoDocuments "no_documents",
    /// Findings of the lint: `count`.
    Findings "findings",
    /// Rules that cannot tell: `count`.
    Untold "untold",
    /// The lint found nothing.
    NoFindings "no_findings",
    /// Files that could not be read: `count`.
    Unreadable "unreadable",
    /// The clone is whole.
    Whole "whole",
    /// Nothing looked at the files.
    NotLooked "not_looked",
    /// Tests: `kind`, `passed`, `all`, `percent`, `wanted`.
    Tests "tests",
    /// No test of a kind ran: `kind`.
    NoTests "no_tests",
    /// No candidate was tagged: `release`.
    NoCandidate "no_candidate",
    /// The candidate is too young: `candidate`, `hours`, `wanted`.
    Young "young",
    /// The candidate was tried long enough: `candidate`, `hours`.
    Soaked "soaked",
    /// Files differ from the last candidate: `candidate`, `count`.
    Differs "differs",
    /// Nothing that counts differs from the last candidate: `candidate`.
    AsTested "as_tested",
    /// A hotfix needs no candidate.
    Hotfix "hotfix",
    /// A document is missing: `document`.
    Missing "missing",
    /// A document has blanks: `document`, `count`.
    Blanks "blanks",
    /// No blank is left.
    NoBlanks "no_blanks",
    /// Nothing to go back to is known.
    NoPrevious "no_previous",
    /// The rollback plan is whole; it leads back to `previous`.
    RollbackReady "rollback_ready",
    /// Alerts of metrics that are gone: `count`.
    Dangling "dangling",
    /// Monitoring is planned.
    Monitored "monitored",
    /// Items that two sides changed: `count`.
    Drifts "drifts",
    /// No such item.
    NoDrifts "no_drifts",
    /// Gating items that a person took away: `count`.
    Removed "removed",
    /// None was.
    NoneRemoved "none_removed",
    /// High risks without a plan: `count`.
    Unmitigated "unmitigated",
    /// Every high risk has one: `count`.
    Mitigated "mitigated",
    /// Features came after the cut: `count`.
    Late "late",
    /// Commits after the cut that do not tell what they are: `count`.
    Unclear "unclear",
    /// The freeze holds.
    Frozen "frozen",
    /// The freeze cannot be told: `reason`.
    FreezeUnknown "freeze_unknown",
    /// No release branch was cut.
    NotCut "not_cut",
    /// The policy asks for no freeze.
    NoFreeze "no_freeze",
    /// Nobody has a role: `role`.
    NoRole "no_role",
    /// No window is declared.
    NoWindow "no_window",
    /// The window is over: `start`.
    PastWindow "past_window",
    /// The window is in a blackout: `start`, `reason`, `place`.
    InBlackout "in_blackout",
    /// Roles and window are declared.
    Scheduled "scheduled",
    /// The documents are of another commit: `drafted`, `commit`.
    Outdated "outdated",
    /// The documents are of this commit.
    UpToDate "up_to_date",
    /// The version goes with the changes.
    VersionFits "version_fits",
    /// The pipelines do what the model asks.
    PipelinesFit "pipelines_fit",
    /// Something looks like a secret: `count`.
    Secrets "secrets",
    /// No migration: nothing to rehearse.
    NoMigrations "no_migrations",
}
