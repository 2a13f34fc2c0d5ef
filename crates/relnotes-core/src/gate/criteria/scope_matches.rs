//! G04: scope matches.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether the tickets of the commits are those of the tracker's version, in both directions. Without a tracker
    /// somebody attests `scope`.
    "G04" "scope-matches" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    facts.attested("scope", Reason::NeedsTracker)
}
