//! Release tags as rules see them, beside each other and in texts.

use crate::history::NodeId;
use crate::tag::Tag;
use crate::version::{ReleaseVersion, Stage, Version};

use super::facts::Facts;

/// A tag that begins like a version.
#[derive(Debug, Clone, Copy)]
pub struct TagFact<'f> {
    /// The tag.
    pub tag: &'f Tag,
    /// Its place in the model's order.
    pub at: usize,
    /// Its commit.
    pub node: NodeId,
}

impl TagFact<'_> {
    /// Returns whether somebody only asks what would be if the tag were made: it has its commit for
    /// an object, and neither a message nor a signature yet.
    pub fn is_supposed(&self) -> bool {
        self.tag.object == Some(self.tag.commit)
    }
}

/// Returns all tags that begin like a version, in the model's order: also those from before the policy.
pub(super) fn all<'f>(facts: &'f Facts<'_>) -> impl DoubleEndedIterator<Item = TagFact<'f>> {
    let tags = facts.sources.tags.iter().zip(&facts.tagged).enumerate();
    tags.filter_map(|(at, (tag, node))| Some(TagFact { tag, at, node: (*node)? }))
}

/// Returns the finals in the model's order.
pub(super) fn finals<'f>(facts: &'f Facts<'_>) -> impl DoubleEndedIterator<Item = TagFact<'f>> {
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

/// Returns the highest final below a tag in the model's order.
pub(super) fn final_below<'f>(tag: &TagFact<'_>, facts: &'f Facts<'_>) -> Option<TagFact<'f>> {
    let at = tag.at;
    finals(facts).rfind(|it| it.at < at)
}

/// Returns how people write a version: `1.2.0`, and of a minor release `1.2` as well.
pub(super) fn spellings(version: Version) -> impl Iterator<Item = String> {
    let short = (version.patch == 0).then(|| format!("{}.{}", version.major, version.minor));
    std::iter::once(version.to_string()).chain(short)
}

/// Returns what follows a version each time that a text names it, and not `11.2.0` or `1.2.0.1`.
pub(super) fn mentions<'t>(text: &'t str, version: &'t str) -> impl Iterator<Item = &'t str> {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(version).filter_map(move |(at, found)| {
        let rest = &text[at + found.len()..];
        let before = text[..at].chars().next_back();
        let follows = rest.strip_prefix('.').unwrap_or(rest).chars().next();
        let is_part = is_digit(before) || before == Some('.') || is_digit(follows);
        (!is_part).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_where_it_stands_alone() {
        let rests = |text| mentions(text, "1.2.0").collect::<Vec<_>>();
        assert_eq!(rests("Release v1.2.0"), [""]);
        assert_eq!(rests("1.2.0-rc.1 and (1.2.0)."), ["-rc.1 and (1.2.0).", ")."]);
        for other in ["11.2.0", "0.1.2.0", "1.2.01", "1.2.0.1", "1.2"] {
            assert!(rests(other).is_empty(), "{other}");
        }
    }
}
