//! G05: checks pass.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether the required checks succeeded on exactly this commit. The forge knows; without one somebody attests
    /// `pipeline`.
    "G05" "checks-pass" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    facts.attested("pipeline", Reason::NeedsForge)
}
