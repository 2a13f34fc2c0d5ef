//! What may go wrong, and which systems may break: as far as relnotes, authors and the brief know.

use std::collections::BTreeMap;

use relnotes_core::brief::risks::{Dependency, Risk};
use relnotes_core::brief::sign_off::Waiver;
use relnotes_core::declared::{Declared, value_of};
use relnotes_core::evidence::{Fact, Kind, RiskLevel as FactRiskLevel};
use relnotes_core::message::declaration::{Key, RiskLevel, Value};
use schemars::JsonSchema;
use serde::Serialize;

use crate::alike::{append, joined};
use crate::context::{Inputs, LackView, Markdown};
use crate::declared::{Stated, quoted, text as declared_text, with_place, words};
use crate::escape::markdown;
use crate::evidence::{RuleRiskView, fact_views, is_of_systems, rule_risks};
use crate::links;
use crate::locale::fill;

/// Something that may go wrong.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RiskView {
    /// What the comment behind its blanks calls it.
    id: String,
    /// What it is, with what is known of it.
    text: Markdown,
    /// Whether nobody said how likely it is.
    no_probability: bool,
    /// Whether nobody said what it would do.
    no_impact: bool,
    /// Whether nobody said what is done about it.
    no_mitigation: bool,
    /// Whether any of these is so.
    open: bool,
}

/// A system that the release may break.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SystemView {
    /// What the comment behind its blank calls it.
    id: String,
    /// Which system, what may break, how that is checked.
    text: Markdown,
    /// Whether what may break or how it is checked is not said.
    open: bool,
}

/// Rows of risks: what production has and the release has not, what no candidate had, what authors call a high risk,
/// what rules say of the files, what the brief says.
pub(crate) fn risks(inputs: &Inputs<'_>, stated: &Stated<'_>) -> Vec<RiskView> {
    let mut rows = Vec::new();
    for lack in inputs.lacks() {
        let LackView { headline, subject, references, id } = lack;
        let text = format!("{}: {} ({})", headline.0, subject.0, references.0);
        rows.push(found_risk(inputs, id, &text));
    }
    let warnings =
        inputs.release.warnings.iter().filter(|warning| warning.code == "untested-hotfix");
    for warning in warnings {
        rows.push(found_risk(inputs, warning.code.to_owned(), &inputs.warning(warning).0));
    }
    for (change, declaration) in stated.about(Key::Risk) {
        if let Value::Risk { level: RiskLevel::High, why } = &declaration.value {
            let place = links::commit(inputs.settings, &declaration.place);
            let words =
                why.as_ref().map_or(place.clone(), |why| with_place(&markdown(why), &place));
            let text = format!("{}: {words}", inputs.scoped_view(change).text.0);
            rows.push(found_risk(inputs, format!("risk:{}", change.id), &text));
        }
    }
    for RuleRiskView { id, text, references } in rule_risks(inputs, FactRiskLevel::High) {
        // The rule says how likely it is and what it does.
        let row = found_risk(inputs, id, &format!("{}{}", text.0, references.0));
        let open = row.no_mitigation;
        rows.push(RiskView { no_probability: false, no_impact: false, open, ..row });
    }
    rows.extend((1..).zip(&inputs.settings.brief.risk).map(|(at, risk)| declared_risk(at, risk)));
    rows.extend(inputs.settings.brief.waiver.iter().filter_map(|row| waived(inputs, row)));
    rows
}

/// What somebody takes on for this release: a risk with their name and their reason.
fn waived(inputs: &Inputs<'_>, row: &Declared<Waiver>) -> Option<RiskView> {
    let Waiver { rule, refs, reason, by, until } = &row.value;
    let rule = value_of(rule)?;
    let refs: Vec<&str> = refs.iter().map(|it| it.value.as_str()).collect();
    let about =
        if refs.is_empty() { String::new() } else { format!(" {}", markdown(&refs.join(", "))) };
    let [reason, by] = [value_of(reason)?, value_of(by)?].map(|it| markdown(it));
    let until = inputs.date(value_of(until)?.time);
    let values = [
        ("rule", markdown(rule)),
        ("about", about),
        ("reason", reason),
        ("by", by),
        ("until", until),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, it)| (*key, it.as_str())).collect();
    let text = fill(&inputs.strings.evidence.phrase("waived"), &values);
    Some(RiskView {
        id: format!("waiver:{rule}:{}", refs.join(":")),
        text: Markdown(with_place(&text, &markdown(&row.reference))),
        no_probability: false,
        no_impact: false,
        no_mitigation: false,
        open: false,
    })
}

