//! What the REST APIs of GitHub and of Gitea say in the same words: pull requests of a list, and releases.

use relnotes_core::enrichment::PullRequest;
use serde::Deserialize;
use serde_json::{Value, json};

use super::listing::Listed;
use super::{Publication, Published};
use crate::time::seconds;

/// A pull request of a list.
#[derive(Deserialize)]
pub(super) struct Request {
    number: u64,
    title: String,
    body: Option<String>,
    html_url: Option<String>,
    merged_at: Option<String>,
    updated_at: Option<String>,
    merge_commit_sha: Option<String>,
    user: Option<Login>,
    labels: Option<Vec<Label>>,
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
    /// None of a fork that is gone.
    repo: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

impl From<Request> for Listed {
    fn from(it: Request) -> Self {
        let repository = |branch: &Option<Branch>| {
            branch.as_ref().and_then(|it| it.repo.as_ref()).map(|it| it.full_name.clone())
        };
        let request = PullRequest {
            number: it.number,
            title: it.title,
            body: it.body.unwrap_or_default(),
            url: it.html_url,
            author: it.user.map(|user| user.login),
            labels: it.labels.into_iter().flatten().map(|label| label.name).collect(),
            milestone: it.milestone.map(|milestone| milestone.title),
            from_fork: repository(&it.head) != repository(&it.base),
            head: it.head.map(|branch| branch.name),
            base: it.base.map(|branch| branch.name),
            merge_commit: it.merge_commit_sha.as_ref().and_then(|it| it.parse().ok()),
            merged_at: it.merged_at.and_then(|it| seconds(&it)),
            ..PullRequest::default()
        };
        let changed_at = it.updated_at.and_then(|it| seconds(&it));
        Self { request, commits: it.merge_commit_sha.into_iter().collect(), changed_at }
    }
}

/// A release.
#[derive(Deserialize)]
pub(super) struct Release {
    id: u64,
    pub(super) tag_name: String,
    body: Option<String>,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    prerelease: bool,
    html_url: Option<String>,
}

impl From<Release> for Published {
    fn from(release: Release) -> Self {
        Self {
            id: release.id.to_string(),
            tag: release.tag_name,
            // The editor of the page writes lines as Windows does.
            body: release.body.unwrap_or_default().replace("\r\n", "\n"),
            is_draft: release.draft,
            is_prerelease: release.prerelease,
            url: release.html_url.unwrap_or_default(),
        }
    }
}

/// What a release is made of.
pub(super) fn body_of(release: &Publication) -> Value {
    json!({
        "tag_name": release.tag,
        "target_commitish": release.commit.to_string(),
        "name": release.name,
        "body": release.body,
        "draft": release.is_draft,
        "prerelease": release.is_prerelease,
    })
}
