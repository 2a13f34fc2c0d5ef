//! `release.toml`: what people declare about one release, beside its generated documents.
//!
//! A [`Brief`] is checked: what a reader finds in it is filled and of the right form. Where the file lies is
//! decided by the caller; the empty form is [`RELEASE_TOML`].

pub mod issues;
pub mod monitoring;
pub mod note;
pub mod people;
pub mod risks;
pub mod rollback;
pub mod schedule;
pub mod sign_off;

use std::collections::BTreeMap;

use serde_json::Value;

pub use note::Note;

use crate::config::Error;
use crate::config::error::Source;
use crate::config::schema::schema_of;
use crate::config::{decode, read};
use crate::declared::{At, Declared, Part, Rows, Table, parts, value_of};
use crate::version::ReleaseVersion;

use issues::{KnownIssue, TestCase};
use monitoring::{Alert, BusinessMetric, Log, Metric, Monitoring};
use people::{Comms, People};
use risks::{Dependency, Remedy, Risk};
use rollback::Rollback;
use schedule::{About, Timeline};
use sign_off::{Attest, NotApplicable, Waiver};

/// Briefs by the version that their documents speak of.
pub type Briefs = BTreeMap<ReleaseVersion, Brief>;

/// Nobody declared anything.
pub static NO_BRIEFS: Briefs = Briefs::new();

/// Every key with its explanation, as a `release.toml` that declares nothing.
pub const RELEASE_TOML: &str = include_str!("release.toml");

parts! {
    /// What people declare about one release.
    Brief as BriefFile {
        /// Which release this is.
        release: About,
        /// When what happens.
        timeline: Timeline,
        /// Who answers for this release; who is not named here is taken from relnotes.toml.
        people: People,
        /// Where and when the release is spoken of.
        comms: Comms,
        /// When and how the release is rolled back.
        rollback: Rollback,
        /// What may go wrong, as people see it.
        risk: Rows<Risk>,
        /// Systems that this release may break.
        dependency: Rows<Dependency>,
        /// Metrics of the business that are watched after the release.
        business_metric: Rows<BusinessMetric>,
        /// Technical metrics that are watched after the release.
        metric: Rows<Metric>,
        /// What is looked for in logs after the release.
        log: Rows<Log>,
        /// What raises an alarm after the release.
        alert: Rows<Alert>,
        /// Tests that came with the release.
        test_case: Rows<TestCase>,
        /// What is known not to work.
        known_issue: Rows<KnownIssue>,
        /// Other words, or another kind, for a change.
        note: Rows<Note>,
        /// What is done about a risk that relnotes found.
        mitigation: Rows<Remedy>,
        /// How a migration or a breaking change that relnotes found is made and undone.
        migration: Rows<Remedy>,
        /// How the team hears of the release's state.
        monitoring: Monitoring,
        /// What somebody says is done, where no program can see it.
        attest: Rows<Attest>,
        /// Findings that somebody takes on for this release.
        waiver: Rows<Waiver>,
        /// Blanks that have nothing to say in this release.
        na: Rows<NotApplicable>,
    }
}

impl Brief {
    /// Reads a brief; `path` is what messages and references call it.
    ///
    /// ```
    /// use relnotes_core::brief::Brief;
    ///
    /// let brief = Brief::parse("[release]\nname = \"Winter\"", "releases/v1.3.0/release.toml")?;
    /// let name = brief.release.name.unwrap();
    /// assert_eq!(name.value, "Winter");
    /// assert_eq!(name.reference, "releases/v1.3.0/release.toml:2");
    /// # Ok::<(), relnotes_core::config::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with the file, with its place.
    pub fn parse(text: impl AsRef<[u8]>, path: &str) -> Result<Self, Error> {
        let source = Source { path, text: decode(text.as_ref(), path)? };
        let written: Table<BriefFile> = read(source)?;
        Self::resolve(written, &At::top(source))
    }

    /// Returns how a migration or breaking change is made and undone, by the id of its row.
    pub fn migration_of(&self, id: &str) -> Option<&Declared<Remedy>> {
        remedy_of(&self.migration, id)
    }

    /// Returns what is done about a risk, by the id of its row.
    pub fn mitigation_of(&self, id: &str) -> Option<&Declared<Remedy>> {
        remedy_of(&self.mitigation, id)
    }
}

fn remedy_of<'a>(rows: &'a [Declared<Remedy>], id: &str) -> Option<&'a Declared<Remedy>> {
    rows.iter().find(|row| value_of(&row.value.id).is_some_and(|known| known == id))
}

/// Returns the JSON Schema of `release.toml`.
pub fn schema() -> Value {
    schema_of::<Table<BriefFile>>()
}

#[cfg(test)]
mod tests;
