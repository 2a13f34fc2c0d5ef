//! Which version comes next, by what a release brings.

use super::model::{Change, Kind, Release};
use crate::version::{ReleaseVersion, Stage, Version};

/// The number that is raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Raise {
    /// The last number: fixes, and what nobody but developers sees.
    Patch,
    /// The second: features.
    Minor,
    /// The first: something breaks for those who rely on it.
    Major,
}

impl Raise {
    /// Returns the word for the number.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// Returns the version after another one. Before 1.0.0 nothing is promised: what breaks raises the second number,
    /// a feature the third.
    ///
    /// ```
    /// use relnotes_core::release::Raise;
    /// use relnotes_core::version::Version;
    ///
    /// let after = |major, minor, patch, raise: Raise| {
    ///     raise.after(Version { major, minor, patch }).to_string()
    /// };
    /// assert_eq!(after(1, 2, 3, Raise::Major), "2.0.0");
    /// assert_eq!(after(1, 2, 3, Raise::Minor), "1.3.0");
    /// assert_eq!(after(0, 4, 1, Raise::Major), "0.5.0");
    /// assert_eq!(after(0, 4, 1, Raise::Minor), "0.4.2");
    /// ```
    pub fn after(self, last: Version) -> Version {
        let raise = match (self, last.major) {
            (Self::Major, 0) => Self::Minor,
            (Self::Minor, 0) => Self::Patch,
            (raise, _) => raise,
        };
        match raise {
            Self::Patch => Version { patch: last.patch + 1, ..last },
            Self::Minor => Version { minor: last.minor + 1, patch: 0, ..last },
            Self::Major => Version { major: last.major + 1, minor: 0, patch: 0 },
        }
    }
}

/// Returns what a change raises.
pub fn raise_of(change: &Change) -> Raise {
    if change.breaking {
        return Raise::Major;
    }
    match change.kind {
        Kind::Feature => Raise::Minor,
        _ => Raise::Patch,
    }
}

/// Returns what a release raises: the most that one of its changes does. Its own documents raise nothing; none where it
/// brings nothing else.
pub fn raise(release: &Release) -> Option<Raise> {
    let own =
        release.changes.iter().filter(|change| change.hidden_by.as_deref() != Some("documents"));
    own.map(raise_of).max()
}

/// Returns the candidate after those that are tagged of a version; `first` is the number of the first one.
pub fn next_candidate(
    version: Version,
    stage: u8,
    tagged: impl Iterator<Item = ReleaseVersion>,
    first: u64,
) -> ReleaseVersion {
    let numbers = tagged.filter_map(|it| match it.stage {
        Stage::Candidate { stage: of, number } if it.version == version && of == stage => {
            Some(number)
        }
        _ => None,
    });
    let number = numbers.max().map_or(first, |last| last + 1);
    ReleaseVersion { version, stage: Stage::Candidate { stage, number } }
}
