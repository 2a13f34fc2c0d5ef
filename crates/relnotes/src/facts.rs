//! What the lint looks at: the repository as a whole, and the pipelines of one commit.

use relnotes_core::id::CommitId;
use relnotes_core::pipeline::Pipelines;
use relnotes_core::policy::{Checkout, Facts};

use crate::failure::Failure;
use crate::hints::{of_gather, of_git};
use crate::load::Session;
use crate::pipelines;

/// Gathers what rules look at, with the pipelines of HEAD; before the first commit there are none.
pub(crate) fn gather(
    session: &Session,
    checkout: Checkout,
    now: i64,
) -> Result<Facts<'_>, Failure> {
    let head = session.repository.resolve("HEAD").ok().map(|head| head.commit);
    gather_with(session, checkout, now, head)
}

/// Gathers what rules look at, with the pipelines of a commit.
pub(crate) fn gather_with(
    session: &Session,
    checkout: Checkout,
    now: i64,
    commit: Option<CommitId>,
) -> Result<Facts<'_>, Failure> {
    let mut facts = Facts::gather(session.sources(), checkout, now)
        .map_err(|error| of_gather(error, session))?;
    let git = |error| of_git(error, Some(session));
    let samples = pipelines::samples(session).map_err(git)?;
    facts.pipelines = match commit {
        Some(commit) => pipelines::of_commit(&session.repository, commit, &samples).map_err(git)?,
        None => Pipelines::default(),
    };
    Ok(facts)
}
