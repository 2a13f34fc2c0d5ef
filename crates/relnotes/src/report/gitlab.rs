//! The Code Quality report of GitLab: a subset of Code Climate's format.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use relnotes_core::policy::{Finding, Level, Outcome};
use serde::Serialize;

use super::{Printed, fingerprint, location, whole_message};
use crate::failure::Failure;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

pub(super) fn write(printed: &Printed<'_>) -> Result<String, Failure> {
    let issues: Vec<Issue<'_>> = printed.report.findings.iter().map(issue).collect();
    crate::commands::pretty(&issues)
}

fn issue(finding: &Finding) -> Issue<'_> {
    let severity = match (finding.outcome, finding.level) {
        (Outcome::CannotTell, _) => "info",
        (Outcome::Violation, Level::Deny) => "major",
        (Outcome::Violation, Level::Warn | Level::Allow) => "minor",
    };
    let (path, begin) = location(finding);
    Issue {
        description: format!("{} {}: {}", finding.code, finding.name, whole_message(finding)),
        check_name: finding.code,
        fingerprint: fingerprint(finding),
        severity,
        location: Location { path, lines: Lines { begin } },
    }
}
