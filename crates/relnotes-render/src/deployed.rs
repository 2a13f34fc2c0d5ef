//! Changes as teams read them: one line a ticket, its changes below where there are more than one.

use std::collections::BTreeMap;

use relnotes_core::release::model::Change;
use schemars::JsonSchema;
use serde::Serialize;

use crate::alike::joined;
use crate::context::{Inputs, Markdown, name_of, natural, writers};
use crate::escape::markdown;
use crate::links;
use crate::locale::fill;

/// A ticket and what was done for it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TicketView {
    /// Stable id: `t:PAY-123`.
    pub(crate) id: String,
    /// The ticket, or the tickets of its only change.
    pub(crate) label: Markdown,
    /// Its only change; null where there are more.
    pub(crate) only: Option<DeployedView>,
    /// How many changes; null where there is one.
    pub(crate) count: Option<String>,
    /// Its changes, where there are more than one.
    pub(crate) changes: Vec<DeployedView>,
}

/// A change as teams read it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeployedView {
    /// Stable id of the change: `p:42`, `c:` and a hash.
    pub(crate) id: String,
    /// The title with type and scope.
    pub(crate) title: Markdown,
    /// Who wrote it.
    pub(crate) people: Markdown,
    /// `, [#42](…)`: a comma, and where it can be looked at; may be empty.
    pub(crate) references: Markdown,
    /// The tag that had it before; null where none had.
    pub(crate) tag: Option<String>,
}

/// Changes by bots.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AutomatedView {
    /// How many.
    pub(crate) count: usize,
    /// Who.
    pub(crate) bots: Markdown,
    /// Where they can be looked at.
    pub(crate) references: Markdown,
}

/// Whether a change names a ticket that is no pull request of it.
pub(crate) fn has_ticket(change: &Change) -> bool {
    links::tickets(change).next().is_some()
}

/// Changes by their first ticket, in the order of tickets: project, then number.
pub(crate) fn by_ticket(inputs: &Inputs<'_>, changes: &[&Change]) -> Vec<TicketView> {
    let mut groups: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let ticket = links::tickets(change).next().map_or("", String::as_str);
        groups.entry(ticket).or_default().push(change);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|a, b| natural(a.0, b.0));
    groups.iter().map(|(ticket, changes)| ticket_view(inputs, ticket, changes)).collect()
}

fn ticket_view(inputs: &Inputs<'_>, ticket: &str, changes: &[&Change]) -> TicketView {
    let settings = inputs.settings;
    let id = format!("t:{ticket}");
    if let [change] = changes {
        let label: Vec<_> =
            links::tickets(change).map(|id| told(inputs, id, Some(change))).collect();
        let all: Vec<&String> = links::tickets(change).collect();
        let only = Some(row(inputs, change, &all));
        return TicketView {
            id,
            label: Markdown(label.join(", ")),
            only,
            count: None,
            changes: Vec::new(),
        };
    }
    let shown = ticket.to_owned();
    TicketView {
        id,
        label: Markdown(told(inputs, ticket, None)),
        only: None,
        count: Some(inputs.strings.count.changes.of(settings.locale, changes.len())),
        changes: changes.iter().map(|change| row(inputs, change, &[&shown])).collect(),
    }
}

/// Returns a ticket with what the tracker knows of it: `PAY-1 (Refunds, in review)`. A title that the change has, too, is not
/// repeated.
fn told(inputs: &Inputs<'_>, id: &str, change: Option<&Change>) -> String {
    let Some(ticket) = inputs.release.tickets.get(id) else {
        return links::ticket(inputs.settings, id);
    };
    let is_said = change.is_some_and(|change| {
        [title_of(change), &change.description]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(&ticket.title))
    });
    let title = Some(ticket.title.as_str()).filter(|_| !is_said);
    let words = title.into_iter().chain([ticket.status.as_str()]);
    let words: Vec<String> = words.filter(|it| !it.is_empty()).map(markdown).collect();
    let label = links::ticket_at(inputs.settings, id, ticket.url.as_deref());
    if words.is_empty() { label } else { format!("{label} ({})", words.join(", ")) }
}

/// Changes, those of one text by the same people as one row.
pub(crate) fn rows(inputs: &Inputs<'_>, changes: &[&Change]) -> Vec<DeployedView> {
    let rows = changes.iter().map(|change| row(inputs, change, &[]));
    let key = |row: &DeployedView| {
        let DeployedView { title, people, tag, .. } = row;
        Some(format!("{}\n{}\n{}", title.0, people.0, tag.as_deref().unwrap_or_default()))
    };
    joined(rows, key, |row, other| row.references.0.push_str(&other.references.0))
}

/// A change, without the tickets that stand before it.
pub(crate) fn row(inputs: &Inputs<'_>, change: &Change, shown: &[&String]) -> DeployedView {
    let settings = inputs.settings;
    let mut title = inputs.words(&[title_of(change), &change.description]);
    if let Some(tag) = &change.continues {
        title.push_str(&fill(&inputs.strings.continued, &[("tag", &markdown(tag))]));
    }
    let people: Vec<_> =
        writers(change).into_iter().map(|author| markdown(name_of(author))).collect();
    let people =
        if people.is_empty() { inputs.strings.no_author.clone() } else { people.join(", ") };
    let people = match change.approved_by.as_slice() {
        [] => people,
        by => {
            let by: Vec<String> = by.iter().map(|login| markdown(login)).collect();
            people + &fill(&inputs.strings.approved, &[("by", &by.join(", "))])
        }
    };
    let tickets = links::tickets(change).filter(|ticket| !shown.contains(ticket));
    let tickets = tickets.map(|ticket| links::ticket(settings, ticket));
    let mut references = String::new();
    for reference in links::sources(settings, change).into_iter().chain(tickets) {
        references.push_str(", ");
        references.push_str(&reference);
    }
    DeployedView {
        id: change.id.clone(),
        title: Markdown(title),
        people: Markdown(people),
        references: Markdown(references),
        tag: change.first_shipped_in.clone().filter(|_| change.continues.is_none()),
    }
}

/// The title without what stands beside it anyway: tickets before, pull requests after.
pub(crate) fn title_of(change: &Change) -> &str {
    let mut title = change.bare_title();
    for ticket in &change.tickets {
        let rest = title.strip_prefix('[').unwrap_or(title).strip_prefix(ticket.as_str());
        if let Some(rest) = rest.filter(|rest| rest.starts_with([']', ':', ' '])) {
            let rest = rest.trim_start_matches([']', ':', ' ']);
            title = if rest.is_empty() { title } else { rest };
        }
    }
    title
}

/// Everything that bots did, in one line.
pub(crate) fn automated(inputs: &Inputs<'_>, changes: &[&Change]) -> Option<AutomatedView> {
    let bots = inputs.names(changes.iter().flat_map(|change| &change.authors))?;
    let references: Vec<_> =
        changes.iter().flat_map(|change| links::sources(inputs.settings, change)).collect();
    Some(AutomatedView { count: changes.len(), bots, references: Markdown(references.join(", ")) })
}
