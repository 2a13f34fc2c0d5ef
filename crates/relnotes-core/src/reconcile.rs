//! Tickets of commits beside tickets of the tracker's version: what one side has and the other has not.

use std::collections::{BTreeMap, BTreeSet};

use crate::enrichment::Ticket;
use crate::id::CommitId;
use crate::release::model::Release;

/// What the two sides have.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    /// The commits of the release by the tickets that they name.
    pub named: BTreeMap<String, BTreeSet<CommitId>>,
    /// What the tracker knows of those tickets, by the same ids.
    pub found: BTreeMap<String, Ticket>,
    /// The tickets of the tracker's version.
    pub planned: Vec<Ticket>,
    /// Other releases that have commits of a ticket, by ticket.
    pub elsewhere: BTreeMap<String, Vec<String>>,
    /// Statuses that count as done; empty: those that the tracker counts as done.
    pub done_statuses: Vec<String>,
}

/// What is wrong with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A commit names it, and the tracker does not have it.
    NotInTracker,
    /// A commit names it, and the version does not have it.
    NotInVersion,
    /// The version has it, and no commit names it.
    NotInCommits,
    /// It is not done.
    NotDone,
    /// The tracker does not say whether it is done.
    Unclear,
    /// Another release has commits of it, too.
    Split,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::NotInTracker,
        Self::NotInVersion,
        Self::NotInCommits,
        Self::NotDone,
        Self::Unclear,
        Self::Split,
    ];

    /// Returns the word of the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotInTracker => "not-in-tracker",
            Self::NotInVersion => "not-in-version",
            Self::NotInCommits => "not-in-commits",
            Self::NotDone => "not-done",
            Self::Unclear => "unclear",
            Self::Split => "split",
        }
    }
}

/// A ticket of either side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// What the tracker knows of it.
    pub ticket: Option<Ticket>,
    /// The commits of the release that name it.
    pub commits: Vec<CommitId>,
    /// Whether the version has it.
    pub is_planned: bool,
    /// Other releases that have commits of it.
    pub elsewhere: Vec<String>,
    /// What is wrong with it, the worst first.
    pub troubles: Vec<Trouble>,
}

/// Returns the commits of a release by the tickets that they name, as far as these are asked for.
pub fn named(release: &Release, ids: &[String]) -> BTreeMap<String, BTreeSet<CommitId>> {
    let mut named: BTreeMap<String, BTreeSet<CommitId>> = BTreeMap::new();
    for change in &release.changes {
        for id in change.tickets.iter().filter(|id| ids.contains(id)) {
            named.entry(id.clone()).or_default().extend(&change.commits);
        }
    }
    named
}

/// Puts both sides side by side: first what is wrong, then the rest, each in the order of ids.
pub fn reconcile(sides: &Sides) -> Vec<Row> {
    let planned: BTreeMap<String, &Ticket> =
        sides.planned.iter().map(|ticket| (plain(&ticket.id), ticket)).collect();
    let named: BTreeSet<String> = sides.named.keys().map(|id| plain(id)).collect();
    let of_commits = sides.named.iter().map(|(id, commits)| {
        let of_version = planned.get(&plain(id)).copied();
        let ticket = sides.found.get(id).or(of_version);
        row(sides, id, ticket, commits.iter().copied().collect(), of_version.is_some())
    });
    let absent = planned.iter().filter(|(id, _)| !named.contains(*id));
    let of_version =
        absent.map(|(_, ticket)| row(sides, &ticket.id, Some(*ticket), Vec::new(), true));
    let mut rows: Vec<Row> = of_commits.chain(of_version).collect();
    rows.sort_by_cached_key(|row| (row.troubles.is_empty(), key(&row.id)));
    rows
}

fn row(
    sides: &Sides,
    id: &str,
    ticket: Option<&Ticket>,
    commits: Vec<CommitId>,
    is_planned: bool,
) -> Row {
    let elsewhere = sides.elsewhere.get(id).cloned().unwrap_or_default();
    let done = ticket.map(|ticket| ticket.is_done(&sides.done_statuses));
    let is = |trouble: &Trouble| match trouble {
        Trouble::NotInTracker => ticket.is_none(),
        Trouble::NotInVersion => ticket.is_some() && !is_planned,
        Trouble::NotInCommits => commits.is_empty(),
        Trouble::NotDone => done == Some(Some(false)),
        Trouble::Unclear => done == Some(None),
        Trouble::Split => !elsewhere.is_empty(),
    };
    Row {
        id: id.to_owned(),
        ticket: ticket.cloned(),
        troubles: Trouble::ALL.into_iter().filter(is).collect(),
        commits,
        is_planned,
        elsewhere,
    }
}

/// Returns an id as trackers compare it: `GH-12` is `#12`, `pay-1` is `PAY-1`.
pub fn plain(id: &str) -> String {
    id.replace("GH-", "#").to_ascii_uppercase()
}

/// The order of ids: project, then number.
fn key(id: &str) -> (String, u64, String) {
    let digits = id.len() - id.trim_end_matches(|char: char| char.is_ascii_digit()).len();
    let (project, number) = id.split_at(id.len() - digits);
    (project.to_owned(), number.parse().unwrap_or(u64::MAX), id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrichment::Progress;

    #[test]
    fn each_side_lacks_what_the_other_has() {
        let ticket =
            |id: &str, progress| Ticket { id: id.to_owned(), progress, ..Ticket::default() };
        let commit = BTreeSet::from([CommitId([1; 20])]);
        let named = ["pay-1", "PAY-10", "PAY-9", "PAY-2", "GH-5"];
        let sides = Sides {
            named: named.iter().map(|id| ((*id).to_owned(), commit.clone())).collect(),
            found: [("PAY-9", Progress::Done), ("PAY-2", Progress::Open)]
                .into_iter()
                .map(|(id, progress)| (id.to_owned(), ticket(id, progress)))
                .collect(),
            planned: vec![
                ticket("PAY-1", Progress::Done),
                ticket("#5", Progress::Unknown),
                ticket("PAY-7", Progress::Open),
            ],
            elsewhere: BTreeMap::from([("PAY-9".to_owned(), vec!["v1.2.0".to_owned()])]),
            done_statuses: Vec::new(),
        };
        let shown: Vec<String> = reconcile(&sides)
            .iter()
            .map(|row| {
                let troubles: Vec<&str> = row.troubles.iter().map(|it| it.as_str()).collect();
                format!("{} {}", row.id, troubles.join(" "))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "GH-5 unclear",
                "PAY-2 not-in-version not-done",
                "PAY-7 not-in-commits not-done",
                "PAY-9 not-in-version split",
                "PAY-10 not-in-tracker",
                "pay-1 ",
            ]
        );
    }
}
