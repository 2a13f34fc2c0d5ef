//! Tags of one version beside each other.

use crate::version::{ReleaseVersion, Stage, Version};

use super::facts::{Facts, TagFact};

/// Returns all tags that are versions in the model's order: near-misses too, and those from before
/// the policy.
fn all<'f>(facts: &'f Facts<'_>) -> impl DoubleEndedIterator<Item = TagFact<'f>> {
    facts.sources.tags.iter().enumerate().filter_map(|(at, tag)| {
        let node = facts.history.find(tag.commit)?;
        tag.release.map(|_| TagFact { tag, at, node })
    })
}

/// Returns the finals in the model's order.
pub(super) fn finals<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = TagFact<'f>> {
    all(facts).filter(|it| it.tag.release.is_some_and(|it| it.stage == Stage::Final))
}

/// Returns the candidates of a version in the model's order.
pub(super) fn candidates<'f>(
    version: Version,
    facts: &'f Facts<'_>,
) -> impl DoubleEndedIterator<Item = TagFact<'f>> {
    let fits = move |it: ReleaseVersion| it.version == version && it.is_candidate();
    all(facts).filter(move |it| it.tag.release.is_some_and(fits))
}

/// Returns the last candidate of a final. One that came too late is none of it.
pub(super) fn last_candidate<'f>(
    of_final: &TagFact<'_>,
    facts: &'f Facts<'_>,
) -> Option<TagFact<'f>> {
    let version = of_final.tag.release?.version;
    candidates(version, facts).rev().find(|candidate| !is_late(candidate, of_final, facts))
}

/// Returns whether a candidate was tagged after its final and is not in it.
pub(super) fn is_late(candidate: &TagFact<'_>, of_final: &TagFact<'_>, facts: &Facts<'_>) -> bool {
    !facts.history.reaches(of_final.node, candidate.node)
        && facts.tag_date(candidate).seconds > facts.tag_date(of_final).seconds
}

/// Returns the stage of a candidate, as an index into `tags.stages`.
pub(super) fn stage_of(release: ReleaseVersion) -> Option<u8> {
    match release.stage {
        Stage::Candidate { stage, .. } => Some(stage),
        Stage::Final | Stage::Hotfix(_) => None,
    }
}
