//! G17: no blockers.

use std::collections::{BTreeMap, BTreeSet};

use crate::enrichment::{Known, Ticket};
use crate::gate::criterion::declare_criterion;
use crate::gate::external::heard;
use crate::gate::{Answer, Facts, Reason};
use crate::reconcile::plain;

declare_criterion! {
    /// Asks whether no ticket of the release, or of the tracker's version, is a blocker that is not done: by the labels and
    /// priorities of `gate.blockers`. The tracker knows (`--online`); without one somebody attests `no_blockers`.
    "G17" "no-blockers" check(check)
}

/// What blocks where the configuration does not say.
const BLOCKERS: [&str; 2] = ["blocker", "release-blocker"];

fn check(facts: &Facts<'_>) -> Answer {
    // Either of the two that did not answer may hold the blocker.
    let tickets = match heard(&facts.external.tickets, "no_blockers", Reason::NeedsTracker, facts) {
        Ok(heard) => heard,
        Err(answer) => return answer,
    };
    let of_version: &[Ticket] = match &facts.external.version {
        Known::NotAsked => &[],
        known => match heard(known, "no_blockers", Reason::NeedsTracker, facts) {
            Ok(heard) => &heard.value.tickets,
            Err(answer) => return answer,
        },
    };
    let all: BTreeMap<String, &Ticket> = of_version
        .iter()
        .chain(tickets.value.found.values())
        .map(|ticket| (plain(&ticket.id), ticket))
        .collect();
    let configured = &facts.config.gate.blockers;
    let words: BTreeSet<String> = match configured.is_empty() {
        true => BLOCKERS.iter().map(|word| (*word).to_owned()).collect(),
        false => configured.iter().map(|declared| declared.value.to_lowercase()).collect(),
    };
    let statuses: Vec<String> =
        facts.config.gate.done_statuses.iter().map(|declared| declared.value.clone()).collect();
    let open: Vec<String> = all
        .values()
        .filter(|ticket| ticket.is_one_of(&words) && ticket.is_done(&statuses) != Some(true))
        .map(|ticket| format!("{}: {} ({})", ticket.id, ticket.title, ticket.status))
        .collect();
    let said = |reason, count: usize| tickets.said(reason).with("count", &count);
    match open.len() {
        0 => Answer::pass(said(Reason::NoBlockers, all.len())),
        count => Answer::fail(said(Reason::Blockers, count)).evidence(open),
    }
}
