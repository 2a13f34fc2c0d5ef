//! `relnotes tag`: a tag that the lint accepts, with the notes as its message.

use relnotes_core::id::CommitId;
use relnotes_core::policy::{self, Level, Outcome, word};
use relnotes_core::release::{self, Scope};
use relnotes_core::tag;
use relnotes_core::version::{ReleaseVersion, Stage};
use relnotes_render::documents::{Blanks, NOTES, Settings};

use super::next::candidate_of;
use crate::bundle::Content;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::hints::{of_git, of_release};
use crate::load::Session;
use crate::report::{Format, Printed};
use crate::request::{self, request};
use crate::shell::Shell;
use crate::{facts, identity, output};

mod lock;

/// Arguments of `tag`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes tag rc                     on release/v1.3.0: v1.3.0-rc.1, then v1.3.0-rc.2
  relnotes tag final                  v1.3.0, on main or where finals stay on their branch
  relnotes tag hotfix                 on release/v1.3.0-hotfix: v1.3.0-hotfix.1
  relnotes tag final --dry-run        what would be made, and what the lint says

The tag is annotated, its message the notes for users. What `relnotes lint` refuses is not made. Nothing is pushed:
the command that does it is printed.")]
pub(crate) struct Args {
    /// rc, final or hotfix
    #[arg(value_name = "KIND", hide_possible_values = true)]
    kind: Kind,
    /// The commit or branch to tag [default: HEAD]
    #[arg(value_name = "REV")]
    target: Option<String>,
    /// The version, where no branch or candidate has it in its name
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// en or ru, for the message [default: RELNOTES_LANG, relnotes.toml, en]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// When the tag counts as made [default: SOURCE_DATE_EPOCH, now]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Make nothing: print the message and the commands
    #[arg(long)]
    dry_run: bool,
}

/// What is tagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// The next candidate
    Rc,
    /// The final
    Final,
    /// The next hotfix
    Hotfix,
}

/// Makes a tag, or says what speaks against it.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let mut session = Session::open(global, env)?;
    let typed = request::Typed {
        range: args.target.as_deref(),
        as_version: args.as_version.as_deref(),
        date: args.date.as_deref(),
    };
    let request = request(typed, &session, env)?;
    let target = release::target(&session.sources(), &request)
        .map_err(|error| of_release(error, &session))?;
    let version = version(args.kind, target.version, target.commit, &session)?;
    let name = session.name_of(version);
    if session.tags.iter().any(|tag| tag.name == name) {
        return Err(Failure::new(format!("the tag `{name}` is there already"))
            .hint(format!("git show {}", word(&name)))
            .hint("a tag that was pushed is never moved: the next fix is the next number"));
    }
    let message = message(args, version, &name, &request, &mut session, env, shell)?;
    if !lint(&name, target.commit, &mut session, env, request.now.seconds, shell)? {
        return Ok(Exit::Violations);
    }
    make(args, &name, target.commit, &message, &session, env, shell)
}

/// Which version the tag is of: by the branch, by `--as`, else by the candidates that are there.
fn version(
    kind: Kind,
    known: Option<ReleaseVersion>,
    commit: CommitId,
    session: &Session,
) -> Result<ReleaseVersion, Failure> {
    let prefix = &session.config.tags.prefix;
    let nameless = |what: &str, branch: &str| {
        Failure::new(format!("nobody knows which version is to be tagged: {what}"))
            .hint(format!("git switch release/{prefix}1.3.0{branch}"))
            .hint(format!(
                "or say it: --as {prefix}1.3.0{}",
                branch.replace("-hotfix", "-hotfix.1")
            ))
    };
    match (kind, known.map(|version| version.stage)) {
        (Kind::Rc, Some(Stage::Final | Stage::Candidate { .. })) => {
            known.map(|version| candidate_of(version.of_documents(), session))
        }
        (Kind::Final, Some(Stage::Final | Stage::Candidate { .. })) => {
            known.map(ReleaseVersion::of_documents)
        }
        (Kind::Final, None) => open_version(commit, session)?,
        (Kind::Hotfix, Some(Stage::Hotfix(_))) => known,
        (Kind::Hotfix, None) => open_hotfix(commit, session)?,
        _ => None,
    }
    .ok_or_else(|| match kind {
        Kind::Hotfix => nameless("this is no hotfix branch, and none was merged", "-hotfix"),
        Kind::Rc | Kind::Final => nameless("neither the branch nor a candidate says it", ""),
    })
}

/// Returns the highest version whose last candidate the commit reaches and that has no final yet.
fn open_version(commit: CommitId, session: &Session) -> Result<Option<ReleaseVersion>, Failure> {
    let has_final = |version: ReleaseVersion| {
        session.tags.iter().any(|tag| tag.release == Some(version.of_documents()))
    };
    let mut candidates: Vec<_> =
        session.tags.iter().filter_map(|tag| Some((tag.release?, tag.commit))).collect();
    candidates.retain(|(version, _)| version.is_candidate() && !has_final(*version));
    candidates.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let mut graph = relnotes_core::history::Graph::new(&session.repository);
    let failed = |error| of_git(error, Some(session));
    let from = graph.load(commit).map_err(failed)?;
    for (version, candidate) in candidates {
        let to = graph.load(candidate).map_err(failed)?;
        if graph.reaches(from, to).map_err(failed)? {
            return Ok(Some(version.of_documents()));
        }
    }
    Ok(None)
}

