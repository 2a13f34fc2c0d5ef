//! YouTrack: REST API.
//!
//! <https://www.jetbrains.com/help/youtrack/devportal/resource-api-issues.html>

use relnotes_core::enrichment::{Progress, Ticket};
use serde::Deserialize;
use serde_json::Value;

use super::{Desk, Tracker, is_key};
use crate::api::{Api, in_batches};
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;

const NAME: &str = "YouTrack";

/// How many tickets one request asks for: they stand in its address.
const AT_ONCE: usize = 50;

const MOST_PAGES: usize = 100;

const FIELDS: &str = "idReadable,summary,resolved,tags(name),customFields(name,value(name))";

struct YouTrack<'n> {
    network: &'n Network<'n>,
    api: Api<'n>,
    address: String,
    project: Option<String>,
}

pub(super) fn open<'n>(
    network: &'n Network<'n>,
    desk: &Desk,
) -> Result<Box<dyn Tracker + 'n>, Error> {
    let address = desk.needed_url(NAME)?.to_owned();
    let api = Api::open(network, &address, Scheme::Bearer)?;
    Ok(Box::new(YouTrack { network, api, address, project: desk.project.clone() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issue {
    id_readable: String,
    summary: Option<String>,
    /// When it was resolved, in milliseconds since 1970.
    resolved: Option<i64>,
    #[serde(default)]
    tags: Vec<Named>,
    #[serde(default)]
    custom_fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    /// An object, a list of objects, a number, or nothing.
    #[serde(default)]
    value: Value,
}

impl Issue {
    /// Returns the names that a field holds; fields are called as their project calls them.
    fn field(&self, names: &[&str]) -> Vec<String> {
        let is_called =
            |field: &&Field| names.iter().any(|name| name.eq_ignore_ascii_case(&field.name));
        let name_of = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
        let found = self.custom_fields.iter().find(is_called);
        found.map_or_else(Vec::new, |field| match &field.value {
            Value::Array(all) => all.iter().filter_map(name_of).collect(),
            value => name_of(value).into_iter().collect(),
        })
    }
}

impl YouTrack<'_> {
    fn ticket(&self, issue: &Issue) -> Ticket {
        let one = |names: &[&str]| issue.field(names).into_iter().next();
        Ticket {
            id: issue.id_readable.clone(),
            title: issue.summary.clone().unwrap_or_default(),
            url: Some(format!("{}/issue/{}", self.address, issue.id_readable)),
            status: one(&["State", "Stage", "Status"]).unwrap_or_default(),
            progress: if issue.resolved.is_some() { Progress::Done } else { Progress::Open },
            kind: one(&["Type"]),
            labels: issue.tags.iter().map(|tag| tag.name.clone()).collect(),
            versions: issue.field(&["Fix versions", "Fix version"]),
            priority: one(&["Priority"]),
        }
    }

    fn search(&self, query: &str) -> Result<Vec<Ticket>, Error> {
        let mut all = Vec::new();
        for page in 0..MOST_PAGES {
            let skip = (page * AT_ONCE).to_string();
            let top = AT_ONCE.to_string();
            let query = [("query", query), ("fields", FIELDS), ("$top", &top), ("$skip", &skip)];
            let issues: Vec<Issue> = self.api.get(self.api.url(&["api", "issues"], &query))?;
            all.extend(issues.iter().map(|issue| self.ticket(issue)));
            if issues.len() < AT_ONCE {
                return Ok(all);
            }
        }
        Err(Error::Pages { address: self.address.clone(), pages: MOST_PAGES })
    }
}

impl Tracker for YouTrack<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn knows(&self, id: &str) -> bool {
        is_key(id, self.project.as_deref())
    }

    fn tickets(&self, ids: &[String]) -> Result<Vec<Ticket>, Error> {
        // They become part of a query: nothing but ids may.
        let ids: Vec<String> = ids.iter().filter(|id| self.knows(id)).cloned().collect();
        let read = |batch: &[String]| self.search(&format!("issue id: {}", batch.join(", ")));
        in_batches(&ids, AT_ONCE, self.network, read)
    }

    fn of_version(&self, version: &str) -> Result<Vec<Ticket>, Error> {
        let of_project = self.project.as_ref().map(|it| format!("project: {} ", braced(it)));
        self.search(&format!("{}Fix versions: {}", of_project.unwrap_or_default(), braced(version)))
    }
}

/// Writes values as YouTrack's queries want those with spaces: `{1.3 beta}`; a comma stands between several.
fn braced(text: &str) -> String {
    let one = |part: &str| format!("{{{}}}", part.trim().replace(['{', '}'], ""));
    text.split(',').map(one).collect::<Vec<_>>().join(", ")
}
