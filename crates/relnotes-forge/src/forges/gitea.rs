//! Gitea and Forgejo: API v1.
//!
//! <https://docs.gitea.com/api/> · <https://codeberg.org/api/swagger>

use relnotes_core::config::forge::ForgeKind;
use relnotes_core::enrichment::{Check, CheckOutcome};
use relnotes_core::id::CommitId;
use serde::Deserialize;
use url::Url;

use super::like_github::{Release, Request, body_of};
use super::listing::{self, Page};
use super::{Entry, Forge, Found, Place, Publication, Publish, Published, Wanted};
use crate::api::Api;
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;
use crate::transport::Method;

const NAME: &str = "Gitea";

/// How many items a page has: the usual `MAX_RESPONSE_ITEMS` of a server.
const A_PAGE: usize = 50;

const MOST_PAGES: usize = 60;

pub(super) const ENTRY: Entry = Entry { kind: ForgeKind::Gitea, is_at: |_| true, open };

struct Gitea<'n> {
    api: Api<'n>,
    owner: String,
    name: String,
}

fn open<'n>(network: &'n Network<'n>, place: &Place) -> Result<Box<dyn Forge + 'n>, Error> {
    let (owner, name) = place.owner_and_name(NAME)?;
    let address = place.api(|origin| format!("{origin}/api/v1"));
    let api = Api::open(network, &address, Scheme::Word("token"))?;
    Ok(Box::new(Gitea { api, owner, name }))
}

#[derive(Deserialize)]
struct Status {
    context: String,
    /// Gitea calls it `status`, Forgejo too; older ones `state`.
    #[serde(alias = "state")]
    status: String,
    target_url: Option<String>,
}

impl Gitea<'_> {
    fn url(&self, parts: &[&str], query: &[(&str, &str)]) -> Url {
        let of_repository = ["repos", &self.owner, &self.name];
        let parts: Vec<&str> = of_repository.into_iter().chain(parts.iter().copied()).collect();
        self.api.url(&parts, query)
    }
}

impl Forge for Gitea<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn pull_requests(&self, wanted: &Wanted) -> Result<Found, Error> {
        let limit = A_PAGE.to_string();
        listing::read(wanted, MOST_PAGES, |page| {
            let number = (page + 1).to_string();
            let query = [
                ("state", "closed"),
                ("sort", "recentupdate"),
                ("limit", &limit),
                ("page", &number),
            ];
            let listed: Vec<Request> = self.api.get(self.url(&["pulls"], &query))?;
            // A server may give less than was asked for, so only an empty page is the last for sure.
            let is_last = listed.is_empty();
            Ok(Page { listed: listed.into_iter().map(Into::into).collect(), is_last })
        })
    }

    fn checks(&self, commit: CommitId) -> Result<Vec<Check>, Error> {
        let url = self.url(
            &["commits", &commit.to_string(), "statuses"],
            &[("sort", "recentupdate"), ("limit", "50")],
        );
        let mut checks: Vec<Check> = Vec::new();
        for status in self.api.pages::<Status>(url, true)? {
            // The newest comes first; what a context said before counts no more.
            if !checks.iter().any(|known| known.name == status.context) {
                let outcome = outcome_of(&status.status);
                checks.push(Check { name: status.context, outcome, url: status.target_url });
            }
        }
        Ok(checks)
    }

    fn has_tag(&self, tag: &str) -> Result<bool, Error> {
        self.api.exists(self.url(&["tags", tag], &[]))
    }

    fn release(&self, tag: &str) -> Result<Option<Published>, Error> {
        let url = self.url(&["releases"], &[("limit", "50")]);
        let all: Vec<Release> = self.api.pages(url, true)?;
        Ok(all.into_iter().find(|release| release.tag_name == tag).map(Published::from))
    }

    fn publication(
        &self,
        release: &Publication,
        known: Option<&Published>,
    ) -> Result<Publish, Error> {
        let (method, url) = match known {
            Some(known) => (Method::Patch, self.url(&["releases", &known.id], &[])),
            None => (Method::Post, self.url(&["releases"], &[])),
        };
        let request = self.api.change(method, url, &body_of(release))?;
        Ok(Publish { request, is_update: known.is_some() })
    }

    fn publish(&self, request: &Publish) -> Result<Published, Error> {
        let made: Release = self.api.send(&request.request)?;
        Ok(made.into())
    }
}

fn outcome_of(state: &str) -> CheckOutcome {
    match state {
        "success" => CheckOutcome::Success,
        "pending" => CheckOutcome::Running,
        "skipped" | "warning" => CheckOutcome::Skipped,
        _ => CheckOutcome::Failure,
    }
}
