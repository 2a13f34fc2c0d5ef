//! `relnotes [RANGE]`: the documents of a release.

use relnotes_core::person::Time;
use relnotes_core::release::{self, Error, Outcome, RangeSpec, Request, Scope};
use relnotes_core::tag;
use relnotes_core::version::ReleaseVersion;

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::{self, Session, of_git, rules};
use crate::progress::Progress;
use crate::shell::Shell;

/// Arguments of the main job.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to document: `A..B`, `A..`, `..B`, a tag, a branch; without it, what is unreleased
    #[arg(value_name = "RANGE")]
    pub(crate) range: Option<String>,
    /// The version of an untagged target: its title, its base
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// When an untagged target counts as released [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
}

/// Makes the documents.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let session = Session::open(global, env)?;
    let (date, now) = moment(args.date.as_deref(), env)?;
    let range = RangeSpec::parse(args.range.as_deref().unwrap_or_default()).map_err(|error| {
        let release::ParseRangeError::Symmetric { suggestion, .. } = &error;
        let hint = format!("relnotes {suggestion}");
        Failure::new(error).hint(hint)
    })?;
    let request = Request {
        range,
        as_version: as_version(args.as_version.as_deref(), &session)?,
        date,
        now,
        scope: Scope::Step,
    };
    let progress = Progress::start(env, global.quiet, "reading the history");
    let outcome = release::cut(&session.sources(), &request);
    drop(progress);
    match outcome.map_err(|error| of_release(error, &session))? {
        Outcome::Contained { target, tag } => {
            shell.print(&format!("nothing unreleased: {target} is contained in {tag}\n"))?;
        }
        Outcome::Release(release) => {
            for warning in &release.warnings {
                shell.warn(&warning.message);
            }
            shell.print(&format!(
                "{:?} {:?} {:?}\n{:?}\n",
                release.range.from.as_ref().map(|e| &e.name),
                release.base_rule,
                release.replaces,
                release.accounting
            ))?;
            for c in &release.changes {
                shell.print(&format!(
                    "{} {:?} {:?} {:?} {} | {:?} {:?} {:?}\n",
                    c.id,
                    c.kind,
                    c.hidden_by,
                    c.in_user_notes,
                    c.title,
                    c.first_shipped_in,
                    c.tickets,
                    c.commits.len()
                ))?;
            }
        }
    }
    Ok(Exit::Done)
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
