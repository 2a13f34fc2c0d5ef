//! The release plan: what the history tells, and the form for what people decide.

use relnotes_core::brief::people::Comms;
use relnotes_core::brief::risks::Remedy;
use relnotes_core::brief::rollback::Trigger;
use relnotes_core::brief::schedule::Window;
use relnotes_core::declared::{Declared, value_of};
use relnotes_core::evidence::{Fact, Kind as FactKind, RiskLevel};
use relnotes_core::release::model::{Change, Kind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::alike::{append, joined};
use crate::context::{ChangeView, Inputs, LackView, Markdown, is_automated};
use crate::declared::{Stated, quoted, text, with_place};
use crate::deployed;
use crate::escape::markdown;
use crate::evidence::{
    FactView, RuleRiskView, checked, dependencies, fact_views, is_migration_or_break, rule_risks,
};
use crate::facts;
use crate::finish::Markers;
use crate::links;
use crate::risks::{self, RiskView, SystemView};

pub(super) const MARKERS: Markers = Markers::Blanks;
pub(super) const READS_FILES: bool = true;

/// Ids of the blanks.
pub(super) const BLANKS: &[&str] = &[
    "plan.context",
    "plan.changes.main",
    "plan.changes.technical",
    "plan.migrations",
    "plan.risks",
    "plan.systems",
    "plan.timeline.code_freeze",
    "plan.timeline.qa_signoff",
    "plan.timeline.window",
    "plan.timeline.go_live",
    "plan.roles.release_manager",
    "plan.roles.tech_lead",
    "plan.roles.qa_lead",
    "plan.roles.devops",
    "plan.roles.business_owner",
    "plan.communications.go_no_go",
    "plan.communications.status_updates",
    "plan.communications.rollback_triggers",
];

/// What the template of the plan is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// `v1.3.0`, after the product's name where there is one.
    name: String,
    /// What people call the release.
    called: Option<Markdown>,
    /// What this release is, why now, what the business has of it.
    context: Option<Markdown>,
    /// Whether blanks are shown.
    show_blanks: bool,
    /// Whether there is no change at all.
    empty: bool,
    /// What production has and the release has not.
    lacks: Vec<LackView>,
    /// What the reader must know about the answer.
    warnings: Vec<Markdown>,
    /// Range, size, dates.
    size: Markdown,
    /// What was compared, and what is replaced.
    base: Markdown,
    /// Breaking changes, security fixes and features; without those, fixes and improvements.
    main: Vec<ChangeView>,
    /// Everything else.
    technical: Vec<RowView>,
    /// Changes by bots, in one line.
    automated: Option<AutomatedView>,
    /// How many changes are not listed because production has them.
    shipped_before: usize,
    /// Changes that break a contract, or that need a migration.
    breaking: Vec<ChangeView>,
    /// Migrations, contracts that break, names that went: what the files show.
    migrations: Vec<FactView>,
    /// Migrations that somebody declared for something that no line above tells.
    other_migrations: Vec<Markdown>,
    /// What was looked at, beside "none found".
    checked: Markdown,
    /// Dependencies, a line an ecosystem.
    dependencies: Vec<Markdown>,
    /// Who owns most of what changed, by the file that says so.
    owners: Vec<FactView>,
    /// What is less bad than a high risk, by the rules about facts.
    medium: Vec<RuleRiskView>,
    /// What production has and the release has not, fixes that no candidate had, and what people declared.
    risks: Vec<RiskView>,
    /// Systems that the release may break.
    systems: Vec<SystemView>,
    /// When what happens.
    timeline: TimelineView,
    /// The tag, where the release has one.
    tag: Option<String>,
    /// Date and time of the tag.
    tagged: Option<String>,
    /// Who does what.
    roles: RolesView,
    /// Where and when the release is spoken of.
    communications: CommunicationsView,
    /// The range as it would be typed.
    range: Markdown,
    /// Version of this program; null where it is not to be named.
    tool: Option<String>,
}

/// A technical change.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RowView {
    /// Stable id: `p:42`, `t:PAY-123`, `c:` and a hash.
    id: String,
    /// `PAY-123: ` or nothing.
    label: Markdown,
    /// What was done: the title with type and scope.
    text: Markdown,
    /// ` (#42)`.
    references: Markdown,
}

/// Changes by bots.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AutomatedView {
    /// How many.
    count: usize,
    /// Where they can be looked at.
    references: Markdown,
}

/// When what happens; null where nothing is declared.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TimelineView {
    code_freeze: Option<Markdown>,
    qa_signoff: Option<Markdown>,
    window: Option<Markdown>,
    /// Whether its beginning or its duration is not said.
    window_open: bool,
    go_live: Option<Markdown>,
}

