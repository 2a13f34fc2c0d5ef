//! From a release to what the forge knows of it, in few requests.

use std::collections::BTreeSet;

use relnotes_core::config::branches::Branches;
use relnotes_core::enrichment::{Enrichment, Reading, innermost};
use relnotes_core::id::CommitId;
use relnotes_core::release::model::Release;

use crate::error::Error;
use crate::forges::{Forge, Found, Wanted};
use crate::network::Network;

/// How long before the oldest commit of a range its pull request may have been changed last.
const EARLIER: i64 = 86_400;

/// Asks the forge for the pull requests of a release. What it does not answer is a problem in the readings, and no error.
pub fn pull_requests(
    forge: Result<&dyn Forge, &Error>,
    network: &Network<'_>,
    release: &Release,
    branches: &Branches,
) -> Enrichment {
    let (service, address) = match forge {
        Ok(forge) => (forge.name().to_owned(), forge.address()),
        Err(_) => ("forge".to_owned(), String::new()),
    };
    let found = forge.map_err(Error::clone).and_then(|forge| forge.pull_requests(&wanted(release)));
    let mut enrichment = Enrichment::default();
    let problem = match found {
        Ok(found) => {
            let problem = found.problem.clone();
            take(found, &mut enrichment, branches);
            problem
        }
        Err(error) => Some(error.to_string()),
    };
    enrichment.readings.push(Reading { service, address, at: network.now(), problem });
    enrichment
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
