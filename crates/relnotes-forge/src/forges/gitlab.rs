//! GitLab: API v4, of gitlab.com and of servers of one's own.
//!
//! <https://docs.gitlab.com/api/merge_requests/> · <https://docs.gitlab.com/api/commits/> ·
//! <https://docs.gitlab.com/api/releases/>

use relnotes_core::config::forge::ForgeKind;
use relnotes_core::enrichment::{Check, CheckOutcome, PullRequest};
use relnotes_core::id::CommitId;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::listing::{self, Listed, Page};
use super::{Entry, Forge, Found, Place, Publication, Publish, Published, Wanted};
use crate::api::{Api, in_batches};
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;
use crate::time::{rfc3339, seconds};
use crate::transport::Method;

const NAME: &str = "GitLab";

const MOST_PAGES: usize = 60;

pub(super) const ENTRY: Entry = Entry { kind: ForgeKind::Gitlab, is_at: |_| true, open };

struct GitLab<'n> {
    network: &'n Network<'n>,
    api: Api<'n>,
    /// The path of the project with its groups: one segment in addresses.
    project: String,
}

fn open<'n>(network: &'n Network<'n>, place: &Place) -> Result<Box<dyn Forge + 'n>, Error> {
    let project = place.path();
    if !project.contains('/') {
        let reason = format!("`{}` names no project: it is HOST/GROUP/NAME", place.web);
        return Err(Error::Unfit { service: NAME, reason });
    }
    let address = place.api(|origin| format!("{origin}/api/v4"));
    let api = Api::open(network, &address, Scheme::Header("private-token"))?;
    Ok(Box::new(GitLab { network, api, project }))
}

#[derive(Deserialize)]
struct MergeRequest {
    iid: u64,
    title: String,
    description: Option<String>,
    web_url: Option<String>,
    merged_at: Option<String>,
    updated_at: Option<String>,
    author: Option<User>,
    #[serde(default)]
    labels: Vec<String>,
    milestone: Option<Titled>,
    source_branch: Option<String>,
    target_branch: Option<String>,
    source_project_id: Option<u64>,
    target_project_id: Option<u64>,
    merge_commit_sha: Option<String>,
    squash_commit_sha: Option<String>,
    sha: Option<String>,
}

#[derive(Deserialize)]
struct User {
    username: String,
}

#[derive(Deserialize)]
struct Titled {
    title: String,
}

impl From<MergeRequest> for Listed {
    fn from(it: MergeRequest) -> Self {
        let changed_at = it.updated_at.and_then(|at| seconds(&at));
        let merge_commit = it.merge_commit_sha.as_ref().or(it.squash_commit_sha.as_ref());
        let request = PullRequest {
            number: it.iid,
            title: it.title,
            body: it.description.unwrap_or_default(),
            url: it.web_url,
            author: it.author.map(|author| author.username),
            labels: it.labels,
            milestone: it.milestone.map(|milestone| milestone.title),
            head: it.source_branch,
            from_fork: it.source_project_id != it.target_project_id,
            base: it.target_branch,
            merge_commit: merge_commit.and_then(|it| it.parse().ok()),
            merged_at: it.merged_at.and_then(|at| seconds(&at)),
            ..PullRequest::default()
        };
        // Of a fast-forward there is neither a merge nor a squash: the head is what came.
        let commits = [it.merge_commit_sha, it.squash_commit_sha, it.sha];
        Self { request, commits: commits.into_iter().flatten().collect(), changed_at }
    }
}

#[derive(Deserialize)]
struct Status {
    name: String,
    status: String,
    target_url: Option<String>,
    #[serde(default)]
    allow_failure: bool,
}

#[derive(Deserialize)]
struct Deployment {
    sha: String,
    status: String,
    environment: Environment,
}

#[derive(Deserialize)]
struct Environment {
    name: String,
}

#[derive(Deserialize)]
struct Release {
    tag_name: String,
    description: Option<String>,
    #[serde(default)]
    upcoming_release: bool,
    #[serde(rename = "_links")]
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Links {
    #[serde(rename = "self")]
    own: Option<String>,
}

impl From<Release> for Published {
    fn from(release: Release) -> Self {
        Self {
            id: release.tag_name.clone(),
            tag: release.tag_name,
            body: release.description.unwrap_or_default().replace("\r\n", "\n"),
            is_draft: false,
            is_prerelease: release.upcoming_release,
            url: release.links.and_then(|links| links.own).unwrap_or_default(),
        }
    }
}

impl GitLab<'_> {
    fn url(&self, parts: &[&str], query: &[(&str, &str)]) -> Url {
        let of_project = ["projects", self.project.as_str()];
        let parts: Vec<&str> = of_project.into_iter().chain(parts.iter().copied()).collect();
        self.api.url(&parts, query)
    }

