//! G03: tickets done.

use crate::enrichment::Ticket;
use crate::gate::criterion::declare_criterion;
use crate::gate::external::heard;
use crate::gate::{Answer, Facts, Reason};

declare_criterion! {
    /// Asks whether every ticket of the release is done: in a status of `gate.done_statuses`, else in one that the tracker
    /// itself counts as done. The tracker knows (`--online`); without one somebody attests `acceptance`.
    "G03" "tickets-done" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let heard = match heard(&facts.external.tickets, "acceptance", Reason::NeedsTracker, facts) {
        Ok(heard) => heard,
        Err(answer) => return answer,
    };
    let statuses: Vec<String> =
        facts.config.gate.done_statuses.iter().map(|declared| declared.value.clone()).collect();
    let (mut open, mut unclear) = (Vec::new(), Vec::new());
    for id in &heard.value.named {
        match heard.value.found.get(id).map(|ticket| (ticket, ticket.is_done(&statuses))) {
            Some((_, Some(true))) => {}
            Some((ticket, Some(false))) => open.push(shown(ticket)),
            Some((ticket, None)) => unclear.push(shown(ticket)),
            None => unclear.push(format!("{id}: not in the tracker")),
        }
    }
    let said = |reason, count: usize| heard.said(reason).with("count", &count);
    match (open.len(), unclear.len()) {
        (0, 0) if heard.value.named.is_empty() => {
            Answer::not_applicable(said(Reason::NoTickets, 0))
        }
        (0, 0) => Answer::pass(said(Reason::TicketsDone, heard.value.named.len())),
        (0, count) => Answer::unknown(said(Reason::TicketsUnclear, count)).evidence(unclear),
        (count, _) => Answer::fail(said(Reason::TicketsOpen, count)).evidence(open),
    }
}

fn shown(ticket: &Ticket) -> String {
    format!("{}: {} ({})", ticket.id, ticket.title, ticket.status)
}