/// A risk that relnotes or an author found, with what the brief says is done about it.
fn found_risk(inputs: &Inputs<'_>, id: String, text: &str) -> RiskView {
    let remedy = inputs.settings.brief.mitigation_of(&id).map(|row| &row.value);
    let plan = remedy
        .and_then(|remedy| quoted([declared_text(&remedy.plan), declared_text(&remedy.rollback)]));
    let no_mitigation = plan.is_none();
    let text = plan.map_or(text.to_owned(), |plan| format!("{text}; {}", plan.0));
    RiskView {
        id,
        text: Markdown(text),
        no_probability: true,
        no_impact: true,
        no_mitigation,
        open: true,
    }
}

fn declared_risk(at: usize, row: &Declared<Risk>) -> RiskView {
    let Risk { title, probability, impact, mitigation, refs } = &row.value;
    let words = [declared_text(probability), declared_text(impact), declared_text(mitigation)];
    let refs: Vec<String> = refs.iter().map(|it| markdown(&it.value)).collect();
    let [no_probability, no_impact, no_mitigation] = words.each_ref().map(Option::is_none);
    let mut told: Vec<String> =
        words.into_iter().flatten().map(|(word, _)| markdown(&word)).collect();
    told.extend((!refs.is_empty()).then(|| refs.join(", ")));
    let title = markdown(value_of(title).map_or("", String::as_str));
    let told = if told.is_empty() { title } else { format!("{title}: {}", told.join("; ")) };
    RiskView {
        id: format!("risk:{at}"),
        text: Markdown(with_place(&told, &markdown(&row.reference))),
        no_probability,
        no_impact,
        no_mitigation,
        open: no_probability || no_impact || no_mitigation,
    }
}

/// Rows of systems: of the brief, then those that commits name.
pub(crate) fn systems(inputs: &Inputs<'_>, stated: &Stated<'_>) -> Vec<SystemView> {
    let declared = (1..).zip(&inputs.settings.brief.dependency).map(|(at, row): (usize, _)| {
        let Dependency { system, breaks, check } = &row.value;
        let told = [breaks, check].into_iter().flatten().map(|it| markdown(&it.value));
        let told: Vec<String> = told.collect();
        let system = markdown(value_of(system).map_or("", String::as_str));
        let open = told.len() < 2;
        let told = if told.is_empty() { system } else { format!("{system}: {}", told.join("; ")) };
        let text = Markdown(with_place(&told, &markdown(&row.reference)));
        SystemView { id: format!("system:{at}"), text, open }
    });
    let of_commits = stated.about(Key::DependsOn).map(|(change, declaration)| SystemView {
        id: format!("system:{}", change.id),
        text: inputs.stated(&words(declaration), declaration),
        open: true,
    });
    let of_paths = touched(inputs);
    let evidence = inputs.subject.evidence;
    let is_runtime = |fact: &Fact| matches!(fact.kind, Kind::Runtime);
    let of_files = fact_views(inputs, evidence, |it| is_of_systems(it) && !is_runtime(it));
    // The same runtime in every module of a repository is one question; contracts of one name are several.
    let runtimes = fact_views(inputs, evidence, |it| is_of_systems(it) && is_runtime(it));
    let runtimes = runtimes.into_iter().map(|fact| (fact, 0));
    let runtimes =
        joined(runtimes, |(fact, _)| Some(fact.text.0.clone()), |(_, more), _| *more += 1);
    let runtimes = runtimes.into_iter().map(|(mut fact, more)| {
        if more > 0 {
            append(&mut fact.references.0, &format!(" ({})", inputs.more(more).0));
        }
        fact
    });
    let of_files = of_files.into_iter().chain(runtimes).map(|fact| SystemView {
        id: fact.id,
        text: Markdown(format!("{}{}", fact.text.0, fact.references.0)),
        open: !fact.suggested,
    });
    declared.chain(of_commits).chain(of_paths).chain(of_files).collect()
}

/// The systems that the configuration says changed files belong to, each with how many.
fn touched(inputs: &Inputs<'_>) -> Vec<SystemView> {
    let Some(evidence) = inputs.subject.evidence else { return Vec::new() };
    let mut systems: BTreeMap<&str, (&Declared, usize)> = BTreeMap::new();
    for path in &evidence.reading.paths {
        if let Some(system) = inputs.settings.standing.systems.of(path) {
            systems.entry(&system.value).or_insert((system, 0)).1 += 1;
        }
    }
    let strings = &inputs.strings.evidence;
    let row = |(name, (declared, files)): (&str, (&Declared, usize))| {
        let files = strings.files.of(inputs.settings.locale, files);
        let text = fill(&strings.system, &[("system", &markdown(name)), ("files", &files)]);
        SystemView {
            id: format!("system:{name}"),
            text: Markdown(with_place(&text, &markdown(&declared.reference))),
            open: true,
        }
    };
    systems.into_iter().map(row).collect()
}
