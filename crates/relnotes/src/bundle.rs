//! The documents of a version, as commands other than the main job need them.

use relnotes_core::release::model::Release;
use relnotes_core::release::{Outcome, Request, Scope};
use relnotes_render::documents::{self, Document, Rendered, Settings, Subject};

use crate::brief;
use crate::cli::GlobalArgs;
use crate::commands::documents::{Seen, blanks_of, cut, unreleased};
use crate::env::Env;
use crate::failure::Failure;
use crate::hints::of_render;
use crate::load::Session;
use crate::network;
use crate::request::{self, request};
use crate::settings::{Typed, settings};
use crate::shell::Shell;

/// The documents of a release, in their order.
pub(crate) static SEVEN: [&Document; 7] = [
    &documents::NOTES,
    &documents::INTERNAL_NOTES,
    &documents::PLAN,
    &documents::CHECKLIST,
    &documents::ROLLBACK,
    &documents::MONITORING,
    &documents::BRANCHING,
];

/// The documents of a version.
pub(crate) struct Bundle {
    /// The session that they were made in.
    pub(crate) session: Session,
    /// The version.
    pub(crate) release: Release,
    /// What they were written with.
    pub(crate) settings: Settings,
    /// Each with its text.
    pub(crate) sheets: Vec<(&'static Document, Rendered)>,
}

/// Makes documents of a version, blanks shown.
pub(crate) fn make(
    documents: &[&'static Document],
    typed: request::Typed<'_>,
    lang: Option<&str>,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Bundle, Failure> {
    let mut session = Session::open(global, env)?;
    let request = request(typed, &session, env)?;
    let content = Content::read(documents, request, &mut session, env, shell)?;
    let settings = content.settings(&session, lang, env)?;
    let sheets = content.write(documents, &settings)?;
    let Content { release, .. } = content;
    Ok(Bundle { session, release, settings, sheets })
}

/// What documents of a version are written from, in any language.
pub(crate) struct Content {
    /// The version.
    pub(crate) release: Release,
    /// What its files show, and how its repository stands.
    pub(crate) seen: Seen,
    /// What people declare about it.
    brief: relnotes_core::brief::Brief,
}

impl Content {
    /// Reads what these documents tell of a version.
    pub(crate) fn read(
        documents: &[&Document],
        mut request: Request,
        session: &mut Session,
        env: &Env,
        shell: &mut Shell,
    ) -> Result<Self, Failure> {
        request.scope = Scope::Version;
        Self::read_step(documents, &request, session, env, shell)
    }

    /// Reads what these documents tell of what was asked for.
    pub(crate) fn read_step(
        documents: &[&Document],
        request: &Request,
        session: &mut Session,
        env: &Env,
        shell: &mut Shell,
    ) -> Result<Self, Failure> {
        let brief = brief::of_target(session, request, shell)?;
        network::enrich(session, request, env)?;
        let release = match cut(session, request)? {
            Outcome::Release(release) => *release,
            Outcome::Contained { target, tag } => {
                let hint = format!("name the release: {tag}");
                return Err(Failure::new(unreleased(&target, &tag)).hint(hint));
            }
        };
        let seen = Seen::of(documents, &release, session, env)?;
        Ok(Self { release, seen, brief })
    }

    /// Returns the settings of its documents; an untagged target is called by its version.
    pub(crate) fn settings(
        &self,
        session: &Session,
        lang: Option<&str>,
        env: &Env,
    ) -> Result<Settings, Failure> {
        let written = settings(session, Typed { lang, templates: None }, env)?;
        let to = &self.release.range.to;
        let version = to.version.filter(|_| to.tag.is_none()).map(|it| session.name_of(it));
        Ok(Settings { brief: self.brief.clone(), version, ..written })
    }

    /// Writes documents in the language of the settings.
    pub(crate) fn write(
        &self,
        documents: &[&'static Document],
        settings: &Settings,
    ) -> Result<Vec<(&'static Document, Rendered)>, Failure> {
        let mut asked = documents.to_vec();
        asked.push(&documents::ROLLBACK);
        let templates = documents::templates(settings, &asked).map_err(of_render)?;
        let mut subject: Subject<'_> = self.seen.subject(&self.release);
        let is_checklist = |document: &Document| document.name == documents::CHECKLIST.name;
        let blanks = match documents.iter().any(|document| is_checklist(document)) {
            true => Some(blanks_of(&documents::ROLLBACK, &templates, subject, settings)?),
            false => None,
        };
        subject.rollback_blanks = blanks.as_deref();
        let write = |document: &&'static Document| {
            let rendered = document.render_with(&templates, subject, settings);
            Ok((*document, rendered.map_err(of_render)?))
        };
        documents.iter().map(write).collect()
    }
}
