//! Issues of GitLab; a version is a milestone.
//!
//! <https://docs.gitlab.com/api/issues/>

use relnotes_core::enrichment::{Progress, Ticket};
use serde::Deserialize;
use url::Url;

use super::{Desk, Tracker, issue_number};
use crate::api::{Api, in_batches};
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;

const NAME: &str = "GitLab issues";

const AT_ONCE: usize = 100;

struct Issues<'n> {
    network: &'n Network<'n>,
    api: Api<'n>,
    project: String,
}

pub(super) fn open<'n>(
    network: &'n Network<'n>,
    desk: &Desk,
) -> Result<Box<dyn Tracker + 'n>, Error> {
    let (origin, project) = desk.repository(NAME)?;
    let address = desk.api.clone().unwrap_or_else(|| format!("{origin}/api/v4"));
    let api = Api::open(network, &address, Scheme::Header("private-token"))?;
    Ok(Box::new(Issues { network, api, project }))
}

#[derive(Deserialize)]
struct Issue {
    iid: u64,
    title: String,
    state: String,
    web_url: Option<String>,
    issue_type: Option<String>,
    severity: Option<String>,
    #[serde(default)]
    labels: Vec<String>,
    milestone: Option<Titled>,
}

#[derive(Deserialize)]
struct Titled {
    title: String,
}

impl From<Issue> for Ticket {
    fn from(issue: Issue) -> Self {
        Self {
            id: format!("#{}", issue.iid),
            title: issue.title,
            url: issue.web_url,
            progress: if issue.state == "closed" { Progress::Done } else { Progress::Open },
            status: issue.state,
            kind: issue.issue_type,
            labels: issue.labels,
            versions: issue.milestone.into_iter().map(|milestone| milestone.title).collect(),
            priority: issue.severity.filter(|severity| severity != "UNKNOWN"),
        }
    }
}

impl Issues<'_> {
    fn url(&self, query: &[(&str, &str)]) -> Url {
        self.api.url(&["projects", &self.project, "issues"], query)
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
        let numbers: Vec<String> =
            ids.iter().filter_map(|id| issue_number(id)).map(|number| number.to_string()).collect();
        in_batches(&numbers, AT_ONCE, self.network, |batch| {
            let mut query = vec![("scope", "all"), ("per_page", "100")];
            query.extend(batch.iter().map(|number| ("iids[]", number.as_str())));
            let issues = self.api.pages::<Issue>(self.url(&query), false)?;
            Ok(issues.into_iter().map(Ticket::from).collect())
        })
    }

    fn of_version(&self, version: &str) -> Result<Vec<Ticket>, Error> {
        let query = [("milestone", version), ("scope", "all"), ("per_page", "100")];
        let issues: Vec<Issue> = self.api.pages(self.url(&query), true)?;
        Ok(issues.into_iter().map(Ticket::from).collect())
    }
}
