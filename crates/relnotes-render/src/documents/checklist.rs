//! The release checklist: the form's boxes, and below each what the repository says about it. Only what the tool can
//! prove is ticked; everything else is for people.

use relnotes_core::declared::Declared;
use relnotes_core::evidence::{Evidence, Fact, Kind, Migration, Undo, Verb};
use relnotes_core::policy::{Freeze, Late};
use schemars::JsonSchema;
use serde::Serialize;

use super::monitoring::{self, dangling_row};
use crate::context::{Inputs, Markdown};
use crate::escape::{code, markdown};
use crate::evidence::is_new_metric;
use crate::finish::Markers;
use crate::links;
use crate::locale::fill;
use crate::operations::{BusinessMetric, Operations};
use crate::sights::{Detectors, METRICS, Sights, is_news};

pub(super) const MARKERS: Markers = Markers::Blanks;
pub(super) const READS_FILES: bool = true;

/// Ids of the blanks.
pub(super) const BLANKS: &[&str] =
    &["checklist.window", "checklist.business", "checklist.rollback_minutes"];

/// How many lines stand below a box.
const LINES: usize = 10;

const MIGRATIONS: Detectors = &["MIG"];
const DASHBOARDS: Detectors = &["DASHBOARD", "ALERT"];
const FLAGS: Detectors = &["FLAG"];
const WORKLOADS: Detectors = &["INFRA", "WORKLOAD"];

/// What the template of the checklist is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// `v1.3.0`, after the product's name where there is one.
    name: String,
    /// Whether no feature came after the cut without anybody's word.
    freeze: BoxView,
    /// Migrations and what their undo is worth.
    migrations: BoxView,
    /// Whether the rollback plan has blanks.
    rollback: BoxView,
    /// Dashboards and alerts that changed.
    dashboards: BoxView,
    /// New metrics without a threshold.
    thresholds: BoxView,
    /// Tables that migrations touch.
    backup: BoxView,
    /// When the release is deployed; null where that is not declared.
    window: Option<Markdown>,
    /// Who answers for what.
    people: Vec<PersonView>,
    /// Where go or no-go is decided.
    go_no_go: Option<Markdown>,
    /// Flags that came, went or were flipped.
    flags: BoxView,
    /// Where health can be asked.
    health: BoxView,
    /// Metrics of the business, as the form writes them.
    business: Vec<BusinessView>,
    /// The declared limit of errors.
    error_rate: Option<Markdown>,
    /// Whom users ask.
    support: Option<Markdown>,
    /// How many minutes a rollback takes; null where that is not declared.
    rollback_minutes: Option<String>,
    /// Where that is declared.
    rollback_reference: Option<String>,
    /// The range as it would be typed.
    range: Markdown,
    /// Version of this program; null where it is not to be named.
    tool: Option<String>,
}

/// What the repository says about a box.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct BoxView {
    /// Whether it is proved.
    done: bool,
    /// What is known, one thing a line.
    notes: Vec<Markdown>,
}

/// Somebody with a role.
#[derive(Debug, Serialize, JsonSchema)]
struct PersonView {
    /// As the form names it.
    role: &'static str,
    /// Who has it.
    name: Markdown,
}

/// A metric of the business; what is not declared is null.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BusinessView {
    name: String,
    baseline: Option<String>,
    alert_below: Option<String>,
    /// Whether nothing of it is a blank.
    complete: bool,
    /// Where it is declared.
    reference: String,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let settings = inputs.settings;
    let Operations { window, rollback_minutes, error_rate, .. } = &Operations::of(inputs);
    let of = |part: fn(&Declared) -> &String| rollback_minutes.as_ref().map(|it| part(it).clone());
    View {
        name: inputs.title(),
        freeze: freeze(inputs),
        migrations: migrations(inputs),
        rollback: rollback(inputs),
        dashboards: dashboards(inputs),
        thresholds: thresholds(inputs),
        backup: backup(inputs),
        window: inputs.declared(window.as_ref()),
        people: people(inputs),
        go_no_go: super::plan::go_no_go(inputs),
        flags: flags(inputs),
        health: health(inputs),
        business: business(inputs),
        error_rate: inputs.declared(error_rate.as_ref()),
        support: inputs.declared(settings.standing.support.contact.as_ref()),
        rollback_minutes: of(|it| &it.value),
        rollback_reference: of(|it| &it.reference),
        range: Markdown(code(&crate::facts::range(inputs))),
        tool: inputs.tool(),
    }
}

