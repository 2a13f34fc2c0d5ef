//! What the files of a release show, as lines of documents: each with a place that can be opened.

mod checked;
mod contracts;
mod dependencies;
mod phrase;
mod place;
mod risk;
mod verdict;

use relnotes_core::evidence::{Confidence, Evidence, Fact, Kind, Verb};
use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use self::checked::checked;
pub(crate) use self::contracts::additions;
pub(crate) use self::dependencies::dependencies;
pub(crate) use self::place::place;
pub(crate) use self::risk::{RuleRiskView, rule_risks};
pub(crate) use self::verdict::{VerdictView, verdict};
use crate::context::{Inputs, Markdown};
use crate::declared::{quoted, text as declared_text};

/// A fact as documents tell it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FactView {
    /// Stable id: `mig:migrations/0007`, `env:NAME`.
    pub(crate) id: String,
    /// What it is and what happened to it; a guess begins with "suggested:".
    pub(crate) text: Markdown,
    /// ` ([path:12](…), abc123456)`: a space, and where it can be looked at.
    pub(crate) references: Markdown,
    /// The command that undoes a migration; null where there is none.
    pub(crate) undo: Option<Markdown>,
    /// What goes with it: statements of a migration, causes.
    pub(crate) below: Vec<Markdown>,
    /// What somebody declared to do about it; null where nobody did.
    pub(crate) plan: Option<Markdown>,
    /// Whether only people can say what to do about it, and nobody did.
    pub(crate) needs_plan: bool,
    /// Whether it is a guess.
    pub(crate) suggested: bool,
}

/// Returns a fact as a line.
pub(crate) fn fact_view(inputs: &Inputs<'_>, evidence: &Evidence, fact: &Fact) -> FactView {
    let mut text = phrase::text(inputs, fact);
    if fact.confidence == Confidence::Guess {
        text = crate::locale::fill(&inputs.strings.evidence.suggested, &[("text", &text)]);
    }
    let remedy = inputs.settings.brief.migration_of(&fact.id).map(|row| &row.value);
    let plan = remedy
        .and_then(|remedy| quoted([declared_text(&remedy.plan), declared_text(&remedy.rollback)]));
    FactView {
        id: fact.id.clone(),
        text: Markdown(text),
        references: Markdown(references(inputs, evidence, fact)),
        undo: undo(fact),
        below: below(inputs, evidence, fact),
        needs_plan: plan.is_none() && needs_plan(fact),
        plan,
        suggested: fact.confidence == Confidence::Guess,
    }
}

/// Returns the facts that a section tells, as lines, in their order.
pub(crate) fn fact_views<'e>(
    inputs: &Inputs<'_>,
    evidence: Option<&'e Evidence>,
    wanted: impl Fn(&'e Fact) -> bool,
) -> Vec<FactView> {
    let Some(evidence) = evidence else { return Vec::new() };
    let facts = evidence.facts.iter().filter(|fact| wanted(fact));
    facts.map(|fact| fact_view(inputs, evidence, fact)).collect()
}

/// Whether a fact is about the way from one version to the next: migrations, contracts that break, names that went.
pub(crate) fn is_migration_or_break(fact: &Fact) -> bool {
    let went = matches!(fact.verb, Verb::Removed | Verb::Renamed);
    match &fact.kind {
        Kind::Migration(_) => fact.verb == Verb::Added || went,
        Kind::EditedMigration | Kind::SchemaDrift => true,
        Kind::Contract(contract) => contract.breaking,
        Kind::Variable | Kind::ConfigKey => went || fact.verb == Verb::Changed,
        Kind::Flag(_) => went,
        Kind::UpgradeGuide => true,
        Kind::Runtime => fact.verb == Verb::Changed && fact.is_major_step(),
        _ => false,
    }
}

/// Whether only people can say what to do about a fact.
fn needs_plan(fact: &Fact) -> bool {
    match &fact.kind {
        Kind::Migration(migration) => migration.undo.needs_plan(),
        Kind::EditedMigration | Kind::SchemaDrift => true,
        Kind::Contract(contract) => contract.breaking,
        Kind::Variable | Kind::ConfigKey | Kind::Flag(_) => {
            matches!(fact.verb, Verb::Removed | Verb::Renamed)
        }
        _ => false,
    }
}

fn undo(fact: &Fact) -> Option<Markdown> {
    let Kind::Migration(migration) = &fact.kind else { return None };
    migration.undo_command.as_deref().map(|command| Markdown(crate::escape::code(command)))
}

