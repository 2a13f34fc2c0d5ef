//! Releases: one is found by its tag, also a draft, and made or changed, never made twice.

use serde::Deserialize;
use serde_json::json;

use super::super::{Publication, Publish, Published};
use super::GitHub;
use crate::error::Error;
use crate::transport::Method;

#[derive(Deserialize)]
pub(super) struct Release {
    id: u64,
    tag_name: String,
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

impl GitHub<'_> {
    pub(super) fn release_of(&self, tag: &str) -> Result<Option<Published>, Error> {
        // `releases/tags/TAG` does not know drafts: only the list has them.
        let url = self.url(&["releases"], &[("per_page", "100")]);
        let all: Vec<Release> = self.api.pages(url, true)?;
        Ok(all.into_iter().find(|release| release.tag_name == tag).map(Published::from))
    }

    pub(super) fn publication_of(
        &self,
        release: &Publication,
        known: Option<&Published>,
    ) -> Result<Publish, Error> {
        let body = json!({
            "tag_name": release.tag,
            "target_commitish": release.commit.to_string(),
            "name": release.name,
            "body": release.body,
            "draft": release.is_draft,
            "prerelease": release.is_prerelease,
            // A draft cannot be the latest one, and GitHub refuses to be told so.
            "make_latest": if release.is_latest && !release.is_draft { "true" } else { "false" },
        });
        let (method, url) = match known {
            Some(known) => (Method::Patch, self.url(&["releases", &known.id], &[])),
            None => (Method::Post, self.url(&["releases"], &[])),
        };
        let request = self.api.change(method, url, &body)?;
        Ok(Publish { request, is_update: known.is_some() })
    }
}
