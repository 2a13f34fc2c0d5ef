//! `relnotes lint`: branch, tag and pipeline policy.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::builder::NonEmptyStringValueParser;
use relnotes_core::message::cleanup;
use relnotes_core::policy::{Facts, Level, Outcome, Report, Subject, check, check_message};
use relnotes_core::tag;

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::facts;
use crate::failure::{Exit, Failure, IoError};
use crate::hints::of_git;
use crate::load::{Session, rules};
use crate::progress::Progress;
use crate::report::{Format, Printed};
use crate::request::moment;
use crate::shell::Shell;

mod baseline;
mod policy;

use self::policy::Policy;

/// Arguments of `lint`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "\
Examples:
  relnotes lint                                   everything that this clone can decide
  relnotes lint --base origin/main                only what is not in origin/main already
  relnotes lint --format sarif > lint.sarif       for code scanning
  relnotes lint --ref v1.3.0-rc.2                 may this tag be made on HEAD?
  relnotes lint --message .git/COMMIT_EDITMSG     from a commit-msg hook: `relnotes lint --message \"$1\"`
  relnotes lint --write-baseline lint.json        begin with what is there: lint --baseline lint.json",
    after_long_help = "\
In the build of a pull request policy and baseline are those of the branch it goes to, so that a
change cannot waive its own finding; `--policy-from` names another policy.

Exit codes:
  0   nothing at level deny
  1   a violation at level deny; with --strict, any violation
  2   the job could not be done
  3   with --strict: no violation, but something cannot be told"
)]
pub(crate) struct Args {
    /// text, json, sarif, github, gitlab or junit
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
    /// Leave out what is about something that this revision has already
    #[arg(long, value_name = "REV", conflicts_with_all = ["message", "name"])]
    base: Option<String>,
    /// Take the policy from relnotes.toml of this revision
    #[arg(long, value_name = "REV", conflicts_with = "config")]
    policy_from: Option<String>,
    /// Leave out what this file lists
    #[arg(long, value_name = "FILE", conflicts_with_all = ["message", "name"])]
    baseline: Option<PathBuf>,
    /// Write what is found into this file, to leave it out from now on
    #[arg(long, value_name = "FILE", conflicts_with_all = ["message", "name", "baseline", "base"])]
    write_baseline: Option<PathBuf>,
    /// Ask only about a branch or tag of this name, which need not exist: it would stand on HEAD
    #[arg(long = "ref", value_name = "NAME", conflicts_with = "message", value_parser = NonEmptyStringValueParser::new())]
    name: Option<String>,
    /// Ask only about the commit message in this file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    message: Option<PathBuf>,
    /// Fail also for warnings (1) and for what cannot be told (3)
    #[arg(long)]
    strict: bool,
    /// The moment that ages are measured to [default: SOURCE_DATE_EPOCH, now]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
}

/// Lints what was asked for.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    if let Some(path) = &args.message {
        return of_message(args, path, global, env, shell);
    }
    let (mut session, policy) = policy::open(args.policy_from.as_deref(), global, env, shell)?;
    let (_, now) = moment(args.date.as_deref(), env)?;
    if let Some(name) = &args.name {
        suppose(&mut session, name)?;
    }
    let progress = Progress::start(env, global.quiet, "reading the history");
    let mut checkout = env.checkout.clone();
    checkout.lacks_policy = policy == Policy::Lacking;
    if let Some(name) = args.name.as_deref().filter(|name| !is_tag(name, &session)) {
        checkout.branch = Some(short(name).to_owned());
        checkout.merger = None;
    }
    let mut facts = facts::gather(&session, checkout, now.seconds)?;
    if is_whole(&facts) {
        facts::look_at_open(&mut facts, &session)?;
    }
    let mut report = check(&facts);
    drop(progress);
    if let Some(name) = &args.name {
        report.about(short(name));
    }
    let in_base = match &args.base {
        Some(rev) => leave_out_base(&mut report, &facts, &session, rev)?,
        None => 0,
    };
    if let Some(path) = &args.write_baseline {
        let count = baseline::write(&session.path(path), &report)?;
        shell.note(&format!("wrote {count} findings to {}", path.display()));
        return Ok(Exit::Done);
    }
    let in_baseline = match &args.baseline {
        Some(path) => baseline::leave_out(&session.path(path), &policy, &session, &mut report)?,
        None => 0,
    };
    shell.print(&args.format.write(&Printed { report: &report, in_baseline, in_base })?)?;
    Ok(exit(&report, args.strict))
}

