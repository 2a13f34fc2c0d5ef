//! G08: load tested.

use crate::gate::criterion::declare_criterion;
use crate::gate::external::by_check;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether somebody has tried the release under load: the check of `gate.checks.load` succeeded (`--online`), or they attest
    /// `perf_load`.
    "G08" "load-tested" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    by_check(&facts.config.gate.checks.load, "perf_load", Reason::NotAttested, facts)
}
