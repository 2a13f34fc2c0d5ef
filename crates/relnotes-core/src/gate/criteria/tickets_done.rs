//! G03: tickets done.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether every ticket of the release is done. The tracker knows; without one somebody attests `acceptance`.
    "G03" "tickets-done" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    facts.attested("acceptance", Reason::NeedsTracker)
}