/// Whether files can be compared at all: of a shallow clone other rules tell what is missing.
fn is_whole(facts: &Facts<'_>) -> bool {
    facts.sources.repository.shallow().is_empty()
}

/// Says how the run ends; the format has no say.
fn exit(report: &Report, strict: bool) -> Exit {
    let violations = report.findings.iter().filter(|it| it.outcome == Outcome::Violation);
    let loudest = violations.map(|finding| finding.level).max();
    let fails = if strict { Level::Warn } else { Level::Deny };
    match loudest {
        Some(level) if level >= fails => Exit::Violations,
        None if strict && !report.findings.is_empty() => Exit::CannotTell,
        _ => Exit::Done,
    }
}

/// Puts a tag that does not exist on HEAD.
fn suppose(session: &mut Session, name: &str) -> Result<(), Failure> {
    let short = short(name).to_owned();
    if !is_tag(name, session) || session.tags.iter().any(|tag| tag.name == short) {
        return Ok(());
    }
    let head = session.repository.resolve("HEAD").map_err(|error| of_git(error, Some(session)))?;
    session.suppose(&short, head.commit);
    Ok(())
}

fn short(name: &str) -> &str {
    name.strip_prefix("refs/tags/").or(name.strip_prefix("refs/heads/")).unwrap_or(name)
}

/// Returns whether a name is that of a tag: by its folder, else because it begins like a version.
fn is_tag(name: &str, session: &Session) -> bool {
    let begins = || tag::parse(name, &rules(&session.config)).is_some();
    name.starts_with("refs/tags/") || (!name.starts_with("refs/heads/") && begins())
}

/// Leaves out what is about something that a revision reaches; returns how much that was.
fn leave_out_base(
    report: &mut Report,
    facts: &Facts<'_>,
    session: &Session,
    rev: &str,
) -> Result<usize, Failure> {
    let git = |error| of_git(error, Some(session));
    let base = session.repository.resolve(rev).map_err(git)?.commit;
    let reach = facts.history.find(base).map(|node| facts.reach(node)).ok_or_else(|| {
        Failure::new(format!("{rev} is reached by no branch and no tag"))
            .hint("name a branch or a tag, such as origin/main")
    })?;
    let head = facts.head.map(|node| facts.history.graph().id(node));
    let all = report.findings.len();
    let mut left = Vec::new();
    for finding in std::mem::take(&mut report.findings) {
        let is_in_base = match &finding.subject {
            Subject::File { path, .. } => {
                let read = |commit| session.repository.read_file(commit, path).map_err(git);
                head.map_or(Ok(false), |head| Ok(read(head)? == read(base)?))?
            }
            subject => subject
                .commit()
                .and_then(|id| facts.history.find(id))
                .is_some_and(|node| reach.contains(node)),
        };
        if !is_in_base {
            left.push(finding);
        }
    }
    report.findings = left;
    Ok(all - report.findings.len())
}

fn of_message(
    args: &Args,
    path: &Path,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let config = crate::load::config_only(global, env)?;
    let (text, shown) = match path.to_str() {
        Some("-") => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|source| Failure::new(IoError::new("read standard input", source)))?;
            (bytes, "standard input".to_owned())
        }
        _ => {
            let full =
                global.folder.as_ref().map_or(path.to_path_buf(), |folder| folder.join(path));
            let text = std::fs::read(full).map_err(|source| {
                let action = format!("read the message `{}`", path.display());
                Failure::new(IoError::new(action, source))
                    .hint("in .git/hooks/commit-msg: exec relnotes lint --message \"$1\"")
            })?;
            (text, path.display().to_string())
        }
    };
    let text = String::from_utf8_lossy(&text).into_owned();
    let message = crate::load::parser(&config)?.parse(&cleanup(&text));
    let report = check_message(&message, &shown, &config);
    if !report.findings.is_empty() || args.format != Format::Text {
        let printed = Printed { report: &report, in_baseline: 0, in_base: 0 };
        shell.print(&args.format.write(&printed)?)?;
    }
    Ok(exit(&report, args.strict))
}
