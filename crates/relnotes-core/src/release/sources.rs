//! What releases are cut from.

use crate::brief::{Briefs, Note};
use crate::config::Config;
use crate::declared::Declared;
use crate::enrichment::Enrichment;
use crate::git::Repository;
use crate::mailmap::Mailmap;
use crate::message::Parser;
use crate::tag::Tag;
use crate::version::ReleaseVersion;

/// What a release is cut from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// Its tags that begin like a version, in the model's order.
    pub tags: &'a [Tag],
    /// The configuration.
    pub config: &'a Config,
    /// Who is who.
    pub mailmap: &'a Mailmap,
    /// How messages are read.
    pub parser: &'a Parser,
    /// What people declare about releases: other words for changes.
    pub briefs: &'a Briefs,
    /// What forge and tracker know of it.
    pub enrichment: &'a Enrichment,
}

impl<'a> Sources<'a> {
    /// Returns the other words for changes of a version.
    pub(super) fn notes_of(&self, version: Option<ReleaseVersion>) -> &'a [Declared<Note>] {
        let brief = version.and_then(|version| self.briefs.get(&version.of_documents()));
        brief.map_or(&[], |brief| brief.note.as_slice())
    }
}
