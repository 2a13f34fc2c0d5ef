//! Forges and trackers: whether they are asked, how, and what becomes of what they say.

use std::path::PathBuf;
use std::time::Duration;

use relnotes_core::config::forge::ForgeKind;
use relnotes_core::declared::{is_declared, value_of};
use relnotes_core::enrichment::Enrichment;
use relnotes_core::release::{Outcome, Request, Scope, Sources};
use relnotes_forge::api::address_of;
use relnotes_forge::forges::{self, Forge, Place};
use relnotes_forge::trackers::{self, Desk, Tracker};
use relnotes_forge::transport::{Clock, Limits, System};
use relnotes_forge::{Network, Wishes, enrich};

use crate::commands::documents::{cut, cut_from};
use crate::env::Env;
use crate::failure::Failure;
use crate::load::Session;
use crate::{progress, settings};

/// Options of commands that may ask forges and trackers.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct NetworkArgs {
    /// Ask forge and tracker: titles, labels, tickets, checks [default: network.online]
    ///
    /// Tokens come from variables, each bound to a host: GITHUB_TOKEN, GITLAB_TOKEN, RELNOTES_TOKEN_HOST.
    #[arg(long, global = true, overrides_with = "offline")]
    online: bool,
    /// Ask nobody, whatever relnotes.toml says
    #[arg(long, global = true)]
    offline: bool,
    /// Neither use nor keep answers of earlier runs
    #[arg(long, global = true, hide_short_help = true)]
    no_cache: bool,
    /// Write every answer into this folder, for --replay
    #[arg(long, value_name = "DIR", global = true, hide_short_help = true)]
    record: Option<PathBuf>,
    /// Take answers from this folder, and ask nobody
    #[arg(long, value_name = "DIR", global = true, hide_short_help = true)]
    #[arg(conflicts_with_all = ["record", "offline"])]
    replay: Option<PathBuf>,
    /// Allow services without encryption, to which tokens go as plain text
    #[arg(long, global = true, hide_short_help = true)]
    insecure_http: bool,
}

impl NetworkArgs {
    /// Whether the command line wishes that they are asked.
    pub(crate) fn is_typed(&self) -> bool {
        !self.offline && (self.online || self.record.is_some() || self.replay.is_some())
    }

    /// Whether forge and tracker are to be asked.
    pub(crate) fn is_wanted(&self, session: &Session) -> bool {
        self.is_typed() || (!self.offline && is_declared(&session.config.network.online))
    }

    fn wishes(&self, session: &Session, env: &Env) -> Wishes {
        let config = &session.config.network;
        let or = |typed: Option<&u64>, usual: u64| typed.copied().unwrap_or(usual);
        let limits = Limits {
            whole: Duration::from_secs(or(value_of(&config.timeout_seconds), 30)),
            insecure_http: self.insecure_http,
            ..Limits::default()
        };
        let minutes = or(value_of(&config.cache_minutes), 10);
        Wishes {
            offline: self.offline,
            replay: self.replay.as_deref().map(|folder| session.path(folder)),
            record: self.record.as_deref().map(|folder| session.path(folder)),
            cache: env.cache.clone().filter(|_| !self.no_cache),
            cache_seconds: i64::try_from(minutes * 60).unwrap_or(i64::MAX),
            limits,
            longest_wait: Duration::from_secs(60),
            in_flight: usize::try_from(or(value_of(&config.in_flight), 6)).unwrap_or(6),
            in_ci: env.in_ci,
            down: session.down.clone(),
        }
    }
}

/// The clock of the system, which says what is waited for.
struct Aloud {
    is_quiet: bool,
}

/// A shorter wait is not worth a word.
const WORTH_A_WORD: Duration = Duration::from_secs(1);

impl Clock for Aloud {
    fn now(&self) -> i64 {
        System.now()
    }

    fn wait(&self, span: Duration, host: &str) {
        if span >= WORTH_A_WORD && !self.is_quiet {
            progress::waiting(host, &relnotes_forge::error::span(span.as_secs()));
        }
        System.wait(span, host);
    }
}

