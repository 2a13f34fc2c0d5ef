//! Templates and words are read beside the repository: both take milliseconds, a fifth of what
//! a small release takes.

use std::thread::JoinHandle;

use relnotes_render::documents::{self, Document, Settings};
use relnotes_render::templates::Templates;

use super::which::{Which, document_of, wanted};
use super::{Args, Format};
use crate::env::Env;
use crate::load::Opened;
use crate::settings::locale;

/// Templates that another thread reads.
pub(super) struct Reading {
    documents: Vec<&'static Document>,
    thread: Option<JoinHandle<Result<Templates, documents::Error>>>,
}

/// Begins to read the templates of what is asked for. Those of a folder are read by
/// [`Reading::finish`], once it is known to be there.
pub(super) fn start(opened: &Opened, args: &Args, env: &Env) -> Reading {
    let which = wanted(&args.documents);
    let mut documents: Vec<&Document> = which.iter().map(|which| document_of(*which)).collect();
    // The checklist says what the rollback plan lacks.
    if which.contains(&Which::Checklist) && !which.contains(&Which::Rollback) {
        documents.push(&documents::ROLLBACK);
    }
    let has_own = args.templates.is_some() || opened.config.templates.is_some();
    let locale = locale(args.lang.as_deref(), opened.config.lang, env).ok();
    let thread = locale.filter(|_| !has_own && args.format != Format::Json).and_then(|locale| {
        let settings = Settings { locale, ..Settings::default() };
        let documents = documents.clone();
        std::thread::Builder::new().spawn(move || documents::templates(&settings, &documents)).ok()
    });
    Reading { documents, thread }
}

impl Reading {
    /// Waits for the templates.
    pub(super) fn finish(self, settings: &Settings) -> Result<Templates, documents::Error> {
        match self.thread.map(JoinHandle::join) {
            Some(Ok(templates)) => templates,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => documents::templates(settings, &self.documents),
        }
    }
}
