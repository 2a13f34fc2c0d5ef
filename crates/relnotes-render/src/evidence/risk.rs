//! Rows of the plan's risks: the rule, and what it names.

use relnotes_core::evidence::{Evidence, Fact, Risk, RiskLevel};
use schemars::JsonSchema;
use serde::Serialize;

use super::{phrase, place, sources};
use crate::context::{Inputs, Markdown};
use crate::locale::fill;

/// How many facts a row names.
const NAMED: usize = 4;

/// A risk.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RuleRiskView {
    /// Stable id: `risk:mig:migrations/0007`.
    pub(crate) id: String,
    /// What can go wrong, and what says so.
    pub(crate) text: Markdown,
    /// ` (path, #42)`: where it can be looked at; may be empty.
    pub(crate) references: Markdown,
}

/// Returns the rows of a level, or of all where none is given.
pub(crate) fn rule_risks(inputs: &Inputs<'_>, level: RiskLevel) -> Vec<RuleRiskView> {
    let Some(evidence) = inputs.subject.evidence else { return Vec::new() };
    let rows = evidence.risks.iter().filter(|risk| risk.level == level);
    rows.map(|risk| view(inputs, evidence, risk)).collect()
}

fn view(inputs: &Inputs<'_>, evidence: &Evidence, risk: &Risk) -> RuleRiskView {
    let strings = &inputs.strings.evidence;
    let facts: Vec<&Fact> = risk.facts.iter().filter_map(|id| evidence.find(id)).collect();
    let mut named = phrase::several(inputs, facts.iter().take(NAMED).copied());
    if facts.len() > NAMED {
        let more = (facts.len() - NAMED).to_string();
        named.push(fill(&inputs.strings.and_more, &[("n", &more)]));
    }
    let count = inputs.strings.count.commits.of(inputs.settings.locale, risk.commits.len());
    let what = if named.is_empty() { count } else { named.join("; ") };
    let rules = risk.rules.iter().map(|rule| strings.phrase(&format!("risk_{}", rule.code())));
    let rules = rules.collect::<Vec<_>>().join(", ");
    let mut references: Vec<String> =
        facts.iter().take(2).map(|fact| place(inputs, evidence, &fact.place)).collect();
    references.extend(sources(inputs, &risk.commits));
    RuleRiskView {
        id: risk.id.clone(),
        text: Markdown(format!("{what}: {}, {rules}", strings.word("confirmed"))),
        references: Markdown(if references.is_empty() {
            String::new()
        } else {
            format!(" ({})", references.join(", "))
        }),
    }
}
