//! G22: migrations rehearsed.

use crate::evidence::{Kind, Verb};
use crate::gate::criterion::declare_criterion;
use crate::gate::external::by_check;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether the migrations of the release were tried before production: the check of
    /// `gate.checks.rehearsal` succeeded (`--online`), or somebody attests `migration_rehearsal`.
    "G22" "migrations-rehearsed" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let Some(evidence) = facts.evidence else {
        return Answer::unknown(Said::new(Reason::NotLooked));
    };
    let is_migration =
        |kind: &Kind, verb: Verb| matches!(kind, Kind::Migration(_)) && verb != Verb::Removed;
    match evidence.facts.iter().any(|fact| is_migration(&fact.kind, fact.verb)) {
        true => {
            let name = &facts.config.gate.checks.rehearsal;
            by_check(name, "migration_rehearsal", Reason::NotAttested, facts)
        }
        false if !evidence.reading.unreadable.is_empty() => {
            let count = evidence.reading.unreadable.len();
            Answer::unknown(Said::new(Reason::Unreadable).with("count", &count))
        }
        false => Answer::not_applicable(Said::new(Reason::NoMigrations)),
    }
}