    /// Deployments are checks, too, called by their environments: of the hundred latest those of the commit.
    fn deployments(&self, commit: CommitId) -> Result<Vec<Check>, Error> {
        let query = [("order_by", "created_at"), ("sort", "desc"), ("per_page", "100")];
        let all: Vec<Deployment> = self.api.get_fresh(self.url(&["deployments"], &query))?;
        let commit = commit.to_string();
        let mut checks: Vec<Check> = Vec::new();
        for deployment in all.into_iter().filter(|it| it.sha == commit) {
            let name = format!("deployment/{}", deployment.environment.name);
            if !checks.iter().any(|known| known.name == name) {
                let outcome = match deployment.status.as_str() {
                    "success" => CheckOutcome::Success,
                    "created" | "running" | "blocked" => CheckOutcome::Running,
                    "skipped" => CheckOutcome::Skipped,
                    _ => CheckOutcome::Failure,
                };
                checks.push(Check { name, outcome, url: None });
            }
        }
        Ok(checks)
    }

    /// Merge requests by their numbers, a hundred with one request.
    fn by_numbers(&self, numbers: &[u64]) -> Result<Vec<Listed>, Error> {
        let texts: Vec<String> = numbers.iter().map(u64::to_string).collect();
        in_batches(&texts, 100, self.network, |batch| {
            let mut query = vec![("scope", "all"), ("per_page", "100")];
            query.extend(batch.iter().map(|number| ("iids[]", number.as_str())));
            let listed = self.api.pages(self.url(&["merge_requests"], &query), false)?;
            Ok(listed.into_iter().map(|it: MergeRequest| it.into()).collect())
        })
    }
}

impl Forge for GitLab<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn pull_requests(&self, wanted: &Wanted) -> Result<Found, Error> {
        let since = rfc3339(wanted.since);
        let mut found = match wanted.commits.is_empty() {
            true => Found::default(),
            false => listing::read(wanted, MOST_PAGES, |page| {
                let number = (page + 1).to_string();
                let query = [
                    ("state", "merged"),
                    ("scope", "all"),
                    ("order_by", "updated_at"),
                    ("sort", "desc"),
                    ("updated_after", since.as_str()),
                    ("per_page", "100"),
                    ("page", number.as_str()),
                ];
                let listed: Vec<MergeRequest> =
                    self.api.get(self.url(&["merge_requests"], &query))?;
                let is_last = listed.len() < 100;
                Ok(Page { listed: listed.into_iter().map(Into::into).collect(), is_last })
            })?,
        };
        let is_missing = |number: &u64| !found.requests.contains_key(number);
        let missing: Vec<u64> = wanted.numbers.iter().copied().filter(is_missing).collect();
        let listed = self.by_numbers(&missing)?.into_iter().map(|it| it.request);
        let merged = listed.filter(|request| request.merged_at.is_some());
        found.requests.extend(merged.map(|request| (request.number, request)));
        Ok(found)
    }

    fn checks(&self, commit: CommitId) -> Result<Vec<Check>, Error> {
        // Jobs of pipelines and statuses from outside are one list; of each name the latest.
        let path = ["repository", "commits", &commit.to_string(), "statuses"];
        let all: Vec<Status> = self.api.pages(self.url(&path, &[("per_page", "100")]), true)?;
        let jobs = all.into_iter().map(|it| Check {
            outcome: outcome_of(&it),
            name: it.name,
            url: it.target_url,
        });
        Ok(jobs.chain(self.deployments(commit)?).collect())
    }

    fn has_tag(&self, tag: &str) -> Result<bool, Error> {
        self.api.exists(self.url(&["repository", "tags", tag], &[]))
    }

    fn release(&self, tag: &str) -> Result<Option<Published>, Error> {
        match self.api.get_fresh::<Release>(self.url(&["releases", tag], &[])) {
            Ok(release) => Ok(Some(release.into())),
            Err(Error::NotFound { .. }) => Ok(None),
            // GitLab answers 403 to those who may not see releases, and to all where there is none.
            Err(error) => Err(error),
        }
    }

    fn publication(
        &self,
        release: &Publication,
        known: Option<&Published>,
    ) -> Result<Publish, Error> {
        if release.is_draft {
            let reason =
                "it has no drafts of releases: `--final` makes the release, `--dry-run` shows it";
            return Err(Error::Unfit { service: NAME, reason: reason.to_owned() });
        }
        let (method, url, body) = match known {
            Some(known) => (
                Method::Put,
                self.url(&["releases", &known.id], &[]),
                json!({ "name": release.name, "description": release.body }),
            ),
            None => (
                Method::Post,
                self.url(&["releases"], &[]),
                json!({
                    "tag_name": release.tag,
                    "ref": release.commit.to_string(),
                    "name": release.name,
                    "description": release.body,
                }),
            ),
        };
        let request = self.api.change(method, url, &body)?;
        Ok(Publish { request, is_update: known.is_some() })
    }

    fn publish(&self, request: &Publish) -> Result<Published, Error> {
        let made: Release = self.api.send(&request.request)?;
        Ok(made.into())
    }
}

fn outcome_of(status: &Status) -> CheckOutcome {
    match status.status.as_str() {
        "success" => CheckOutcome::Success,
        "skipped" | "manual" => CheckOutcome::Skipped,
        "created" | "pending" | "preparing" | "running" | "scheduled" | "waiting_for_resource" => {
            CheckOutcome::Running
        }
        _ if status.allow_failure => CheckOutcome::Skipped,
        _ => CheckOutcome::Failure,
    }
}
