//! What people sign in the brief about single lines of the documents: that a blank has nothing to say, that a box is
//! done. A box is not ticked for that: whoever ticks it does so in the document.

use std::collections::BTreeMap;

use relnotes_core::declared::value_of;

use crate::context::Inputs;
use crate::declared::with_place;
use crate::escape::markdown;
use crate::locale::fill;

/// The boxes that a check of `[[attest]]` is about; any other check is the id of a box.
const CHECKS: [(&str, &[&str]); 12] = [
    ("acceptance", &["plan.criteria.01"]),
    ("tests", &["plan.criteria.02", "cl.pre.04"]),
    ("perf_load", &["plan.criteria.03"]),
    ("security_review", &["plan.criteria.04"]),
    ("rollback", &["plan.criteria.05"]),
    ("monitoring", &["plan.criteria.06"]),
    ("perf_baseline", &["cl.pre.05"]),
    ("migration_rehearsal", &["cl.pre.06"]),
    ("dashboards", &["cl.pre.08"]),
    ("thresholds", &["cl.pre.09"]),
    ("stakeholders", &["cl.pre.10"]),
    ("backup", &["cl.dep.01"]),
];

/// What is signed, as Markdown by the id of the line.
#[derive(Debug, Default)]
pub(crate) struct Signed {
    /// Why a blank has nothing to say.
    pub(crate) not_applicable: BTreeMap<String, String>,
    /// Who confirms what a box is about, one line each.
    pub(crate) attested: BTreeMap<String, Vec<String>>,
}

/// Returns what the brief says.
pub(crate) fn signed(inputs: &Inputs<'_>) -> Signed {
    let brief = &inputs.settings.brief;
    let mut signed = Signed::default();
    for row in &brief.na {
        let (Some(slot), Some(reason)) = (value_of(&row.value.slot), value_of(&row.value.reason))
        else {
            continue;
        };
        let phrase = &inputs.strings.looked.not_applicable;
        let said = fill(phrase, &[("reason", &markdown(reason))]);
        signed.not_applicable.insert(slot.clone(), with_place(&said, &markdown(&row.reference)));
    }
    for row in &brief.attest {
        let attest = &row.value;
        let (Some(check), Some(by), Some(at)) =
            (value_of(&attest.check), value_of(&attest.by), value_of(&attest.at))
        else {
            continue;
        };
        let words = &inputs.strings.draft;
        let (by, at) = (markdown(by), markdown(&inputs.date(at.time)));
        let mut said = fill(&words.attested, &[("by", &by), ("at", &at)]);
        if let Some(evidence) = value_of(&attest.evidence) {
            said.push_str(&fill(&words.attested_where, &[("evidence", &markdown(evidence))]));
        }
        let said = with_place(&said, &markdown(&row.reference));
        let known = CHECKS.iter().find(|(name, _)| name == check);
        let boxes = known.map_or_else(|| vec![check.as_str()], |(_, boxes)| boxes.to_vec());
        for id in boxes {
            signed.attested.entry(id.to_owned()).or_default().push(said.clone());
        }
    }
    signed
}
