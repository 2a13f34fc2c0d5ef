//! The rollback plan: what goes back, in which order, with which command, and what does not come back.

use relnotes_core::declared::Declared;
use relnotes_core::evidence::{Evidence, Fact, Kind, Migration, Side, Undo, Verb, Workload};
use schemars::JsonSchema;
use serde::Serialize;

use crate::context::{Inputs, LackView, Markdown};
use crate::declared::with_place;
use crate::escape::{code, is_invisible, markdown, shell};
use crate::evidence::{FactView, VerdictView, checked, fact_views, place, verdict};
use crate::facts;
use crate::finish::Markers;
use crate::links;
use crate::locale::fill;
use crate::operations::Operations;

pub(super) const MARKERS: Markers = Markers::Blanks;
pub(super) const READS_FILES: bool = true;

/// Ids of the blanks.
pub(super) const BLANKS: &[&str] = &[
    "rollback.criteria.business",
    "rollback.criteria.technical",
    "rollback.criteria.window",
    "rollback.stop",
    "rollback.code.tag",
    "rollback.database.plan",
    "rollback.time.total",
    "rollback.time.impact",
];

/// What the template of the rollback plan is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// `v1.3.0`, after the product's name where there is one.
    name: String,
    /// Whether blanks are shown.
    show_blanks: bool,
    /// What production has and the release has not.
    lacks: Vec<LackView>,
    /// What the reader must know about the answer.
    warnings: Vec<Markdown>,
    /// Whether the code alone can go back.
    verdict: VerdictView,
    /// What triggers a rollback, and who decides, as declared.
    triggers: Vec<Markdown>,
    /// What of the business must not suffer, as declared.
    business_impact: Option<Markdown>,
    /// Which errors and times make the team roll back, as declared.
    technical_triggers: Option<Markdown>,
    /// For how long after the release, as declared.
    window: Option<Markdown>,
    /// How many minutes a rollback takes, as declared.
    total_minutes: Option<Markdown>,
    /// How many of them the business notices, as declared.
    impact_minutes: Option<Markdown>,
    /// Alerts that page somebody.
    alerts: Vec<FactView>,
    /// What runs and has to be stopped.
    workloads: Vec<WorkloadView>,
    /// How traffic is stopped, as declared.
    stop: Vec<Markdown>,
    /// How the version before comes back, as declared.
    back: Vec<Markdown>,
    /// How data is restored, as declared.
    restore: Vec<Markdown>,
    /// The release to go back to.
    previous: Option<PreviousView>,
    /// Migrations of the range, the last first.
    migrations: Vec<MigrationView>,
    /// What was looked at, where there is no migration.
    checked: Markdown,
    /// Variables, keys and flags that came, went or changed.
    configuration: Vec<FactView>,
    /// Variables, keys and flags that the release brought; null where there are none.
    configuration_added: Option<Markdown>,
    /// Boxes for what needs to be looked at afterwards.
    boxes: Vec<Markdown>,
    /// The range as it would be typed.
    range: Markdown,
    /// Version of this program; null where it is not to be named.
    tool: Option<String>,
}

/// The release to go back to.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PreviousView {
    /// Its tag, fit for a command.
    tag: Markdown,
    /// Its commit, linked where a forge is known.
    commit: Option<Markdown>,
}

/// Something that runs, as commands name it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WorkloadView {
    /// Its name.
    name: String,
    /// `deployment/app`, fit for a command.
    target: Markdown,
    /// ` -n shop`, or nothing.
    namespace: Markdown,
    /// How many ran before.
    replicas: Option<u32>,
    /// Whether it can be scaled to nothing.
    scales: bool,
    /// Where it is described.
    place: Markdown,
}

