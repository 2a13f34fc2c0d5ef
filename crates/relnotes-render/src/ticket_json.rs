//! A ticket in the public JSON.

use relnotes_core::enrichment::Ticket;
use schemars::JsonSchema;
use serde::Serialize;

/// A ticket as the tracker has it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Ticket")]
pub struct TicketJson<'a> {
    /// Its id, as commits name it.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its status in the tracker's own words.
    pub status: &'a str,
    /// Whether the tracker counts it as done; null where it does not say.
    pub done: Option<bool>,
    /// Where it can be opened.
    pub url: Option<&'a str>,
    /// Its labels.
    pub labels: &'a [String],
    /// The versions or milestones that it belongs to.
    pub versions: &'a [String],
}

impl<'a> TicketJson<'a> {
    pub(crate) fn of(ticket: &'a Ticket) -> Self {
        Self {
            id: &ticket.id,
            title: &ticket.title,
            status: &ticket.status,
            done: ticket.is_done(&[]),
            url: ticket.url.as_deref(),
            labels: &ticket.labels,
            versions: &ticket.versions,
        }
    }
}
