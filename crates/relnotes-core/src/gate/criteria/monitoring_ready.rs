//! G11: monitoring ready.

use crate::evidence::Kind;
use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether it is planned what is watched: the monitoring plan has no blank, and no alert of the repository names a
    /// metric that is gone.
    "G11" "monitoring-ready" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let document = match facts.document("monitoring") {
        Ok(document) => document,
        Err(answer) => return answer,
    };
    let all = facts.evidence.into_iter().flat_map(|evidence| &evidence.facts);
    let dangling: Vec<String> = all
        .filter(|fact| fact.kind == Kind::DanglingMetric)
        .map(|fact| fact.place.to_string())
        .collect();
    if !dangling.is_empty() {
        let said = Said::new(Reason::Dangling).with("count", &dangling.len());
        return Answer::fail(said).evidence(dangling);
    }
    match document.blanks.len() {
        0 => Answer::pass(Said::new(Reason::Monitored)),
        count => Answer::fail(
            Said::new(Reason::Blanks).with("document", "monitoring").with("count", &count),
        )
        .evidence(super::blanks(document)),
    }
}
