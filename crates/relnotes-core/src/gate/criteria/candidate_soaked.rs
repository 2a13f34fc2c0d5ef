//! G07: candidate soaked.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};
use crate::version::Stage;

declare_criterion! {
    /// Asks whether what is released is what was tried: the last candidate was tagged, was tried for as long as the
    /// configuration says, and no file differs from it but those of `policy.allow_after_candidate`. A hotfix needs no candidate.
    "G07" "candidate-soaked" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let version = facts.release.range.to.version;
    if version.is_some_and(|it| matches!(it.stage, Stage::Hotfix(_))) {
        return Answer::not_applicable(Said::new(Reason::Hotfix));
    }
    let Some(candidate) = facts.candidate else {
        return Answer::fail(Said::new(Reason::NoCandidate).with("release", facts.name));
    };
    let name = candidate.name.as_str();
    let Some(differs) = &candidate.differs else {
        return Answer::unknown(Said::new(Reason::NotLooked));
    };
    let gate = &facts.config.gate;
    let folder = format!("{}/", facts.config.documents.folder);
    let may = |path: &str| {
        let allowed = &facts.config.policy.allow_after_candidate;
        path.starts_with(&folder) || allowed.iter().any(|glob| glob.matches(path))
    };
    let others: Vec<String> = differs.iter().filter(|path| !may(path)).cloned().collect();
    if !others.is_empty() {
        let said = Said::new(Reason::Differs).with("candidate", name).with("count", &others.len());
        return Answer::fail(said).evidence(others);
    }
    let wanted = gate.min_soak_hours.as_ref().map_or(0, |it| it.value);
    let hours = u64::try_from(facts.now - candidate.time).unwrap_or(0) / 3600;
    if hours < wanted {
        let said = Said::new(Reason::Young).with("candidate", name).with("hours", &hours);
        return Answer::fail(said.with("wanted", &wanted));
    }
    match wanted {
        0 => Answer::pass(Said::new(Reason::AsTested).with("candidate", name)),
        _ => Answer::pass(Said::new(Reason::Soaked).with("candidate", name).with("hours", &hours)),
    }
}
