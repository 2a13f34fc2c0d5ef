//! G17: no blockers.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether no ticket or pull request of the release is a blocker. The tracker knows; without one somebody attests
    /// `no_blockers`.
    "G17" "no-blockers" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    facts.attested("no_blockers", Reason::NeedsTracker)
}
