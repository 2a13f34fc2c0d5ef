//! The monitoring plan: the form's limits or the declared ones, what the repository already watches, what this release
//! adds to be watched, and what it takes away from those who watch.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Alert, Evidence, Fact, Kind, Leap, RiskLevel, Verb};
use relnotes_core::release::model::Change;
use schemars::JsonSchema;
use serde::Serialize;

use super::checklist::{BusinessView, business};
use super::internal_notes;
use crate::context::{Inputs, LackView, Markdown};
use crate::declared::Stated;
use crate::escape::{code, destination, markdown};
use crate::evidence::{is_new_metric, rule_risks};
use crate::finish::Markers;
use crate::locale::fill;
use crate::operations::Operations;
use crate::sights::{ALERTS, Detectors, METRICS, Sights, is_news};

pub(super) const MARKERS: Markers = Markers::Blanks;
pub(super) const READS_FILES: bool = true;

/// Ids of the blanks.
pub(super) const BLANKS: &[&str] = &[
    "monitoring.p95",
    "monitoring.threshold",
    "monitoring.business",
    "monitoring.updates",
    "monitoring.escalation",
    "monitoring.all_clear",
];

/// How many boxes the release adds, how many alerts and metrics are listed.
const BOXES: usize = 10;
const ROWS: usize = 30;

const OBJECTIVES: Detectors = &["SLO"];
const INTEGRATIONS: Detectors = &["EXT-HOST", "HOST", "DEP"];

/// Severities that call somebody at once.
const IMMEDIATE: [&str; 2] = ["critical", "page"];

/// What the template of the monitoring plan is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// `v1.3.0`, after the product's name where there is one.
    name: String,
    /// Whether blanks are shown.
    show_blanks: bool,
    /// Limits that somebody declared.
    limits: LimitsView,
    /// Objectives that the repository declares.
    objectives: Vec<Markdown>,
    /// Metrics that came, went or were renamed.
    metrics: Vec<MetricView>,
    /// How many more there are; why there are none.
    metrics_note: Option<Markdown>,
    /// Metrics of the business.
    business: Vec<BusinessView>,
    /// What production has and the release has not.
    lacks: Vec<LackView>,
    /// Warnings that are risks.
    risks: Vec<CheckView>,
    /// Integrations that the release touches.
    integrations: Vec<CheckView>,
    /// How many more there are; why there are none.
    integrations_note: Option<Markdown>,
    /// Alerts and dashboards that name a metric that is gone.
    dangling: Vec<Markdown>,
    /// Alerts that call somebody at once.
    immediate: Vec<AlertView>,
    /// All others.
    escalation: Vec<AlertView>,
    /// How many more there are; why there are none.
    alerts_note: Option<Markdown>,
    /// How the team hears of the release's state.
    updates: UpdatesView,
    /// The range as it would be typed.
    range: Markdown,
    /// Version of this program; null where it is not to be named.
    tool: Option<String>,
}

/// Declared limits; null: that of the form.
#[derive(Debug, Serialize, JsonSchema)]
struct LimitsView {
    http_success: Option<Markdown>,
    error_rate: Option<Markdown>,
    p95: Option<Markdown>,
    cpu: Option<Markdown>,
    memory: Option<Markdown>,
    disk: Option<Markdown>,
}

/// A metric that came, went or was renamed.
#[derive(Debug, Serialize, JsonSchema)]
struct MetricView {
    /// `metric:orders_total`.
    id: String,
    /// Its name, in code.
    name: Markdown,
    /// What happened to it.
    verb: String,
    /// Where it can be looked at.
    place: Markdown,
    /// Whether somebody has to say from which value on it is wrong.
    is_new: bool,
    /// That value, and where it was declared; null where nobody said.
    threshold: Option<Markdown>,
}

/// Something to be checked by hand.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckView {
    /// Its stable id.
    id: String,
    /// What it is.
    text: Markdown,
}

/// An alert of the repository.
#[derive(Debug, Serialize, JsonSchema)]
struct AlertView {
    name: Markdown,
    severity: String,
    holds_for: String,
    runbook: Markdown,
    /// What happened to it in this release.
    changed: String,
    place: Markdown,
}

/// How the team hears of the release's state; null where nothing is declared.
#[derive(Debug, Serialize, JsonSchema)]
struct UpdatesView {
    every: Option<String>,
    channel: Option<String>,
    /// Where those are declared.
    references: Option<String>,
    /// Whether both are declared.
    complete: bool,
    escalation: Option<Markdown>,
    all_clear: Option<Markdown>,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let (metrics, metrics_note) = metrics(inputs);
    let (integrations, integrations_note) = integrations(inputs);
    let (alerts, alerts_note) = alerts(inputs);
    let (immediate, escalation) = alerts.into_iter().partition(AlertView::is_immediate);
    View {
        name: inputs.title(),
        show_blanks: inputs.show_blanks(),
        limits: limits(inputs),
        objectives: objectives(inputs),
        metrics,
        metrics_note,
        business: business(inputs),
        lacks: inputs.lacks(),
        risks: risks(inputs),
        integrations,
        integrations_note,
        dangling: dangling(inputs),
        immediate,
        escalation,
        alerts_note,
        updates: updates(inputs),
        range: Markdown(code(&crate::facts::range(inputs))),
        tool: inputs.tool(),
    }
}

