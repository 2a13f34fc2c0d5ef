//! A row of the plan's risks: what rule says so, on what evidence. No number, and nothing about persons.

use crate::id::CommitId;

/// Something that can go wrong, and why one thinks so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// Stable: `risk:mig:migrations/0007`.
    pub id: String,
    /// The rules that say so, in their order; never empty.
    pub rules: Vec<RiskRule>,
    /// How bad it is, by the worst of the rules.
    pub level: RiskLevel,
    /// Ids of the facts behind it, in their order; empty where the commits say it.
    pub facts: Vec<String>,
    /// The commits behind it, oldest first.
    pub commits: Vec<CommitId>,
}

/// How bad a risk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RiskLevel {
    /// Look at it.
    Medium,
    /// Do not release without a plan for it.
    High,
}

/// A rule that makes rows. Each names what it looks at; none weighs anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RiskRule {
    /// K1: a migration without an undo, with one that loses data or does nothing; a statement that loses data.
    DataLoss,
    /// K2: the code of the replaced release needs what this one took away.
    NoWayBack,
    /// K3: a contract breaks, and neither a message nor an upgrade guide says so.
    SilentBreak,
    /// K4: an alert or dashboard names a metric that is gone.
    BlindAlert,
    /// K5: a statement that locks a table; a migration out of order; a released migration that was edited.
    MigrationHazard,
    /// K6: a variable or key of the configuration went or has another name.
    ConfigurationGone,
    /// K7: a new major version of a dependency, a base image, a runtime.
    MajorDependency,
    /// K8: rights, networks, definitions of resources, code that authenticates.
    SecurityBoundary,
    /// K9: the pipeline itself changed.
    PipelineChanged,
    /// K10: committed less than a day before the tag, or a feature after the cut.
    LateChange,
    /// K12: something that was shipped is taken back.
    ShippedTakenBack,
    /// K13: a high risk in a part of the product whose code changed without a test.
    UntestedRisk,
}

impl RiskRule {
    /// Returns its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::DataLoss => "K1",
            Self::NoWayBack => "K2",
            Self::SilentBreak => "K3",
            Self::BlindAlert => "K4",
            Self::MigrationHazard => "K5",
            Self::ConfigurationGone => "K6",
            Self::MajorDependency => "K7",
            Self::SecurityBoundary => "K8",
            Self::PipelineChanged => "K9",
            Self::LateChange => "K10",
            Self::ShippedTakenBack => "K12",
            Self::UntestedRisk => "K13",
        }
    }

    /// Returns the level of its rows.
    pub fn level(self) -> RiskLevel {
        match self {
            Self::DataLoss
            | Self::NoWayBack
            | Self::SilentBreak
            | Self::BlindAlert
            | Self::MigrationHazard => RiskLevel::High,
            Self::ConfigurationGone
            | Self::MajorDependency
            | Self::SecurityBoundary
            | Self::PipelineChanged
            | Self::LateChange
            | Self::ShippedTakenBack
            | Self::UntestedRisk => RiskLevel::Medium,
        }
    }
}