/// Who does what; null where nobody is declared.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RolesView {
    release_manager: Option<Markdown>,
    tech_lead: Option<Markdown>,
    qa_lead: Option<Markdown>,
    devops: Option<Markdown>,
    business_owner: Option<Markdown>,
}

/// Where and when the release is spoken of; null where nothing is declared.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CommunicationsView {
    go_no_go: Option<Markdown>,
    status_updates: Option<Markdown>,
    rollback_triggers: Option<Markdown>,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let (before, changes): (Vec<&Change>, Vec<&Change>) =
        inputs.changes().partition(|change| inputs.is_shipped_before(change));
    let (automated, changes): (Vec<&Change>, Vec<&Change>) =
        changes.into_iter().partition(|change| is_automated(change));
    let (main, technical) = divide(&changes);
    let to = &inputs.release.range.to;
    let version = inputs.version();
    let name = inputs.settings.product.as_ref().map(|product| format!("{product} {version}"));
    let stated = Stated::of(inputs, &changes);
    let breaking = inputs.migrations(&changes, &stated);
    let evidence = inputs.subject.evidence;
    let migrations = fact_views(inputs, evidence, is_migration_or_break);
    let brief = &inputs.settings.brief;
    View {
        name: name.unwrap_or(version),
        called: inputs.declared(brief.release.name.as_ref()),
        context: inputs.declared(brief.release.context.as_ref()),
        show_blanks: inputs.show_blanks(),
        empty: inputs.commits() == 0,
        lacks: inputs.lacks(),
        warnings: inputs.warnings(),
        size: facts::size(inputs),
        base: facts::base(inputs),
        main: main.into_iter().map(|change| main_row(inputs, change)).collect(),
        technical: technical_rows(inputs, &technical),
        automated: automated_of(inputs, &automated),
        shipped_before: before.len(),
        other_migrations: other_migrations(inputs, &breaking, &migrations),
        breaking,
        migrations,
        checked: checked(inputs, evidence),
        dependencies: dependencies(inputs),
        owners: owners(inputs),
        medium: rule_risks(inputs, RiskLevel::Medium),
        risks: risks::risks(inputs, &stated),
        systems: risks::systems(inputs, &stated),
        timeline: timeline(inputs),
        tag: to.tag.clone(),
        tagged: to.tag.is_some().then(|| inputs.moment(to.date)),
        roles: roles(inputs),
        communications: communications(inputs),
        range: Markdown(crate::escape::code(&facts::range(inputs))),
        tool: Some(inputs.settings.tool.clone()).filter(|tool| !tool.is_empty()),
    }
}

/// Breaking changes, then security fixes, then features are the main ones. A release without any
/// of these is there for its fixes and improvements.
fn divide<'a>(changes: &[&'a Change]) -> (Vec<&'a Change>, Vec<&'a Change>) {
    let rank = |change: &Change| match change.kind {
        _ if change.breaking => Some(0),
        Kind::Security => Some(1),
        Kind::Feature if change.is_for_users() => Some(2),
        Kind::Feature | Kind::Improvement | Kind::Fix | Kind::Technical | Kind::Unclassified => {
            None
        }
    };
    let modest = |change: &Change| match change.kind {
        Kind::Fix if change.is_for_users() => Some(0),
        Kind::Improvement if change.is_for_users() => Some(1),
        _ => None,
    };
    let any = changes.iter().any(|change| rank(change).is_some());
    let rank = |change: &Change| if any { rank(change) } else { modest(change) };
    let (mut main, technical): (Vec<&Change>, Vec<&Change>) =
        changes.iter().copied().partition(|change| rank(change).is_some());
    main.sort_by_key(|change| rank(change));
    (main, technical)
}

fn main_row(inputs: &Inputs<'_>, change: &Change) -> ChangeView {
    let kind = &inputs.strings.kind;
    let prefix = match change.kind {
        _ if change.breaking => &kind.breaking,
        Kind::Security => &kind.security,
        _ => "",
    };
    let mut view = inputs.scoped_view(change);
    view.text.0.insert_str(0, prefix);
    view
}

/// Changes of one text are one row.
fn technical_rows(inputs: &Inputs<'_>, changes: &[&Change]) -> Vec<RowView> {
    let rows = changes.iter().map(|change| technical_row(inputs, change));
    let key = |row: &RowView| Some(format!("{}{}", row.label.0, row.text.0));
    joined(rows, key, |row, other| append(&mut row.references.0, &other.references.0))
}

