//! Steps of new migrations that can hurt. Those that only the undo has are told by what the undo is worth.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::migrations::dialect::{self, Dialect};
use crate::migrations::risk::{self, Circumstances};
use crate::migrations::script::Script;
use crate::migrations;
use crate::range::Range;

pub(super) static DETECTOR: Detector = Detector {
    code: "SQL-RISK",
    about: "Statements of new migrations that lose data, block a table or break the code of the release before.",
    ground: Ground::ProductAndGenerated,
    picks: migrations::is_any,
    detect: Detect::Range(detect),
};

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    for survey in migrations::surveys(range) {
        if survey.added.is_empty() {
            continue;
        }
        let dialects = dialects(&survey.added, range);
        let mut circumstances = Circumstances::of(&survey.added);
        // A squash stands for what ran already.
        for script in survey.added.iter().filter(|script| script.replaces.is_empty()) {
            circumstances.dialect = dialects[script.folder()];
            circumstances.in_transaction = script.in_transaction;
            of_script(script, &circumstances, detector.code, facts);
        }
    }
}

/// The database of each folder: what its migrations say, else what the project needs.
fn dialects<'s>(scripts: &'s [Script], range: &Range<'_>) -> BTreeMap<&'s str, Dialect> {
    let mut said: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
    for script in scripts {
        let folder = said.entry(script.folder()).or_default();
        folder.extend(script.dialect.map(|dialect| dialect == Dialect::Postgres));
    }
    let project = dialect::of_project(range);
    let decide = |said: &BTreeSet<bool>| match said.iter().collect::<Vec<_>>()[..] {
        [true] => Dialect::Postgres,
        [false] => Dialect::Other,
        _ => project,
    };
    said.iter().map(|(folder, said)| (*folder, decide(said))).collect()
}

fn of_script(script: &Script, circumstances: &Circumstances, code: &'static str, facts: &mut Vec<Fact>) {
    let steps: Vec<_> = script.operations.iter().flat_map(|operation| &operation.steps).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for risk in risk::risks(&steps, circumstances) {
        let subject = [&risk.kind.table, &risk.kind.column].into_iter().flatten();
        let subject = subject.map(String::as_str).collect::<Vec<_>>().join(".");
        let mut id = format!("sql:{}#{}:{subject}", script.key, risk.kind.rule);
        let count = seen.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            id = format!("{id}~{count}");
        }
        let place = Place::after(&script.path, risk.step.line);
        let (before, after) = risk.names;
        let fact = Fact::new(code, Kind::SqlRisk(risk.kind), Verb::Added, id, &risk.step.text, place);
        facts.push(fact.with_values(before, after).as_sure_as(risk.confidence.max(script.confidence)));
    }
}