/// Returns the hotfix whose branch the commit has merged and that no tag of its version has yet.
fn open_hotfix(commit: CommitId, session: &Session) -> Result<Option<ReleaseVersion>, Failure> {
    let failed = |error| of_git(error, Some(session));
    let mut graph = relnotes_core::history::Graph::new(&session.repository);
    let from = graph.load(commit).map_err(failed)?;
    let mut found = None;
    for branch in session.repository.branches().map_err(failed)? {
        let version = release::version_of_branch(&session.sources(), branch.short_name());
        let Some(version) = version.filter(|it| matches!(it.stage, Stage::Hotfix(_))) else {
            continue;
        };
        let tip = graph.load(branch.commit).map_err(failed)?;
        let is_released = |tag: &tag::Tag| {
            let of = tag.release.filter(|it| it.is_production() && it.version == version.version);
            of.map(|_| tag.commit)
        };
        let mut is_new = graph.reaches(from, tip).map_err(failed)?;
        for released in session.tags.iter().filter_map(is_released) {
            let released = graph.load(released).map_err(failed)?;
            is_new = is_new && !graph.reaches(released, tip).map_err(failed)?;
        }
        found = found.max(Some(version).filter(|_| is_new));
    }
    Ok(found)
}

/// The notes for users, after a line that names the version.
fn message(
    args: &Args,
    version: ReleaseVersion,
    name: &str,
    request: &release::Request,
    session: &mut Session,
    env: &Env,
    shell: &mut Shell,
) -> Result<String, Failure> {
    let mut request = request.clone();
    request.as_version = Some(version);
    request.scope = Scope::Step;
    let content = Content::read_step(&[&NOTES], &request, session, env, shell)?;
    let made = content.settings(session, args.lang.as_deref(), env)?;
    let settings = Settings { version: Some(name.to_owned()), blanks: Blanks::Hide, ..made };
    let sheets = content.write(&[&NOTES], &settings)?;
    let notes = sheets.first().map(|(_, rendered)| rendered.text.as_str()).unwrap_or_default();
    let body = notes.split_once('\n').map_or("", |(_, body)| body.trim());
    Ok(format!("Release {name}\n\n{body}\n"))
}

/// Asks the lint about a tag that does not exist yet; prints what speaks against it.
fn lint(
    name: &str,
    commit: CommitId,
    session: &mut Session,
    env: &Env,
    now: i64,
    shell: &mut Shell,
) -> Result<bool, Failure> {
    session.suppose(name, commit);
    let facts = facts::gather(session, env.checkout.clone(), now)?;
    let mut report = policy::check(&facts);
    report.about(name);
    report.findings.retain(|it| it.outcome == Outcome::Violation && it.level == Level::Deny);
    if report.findings.is_empty() {
        return Ok(true);
    }
    shell.print(&Format::Text.write(&Printed {
        report: &report,
        in_baseline: 0,
        in_base: 0,
    })?)?;
    shell.warn(&format!("{name} is not made"));
    Ok(false)
}

fn make(
    args: &Args,
    name: &str,
    commit: CommitId,
    message: &str,
    session: &Session,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let shown = word(name);
    let push = push(name, session);
    if must_be_signed(session) {
        let file = session.repository.git_dir().join(format!("RELNOTES_{}", file_word(name)));
        let file_shown = file.display().to_string();
        if !args.dry_run {
            output::write(&file, message)?;
        }
        shell.note("tags are signed here, and relnotes has no key: these commands make it");
        shell.print(&format!(
            "git tag -s --cleanup=verbatim -F {} {shown} {commit}\n{push}\n",
            word(&file_shown)
        ))?;
        return Ok(Exit::Done);
    }
    if args.dry_run {
        shell.print(message)?;
        shell.note(&format!("would tag {} as {name}; then: {push}", commit.short(10)));
        return Ok(Exit::Done);
    }
    let person = identity::of(session, env, "the tag was not made")?;
    let (_, now) = request::moment(args.date.as_deref(), env)?;
    let object = session
        .repository
        .create_tag(name, commit, message, &person, now)
        .map_err(|error| of_git(error, Some(session)))?;
    shell.note(&format!("tagged {} as {name}", commit.short(10)));
    lock::record(name, object, session, shell)?;
    shell.print(&format!("{push}\n"))?;
    Ok(Exit::Done)
}

/// The command that pushes the tag: to the only remote, else to `origin`.
fn push(name: &str, session: &Session) -> String {
    let remotes = session.repository.remotes();
    let remote = match remotes.as_slice() {
        [one] => one.as_str(),
        _ => "origin",
    };
    format!("git push {} {}", word(remote), word(&format!("refs/tags/{name}")))
}

fn must_be_signed(session: &Session) -> bool {
    let is_set = |key: &str| {
        let value = session.repository.settings(key).pop().unwrap_or_default();
        matches!(value.to_lowercase().as_str(), "true" | "yes" | "on" | "1")
    };
    let rule = policy::find("RN315");
    let is_denied = rule.is_some_and(|rule| session.config.policy.levels.of(rule) == Level::Deny);
    is_set("tag.gpgsign") || is_denied
}

/// A name as a part of a file's name.
fn file_word(name: &str) -> String {
    name.chars()
        .map(|it| if it.is_alphanumeric() || ".-_".contains(it) { it } else { '_' })
        .collect()
}
