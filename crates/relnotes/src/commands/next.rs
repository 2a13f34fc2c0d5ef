//! `relnotes next`: the version that comes next, and why.

use relnotes_core::config::Config;
use relnotes_core::evidence::{Fact, Kind};
use relnotes_core::release::model::{Change, Release};
use relnotes_core::release::{Outcome, Raise, Scope, next_candidate, raise, raise_of};
use relnotes_core::version::{ReleaseVersion, Stage};
use schemars::JsonSchema;
use serde::Serialize;

use super::documents::cut;
use super::tags::Format;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::hints::of_git;
use crate::load::Session;
use crate::request::{self, request};
use crate::shell::Shell;

/// Arguments of `next`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes next                       v1.4.0: by what is unreleased at HEAD
  relnotes next --rc                  v1.4.0-rc.1, v1.4.0-rc.2: the next candidate
  git tag -a \"$(relnotes next --rc -q)\"

Standard output has the version alone; why goes to standard error. Where nothing is unreleased, it is
the version that has everything.")]
pub(crate) struct Args {
    /// A branch or a commit [default: HEAD]
    #[arg(value_name = "REV")]
    target: Option<String>,
    /// The next candidate of it
    #[arg(long)]
    rc: bool,
    /// text, or json: described by `relnotes schema next`
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
}

/// The next version, and why.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "relnotes next")]
pub(crate) struct NextJson {
    /// `relnotes.next/1`.
    schema: String,
    /// The next version, as its tag is called.
    next: String,
    /// The release before it; null for the first one.
    after: Option<String>,
    /// `major`, `minor`, `patch`; null where a branch or a tag has the version in its name.
    raises: Option<String>,
    /// Why.
    reasons: Vec<String>,
}

/// Says what comes next.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let session = Session::open(global, env)?;
    let typed = request::Typed { range: args.target.as_deref(), as_version: None, date: None };
    let mut request = request(typed, &session, env)?;
    request.scope = Scope::Version;
    let next = match cut(&session, &request)? {
        Outcome::Contained { target, tag } => NextJson {
            schema: SCHEMA.to_owned(),
            next: tag.clone(),
            after: None,
            raises: None,
            reasons: vec![format!("nothing is unreleased: {tag} has everything of {target}")],
        },
        Outcome::Release(release) => of(&release, &session, args.rc)?,
    };
    match args.format {
        Format::Json => shell.print(&super::pretty(&next)?)?,
        Format::Text => {
            shell.print(&format!("{}\n", next.next))?;
            next.reasons.iter().for_each(|reason| shell.note(reason));
        }
    }
    Ok(Exit::Done)
}

const SCHEMA: &str = "relnotes.next/1";

/// How many examples are told.
const TOLD: usize = 3;

fn of(release: &Release, session: &Session, is_candidate: bool) -> Result<NextJson, Failure> {
    let after =
        release.replaces.clone().or_else(|| release.range.from.as_ref().map(|it| it.name.clone()));
    let (version, raises, reasons) = match release.range.to.version {
        Some(version) => {
            let name = match session
                .repository
                .head_branch()
                .filter(|_| release.range.to.name == "HEAD")
            {
                Some(full) => full.trim_start_matches("refs/heads/").to_owned(),
                None => release.range.to.name.clone(),
            };
            (version, None, vec![format!("{name} is the branch of {}", session.name_of(version))])
        }
        None => by_content(release, after.as_deref(), session)?,
    };
    let version = if is_candidate { candidate_of(version, session) } else { version };
    Ok(NextJson {
        schema: SCHEMA.to_owned(),
        next: session.name_of(version),
        after,
        raises: raises.map(|raise| raise.as_str().to_owned()),
        reasons,
    })
}

/// Returns the next candidate of a version; a hotfix has none.
pub(super) fn candidate_of(version: ReleaseVersion, session: &Session) -> ReleaseVersion {
    if matches!(version.stage, Stage::Hotfix(_)) {
        return version;
    }
    let Config { tags, .. } = &session.config;
    let stage = u8::try_from(tags.stages.len().saturating_sub(1)).unwrap_or_default();
    let tagged = session.tags.iter().filter_map(|tag| tag.release);
    next_candidate(version.version, stage, tagged, tags.first_number)
}

type Found = (ReleaseVersion, Option<Raise>, Vec<String>);

/// By what came since the release before: commits first, then contracts that break without a word.
fn by_content(release: &Release, after: Option<&str>, session: &Session) -> Result<Found, Failure> {
    let last = session
        .tags
        .iter()
        .find(|tag| Some(tag.name.as_str()) == after)
        .and_then(|tag| tag.release);
    let Some(last) = last else {
        let first = relnotes_core::version::Version { major: 0, minor: 1, patch: 0 };
        let first = ReleaseVersion { version: first, stage: Stage::Final };
        return Ok((first, None, vec!["there is no release yet".to_owned()]));
    };
    let base = release.range.from.as_ref().map(|from| from.commit);
    let evidence =
        relnotes_evidence::gather(&session.repository, &session.config, release, &[base])
            .map_err(|error| of_git(error, Some(session)))?;
    let broken: Vec<&Fact> = evidence
        .iter()
        .flat_map(|it| &it.facts)
        .filter(|fact| matches!(&fact.kind, Kind::Contract(contract) if contract.breaking))
        .collect();
    let by_commits = raise(release);
    let raise = if broken.is_empty() { by_commits } else { Some(Raise::Major) };
    let Some(raise) = raise else {
        return Ok((last, None, vec![format!("nothing came since {}", session.name_of(last))]));
    };
    let mut reasons = vec![format!(
        "{} after {}{}",
        raise.as_str(),
        session.name_of(last),
        if last.version.major == 0 { ", before 1.0.0 one number lower" } else { "" },
    )];
    reasons.extend(told(release, raise));
    if !broken.is_empty() {
        let places =
            broken.iter().take(TOLD).map(|fact| format!("{} ({})", fact.subject, fact.place));
        let more = more(broken.len());
        reasons.push(format!("contracts break: {}{more}", places.collect::<Vec<_>>().join(", ")));
    }
    let version = ReleaseVersion { version: raise.after(last.version), stage: Stage::Final };
    Ok((version, Some(raise), reasons))
}

/// The changes that raise so much, the first few by name.
fn told(release: &Release, raise: Raise) -> Option<String> {
    let word = match raise {
        Raise::Major => "breaking changes",
        Raise::Minor => "features",
        Raise::Patch => "fixes and the like",
    };
    let is_own = |change: &&Change| change.hidden_by.as_deref() != Some("documents");
    let all: Vec<&Change> =
        release.changes.iter().filter(is_own).filter(|change| raise_of(change) == raise).collect();
    let shown = all.iter().take(TOLD).map(|change| {
        let commit = change.commits.first().map(|id| id.short(10)).unwrap_or_default();
        format!("{commit} {}", change.title)
    });
    let more = more(all.len());
    (!all.is_empty()).then(|| format!("{word}: {}{more}", shown.collect::<Vec<_>>().join(", ")))
}

fn more(count: usize) -> String {
    match count.checked_sub(TOLD) {
        Some(more) if more > 0 => format!(" and {more} more"),
        _ => String::new(),
    }
}
