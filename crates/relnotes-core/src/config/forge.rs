//! `[forge]`: where the repository lives on the web. For links, and for what `[network]` asks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::address::problem_of_address;
use super::error::{Error, Source};
use super::file::ForgeFile;
use super::{given, picked};

/// Where the repository lives on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forge {
    /// The web address of the repository, without a slash at its end.
    pub url: Option<String>,
    /// What runs there.
    pub kind: ForgeKind,
}

/// The software that hosts a repository, as far as its links differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ForgeKind {
    /// To be guessed from the address of `origin`.
    #[default]
    Auto,
    /// GitHub, also on one's own servers.
    Github,
    /// GitLab, also on one's own servers.
    Gitlab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket.
    Bitbucket,
    /// No links.
    None,
}

impl Forge {
    pub(super) fn resolve(file: ForgeFile, source: Source<'_>) -> Result<Self, Error> {
        if let Some(url) = &file.url
            && !url.get_ref().trim().is_empty()
            && let Some(problem) = problem_of_address(url.get_ref())
        {
            return Err(source.bad_value("forge.url", problem, &url.span()));
        }
        let url = given(file.url).map(|url| url.trim_end_matches('/').to_owned());
        Ok(Self { url, kind: picked(file.kind) })
    }
}
