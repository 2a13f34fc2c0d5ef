//! G15: risks mitigated.

use crate::bundle::BundleDocument;
use crate::evidence::RiskLevel;
use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether every high risk of the plan says what is done about it.
    "G15" "risks-mitigated" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let document = match facts.document("plan") {
        Ok(document) => document,
        Err(answer) => return answer,
    };
    let open = BundleDocument {
        blanks: document
            .blanks
            .iter()
            .filter(|blank| blank.id.as_ref().is_some_and(|id| id.starts_with("plan.risks/")))
            .cloned()
            .collect(),
        path: document.path.clone(),
        ..Default::default()
    };
    if !open.blanks.is_empty() {
        let said = Said::new(Reason::Unmitigated).with("count", &open.blanks.len());
        return Answer::fail(said).evidence(super::blanks(&open));
    }
    let risks = facts.evidence.into_iter().flat_map(|evidence| &evidence.risks);
    let high = risks.filter(|risk| risk.level == RiskLevel::High).count();
    Answer::pass(Said::new(Reason::Mitigated).with("count", &high))
}
