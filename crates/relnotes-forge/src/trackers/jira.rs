//! Jira Cloud (API 3) and Jira Data Center (API 2).
//!
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/> ·
//! <https://developer.atlassian.com/server/jira/platform/rest/>

use relnotes_core::enrichment::{Progress, Ticket};
use serde::Deserialize;
use serde_json::json;

use super::{Desk, Tracker, is_key, quoted};
use crate::api::{Api, in_batches};
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;

const NAME: &str = "Jira";

/// How many tickets one request asks for.
const AT_ONCE: usize = 100;

const MOST_PAGES: usize = 50;

const FIELDS: [&str; 6] = ["summary", "status", "issuetype", "labels", "fixVersions", "priority"];

struct Jira<'n> {
    network: &'n Network<'n>,
    api: Api<'n>,
    address: String,
    project: Option<String>,
    is_cloud: bool,
}

pub(super) fn open<'n>(
    network: &'n Network<'n>,
    desk: &Desk,
) -> Result<Box<dyn Tracker + 'n>, Error> {
    let address = desk.needed_url(NAME)?.to_owned();
    let api = Api::open(network, &address, Scheme::Bearer)?;
    let host = crate::api::address_of(&address)?.host_str().map(str::to_owned);
    let is_cloud = host.is_some_and(|host| host.ends_with(".atlassian.net"));
    Ok(Box::new(Jira { network, api, address, project: desk.project.clone(), is_cloud }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    issues: Vec<Issue>,
    /// Of the cloud: what the next request begins with.
    next_page_token: Option<String>,
    /// Of a server: how many there are.
    total: Option<usize>,
}

#[derive(Deserialize)]
struct Issue {
    key: String,
    fields: Fields,
}

#[derive(Deserialize)]
struct Fields {
    summary: Option<String>,
    status: Option<Status>,
    issuetype: Option<Named>,
    labels: Option<Vec<String>>,
    #[serde(rename = "fixVersions")]
    fix_versions: Option<Vec<Named>>,
    priority: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Status {
    name: String,
    #[serde(rename = "statusCategory")]
    category: Option<Category>,
}

#[derive(Deserialize)]
struct Category {
    key: String,
}

impl Jira<'_> {
    fn ticket(&self, issue: Issue) -> Ticket {
        let Fields { summary, status, issuetype, labels, fix_versions, priority } = issue.fields;
        let progress = status.as_ref().and_then(|status| status.category.as_ref());
        Ticket {
            url: Some(format!("{}/browse/{}", self.address, issue.key)),
            id: issue.key,
            title: summary.unwrap_or_default(),
            progress: match progress.map(|category| category.key.as_str()) {
                Some("done") => Progress::Done,
                Some("new" | "indeterminate") => Progress::Open,
                _ => Progress::Unknown,
            },
            status: status.map(|status| status.name).unwrap_or_default(),
            kind: issuetype.map(|it| it.name),
            labels: labels.unwrap_or_default(),
            versions: fix_versions.into_iter().flatten().map(|it| it.name).collect(),
            priority: priority.map(|it| it.name),
        }
    }

    /// One request for up to a hundred tickets; those that do not exist are no error.
    fn batch(&self, ids: &[String]) -> Result<Vec<Issue>, Error> {
        let found: Found = if self.is_cloud {
            let url = self.api.url(&["rest", "api", "3", "issue", "bulkfetch"], &[]);
            self.api.query(url, &json!({ "issueIdsOrKeys": ids, "fields": FIELDS }))?
        } else {
            let url = self.api.url(&["rest", "api", "2", "search"], &[]);
            let jql = format!("key in ({})", ids.join(", "));
            let body = json!({
                "jql": jql, "fields": FIELDS, "maxResults": AT_ONCE, "validateQuery": false,
            });
            self.api.query(url, &body)?
        };
        Ok(found.issues)
    }

    fn search(&self, jql: &str) -> Result<Vec<Issue>, Error> {
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let found: Found = if self.is_cloud {
                let url = self.api.url(&["rest", "api", "3", "search", "jql"], &[]);
                let mut body = json!({ "jql": jql, "fields": FIELDS, "maxResults": AT_ONCE });
                if let Some(token) = &token {
                    body["nextPageToken"] = token.as_str().into();
                }
                self.api.query(url, &body)?
            } else {
                let url = self.api.url(&["rest", "api", "2", "search"], &[]);
                let body = json!({
                    "jql": jql, "fields": FIELDS, "maxResults": AT_ONCE, "startAt": all.len(),
                });
                self.api.query(url, &body)?
            };
            let count = found.issues.len();
            all.extend(found.issues);
            token = found.next_page_token;
            let is_whole = found.total.is_none_or(|total| all.len() >= total);
            if count == 0 || (token.is_none() && is_whole) {
                return Ok(all);
            }
        }
        Err(Error::Pages { address: self.address.clone(), pages: MOST_PAGES })
    }
}

impl Tracker for Jira<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn knows(&self, id: &str) -> bool {
        is_key(id, self.project.as_deref())
    }

    fn tickets(&self, ids: &[String]) -> Result<Vec<Ticket>, Error> {
        // They become part of a query: nothing but ids may.
        let ids: Vec<String> = ids.iter().filter(|id| self.knows(id)).cloned().collect();
        let issues = in_batches(&ids, AT_ONCE, self.network, |batch| self.batch(batch))?;
        Ok(issues.into_iter().map(|issue| self.ticket(issue)).collect())
    }

    fn of_version(&self, version: &str) -> Result<Vec<Ticket>, Error> {
        let of_project = self.project.as_ref().map(|project| {
            let all: Vec<String> = project.split(',').map(|it| quoted(it.trim())).collect();
            format!("project in ({}) AND ", all.join(", "))
        });
        let jql = format!(
            "{}fixVersion = {} ORDER BY key",
            of_project.unwrap_or_default(),
            quoted(version)
        );
        Ok(self.search(&jql)?.into_iter().map(|issue| self.ticket(issue)).collect())
    }
}
