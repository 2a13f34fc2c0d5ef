//! `relnotes.toml` as it is written: every key optional, unknown keys refused, places remembered where a message or
//! a document needs them. The doc comments are the descriptions in the published JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::commits::{Kind, PathKind};
use super::detectors::Detectors;
use super::forge::ForgeKind;
use super::gate::Gate;
use super::network::{Announce, Network, Tracker};
use super::notes::ShippedBefore;
use super::patterns::Patterns;
use super::policy::PolicyFile;
use super::section::section;
use super::standing::{
    Commands, Communications, Contacts, Monitoring, Roles, Rollback, Support, Systems,
};
use super::tags::HotfixStyle;
use super::{Flow, Lang};
use crate::declared::Part;

/// How relnotes reads a repository and writes its release documents.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "relnotes.toml")]
pub(super) struct ConfigFile {
    /// The language of the documents.
    pub(super) lang: Option<Lang>,
    /// How releases are made.
    pub(super) flow: Option<Flow>,
    /// The name of the product.
    pub(super) name: Option<String>,
    /// A folder with your own document templates, relative to this file.
    pub(super) templates: Option<String>,
    /// Which tags are releases and how they are ordered.
    #[serde(default, deserialize_with = "section")]
    pub(super) tags: TagsFile,
    /// Which branch is what.
    #[serde(default, deserialize_with = "section")]
    pub(super) branches: BranchesFile,
    /// How commits are understood.
    #[serde(default, deserialize_with = "section")]
    pub(super) commits: CommitsFile,
    /// How tickets are recognised and where they can be opened.
    #[serde(default, deserialize_with = "section")]
    pub(super) tickets: TicketsFile,
    /// Where the repository lives on the web.
    #[serde(default, deserialize_with = "section")]
    pub(super) forge: ForgeFile,
    /// What the notes contain.
    #[serde(default, deserialize_with = "section")]
    pub(super) notes: NotesFile,
    /// How documents are written.
    #[serde(default, deserialize_with = "section")]
    pub(super) documents: DocumentsFile,
    /// What `relnotes lint` holds against a repository.
    #[serde(default, deserialize_with = "section")]
    pub(super) policy: PolicyFile,
    /// Where users turn for help.
    #[serde(default)]
    pub(super) support: <Support as Part>::Written,
    /// Who answers for a release, where the release itself does not say otherwise.
    #[serde(default)]
    pub(super) roles: <Roles as Part>::Written,
    /// Whom to call when something goes wrong.
    #[serde(default)]
    pub(super) contacts: <Contacts as Part>::Written,
    /// Where the team talks about a release.
    #[serde(default)]
    pub(super) communications: <Communications as Part>::Written,
    /// When a release is rolled back.
    #[serde(default)]
    pub(super) rollback: <Rollback as Part>::Written,
    /// What is watched after a release, and how the team hears of it.
    #[serde(default)]
    pub(super) monitoring: <Monitoring as Part>::Written,
    /// Commands that documents show. relnotes never runs them.
    #[serde(default)]
    pub(super) commands: <Commands as Part>::Written,
    /// Which system has the files that a pattern fits.
    #[serde(default)]
    pub(super) systems: <Systems as Part>::Written,
    /// What is looked for in the files of a release.
    #[serde(default)]
    pub(super) detectors: <Detectors as Part>::Written,
    /// What `relnotes gate` holds against a release.
    #[serde(default)]
    pub(super) gate: <Gate as Part>::Written,
    /// What is asked over the network.
    #[serde(default)]
    pub(super) network: <Network as Part>::Written,
    /// Where tickets live.
    #[serde(default)]
    pub(super) tracker: <Tracker as Part>::Written,
    /// Where a release is announced.
    #[serde(default)]
    pub(super) announce: <Announce as Part>::Written,
}

/// Which tags are releases and how they are ordered.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TagsFile {
    /// What stands before the numbers of a release tag.
    #[schemars(with = "Option<String>")]
    pub(super) prefix: Option<Spanned<String>>,
    /// The number of the first candidate and of the first hotfix: 0 or 1.
    #[schemars(with = "Option<u64>", range(max = 1))]
    pub(super) first_number: Option<Spanned<u64>>,
    /// Pre-release stages from the earliest to the last.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) stages: Option<Spanned<Vec<String>>>,
    /// How a hotfix is tagged.
    pub(super) hotfix_style: Option<HotfixStyle>,
    /// Tags to leave out, by name or pattern.
    pub(super) ignore: Option<Vec<String>>,
}

/// Which branch is what: patterns with `{tag}` for the tag prefix with X.Y.Z and `*` for any text.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BranchesFile {
    /// Where releases end up.
    #[schemars(with = "Option<Patterns>")]
    pub(super) main: Option<Spanned<Patterns>>,
    /// Where features come together before a release.
    #[schemars(with = "Option<Patterns>")]
    pub(super) develop: Option<Spanned<Patterns>>,
    /// Where a release is prepared.
    #[schemars(with = "Option<Patterns>")]
    pub(super) release: Option<Spanned<Patterns>>,
    /// Where a hotfix is made; looked at before `release`.
    #[schemars(with = "Option<Patterns>")]
    pub(super) hotfix: Option<Spanned<Patterns>>,
    /// Where features are written.
    #[schemars(with = "Option<Patterns>")]
    pub(super) feature: Option<Spanned<Patterns>>,
}

