//! Linear: GraphQL; a version is a milestone of a project, or a label.
//!
//! <https://linear.app/developers/graphql>

use std::collections::BTreeMap;

use relnotes_core::enrichment::{Progress, Ticket};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, Tracker, is_key};
use crate::api::Api;
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;

const NAME: &str = "Linear";

const AT_ONCE: usize = 100;

const MOST_PAGES: usize = 50;

const QUERY: &str = "query($filter: IssueFilter, $after: String) { issues(filter: $filter, first: 100, after: $after) { \
nodes { identifier title url priorityLabel state { name type } labels { nodes { name } } projectMilestone { name } } \
pageInfo { hasNextPage endCursor } } }";

struct Linear<'n> {
    api: Api<'n>,
    address: String,
    project: Option<String>,
}

pub(super) fn open<'n>(
    network: &'n Network<'n>,
    desk: &Desk,
) -> Result<Box<dyn Tracker + 'n>, Error> {
    let address = desk.url.clone().unwrap_or_else(|| "https://api.linear.app".to_owned());
    let api = Api::open(network, &address, Scheme::Bare)?;
    Ok(Box::new(Linear { api, address, project: desk.project.clone() }))
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
    #[serde(default)]
    errors: Vec<Problem>,
}

#[derive(Deserialize)]
struct Problem {
    message: String,
}

#[derive(Deserialize)]
struct Data {
    issues: Issues,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issues {
    nodes: Vec<Issue>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issue {
    identifier: String,
    title: String,
    url: Option<String>,
    priority_label: Option<String>,
    state: Option<State>,
    labels: Option<Nodes>,
    project_milestone: Option<Named>,
}

#[derive(Deserialize)]
struct State {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

impl From<Issue> for Ticket {
    fn from(issue: Issue) -> Self {
        Self {
            id: issue.identifier,
            title: issue.title,
            url: issue.url,
            progress: match issue.state.as_ref().map(|state| state.kind.as_str()) {
                Some("completed" | "canceled") => Progress::Done,
                Some(_) => Progress::Open,
                None => Progress::Unknown,
            },
            status: issue.state.map(|state| state.name).unwrap_or_default(),
            labels: issue.labels.into_iter().flat_map(|it| it.nodes).map(|it| it.name).collect(),
            versions: issue.project_milestone.into_iter().map(|it| it.name).collect(),
            priority: issue.priority_label,
            ..Self::default()
        }
    }
}

impl Linear<'_> {
    fn search(&self, filter: &Value) -> Result<Vec<Ticket>, Error> {
        let mut all = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let body = json!({ "query": QUERY, "variables": { "filter": filter, "after": after } });
            let answer: Answer = self.api.query(self.api.url(&["graphql"], &[]), &body)?;
            let Some(data) = answer.data else {
                let reason = answer.errors.into_iter().next().map(|problem| problem.message);
                let reason = reason.unwrap_or_else(|| "no reason is given".to_owned());
                return Err(Error::Unfit { service: NAME, reason });
            };
            all.extend(data.issues.nodes.into_iter().map(Ticket::from));
            if !data.issues.page_info.has_next_page {
                return Ok(all);
            }
            after = data.issues.page_info.end_cursor;
        }
        Err(Error::Pages { address: self.address.clone(), pages: MOST_PAGES })
    }
}

impl Tracker for Linear<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn knows(&self, id: &str) -> bool {
        is_key(id, self.project.as_deref())
    }

    /// Tickets are asked for by team and number.
    fn tickets(&self, ids: &[String]) -> Result<Vec<Ticket>, Error> {
        let mut teams: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for (team, number) in ids.iter().filter_map(|id| id.rsplit_once('-')) {
            if let Ok(number) = number.parse() {
                teams.entry(team).or_default().push(number);
            }
        }
        let mut tickets = Vec::new();
        for (team, numbers) in teams {
            for numbers in numbers.chunks(AT_ONCE) {
                let filter =
                    json!({ "team": { "key": { "eq": team } }, "number": { "in": numbers } });
                tickets.extend(self.search(&filter)?);
            }
        }
        Ok(tickets)
    }

    fn of_version(&self, version: &str) -> Result<Vec<Ticket>, Error> {
        let by_milestone = json!({ "projectMilestone": { "name": { "eq": version } } });
        let by_label = json!({ "labels": { "name": { "eq": version } } });
        let mut filter = json!({ "or": [by_milestone, by_label] });
        if let Some(project) = &self.project {
            let teams: Vec<&str> = project.split(',').map(str::trim).collect();
            filter["team"] = json!({ "key": { "in": teams } });
        }
        self.search(&filter)
    }
}
