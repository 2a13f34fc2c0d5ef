//! G12: blanks filled.

use crate::bundle::OpenBlank;
use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether nothing is left open that a release may not go without: context, migrations, risks, timeline and roles of
    /// the plan.
    "G12" "blanks-filled" check(check)
}

/// What blanks begin with that a release may not go without.
const GATING: [&str; 6] = [
    "plan.context",
    "plan.migrations/",
    "plan.risks/",
    "plan.timeline.window",
    "plan.timeline.go_live",
    "plan.roles.release_manager",
];

fn check(facts: &Facts<'_>) -> Answer {
    let document = match facts.document("plan") {
        Ok(document) => document,
        Err(answer) => return answer,
    };
    let is_gating = |blank: &&OpenBlank| {
        blank.id.as_ref().is_some_and(|id| GATING.iter().any(|start| id.starts_with(start)))
    };
    let open = crate::bundle::BundleDocument {
        blanks: document.blanks.iter().filter(is_gating).cloned().collect(),
        path: document.path.clone(),
        ..Default::default()
    };
    match open.blanks.len() {
        0 => Answer::pass(Said::new(Reason::NoBlanks)),
        count => {
            Answer::fail(Said::new(Reason::Blanks).with("document", "plan").with("count", &count))
                .evidence(super::blanks(&open))
        }
    }
}
