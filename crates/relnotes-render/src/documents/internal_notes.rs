//! The notes for teams: every change, by ticket, and where every commit went.

use relnotes_core::evidence::Kind as FactKind;
use relnotes_core::release::model::{Change, Kind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::accounting::{self, Commits};
use crate::context::{ChangeView, Inputs, LackView, Markdown, is_automated};
use crate::deployed::{self, AutomatedView, DeployedView, TicketView};
use crate::evidence::{
    FactView, checked, dependencies, fact_views, is_infrastructure, is_migration_or_break,
    is_new_metric, is_of_monitoring, is_of_tests,
};
use crate::facts;
use crate::finish::Markers;

pub(super) const MARKERS: Markers = Markers::Kept;
pub(super) const READS_FILES: bool = true;

/// Ids of the blanks.
pub(super) const BLANKS: &[&str] = &[
    "internal.deployed",
    "internal.breaking",
    "internal.monitoring.metric",
    "internal.monitoring.log",
    "internal.monitoring.alert",
    "internal.features",
    "internal.issues",
    "internal.contacts.tech",
    "internal.contacts.business",
    "internal.tests.cases",
    "internal.tests.scenarios",
    "internal.infrastructure",
];

/// What the template of the internal notes is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// `v1.3.0`.
    version: String,
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
    /// Changes with tickets, by ticket.
    tickets: Vec<TicketView>,
    /// Changes without tickets.
    loose: Vec<DeployedView>,
    /// How many those are.
    loose_count: usize,
    /// Changes by bots, in one line.
    automated: Option<AutomatedView>,
    /// Changes that production has already.
    shipped_before: Vec<DeployedView>,
    /// How many those are.
    shipped_before_count: usize,
    /// Commits that cancel, both halves.
    reverted: Vec<Markdown>,
    /// How many those are.
    reverted_count: usize,
    /// Commits left out because they are copies.
    duplicates: Vec<Markdown>,
    /// How many those are.
    duplicates_count: usize,
    /// `type 12, scope 3`: by which rules changes are not in the user notes.
    hidden: Option<Markdown>,
    /// Where every commit went.
    accounting: Markdown,
    /// Changes that break a contract.
    breaking: Vec<ChangeView>,
    /// Migrations, contracts that break, names that went: what the files show.
    migrations: Vec<FactView>,
    /// What was looked at, beside "none found".
    checked: Markdown,
    /// Metrics that can be watched from now on.
    metrics: Vec<FactView>,
    /// What else watches the product and is another one now.
    monitoring: Vec<FactView>,
    /// Messages that new code logs when something goes wrong.
    logs: Vec<FactView>,
    /// Tests that came, and components without.
    tests: Vec<FactView>,
    /// What runs where, and how it gets there.
    infrastructure: Vec<FactView>,
    /// Dependencies, a line an ecosystem.
    dependencies: Vec<Markdown>,
    /// New features that users are told of.
    features: Vec<ChangeView>,
    /// What is known not to work.
    issues: Vec<Markdown>,
    /// Who helps with technical problems.
    tech: Option<Markdown>,
    /// Who helps with business problems.
    business: Option<Markdown>,
    /// The range as it would be typed.
    range: Markdown,
    /// Version of this program; null where it is not to be named.
    tool: Option<String>,
}

/// How many messages of logs are suggested.
const LOGS: usize = 10;

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let evidence = inputs.subject.evidence;
    let (before, changes): (Vec<&Change>, Vec<&Change>) =
        inputs.changes().partition(|change| inputs.is_shipped_before(change));
    let (automated, changes): (Vec<&Change>, Vec<&Change>) =
        changes.into_iter().partition(|change| is_automated(change));
    let (with, without): (Vec<&Change>, Vec<&Change>) =
        changes.iter().copied().partition(|change| deployed::has_ticket(change));
    let commits = Commits::of(inputs.release);
    let settings = inputs.settings;
    let features = |change: &&&Change| change.kind == Kind::Feature && inputs.is_listed(change);
    let views = |changes: &mut dyn Iterator<Item = &&Change>| -> Vec<ChangeView> {
        changes.map(|change| inputs.scoped_view(change)).collect()
    };
    View {
        version: inputs.version(),
        show_blanks: inputs.show_blanks(),
        empty: inputs.commits() == 0,
        lacks: inputs.lacks(),
        warnings: inputs.warnings(),
        size: facts::size(inputs),
        base: facts::base(inputs),
        tickets: deployed::by_ticket(inputs, &with),
        loose_count: without.len(),
        loose: without.iter().map(|change| deployed::row(inputs, change, &[])).collect(),
        automated: deployed::automated(inputs, &automated),
        shipped_before_count: before.len(),
        shipped_before: before.iter().map(|change| deployed::row(inputs, change, &[])).collect(),
        reverted: accounting::reverted(inputs, &commits),
        reverted_count: inputs.release.reverted.len(),
        duplicates: accounting::duplicates(inputs, &commits),
        duplicates_count: inputs.release.duplicates.len(),
        hidden: accounting::hidden(inputs),
        accounting: accounting::sum(inputs),
        breaking: views(&mut changes.iter().filter(|change| change.breaking)),
        migrations: fact_views(inputs, evidence, is_migration_or_break),
        checked: checked(inputs, evidence),
        metrics: fact_views(inputs, evidence, is_new_metric),
        monitoring: fact_views(inputs, evidence, is_of_monitoring),
        logs: fact_views(inputs, evidence, |fact| matches!(fact.kind, FactKind::LogPattern)).into_iter().take(LOGS).collect(),
        tests: fact_views(inputs, evidence, is_of_tests),
        infrastructure: fact_views(inputs, evidence, is_infrastructure),
        dependencies: dependencies(inputs),
        features: views(&mut changes.iter().filter(features)),
        issues: Vec::new(),
        tech: inputs.declared(settings.standing.contacts.tech.as_ref()),
        business: inputs.declared(settings.standing.contacts.business.as_ref()),
        range: Markdown(crate::escape::code(&facts::range(inputs))),
        tool: Some(settings.tool.clone()).filter(|tool| !tool.is_empty()),
    }
}