/// A migration to undo.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct MigrationView {
    /// Stable id.
    id: String,
    /// Its name and its framework.
    text: Markdown,
    /// The command, fit for a shell; null where there is none.
    command: Option<Markdown>,
    /// What the undo is worth, and why.
    worth: Markdown,
    /// Where it can be looked at.
    reference: Markdown,
    /// Whether only people can say how to go back.
    needs_plan: bool,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let evidence = inputs.subject.for_rollback();
    let operations = Operations::of(inputs);
    let commands = &inputs.settings.standing.commands;
    let workloads = evidence.map(|it| workloads(inputs, it)).unwrap_or_default();
    let names: Vec<String> = workloads.iter().map(|it| it.name.clone()).collect();
    let migrations = evidence.map(|it| migrations(inputs, it)).unwrap_or_default();
    View {
        name: inputs.title(),
        show_blanks: inputs.show_blanks(),
        lacks: inputs.lacks(),
        warnings: inputs.warnings(),
        verdict: verdict(inputs),
        triggers: triggers(inputs),
        business_impact: inputs.declared(operations.business_impact.as_ref()),
        technical_triggers: inputs.declared(operations.technical_triggers.as_ref()),
        window: inputs.declared(operations.rollback_window.as_ref()),
        total_minutes: inputs.declared(operations.rollback_minutes.as_ref()),
        impact_minutes: inputs.declared(operations.impact_minutes.as_ref()),
        alerts: fact_views(inputs, evidence, pages),
        workloads,
        stop: declared_commands(commands.stop.as_ref(), &names),
        back: declared_commands(commands.rollback.as_ref(), &names),
        restore: declared_commands(commands.restore.as_ref(), &names),
        previous: previous(inputs, evidence),
        checked: checked(inputs, evidence),
        configuration: fact_views(inputs, evidence, |fact| {
            is_configuration(fact) && fact.verb != Verb::Added
        }),
        configuration_added: added(inputs, evidence),
        boxes: evidence.map(|it| boxes(inputs, it)).unwrap_or_default(),
        migrations,
        range: Markdown(code(&facts::range(inputs))),
        tool: inputs.tool(),
    }
}

/// A command of the team, for each workload where it names one: lines that cannot end the block that they stand in.
fn declared_commands(declared: Option<&Declared>, workloads: &[String]) -> Vec<Markdown> {
    const WORKLOAD: &str = "{workload}";
    let Some(command) = declared.map(|it| it.value.trim()) else { return Vec::new() };
    let fits = |char: char| !char.is_control() && char != '`' && !is_invisible(char);
    if !command.chars().all(fits) {
        return Vec::new();
    }
    if !command.contains(WORKLOAD) {
        return vec![Markdown(command.to_owned())];
    }
    workloads.iter().map(|name| Markdown(command.replace(WORKLOAD, name))).collect()
}

/// Of the release, else of every one.
fn triggers(inputs: &Inputs<'_>) -> Vec<Markdown> {
    let own = inputs.settings.brief.rollback.trigger.iter().map(|row| {
        let both = [&row.value.criterion, &row.value.owner].into_iter().flatten();
        let words: Vec<String> = both.map(|it| markdown(&it.value)).collect();
        Markdown(with_place(&words.join(", "), &markdown(&row.reference)))
    });
    let own: Vec<Markdown> = own.collect();
    let every = &inputs.settings.standing.communications.rollback_triggers;
    if own.is_empty() { inputs.declared(every.as_ref()).into_iter().collect() } else { own }
}

/// Alerts that wake somebody.
fn pages(fact: &Fact) -> bool {
    let Kind::Alert(alert) = &fact.kind else { return false };
    let severity = alert.severity.as_deref().unwrap_or_default();
    fact.verb != Verb::Removed && matches!(severity, "critical" | "page" | "emergency" | "high")
}

/// What is restored beside code and database.
fn is_configuration(fact: &Fact) -> bool {
    match fact.kind {
        Kind::Variable | Kind::ConfigKey | Kind::Flag(_) => fact.verb != Verb::Present,
        _ => false,
    }
}

/// Names that came with the release, in one line: the code before it has no use for them.
fn added(inputs: &Inputs<'_>, evidence: Option<&Evidence>) -> Option<Markdown> {
    let evidence = evidence?;
    let is_one = |fact: &&Fact| is_configuration(fact) && fact.verb == Verb::Added;
    let name =
        |fact: &Fact| format!("{} ({})", code(&fact.subject), place(inputs, evidence, &fact.place));
    let names: Vec<String> = evidence.facts.iter().filter(is_one).map(name).collect();
    (!names.is_empty()).then(|| Markdown(names.join(", ")))
}

fn previous(inputs: &Inputs<'_>, evidence: Option<&Evidence>) -> Option<PreviousView> {
    let release = inputs.release;
    let tag =
        release.replaces.as_ref().or(release.range.from.as_ref().and_then(|it| it.tag.as_ref()))?;
    let commit = evidence.and_then(|evidence| evidence.from);
    Some(PreviousView {
        tag: Markdown(word(tag)?.to_owned()),
        commit: commit.map(|commit| Markdown(links::commit(inputs.settings, &commit))),
    })
}