/// How commits are understood.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommitsFile {
    /// Types or kinds that users need not see.
    pub(super) hidden_types: Option<Vec<String>>,
    /// Scopes that users need not see.
    pub(super) hidden_scopes: Option<Vec<String>>,
    /// Scopes that make a change a security fix, whatever its type.
    pub(super) security_scopes: Option<Vec<String>>,
    /// Authors who are programs, by name or e-mail.
    pub(super) bots: Option<Vec<String>>,
    /// The kind of a commit by the type at its start; added to the built-in table.
    #[serde(default)]
    pub(super) types: BTreeMap<String, Kind>,
    /// The heading under which users read about a scope.
    #[serde(default)]
    pub(super) scopes: BTreeMap<String, String>,
    /// The kind that a label of a pull request stands for, where no type says it; added to the built-in table.
    #[serde(default)]
    pub(super) labels: BTreeMap<String, Kind>,
    /// Labels of pull requests that break something.
    pub(super) breaking_labels: Option<Vec<String>>,
    /// Labels of pull requests that users need not see.
    pub(super) hidden_labels: Option<Vec<String>>,
    /// The kind of an unclassified commit that changes only files under these paths.
    #[serde(default)]
    pub(super) paths: BTreeMap<String, PathKind>,
}

/// How tickets are recognised and where they can be opened.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketsFile {
    /// Regular expressions of ticket ids.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) patterns: Option<Vec<Spanned<String>>>,
    /// What looks like a ticket and is none.
    pub(super) ignore: Option<Vec<String>>,
    /// Where a ticket can be opened; `{id}` stands for its id.
    #[schemars(with = "Option<String>")]
    pub(super) url: Option<Spanned<String>>,
}

/// Where the repository lives on the web. For links, and for what `[network]` asks.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForgeFile {
    /// The web address of the repository.
    #[schemars(with = "Option<String>")]
    pub(super) url: Option<Spanned<String>>,
    /// What runs there.
    pub(super) kind: Option<ForgeKind>,
}

/// What the notes contain.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NotesFile {
    /// What to do with fixes that users already have, because a hotfix brought them.
    pub(super) shipped_before: Option<ShippedBefore>,
    /// Whether the user notes end with the people who contributed.
    pub(super) contributors: Option<bool>,
    /// Whether the user notes end with a link to the comparison on the forge.
    pub(super) compare_link: Option<bool>,
}

/// How documents are written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentsFile {
    /// How dates are written, in the notation of strftime.
    #[schemars(with = "Option<String>")]
    pub(super) date_format: Option<Spanned<String>>,
    /// The folder for the documents of releases.
    #[schemars(with = "Option<String>")]
    pub(super) folder: Option<Spanned<String>>,
}

impl ConfigFile {
    /// Lays this file over another one: what is written here counts, tables add up.
    pub(super) fn over(self, lower: Self) -> Self {
        Self {
            lang: self.lang.or(lower.lang),
            flow: self.flow.or(lower.flow),
            name: self.name.or(lower.name),
            templates: self.templates.or(lower.templates),
            tags: self.tags.over(lower.tags),
            branches: self.branches.over(lower.branches),
            commits: self.commits.over(lower.commits),
            tickets: self.tickets.over(lower.tickets),
            forge: self.forge.over(lower.forge),
            notes: self.notes.over(lower.notes),
            documents: self.documents.over(lower.documents),
            policy: self.policy.over(lower.policy),
            // What is declared has no defaults.
            support: self.support,
            roles: self.roles,
            contacts: self.contacts,
            communications: self.communications,
            rollback: self.rollback,
            monitoring: self.monitoring,
            commands: self.commands,
            systems: self.systems,
            detectors: self.detectors,
            gate: self.gate,
            network: self.network,
            tracker: self.tracker,
            announce: self.announce,
        }
    }
}

/// Writes `over` for a section whose keys are all optional values.
macro_rules! layered {
    ($($section:ident { $($key:ident),+ })+) => {$(
        impl $section {
            fn over(self, lower: Self) -> Self {
                Self { $($key: self.$key.or(lower.$key)),+ }
            }
        }
    )+};
}

layered! {
    TagsFile { prefix, first_number, stages, hotfix_style, ignore }
    BranchesFile { main, develop, release, hotfix, feature }
    TicketsFile { patterns, ignore, url }
    ForgeFile { url, kind }
    NotesFile { shipped_before, contributors, compare_link }
    DocumentsFile { date_format, folder }
}

impl CommitsFile {
    fn over(self, lower: Self) -> Self {
        Self {
            hidden_types: self.hidden_types.or(lower.hidden_types),
            hidden_scopes: self.hidden_scopes.or(lower.hidden_scopes),
            security_scopes: self.security_scopes.or(lower.security_scopes),
            bots: self.bots.or(lower.bots),
            types: added(folded(lower.types), folded(self.types)),
            scopes: added(folded(lower.scopes), folded(self.scopes)),
            labels: added(folded(lower.labels), folded(self.labels)),
            breaking_labels: self.breaking_labels.or(lower.breaking_labels),
            hidden_labels: self.hidden_labels.or(lower.hidden_labels),
            paths: added(lower.paths, self.paths),
        }
    }
}

fn added<T>(mut lower: BTreeMap<String, T>, upper: BTreeMap<String, T>) -> BTreeMap<String, T> {
    lower.extend(upper);
    lower
}

/// Types and scopes are compared without regard to case, in every script.
fn folded<T>(table: BTreeMap<String, T>) -> BTreeMap<String, T> {
    table.into_iter().map(|(key, value)| (key.to_lowercase(), value)).collect()
}
