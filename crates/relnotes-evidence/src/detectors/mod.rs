//! What looks for facts: one file a detector, one line in the table below.
//!
//! A detector picks files by their path, without reading them, and looks then at both texts of each. Facts are those of
//! the net difference: what came and went again inside of a range yields none.

mod ids;
mod settings;

use relnotes_core::evidence::Fact;

use crate::names::NameRule;
use crate::range::{FileDiff, FilePath, Range};

/// What looks for one kind of fact.
#[derive(Debug)]
pub struct Detector {
    /// Its stable code: `CONFLICT-MARKER`.
    pub code: &'static str,
    /// What it looks at and what it tells, in one sentence for people.
    pub about: &'static str,
    /// Which files it may look at at all.
    pub ground: Ground,
    /// Whether it wants a file, by its path.
    pub picks: fn(&FilePath) -> bool,
    /// How it looks.
    pub detect: Detect,
}

/// Which files a detector may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Files of the product: no tests, no documentation, nothing generated, nothing of others.
    Product,
    /// The same, and what programs generate: contracts and lock files are.
    ProductAndGenerated,
    /// Every file but those of others.
    Everything,
}

/// How a detector looks.
#[derive(Debug)]
pub enum Detect {
    /// At the path, the mode and the ids of each file: its texts are empty unless another detector wants them.
    Tree(fn(&FileDiff, &mut Vec<Fact>)),
    /// At each file alone.
    File(fn(&FileDiff, &mut Vec<Fact>)),
    /// For names that the product had and has: the driver compares them over all of both trees.
    Names(NameRule),
    /// At the range as a whole, after all others; it sees their facts.
    Range(OfRange),
    /// The same, and first at each file alone: what takes long is done once for all comparisons.
    Prepared(fn(&FileDiff), OfRange),
}

/// Looks at the range as a whole; it sees the facts of the detectors that look at files or names.
type OfRange = fn(&Range<'_>, &Detector, &[Fact], &mut Vec<Fact>);

impl Detector {
    /// Returns whether it wants a file.
    pub fn wants(&self, path: &FilePath) -> bool {
        let is_allowed = match self.ground {
            Ground::Product => path.is_product(),
            Ground::ProductAndGenerated => {
                !(path.is_test || path.is_documentation || path.is_vendored)
            }
            Ground::Everything => !path.is_vendored,
        };
        is_allowed && (self.picks)(path)
    }

    /// Returns whether it wants to read a file.
    pub fn reads(&self, path: &FilePath) -> bool {
        !matches!(self.detect, Detect::Tree(_)) && self.wants(path)
    }
}

/// Declares the module of a detector and its place in the table, so that none can be forgotten.
macro_rules! detectors {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        /// All detectors, in the order in which their facts stand.
        pub static ALL: &[&Detector] = &[$(&$name::DETECTOR),*];
    };
}

detectors! {
    mig_diesel,
    mig_updown,
    mig_rails,
    mig_django,
    mig_alembic,
    mig_flyway,
    mig_prisma,
    mig_liquibase,
    mig_code,
    mig_edited,
    sql_risk,
    schema_snapshot,
    proto,
    openapi,
    graphql,
    env,
    env_manifest,
    cli,
    config_default,
    flags,
    flag_calls,
    hosts,
    schedules,
    log_messages,
    metrics,
    alerts,
    alerts_dangling,
    dashboards,
    objectives,
    conflict_markers,
    submodules,
    kubernetes,
    workloads,
    helm,
    terraform,
    containers,
    pipelines,
    dependencies,
    runtimes,
    upgrade_guides,
    changelogs,
    security_areas,
    secrets,
    security_fixes,
    licences,
    todos,
    translations,
    binaries,
    owners,
    new_tests,
    version_files,
}

pub(crate) use self::dependencies::{Pins, pins};
pub(crate) use self::kubernetes::Sides as ObjectSides;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_of_one_detector_each() {
        let codes: BTreeSet<&str> = ALL.iter().map(|detector| detector.code).collect();
        assert_eq!(codes.len(), ALL.len());
        for detector in ALL {
            let is_fine =
                |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(detector.code.bytes().all(is_fine), "{}", detector.code);
            assert!(detector.about.ends_with('.'), "{}", detector.code);
        }
    }
}
