//! `relnotes hotfix check`: what a hotfix mended and other branches still lack.

use relnotes_core::branch::{BranchKind, classify};
use relnotes_core::policy::{self, Finding, Outcome, Subject};
use relnotes_core::tag;
use relnotes_core::version::Stage;
use schemars::JsonSchema;
use serde::Serialize;

use super::tags::Format;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::facts;
use crate::failure::{Exit, Failure};
use crate::load::{Session, rules};
use crate::progress::Progress;
use crate::request;
use crate::shell::{Shell, plain};

/// Arguments of `hotfix`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

/// What is done about hotfixes.
#[derive(Debug, clap::Subcommand)]
enum What {
    /// List what did not come back from hotfixes, with the commands that bring it
    Check(CheckArgs),
}

/// Arguments of `hotfix check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes hotfix check               what main, develop and open release branches lack
  relnotes hotfix check --check       the same, and 1 where something is missing")]
struct CheckArgs {
    /// text, or json: described by `relnotes schema hotfix`
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
    /// End with 1 where something is missing
    #[arg(long)]
    check: bool,
}

/// What did not come back.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "relnotes hotfix check")]
pub(crate) struct HotfixJson {
    /// `relnotes.hotfix/1`.
    schema: String,
    /// What is missing, and what cannot be told.
    missing: Vec<MissingJson>,
}

/// Something that did not come back.
#[derive(Debug, Serialize, JsonSchema)]
struct MissingJson {
    /// The branch or the tag of the hotfix.
    hotfix: Option<String>,
    /// The rule that says so.
    rule: String,
    /// Whether it cannot be told.
    cannot_tell: bool,
    /// What is missing, and where.
    message: String,
    /// The commits, with their tickets and authors.
    commits: Vec<String>,
    /// The command that brings them; null where there is none.
    command: Option<String>,
}

/// Rules about what comes back: to main, to develop, to open release branches.
const RULES: [&str; 3] = ["RN204", "RN205", "RN213"];

/// Lists what did not come back.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let What::Check(args) = &args.what;
    let session = Session::open(global, env)?;
    let now = request::moment(None, env)?.1.seconds;
    let progress = Progress::start(env, global.quiet, "reading the history");
    let facts = facts::gather(&session, env.checkout.clone(), now)?;
    let rules = RULES.iter().filter_map(|code| policy::find(code));
    let found = rules.flat_map(|rule| policy::check_one(rule, &facts));
    let missing: Vec<MissingJson> =
        found.filter(|finding| is_of_hotfix(finding, &session)).map(row).collect();
    drop(progress);
    let is_missing = missing.iter().any(|row| !row.cannot_tell);
    let answer = HotfixJson { schema: "relnotes.hotfix/1".to_owned(), missing };
    match args.format {
        Format::Json => shell.print(&super::pretty(&answer)?)?,
        Format::Text => shell.print(&text(&answer))?,
    }
    Ok(if args.check && is_missing { Exit::Violations } else { Exit::Done })
}

/// What cannot be told of the whole repository is told as well.
fn is_of_hotfix(finding: &Finding, session: &Session) -> bool {
    match &finding.subject {
        Subject::Branch { name, .. } => {
            matches!(classify(&session.config.branches, name), BranchKind::Hotfix(_))
        }
        Subject::Tag { name, .. } => {
            let release = tag::parse(name, &rules(&session.config)).and_then(|it| it.release);
            release.is_some_and(|release| matches!(release.stage, Stage::Hotfix(_)))
        }
        Subject::Repository => finding.outcome == Outcome::CannotTell,
        Subject::Commit(_) | Subject::File { .. } => false,
    }
}

fn row(finding: Finding) -> MissingJson {
    let hotfix = match &finding.subject {
        Subject::Branch { name, .. } | Subject::Tag { name, .. } => Some(name.clone()),
        _ => None,
    };
    MissingJson {
        hotfix,
        rule: format!("{} {}", finding.code, finding.name),
        cannot_tell: finding.outcome == Outcome::CannotTell,
        message: finding.message,
        commits: finding.evidence,
        command: finding.hint,
    }
}

fn text(answer: &HotfixJson) -> String {
    let mut out = String::new();
    for row in &answer.missing {
        let hotfix = row.hotfix.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        let sign = if row.cannot_tell { "cannot tell: " } else { "" };
        out.push_str(&format!("{hotfix}{sign}{}\n", row.message));
        row.commits.iter().for_each(|commit| out.push_str(&format!("  - {commit}\n")));
        row.command.iter().for_each(|command| out.push_str(&format!("  {command}\n")));
    }
    if answer.missing.is_empty() {
        out.push_str("every hotfix has come back\n");
    }
    plain(&out)
}