/// The metrics of the business that somebody declared.
pub(super) fn business(inputs: &Inputs<'_>) -> Vec<BusinessView> {
    let operations = Operations::of(inputs);
    let metrics = operations.business_metrics.iter();
    let value = |declared: &Option<Declared>| declared.as_ref().map(|it| it.value.clone());
    let view = |metric: &BusinessMetric| BusinessView {
        name: metric.name.value.clone(),
        baseline: value(&metric.baseline),
        alert_below: value(&metric.alert_below),
        complete: metric.baseline.is_some() && metric.alert_below.is_some(),
        reference: metric.name.reference.clone(),
    };
    metrics.map(view).collect()
}

fn notes(notes: Vec<Markdown>) -> BoxView {
    BoxView { done: false, notes }
}

/// A line for each fact; without facts what was looked for, and why there are none.
fn lines(
    inputs: &Inputs<'_>,
    what: &str,
    sights: Sights<'_>,
    line: impl Fn(&Evidence, &Fact) -> String,
) -> BoxView {
    notes(match sights {
        Sights::Found(evidence, facts) => {
            let rows = facts.into_iter().map(|fact| Markdown(line(evidence, fact)));
            inputs.bounded(rows.collect(), LINES)
        }
        Sights::Nothing(why) | Sights::Unknown(why) => vec![answer(inputs, what, &why)],
    })
}

/// "migrations: none found (checked: …)".
fn answer(inputs: &Inputs<'_>, what: &str, why: &Markdown) -> Markdown {
    Markdown(fill(&inputs.strings.looked.what, &[("what", what), ("answer", &why.0)]))
}

/// How many commits have their subjects with them in one row.
const FEW: usize = 3;

fn freeze(inputs: &Inputs<'_>) -> BoxView {
    let words = &inputs.strings.checklist;
    let Some(standing) = inputs.subject.standing else {
        return notes(vec![Markdown(inputs.strings.looked.not.clone())]);
    };
    let said = |text: &str| notes(vec![Markdown(text.to_owned())]);
    let (line, cut, late, agreed, untold) = match &standing.freeze {
        Freeze::Known { line, cut, late, agreed, untold } => (line, cut, late, agreed, untold),
        Freeze::Unknown(reason) => {
            let reason = markdown(reason);
            return said(&fill(&inputs.strings.looked.reason, &[("reason", &reason)]));
        }
        Freeze::NotCut => return said(&words.not_cut),
        Freeze::Hotfix => return said(&words.hotfix),
        Freeze::Allowed => return said(&words.allowed),
    };
    let commit = links::commit(inputs.settings, cut);
    let mut rows = vec![Markdown(fill(&words.cut, &[("line", &code(line)), ("commit", &commit)]))];
    let row = |phrase: &str, late: &Late| {
        let commit = links::commit(inputs.settings, &late.commit);
        let (subject, because) = (markdown(&late.subject), markdown(&late.because));
        let values = [
            ("commit", commit.as_str()),
            ("subject", &subject),
            ("because", &because),
            ("rule", &because),
        ];
        Markdown(fill(phrase, &values))
    };
    if late.is_empty() {
        rows.push(Markdown(words.no_late.clone()));
    }
    rows.extend(inputs.bounded(late.iter().map(|it| row(&words.late, it)).collect(), LINES));
    rows.extend(inputs.bounded(agreed.iter().map(|it| row(&words.agreed, it)).collect(), LINES));
    if !untold.is_empty() {
        let few = untold.len() <= FEW;
        let commits = untold.iter().map(|it| {
            let commit = links::commit(inputs.settings, &it.commit);
            Markdown(if few { format!("{commit} {}", markdown(&it.subject)) } else { commit })
        });
        let commits: Vec<String> =
            inputs.bounded(commits.collect(), LINES).into_iter().map(|it| it.0).collect();
        rows.push(Markdown(fill(&words.untold, &[("commits", &commits.join(", "))])));
    }
    BoxView { done: standing.freeze.holds(), notes: rows }
}

