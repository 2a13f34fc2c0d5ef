//! From a release to what the forge knows of it, in few requests.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::config::branches::Branches;
use relnotes_core::enrichment::{Enrichment, Reading, Ticket, innermost};
use relnotes_core::id::CommitId;
use relnotes_core::reconcile::plain;
use relnotes_core::release::model::Release;

use crate::error::Error;
use crate::forges::{Forge, Found, Wanted};
use crate::trackers::Tracker;

/// How long before the oldest commit of a range its pull request may have been changed last.
const EARLIER: i64 = 86_400;

/// Asks the forge for the pull requests of a release. What it does not answer is a problem in the readings, and no error.
pub fn pull_requests(
    forge: Result<&dyn Forge, &Error>,
    release: &Release,
    branches: &Branches,
) -> Enrichment {
    let service = forge.map_or("", |forge| forge.name()).to_owned();
    let found = forge.map_err(Error::clone).and_then(|forge| forge.pull_requests(&wanted(release)));
    let mut enrichment = Enrichment::default();
    let problem = match found {
        Ok(found) => {
            let problem = found.problem.clone();
            take(found, &mut enrichment, branches);
            problem
        }
        Err(error) => Some(error.told()),
    };
    enrichment.readings.push(Reading { service, problem });
    enrichment
}

/// Asks the tracker for the tickets of a release. What it does not answer is a problem in the reading, and no error.
pub fn tickets(
    tracker: Result<&dyn Tracker, &Error>,
    release: &Release,
) -> (BTreeMap<String, Ticket>, Reading) {
    let service = tracker.map_or("", |tracker| tracker.name()).to_owned();
    match tracker.map_err(Error::clone).and_then(|tracker| named(release, tracker)) {
        Ok((_, tickets)) => (tickets, Reading { service, problem: None }),
        Err(error) => (BTreeMap::new(), Reading { service, problem: Some(error.told()) }),
    }
}

/// Returns the ids of the tickets that the commits name, and what the tracker knows of them.
///
/// # Errors
/// Where the tracker gives no answer.
pub fn named(
    release: &Release,
    tracker: &dyn Tracker,
) -> Result<(Vec<String>, BTreeMap<String, Ticket>), Error> {
    let ids = ids(release, tracker);
    let found = if ids.is_empty() { Vec::new() } else { tracker.tickets(&ids)? };
    let found = by_id(&ids, found);
    Ok((ids, found))
}

/// Returns the tickets of a release that a tracker may know, each once.
fn ids(release: &Release, tracker: &dyn Tracker) -> Vec<String> {
    let requests: BTreeSet<u64> =
        release.changes.iter().flat_map(|change| change.pull_requests.iter().copied()).collect();
    let is_request = |id: &str| {
        let number = id.strip_prefix('#').and_then(|number| number.parse().ok());
        number.is_some_and(|number| requests.contains(&number))
    };
    let all = release.changes.iter().flat_map(|change| &change.tickets);
    let known = all.filter(|id| !is_request(id) && tracker.knows(id));
    known.cloned().collect::<BTreeSet<String>>().into_iter().collect()
}

/// Returns tickets by the ids that commits have: trackers may write `#12` for `GH-12` and `PAY-1` for `pay-1`.
fn by_id(ids: &[String], found: Vec<Ticket>) -> BTreeMap<String, Ticket> {
    let mut tickets = BTreeMap::new();
    for ticket in found {
        for id in ids.iter().filter(|id| plain(id) == plain(&ticket.id)) {
            tickets.insert(id.clone(), Ticket { id: id.clone(), ..ticket.clone() });
        }
    }
    tickets
}

/// What nothing in the history answers: pull requests by the numbers in subjects; by commit only where no number is.
fn wanted(release: &Release) -> Wanted {
    let numbers: BTreeSet<u64> = release
        .commits
        .iter()
        .filter_map(|commit| commit.message.pull_request)
        .chain(release.changes.iter().flat_map(|change| change.pull_requests.iter().copied()))
        .collect();
    let alone = release.changes.iter().filter(|change| change.pull_requests.is_empty());
    let commits: BTreeSet<CommitId> =
        alone.flat_map(|change| change.commits.iter().chain(&change.merge).copied()).collect();
    let times = release.commits.iter().map(|commit| commit.committer.time.seconds);
    Wanted {
        numbers: numbers.into_iter().collect(),
        commits: commits.into_iter().collect(),
        since: times.min().unwrap_or_default() - EARLIER,
    }
}

fn take(found: Found, enrichment: &mut Enrichment, branches: &Branches) {
    for (commit, numbers) in &found.of_commits {
        let candidates = numbers.iter().filter_map(|number| found.requests.get(number));
        if let Some(request) = innermost(candidates, branches) {
            enrichment.of_commits.insert(*commit, request.number);
        }
    }
    enrichment.pull_requests.extend(found.requests);
}
