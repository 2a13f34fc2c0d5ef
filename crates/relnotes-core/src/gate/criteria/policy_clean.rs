//! G01: policy clean.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason};
use crate::policy::{Level, Outcome};

declare_criterion! {
    /// Asks whether the lint finds nothing at level deny in what this release is made of: its branch, its tags, its
    /// commits, and the repository as a whole. A rule that cannot tell leaves it unknown.
    "G01" "policy-clean" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let all = facts.report.findings.iter();
    let about = all.filter(|it| it.level == Level::Deny && facts.concerns(&it.subject));
    let (violations, untold): (Vec<_>, Vec<_>) =
        about.partition(|it| it.outcome == Outcome::Violation);
    facts.by_findings(&violations, &untold, Reason::NoFindings)
}
