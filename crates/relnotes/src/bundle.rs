//! The documents of a version, as commands other than the main job need them.

use relnotes_core::release::model::Release;
use relnotes_core::release::{Outcome, Scope};
use relnotes_render::documents::{self, Document, Rendered, Settings};

use crate::brief;
use crate::cli::GlobalArgs;
use crate::commands::documents::{Seen, blanks_of, cut, unreleased};
use crate::env::Env;
use crate::failure::Failure;
use crate::hints::of_render;
use crate::load::Session;
use crate::request::{self, request};
use crate::settings::{Typed, settings};
use crate::shell::Shell;

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
    let mut request = request(typed, &session, env)?;
    request.scope = Scope::Version;
    let brief = brief::of_target(&mut session, &request, shell)?;
    let written = settings(&session, Typed { lang, templates: None }, env)?;
    let release = match cut(&session, &request)? {
        Outcome::Release(release) => *release,
        Outcome::Contained { target, tag } => {
            let hint = format!("name the release: relnotes … {tag}");
            return Err(Failure::new(unreleased(&target, &tag)).hint(hint));
        }
    };
    let to = &release.range.to;
    let version = to.version.filter(|_| to.tag.is_none()).map(|it| session.name_of(it));
    let settings = Settings { brief, version, ..written };
    let mut asked = documents.to_vec();
    asked.push(&documents::ROLLBACK);
    let templates = documents::templates(&settings, &asked).map_err(of_render)?;
    let seen = Seen::of(documents, &release, &session, env)?;
    let mut subject = seen.subject(&release);
    let is_checklist = |document: &&Document| document.name == documents::CHECKLIST.name;
    let blanks = match documents.iter().copied().any(|document| is_checklist(&document)) {
        true => Some(blanks_of(&documents::ROLLBACK, &templates, subject, &settings)?),
        false => None,
    };
    subject.rollback_blanks = blanks.as_deref();
    let mut sheets = Vec::new();
    for document in documents {
        let rendered = document.render_with(&templates, subject, &settings).map_err(of_render)?;
        sheets.push((*document, rendered));
    }
    drop(seen);
    Ok(Bundle { session, release, settings, sheets })
}
