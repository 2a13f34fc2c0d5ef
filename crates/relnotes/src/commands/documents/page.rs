//! `--format html`: the documents as one page, with the tags of the version for its timeline.

use relnotes_core::git::RawCommit;
use relnotes_core::person::Time;
use relnotes_core::release::model::Release;
use relnotes_core::tag::Tag;
use relnotes_render::documents::{Document, Rendered, Settings, Subject};
use relnotes_render::html::{Moment, Sheet, page};

use crate::commands::deliver::Text;
use crate::failure::Failure;
use crate::hints::of_render;
use crate::load::Session;

/// Makes the page of a release.
pub(super) fn of(
    sheets: &[(&Document, Rendered)],
    subject: Subject<'_>,
    settings: &Settings,
    session: &Session,
) -> Result<Text, Failure> {
    let sheets: Vec<Sheet<'_>> =
        sheets.iter().map(|(document, rendered)| Sheet { document, rendered }).collect();
    let moments = moments(subject.release, session);
    let text = page(subject, settings, &sheets, &moments).map_err(of_render)?;
    Ok(Text { name: "release.html".to_owned(), text })
}

/// The base, and the tags of the version up to the target, each at its own date.
fn moments(release: &Release, session: &Session) -> Vec<Moment> {
    let range = &release.range;
    let base = range.from.iter().map(|from| Moment { name: from.name.clone(), time: from.date });
    let of_version = session.tags.iter().filter(|tag| match (tag.release, range.to.version) {
        (Some(tag), Some(to)) => tag.version == to.version && tag <= to,
        _ => false,
    });
    let tags = of_version.filter_map(|tag| {
        let time = date_of(tag, session)?;
        Some(Moment { name: tag.name.clone(), time })
    });
    let mut all: Vec<Moment> = base.chain(tags).collect();
    all.sort_by_key(|moment| moment.time.seconds);
    all.dedup();
    all
}

/// When a tag was made: by its tagger, else when its commit was committed; none where that cannot be read.
pub(crate) fn date_of(tag: &Tag, session: &Session) -> Option<Time> {
    let repository = &session.repository;
    let object = tag.object.and_then(|object| repository.read_tag(object).ok());
    if let Some(tagger) = object.and_then(|object| object.tagger) {
        return Some(tagger.time);
    }
    let bytes = repository.read_commit(tag.commit).ok()?;
    Some(RawCommit::parse(&bytes).ok()?.committer().time)
}