/// Does something with the network; an answer of a little while ago may do.
pub(crate) fn with_network<T>(
    session: &Session,
    env: &Env,
    work: impl FnOnce(&Network<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    with_wishes(&session.network.wishes(session, env), session, env, work)
}

/// Does something with the network for which every answer must be of now: statuses, checks.
pub(crate) fn with_fresh_network<T>(
    session: &Session,
    env: &Env,
    work: impl FnOnce(&Network<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let wishes = Wishes { cache_seconds: 0, ..session.network.wishes(session, env) };
    with_wishes(&wishes, session, env, work)
}

fn with_wishes<T>(
    wishes: &Wishes,
    session: &Session,
    env: &Env,
    work: impl FnOnce(&Network<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if let (Some(folder), Some(typed)) = (&wishes.replay, &session.network.replay)
        && !folder.is_dir()
    {
        return Err(Failure::new(format!(
            "`{}` is no folder of recorded answers",
            typed.display()
        ))
        .hint("--record DIR makes one"));
    }
    let lookup = |name: &str| (env.variable)(name);
    let clock = Aloud { is_quiet: session.is_quiet };
    let network = Network::open(wishes, &lookup, &clock).map_err(of_forge)?;
    work(&network)
}

/// Reaches the forge of the repository.
pub(crate) fn forge<'n>(
    session: &Session,
    network: &'n Network<'n>,
) -> Result<Box<dyn Forge + 'n>, relnotes_forge::Error> {
    let what = || "where the repository lives".to_owned();
    let (web, kind) = settings::place(session)
        .ok_or_else(|| relnotes_forge::Error::Missing { what: what(), key: "forge.url" })?;
    let web = address_of(&web)?;
    let api = value_of(&session.config.network.api).map(|address| address.0.clone());
    forges::open(network, &Place { kind, web, api })
}

/// Reaches the tracker; none where the configuration names none.
pub(crate) fn tracker<'n>(
    session: &Session,
    network: &'n Network<'n>,
) -> Option<Result<Box<dyn Tracker + 'n>, relnotes_forge::Error>> {
    let config = &session.config.tracker;
    let desk = Desk {
        kind: *value_of(&config.kind)?,
        url: value_of(&config.url).map(|address| address.0.clone()),
        project: value_of(&config.project).cloned(),
        organization: value_of(&config.organization).cloned(),
        file: value_of(&config.file).map(|file| session.config_folder.join(file)),
        web: settings::place(session).and_then(|(web, _)| address_of(&web).ok()),
        api: value_of(&session.config.network.api).map(|address| address.0.clone()),
    };
    Some(trackers::open(network, &desk))
}

/// Asks forge and tracker for what belongs to a release, where somebody wishes that; what comes of it counts in every cut
/// that follows: also in that of the whole version, which some documents of a candidate speak of.
pub(crate) fn enrich(session: &mut Session, request: &Request, env: &Env) -> Result<(), Failure> {
    if !session.network.is_wanted(session) {
        return Ok(());
    }
    let request = Request { scope: Scope::Version, ..request.clone() };
    session.enrichment = with_network(session, env, |network| {
        let enrichment = by_forge(session, &request, network)?;
        by_tracker(session, &request, network, enrichment)
    })?;
    Ok(())
}

fn by_forge(
    session: &Session,
    request: &Request,
    network: &Network<'_>,
) -> Result<Enrichment, Failure> {
    // Whoever says that there is no forge is not told that it was not asked.
    if session.config.forge.kind == ForgeKind::None {
        return Ok(Enrichment::default());
    }
    let Outcome::Release(release) = cut(session, request)? else {
        return Ok(Enrichment::default());
    };
    let forge = forge(session, network);
    let reached = forge.as_ref().map(|it| &**it);
    Ok(enrich::pull_requests(reached, &release, &session.config.branches))
}

/// Pull requests name tickets, too: the release is cut with them.
fn by_tracker(
    session: &Session,
    request: &Request,
    network: &Network<'_>,
    mut enrichment: Enrichment,
) -> Result<Enrichment, Failure> {
    let Some(tracker) = tracker(session, network) else { return Ok(enrichment) };
    let sources = Sources { enrichment: &enrichment, ..session.sources() };
    if let Outcome::Release(release) = cut_from(&sources, session, request)? {
        let (tickets, reading) = enrich::tickets(tracker.as_ref().map(|it| &**it), &release);
        enrichment.tickets = tickets;
        enrichment.readings.push(reading);
    }
    Ok(enrichment)
}

/// Explains why a service gave no answer.
pub(crate) fn of_forge(error: relnotes_forge::Error) -> Failure {
    let hint = error.hint();
    Failure::new(error).hints(hint)
}
