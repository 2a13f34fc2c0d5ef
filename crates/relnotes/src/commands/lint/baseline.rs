//! The baseline: what was there when a team began to lint, left out from then on.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use relnotes_core::policy::{Finding, Outcome, Report};
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, IoError};
use crate::output;

const SCHEMA: &str = "relnotes.baseline/1";

#[derive(Serialize, Deserialize)]
struct Baseline {
    schema: String,
    findings: BTreeSet<Entry>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    code: String,
    subject: String,
}

impl Entry {
    /// Names a finding by what stays: a line of a file moves, a message may be worded anew.
    fn of(finding: &Finding) -> Self {
        Self { code: finding.code.to_owned(), subject: finding.subject.key() }
    }
}

/// Writes the violations of a report; returns how many. What cannot be told is not written: it may
/// hide anything.
pub(super) fn write(path: &Path, report: &Report) -> Result<usize, Failure> {
    let violations = report.findings.iter().filter(|it| it.outcome == Outcome::Violation);
    let findings: BTreeSet<Entry> = violations.map(Entry::of).collect();
    let count = findings.len();
    let text = crate::commands::pretty(&Baseline { schema: SCHEMA.to_owned(), findings })?;
    output::write(path, &text)?;
    Ok(count)
}

/// Takes out of a report what a baseline lists; returns how much that was.
pub(super) fn leave_out(path: &Path, report: &mut Report) -> Result<usize, Failure> {
    let shown = path.display();
    let hint = format!("relnotes lint --write-baseline '{shown}'");
    let text = fs::read(path).map_err(|source| {
        Failure::new(IoError::new(format!("read the baseline `{shown}`"), source)).hint(&*hint)
    })?;
    let baseline: Baseline = serde_json::from_slice(&text)
        .map_err(|error| Failure::new(format!("`{shown}` is no baseline: {error}")).hint(&*hint))?;
    if baseline.schema != SCHEMA {
        let schema = baseline.schema;
        return Err(Failure::new(format!("`{shown}` is `{schema}`, not `{SCHEMA}`")).hint(&*hint));
    }
    let all = report.findings.len();
    report.findings.retain(|finding| {
        finding.outcome == Outcome::CannotTell || !baseline.findings.contains(&Entry::of(finding))
    });
    Ok(all - report.findings.len())
}
