//! What documents are made of besides the release: what its files show, and how its repository stands.

use relnotes_core::evidence::Evidence;
use relnotes_core::policy::{self, Standing};
use relnotes_core::release::model::Release;
use relnotes_render::documents::{Blank, Document, Settings, Subject};
use relnotes_render::templates::Templates;

use super::Which;
use crate::env::Env;
use crate::facts;
use crate::failure::Failure;
use crate::hints::{of_git, of_render};
use crate::load::Session;

/// What documents are made of besides the release, as far as they are asked for.
#[derive(Default)]
pub(super) struct Seen {
    evidence: Option<Evidence>,
    standing: Option<Standing>,
}

impl Seen {
    /// Looks at what these documents tell.
    pub(super) fn of(
        documents: &[Which],
        release: &Release,
        session: &Session,
        env: &Env,
    ) -> Result<Self, Failure> {
        let any = |which: &[Which]| which.iter().any(|it| documents.contains(it));
        let mut seen = Self::default();
        if any(&[Which::Checklist, Which::Monitoring]) {
            let from = release.range.from.as_ref().map(|from| from.commit);
            let evidence =
                relnotes_evidence::gather(&session.repository, &session.config, release, from);
            seen.evidence = Some(evidence.map_err(|error| of_git(error, Some(session)))?);
        }
        if any(&[Which::Checklist, Which::Branching]) {
            let to = &release.range.to;
            let checkout = env.checkout.clone();
            // Waivers count as they do on the day of the release, so that a document stays the same.
            let facts = facts::gather_with(session, checkout, to.date.seconds, Some(to.commit))?;
            seen.standing = Some(Standing::of(&facts, policy::check(&facts), release));
        }
        Ok(seen)
    }

    /// Returns what documents of the release are made of.
    pub(super) fn subject<'a>(&'a self, release: &'a Release) -> Subject<'a> {
        Subject {
            evidence: self.evidence.as_ref(),
            standing: self.standing.as_ref(),
            ..Subject::from(release)
        }
    }
}

/// Returns the rollback plan, whose blanks the checklist tells.
pub(super) fn rollback_plan() -> Option<&'static Document> {
    Document::find("rollback")
}

/// Returns what nobody has filled in a document.
pub(super) fn blanks_of(
    document: &Document,
    templates: &Templates,
    subject: Subject<'_>,
    settings: &Settings,
) -> Result<Vec<Blank>, Failure> {
    Ok(document.render_with(templates, subject, settings).map_err(of_render)?.blanks)
}
