//! The notes for teams: every change, by ticket, and where every commit went.

use relnotes_core::brief::issues::TestCase;
use relnotes_core::brief::monitoring::Metric;
use relnotes_core::declared::{Declared, is_declared, value_of};
use relnotes_core::evidence::Kind as FactKind;
use relnotes_core::message::declaration::{Key, Value};
use relnotes_core::release::model::{Change, Kind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::accounting::{self, Commits};
use crate::context::{ChangeView, Inputs, LackView, Markdown, is_automated};
use crate::declared::{Stated, with_place, words};
use crate::deployed::{self, AutomatedView, DeployedView, TicketView};
use crate::escape::{markdown, within_line};
use crate::evidence::{
    FactView, additions, checked, dependencies, fact_view, fact_views, is_infrastructure,
    is_migration_or_break, is_new_metric, is_of_monitoring, is_of_tests,
};
use crate::facts;
use crate::finish::Markers;
use crate::links;

pub(super) const MARKERS: Markers = Markers::Blanks;
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
    /// Changes that break a contract, or that need a migration.
    breaking: Vec<ChangeView>,
    /// Migrations, contracts that break, names that went: what the files show.
    migrations: Vec<FactView>,
    /// What was looked at, beside "none found".
    checked: Markdown,
    /// Messages that new code logs when something goes wrong.
    log_messages: Vec<FactView>,
    /// What watches the product and is another one now.
    monitoring: Vec<FactView>,
    /// Tests that came, and components without.
    tests: Vec<FactView>,
    /// What runs where, and how it gets there.
    infrastructure: Vec<FactView>,
    /// What contracts have now that breaks nobody, a line a file.
    additions: Vec<Markdown>,
    /// Dependencies, a line an ecosystem.
    dependencies: Vec<Markdown>,
    /// Metrics to watch.
    metrics: Vec<MetricView>,
    /// What to look for in logs.
    logs: Vec<Markdown>,
    /// What raises an alarm.
    alerts: Vec<Markdown>,
    /// New features that users are told of.
    features: Vec<ChangeView>,
    /// What is known not to work.
    issues: Vec<Markdown>,
    /// Who helps with technical problems.
    tech: Option<Markdown>,
    /// Who helps with business problems.
    business: Option<Markdown>,
    /// Tests that came with the release.
    test_cases: Vec<Markdown>,
    /// Those that the release stands or falls with.
    critical_tests: Vec<Markdown>,
    /// The range as it would be typed.
    range: Markdown,
    /// Version of this program; null where it is not to be named.
    tool: Option<String>,
}

/// A metric to watch.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct MetricView {
    /// What the comment behind its blank calls it.
    pub(super) id: String,
    /// What it is called.
    name: Markdown,
    /// From which value on it is wrong; null where nobody said.
    pub(super) threshold: Option<Markdown>,
    /// Whether it is watched without a threshold.
    pub(super) observe_only: bool,
    /// Where it was declared.
    pub(super) place: Markdown,
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
    let stated = Stated::of(inputs, &changes);
    let (critical_tests, test_cases) = tests(inputs, &stated);
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
        loose: deployed::rows(inputs, &without),
        automated: deployed::automated(inputs, &automated),
        shipped_before_count: before.len(),
        shipped_before: deployed::rows(inputs, &before),
        reverted: accounting::reverted(inputs, &commits),
        reverted_count: inputs.release.reverted.len(),
        duplicates: accounting::duplicates(inputs, &commits),
        duplicates_count: inputs.release.duplicates.len(),
        hidden: accounting::hidden(inputs),
        accounting: accounting::sum(inputs),
        breaking: inputs.migrations(&changes, &stated),
        migrations: fact_views(inputs, evidence, is_migration_or_break),
        checked: checked(inputs, evidence),
        log_messages: fact_views(inputs, evidence, |fact| {
            matches!(fact.kind, FactKind::LogPattern)
        })
        .into_iter()
        .take(LOGS)
        .collect(),
        monitoring: fact_views(inputs, evidence, is_of_monitoring),
        tests: fact_views(inputs, evidence, is_of_tests),
        infrastructure: fact_views(inputs, evidence, is_infrastructure),
        additions: additions(inputs),
        dependencies: dependencies(inputs),
        metrics: metrics(inputs, &stated),
        logs: logs(inputs, &stated),
        alerts: alerts(inputs, &stated),
        features: features_of(inputs, &changes, &stated),
        issues: issues(inputs, &stated),
        tech: inputs.declared(settings.standing.contacts.tech.as_ref()),
        business: inputs.declared(settings.standing.contacts.business.as_ref()),
        test_cases,
        critical_tests,
        range: Markdown(crate::escape::code(&facts::range(inputs))),
        tool: Some(settings.tool.clone()).filter(|tool| !tool.is_empty()),
    }
}

