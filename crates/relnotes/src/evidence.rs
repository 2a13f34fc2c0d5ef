//! What the files of a release show, for the documents that tell it.

use relnotes_core::evidence::Evidence;
use relnotes_core::release::model::Release;
use relnotes_render::documents::{Document, Subject};

use crate::failure::Failure;
use crate::hints::of_git;
use crate::load::Session;

/// What the files of a release show against its base, and against what it replaces where that is another release.
#[derive(Default)]
pub(crate) struct Files {
    base: Option<Evidence>,
    replaced: Option<Evidence>,
}

impl Files {
    /// Looks at the files, if one of the documents tells of them.
    pub(crate) fn gather(
        documents: &[&Document],
        release: &Release,
        session: &Session,
    ) -> Result<Self, Failure> {
        if !documents.iter().any(|document| document.reads_files) {
            return Ok(Self::default());
        }
        let look = |from| {
            let (repository, config) = (&session.repository, &session.config);
            let evidence = relnotes_evidence::gather(repository, config, release, from);
            evidence.map_err(|error| of_git(error, None))
        };
        let base = release.range.from.as_ref().map(|from| from.commit);
        let replaced = release.replaces.as_ref();
        let replaced = replaced.and_then(|name| session.tags.iter().find(|tag| tag.name == *name));
        let replaced = replaced.map(|tag| tag.commit).filter(|commit| Some(*commit) != base);
        Ok(Self {
            base: Some(look(base)?),
            replaced: replaced.map(|commit| look(Some(commit))).transpose()?,
        })
    }

    /// Returns what documents are made of.
    pub(crate) fn subject<'a>(&'a self, release: &'a Release) -> Subject<'a> {
        let (evidence, against_replaced) = (self.base.as_ref(), self.replaced.as_ref());
        Subject { release, evidence, against_replaced }
    }
}
