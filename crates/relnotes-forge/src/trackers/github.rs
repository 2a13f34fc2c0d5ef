//! Issues of GitHub, by GraphQL; a version is a milestone.
//!
//! <https://docs.github.com/en/graphql/reference/objects#issue>

use relnotes_core::enrichment::{Progress, Ticket};
use serde::Deserialize;
use serde_json::json;

use super::{Desk, Tracker, issue_number};
use crate::api::{Api, in_batches};
use crate::error::Error;
use crate::forges::github_api;
use crate::network::Network;

const NAME: &str = "GitHub issues";

const AT_ONCE: usize = 100;

struct Issues<'n> {
    network: &'n Network<'n>,
    api: Api<'n>,
    owner: String,
    name: String,
}

pub(super) fn open<'n>(
    network: &'n Network<'n>,
    desk: &Desk,
) -> Result<Box<dyn Tracker + 'n>, Error> {
    let (origin, path) = desk.repository(NAME)?;
    let (owner, name) = path.split_once('/').unwrap_or((&path, ""));
    let (owner, name) = (owner.to_owned(), name.to_owned());
    let address = desk.api.clone().unwrap_or_else(|| github_api::address_of(&origin));
    let api = github_api::open(network, &address)?;
    Ok(Box::new(Issues { network, api, owner, name }))
}

#[derive(Deserialize)]
struct Issue {
    number: u64,
    title: String,
    /// Of GraphQL `OPEN` and `CLOSED`, of REST in small letters.
    state: String,
    #[serde(alias = "html_url")]
    url: Option<String>,
    #[serde(default)]
    labels: Labels,
    milestone: Option<Titled>,
    /// Of REST, where a pull request is an issue too.
    pull_request: Option<serde_json::Value>,
}

#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Labels {
    Nodes {
        nodes: Vec<Named>,
    },
    List(Vec<Named>),
    #[default]
    None,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Titled {
    title: String,
}

impl From<Issue> for Ticket {
    fn from(issue: Issue) -> Self {
        let labels = match issue.labels {
            Labels::Nodes { nodes } | Labels::List(nodes) => nodes,
            Labels::None => Vec::new(),
        };
        let is_closed = issue.state.eq_ignore_ascii_case("closed");
        Self {
            id: format!("#{}", issue.number),
            title: issue.title,
            url: issue.url,
            status: if is_closed { "closed" } else { "open" }.to_owned(),
            progress: if is_closed { Progress::Done } else { Progress::Open },
            labels: labels.into_iter().map(|label| label.name).collect(),
            versions: issue.milestone.into_iter().map(|milestone| milestone.title).collect(),
            ..Self::default()
        }
    }
}

#[derive(Deserialize)]
struct Milestone {
    number: u64,
    title: String,
}

impl Issues<'_> {
    fn batch(&self, numbers: &[u64]) -> Result<Vec<Ticket>, Error> {
        let fields =
            "number title state url milestone { title } labels(first: 20) { nodes { name } }";
        let question = |number: &u64| {
            (format!("i{number}"), format!("issue(number: {number}) {{ {fields} }}"))
        };
        let asked: Vec<(String, String)> = numbers.iter().map(question).collect();
        let found = github_api::ask::<Issue>(&self.api, &self.owner, &self.name, &asked)?;
        Ok(found.into_iter().map(|(_, issue)| issue.into()).collect())
    }
}

impl Tracker for Issues<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn knows(&self, id: &str) -> bool {
        issue_number(id).is_some()
    }

    fn tickets(&self, ids: &[String]) -> Result<Vec<Ticket>, Error> {
        if !self.api.has_token() {
            let reason = "issues are read in batches, for which GitHub asks for a token".to_owned();
            return Err(Error::Unfit { service: NAME, reason });
        }
        let numbers: Vec<u64> = ids.iter().filter_map(|id| issue_number(id)).collect();
        in_batches(&numbers, AT_ONCE, self.network, |batch| self.batch(batch))
    }

    fn of_version(&self, version: &str) -> Result<Vec<Ticket>, Error> {
        let of = |last: &'static str| ["repos", self.owner.as_str(), self.name.as_str(), last];
        let url = self.api.url(&of("milestones"), &[("state", "all"), ("per_page", "100")]);
        let all: Vec<Milestone> = self.api.pages(url, true)?;
        let Some(milestone) = all.iter().find(|milestone| milestone.title == version) else {
            let titles: Vec<&str> = all.iter().map(|it| it.title.as_str()).take(5).collect();
            let reason = format!("there is no milestone `{version}`, only {}", json!(titles));
            return Err(Error::Unfit { service: NAME, reason });
        };
        let number = milestone.number.to_string();
        let query = [("milestone", number.as_str()), ("state", "all"), ("per_page", "100")];
        let issues: Vec<Issue> = self.api.pages(self.api.url(&of("issues"), &query), true)?;
        let issues = issues.into_iter().filter(|issue| issue.pull_request.is_none());
        Ok(issues.map(Ticket::from).collect())
    }
}
