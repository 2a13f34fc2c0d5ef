//! G04: scope matches.

use crate::gate::criterion::declare_criterion;
use crate::gate::external::heard;
use crate::gate::{Answer, Facts, Reason, Status};
use crate::reconcile::plain;

declare_criterion! {
    /// Asks whether the tickets of the commits are those of the tracker's version, in both directions. The tracker knows
    /// (`--online`), under the name of `tracker.version`; without one somebody attests `scope`.
    "G04" "scope-matches" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let version = match heard(&facts.external.version, "scope", Reason::NeedsTracker, facts) {
        Ok(heard) => heard,
        Err(answer) => return answer,
    };
    let tickets = match heard(&facts.external.tickets, "scope", Reason::NeedsTracker, facts) {
        Ok(heard) => heard,
        Err(answer) => return answer,
    };
    let planned: Vec<String> = version.value.tickets.iter().map(|it| plain(&it.id)).collect();
    let named: Vec<String> = tickets.value.named.iter().map(|id| plain(id)).collect();
    let unplanned: Vec<String> =
        tickets.value.named.iter().filter(|id| !planned.contains(&plain(id))).cloned().collect();
    let absent: Vec<String> = version
        .value
        .tickets
        .iter()
        .filter(|ticket| !named.contains(&plain(&ticket.id)))
        .map(|ticket| format!("{}: {} ({})", ticket.id, ticket.title, ticket.status))
        .collect();
    let said = |reason, count: usize| {
        version.said(reason).with("version", &version.value.name).with("count", &count)
    };
    if unplanned.is_empty() && absent.is_empty() {
        return Answer::pass(said(Reason::ScopeMatches, planned.len()));
    }
    let mut answer = Answer { status: Status::Fail, said: Vec::new(), evidence: Vec::new() };
    if !absent.is_empty() {
        answer = answer.and(said(Reason::NotInCommits, absent.len())).evidence(absent);
    }
    if !unplanned.is_empty() {
        answer = answer.and(said(Reason::NotInVersion, unplanned.len())).evidence(unplanned);
    }
    answer
}