/// Those that this release changes; where it changes none, all that the tree describes.
fn workloads(inputs: &Inputs<'_>, evidence: &Evidence) -> Vec<WorkloadView> {
    let all: Vec<(&Fact, &Workload)> = evidence
        .facts
        .iter()
        .filter_map(|fact| match &fact.kind {
            Kind::Workload(workload) if fact.verb != Verb::Removed => Some((fact, workload)),
            _ => None,
        })
        .collect();
    let changed: Vec<_> = all.iter().filter(|(_, workload)| workload.changed).copied().collect();
    let told = if changed.is_empty() { all } else { changed };
    told.into_iter()
        .filter_map(|(fact, workload)| workload_view(inputs, evidence, fact, workload))
        .collect()
}

/// A name as one word of a command; none where a shell could read more in it.
fn word(name: &str) -> Option<&str> {
    shell(name).filter(|name| !name.contains(' '))
}

/// What has a name that no cluster allows is no workload.
fn workload_view(
    inputs: &Inputs<'_>,
    evidence: &Evidence,
    fact: &Fact,
    workload: &Workload,
) -> Option<WorkloadView> {
    let object = workload.object.to_lowercase();
    let namespace = match workload.namespace.as_deref() {
        Some(namespace) => format!(" -n {}", word(namespace)?),
        None => String::new(),
    };
    let scales = matches!(object.as_str(), "deployment" | "statefulset" | "replicaset");
    Some(WorkloadView {
        name: fact.subject.clone(),
        target: Markdown(word(&format!("{object}/{}", fact.subject))?.to_owned()),
        namespace: Markdown(namespace),
        replicas: workload.replicas,
        scales,
        place: Markdown(place(inputs, evidence, &fact.place)),
    })
}

/// The last migration goes back first.
fn migrations(inputs: &Inputs<'_>, evidence: &Evidence) -> Vec<MigrationView> {
    let all = evidence.facts.iter().filter_map(|fact| match &fact.kind {
        Kind::Migration(migration) if fact.verb == Verb::Added => Some((fact, migration)),
        _ => None,
    });
    let mut all: Vec<(&Fact, &Migration)> = all.collect();
    all.sort_by(|(a, x), (b, y)| {
        crate::context::natural(&y.version, &x.version).then_with(|| b.id.cmp(&a.id))
    });
    all.into_iter()
        .map(|(fact, migration)| migration_view(inputs, evidence, fact, migration))
        .collect()
}

fn migration_view(
    inputs: &Inputs<'_>,
    evidence: &Evidence,
    fact: &Fact,
    migration: &Migration,
) -> MigrationView {
    let strings = &inputs.strings.evidence;
    let class = strings.word(migration.undo.as_str());
    let reason = &migration.undo_reason;
    let worth = if migration.undo == Undo::Reversible || reason.is_empty() {
        class
    } else {
        format!("{class}: {}", markdown(reason))
    };
    let command = migration.undo_command.as_deref().and_then(shell);
    MigrationView {
        id: fact.id.clone(),
        text: Markdown(format!("{} ({})", code(&fact.subject), migration.framework.as_str())),
        command: command.map(|it| Markdown(it.to_owned())),
        worth: Markdown(worth),
        reference: Markdown(place(inputs, evidence, &fact.place)),
        needs_plan: migration.undo.needs_plan(),
    }
}

/// What does not come back by itself has to be looked at.
fn boxes(inputs: &Inputs<'_>, evidence: &Evidence) -> Vec<Markdown> {
    let strings = &inputs.strings.evidence;
    let one = |fact: &Fact| {
        let key = match &fact.kind {
            Kind::Migration(migration) if fact.verb == Verb::Added => match migration.undo {
                Undo::Lossy => "box_lossy",
                Undo::NoOp | Undo::Missing | Undo::ForwardOnly | Undo::Unknown => "box_schema",
                Undo::Reversible => return None,
            },
            Kind::Variable | Kind::ConfigKey if fact.verb == Verb::Renamed => "box_renamed",
            _ => return None,
        };
        let before = fact.before.as_deref().map(code).unwrap_or_default();
        let values = [("name", code(&fact.subject)), ("before", before)];
        let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        Some(Markdown(fill(&strings.phrase(key), &values)))
    };
    let place = |side: Side| side == Side::After;
    evidence.facts.iter().filter(|fact| place(fact.place.side)).filter_map(one).collect()
}