/// The ticket stands first, as in the form.
fn technical_row(inputs: &Inputs<'_>, change: &Change) -> RowView {
    let settings = inputs.settings;
    let tickets: Vec<_> =
        links::tickets(change).map(|ticket| links::ticket(settings, ticket)).collect();
    let label =
        if tickets.is_empty() { String::new() } else { format!("{}: ", tickets.join(", ")) };
    let sources = links::sources(settings, change).join(", ");
    RowView {
        id: change.id.clone(),
        label: Markdown(label),
        text: inputs
            .marked(change, inputs.words(&[deployed::title_of(change), &change.description])),
        references: Markdown(if sources.is_empty() { sources } else { format!(" ({sources})") }),
    }
}

fn automated_of(inputs: &Inputs<'_>, changes: &[&Change]) -> Option<AutomatedView> {
    let references: Vec<_> =
        changes.iter().flat_map(|change| links::sources(inputs.settings, change)).collect();
    let view = AutomatedView { count: changes.len(), references: Markdown(references.join(", ")) };
    (view.count > 0).then_some(view)
}

/// How many owners are suggested.
const OWNERS: usize = 3;

fn owners(inputs: &Inputs<'_>) -> Vec<FactView> {
    let is_owner = |fact: &Fact| matches!(fact.kind, FactKind::Owner);
    fact_views(inputs, inputs.subject.evidence, is_owner).into_iter().take(OWNERS).collect()
}

/// Migrations of the brief that belong to no change and no fact of the document.
fn other_migrations(
    inputs: &Inputs<'_>,
    changes: &[ChangeView],
    facts: &[FactView],
) -> Vec<Markdown> {
    let is_shown = |id: &str| {
        changes.iter().any(|view| view.id == id) || facts.iter().any(|view| view.id == id)
    };
    let row = |row: &Declared<Remedy>| {
        let Remedy { id, plan, rollback } = &row.value;
        let id = value_of(id).filter(|id| !is_shown(id))?;
        let words = quoted([text(plan), text(rollback)])?;
        Some(Markdown(format!("{}: {}", markdown(id), words.0)))
    };
    inputs.settings.brief.migration.iter().filter_map(row).collect()
}

fn timeline(inputs: &Inputs<'_>) -> TimelineView {
    let timeline = &inputs.settings.brief.timeline;
    let Window { start, duration } = &timeline.deployment_window;
    let moment = |declared| quoted([inputs.moment_of(declared)]);
    TimelineView {
        code_freeze: moment(&timeline.code_freeze),
        qa_signoff: moment(&timeline.qa_signoff),
        window: quoted([inputs.moment_of(start), text(duration)]),
        window_open: start.is_none() || duration.is_none(),
        go_live: moment(&timeline.go_live),
    }
}

/// Who is named for this release comes before who is named for every one.
fn roles(inputs: &Inputs<'_>) -> RolesView {
    let (own, standing) = (&inputs.settings.brief.people, &inputs.settings.standing.roles);
    let first = |own: &Option<Declared>, standing: &Option<Declared>| {
        inputs.declared(own.as_ref().or(standing.as_ref()))
    };
    RolesView {
        release_manager: first(&own.release_manager, &standing.release_manager),
        tech_lead: first(&own.tech_lead, &standing.tech_lead),
        qa_lead: first(&own.qa_lead, &standing.qa_lead),
        devops: first(&own.devops, &standing.devops),
        business_owner: first(&own.business_owner, &standing.business_owner),
    }
}

/// When go or no-go is decided: for this release, else for every one.
pub(super) fn go_no_go(inputs: &Inputs<'_>) -> Option<Markdown> {
    let own = &inputs.settings.brief.comms.gonogo;
    let every = &inputs.settings.standing.communications.go_no_go;
    quoted([inputs.moment_of(&own.at), text(&own.link)]).or_else(|| inputs.declared(every.as_ref()))
}

fn communications(inputs: &Inputs<'_>) -> CommunicationsView {
    let (brief, standing) = (&inputs.settings.brief, &inputs.settings.standing.communications);
    let Comms { status_updates, .. } = &brief.comms;
    let channel = status_updates.channel.as_ref().or(standing.status_updates.as_ref()).cloned();
    let triggers = brief.rollback.trigger.iter().map(|row| {
        let Trigger { criterion, owner } = &row.value;
        let both = [criterion, owner].into_iter().flatten().map(|it| markdown(&it.value));
        with_place(&both.collect::<Vec<_>>().join(", "), &markdown(&row.reference))
    });
    let triggers: Vec<String> = triggers.collect();
    let own_triggers = (!triggers.is_empty()).then(|| Markdown(triggers.join("; ")));
    CommunicationsView {
        go_no_go: go_no_go(inputs),
        status_updates: quoted([text(&channel), text(&status_updates.every)]),
        rollback_triggers: own_triggers
            .or_else(|| inputs.declared(standing.rollback_triggers.as_ref())),
    }
}
