//! `state.json`: what the last draft made, and what it remembers of people.

use std::collections::BTreeMap;

use relnotes_merge::Memory;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::folder::Folder;
use crate::failure::Failure;

/// Its file.
pub(crate) const FILE: &str = ".relnotes/state.json";

const SCHEMA: &str = "relnotes.state/1";

/// What is known about the bundle of a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "state.json of a release's documents")]
pub(crate) struct State {
    /// `relnotes.state/1`.
    pub(crate) schema: String,
    /// The release, as its tag is called.
    pub(crate) release: String,
    /// The last commit that the documents speak of.
    pub(crate) head: String,
    /// The release that they begin at; null for the first release.
    pub(crate) base: Option<String>,
    /// The languages, the one whose files have no suffix first.
    pub(crate) languages: Vec<String>,
    /// What is remembered of each file.
    pub(crate) documents: BTreeMap<String, DocumentState>,
}

/// What is remembered of a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct DocumentState {
    /// Every named item that it has, in its order.
    pub(crate) items: Vec<ItemState>,
    /// What people did to it.
    #[schemars(with = "serde_json::Value")]
    pub(crate) memory: Memory,
}

/// Where an item comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ItemState {
    /// Its id.
    pub(crate) id: String,
    /// Its region.
    pub(crate) region: String,
    /// What stands behind it.
    pub(crate) state: relnotes_render::states::State,
}

impl State {
    /// Begins the state of a release that has none yet.
    pub(crate) fn new(release: &str) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            release: release.to_owned(),
            head: String::new(),
            base: None,
            languages: Vec::new(),
            documents: BTreeMap::new(),
        }
    }

    /// Reads the state of a bundle; none where there is no file.
    pub(crate) fn read(folder: &Folder) -> Result<Option<Self>, Failure> {
        let Some(text) = folder.read(FILE)? else { return Ok(None) };
        Self::parse(&text, &folder.path_of(FILE)).map(Some)
    }

    /// Reads a state.
    pub(crate) fn parse(text: &str, shown: &str) -> Result<Self, Failure> {
        let state: Self = serde_json::from_str(text).map_err(|source| {
            Failure::new(format!("`{shown}` is damaged: {source}"))
                .hint(format!("git checkout -- '{shown}'"))
                .hint("it is written by `relnotes draft` alone; without it nothing is remembered of what people took away")
        })?;
        match state.schema.as_str() {
            SCHEMA => Ok(state),
            other => Err(Failure::new(format!("`{shown}` is of `{other}`, and this is {SCHEMA}"))
                .hint("a newer relnotes wrote it: use that one")),
        }
    }

    /// Whether it is about the same commits, in the same languages.
    pub(crate) fn is_of_same_commit(&self, other: &Self) -> bool {
        (&self.head, &self.base, &self.languages) == (&other.head, &other.base, &other.languages)
    }

    /// Returns the state as its file has it.
    pub(crate) fn text(&self) -> Result<String, Failure> {
        Ok(serde_json::to_string_pretty(self).map_err(Failure::new)? + "\n")
    }
}
