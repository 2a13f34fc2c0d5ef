//! Release versions and their order: `X.Y.Z-rc.N` before `X.Y.Z` before `X.Y.Z-hotfix.N`.
//!
//! SemVer puts `1.2.0-hotfix.1` before `1.2.0`; here a hotfix comes after the release that it
//! mends. So versions are never compared as [`semver::Version`]. Git agrees with this order when
//! told `versionsort.suffix=-rc`; the tests ask it.

use std::fmt;

use serde::{Serialize, Serializer};

/// `major.minor.patch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The first number: contracts break.
    pub major: u64,
    /// The second number: something is new.
    pub minor: u64,
    /// The third number: something is mended.
    pub patch: u64,
}

impl Version {
    /// Returns the minor line, `(major, minor)`.
    pub fn line(&self) -> (u64, u64) {
        (self.major, self.minor)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// How far a version is on its way: the variants stand in the model's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Before the release: `stage` is the place of its name in `tags.stages`.
    Candidate {
        /// Index of the stage's name in `tags.stages`; the last is the release candidate proper.
        stage: u8,
        /// `N` of `-rc.N`.
        number: u64,
    },
    /// The release itself.
    Final,
    /// A mended release, `-hotfix.N`.
    Hotfix(u64),
}

/// A version at a stage; ordered as releases follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseVersion {
    /// `X.Y.Z`.
    pub version: Version,
    /// Candidate, final or hotfix.
    pub stage: Stage,
}

impl ReleaseVersion {
    /// Returns whether this is what runs in production: a final or a hotfix.
    pub fn is_production(&self) -> bool {
        !matches!(self.stage, Stage::Candidate { .. })
    }

    /// Returns whether this is a candidate of any stage.
    pub fn is_candidate(&self) -> bool {
        matches!(self.stage, Stage::Candidate { .. })
    }

    /// Returns the version that its documents speak of: that of a candidate is what it is to become.
    pub fn of_documents(self) -> Self {
        match self.stage {
            Stage::Candidate { .. } => Self { stage: Stage::Final, ..self },
            Stage::Final | Stage::Hotfix(_) => self,
        }
    }

    /// Returns `N` of a candidate or a hotfix.
    pub fn number(&self) -> Option<u64> {
        match self.stage {
            Stage::Candidate { number, .. } | Stage::Hotfix(number) => Some(number),
            Stage::Final => None,
        }
    }

    /// Writes the tag name that the model wants for this version.
    pub fn tag_name(&self, prefix: &str, stages: &[String]) -> String {
        let version = self.version;
        match self.stage {
            Stage::Final => format!("{prefix}{version}"),
            Stage::Hotfix(n) => format!("{prefix}{version}-hotfix.{n}"),
            Stage::Candidate { stage, number } => {
                let name = stages.get(usize::from(stage)).map_or("rc", String::as_str);
                format!("{prefix}{version}-{name}.{number}")
            }
        }
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
