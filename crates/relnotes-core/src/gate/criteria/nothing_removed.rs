//! G14: nothing removed.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether nobody took a high risk, a breaking change or a migration out of the plan that the repository still
    /// shows.
    "G14" "nothing-removed" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let documents = match facts.documents() {
        Ok(documents) => documents,
        Err(answer) => return answer,
    };
    let removed: Vec<String> = documents
        .iter()
        .flat_map(|it| {
            let gating = it.removed.iter().filter(|item| item.is_gating);
            gating.map(move |item| format!("{}: {}: {}", it.path, item.id, item.text))
        })
        .collect();
    match removed.len() {
        0 => Answer::pass(Said::new(Reason::NoneRemoved)),
        count => Answer::fail(Said::new(Reason::Removed).with("count", &count)).evidence(removed),
    }
}
