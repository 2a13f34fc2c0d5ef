//! What documents need to know that no history tells: the caller maps its configuration to this.

use std::path::PathBuf;

use crate::locale::Locale;

/// How documents are written, and who stands in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The language.
    pub locale: Locale,
    /// A folder with templates that replace built-in ones.
    pub templates: Option<PathBuf>,
    /// Where commits, comparisons and pull requests can be opened.
    pub forge: Option<Forge>,
    /// Address of a ticket, with `{id}` in the place of its id.
    pub ticket_url: Option<String>,
    /// Whom users ask.
    pub support: Option<Declared>,
    /// What users must know that does not work.
    pub limitations: Vec<Declared>,
    /// Who does what in the release.
    pub roles: Roles,
    /// Who helps with problems.
    pub contacts: Contacts,
    /// Where and when the release is spoken of.
    pub communications: Communications,
    /// What is watched after the release, and when it is deployed.
    pub operations: Operations,
    /// A `strftime` format of dates; none: the language's own.
    pub date_format: Option<String>,
    /// What the user notes do with changes that production has.
    pub shipped_before: ShippedBefore,
    /// Whether the user notes name contributors.
    pub contributors: bool,
    /// Whether the user notes link to the comparison on the forge.
    pub compare_link: bool,
    /// What happens to what nobody has filled.
    pub blanks: Blanks,
    /// Version of this program; empty: documents do not name it.
    pub tool: String,
    /// Name of the product, for the titles of plans.
    pub product: Option<String>,
    /// The version that `--as` gives to an untagged target.
    pub version: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            locale: Locale::default(),
            templates: None,
            forge: None,
            ticket_url: None,
            support: None,
            limitations: Vec::new(),
            roles: Roles::default(),
            contacts: Contacts::default(),
            communications: Communications::default(),
            operations: Operations::default(),
            date_format: None,
            shipped_before: ShippedBefore::Omit,
            contributors: true,
            compare_link: true,
            blanks: Blanks::Show,
            tool: String::new(),
            product: None,
            version: None,
        }
    }
}

/// Something that a person declared, and where it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// What was declared, as plain text.
    pub value: String,
    /// Where: `relnotes.toml:12`.
    pub reference: String,
}

/// A repository on a forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forge {
    /// Address of the repository, without a slash at its end.
    pub url: String,
    /// Which forge: they differ in their paths.
    pub kind: ForgeKind,
}

/// Forges whose addresses are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgeKind {
    /// GitHub and GitHub Enterprise.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket Cloud.
    Bitbucket,
}

/// Who does what in the release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    /// Release Manager.
    pub release_manager: Option<Declared>,
    /// Tech Lead.
    pub tech_lead: Option<Declared>,
    /// QA Lead.
    pub qa_lead: Option<Declared>,
    /// `DevOps`.
    pub devops: Option<Declared>,
    /// Business Owner.
    pub business_owner: Option<Declared>,
}

/// Who helps with problems.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contacts {
    /// The developer on call.
    pub tech: Option<Declared>,
    /// The product owner.
    pub business: Option<Declared>,
}

/// Where and when the release is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Communications {
    /// The Go/No-Go meeting.
    pub go_no_go: Option<Declared>,
    /// Channel and frequency of status updates.
    pub status_updates: Option<Declared>,
    /// What triggers a rollback, and who decides.
    pub rollback_triggers: Option<Declared>,
}

/// What is watched after the release, and when it is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Operations {
    /// The share of answers with HTTP 200: `> 99.9%`.
    pub http_success: Option<Declared>,
    /// The share of errors.
    pub error_rate: Option<Declared>,
    /// The 95th percentile of response times.
    pub p95: Option<Declared>,
    /// Use of processors.
    pub cpu: Option<Declared>,
    /// Use of memory.
    pub memory: Option<Declared>,
    /// Space on disks.
    pub disk: Option<Declared>,
    /// Metrics of the business.
    pub business_metrics: Vec<BusinessMetric>,
    /// Every how many hours the state is told.
    pub updates_every: Option<Declared>,
    /// Where it is told.
    pub updates_channel: Option<Declared>,
    /// What is escalated, and to whom.
    pub escalation: Option<Declared>,
    /// When the release counts as successful.
    pub all_clear: Option<Declared>,
    /// When it is deployed, and how long that takes.
    pub window: Option<Declared>,
    /// How many minutes a rollback takes.
    pub rollback_minutes: Option<Declared>,
}

/// A metric of the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessMetric {
    /// What it is called.
    pub name: Declared,
    /// What it was before the release.
    pub baseline: Option<Declared>,
    /// Below which value somebody is called.
    pub alert_below: Option<Declared>,
}

/// What the user notes do with changes that production has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShippedBefore {
    /// They are counted in one line.
    #[default]
    Omit,
    /// They are listed and marked.
    Mark,
}

/// What happens to what nobody has filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blanks {
    /// The specification's own bracket text stands there.
    #[default]
    Show,
    /// The line is left out, and a section with nothing else in it.
    Hide,
}
