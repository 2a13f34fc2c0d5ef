//! The documents of a release. Each is a file here, a template in every language, and one line in
//! the table below.

mod audience;
mod settings;
mod subject;

use handlebars::Context;
use serde_json::Value;

pub use self::audience::Audience;
pub use self::delta::{Delta, DeltaBox, DeltaPart};
pub use self::settings::{Blanks, Forge, ForgeKind, Settings, ShippedBefore};
pub use self::subject::Subject;
use crate::context::Inputs;
pub use crate::finish::{Blank, Markers};
use crate::finish::{Manner, finish};
use crate::locale::Locale;
use crate::signed::signed;
use crate::templates::{self, Templates};

/// A document: what it is made from and with.
#[derive(Debug)]
pub struct Document {
    /// Name of its file, without `.md`.
    pub name: &'static str,
    /// Ids of the blanks that its template may have.
    pub blanks: &'static [&'static str],
    /// Which marks it keeps, but for a draft, which keeps all.
    pub markers: Markers,
    /// Whether it tells what the files of a release show.
    pub reads_files: bool,
    /// The built-in template.
    pub(crate) template: fn(Locale) -> &'static str,
    /// JSON Schema of what the template is filled with.
    pub(crate) schema: fn() -> Value,
    /// What the template is filled with.
    context: fn(&Inputs<'_>) -> serde_json::Result<Value>,
}

macro_rules! documents {
    ($($(#[$doc:meta])* $module:ident: $constant:ident = $name:literal;)*) => {
        $(mod $module;)*
        $(
            $(#[$doc])*
            pub static $constant: Document = Document {
                name: $name,
                blanks: $module::BLANKS,
                markers: $module::MARKERS,
                reads_files: $module::READS_FILES,
                template: |locale| match locale {
                    Locale::En => include_str!(concat!("../../templates/en/", $name, ".md.hbs")),
                    Locale::Ru => include_str!(concat!("../../templates/ru/", $name, ".md.hbs")),
                },
                schema: || schemars::schema_for!($module::View).to_value(),
                context: |inputs| serde_json::to_value($module::view(inputs)),
            };
        )*
        /// Every document.
        pub static ALL: &[&Document] = &[$(&$constant),*];
    };
}

documents! {
    /// What users read.
    notes: NOTES = "notes";
    /// What teams read: every change, and what could not be told users.
    internal_notes: INTERNAL_NOTES = "internal-notes";
    /// What the release manager fills and follows.
    plan: PLAN = "plan";
    /// What is ticked off before, on and after the day.
    checklist: CHECKLIST = "checklist";
    /// How to go back: what, in which order, and what does not come back.
    rollback: ROLLBACK = "rollback";
    /// The steps of the rollback plan alone.
    rollback_steps: ROLLBACK_STEPS = "rollback-steps";
    /// What is watched after the release.
    monitoring: MONITORING = "monitoring";
    /// How branches, tags and pipelines stand beside the release model.
    branching: BRANCHING = "branching";
    /// What is new since another candidate of the version.
    delta: DELTA = "delta";
    /// A few lines for the chat of a team.
    announcement: ANNOUNCEMENT = "announcement";
    /// One release among all of the history.
    changelog: CHANGELOG = "changelog";
}

/// Why a document cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its templates are at fault.
    #[error(transparent)]
    Templates(#[from] templates::Error),
    /// The configured format of dates is none.
    #[error("`{format}` is no format of dates")]
    DateFormat {
        /// As it was configured.
        format: String,
        /// What is wrong.
        source: jiff::Error,
    },
    /// What a template is filled with cannot be written as JSON.
    #[error("cannot describe the release to the template of `{document}`")]
    Context {
        /// The document's name.
        document: &'static str,
        /// Why.
        source: serde_json::Error,
    },
}

/// A document as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The Markdown.
    pub text: String,
    /// What nobody has filled, in the order of the document, also where it is left out.
    pub blanks: Vec<Blank>,
}

impl Document {
    /// Returns the document of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|document| document.name == name)
    }

    /// Returns the JSON Schema of what templates of this document are filled with.
    pub fn context_schema(&self) -> Value {
        (self.schema)()
    }

    /// Writes the document with templates that are read already.
    ///
    /// # Errors
    /// Fails where a template or the format of dates is at fault.
    pub fn render_with<'a>(
        &self,
        templates: &Templates,
        subject: impl Into<Subject<'a>>,
        settings: &Settings,
    ) -> Result<Rendered, Error> {
        let inputs = Inputs::new(subject.into(), settings)?;
        let document = self.name;
        let value =
            (self.context)(&inputs).map_err(|source| Error::Context { document, source })?;
        let context = Context::from(value);
        let raw = templates.fill(self, &context)?;
        let manner = Manner {
            blanks: settings.blanks,
            markers: if settings.is_draft { Markers::All } else { self.markers },
            audience: settings.audience,
        };
        let (text, blanks) = finish(&raw, manner, &signed(&inputs));
        Ok(Rendered { text, blanks })
    }
}

/// Returns the templates that some documents are written with. Reads the words of their language
/// too, which stay.
///
/// # Errors
/// Fails where a template of the configured folder is at fault.
pub fn templates(settings: &Settings, documents: &[&Document]) -> Result<Templates, Error> {
    settings.locale.strings();
    Ok(match &settings.templates {
        Some(folder) => Templates::with_overrides(settings.locale, folder)?,
        None => Templates::of(settings.locale, documents)?,
    })
}

/// Writes one document of a release.
///
/// # Errors
/// Fails where a template or the format of dates is at fault.
pub fn render<'a>(
    document: &Document,
    subject: impl Into<Subject<'a>>,
    settings: &Settings,
) -> Result<Rendered, Error> {
    document.render_with(&templates(settings, &[document])?, subject, settings)
}
