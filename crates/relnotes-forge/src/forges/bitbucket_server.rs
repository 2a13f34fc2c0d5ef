//! Bitbucket Data Center, on a server of one's own: REST API 1.0.
//!
//! <https://developer.atlassian.com/server/bitbucket/rest/>

use relnotes_core::config::forge::ForgeKind;
use relnotes_core::enrichment::{Check, PullRequest};
use relnotes_core::id::CommitId;
use serde::Deserialize;

use super::bitbucket::{is_cloud, outcome_of};
use super::listing::{self, Listed, Page};
use super::{Entry, Forge, Found, Place, Wanted};
use crate::api::Api;
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;

const NAME: &str = "Bitbucket Data Center";

const MOST_PAGES: usize = 60;

const A_PAGE: usize = 100;

pub(super) const ENTRY: Entry =
    Entry { kind: ForgeKind::Bitbucket, is_at: |web| !is_cloud(web), open };

struct Server<'n> {
    api: Api<'n>,
    project: String,
    name: String,
}

fn open<'n>(network: &'n Network<'n>, place: &Place) -> Result<Box<dyn Forge + 'n>, Error> {
    let path = place.path();
    let (project, name) = project_and_name(&path).ok_or_else(|| Error::Unfit {
        service: NAME,
        reason: format!("`{}` names no repository: it is HOST/projects/KEY/repos/NAME", place.web),
    })?;
    let address = place.api(|origin| format!("{origin}/rest"));
    let api = Api::open(network, &address, Scheme::Bearer)?;
    Ok(Box::new(Server { api, project, name }))
}

/// Reads `projects/KEY/repos/NAME` of the pages, `scm/KEY/NAME` and `KEY/NAME` of remotes; `users/NAME/repos/…` is the
/// project `~NAME`.
fn project_and_name(path: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["projects", project, "repos", name] | ["scm", project, name] | [project, name] => {
            Some((project.to_owned(), name.to_owned()))
        }
        ["users", user, "repos", name] => Some((format!("~{user}"), name.to_owned())),
        _ => None,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Values<T> {
    #[serde(default = "Vec::new")]
    values: Vec<T>,
    #[serde(default)]
    is_last_page: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    id: u64,
    title: String,
    description: Option<String>,
    state: String,
    /// Milliseconds since 1970.
    closed_date: Option<i64>,
    updated_date: Option<i64>,
    author: Option<Author>,
    from_ref: Option<Ref>,
    to_ref: Option<Ref>,
    properties: Option<Properties>,
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Author {
    user: User,
}

#[derive(Deserialize)]
struct User {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ref {
    display_id: String,
    repository: Option<Repository>,
}

#[derive(Deserialize, PartialEq)]
struct Repository {
    id: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    merge_commit: Option<Merge>,
}

#[derive(Deserialize)]
struct Merge {
    id: String,
}

#[derive(Deserialize)]
struct Links {
    #[serde(rename = "self", default)]
    own: Vec<Link>,
}

#[derive(Deserialize)]
struct Link {
    href: String,
}

impl From<Request> for Listed {
    fn from(it: Request) -> Self {
        let repository = |end: &Option<Ref>| end.as_ref().and_then(|it| it.repository.as_ref()?.id);
        let merge = it.properties.and_then(|properties| properties.merge_commit);
        let request = PullRequest {
            number: it.id,
            title: it.title,
            body: it.description.unwrap_or_default(),
            url: it.links.and_then(|links| links.own.into_iter().next()).map(|link| link.href),
            author: it.author.map(|author| author.user.name),
            from_fork: repository(&it.from_ref) != repository(&it.to_ref),
            head: it.from_ref.map(|end| end.display_id),
            base: it.to_ref.map(|end| end.display_id),
            merge_commit: merge.as_ref().and_then(|merge| merge.id.parse().ok()),
            merged_at: it.closed_date.map(|at| at / 1000).filter(|_| it.state == "MERGED"),
            ..PullRequest::default()
        };
        let changed_at = it.updated_date.or(it.closed_date).map(|at| at / 1000);
        Self { request, commits: merge.into_iter().map(|merge| merge.id).collect(), changed_at }
    }
}

#[derive(Deserialize)]
struct Status {
    key: String,
    name: Option<String>,
    state: String,
    url: Option<String>,
}

impl Forge for Server<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn pull_requests(&self, wanted: &Wanted) -> Result<Found, Error> {
        let path = ["api", "1.0", "projects", &self.project, "repos", &self.name, "pull-requests"];
        let limit = A_PAGE.to_string();
        listing::read(wanted, MOST_PAGES, |page| {
            let start = (page * A_PAGE).to_string();
            let query =
                [("state", "MERGED"), ("order", "NEWEST"), ("limit", &limit), ("start", &start)];
            let read: Values<Request> = self.api.get(self.api.url(&path, &query))?;
            let is_last = read.is_last_page;
            Ok(Page { listed: read.values.into_iter().map(Into::into).collect(), is_last })
        })
    }

    fn checks(&self, commit: CommitId) -> Result<Vec<Check>, Error> {
        let commit = commit.to_string();
        let path = ["build-status", "1.0", "commits", &commit];
        let read: Values<Status> = self.api.get_fresh(self.api.url(&path, &[("limit", "100")]))?;
        if !read.is_last_page {
            let reason = "the commit has more than a hundred builds, and not all were read";
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
        let path = ["api", "1.0", "projects", &self.project, "repos", &self.name, "tags", tag];
        self.api.exists(self.api.url(&path, &[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_read_from_pages_and_remotes() {
        for (path, expected) in [
            ("projects/SHOP/repos/app", Some(("SHOP", "app"))),
            ("scm/shop/app", Some(("shop", "app"))),
            ("users/anna/repos/app", Some(("~anna", "app"))),
            ("app", None),
        ] {
            let found = project_and_name(path);
            let found = found.as_ref().map(|(project, name)| (project.as_str(), name.as_str()));
            assert_eq!(found, expected, "{path}");
        }
    }
}
