//! Words of what the files of a release show.

use serde::Deserialize;

use super::Plural;

/// What was looked at, and what came of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookedStrings {
    /// What stands before an answer: "migrations: none found".
    pub(crate) what: String,
    pub(crate) not: String,
    pub(crate) none: String,
    pub(crate) cannot: String,
    pub(crate) reason: String,
    pub(crate) not_applicable: String,
    pub(crate) suggested: String,
    pub(crate) files: Plural,
}

/// What happened to something, by the gender of its kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerbStrings {
    /// An alert, a dashboard, a flag.
    pub(crate) masculine: Verbs,
    /// A metric, an integration, a dependency.
    pub(crate) feminine: Verbs,
}

/// What happened to something.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verbs {
    pub(crate) added: String,
    pub(crate) removed: String,
    pub(crate) renamed: String,
    pub(crate) changed: String,
    pub(crate) present: String,
}

/// What undoing a migration is worth.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoStrings {
    pub(crate) reversible: String,
    pub(crate) lossy: String,
    pub(crate) noop: String,
    pub(crate) missing: String,
    pub(crate) forward_only: String,
    pub(crate) unknown: String,
    pub(crate) out_of_order: String,
    pub(crate) edited: String,
}

/// What stands below the boxes of the checklist.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChecklistStrings {
    pub(crate) cut: String,
    pub(crate) no_late: String,
    pub(crate) untold: String,
    pub(crate) late: String,
    pub(crate) agreed: String,
    pub(crate) not_cut: String,
    pub(crate) hotfix: String,
    pub(crate) allowed: String,
    pub(crate) no_blanks: String,
    pub(crate) blanks: Plural,
    pub(crate) no_threshold: String,
    pub(crate) tables: String,
    pub(crate) no_tables: Plural,
    pub(crate) default: String,
    pub(crate) owner: String,
    pub(crate) what: WhatStrings,
}

/// What was looked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhatStrings {
    pub(crate) migrations: String,
    pub(crate) dashboards: String,
    pub(crate) metrics: String,
    pub(crate) flags: String,
    pub(crate) health: String,
}

/// What the monitoring plan tells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MonitoringStrings {
    pub(crate) observe_only: String,
    pub(crate) host: String,
    pub(crate) dependency: String,
    pub(crate) other_dependencies: Plural,
    pub(crate) dangling: String,
    pub(crate) objective: String,
    pub(crate) objective_was: String,
}
