//! What the lint says of a release that may not have its tag yet.

use relnotes_core::id::CommitId;
use relnotes_core::policy::{self, Report, Subject};

use crate::env::Env;
use crate::facts;
use crate::failure::Failure;
use crate::load::Session;

/// Rules that hold a tag against what it brings.
const OF_VERSION: [&str; 3] = ["RN501", "RN502", "RN503"];

/// Lints the repository. Whether the version fits is asked of the tag that is still to be made: its candidates do not
/// have what came after them, and a release without one would pass unasked.
pub(super) fn report(
    name: &str,
    commit: CommitId,
    session: &mut Session,
    env: &Env,
    now: i64,
) -> Result<Report, Failure> {
    let mut facts = facts::gather_with(session, env.checkout.clone(), now, Some(commit))?;
    if session.repository.shallow().is_empty() {
        facts::look_at_open(&mut facts, session)?;
    }
    let mut report = policy::check(&facts);
    let open = facts.open.take();
    drop(facts);
    if session.tags.iter().any(|tag| tag.name == name) {
        return Ok(report);
    }
    let made = session.suppose(name, commit);
    let mut facts = facts::gather_with(session, env.checkout.clone(), now, Some(commit))?;
    facts.open = open;
    let supposed = policy::check(&facts).findings;
    drop(facts);
    session.tags = made;
    let is_ours = |subject: &Subject| match subject {
        Subject::Tag { name: tag, .. } => {
            tag.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        }
        _ => false,
    };
    let is_asked = |code: &str| OF_VERSION.contains(&code);
    report.findings.retain(|it| !(is_asked(it.code) && is_ours(&it.subject)));
    report
        .findings
        .extend(supposed.into_iter().filter(|it| is_asked(it.code) && is_ours(&it.subject)));
    Ok(report)
}