fn features_of(inputs: &Inputs<'_>, changes: &[&Change], stated: &Stated<'_>) -> Vec<ChangeView> {
    let is_one = |change: &&&Change| change.kind == Kind::Feature && inputs.is_listed(change);
    changes.iter().filter(is_one).map(|change| inputs.declared_view(change, stated)).collect()
}

/// Metrics that people declared, then those that the files bring.
pub(super) fn metrics(inputs: &Inputs<'_>, stated: &Stated<'_>) -> Vec<MetricView> {
    let declared = inputs.settings.brief.metric.iter().map(|row| {
        let Metric { name, threshold, observe_only } = &row.value;
        let name = value_of(name).map_or("", String::as_str);
        MetricView {
            id: format!("metric:{name}"),
            name: Markdown::escaped(name),
            threshold: value_of(threshold).map(|it| Markdown(within_line(it))),
            observe_only: is_declared(observe_only),
            place: Markdown(with_place("", &markdown(&row.reference))),
        }
    });
    let of_commits = stated.about(Key::WatchMetric).map(|(_, declaration)| {
        let (name, threshold) = match &declaration.value {
            Value::Metric { name, threshold } => (name.clone(), threshold.as_ref()),
            _ => (words(declaration), None),
        };
        MetricView {
            id: format!("metric:{name}"),
            name: Markdown::escaped(&name),
            threshold: threshold.map(|it| Markdown(within_line(it))),
            observe_only: false,
            place: Markdown(with_place("", &links::commit(inputs.settings, &declaration.place))),
        }
    });
    let mut all: Vec<MetricView> = declared.chain(of_commits).collect();
    let Some(evidence) = inputs.subject.evidence else { return all };
    for fact in evidence.facts.iter().filter(|fact| is_new_metric(fact)) {
        if all.iter().all(|row| row.id != fact.id) {
            all.push(MetricView {
                id: fact.id.clone(),
                name: Markdown(inputs.subject_of(fact)),
                threshold: None,
                observe_only: false,
                place: fact_view(inputs, evidence, fact).references,
            });
        }
    }
    all
}

fn logs(inputs: &Inputs<'_>, stated: &Stated<'_>) -> Vec<Markdown> {
    let declared = inputs.settings.brief.log.iter();
    let declared = declared.filter_map(|row| inputs.declared(row.value.pattern.as_ref()));
    declared.chain(stated_texts(inputs, stated, Key::WatchLog)).collect()
}

fn alerts(inputs: &Inputs<'_>, stated: &Stated<'_>) -> Vec<Markdown> {
    let declared = inputs.settings.brief.alert.iter();
    let declared = declared.filter_map(|row| inputs.declared(row.value.condition.as_ref()));
    declared.chain(stated_texts(inputs, stated, Key::AlertIf)).collect()
}

fn stated_texts(inputs: &Inputs<'_>, stated: &Stated<'_>, key: Key) -> Vec<Markdown> {
    let all = stated.about(key);
    all.map(|(_, declaration)| inputs.stated(&words(declaration), declaration)).collect()
}

fn issues(inputs: &Inputs<'_>, stated: &Stated<'_>) -> Vec<Markdown> {
    let issues = inputs.settings.brief.known_issue.iter();
    let declared = issues.filter(|row| row.value.is_for_support()).map(|row| {
        let id =
            value_of(&row.value.id).map(|id| format!("{}: ", links::ticket(inputs.settings, id)));
        let words = markdown(&inputs.issue_of_brief(&row.value));
        let words = format!("{}{words}", id.unwrap_or_default());
        Markdown(with_place(&words, &markdown(&row.reference)))
    });
    let of_commits = stated
        .about(Key::KnownIssue)
        .map(|(_, declaration)| inputs.stated(&inputs.issue_of_commit(declaration), declaration));
    declared.chain(of_commits).collect()
}

/// Tests that the release stands or falls with, and the others.
fn tests(inputs: &Inputs<'_>, stated: &Stated<'_>) -> (Vec<Markdown>, Vec<Markdown>) {
    let cases = &inputs.settings.brief.test_case;
    let view = |row: &&Declared<TestCase>| {
        let words = [&row.value.text, &row.value.link].into_iter().flatten();
        let words: Vec<String> = words.map(|it| markdown(&it.value)).collect();
        Markdown(with_place(&words.join(": "), &markdown(&row.reference)))
    };
    let (critical, others): (Vec<_>, Vec<_>) =
        cases.iter().partition(|row| is_declared(&row.value.critical));
    let others = others.iter().map(view).chain(stated_texts(inputs, stated, Key::TestCase));
    (critical.iter().map(view).collect(), others.collect())
}
