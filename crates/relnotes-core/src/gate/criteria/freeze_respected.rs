//! G16: freeze respected.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};
use crate::policy::{Freeze, Late};

declare_criterion! {
    /// Asks whether nothing but fixes came after the cut of the release branch, or somebody agreed to every exception.
    "G16" "freeze-respected" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let shown = |all: &[Late]| -> Vec<String> {
        all.iter().map(|it| format!("{} {}", it.commit.short(10), it.subject)).collect()
    };
    match &facts.standing.freeze {
        Freeze::Hotfix => Answer::not_applicable(Said::new(Reason::Hotfix)),
        Freeze::Allowed => Answer::not_applicable(Said::new(Reason::NoFreeze)),
        Freeze::NotCut => Answer::unknown(Said::new(Reason::NotCut)),
        Freeze::Unknown(reason) => {
            Answer::unknown(Said::new(Reason::FreezeUnknown).with("reason", reason))
        }
        Freeze::Known { late, .. } if !late.is_empty() => {
            Answer::fail(Said::new(Reason::Late).with("count", &late.len())).evidence(shown(late))
        }
        Freeze::Known { untold, .. } if !untold.is_empty() => {
            Answer::unknown(Said::new(Reason::Unclear).with("count", &untold.len()))
                .evidence(shown(untold))
        }
        Freeze::Known { agreed, .. } => {
            Answer::pass(Said::new(Reason::Frozen)).evidence(shown(agreed))
        }
    }
}
