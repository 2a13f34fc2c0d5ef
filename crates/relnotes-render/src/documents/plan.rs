//! The release plan: what the history tells, and the form for what people decide.

use relnotes_core::evidence::{Fact, Kind as FactKind, RiskLevel};
use relnotes_core::release::model::{Change, Kind, Warning};
use schemars::JsonSchema;
use serde::Serialize;

use crate::context::{ChangeView, Inputs, LackView, Markdown, is_automated};
use crate::deployed;
use crate::evidence::{
    FactView, RiskView as RuleRiskView, checked, dependencies, fact_views, is_migration_or_break,
    is_of_systems, risks as rule_risks,
};
use crate::facts;
use crate::finish::Markers;
use crate::links;

pub(super) const MARKERS: Markers = Markers::Kept;
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
    /// Changes that break a contract.
    breaking: Vec<ChangeView>,
    /// Migrations, contracts that break, names that went: what the files show.
    migrations: Vec<FactView>,
    /// What was looked at, beside "none found".
    checked: Markdown,
    /// Dependencies, a line an ecosystem.
    dependencies: Vec<Markdown>,
    /// Other systems that are touched.
    systems: Vec<FactView>,
    /// Who owns most of what changed, by the file that says so.
    owners: Vec<FactView>,
    /// What can go wrong by the rules about facts.
    high: Vec<RuleRiskView>,
    /// The same, less bad.
    medium: Vec<RuleRiskView>,
    /// Warnings that are risks: fixes that no candidate had.
    risks: Vec<RiskView>,
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

/// A warning that is a risk.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RiskView {
    /// Its stable code.
    id: String,
    /// What it says.
    text: Markdown,
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

/// How many owners are suggested.
const OWNERS: usize = 3;

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let evidence = inputs.subject.evidence;
    let (before, changes): (Vec<&Change>, Vec<&Change>) =
        inputs.changes().partition(|change| inputs.is_shipped_before(change));
    let (automated, changes): (Vec<&Change>, Vec<&Change>) =
        changes.into_iter().partition(|change| is_automated(change));
    let (main, technical) = divide(&changes);
    let to = &inputs.release.range.to;
    let version = inputs.version();
    let name = inputs.settings.product.as_ref().map(|product| format!("{product} {version}"));
    let breaking = changes.iter().filter(|change| change.breaking);
    View {
        name: name.unwrap_or(version),
        show_blanks: inputs.show_blanks(),
        empty: inputs.commits() == 0,
        lacks: inputs.lacks(),
        warnings: inputs.warnings(),
        size: facts::size(inputs),
        base: facts::base(inputs),
        main: main.into_iter().map(|change| main_row(inputs, change)).collect(),
        technical: technical.into_iter().map(|change| technical_row(inputs, change)).collect(),
        automated: automated_of(inputs, &automated),
        shipped_before: before.len(),
        breaking: breaking.map(|change| inputs.scoped_view(change)).collect(),
        migrations: fact_views(inputs, evidence, is_migration_or_break),
        checked: checked(inputs, evidence),
        dependencies: dependencies(inputs),
        systems: fact_views(inputs, evidence, is_of_systems),
        owners: fact_views(inputs, evidence, |fact: &Fact| matches!(fact.kind, FactKind::Owner)).into_iter().take(OWNERS).collect(),
        high: rule_risks(inputs, RiskLevel::High),
        medium: rule_risks(inputs, RiskLevel::Medium),
        risks: risks(inputs),
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
        Kind::Feature | Kind::Improvement | Kind::Fix | Kind::Technical | Kind::Unclassified => None,
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

/// The ticket stands first, as in the form.
fn technical_row(inputs: &Inputs<'_>, change: &Change) -> RowView {
    let settings = inputs.settings;
    let tickets: Vec<_> = links::tickets(change).map(|ticket| links::ticket(settings, ticket)).collect();
    let label = if tickets.is_empty() { String::new() } else { format!("{}: ", tickets.join(", ")) };
    let sources = links::sources(settings, change).join(", ");
    RowView {
        label: Markdown(label),
        text: inputs.marked(change, inputs.words(&[deployed::title_of(change), &change.description])),
        references: Markdown(if sources.is_empty() { sources } else { format!(" ({sources})") }),
    }
}

fn automated_of(inputs: &Inputs<'_>, changes: &[&Change]) -> Option<AutomatedView> {
    let references: Vec<_> =
        changes.iter().flat_map(|change| links::sources(inputs.settings, change)).collect();
    let view = AutomatedView { count: changes.len(), references: Markdown(references.join(", ")) };
    (view.count > 0).then_some(view)
}

fn risks(inputs: &Inputs<'_>) -> Vec<RiskView> {
    let warnings = inputs.release.warnings.iter().filter(|warning| warning.code == "untested-hotfix");
    let view = |warning: &Warning| RiskView {
        id: warning.code.to_owned(),
        text: inputs.warning(warning),
    };
    warnings.map(view).collect()
}

fn roles(inputs: &Inputs<'_>) -> RolesView {
    let roles = &inputs.settings.standing.roles;
    RolesView {
        release_manager: inputs.declared(roles.release_manager.as_ref()),
        tech_lead: inputs.declared(roles.tech_lead.as_ref()),
        qa_lead: inputs.declared(roles.qa_lead.as_ref()),
        devops: inputs.declared(roles.devops.as_ref()),
        business_owner: inputs.declared(roles.business_owner.as_ref()),
    }
}

fn communications(inputs: &Inputs<'_>) -> CommunicationsView {
    let communications = &inputs.settings.standing.communications;
    CommunicationsView {
        go_no_go: inputs.declared(communications.go_no_go.as_ref()),
        status_updates: inputs.declared(communications.status_updates.as_ref()),
        rollback_triggers: inputs.declared(communications.rollback_triggers.as_ref()),
    }
}
