//! Bitbucket Cloud: API 2.0.
//!
//! <https://developer.atlassian.com/cloud/bitbucket/rest/>

use relnotes_core::config::forge::ForgeKind;
use relnotes_core::enrichment::{Check, CheckOutcome, PullRequest};
use relnotes_core::id::CommitId;
use serde::Deserialize;
use url::Url;

use super::listing::{self, Listed, Page};
use super::{Entry, Forge, Found, Place, Wanted};
use crate::api::Api;
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;
use crate::time::{rfc3339, seconds};

const NAME: &str = "Bitbucket";

const MOST_PAGES: usize = 100;

pub(super) const ENTRY: Entry = Entry { kind: ForgeKind::Bitbucket, is_at: is_cloud, open };

/// Whether an address is of the cloud, whose API is another one than that of a server.
pub(super) fn is_cloud(web: &Url) -> bool {
    web.host_str() == Some("bitbucket.org")
}

struct Bitbucket<'n> {
    api: Api<'n>,
    owner: String,
    name: String,
}

fn open<'n>(network: &'n Network<'n>, place: &Place) -> Result<Box<dyn Forge + 'n>, Error> {
    let (owner, name) = place.owner_and_name(NAME)?;
    let address = place.api(|_| "https://api.bitbucket.org/2.0".to_owned());
    let api = Api::open(network, &address, Scheme::Bearer)?;
    Ok(Box::new(Bitbucket { api, owner, name }))
}

#[derive(Deserialize)]
struct Values<T> {
    #[serde(default = "Vec::new")]
    values: Vec<T>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Request {
    id: u64,
    title: String,
    description: Option<String>,
    links: Option<Links>,
    state: String,
    updated_on: Option<String>,
    author: Option<User>,
    source: Option<End>,
    destination: Option<End>,
    merge_commit: Option<Hash>,
}

#[derive(Deserialize)]
struct Links {
    html: Option<Link>,
}

#[derive(Deserialize)]
struct Link {
    href: String,
}

#[derive(Deserialize)]
struct User {
    nickname: Option<String>,
    display_name: Option<String>,
}

#[derive(Deserialize)]
struct End {
    branch: Option<Named>,
    repository: Option<Repository>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

#[derive(Deserialize)]
struct Hash {
    hash: String,
}

impl From<Request> for Listed {
    fn from(it: Request) -> Self {
        let repository = |end: &Option<End>| {
            end.as_ref().and_then(|end| end.repository.as_ref()).map(|it| it.full_name.clone())
        };
        let branch = |end: Option<End>| end.and_then(|end| end.branch).map(|branch| branch.name);
        let changed_at = it.updated_on.and_then(|at| seconds(&at));
        let request = PullRequest {
            number: it.id,
            title: it.title,
            body: it.description.unwrap_or_default(),
            url: it.links.and_then(|links| links.html).map(|link| link.href),
            author: it.author.and_then(|author| author.nickname.or(author.display_name)),
            from_fork: repository(&it.source) != repository(&it.destination),
            head: branch(it.source),
            base: branch(it.destination),
            // It says when it was changed last, and merging is the last that usually happens.
            merged_at: changed_at.filter(|_| it.state == "MERGED"),
            ..PullRequest::default()
        };
        Self {
            request,
            commits: it.merge_commit.into_iter().map(|it| it.hash).collect(),
            changed_at,
        }
    }
}

#[derive(Deserialize)]
struct Status {
    key: String,
    name: Option<String>,
    state: String,
    url: Option<String>,
}

impl Bitbucket<'_> {
    fn url(&self, parts: &[&str], query: &[(&str, &str)]) -> Url {
        let of_repository = ["repositories", &self.owner, &self.name];
        let parts: Vec<&str> = of_repository.into_iter().chain(parts.iter().copied()).collect();
        self.api.url(&parts, query)
    }
}

impl Forge for Bitbucket<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn pull_requests(&self, wanted: &Wanted) -> Result<Found, Error> {
        // A filter takes the place of the parameter `state`.
        let since = format!("state = \"MERGED\" AND updated_on >= {}", rfc3339(wanted.since));
        listing::read(wanted, MOST_PAGES, |page| {
            let number = (page + 1).to_string();
            let query = [
                ("q", since.as_str()),
                ("sort", "-updated_on"),
                ("pagelen", "50"),
                ("page", number.as_str()),
            ];
            let read: Values<Request> = self.api.get(self.url(&["pullrequests"], &query))?;
            let is_last = read.next.is_none();
            Ok(Page { listed: read.values.into_iter().map(Into::into).collect(), is_last })
        })
    }

    fn checks(&self, commit: CommitId) -> Result<Vec<Check>, Error> {
        let url = self.url(&["commit", &commit.to_string(), "statuses"], &[("pagelen", "100")]);
        let read: Values<Status> = self.api.get_fresh(url)?;
        if read.next.is_some() {
            let reason = "the commit has more than a hundred statuses, and not all were read";
            return Err(Error::Unfit { service: NAME, reason: reason.to_owned() });
        }
        let check = |it: Status| Check {
            outcome: outcome_of(&it.state),
            name: it.name.unwrap_or(it.key),
            url: it.url,
        };
        Ok(read.values.into_iter().map(check).collect())
    }

    fn has_tag(&self, tag: &str) -> Result<bool, Error> {
        self.api.exists(self.url(&["refs", "tags", tag], &[]))
    }
}

/// The states of builds, of the cloud and of servers.
pub(super) fn outcome_of(state: &str) -> CheckOutcome {
    match state {
        "SUCCESSFUL" => CheckOutcome::Success,
        "INPROGRESS" => CheckOutcome::Running,
        _ => CheckOutcome::Failure,
    }
}
