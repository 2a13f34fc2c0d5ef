//! G02: clone complete.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether everything is here that the answer needs: no shallow boundary, tags and branches fetched, every file
    /// that matters readable.
    "G02" "clone-complete" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let (violations, untold) = facts.of_rules(&["RN001", "RN002", "RN003", "RN005"]);
    if !(violations.is_empty() && untold.is_empty()) {
        return facts.by_findings(&violations, &untold, Reason::Whole);
    }
    let Some(evidence) = facts.evidence else {
        return Answer::unknown(Said::new(Reason::NotLooked));
    };
    match evidence.reading.unreadable.as_slice() {
        [] => Answer::pass(Said::new(Reason::Whole)),
        files => Answer::unknown(Said::new(Reason::Unreadable).with("count", &files.len()))
            .evidence(files.iter().cloned()),
    }
}
