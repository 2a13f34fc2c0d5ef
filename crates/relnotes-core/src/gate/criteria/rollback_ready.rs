//! G10: rollback ready.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether the way back is written down: the rollback plan has no blank, and there is a release to go back to.
    "G10" "rollback-ready" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let document = match facts.document("rollback") {
        Ok(document) => document,
        Err(answer) => return answer,
    };
    let Some(previous) = &facts.release.replaces else {
        return Answer::not_applicable(Said::new(Reason::NoPrevious));
    };
    match document.blanks.len() {
        0 => Answer::pass(Said::new(Reason::RollbackReady).with("previous", previous)),
        count => Answer::fail(
            Said::new(Reason::Blanks).with("document", "rollback").with("count", &count),
        )
        .evidence(super::blanks(document)),
    }
}
