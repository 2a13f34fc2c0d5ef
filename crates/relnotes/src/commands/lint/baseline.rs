//! The baseline: what was there when a team began to lint, left out from then on.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use relnotes_core::policy::{Finding, Outcome, Report};
use serde::{Deserialize, Serialize};

use super::policy::{MISSING, Policy};
use crate::failure::{Failure, IoError};
use crate::hints::of_git;
use crate::load::Session;
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
pub(super) fn leave_out(
    path: &Path,
    policy: &Policy,
    session: &Session,
    report: &mut Report,
) -> Result<usize, Failure> {
    let shown = path.display();
    let hint = format!("relnotes lint --write-baseline '{shown}'");
    let text = read(path, policy, session, &hint)?;
    let baseline: Baseline = serde_json::from_slice(&text)
        .map_err(|error| Failure::new(format!("`{shown}` is no baseline: {error}")).hint(&*hint))?;
    if baseline.schema != SCHEMA {
        let schema = baseline.schema;
        return Err(Failure::new(format!("`{shown}` is `{schema}`, not `{SCHEMA}`")).hint(&*hint));
    }
    let all = report.findings.len();
    report.findings.retain(|finding| {
        let is_kept = finding.outcome == Outcome::CannotTell || finding.code == MISSING;
        is_kept || !baseline.findings.contains(&Entry::of(finding))
    });
    Ok(all - report.findings.len())
}

/// Reads a baseline as the policy is read: of a pull request that of the branch it goes to, where that has
/// one.
fn read(path: &Path, policy: &Policy, session: &Session, hint: &str) -> Result<Vec<u8>, Failure> {
    if let (Policy::Target(rev), Some(inside)) = (policy, inside(path, session)) {
        let git = |error| of_git(error, Some(session));
        let commit = session.repository.resolve(rev).map_err(git)?.commit;
        if let Some(text) = session.repository.read_file(commit, &inside).map_err(git)? {
            return Ok(text);
        }
    }
    fs::read(path).map_err(|source| {
        let action = format!("read the baseline `{}`", path.display());
        Failure::new(IoError::new(action, source)).hint(hint)
    })
}

/// Returns the path of a file from the top of the work tree; none where it is elsewhere.
fn inside(path: &Path, session: &Session) -> Option<String> {
    let top = session.repository.work_dir()?.canonicalize().ok()?;
    let (folder, name) = (path.parent()?, path.file_name()?);
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let full = folder.canonicalize().ok()?.join(name);
    let parts = full.strip_prefix(top).ok()?.iter().map(|part| part.to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}
