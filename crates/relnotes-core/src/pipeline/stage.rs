//! What a job does for a release, and what the model wants to be done for each kind of ref.

use super::sample::RefKind;

/// What a job does for a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The product is compiled or packed.
    Build,
    /// Units are tested.
    Unit,
    /// Parts are tested together.
    Integration,
    /// The whole is tested as its users see it.
    EndToEnd,
    /// It starts and answers.
    Smoke,
    /// It holds under load.
    Load,
    /// The source is looked at.
    Lint,
    /// It goes where developers try it.
    DeployStaging,
    /// It goes where it is as in production.
    DeployPreProd,
    /// It goes to the users.
    DeployProd,
}

impl Stage {
    /// Every stage, in the order of a pipeline.
    pub const ALL: [Self; 10] = [
        Self::Build,
        Self::Unit,
        Self::Integration,
        Self::EndToEnd,
        Self::Smoke,
        Self::Load,
        Self::Lint,
        Self::DeployStaging,
        Self::DeployPreProd,
        Self::DeployProd,
    ];

    /// Returns the word of outputs and contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Unit => "unit",
            Self::Integration => "integration",
            Self::EndToEnd => "e2e",
            Self::Smoke => "smoke",
            Self::Load => "load",
            Self::Lint => "lint",
            Self::DeployStaging => "deploy-staging",
            Self::DeployPreProd => "deploy-preprod",
            Self::DeployProd => "deploy-prod",
        }
    }

    /// Returns whether the stage puts the product somewhere.
    pub fn is_deploy(self) -> bool {
        match self {
            Self::DeployStaging | Self::DeployPreProd | Self::DeployProd => true,
            Self::Build
            | Self::Unit
            | Self::Integration
            | Self::EndToEnd
            | Self::Smoke
            | Self::Load
            | Self::Lint => false,
        }
    }
}

/// Returns the stages that the model wants for a kind of ref, in the order in which they run.
///
/// Tags have none of their own: what they name went through the pipeline of its branch.
///
/// ```
/// use relnotes_core::pipeline::{RefKind, Stage, wanted};
///
/// assert_eq!(wanted(RefKind::Main), [Stage::Build, Stage::Smoke, Stage::DeployProd]);
/// ```
pub fn wanted(kind: RefKind) -> &'static [Stage] {
    match kind {
        RefKind::Feature => &[Stage::Build, Stage::Unit],
        RefKind::Develop => &[Stage::Build, Stage::Integration, Stage::DeployStaging],
        RefKind::Release | RefKind::Hotfix => {
            &[Stage::Build, Stage::Unit, Stage::Integration, Stage::EndToEnd, Stage::DeployPreProd]
        }
        RefKind::Main => &[Stage::Build, Stage::Smoke, Stage::DeployProd],
        RefKind::Candidate | RefKind::Final | RefKind::HotfixTag | RefKind::Other => &[],
    }
}
