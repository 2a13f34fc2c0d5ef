//! A GitHub on this machine that knows a few pull requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use relnotes_testkit::{Answer, Asked, Server};
use serde_json::{Value, json};

/// A token that must never be seen anywhere.
pub(crate) const SECRET: &str = "ghs_S3CRETS3CRETS3CRET";

/// What such a GitHub knows.
#[derive(Default)]
pub(crate) struct Known {
    /// Pull requests by their numbers, as GraphQL has them.
    pub(crate) requests: BTreeMap<u64, Value>,
    /// The numbers of those that hold a commit.
    pub(crate) of_commits: BTreeMap<String, Vec<u64>>,
    /// Those that are the first of their authors.
    pub(crate) firsts: Vec<u64>,
    /// Answers to other requests, by method and the beginning of their targets, the first that fits.
    pub(crate) others: Vec<(&'static str, String, Answer)>,
    /// How long every answer takes.
    pub(crate) latency: Duration,
}

impl Known {
    /// Adds a pull request.
    pub(crate) fn request(mut self, number: u64, title: &str, more: &Value) -> Self {
        let mut request = json!({
            "number": number,
            "title": title,
            "body": "",
            "url": format!("https://github.com/shop/app/pull/{number}"),
            "mergedAt": "2026-09-20T10:00:00Z",
            "headRefName": format!("feature/{number}"),
            "baseRefName": "develop",
            "author": { "login": "anna" },
            "labels": { "nodes": [] },
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        self.requests.insert(number, request);
        self
    }

    /// Starts to answer.
    pub(crate) fn start(self) -> Server {
        let known = Arc::new(Mutex::new(self));
        Server::start(move |asked| {
            let latency = known.lock().unwrap().latency;
            std::thread::sleep(latency);
            known.lock().unwrap().answer(asked)
        })
    }

    fn answer(&self, asked: &Asked) -> Answer {
        let is_of = |(method, target, _): &&(&str, String, Answer)| {
            *method == asked.method && asked.target.starts_with(target.as_str())
        };
        if let Some((_, _, answer)) = self.others.iter().find(is_of) {
            return answer.clone();
        }
        match asked.target.as_str() {
            target if target.contains("/deployments?") => Answer::json("[]"),
            "/api/graphql" => self.graphql(&asked.body),
            _ => Answer::status(404, r#"{"message": "Not Found"}"#),
        }
    }

    fn graphql(&self, body: &str) -> Answer {
        let body: Value = serde_json::from_str(body).unwrap();
        let query = body["query"].as_str().unwrap();
        if query.starts_with("query {") {
            let asked = query.split(": search(").filter_map(|part| part.rsplit(" a").next());
            let numbers =
                asked.filter_map(|number| number.trim_start_matches("query { a").parse().ok());
            let count = |number: u64| {
                (
                    format!("a{number}"),
                    json!({ "issueCount": u64::from(!self.firsts.contains(&number)) }),
                )
            };
            let found: serde_json::Map<String, Value> = numbers.map(count).collect();
            return Answer::json(json!({ "data": found }).to_string());
        }
        let (mut found, mut errors) = (serde_json::Map::new(), Vec::new());
        for part in query.split(": pullRequest(number: ").skip(1) {
            let number: u64 = part.split(')').next().unwrap().parse().unwrap();
            let request = self.requests.get(&number).cloned();
            if request.is_none() {
                errors.push(json!({ "type": "NOT_FOUND", "message": "no such pull request" }));
            }
            found.insert(format!("p{number}"), request.unwrap_or_default());
        }
        for part in query.split(": object(oid: \"").skip(1) {
            let id = part.split('"').next().unwrap();
            let numbers = self.of_commits.get(id).cloned().unwrap_or_default();
            let nodes: Vec<&Value> = numbers.iter().map(|number| &self.requests[number]).collect();
            let requests = json!({ "associatedPullRequests": { "nodes": nodes } });
            found.insert(format!("c{id}"), requests);
        }
        Answer::json(json!({ "data": { "repository": found }, "errors": errors }).to_string())
    }
}

/// Returns the configuration of a repository that lives on a server.
pub(crate) fn config(server: &Server) -> String {
    let address = server.address();
    format!(
        "[forge]\nurl = \"{address}/shop/app\"\nkind = \"github\"\n[network]\napi = \"{address}/api/v3\"\n"
    )
}

/// Returns the variable for the token of a server.
pub(crate) fn variable(server: &Server) -> String {
    format!("RELNOTES_TOKEN_127_0_0_1_{}", server.port())
}
