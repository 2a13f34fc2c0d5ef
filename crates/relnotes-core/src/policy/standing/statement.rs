//! What the release model states, line by line, and the rules that hold it against a repository.

use crate::config::Flow;
use crate::pipeline::RefKind;

/// A line of the release model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statement {
    /// There is main.
    Main,
    /// There is develop.
    Develop,
    /// Releases are prepared on branches of their own.
    Releases,
    /// Features are written on branches of their own.
    Features,
    /// There are no other branches.
    Others,
    /// Features are merged to develop.
    FeatureToDevelop,
    /// Releases are cut from develop.
    Cut,
    /// Releases go to main, and back to develop.
    ReleaseToMain,
    /// Hotfixes go from a release to main, and to develop.
    HotfixToMain,
    /// Finals.
    FinalTags,
    /// Candidates.
    CandidateTags,
    /// Hotfixes.
    HotfixTags,
    /// What runs for a feature.
    FeaturePipeline,
    /// What runs for develop.
    DevelopPipeline,
    /// What runs for a release.
    ReleasePipeline,
    /// What runs for main.
    MainPipeline,
}

impl Statement {
    /// Every statement, in the order of the form.
    pub const ALL: [Self; 16] = [
        Self::Main,
        Self::Develop,
        Self::Releases,
        Self::Features,
        Self::Others,
        Self::FeatureToDevelop,
        Self::Cut,
        Self::ReleaseToMain,
        Self::HotfixToMain,
        Self::FinalTags,
        Self::CandidateTags,
        Self::HotfixTags,
        Self::FeaturePipeline,
        Self::DevelopPipeline,
        Self::ReleasePipeline,
        Self::MainPipeline,
    ];

    /// Returns the codes of the rules that look at it; rules of tags look at all tags. Rules that have
    /// nothing to say in a flow are not among them: their silence would mean nothing.
    pub(super) fn rules(self, flow: Flow) -> &'static [&'static str] {
        match (self, flow) {
            (Self::Main, _) => &["RN004", "RN104", "RN105"],
            (Self::Develop, Flow::Gitflow) => &["RN004", "RN104"],
            (Self::Releases, _) => &["RN102", "RN104", "RN106"],
            (Self::Features, _) => &["RN103", "RN104"],
            (Self::Others, _) => &["RN101", "RN104"],
            (Self::FeatureToDevelop, Flow::Gitflow) => &["RN202"],
            (Self::Cut, Flow::Gitflow) => &["RN203"],
            (Self::ReleaseToMain, Flow::Gitflow) => &["RN204", "RN205", "RN208", "RN211", "RN212"],
            (Self::ReleaseToMain, Flow::Trunk) => &["RN205"],
            (Self::HotfixToMain, _) => &["RN205", "RN206", "RN207", "RN213"],
            (Self::FeaturePipeline, _) => &["RN602"],
            (Self::DevelopPipeline, Flow::Gitflow) => &["RN603"],
            (Self::ReleasePipeline, _) => &["RN604"],
            (Self::MainPipeline, _) => &["RN605"],
            (
                Self::Develop | Self::FeatureToDevelop | Self::Cut | Self::DevelopPipeline,
                Flow::Trunk,
            )
            | (Self::FinalTags | Self::CandidateTags | Self::HotfixTags, _) => &[],
        }
    }

    /// Returns the kinds of refs that a statement about pipelines is about.
    pub fn refs(self) -> &'static [RefKind] {
        match self {
            Self::FeaturePipeline => &[RefKind::Feature],
            Self::DevelopPipeline => &[RefKind::Develop],
            Self::ReleasePipeline => &[RefKind::Release, RefKind::Hotfix],
            Self::MainPipeline => &[RefKind::Main],
            Self::Main
            | Self::Develop
            | Self::Releases
            | Self::Features
            | Self::Others
            | Self::FeatureToDevelop
            | Self::Cut
            | Self::ReleaseToMain
            | Self::HotfixToMain
            | Self::FinalTags
            | Self::CandidateTags
            | Self::HotfixTags => &[],
        }
    }
}