fn limits(inputs: &Inputs<'_>) -> LimitsView {
    let operations = Operations::of(inputs);
    LimitsView {
        http_success: inputs.declared(operations.http_success.as_ref()),
        error_rate: inputs.declared(operations.error_rate.as_ref()),
        p95: inputs.declared(operations.p95.as_ref()),
        cpu: inputs.declared(operations.cpu.as_ref()),
        memory: inputs.declared(operations.memory.as_ref()),
        disk: inputs.declared(operations.disk.as_ref()),
    }
}

/// The channel of a release is that of the project, unless it has its own.
fn updates(inputs: &Inputs<'_>) -> UpdatesView {
    let operations = Operations::of(inputs);
    let of_project = inputs.settings.standing.communications.status_updates.as_ref();
    let every = operations.updates_every.as_ref();
    let channel = operations.updates_channel.as_ref().or(of_project);
    let known = every.iter().chain(&channel).map(|it| it.reference.as_str());
    let references: Vec<&str> = known.collect();
    UpdatesView {
        complete: every.is_some() && channel.is_some(),
        every: every.map(|it| it.value.clone()),
        channel: channel.map(|it| it.value.clone()),
        references: (!references.is_empty()).then(|| references.join(", ")),
        escalation: inputs.declared(operations.escalation.as_ref()),
        all_clear: inputs.declared(operations.all_clear.as_ref()),
    }
}

fn objectives(inputs: &Inputs<'_>) -> Vec<Markdown> {
    let wanted = |fact: &Fact| fact.kind == Kind::Objective && fact.after.is_some();
    let Sights::Found(evidence, facts) = inputs.sights(OBJECTIVES, wanted) else {
        return Vec::new();
    };
    let words = &inputs.strings.monitoring;
    let row = |fact: &Fact| {
        let (name, place) = (inputs.subject_of(fact), inputs.place_of(evidence, fact).0);
        let value = |value: &Option<String>| value.as_deref().map(markdown).unwrap_or_default();
        let (value, before) = (value(&fact.after), value(&fact.before));
        let phrase = match fact.verb == Verb::Changed && !before.is_empty() {
            true => &words.objective_was,
            false => &words.objective,
        };
        let values =
            [("name", name.as_str()), ("value", &value), ("before", &before), ("place", &place)];
        Markdown(fill(phrase, &values))
    };
    inputs.bounded(facts.into_iter().map(row).collect(), ROWS)
}

/// What was declared of metrics, by their ids: a threshold, or that there is none, and the place.
pub(super) fn thresholds(inputs: &Inputs<'_>) -> BTreeMap<String, Markdown> {
    let changes: Vec<&Change> = inputs.changes().collect();
    let declared = internal_notes::metrics(inputs, &Stated::of(inputs, &changes));
    let said = declared.into_iter().filter_map(|row| {
        let unwatched = row.observe_only.then(|| inputs.strings.monitoring.observe_only.clone());
        let words = row.threshold.map(|it| it.0).or(unwatched)?;
        Some((row.id, Markdown(format!("{words}{}", row.place.0))))
    });
    said.collect()
}

fn metrics(inputs: &Inputs<'_>) -> (Vec<MetricView>, Option<Markdown>) {
    let is_of_metrics = |fact: &Fact| fact.kind == Kind::Metric && is_news(fact);
    let (evidence, facts) = match inputs.sights(METRICS, is_of_metrics) {
        Sights::Found(evidence, facts) => (evidence, facts),
        Sights::Nothing(why) | Sights::Unknown(why) => return (Vec::new(), Some(why)),
    };
    let mut declared = thresholds(inputs);
    let mut row = |fact: &&Fact| MetricView {
        threshold: declared.remove(&fact.id),
        id: fact.id.clone(),
        name: Markdown(inputs.subject_of(fact)),
        verb: inputs.verb_of(fact).to_owned(),
        place: inputs.place_of(evidence, fact),
        is_new: is_new_metric(fact),
    };
    (facts.iter().take(ROWS).map(&mut row).collect(), more_than(inputs, facts.len(), ROWS))
}

fn more_than(inputs: &Inputs<'_>, count: usize, most: usize) -> Option<Markdown> {
    count.checked_sub(most).filter(|more| *more > 0).map(|more| inputs.more(more))
}

fn risks(inputs: &Inputs<'_>) -> Vec<CheckView> {
    let warnings = inputs.release.warnings.iter().filter(|it| it.code == "untested-hotfix");
    let check =
        |warning| CheckView { id: "untested-hotfix".to_owned(), text: inputs.warning(warning) };
    let high = rule_risks(inputs, RiskLevel::High).into_iter();
    let high = high
        .map(|risk| CheckView { id: risk.id, text: Markdown(risk.text.0 + &risk.references.0) });
    warnings.map(check).chain(high).take(BOXES).collect()
}

