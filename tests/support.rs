//! What the tests share: a repository opened as the program opens it, and releases cut from it.

pub(crate) mod brute;

use std::path::Path;

use relnotes_core::config::Config;
use relnotes_core::git::{self, Location, Repository};
use relnotes_core::mailmap::Mailmap;
use relnotes_core::message::Parser;
use relnotes_core::person::Time;
use relnotes_core::release::model::Release;
use relnotes_core::release::{
    Error, Explanation, Outcome, RangeSpec, Request, Scope, Sources, cut, explain,
};
use relnotes_core::tag::{self, Tag, TagRules};
use relnotes_core::ticket::TicketPatterns;

/// What the clock says in tests.
pub(crate) const NOW: Time = Time { seconds: 1_800_000_000, offset: 0 };

/// A repository with what a release is cut from.
pub(crate) struct Session {
    pub(crate) repository: Repository,
    pub(crate) config: Config,
    pub(crate) tags: Vec<Tag>,
    mailmap: Mailmap,
    parser: Parser,
}

impl Session {
    /// Opens a repository with the default configuration.
    pub(crate) fn open(path: &Path) -> Self {
        Self::open_with(path, "")
    }

    /// Opens a repository with a `relnotes.toml` of this text.
    pub(crate) fn open_with(path: &Path, config: &str) -> Self {
        let location = Location { start: path.to_owned(), git_dir: None };
        Self::open_at(&location, config)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Opens the repository at a location, or says why it cannot be.
    pub(crate) fn open_at(location: &Location, config: &str) -> Result<Self, git::Error> {
        let repository = Repository::open(location)?;
        let config = Config::parse(config, "relnotes.toml").expect("the configuration is right");
        let rules = TagRules {
            prefix: config.tags.prefix.clone(),
            first_number: config.tags.first_number,
            stages: config.tags.stages.clone(),
        };
        let tags = tag::classify(repository.tags()?.0, &rules);
        let patterns = TicketPatterns::new(&config.tickets.patterns, &config.tickets.ignore)
            .expect("the patterns are right");
        let mailmap = mailmap_of(&repository);
        Ok(Self { repository, config, tags, mailmap, parser: Parser::new(patterns) })
    }

    pub(crate) fn sources(&self) -> Sources<'_> {
        Sources {
            repository: &self.repository,
            tags: &self.tags,
            config: &self.config,
            mailmap: &self.mailmap,
            parser: &self.parser,
            briefs: &relnotes_core::brief::NO_BRIEFS,
            enrichment: &relnotes_core::enrichment::NOTHING,
        }
    }

    /// Cuts what was asked for.
    pub(crate) fn cut(&self, range: &str) -> Result<Outcome, Error> {
        cut(&self.sources(), &request(range))
    }

    /// Cuts a release; panics where there is none.
    pub(crate) fn release(&self, range: &str) -> Release {
        match self.cut(range) {
            Ok(Outcome::Release(release)) => *release,
            other => panic!("{range}: no release but {other:?}"),
        }
    }

    /// Explains the base of a target.
    pub(crate) fn explain(&self, range: &str) -> Explanation {
        explain(&self.sources(), &request(range)).unwrap_or_else(|error| panic!("{range}: {error}"))
    }
}

/// A request as the command line makes it.
pub(crate) fn request(range: &str) -> Request {
    Request {
        range: RangeSpec::parse(range).unwrap_or_else(|error| panic!("{error}")),
        as_version: None,
        date: None,
        now: NOW,
        scope: Scope::Step,
    }
}

fn mailmap_of(repository: &Repository) -> Mailmap {
    let text = match repository.work_dir() {
        Some(top) => std::fs::read(top.join(".mailmap")).ok(),
        None => repository
            .resolve("HEAD")
            .ok()
            .and_then(|head| repository.read_file(head.commit, ".mailmap").ok().flatten()),
    };
    text.map_or_else(Mailmap::empty, Mailmap::parse)
}

/// Panics unless every commit of a release is in exactly one place and the figures add up.
pub(crate) fn check_accounting(release: &Release, what: &str) {
    use std::collections::{BTreeMap, BTreeSet};
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut put = |id: String, place| places.entry(id).or_default().push(place);
    release.merges.iter().for_each(|id| put(id.to_string(), "merges"));
    release.reverted.iter().for_each(|it| put(it.commit.to_string(), "reverted"));
    release.duplicates.iter().for_each(|it| put(it.commit.to_string(), "duplicates"));
    let listed: BTreeSet<String> =
        release.changes.iter().flat_map(|it| &it.commits).map(ToString::to_string).collect();
    let user = release.changes.iter().filter(|it| it.is_for_users());
    let user: BTreeSet<String> = user.flat_map(|it| &it.commits).map(ToString::to_string).collect();
    listed.iter().for_each(|id| put(id.clone(), "changes"));
    let twice: Vec<_> = places.iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(twice.is_empty(), "{what}: in two places: {twice:?}");
    let content: BTreeSet<String> = release.commits.iter().map(|it| it.id.to_string()).collect();
    assert_eq!(places.into_keys().collect::<BTreeSet<_>>(), content, "{what}: places");
    let sums = release.accounting;
    let sum = sums.user
        + sums.internal
        + sums.duplicates
        + sums.reverted
        + sums.merges
        + sums.unaccounted;
    assert_eq!((sums.unaccounted, sums.in_range), (0, content.len()), "{what}: {sums:?}");
    assert_eq!(sum, sums.in_range, "{what}: {sums:?}");
    assert_eq!(sums.user + sums.internal, listed.len(), "{what}: {sums:?}");
    assert_eq!(sums.user, user.len(), "{what}: {sums:?}");
    assert!(sums.not_in_user_notes <= listed.len() && sums.documents <= sums.internal, "{what}");
}
