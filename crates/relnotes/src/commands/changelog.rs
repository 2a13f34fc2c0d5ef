//! `relnotes changelog`: the notes of all releases, the newest first.

use std::path::PathBuf;

use relnotes_core::release::model::Release;
use relnotes_core::release::{self, RangeSpec, Request, Scope};
use relnotes_render::documents::{self, CHANGELOG};
use relnotes_render::json::release_json;

use super::deliver::{self, Text};
use super::tags::say_ignored;
use crate::brief;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::hints::{of_release, of_render};
use crate::load::Session;
use crate::progress::Progress;
use crate::request::{moment, range};
use crate::settings::{Typed, settings};
use crate::shell::Shell;

/// Arguments of `changelog`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes changelog -o CHANGELOG.md  every commit under the first release that has it
  relnotes changelog main             as of a branch")]
pub(crate) struct Args {
    /// The end whose unreleased changes stand on top: a tag, a branch, a commit [default: HEAD]
    #[arg(value_name = "REV")]
    target: Option<String>,
    /// md, or json: one release a line, as `relnotes schema release` describes it
    #[arg(long, value_name = "FORMAT", default_value = "md", hide_possible_values = true)]
    format: Format,
    /// Write to this file, or as changelog.md into this folder
    #[arg(short, long, value_name = "FILE_OR_DIR")]
    output: Option<PathBuf>,
    /// en or ru [default: RELNOTES_LANG, relnotes.toml, en]
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
    let mut session = Session::open(global, env)?;
    let (date, now) = moment(None, env)?;
    let range = range(args.target.as_deref().unwrap_or_default())?;
    if let RangeSpec { from: Some(from), to } = &range {
        let to = to.as_deref().unwrap_or("HEAD");
        let error = "a changelog tells all releases up to one end, and a range has two";
        return Err(Failure::new(error)
            .hint(format!("the notes of the range: relnotes {from}..{to}"))
            .hint(format!(
                "all releases and what is unreleased at the end: relnotes changelog {to}"
            )));
    }
    let request = Request { range, as_version: None, date, now, scope: Scope::Version };
    brief::of_all(&mut session, &request)?;
    let typed = Typed { lang: args.lang.as_deref(), templates: args.templates.clone() };
    let settings = settings(&session, typed, env)?;
    let templates = documents::templates(&settings, &[&CHANGELOG]).map_err(of_render)?;
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
    let name = match args.format {
        Format::Md => "changelog.md",
        Format::Json => "changelog.jsonl",
    };
    let text = Text { name: name.to_owned(), text: sections.join("\n") + "\n" };
    deliver::texts(args.output.as_deref(), &[text], &session, shell)?;
    say_ignored(&session, shell);
    Ok(Exit::Done)
}
