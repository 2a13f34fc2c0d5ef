//! Pull requests by GraphQL: a hundred by number, or those of a hundred commits, with one request.

use std::collections::BTreeMap;

use relnotes_core::enrichment::PullRequest;
use relnotes_core::id::CommitId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::super::{Found, Wanted, github_api};
use super::GitHub;
use crate::api::side_by_side;
use crate::error::Error;
use crate::time::{rfc3339, seconds};

/// How many questions one request asks.
const AT_ONCE: usize = 100;

/// What is asked of each pull request.
const FIELDS: &str = "number title body url mergedAt headRefName baseRefName isCrossRepository \
author { login } milestone { title } mergeCommit { oid } labels(first: 20) { nodes { name } } \
latestOpinionatedReviews(first: 10) { nodes { state author { login } } }";

#[derive(Deserialize)]
struct OfCommit {
    /// Nothing of an object that is no commit.
    #[serde(rename = "associatedPullRequests")]
    requests: Option<Nodes<Node>>,
}

#[derive(Deserialize)]
struct Nodes<T> {
    #[serde(default = "Vec::new")]
    nodes: Vec<Option<T>>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Titled {
    title: String,
}

#[derive(Deserialize)]
struct Login {
    login: String,
}

#[derive(Deserialize)]
struct Object {
    oid: String,
}

#[derive(Deserialize)]
struct Review {
    state: String,
    author: Option<Login>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    number: u64,
    title: String,
    body: Option<String>,
    url: Option<String>,
    merged_at: Option<String>,
    head_ref_name: Option<String>,
    base_ref_name: Option<String>,
    #[serde(default)]
    is_cross_repository: bool,
    author: Option<Login>,
    milestone: Option<Titled>,
    merge_commit: Option<Object>,
    labels: Option<Nodes<Named>>,
    latest_opinionated_reviews: Option<Nodes<Review>>,
}

impl From<Node> for PullRequest {
    fn from(node: Node) -> Self {
        let labels = node.labels.into_iter().flat_map(|labels| labels.nodes).flatten();
        let reviews = node.latest_opinionated_reviews.into_iter().flat_map(|it| it.nodes).flatten();
        let approvals = reviews.filter(|review| review.state == "APPROVED");
        Self {
            number: node.number,
            title: node.title,
            body: node.body.unwrap_or_default(),
            url: node.url,
            author: node.author.map(|author| author.login),
            is_first: None,
            labels: labels.map(|label| label.name).collect(),
            approved_by: approvals.filter_map(|it| Some(it.author?.login)).collect(),
            milestone: node.milestone.map(|milestone| milestone.title),
            head: node.head_ref_name,
            from_fork: node.is_cross_repository,
            base: node.base_ref_name,
            merge_commit: node.merge_commit.and_then(|it| it.oid.parse().ok()),
            merged_at: node.merged_at.and_then(|it| seconds(&it)),
        }
    }
}

/// A request for up to a hundred answers: how each is called and asked for.
struct Batch {
    questions: Vec<(String, String)>,
}

impl Batch {
    fn text(&self) -> String {
        let asked = self.questions.iter().map(|(name, question)| format!("{name}: {question}"));
        asked.collect::<Vec<_>>().join(" ")
    }
}

/// How many pull requests a search has found.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    issue_count: u64,
}

impl GitHub<'_> {
    pub(super) fn by_graphql(&self, wanted: &Wanted) -> Result<Found, Error> {
        let by_number = wanted.numbers.iter().map(|number| {
            (format!("p{number}"), format!("pullRequest(number: {number}) {{ {FIELDS} }}"))
        });
        let by_commit = wanted.commits.iter().map(|commit| {
            let inner = format!("associatedPullRequests(first: 5) {{ nodes {{ {FIELDS} }} }}");
            (
                format!("c{commit}"),
                format!("object(oid: \"{commit}\") {{ ... on Commit {{ {inner} }} }}"),
            )
        });
        let (numbers, commits) = (batches(by_number), batches(by_commit));
        let mut found = Found::default();
        for answers in
            side_by_side(&numbers, self.network.in_flight(), |batch| self.ask::<Node>(batch))
        {
            for node in answers?.into_values() {
                let request = PullRequest::from(node);
                found.requests.insert(request.number, request);
            }
        }
        for answers in
            side_by_side(&commits, self.network.in_flight(), |batch| self.ask::<OfCommit>(batch))
        {
            for (name, answer) in answers? {
                let Some(commit) =
                    name.strip_prefix('c').and_then(|id| id.parse::<CommitId>().ok())
                else {
                    continue;
                };
                let nodes = answer.requests.into_iter().flat_map(|requests| requests.nodes);
                for request in nodes.flatten().map(PullRequest::from) {
                    found.of_commits.entry(commit).or_default().push(request.number);
                    found.requests.insert(request.number, request);
                }
            }
        }
        self.find_newcomers(&mut found)?;
        Ok(found)
    }

    /// Marks the first pull requests of those who had none merged before.
    fn find_newcomers(&self, found: &mut Found) -> Result<(), Error> {
        let mut firsts: BTreeMap<String, (i64, u64)> = BTreeMap::new();
        for request in found.requests.values() {
            let (Some(author), Some(at)) = (&request.author, request.merged_at) else { continue };
            let this = (at, request.number);
            let first = firsts.entry(author.clone()).or_insert(this);
            *first = (*first).min(this);
        }
        // A login has letters, digits and hyphens; anything else would be another query.
        let is_plain =
            |login: &str| login.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        firsts.retain(|login, _| is_plain(login));
        let questions = firsts.iter().map(|(login, (at, number))| {
            let (repository, before) = (format!("{}/{}", self.owner, self.name), rfc3339(*at));
            let query =
                format!("repo:{repository} is:pr is:merged author:{login} merged:<{before}");
            (
                format!("a{number}"),
                format!("search(query: {}, type: ISSUE) {{ issueCount }}", json!(query)),
            )
        });
        let most = self.network.in_flight();
        for answers in side_by_side(&batches(questions), most, |batch| self.search::<Count>(batch))
        {
            for (name, answer) in answers? {
                let number = name.strip_prefix('a').and_then(|number| number.parse().ok());
                if let Some(request) =
                    number.and_then(|number: u64| found.requests.get_mut(&number))
                {
                    request.is_first = Some(answer.issue_count == 0);
                }
            }
        }
        Ok(())
    }

    /// Asks one batch that is of no repository.
    fn search<T: DeserializeOwned>(&self, batch: &Batch) -> Result<BTreeMap<String, T>, Error> {
        github_api::search(&self.api, &batch.text())
    }

    /// Asks one batch.
    fn ask<T: DeserializeOwned>(&self, batch: &Batch) -> Result<BTreeMap<String, T>, Error> {
        github_api::ask(&self.api, &self.owner, &self.name, &batch.text())
    }
}

fn batches(questions: impl Iterator<Item = (String, String)>) -> Vec<Batch> {
    let all: Vec<(String, String)> = questions.collect();
    all.chunks(AT_ONCE).map(|part| Batch { questions: part.to_vec() }).collect()
}
