//! What no repository knows and no single release decides: people, ways to reach them, thresholds, commands. Documents
//! quote these values with file and line.
//!
//! Nothing here has a default: a value that nobody declared is a blank in the documents.

use std::collections::BTreeMap;
use std::mem::take;

use super::error::{Error, Source};
use super::file::ConfigFile;
use super::glob::Glob;
use crate::declared::{At, Declared, Part, Placed, parts};

parts! {
    /// Where users turn for help.
    Support as SupportFile {
        /// An address, a link, a telephone number.
        contact: Option<Declared>,
    }

    /// Who answers for a release, where the release itself does not say otherwise.
    Roles as RolesFile {
        /// Decides on the schedule and keeps it.
        release_manager: Option<Declared>,
        /// Answers for the content.
        tech_lead: Option<Declared>,
        /// Answers for the tests.
        qa_lead: Option<Declared>,
        /// Deploys and rolls back.
        devops: Option<Declared>,
        /// Decides for the business.
        business_owner: Option<Declared>,
    }

    /// Whom to call when something goes wrong.
    Contacts as ContactsFile {
        /// For technical questions.
        tech: Option<Declared>,
        /// For decisions of the business.
        business: Option<Declared>,
    }

    /// Where the team talks about a release.
    Communications as CommunicationsFile {
        /// Where the state of the release is announced.
        status_updates: Option<Declared>,
        /// Where go or no-go is decided.
        go_no_go: Option<Declared>,
        /// What makes the team roll back, and who decides.
        rollback_triggers: Option<Declared>,
    }

    /// When a release is rolled back.
    Rollback as RollbackFile {
        /// Metrics and functions of the business that must not suffer.
        business_impact: Option<Declared>,
        /// Error rates, response times and the like.
        triggers: Option<Declared>,
        /// For how long after a release.
        time_window: Option<Declared>,
    }

    /// What is watched after a release, and how the team hears of it.
    Monitoring as MonitoringFile {
        /// The share of answers with HTTP 200.
        http_success: Option<Declared>,
        /// The share of errors.
        error_rate: Option<Declared>,
        /// The 95th percentile of response times.
        p95: Option<Declared>,
        /// Use of processors.
        cpu: Option<Declared>,
        /// Use of memory.
        memory: Option<Declared>,
        /// Space on disks.
        disk: Option<Declared>,
        /// Every how many hours the state is told.
        update_hours: Option<Declared<u64>>,
        /// Where it is told.
        channel: Option<Declared>,
        /// What is escalated, and to whom.
        escalation: Option<Declared>,
        /// When the release counts as successful.
        all_clear: Option<Declared>,
    }

    /// Commands that documents show. relnotes never runs them.
    Commands as CommandsFile {
        /// Takes traffic off a workload.
        stop: Option<Declared>,
        /// Brings the previous version of a workload back.
        rollback: Option<Declared>,
        /// Restores data from a backup.
        restore: Option<Declared>,
    }
}

/// What holds for every release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Where users turn for help.
    pub support: Support,
    /// Who answers for a release.
    pub roles: Roles,
    /// Whom to call when something goes wrong.
    pub contacts: Contacts,
    /// Where the team talks about a release.
    pub communications: Communications,
    /// When a release is rolled back.
    pub rollback: Rollback,
    /// What is watched after a release.
    pub monitoring: Monitoring,
    /// Commands that documents show.
    pub commands: Commands,
    /// Which system has which files.
    pub systems: Systems,
}

impl Standing {
    /// Takes its sections out of a file.
    pub(super) fn resolve(file: &mut ConfigFile, source: Source<'_>) -> Result<Self, Error> {
        let at = At::top(source);
        Ok(Self {
            support: Part::resolve(take(&mut file.support), &at.key("support"))?,
            roles: Part::resolve(take(&mut file.roles), &at.key("roles"))?,
            contacts: Part::resolve(take(&mut file.contacts), &at.key("contacts"))?,
            communications: Part::resolve(
                take(&mut file.communications),
                &at.key("communications"),
            )?,
            rollback: Part::resolve(take(&mut file.rollback), &at.key("rollback"))?,
            monitoring: Part::resolve(take(&mut file.monitoring), &at.key("monitoring"))?,
            commands: Part::resolve(take(&mut file.commands), &at.key("commands"))?,
            systems: Part::resolve(take(&mut file.systems), &at.key("systems"))?,
        })
    }
}

/// Systems by the files that they have; the longest pattern first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Systems(Vec<(Glob, Declared)>);

impl Systems {
    /// Returns the system that has a file.
    pub fn of(&self, path: &str) -> Option<&Declared> {
        self.0.iter().find(|(pattern, _)| pattern.matches(path)).map(|(_, system)| system)
    }
}

impl Part for Systems {
    type Written = BTreeMap<String, Placed<String>>;

    fn resolve(written: Self::Written, at: &At<'_>) -> Result<Self, Error> {
        let mut systems = Vec::new();
        for (pattern, system) in written {
            let system = Option::<Declared>::resolve(Some(system), &at.key(&pattern))?;
            systems.extend(system.map(|system| (Glob::of_paths(&pattern), system)));
        }
        systems.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.as_str().chars().count()));
        Ok(Self(systems))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn declared_values_know_their_line() {
        let text = "lang = \"ru\"\r\n\r\n[roles]\r\n# who\r\ntech_lead = \"  Анна  \"\r\nqa_lead = \" \"\r\n";
        let standing = Config::parse(text, "relnotes.toml").unwrap().standing;
        let lead = standing.roles.tech_lead.unwrap();
        assert_eq!((lead.value.as_str(), lead.reference.as_str()), ("Анна", "relnotes.toml:5"));
        assert_eq!(standing.roles.qa_lead, None);
        assert_eq!(standing.support.contact, None);
    }

    #[test]
    fn the_longest_pattern_names_the_system() {
        let text = "[systems]\n\"api/**\" = \"Partners\"\n\"api/billing/**\" = \"Billing\"\n";
        let systems = Config::parse(text, "relnotes.toml").unwrap().standing.systems;
        let of = |path: &str| systems.of(path).map(|it| (it.value.as_str(), it.reference.as_str()));
        assert_eq!(of("api/billing/a.proto"), Some(("Billing", "relnotes.toml:3")));
        assert_eq!(of("api/a.proto"), Some(("Partners", "relnotes.toml:2")));
        assert_eq!(of("src/a.rs"), None);
    }
}
