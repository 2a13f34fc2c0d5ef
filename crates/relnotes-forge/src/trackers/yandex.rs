//! Yandex Tracker: API 3.
//!
//! <https://yandex.ru/support/tracker/ru/api-ref/issues/search-issues>

use relnotes_core::enrichment::{Progress, Ticket};
use serde::Deserialize;
use serde_json::json;

use super::{Desk, Tracker, is_key, quoted};
use crate::api::{Api, in_batches};
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;

const NAME: &str = "Yandex Tracker";

const AT_ONCE: usize = 100;

const MOST_PAGES: usize = 50;

struct Yandex<'n> {
    network: &'n Network<'n>,
    api: Api<'n>,
    address: String,
    project: Option<String>,
}

pub(super) fn open<'n>(
    network: &'n Network<'n>,
    desk: &Desk,
) -> Result<Box<dyn Tracker + 'n>, Error> {
    let address = desk.url.clone().unwrap_or_else(|| "https://api.tracker.yandex.net".to_owned());
    let organization = desk.organization.clone().ok_or_else(|| Error::Missing {
        what: format!("the organization of {NAME}"),
        key: "tracker.organization",
    })?;
    // Organizations of Yandex 360 have numbers, those of Yandex Cloud words.
    let is_number = organization.bytes().all(|byte| byte.is_ascii_digit());
    let header = if is_number { "x-org-id" } else { "x-cloud-org-id" };
    let api =
        Api::open(network, &address, Scheme::Word("OAuth"))?.with_header(header, organization);
    Ok(Box::new(Yandex { network, api, address, project: desk.project.clone() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issue {
    key: String,
    summary: Option<String>,
    status: Option<Shown>,
    status_type: Option<Shown>,
    resolution: Option<Shown>,
    #[serde(rename = "type")]
    kind: Option<Shown>,
    priority: Option<Shown>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    fix_versions: Vec<Shown>,
}

#[derive(Deserialize)]
struct Shown {
    key: Option<String>,
    display: Option<String>,
}

impl Shown {
    fn text(self) -> Option<String> {
        self.display.or(self.key)
    }
}

impl From<Issue> for Ticket {
    fn from(issue: Issue) -> Self {
        let stage = issue.status_type.as_ref().and_then(|stage| stage.key.as_deref());
        Self {
            url: Some(format!("https://tracker.yandex.ru/{}", issue.key)),
            id: issue.key,
            title: issue.summary.unwrap_or_default(),
            progress: match stage {
                Some("done" | "cancelled") => Progress::Done,
                Some(_) => Progress::Open,
                // Older answers have no types of statuses: what is resolved is done.
                None if issue.resolution.is_some() => Progress::Done,
                None => Progress::Open,
            },
            status: issue.status.and_then(Shown::text).unwrap_or_default(),
            kind: issue.kind.and_then(Shown::text),
            labels: issue.tags,
            versions: issue.fix_versions.into_iter().filter_map(Shown::text).collect(),
            priority: issue.priority.and_then(Shown::text),
        }
    }
}

impl Yandex<'_> {
    fn search(&self, body: &serde_json::Value) -> Result<Vec<Ticket>, Error> {
        let mut all = Vec::new();
        for page in 1..=MOST_PAGES {
            let (size, page) = (AT_ONCE.to_string(), page.to_string());
            let query = [("perPage", size.as_str()), ("page", page.as_str())];
            let url = self.api.url(&["v3", "issues", "_search"], &query);
            let issues: Vec<Issue> = self.api.query(url, body)?;
            let is_last = issues.len() < AT_ONCE;
            all.extend(issues.into_iter().map(Ticket::from));
            if is_last {
                return Ok(all);
            }
        }
        Err(Error::Pages { address: self.address.clone(), pages: MOST_PAGES })
    }
}

impl Tracker for Yandex<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn knows(&self, id: &str) -> bool {
        is_key(id, self.project.as_deref())
    }

    fn tickets(&self, ids: &[String]) -> Result<Vec<Ticket>, Error> {
        let read = |batch: &[String]| self.search(&json!({ "keys": batch }));
        in_batches(ids, AT_ONCE, self.network, read)
    }

    fn of_version(&self, version: &str) -> Result<Vec<Ticket>, Error> {
        let of_queue =
            self.project.as_ref().map(|project| format!("Queue: {} AND ", quoted(project)));
        let query = format!("{}\"Fix Version\": {}", of_queue.unwrap_or_default(), quoted(version));
        self.search(&json!({ "query": query }))
    }
}