fn is_migration(fact: &Fact) -> bool {
    matches!(fact.kind, Kind::Migration(_)) && fact.verb != Verb::Removed && is_news(fact)
}

/// Without any migration there is nothing to test.
fn migrations(inputs: &Inputs<'_>) -> BoxView {
    let what = &inputs.strings.checklist.what.migrations;
    let is_of_migrations = |fact: &Fact| is_migration(fact) || fact.kind == Kind::EditedMigration;
    let sights = inputs.sights(MIGRATIONS, is_of_migrations);
    if let Sights::Nothing(why) = &sights {
        let phrase = &inputs.strings.looked.not_applicable;
        return notes(vec![Markdown(fill(phrase, &[("reason", &why.0)]))]);
    }
    lines(inputs, what, sights, |evidence, fact| {
        let (name, place) = (inputs.subject_of(fact), inputs.place_of(evidence, fact).0);
        let what = match &fact.kind {
            Kind::Migration(migration) => migration_in_words(inputs, migration),
            _ => inputs.strings.undo.edited.clone(),
        };
        format!("{name}: {what} ({place})")
    })
}

/// `diesel, lossy rollback, numbered below …`.
fn migration_in_words(inputs: &Inputs<'_>, migration: &Migration) -> String {
    let words = &inputs.strings.undo;
    let undo = match migration.undo {
        Undo::Reversible => &words.reversible,
        Undo::Lossy => &words.lossy,
        Undo::NoOp => &words.noop,
        Undo::Missing => &words.missing,
        Undo::ForwardOnly => &words.forward_only,
        Undo::Unknown => &words.unknown,
    };
    let mut text = format!("{}, {undo}", migration.framework.as_str());
    if let Some(name) = &migration.out_of_order {
        text = format!("{text}; {}", fill(&words.out_of_order, &[("name", &code(name))]));
    }
    text
}

fn rollback(inputs: &Inputs<'_>) -> BoxView {
    let words = &inputs.strings.checklist;
    match inputs.subject.rollback_blanks {
        None => notes(vec![Markdown(inputs.strings.looked.not.clone())]),
        Some([]) => BoxView { done: true, notes: vec![Markdown(words.no_blanks.clone())] },
        Some(blanks) => {
            notes(vec![Markdown(words.blanks.of(inputs.settings.locale, blanks.len()))])
        }
    }
}

/// An alert that names a metric which is gone is told of although the alert itself did not change.
fn dashboards(inputs: &Inputs<'_>) -> BoxView {
    let wanted = |fact: &Fact| match fact.kind {
        Kind::DanglingMetric => true,
        Kind::Dashboard | Kind::Alert(_) => is_news(fact),
        _ => false,
    };
    lines(
        inputs,
        &inputs.strings.checklist.what.dashboards,
        inputs.sights(DASHBOARDS, wanted),
        |evidence, fact| match fact.kind {
            Kind::DanglingMetric => format!("✗ {}", dangling_row(inputs, evidence, fact)),
            _ => {
                let (name, place) = (inputs.subject_of(fact), inputs.place_of(evidence, fact).0);
                format!("{name}: {} ({place})", inputs.verb_of(fact))
            }
        },
    )
}

/// New metrics with the thresholds that somebody declared. Whether an alert has them is for people to see.
fn thresholds(inputs: &Inputs<'_>) -> BoxView {
    let declared = monitoring::thresholds(inputs);
    lines(
        inputs,
        &inputs.strings.checklist.what.metrics,
        inputs.sights(METRICS, is_new_metric),
        |evidence, fact| {
            let (metric, place) = (inputs.subject_of(fact), inputs.place_of(evidence, fact).0);
            if let Some(threshold) = declared.get(&fact.id) {
                return format!("{metric}: {}", threshold.0);
            }
            let values = [("metric", metric.as_str()), ("place", &place)];
            fill(&inputs.strings.checklist.no_threshold, &values)
        },
    )
}

