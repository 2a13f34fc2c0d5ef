//! G08: load tested.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether somebody has tried the release under load: they attest `perf_load`.
    "G08" "load-tested" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    facts.attested("perf_load", Reason::NotAttested)
}
