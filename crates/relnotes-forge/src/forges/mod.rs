//! What hosts a repository, one file or folder a service. A new one is a new file and one line here.

mod bitbucket;
mod bitbucket_server;
mod gitea;
mod github;
pub(crate) mod github_api;
mod gitlab;
mod like_github;
mod listing;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use relnotes_core::config::forge::ForgeKind;
use relnotes_core::enrichment::{Check, PullRequest};
use relnotes_core::id::CommitId;
use url::Url;

use crate::error::Error;
use crate::network::Network;

/// All forges.
const ALL: [Entry; 5] =
    [github::ENTRY, gitlab::ENTRY, gitea::ENTRY, bitbucket::ENTRY, bitbucket_server::ENTRY];

/// A kind of forge, and how it is reached.
struct Entry {
    kind: ForgeKind,
    /// Whether it is this one and no other of the same kind.
    is_at: fn(&Url) -> bool,
    open: Open,
}

type Open = for<'n> fn(&'n Network<'n>, &Place) -> Result<Box<dyn Forge + 'n>, Error>;

/// Where a repository lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What runs there.
    pub kind: ForgeKind,
    /// The web address of the repository.
    pub web: Url,
    /// The address of the API, where it is not the usual one of the host.
    pub api: Option<String>,
}

impl Place {
    /// Returns the path of the repository on its host, `shop/app`, with all of its groups.
    fn path(&self) -> String {
        self.web.path().trim_matches('/').trim_end_matches(".git").to_owned()
    }

    /// Returns owner and name.
    fn owner_and_name(&self, service: &'static str) -> Result<(String, String), Error> {
        let path = self.path();
        let two =
            path.split_once('/').filter(|(owner, name)| !owner.is_empty() && !name.is_empty());
        let two = two.filter(|(_, name)| !name.contains('/'));
        let reason = || format!("`{}` names no repository: it is HOST/OWNER/NAME", self.web);
        let (owner, name) = two.ok_or_else(|| Error::Unfit { service, reason: reason() })?;
        Ok((owner.to_owned(), name.to_owned()))
    }

    /// Returns the address of the API: as configured, else what follows from the host.
    fn api(&self, usual: impl FnOnce(&str) -> String) -> String {
        let origin = self.web.origin().ascii_serialization();
        self.api.clone().unwrap_or_else(|| usual(&origin))
    }
}

/// What a forge knows of a repository.
pub trait Forge: Sync {
    /// Returns the name of the service.
    fn name(&self) -> &'static str;

    /// Returns pull requests by their numbers, and those that hold some commits.
    ///
    /// # Errors
    /// Where the forge gives no answer.
    fn pull_requests(&self, wanted: &Wanted) -> Result<Found, Error>;

    /// Returns the checks of a commit, of all kinds that the forge has, as they stand now.
    ///
    /// # Errors
    /// Where the forge gives no answer.
    fn checks(&self, commit: CommitId) -> Result<Vec<Check>, Error>;

    /// Returns whether a tag was pushed.
    ///
    /// # Errors
    /// Where the forge gives no answer.
    fn has_tag(&self, tag: &str) -> Result<bool, Error>;

    /// Returns the release of a tag.
    ///
    /// # Errors
    /// Where the forge gives no answer.
    fn release(&self, _tag: &str) -> Result<Option<Published>, Error> {
        Err(no_releases(self.name()))
    }

    /// Returns the request that makes or changes a release.
    ///
    /// # Errors
    /// Where the forge cannot do what is asked.
    fn publication(
        &self,
        _release: &Publication,
        _known: Option<&Published>,
    ) -> Result<Publish, Error> {
        Err(no_releases(self.name()))
    }

    /// Sends such a request; returns where the release can be opened.
    ///
    /// # Errors
    /// Where the forge does not say that it was done.
    fn publish(&self, _request: &Publish) -> Result<Published, Error> {
        Err(no_releases(self.name()))
    }
}

/// Some have tags and downloads, and no releases.
fn no_releases(service: &'static str) -> Error {
    Error::Unfit { service, reason: "it has no releases, only tags: relnotes tag".to_owned() }
}

/// Which pull requests are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// By number.
    pub numbers: Vec<u64>,
    /// By a commit that came with it.
    pub commits: Vec<CommitId>,
    /// Nothing older than this was merged with the range, in seconds since 1970.
    pub since: i64,
}

/// Pull requests that were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// By their numbers.
    pub requests: BTreeMap<u64, PullRequest>,
    /// The numbers of those that hold a commit.
    pub of_commits: BTreeMap<CommitId, Vec<u64>>,
    /// Why some were not asked for.
    pub problem: Option<String>,
}

/// A release as it is on the forge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// The forge's own id of it.
    pub id: String,
    /// Its tag.
    pub tag: String,
    /// What stands in it.
    pub body: String,
    /// Whether nobody but the team sees it.
    pub is_draft: bool,
    /// Whether it is a candidate.
    pub is_prerelease: bool,
    /// Where it can be opened.
    pub url: String,
}

/// A release as it should be on the forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its tag.
    pub tag: String,
    /// The commit that the tag is made at where it does not exist.
    pub commit: CommitId,
    /// Its heading.
    pub name: String,
    /// What stands in it.
    pub body: String,
    /// Whether nobody but the team sees it.
    pub is_draft: bool,
    /// Whether it is a candidate.
    pub is_prerelease: bool,
    /// Whether it is the newest one for users: no candidate, and no hotfix of an older line.
    pub is_latest: bool,
}

/// A request that makes or changes a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// The request.
    pub request: crate::transport::Request,
    /// Whether it changes a release that is there.
    pub is_update: bool,
}

/// Reaches the forge of a repository.
///
/// # Errors
/// Where nothing is known of such a forge, or its host is not trusted.
pub fn open<'n>(network: &'n Network<'n>, place: &Place) -> Result<Box<dyn Forge + 'n>, Error> {
    let entry = ALL.iter().find(|entry| entry.kind == place.kind && (entry.is_at)(&place.web));
    let what = || format!("what runs at {}", place.web);
    let entry = entry.ok_or_else(|| Error::Missing { what: what(), key: "forge.kind" })?;
    (entry.open)(network, place)
}
