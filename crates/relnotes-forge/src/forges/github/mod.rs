//! GitHub and GitHub Enterprise Server: REST API of 2022-11-28 and GraphQL.
//!
//! <https://docs.github.com/en/rest> · <https://docs.github.com/en/graphql>

mod checks;
mod graphql;
mod listed;
mod releases;

use relnotes_core::config::forge::ForgeKind;
use relnotes_core::enrichment::Check;
use relnotes_core::id::CommitId;
use url::Url;

use super::{Entry, Forge, Found, Place, Publication, Publish, Published, Wanted, github_api};
use crate::api::Api;
use crate::error::Error;
use crate::network::Network;

const NAME: &str = "GitHub";

pub(super) const ENTRY: Entry = Entry { kind: ForgeKind::Github, is_at: |_| true, open };

struct GitHub<'n> {
    network: &'n Network<'n>,
    api: Api<'n>,
    owner: String,
    name: String,
}

fn open<'n>(network: &'n Network<'n>, place: &Place) -> Result<Box<dyn Forge + 'n>, Error> {
    let (owner, name) = place.owner_and_name(NAME)?;
    let address = place.api(github_api::address_of);
    let api = github_api::open(network, &address)?;
    Ok(Box::new(GitHub { network, api, owner, name }))
}

impl GitHub<'_> {
    /// Returns the address of something of the repository.
    fn url(&self, parts: &[&str], query: &[(&str, &str)]) -> Url {
        let of_repository = ["repos", &self.owner, &self.name];
        let parts: Vec<&str> = of_repository.into_iter().chain(parts.iter().copied()).collect();
        self.api.url(&parts, query)
    }
}

impl Forge for GitHub<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    /// GraphQL answers a hundred questions at once, to those who show a token; without one the list of closed pull
    /// requests is read.
    fn pull_requests(&self, wanted: &Wanted) -> Result<Found, Error> {
        if self.api.has_token() { self.by_graphql(wanted) } else { self.by_list(wanted) }
    }

    fn checks(&self, commit: CommitId) -> Result<Vec<Check>, Error> {
        self.checks_of(commit)
    }

    fn has_tag(&self, tag: &str) -> Result<bool, Error> {
        self.api.exists(self.url(&["git", "ref", "tags", tag], &[]))
    }

    fn release(&self, tag: &str) -> Result<Option<Published>, Error> {
        self.release_of(tag)
    }

    fn publication(
        &self,
        release: &Publication,
        known: Option<&Published>,
    ) -> Result<Publish, Error> {
        self.publication_of(release, known)
    }

    fn publish(&self, request: &Publish) -> Result<Published, Error> {
        let made: super::like_github::Release = self.api.send(&request.request)?;
        Ok(made.into())
    }
}
