//! What a release raises: the step from the final below it, and what it brought.

use crate::history::NodeId;
use crate::version::{ReleaseVersion, Stage, Version};

use super::facts::Facts;
use super::tags::{self, TagFact};

/// The number that a release raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bump {
    Patch,
    Minor,
    Major,
}

/// A release and the final below it.
pub(super) struct Step<'f> {
    /// The tag: a final, or the last candidate of a version without one.
    pub(super) tag: &'f TagFact<'f>,
    pub(super) release: ReleaseVersion,
    /// The highest final below it in the model's order.
    pub(super) below: TagFact<'f>,
    pub(super) last: Version,
    pub(super) bump: Bump,
}

impl Bump {
    /// Returns the word for the number.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl<'f> Step<'f> {
    /// Returns what to compare a final with; of a version without a final its last candidate.
    pub(super) fn of(tag: &'f TagFact<'f>, facts: &'f Facts<'_>) -> Option<Self> {
        let release = tag.tag.release.filter(|_| tag.tag.conforming)?;
        let next = facts.sources.tags.get(tag.at + 1).and_then(|next| next.release);
        let is_last = next.is_none_or(|next| next.version != release.version);
        match release.stage {
            Stage::Final => {}
            Stage::Candidate { .. } if is_last => {}
            Stage::Candidate { .. } | Stage::Hotfix(_) => return None,
        }
        let below = tags::final_below(tag, facts)?;
        let last = below.tag.release?.version;
        let bump = if last.major != release.version.major {
            Bump::Major
        } else if last.minor != release.version.minor {
            Bump::Minor
        } else {
            Bump::Patch
        };
        Some(Self { tag, release, below, last, bump })
    }

    /// Returns what the release has and no lower release of the line below it, less merges and what
    /// was there before the policy; youngest first.
    pub(super) fn content(&self, facts: &Facts<'_>) -> Vec<NodeId> {
        let lower = facts.sources.tags[..self.tag.at].iter().rev();
        let lower = lower.filter_map(|tag| Some((tag.production()?, tag.commit)));
        let of_line = lower.take_while(|(release, _)| release.version.line() == self.last.line());
        let bases = of_line.filter_map(|(_, commit)| facts.history.find(commit));
        let mut nodes = facts.history.range(self.tag.node, &bases.collect::<Vec<_>>());
        let graph = facts.history.graph();
        nodes.retain(|node| graph.parents(*node).len() < 2 && !facts.is_settled(*node));
        nodes
    }

    /// Returns the name that the release would have if it raised another number.
    pub(super) fn named(&self, bump: Bump, facts: &Facts<'_>) -> String {
        let last = self.last;
        let version = match bump {
            Bump::Patch => Version { patch: last.patch + 1, ..last },
            Bump::Minor => Version { minor: last.minor + 1, patch: 0, ..last },
            Bump::Major => Version { major: last.major + 1, minor: 0, patch: 0 },
        };
        let config = &facts.sources.config.tags;
        let stage = match self.release.stage {
            Stage::Candidate { stage, .. } => {
                Stage::Candidate { stage, number: config.first_number }
            }
            other @ (Stage::Final | Stage::Hotfix(_)) => other,
        };
        ReleaseVersion { version, stage }.tag_name(&config.prefix, &config.stages)
    }
}
