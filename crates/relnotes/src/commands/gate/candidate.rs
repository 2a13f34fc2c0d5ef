//! The last candidate of a version, and what differs from it.

use relnotes_core::gate::Candidate;
use relnotes_core::release::model::Endpoint;
use relnotes_core::tag::Tag;
use relnotes_core::version::ReleaseVersion;

use crate::commands::documents::date_of;
use crate::draft::aim::Aim;
use crate::load::Session;

/// Finds it, of a candidate itself; none where none was tagged.
pub(super) fn of(aim: &Aim, target: &Endpoint, session: &Session) -> Option<Candidate> {
    let of_version = session.tags.iter().filter(|tag| {
        let is_of = |it: &ReleaseVersion| it.is_candidate() && it.of_documents() == aim.version;
        tag.release.filter(is_of).is_some_and(|it| target.version.is_none_or(|target| it <= target))
    });
    let tag: &Tag = of_version.max_by_key(|tag| tag.release)?;
    // A tree that cannot be read is "cannot tell", not a failure.
    let differs = session.repository.diff_files(Some(tag.commit), target.commit).ok();
    let paths = differs.map(|files| files.into_iter().map(|file| file.path).collect());
    let time = date_of(tag, session).map_or(0, |time| time.seconds);
    Some(Candidate { name: tag.name.clone(), time, differs: paths })
}
