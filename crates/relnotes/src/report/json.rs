//! `relnotes.lint/1`: findings for programs.

use relnotes_core::policy::{Finding, Subject};
use schemars::JsonSchema;
use serde::Serialize;

use super::Printed;
use crate::failure::Failure;

/// What the policy lint found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Lint")]
pub(crate) struct LintJson<'a> {
    /// Name and version of this format.
    #[schemars(extend("const" = "relnotes.lint/1"))]
    schema: &'static str,
    /// In the order of codes, violations before what cannot be told.
    findings: Vec<FindingJson<'a>>,
    /// What would be findings, had nobody waived them.
    waived: Vec<WaivedJson<'a>>,
    /// The codes of the rules that were asked. One without a finding found nothing wrong.
    checked: &'a [&'static str],
    /// How many findings are left out because the baseline has them.
    in_baseline: usize,
    /// How many are left out because the revision of `--base` has what they are about.
    in_base: usize,
}

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingJson<'a> {
    /// The code of the rule.
    code: &'static str,
    /// The name of the rule.
    name: &'static str,
    /// How loud it is.
    #[schemars(extend("enum" = ["warn", "deny"]))]
    level: &'static str,
    /// Whether the rule is broken, or it cannot be told.
    #[schemars(extend("enum" = ["violation", "cannot-tell"]))]
    outcome: &'static str,
    /// What it is about: a full ref, a whole commit id, `path` or `path:line`, or `repository`.
    subject: String,
    /// What kind of thing that is.
    #[schemars(extend("enum" = ["repository", "file", "branch", "tag", "commit"]))]
    subject_kind: &'static str,
    /// The commit behind it.
    commit: Option<String>,
    /// The file.
    path: Option<&'a str>,
    /// The line of the file, from 1.
    line: Option<usize>,
    /// What is wrong, or why it cannot be told.
    message: &'a str,
    /// A command that mends it, or what to do.
    hint: Option<&'a str>,
    /// Names, refs, ids and files that show it.
    evidence: &'a [String],
}

/// A finding that somebody takes on.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Waived")]
struct WaivedJson<'a> {
    /// What was found.
    finding: FindingJson<'a>,
    /// Who waived it.
    by: &'a str,
    /// Why.
    reason: &'a str,
    /// The last day the waiver counts.
    until: &'a str,
}

impl<'a> FindingJson<'a> {
    fn of(finding: &'a Finding) -> Self {
        let (path, line) = match &finding.subject {
            Subject::File { path, line } => (Some(path.as_str()), *line),
            _ => (None, None),
        };
        Self {
            code: finding.code,
            name: finding.name,
            level: finding.level.as_str(),
            outcome: finding.outcome.as_str(),
            subject: finding.subject.to_string(),
            subject_kind: finding.subject.kind(),
            commit: finding.subject.commit().map(|id| id.to_string()),
            path,
            line,
            message: &finding.message,
            hint: finding.hint.as_deref(),
            evidence: &finding.evidence,
        }
    }
}

pub(super) fn write(printed: &Printed<'_>) -> Result<String, Failure> {
    let report = printed.report;
    let waived = report.waived.iter().map(|waived| WaivedJson {
        finding: FindingJson::of(&waived.finding),
        by: &waived.waiver.by,
        reason: &waived.waiver.reason,
        until: &waived.waiver.until,
    });
    crate::commands::pretty(&LintJson {
        schema: "relnotes.lint/1",
        findings: report.findings.iter().map(FindingJson::of).collect(),
        waived: waived.collect(),
        checked: &report.checked,
        in_baseline: printed.in_baseline,
        in_base: printed.in_base,
    })
}
