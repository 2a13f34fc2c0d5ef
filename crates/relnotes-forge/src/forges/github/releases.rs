//! Releases: one is found by its tag, also a draft, and made or changed, never made twice.

use super::super::like_github::{Release, body_of};
use super::super::{Publication, Publish, Published};
use super::GitHub;
use crate::error::Error;
use crate::transport::Method;

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
        let mut body = body_of(release);
        // A draft cannot be the latest one, and GitHub refuses to be told so.
        let is_latest = release.is_latest && !release.is_draft;
        body["make_latest"] = if is_latest { "true" } else { "false" }.into();
        let (method, url) = match known {
            Some(known) => (Method::Patch, self.url(&["releases", &known.id], &[])),
            None => (Method::Post, self.url(&["releases"], &[])),
        };
        let request = self.api.change(method, url, &body)?;
        Ok(Publish { request, is_update: known.is_some() })
    }
}
