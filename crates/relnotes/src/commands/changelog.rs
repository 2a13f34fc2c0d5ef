//! `relnotes changelog`: the notes of all releases, the newest first.

use std::path::PathBuf;

use relnotes_core::release::model::Release;
use relnotes_core::release::{self, RangeSpec, Request, Scope};
use relnotes_render::documents::{self, CHANGELOG};
use relnotes_render::json::release_json;

use super::documents::{moment, of_release, of_render, put, say_ignored};
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::Session;
use crate::progress::Progress;
use crate::settings::{Typed, settings};
use crate::shell::Shell;

/// Arguments of `changelog`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What is unreleased up to this tag, branch or commit stands on top; HEAD by default
    #[arg(value_name = "REV")]
    target: Option<String>,
    /// How to print: Markdown, or one JSON object a line for each release
    #[arg(long, value_name = "FORMAT", default_value = "md")]
    format: Format,
    /// Write to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The language: en or ru
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// Take templates from this folder where it has them
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// JSON
    Json,
}

/// Why it stopped: the history, or a document.
enum Stopped {
    Release(release::Error),
    Failed(Box<Failure>),
}

impl From<release::Error> for Stopped {
    fn from(error: release::Error) -> Self {
        Self::Release(error)
    }
}

/// Writes the changelog.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let session = Session::open(global, env)?;
    let (date, now) = moment(None, env)?;
    let range = RangeSpec { from: None, to: args.target.clone() };
    let request = Request { range, as_version: None, date, now, scope: Scope::Version };
    let typed = Typed { lang: args.lang.as_deref(), templates: args.templates.clone() };
    let settings = settings(&session, typed, env)?;
    let templates = documents::templates(&settings, &[&CHANGELOG]).map_err(of_render)?;
    say_ignored(&session, shell);
    let write = |release: Release| {
        let text = match args.format {
            Format::Md => CHANGELOG
                .render_with(&templates, &release, &settings)
                .map(|rendered| rendered.text)
                .map_err(of_render),
            Format::Json => serde_json::to_string(&release_json(&release)).map_err(Failure::new),
        };
        text.map_err(|failure| Stopped::Failed(Box::new(failure)))
    };
    let progress = Progress::start(env, global.quiet, "reading the whole history");
    let done = release::changelog(&session.sources(), &request, write);
    drop(progress);
    let mut sections: Vec<String> = done.map_err(|stopped| match stopped {
        Stopped::Release(error) => of_release(error, &session),
        Stopped::Failed(failure) => *failure,
    })?;
    sections.reverse();
    put(args.output.as_deref(), &(sections.join("\n") + "\n"), shell)?;
    Ok(Exit::Done)
}