/// The statements of a migration that can hurt; many of one kind are one line.
fn below(inputs: &Inputs<'_>, evidence: &Evidence, fact: &Fact) -> Vec<Markdown> {
    if !matches!(fact.kind, Kind::Migration(_)) {
        return Vec::new();
    }
    let folder = fact.place.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_of = |other: &&Fact| {
        let path = &other.place.path;
        let is_same = *path == fact.place.path
            || is_own_folder(&fact.place.path)
                && path.rsplit_once('/').is_some_and(|(it, _)| it == folder);
        matches!(other.kind, Kind::SqlRisk(_)) && is_same
    };
    // The word that it begins with, and what it can do.
    type Statements<'f> = ((&'f str, [bool; 3]), Vec<&'f Fact>);
    let mut kinds: Vec<Statements<'_>> = Vec::new();
    for statement in evidence.facts.iter().filter(is_of) {
        let Kind::SqlRisk(risk) = &statement.kind else { continue };
        let verb = statement.subject.split_whitespace().next().unwrap_or_default();
        let kind = (verb, [risk.loss, risk.lock, risk.compat]);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, all)) => all.push(statement),
            None => kinds.push((kind, vec![statement])),
        }
    }
    kinds.into_iter().flat_map(|(_, all)| statements(inputs, evidence, &all)).collect()
}

/// How many statements of one kind have a line each.
const STATEMENTS: usize = 3;

fn statements(inputs: &Inputs<'_>, evidence: &Evidence, all: &[&Fact]) -> Vec<Markdown> {
    let at = |fact: &Fact| place(inputs, evidence, &fact.place);
    if all.len() <= STATEMENTS {
        let line =
            |fact: &&Fact| Markdown(format!("{} ({})", phrase::text(inputs, fact), at(fact)));
        return all.iter().map(line).collect();
    }
    let names = all.iter().take(STATEMENTS).map(|fact| crate::escape::code(&fact.subject));
    let mut told: Vec<String> = names.collect();
    told.push(inputs.more(all.len() - STATEMENTS).0);
    let line = |first: &&Fact| {
        let detail = phrase::detail(inputs, first);
        Markdown(format!("{}{detail} ({})", told.join(", "), at(first)))
    };
    all.first().map(line).into_iter().collect()
}

/// Whether a migration has a folder for itself, as diesel and prisma make them.
fn is_own_folder(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, "up.sql" | "down.sql" | "migration.sql")
}

fn references(inputs: &Inputs<'_>, evidence: &Evidence, fact: &Fact) -> String {
    // What a message tells stands in no file.
    let place = (!fact.place.path.is_empty()).then(|| place(inputs, evidence, &fact.place));
    let all: Vec<String> = place.into_iter().chain(sources(inputs, &fact.commits)).collect();
    if all.is_empty() { String::new() } else { format!(" ({})", all.join(", ")) }
}

/// How many commits or pull requests a line names.
const NAMED: usize = 3;

/// Returns the changes behind commits: their pull requests, else the commits.
pub(crate) fn sources(inputs: &Inputs<'_>, commits: &[relnotes_core::id::CommitId]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for commit in commits {
        let change = inputs.release.changes.iter().find(|change| change.commits.contains(commit));
        let shown = match change.filter(|change| !change.pull_requests.is_empty()) {
            Some(change) => crate::links::sources(inputs.settings, change),
            None => vec![crate::links::commit(inputs.settings, commit)],
        };
        for one in shown {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    if all.len() > NAMED {
        let more = (all.len() - NAMED).to_string();
        all.truncate(NAMED);
        all.push(crate::locale::fill(&inputs.strings.and_more, &[("n", &more)]));
    }
    all
}

/// Whether a fact is a metric that somebody may watch from now on.
pub(crate) fn is_new_metric(fact: &Fact) -> bool {
    matches!(fact.kind, Kind::Metric) && matches!(fact.verb, Verb::Added | Verb::Renamed)
}

/// Whether a fact changes what watches the product: metrics that went, alerts, dashboards, objectives.
pub(crate) fn is_of_monitoring(fact: &Fact) -> bool {
    match &fact.kind {
        Kind::Metric => fact.verb == Verb::Removed,
        Kind::Alert(_) | Kind::Dashboard | Kind::Objective => fact.verb != Verb::Present,
        Kind::DanglingMetric => true,
        _ => false,
    }
}

/// Whether a fact tells of tests.
pub(crate) fn is_of_tests(fact: &Fact) -> bool {
    matches!(fact.kind, Kind::Tests | Kind::Untested)
}

/// Whether a fact tells of another system that this one depends on or serves.
pub(crate) fn is_of_systems(fact: &Fact) -> bool {
    match &fact.kind {
        Kind::Host => fact.verb != Verb::Present,
        Kind::Contract(contract) => contract.breaking,
        Kind::Runtime | Kind::Submodule => fact.verb != Verb::Present,
        _ => false,
    }
}

/// Whether a fact tells of what runs where, and how it gets there.
pub(crate) fn is_infrastructure(fact: &Fact) -> bool {
    let is_news = fact.verb != Verb::Present;
    match &fact.kind {
        Kind::Infrastructure(_) | Kind::Image | Kind::Pipeline | Kind::Runtime | Kind::Schedule => {
            is_news
        }
        Kind::Variable | Kind::ConfigKey | Kind::Flag(_) => fact.verb == Verb::Added,
        Kind::Own(_) => true,
        _ => false,
    }
}
