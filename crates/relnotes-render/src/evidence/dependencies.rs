//! Dependencies in one line an ecosystem: how many came, went and moved, the far ones by name.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Dependency, Fact, Kind, Leap, Verb};

use super::{phrase, place};
use crate::context::{Inputs, Markdown};
use crate::escape::code;
use crate::locale::fill;

/// How many are named one by one.
const NAMED: usize = 8;

/// Returns a line for each ecosystem whose dependencies differ.
pub(crate) fn dependencies(inputs: &Inputs<'_>) -> Vec<Markdown> {
    let Some(evidence) = inputs.subject.evidence else { return Vec::new() };
    let mut ecosystems: BTreeMap<&str, Vec<(&Fact, &Dependency)>> = BTreeMap::new();
    for fact in &evidence.facts {
        if let Kind::Dependency(dependency) = &fact.kind {
            ecosystems.entry(dependency.ecosystem).or_default().push((fact, dependency));
        }
    }
    let line = |(ecosystem, facts): (&str, Vec<(&Fact, &Dependency)>)| {
        let of_verb = |verb: Verb| facts.iter().filter(|(fact, _)| fact.verb == verb).count();
        let of_leap = |leap: Leap| facts.iter().filter(|(_, it)| it.leap == Some(leap)).count();
        let counts = [
            ("added", of_verb(Verb::Added)),
            ("removed", of_verb(Verb::Removed)),
            ("major", of_leap(Leap::Major)),
            ("minor", of_leap(Leap::Minor)),
            ("patch", of_leap(Leap::Patch)),
            ("back", of_leap(Leap::Back)),
            ("other", of_leap(Leap::Other)),
        ];
        let strings = &inputs.strings.evidence;
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(word, n)| format!("{} {n}", strings.word(&format!("dependencies_{word}"))))
            .collect();
        let files: std::collections::BTreeSet<_> =
            facts.iter().map(|(fact, _)| &fact.place.path).collect();
        let first = facts.first().map(|(fact, _)| {
            let mut whole = fact.place.clone();
            whole.line = None;
            place(inputs, evidence, &whole)
        });
        let mut where_ = first.into_iter().collect::<Vec<_>>();
        if files.len() > 1 {
            where_.push(fill(&inputs.strings.and_more, &[("n", &(files.len() - 1).to_string())]));
        }
        let names = far(inputs, &facts);
        let names =
            if names.is_empty() { String::new() } else { format!("; {}", names.join(", ")) };
        let line =
            format!("{}: {}{names} ({})", code(ecosystem), counts.join(", "), where_.join(", "));
        Markdown(line)
    };
    ecosystems.into_iter().map(line).collect()
}

/// Those whose step is far: new major versions and steps back, first those that the project names itself.
fn far(inputs: &Inputs<'_>, facts: &[(&Fact, &Dependency)]) -> Vec<String> {
    let mut far: Vec<_> = facts
        .iter()
        .filter(|(_, it)| matches!(it.leap, Some(Leap::Major | Leap::Back)))
        .filter(|(_, it)| it.direct != Some(false))
        .collect();
    far.sort_by_key(|(_, it)| it.direct != Some(true));
    let name = |(fact, _): &&(&Fact, &Dependency)| {
        format!("{}{}", code(&fact.subject), phrase::values(fact).replacen(": ", " ", 1))
    };
    let mut names: Vec<String> = far.iter().take(NAMED).map(name).collect();
    if far.len() > NAMED {
        names.push(fill(&inputs.strings.and_more, &[("n", &(far.len() - NAMED).to_string())]));
    }
    names
}
