//! Pull requests without a token: the list of closed ones, a hundred with one request, the newest first.

use std::collections::BTreeMap;

use relnotes_core::enrichment::PullRequest;
use serde::Deserialize;

use super::super::{Found, Wanted};
use super::GitHub;
use crate::error::Error;
use crate::time::seconds;

/// How many pages are read: of the sixty requests an hour that GitHub gives to those without a token.
const MOST_PAGES: usize = 20;

#[derive(Deserialize)]
struct Listed {
    number: u64,
    title: String,
    body: Option<String>,
    html_url: Option<String>,
    merged_at: Option<String>,
    updated_at: Option<String>,
    merge_commit_sha: Option<String>,
    user: Option<Login>,
    #[serde(default)]
    labels: Vec<Label>,
    milestone: Option<Titled>,
    head: Option<Branch>,
    base: Option<Branch>,
}

#[derive(Deserialize)]
struct Login {
    login: String,
}

#[derive(Deserialize)]
struct Label {
    name: String,
}

#[derive(Deserialize)]
struct Titled {
    title: String,
}

#[derive(Deserialize)]
struct Branch {
    #[serde(rename = "ref")]
    name: String,
    repo: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

impl From<Listed> for PullRequest {
    fn from(listed: Listed) -> Self {
        let repository = |branch: &Option<Branch>| {
            branch.as_ref().and_then(|it| it.repo.as_ref()).map(|it| it.full_name.clone())
        };
        Self {
            number: listed.number,
            title: listed.title,
            body: listed.body.unwrap_or_default(),
            url: listed.html_url,
            author: listed.user.map(|user| user.login),
            is_first: None,
            labels: listed.labels.into_iter().map(|label| label.name).collect(),
            approved_by: Vec::new(),
            milestone: listed.milestone.map(|milestone| milestone.title),
            from_fork: repository(&listed.head) != repository(&listed.base),
            head: listed.head.map(|branch| branch.name),
            base: listed.base.map(|branch| branch.name),
            merge_commit: listed.merge_commit_sha.and_then(|it| it.parse().ok()),
            merged_at: listed.merged_at.and_then(|it| seconds(&it)),
        }
    }
}

impl GitHub<'_> {
    pub(super) fn by_list(&self, wanted: &Wanted) -> Result<Found, Error> {
        let mut found = Found::default();
        for page in 1..=MOST_PAGES {
            let number = page.to_string();
            let query = [
                ("state", "closed"),
                ("sort", "updated"),
                ("direction", "desc"),
                ("per_page", "100"),
                ("page", number.as_str()),
            ];
            let listed: Vec<Listed> = self.api.get(self.url(&["pulls"], &query))?;
            let is_last = listed.len() < 100;
            let oldest = listed.last().and_then(|it| seconds(it.updated_at.as_deref()?));
            let merged =
                listed.into_iter().map(PullRequest::from).filter(|it| it.merged_at.is_some());
            found.requests.extend(merged.map(|request| (request.number, request)));
            // What was merged in the range was changed since it began.
            if is_last || oldest.is_some_and(|oldest| oldest < wanted.since) {
                break;
            }
            if page == MOST_PAGES {
                let read = MOST_PAGES * 100;
                found.problem = Some(format!(
                    "only the {read} pull requests changed last were read: with a token all of them are"
                ));
            }
        }
        let by_merge: BTreeMap<_, u64> =
            found.requests.values().filter_map(|it| Some((it.merge_commit?, it.number))).collect();
        for commit in &wanted.commits {
            if let Some(number) = by_merge.get(commit) {
                found.of_commits.entry(*commit).or_default().push(*number);
            }
        }
        Ok(found)
    }
}
