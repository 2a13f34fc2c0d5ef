//! G13: drifts decided.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether every item that a person and the repository both changed has been decided on
    /// (`relnotes draft --drift`).
    "G13" "drifts-decided" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let documents = match facts.documents() {
        Ok(documents) => documents,
        Err(answer) => return answer,
    };
    let open: Vec<String> = documents
        .iter()
        .flat_map(|it| it.drifts.iter().map(move |id| format!("{}: {id}", it.path)))
        .collect();
    match open.len() {
        0 => Answer::pass(Said::new(Reason::NoDrifts)),
        count => Answer::fail(Said::new(Reason::Drifts).with("count", &count)).evidence(open),
    }
}
