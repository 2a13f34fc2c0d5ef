//! What forge and tracker know of a release when it is decided on.

use relnotes_core::enrichment::Known;
use relnotes_core::gate::{External, Tickets, Version};
use relnotes_core::id::CommitId;
use relnotes_core::release::model::Release;
use relnotes_forge::enrich::named;
use relnotes_forge::trackers::Tracker;
use relnotes_forge::{Error, Network};

use crate::env::Env;
use crate::failure::Failure;
use crate::load::Session;
use crate::network::{forge, tracker, with_fresh_network};

/// Asks for the checks of a commit and the tickets of a release, where somebody wishes that.
pub(super) fn of(
    commit: CommitId,
    release: &Release,
    session: &Session,
    env: &Env,
) -> Result<External, Failure> {
    if !session.network.is_wanted(session) {
        return Ok(External::default());
    }
    with_fresh_network(session, env, |network| {
        let mut external = External::default();
        let checks = forge(session, network).map(|forge| (forge.name(), forge.checks(commit)));
        external.checks = match checks {
            Ok((service, checks)) => known(service, checks, network),
            Err(error) => known("forge", Err(error), network),
        };
        match tracker(session, network) {
            None => {}
            Some(Err(error)) => {
                external.tickets = known("tracker", Err(error.clone()), network);
                external.version = known("tracker", Err(error), network);
            }
            Some(Ok(tracker)) => {
                let service = tracker.name();
                // As the tracker has them now: what the documents say may be older.
                let tickets =
                    named(release, &*tracker).map(|(named, found)| Tickets { named, found });
                external.tickets = known(service, tickets, network);
                let version = version(release, session, &*tracker);
                external.version = match version {
                    Some(version) => known(service, version, network),
                    None => Known::NotAsked,
                };
            }
        }
        Ok(external)
    })
}

fn known<T>(service: &str, value: Result<T, Error>, network: &Network<'_>) -> Known<T> {
    let service = service.to_owned();
    match value {
        Ok(value) => Known::Read { service, at: network.now(), value },
        Err(error) => Known::Failed { service, reason: error.told() },
    }
}

/// The tickets of the tracker's version; none of a release that has no version.
fn version(
    release: &Release,
    session: &Session,
    tracker: &dyn Tracker,
) -> Option<Result<Version, Error>> {
    let name = session.tracker_version(release)?;
    Some(tracker.of_version(&name).map(|tickets| Version { name, tickets }))
}
