//! `relnotes [RANGE]`: the documents of a release.

use std::path::{Path, PathBuf};

use relnotes_core::person::Time;
use relnotes_core::release::model::Release;
use relnotes_core::release::{self, Error, Outcome, ParseRangeError, RangeSpec, Request, Scope};
use relnotes_core::tag;
use relnotes_core::version::ReleaseVersion;
use relnotes_render::documents::{self, Blanks, Document, Settings};
use relnotes_render::json::release_json;

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::{self, Session, of_git, rules};
use crate::output;
use crate::progress::Progress;
use crate::settings::{Typed, settings};
use crate::shell::Shell;

/// Arguments of the main job.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to document: `A..B`, `A..`, `..B`, a tag, a branch; without it, what is unreleased
    #[arg(value_name = "RANGE")]
    pub(crate) range: Option<String>,
    /// Which documents; several with commas
    #[arg(
        short,
        long = "document",
        value_name = "DOCUMENT",
        value_delimiter = ',',
        default_value = "user"
    )]
    documents: Vec<Which>,
    /// How to print: Markdown, or the JSON of the release
    #[arg(long, value_name = "FORMAT", default_value = "md")]
    format: Format,
    /// Write to this file; with several documents, or of an existing folder, into this folder
    #[arg(short, long, value_name = "FILE_OR_DIR")]
    output: Option<PathBuf>,
    /// The language of the documents: en or ru [default: RELNOTES_LANG, else relnotes.toml, else en]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// The version of an untagged target: its title, its base
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// When an untagged target counts as released [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Show or leave out what nobody has filled [default: user notes leave it out, the rest show it]
    #[arg(long, value_name = "WHAT")]
    blanks: Option<WhatOfBlanks>,
    /// Take templates from this folder where it has them
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// The documents that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Which {
    /// Notes for users
    User,
    /// Notes for the teams
    Internal,
    /// Release plan
    Plan,
    /// All of them
    All,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// JSON
    Json,
}

/// What happens to blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum WhatOfBlanks {
    /// As the form's own text in brackets
    Show,
    /// Not at all
    Hide,
}

/// Makes the documents.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let session = Session::open(global, env)?;
    let mut request = request(args, &session, env)?;
    let typed = Typed { lang: args.lang.as_deref(), templates: args.templates.clone() };
    let settings = settings(&session, typed, env)?;
    say_ignored(&session, shell);
    if args.format == Format::Json {
        let Some(release) = cut(&session, &request, global, env, shell)? else {
            return Ok(Exit::Done);
        };
        warn(&release, shell);
        let text = serde_json::to_string_pretty(&release_json(&release)).map_err(Failure::new)?;
        put(args.output.as_deref(), &(text + "\n"), shell)?;
        return Ok(Exit::Done);
    }
    let wanted = wanted(&args.documents);
    let whole = args.documents.contains(&Which::All);
    // Plans speak of the version, notes of what is new since the last candidate.
    let mut written: Vec<(&'static Document, String)> = Vec::new();
    let mut scopes = vec![Scope::Step, Scope::Version];
    if whole || !request.is_of_candidate(&session.sources()) {
        scopes = vec![Scope::Version];
    }
    for scope in &scopes {
        let of_scope = |which: &Which| scopes.len() == 1 || scope_of(*which) == *scope;
        let documents: Vec<Which> = wanted.iter().copied().filter(of_scope).collect();
        if documents.is_empty() {
            continue;
        }
        request.scope = *scope;
        let Some(release) = cut(&session, &request, global, env, shell)? else {
            return Ok(Exit::Done);
        };
        if written.is_empty() {
            warn(&release, shell);
        }
        // An untagged target is called by the version that `--as` or its branch gives it.
        let to = &release.range.to;
        let version = to.version.filter(|_| to.tag.is_none()).map(|it| session.name_of(it));
        let settings = Settings { version, ..settings.clone() };
        written.extend(write(&documents, &release, &settings, args, shell)?);
    }
    written
        .sort_by_key(|(document, _)| documents::ALL.iter().position(|it| it.name == document.name));
    deliver(args, &written, shell)?;
    Ok(Exit::Done)
}

fn request(args: &Args, session: &Session, env: &Env) -> Result<Request, Failure> {
    let (date, now) = moment(args.date.as_deref(), env)?;
    let range = RangeSpec::parse(args.range.as_deref().unwrap_or_default()).map_err(|error| {
        let ParseRangeError::Symmetric { suggestion, .. } = &error;
        let hint = format!("relnotes {suggestion}");
        Failure::new(error).hint(hint)
    })?;
    let as_version = as_version(args.as_version.as_deref(), session)?;
    Ok(Request { range, as_version, date, now, scope: Scope::Step })
}

