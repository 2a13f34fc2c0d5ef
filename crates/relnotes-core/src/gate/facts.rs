//! What a criterion may see.

use crate::brief::Brief;
use crate::brief::sign_off::Attest;
use crate::bundle::{Bundle, BundleDocument};
use crate::config::Config;
use crate::declared::{Declared, value_of};
use crate::evidence::Evidence;
use crate::id::CommitId;
use crate::person::Time;
use crate::policy::{Finding, Outcome, Report, Standing, Subject};
use crate::release::model::Release;

use super::answer::{Answer, Reason, Said};
use super::external::External;

/// Everything that is known about a release when it is decided on.
pub struct Facts<'a> {
    /// The release, as its tag is called.
    pub name: &'a str,
    /// The last commit that is not one of documents alone.
    pub commit: CommitId,
    /// Seconds since 1970.
    pub now: i64,
    /// The release.
    pub release: &'a Release,
    /// What its files show; none where nobody looked.
    pub evidence: Option<&'a Evidence>,
    /// What people declare about it.
    pub brief: &'a Brief,
    /// The configuration.
    pub config: &'a Config,
    /// What the lint says of the repository.
    pub report: &'a Report,
    /// How the repository stands beside the release model.
    pub standing: &'a Standing,
    /// The documents; none where there are none.
    pub bundle: Option<&'a Bundle>,
    /// The last candidate of the version.
    pub candidate: Option<&'a Candidate>,
    /// What no clone knows.
    pub external: &'a External,
    /// Writes a date as the reader is used to it.
    pub show_date: &'a dyn Fn(Time) -> String,
}

/// The last candidate of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its tag.
    pub name: String,
    /// When it was tagged, in seconds since 1970.
    pub time: i64,
    /// Files that differ between it and the release; none where that cannot be told.
    pub differs: Option<Vec<String>>,
}

impl<'a> Facts<'a> {
    /// Answers a criterion that a person can attest: a pass with their name, else unknown.
    pub(super) fn attested(&self, check: &'static str, otherwise: Reason) -> Answer {
        match self.attestation(check) {
            Some(answer) => answer,
            None => Answer::unknown(Said::new(otherwise).with("check", check)),
        }
    }

    /// Returns the pass that somebody attests.
    pub(super) fn attestation(&self, check: &str) -> Option<Answer> {
        let is_of =
            |row: &&Declared<Attest>| value_of(&row.value.check).is_some_and(|it| it == check);
        let row = self.brief.attest.iter().find(is_of)?;
        let (by, at) = (value_of(&row.value.by)?, value_of(&row.value.at)?);
        let at = (self.show_date)(at.time);
        let said = Said::new(Reason::Attested)
            .with("by", by)
            .with("at", &at)
            .with("place", &row.reference);
        Some(Answer::pass(said).evidence(value_of(&row.value.evidence).cloned()))
    }

    /// Returns the documents, or the answer that there are none.
    pub(super) fn documents(&self) -> Result<&'a [BundleDocument], Answer> {
        match self.bundle {
            Some(bundle) => Ok(&bundle.documents),
            None => Err(Answer::fail(Said::new(Reason::NoDocuments).with("release", self.name))),
        }
    }

    /// Returns a document, or the answer that it is missing.
    pub(super) fn document(&self, name: &str) -> Result<&'a BundleDocument, Answer> {
        let found = self.documents()?.iter().find(|it| it.name == name && it.is_present);
        found.ok_or_else(|| Answer::fail(Said::new(Reason::Missing).with("document", name)))
    }

    /// Returns what the lint says by rules with these codes.
    pub(super) fn of_rules(&self, codes: &[&str]) -> (Vec<&'a Finding>, Vec<&'a Finding>) {
        let of = self
            .report
            .findings
            .iter()
            .filter(|it| codes.iter().any(|code| it.code.starts_with(code)));
        of.partition(|finding| finding.outcome == Outcome::Violation)
    }

    /// Answers with findings: a violation fails, a rule that cannot tell leaves it unknown.
    pub(super) fn judged(&self, codes: &[&str], good: Reason) -> Answer {
        let (violations, untold) = self.of_rules(codes);
        self.by_findings(&violations, &untold, good)
    }

    /// Answers with violations and with what cannot be told.
    pub(super) fn by_findings(
        &self,
        violations: &[&Finding],
        untold: &[&Finding],
        good: Reason,
    ) -> Answer {
        let shown = |findings: &[&Finding]| -> Vec<String> {
            let shown = |it: &&Finding| format!("{} {}: {}", it.code, it.subject, it.message);
            findings.iter().map(shown).collect()
        };
        match (violations, untold) {
            ([], []) => Answer::pass(Said::new(good)),
            ([], untold) => Answer::unknown(Said::new(Reason::Untold).with("count", &untold.len()))
                .evidence(shown(untold)),
            (violations, _) => {
                Answer::fail(Said::new(Reason::Findings).with("count", &violations.len()))
                    .evidence(shown(violations))
            }
        }
    }

    /// Whether a finding is about this release, or about the repository as a whole.
    pub(super) fn concerns(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Repository | Subject::File { .. } => true,
            Subject::Commit(id) => self.has(*id),
            Subject::Branch { name, commit } | Subject::Tag { name, commit } => {
                self.has(*commit)
                    && (name.contains(self.name) || self.name.starts_with(name.as_str()))
            }
        }
    }

    fn has(&self, id: CommitId) -> bool {
        id == self.release.range.to.commit
            || self.release.commits.iter().any(|commit| commit.id == id)
    }
}
