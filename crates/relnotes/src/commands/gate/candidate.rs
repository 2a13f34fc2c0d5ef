//! The last candidate of a version, and what differs from it.

use relnotes_core::gate::Candidate;
use relnotes_core::id::CommitId;
use relnotes_core::tag::Tag;

use crate::commands::documents::date_of;
use crate::draft::aim::Aim;
use crate::failure::Failure;
use crate::load::Session;

/// Finds it; none where none was tagged.
pub(super) fn of(
    aim: &Aim,
    commit: CommitId,
    session: &Session,
) -> Result<Option<Candidate>, Failure> {
    let of_version = session.tags.iter().filter(|tag| {
        tag.release.is_some_and(|it| it.is_candidate() && it.of_documents() == aim.version)
    });
    let Some(tag): Option<&Tag> = of_version.max_by_key(|tag| tag.release) else { return Ok(None) };
    // A tree that cannot be read is "cannot tell", not a failure.
    let differs = session.repository.diff_files(Some(tag.commit), commit).ok();
    let paths = differs.map(|files| files.into_iter().map(|file| file.path).collect());
    Ok(Some(Candidate {
        name: tag.name.clone(),
        time: date_of(tag, session).map_or(0, |time| time.seconds),
        differs: paths,
    }))
}