/// Cuts the release; says so where nothing is unreleased.
fn cut(
    session: &Session,
    request: &Request,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Option<Release>, Failure> {
    let progress = Progress::start(env, global.quiet, "reading the history");
    let outcome = release::cut(&session.sources(), request);
    drop(progress);
    match outcome.map_err(|error| of_release(error, session))? {
        Outcome::Contained { target, tag } => {
            shell.note(&format!("nothing unreleased: {target} is contained in {tag}"));
            Ok(None)
        }
        Outcome::Release(release) if release.accounting.unaccounted > 0 => {
            let lost = release.accounting.unaccounted;
            Err(Failure::new(format!("{lost} commits of the range are in no place of the release"))
                .hint("this is a defect of relnotes: please report the repository and the range"))
        }
        Outcome::Release(release) => Ok(Some(*release)),
    }
}

fn warn(release: &Release, shell: &mut Shell) {
    for warning in &release.warnings {
        shell.warn(&warning.message);
    }
}

fn wanted(typed: &[Which]) -> Vec<Which> {
    let all = [Which::User, Which::Internal, Which::Plan];
    all.into_iter().filter(|it| typed.contains(it) || typed.contains(&Which::All)).collect()
}

fn scope_of(which: Which) -> Scope {
    match which {
        Which::User | Which::Internal => Scope::Step,
        Which::Plan | Which::All => Scope::Version,
    }
}

fn document_of(which: Which) -> &'static Document {
    match which {
        Which::User | Which::All => &documents::NOTES,
        Which::Internal => &documents::INTERNAL_NOTES,
        Which::Plan => &documents::PLAN,
    }
}

fn write(
    wanted: &[Which],
    release: &Release,
    settings: &Settings,
    args: &Args,
    shell: &mut Shell,
) -> Result<Vec<(&'static Document, String)>, Failure> {
    let asked: Vec<&Document> = wanted.iter().map(|which| document_of(*which)).collect();
    let templates = documents::templates(settings, &asked).map_err(of_render)?;
    let mut written = Vec::new();
    for which in wanted {
        let blanks = match (args.blanks, which) {
            (Some(WhatOfBlanks::Show), _) => Blanks::Show,
            (Some(WhatOfBlanks::Hide), _) | (None, Which::User) => Blanks::Hide,
            (None, _) => Blanks::Show,
        };
        let settings = Settings { blanks, ..settings.clone() };
        let document = document_of(*which);
        let rendered = document.render_with(&templates, release, &settings).map_err(of_render)?;
        if blanks == Blanks::Hide && !rendered.blanks.is_empty() {
            shell.note(&format!(
                "{} blanks of {} are left out; `--blanks show` shows them",
                rendered.blanks.len(),
                document.name,
            ));
        }
        written.push((document, rendered.text));
    }
    Ok(written)
}

/// Writes one document to a file or standard output, several into a folder or one after another.
fn deliver(
    args: &Args,
    written: &[(&'static Document, String)],
    shell: &mut Shell,
) -> Result<(), Failure> {
    let Some(path) = &args.output else {
        let texts: Vec<&str> = written.iter().map(|(_, text)| text.as_str()).collect();
        return shell.print(&texts.join("\n"));
    };
    let is_folder = written.len() > 1 || args.documents.contains(&Which::All) || path.is_dir();
    let is_folder = is_folder || path.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    if !is_folder {
        return written.iter().try_for_each(|(_, text)| output::write(path, text));
    }
    if path.is_file() {
        return Err(Failure::new(format!(
            "`{}` is a file, and several documents need a folder",
            path.display()
        ))
        .hint("name a folder that exists or can be made"));
    }
    for (document, text) in written {
        let file = path.join(format!("{}.md", document.name));
        output::write(&file, text)?;
        shell.note(&format!("wrote {}", file.display()));
    }
    Ok(())
}

/// Writes one text to a file or standard output.
pub(crate) fn put(path: Option<&Path>, text: &str, shell: &mut Shell) -> Result<(), Failure> {
    match path {
        Some(path) if path.is_dir() => {
            Err(Failure::new(format!("`{}` is a folder", path.display())).hint("name a file"))
        }
        Some(path) => output::write(path, text),
        None => shell.print(text),
    }
}

/// How many ignored tags are named.
const NAMED: usize = 5;

/// Says which tags count for nothing.
pub(crate) fn say_ignored(session: &Session, shell: &mut Shell) {
    let ignored: Vec<&str> = session
        .tags
        .iter()
        .filter(|tag| tag.release.is_none())
        .map(|tag| tag.name.as_str())
        .collect();
    if ignored.is_empty() {
        return;
    }
    let named = ignored[..NAMED.min(ignored.len())].join(", ");
    let rest = ignored.len().saturating_sub(NAMED);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let (tags, fit) = if ignored.len() == 1 { ("tag", "fits") } else { ("tags", "fit") };
    shell.note(&format!(
        "{} {tags} {fit} nothing in the release model: {named}{more}; `relnotes tags` says why",
        ignored.len(),
    ));
}

/// Returns the date that was given, and the moment that a draft is given without one.
pub(crate) fn moment(typed: Option<&str>, env: &Env) -> Result<(Option<Time>, Time), Failure> {
    let date = load::date(typed, env)?;
    Ok((date, date.unwrap_or(Time { seconds: env.now, offset: 0 })))
}

/// Reads the value of `--as`.
pub(crate) fn as_version(
    typed: Option<&str>,
    session: &Session,
) -> Result<Option<ReleaseVersion>, Failure> {
    let Some(text) = typed else { return Ok(None) };
    let rules = rules(&session.config);
    let reading = tag::parse(text, &rules).and_then(|reading| reading.release);
    reading.map(Some).ok_or_else(|| {
        Failure::new(format!("`{text}` is no version of the release model")).hint(format!(
            "write `--as {0}1.3.0`, `{0}1.3.0-rc.1` or `{0}1.3.0-hotfix.1`",
            rules.prefix
        ))
    })
}

/// Explains why a release could not be cut.
pub(crate) fn of_release(error: Error, session: &Session) -> Failure {
    match error {
        Error::Git(error) => of_git(error, Some(session)),
    }
}

/// Explains why a document could not be written.
pub(crate) fn of_render(error: documents::Error) -> Failure {
    Failure::new(error)
}