fn backup(inputs: &Inputs<'_>) -> BoxView {
    let words = &inputs.strings.checklist;
    let facts = match inputs.sights(MIGRATIONS, is_migration) {
        Sights::Found(_, facts) => facts,
        Sights::Nothing(why) | Sights::Unknown(why) => {
            return notes(vec![answer(inputs, &words.what.migrations, &why)]);
        }
    };
    let tables_of = |fact: &Fact| match &fact.kind {
        Kind::Migration(migration) => migration.tables.clone(),
        _ => Vec::new(),
    };
    let mut tables: Vec<String> = facts.iter().flat_map(|fact| tables_of(fact)).collect();
    tables.sort();
    tables.dedup();
    let unread = facts.iter().filter(|fact| tables_of(fact).is_empty()).count();
    let names = inputs.bounded(tables.iter().map(|it| Markdown(code(it))).collect(), 2 * LINES);
    let names: Vec<String> = names.into_iter().map(|name| name.0).collect();
    let mut rows = Vec::new();
    if !names.is_empty() {
        rows.push(Markdown(fill(&words.tables, &[("tables", &names.join(", "))])));
    }
    if unread > 0 {
        rows.push(Markdown(words.no_tables.of(inputs.settings.locale, unread)));
    }
    notes(rows)
}

fn people(inputs: &Inputs<'_>) -> Vec<PersonView> {
    let (own, every) = (&inputs.settings.brief.people, &inputs.settings.standing.roles);
    let all = [
        ("Release Manager", &own.release_manager, &every.release_manager),
        ("Tech Lead", &own.tech_lead, &every.tech_lead),
        ("QA Lead", &own.qa_lead, &every.qa_lead),
        ("DevOps", &own.devops, &every.devops),
        ("Business Owner", &own.business_owner, &every.business_owner),
    ];
    let known = all.into_iter().filter_map(|(role, own, every)| {
        Some((role, inputs.declared(own.as_ref().or(every.as_ref()))?))
    });
    known.map(|(role, name)| PersonView { role, name }).collect()
}

fn flags(inputs: &Inputs<'_>) -> BoxView {
    let wanted = |fact: &Fact| is_news(fact) && matches!(fact.kind, Kind::Flag(_));
    let words = &inputs.strings.checklist;
    lines(inputs, &words.what.flags, inputs.sights(FLAGS, wanted), |evidence, fact| {
        let mut parts = vec![inputs.verb_of(fact).to_owned()];
        if let Kind::Flag(flag) = &fact.kind {
            let flipped = fact.before.as_ref().zip(fact.after.as_ref());
            let flipped = flipped.filter(|_| fact.verb == Verb::Changed);
            let default = match flipped {
                Some((before, after)) => Some(format!("{} → {}", code(before), code(after))),
                None => flag.default.as_deref().map(code),
            };
            parts.extend(default.map(|value| fill(&words.default, &[("value", &value)])));
            let owner = flag.owner.as_deref().map(markdown);
            parts.extend(owner.map(|owner| fill(&words.owner, &[("owner", &owner)])));
        }
        let (name, place) = (inputs.subject_of(fact), inputs.place_of(evidence, fact).0);
        format!("{name}: {} ({place})", parts.join(", "))
    })
}

fn health(inputs: &Inputs<'_>) -> BoxView {
    let wanted = |fact: &Fact| {
        fact.verb != Verb::Removed
            && matches!(&fact.kind, Kind::Workload(workload) if !workload.health.is_empty())
    };
    lines(
        inputs,
        &inputs.strings.checklist.what.health,
        inputs.sights(WORKLOADS, wanted),
        |evidence, fact| {
            let Kind::Workload(workload) = &fact.kind else { return inputs.subject_of(fact) };
            let name = code(&format!("{}/{}", workload.object, fact.subject));
            let health: Vec<String> = workload.health.iter().map(|path| code(path)).collect();
            let place = inputs.place_of(evidence, fact).0;
            format!("{name}: {} ({place})", health.join(", "))
        },
    )
}
