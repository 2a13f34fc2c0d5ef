//! G21: pipelines fit.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether the pipelines do for the release branch and for main what the release model wants (rules RN6xx).
    "G21" "pipelines-fit" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    facts.judged(&["RN60", "RN61"], Reason::PipelinesFit)
}
