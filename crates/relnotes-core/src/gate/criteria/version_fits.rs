//! G19: version fits.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether the version goes with the changes (rules RN501 to RN503): the tag that is there, else the
    /// one that is still to be made.
    "G19" "version-fits" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let (violations, untold) = facts.of_rules(&["RN501", "RN502", "RN503"]);
    let ours = |all: Vec<_>| -> Vec<_> {
        all.into_iter().filter(|it: &&crate::policy::Finding| facts.concerns(&it.subject)).collect()
    };
    facts.by_findings(&ours(violations), &ours(untold), Reason::VersionFits)
}
