//! How services are reached: which carriers, which hosts, which tokens.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::error::Error;
use crate::secret::Token;
use crate::tokens::{Lookup, host_of, token_for, variable_for};
use crate::transport::{
    Cached, Clock, Down, Http, Limits, Offline, Patient, Recorder, Replay, Request, Response,
    Transport,
};

/// What the command line and the configuration say of the network.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// Ask nobody.
    pub offline: bool,
    /// Answer out of this folder, and ask nobody.
    pub replay: Option<PathBuf>,
    /// Write every exchange into this folder.
    pub record: Option<PathBuf>,
    /// Where answers are kept; none to keep nothing.
    pub cache: Option<PathBuf>,
    /// How long an answer is given again without asking, in seconds.
    pub cache_seconds: i64,
    /// How long and how much.
    pub limits: Limits,
    /// The longest wait in one go.
    pub longest_wait: Duration,
    /// How many requests are on their way at a time.
    pub in_flight: usize,
    /// Whether this runs in CI, where a pull request may have written the configuration.
    pub in_ci: bool,
    /// Hosts that did not answer before.
    pub down: Down,
}

/// The way to all services.
pub struct Network<'n> {
    transport: Box<dyn Transport + 'n>,
    lookup: &'n Lookup<'n>,
    clock: &'n dyn Clock,
    in_ci: bool,
    in_flight: usize,
}

/// Hosts that anybody may ask: what a pull request writes there is public, and no token of another host goes there.
const PUBLIC: [&str; 6] = [
    "api.github.com",
    "gitlab.com",
    "codeberg.org",
    "gitea.com",
    "api.bitbucket.org",
    "api.linear.app",
];

impl<'n> Network<'n> {
    /// Puts the carriers together.
    ///
    /// # Errors
    /// Where the system's certificates cannot be loaded.
    pub fn open(
        wishes: &Wishes,
        lookup: &'n Lookup<'n>,
        clock: &'n dyn Clock,
    ) -> Result<Self, Error> {
        let transport: Box<dyn Transport + 'n> = match (&wishes.replay, wishes.offline) {
            (Some(folder), _) => Box::new(Replay::new(folder.clone())),
            (None, true) => Box::new(Offline),
            (None, false) => carriers(wishes, clock)?,
        };
        let (in_ci, in_flight) = (wishes.in_ci && wishes.replay.is_none(), wishes.in_flight.max(1));
        Ok(Self { transport, lookup, clock, in_ci, in_flight })
    }

    /// Returns the token of a host, where there is one.
    ///
    /// # Errors
    /// In CI where nothing but the configuration names the host: a pull request could make the CI ask hosts that only it
    /// can reach.
    pub(crate) fn token(&self, address: &Url) -> Result<Option<Token>, Error> {
        let token = token_for(address, self.lookup)?;
        let host = host_of(address);
        let is_known = PUBLIC.contains(&host.as_str()) || self.is_of_ci(&host);
        if self.in_ci && token.is_none() && !is_known {
            return Err(Error::Untrusted { host, variable: variable_for(address) });
        }
        Ok(token)
    }

    /// Whether the CI itself names a host.
    fn is_of_ci(&self, host: &str) -> bool {
        let named = ["GITHUB_API_URL", "CI_SERVER_URL"].into_iter().filter_map(self.lookup);
        named.filter_map(|it| Url::parse(&it).ok()).any(|it| host_of(&it) == host)
    }

    pub(crate) fn send(&self, request: &Request) -> Result<Response, Error> {
        self.transport.send(request)
    }

    /// Returns how many requests may be on their way at a time.
    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Returns the seconds since 1970.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }
}

fn carriers<'n>(wishes: &Wishes, clock: &'n dyn Clock) -> Result<Box<dyn Transport + 'n>, Error> {
    let http = Http::new(wishes.limits, clock)?;
    let patient = Patient::new(http, clock, wishes.longest_wait, wishes.down.clone());
    let recorded: Box<dyn Transport + 'n> = match &wishes.record {
        Some(folder) => Box::new(Recorder::new(patient, folder.clone())),
        None => Box::new(patient),
    };
    // What is recorded must be whole: nothing of it comes from the cache.
    Ok(match wishes.cache.as_ref().filter(|_| wishes.record.is_none()) {
        Some(folder) => {
            Box::new(Cached::new(recorded, folder.clone(), clock, wishes.cache_seconds))
        }
        None => recorded,
    })
}
