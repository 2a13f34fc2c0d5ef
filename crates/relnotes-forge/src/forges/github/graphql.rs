//! Pull requests by GraphQL: a hundred by number, or those of fifty commits, with one request.

use std::collections::BTreeMap;

use relnotes_core::enrichment::PullRequest;
use relnotes_core::id::CommitId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::super::{Found, Wanted, github_api};
use super::GitHub;
use crate::api::in_batches;
use crate::error::Error;
use crate::time::{rfc3339, seconds};

/// How many questions one request asks.
const AT_ONCE: usize = 100;

/// How many commits one request asks about: each may have several pull requests.
const COMMITS_AT_ONCE: usize = 50;

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

/// How many pull requests a search has found.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    issue_count: u64,
}

/// A question by the name of its answer.
type Question = (String, String);

impl GitHub<'_> {
    pub(super) fn by_graphql(&self, wanted: &Wanted) -> Result<Found, Error> {
        let mut found = Found::default();
        let by_number = wanted.numbers.iter().map(|number| {
            (format!("p{number}"), format!("pullRequest(number: {number}) {{ {FIELDS} }}"))
        });
        for (_, node) in self.ask::<Node>(by_number, AT_ONCE)? {
            take(node.into(), &mut found);
        }
        let by_commit = wanted.commits.iter().map(|commit| {
            let inner = format!("associatedPullRequests(first: 5) {{ nodes {{ {FIELDS} }} }}");
            let question = format!("object(oid: \"{commit}\") {{ ... on Commit {{ {inner} }} }}");
            (format!("c{commit}"), question)
        });
        for (name, answer) in self.ask::<OfCommit>(by_commit, COMMITS_AT_ONCE)? {
            let id = name.strip_prefix('c').and_then(|id| id.parse::<CommitId>().ok());
            let Some(commit) = id else { continue };
            let nodes = answer.requests.into_iter().flat_map(|requests| requests.nodes);
            for request in nodes.flatten().map(PullRequest::from) {
                found.of_commits.entry(commit).or_default().push(request.number);
                take(request, &mut found);
            }
        }
        // Titles are worth more than who is new: without an answer to that, the rest stays.
        if let Err(error) = self.find_newcomers(&mut found) {
            found.problem = Some(format!("first contributions are not known: {error}"));
        }
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
        let (owner, name) = (&self.owner, &self.name);
        let questions = firsts.iter().map(|(login, (at, number))| {
            let before = rfc3339(*at);
            let query = json!(format!(
                "repo:{owner}/{name} is:pr is:merged author:{login} merged:<{before}"
            ));
            (format!("a{number}"), format!("search(query: {query}, type: ISSUE) {{ issueCount }}"))
        });
        let questions: Vec<Question> = questions.collect();
        let counts: Vec<(String, Count)> =
            in_batches(&questions, AT_ONCE, self.network, |batch| {
                github_api::search(&self.api, batch)
            })?;
        for (name, count) in counts {
            let number = name.strip_prefix('a').and_then(|number| number.parse::<u64>().ok());
            if let Some(request) = number.and_then(|number| found.requests.get_mut(&number)) {
                request.is_first = Some(count.issue_count == 0);
            }
        }
        Ok(())
    }

    fn ask<T: DeserializeOwned + Send>(
        &self,
        questions: impl Iterator<Item = Question>,
        at_once: usize,
    ) -> Result<Vec<(String, T)>, Error> {
        let questions: Vec<Question> = questions.collect();
        in_batches(&questions, at_once, self.network, |batch| {
            github_api::ask(&self.api, &self.owner, &self.name, batch)
        })
    }
}

/// One that was never merged brought nothing, whatever its number stands for in a subject.
fn take(request: PullRequest, found: &mut Found) {
    if request.merged_at.is_some() {
        found.requests.insert(request.number, request);
    }
}