/// Hosts, and dependencies of the project's own that came, went or made a leap. The others are counted.
fn integrations(inputs: &Inputs<'_>) -> (Vec<CheckView>, Option<Markdown>) {
    let wanted =
        |fact: &Fact| is_news(fact) && matches!(fact.kind, Kind::Host | Kind::Dependency(_));
    let (evidence, facts) = match inputs.sights(INTEGRATIONS, wanted) {
        Sights::Found(evidence, facts) => (evidence, facts),
        Sights::Nothing(why) | Sights::Unknown(why) => return (Vec::new(), Some(why)),
    };
    let (told, counted): (Vec<&Fact>, Vec<&Fact>) =
        facts.into_iter().partition(|fact| is_told(fact));
    let check =
        |fact: &&Fact| CheckView { id: fact.id.clone(), text: integration(inputs, evidence, fact) };
    let left = counted.len() + told.len().saturating_sub(BOXES);
    let words = &inputs.strings.monitoring.other_dependencies;
    let note = (left > 0).then(|| Markdown(words.of(inputs.settings.locale, left)));
    (told.iter().take(BOXES).map(check).collect(), note)
}

fn is_told(fact: &Fact) -> bool {
    match &fact.kind {
        Kind::Dependency(dependency) => {
            dependency.direct == Some(true) && matches!(dependency.leap, None | Some(Leap::Major))
        }
        _ => true,
    }
}

fn integration(inputs: &Inputs<'_>, evidence: &Evidence, fact: &Fact) -> Markdown {
    let words = &inputs.strings.monitoring;
    let (name, place) = (inputs.subject_of(fact), inputs.place_of(evidence, fact).0);
    let verb = inputs.verb_of(fact);
    let change = match (&fact.before, &fact.after) {
        (Some(before), Some(after)) => format!("{} → {}", code(before), code(after)),
        (None, Some(version)) | (Some(version), None) => format!("{verb} {}", code(version)),
        (None, None) => verb.to_owned(),
    };
    let phrase = match fact.kind {
        Kind::Dependency(_) => &words.dependency,
        _ => &words.host,
    };
    let values = [("name", name.as_str()), ("verb", verb), ("change", &change), ("place", &place)];
    Markdown(fill(phrase, &values))
}

fn dangling(inputs: &Inputs<'_>) -> Vec<Markdown> {
    let Sights::Found(evidence, facts) =
        inputs.sights(ALERTS, |fact| fact.kind == Kind::DanglingMetric)
    else {
        return Vec::new();
    };
    let row = |fact| Markdown(dangling_row(inputs, evidence, fact));
    facts.into_iter().map(row).collect()
}

/// What names a metric that is gone, the metric, and where.
pub(super) fn dangling_row(inputs: &Inputs<'_>, evidence: &Evidence, fact: &Fact) -> String {
    let metric = fact.before.as_deref().map(code).unwrap_or_default();
    let (name, place) = (inputs.subject_of(fact), inputs.place_of(evidence, fact).0);
    let values = [("name", name.as_str()), ("metric", &metric), ("place", &place)];
    fill(&inputs.strings.monitoring.dangling, &values)
}

fn alerts(inputs: &Inputs<'_>) -> (Vec<AlertView>, Option<Markdown>) {
    let wanted = |fact: &Fact| matches!(fact.kind, Kind::Alert(_));
    let (evidence, facts) = match inputs.sights(ALERTS, wanted) {
        Sights::Found(evidence, facts) => (evidence, facts),
        Sights::Nothing(why) | Sights::Unknown(why) => return (Vec::new(), Some(why)),
    };
    let rows = facts.iter().take(ROWS).filter_map(|fact| match &fact.kind {
        Kind::Alert(alert) => Some(alert_view(inputs, evidence, fact, alert)),
        _ => None,
    });
    (rows.collect(), more_than(inputs, facts.len(), ROWS))
}

fn alert_view(inputs: &Inputs<'_>, evidence: &Evidence, fact: &Fact, alert: &Alert) -> AlertView {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let runbook = alert.runbook.as_deref().map(|runbook| match destination(runbook) {
        Some(address) => format!("[runbook]({address})"),
        None => markdown(runbook),
    });
    let mut changed = inputs.verb_of(fact).to_owned();
    if fact.verb == Verb::Changed && !alert.changed.is_empty() {
        changed = format!("{changed}: {}", alert.changed.join(", "));
    }
    AlertView {
        name: Markdown(inputs.subject_of(fact)),
        severity: text(&alert.severity),
        holds_for: text(&alert.holds_for),
        runbook: Markdown(runbook.unwrap_or_else(|| "–".to_owned())),
        changed,
        place: inputs.place_of(evidence, fact),
    }
}

impl AlertView {
    fn is_immediate(&self) -> bool {
        IMMEDIATE.iter().any(|severity| self.severity.eq_ignore_ascii_case(severity))
    }
}
