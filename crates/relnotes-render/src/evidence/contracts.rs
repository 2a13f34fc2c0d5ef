//! What contracts have now that breaks nobody, in a line for each file: new calls, fields, values.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Confidence, Contract, ContractForm, Fact, Kind, Verb};

use super::{place, sources};
use crate::context::{Inputs, Markdown};
use crate::escape::code;

/// How many names a line has.
const NAMED: usize = 6;

/// Returns a line for each file of a contract that got something new.
pub(crate) fn additions(inputs: &Inputs<'_>) -> Vec<Markdown> {
    let Some(evidence) = inputs.subject.evidence else { return Vec::new() };
    let is_one = |fact: &&Fact| {
        matches!(&fact.kind, Kind::Contract(contract) if !contract.breaking)
            && fact.verb == Verb::Added
            && fact.confidence != Confidence::Guess
    };
    let mut files: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in evidence.facts.iter().filter(is_one) {
        files.entry(&fact.place.path).or_default().push(fact);
    }
    let line = |facts: Vec<&Fact>| {
        let mut names: Vec<String> = facts.iter().take(NAMED).map(|fact| name(fact)).collect();
        if facts.len() > NAMED {
            names.push(inputs.more(facts.len() - NAMED).0);
        }
        let mut commits: Vec<_> = facts.iter().flat_map(|fact| fact.commits.clone()).collect();
        commits.dedup();
        let first = facts.first().map(|fact| place(inputs, evidence, &fact.place));
        let at: Vec<String> = first.into_iter().chain(sources(inputs, &commits)).collect();
        Markdown(format!("{} ({})", names.join(", "), at.join(", ")))
    };
    files.into_values().map(line).collect()
}

/// A flag as it is typed, anything else as the contract calls it.
fn name(fact: &Fact) -> String {
    match fact.kind {
        Kind::Contract(Contract { form: ContractForm::CommandLine, .. }) => {
            code(&format!("--{}", fact.subject.trim_start_matches('-')))
        }
        _ => code(&fact.subject),
    }
}
