//! `relnotes gate`: whether a release may go, and why.

use std::path::PathBuf;

use relnotes_core::gate::{self, External, Facts, Verdict};
use relnotes_render::documents::Settings;
use relnotes_render::gate::{self as pages, Page};
use relnotes_render::locale;

use crate::bundle::{Content, SEVEN};
use crate::cli::GlobalArgs;
use crate::commands::deliver::{self, Text};
use crate::draft::aim::Aim;
use crate::draft::bundle;
use crate::draft::folder::Folder;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::hints::of_render;
use crate::load::Session;
use crate::progress::Progress;
use crate::report::{gate_github, gate_junit};
use crate::shell::{Shell, plain};
use crate::{junit, request};

mod candidate;
mod decide;
mod external;
mod lint;

/// Arguments of `gate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes gate                       may the release of this branch go?
  relnotes gate v1.3.0-rc.2 --format html -o gate.html
  relnotes gate --junit target/junit.xml --junit e2e.xml
  relnotes gate --allow-unknown G03,G04
  relnotes gate --decide go --by 'Rita' --note 'load test agreed with support'

Ends with 0 for GO, 1 for NO-GO, 3 where no criterion fails and one cannot be told.")]
pub(crate) struct Args {
    /// A candidate, a tag, a release branch [default: HEAD, in CI the branch that is built]
    #[arg(value_name = "REV")]
    target: Option<String>,
    /// The version, where no branch or tag has it in its name
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// text, md, html (one page), json, junit or github (annotations)
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
    /// Write to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// en or ru [default: RELNOTES_LANG, relnotes.toml, en]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// What the clock says: for the window, waivers, how old the candidate is [default: SOURCE_DATE_EPOCH, now]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Results of tests in JUnit XML; may be repeated
    #[arg(long, value_name = "FILE")]
    junit: Vec<PathBuf>,
    /// Criteria that need not be told in this run, by their codes
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    allow_unknown: Vec<String>,
    /// Record a decision: go or no-go
    #[arg(long, value_name = "DECISION", requires_all = ["by", "note"], hide_possible_values = true)]
    decide: Option<decide::Word>,
    /// Who decides
    #[arg(long, value_name = "NAME", requires = "decide")]
    by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", requires = "decide")]
    note: Option<String>,
}

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// Markdown
    Md,
    /// One page
    Html,
    /// For programs: described by `relnotes schema gate`
    Json,
    /// JUnit XML
    Junit,
    /// Annotations of GitHub Actions
    Github,
}

/// Asks every criterion, prints the answers, and records a decision.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    check_codes(&args.allow_unknown)?;
    let mut session = Session::open(global, env)?;
    let typed = request::Typed {
        range: args.target.as_deref(),
        as_version: args.as_version.as_deref(),
        date: args.date.as_deref(),
    };
    let aim = Aim::of(typed, &session, env)?;
    let progress = Progress::start(env, global.quiet, "reading the history");
    let asked = ask(args, &aim, &mut session, env, shell)?;
    drop(progress);
    let text = match args.format {
        Format::Text => plain(&pages::text(&asked.page)),
        Format::Md => pages::markdown(&asked.page),
        Format::Html => pages::html(&asked.page),
        Format::Json => super::pretty(&asked.page.json())?,
        Format::Junit => gate_junit::write(&asked.page),
        Format::Github => gate_github::write(&asked.page),
    };
    let texts = [Text { name: "gate".to_owned(), text }];
    deliver::texts(args.output.as_deref(), &texts, &session, shell)?;
    if let (Some(word), Some(by), Some(note)) = (args.decide, &args.by, &args.note) {
        let decider = decide::Decider { word, by, note, date: args.date.as_deref() };
        return decide::record(&decider, &asked, &aim, &session, env, shell);
    }
    Ok(match asked.gate.verdict() {
        Verdict::Go => Exit::Done,
        Verdict::NoGo => Exit::Violations,
        Verdict::CannotTell => Exit::CannotTell,
    })
}

/// The answers, and the page that says them.
struct Asked {
    gate: gate::Gate,
    page: Page,
}

fn ask(
    args: &Args,
    aim: &Aim,
    session: &mut Session,
    env: &Env,
    shell: &mut Shell,
) -> Result<Asked, Failure> {
    let content = Content::read(&SEVEN, aim.request.clone(), session, env, shell)?;
    let made = content.settings(session, args.lang.as_deref(), env)?;
    let settings = Settings { version: Some(aim.name.clone()), ..made };
    let now = request::moment(args.date.as_deref(), env)?.1.seconds;
    let commit = content.release.range.to.commit;
    let report = lint::report(&aim.name, commit, session, env, now)?;
    let documents = documents(session, &aim.name)?;
    let external = External {
        tests: tests(&args.junit, session)?,
        ..external::of(aim.head, &content.release, session, env)?
    };
    let candidate = candidate::of(aim, &content.release.range.to, session);
    let format = settings.date_format.clone();
    let own = settings.locale.date_format();
    let show_date = |time| {
        let format = format.as_deref().unwrap_or(own);
        locale::date(time, format).unwrap_or_else(|_| locale::rfc3339(time))
    };
    let Some(standing) = content.seen.standing() else {
        return Err(
            Failure::new("the repository was not looked at").hint("this is a defect of relnotes")
        );
    };
    let facts = Facts {
        name: &aim.name,
        commit: aim.head,
        now,
        release: &content.release,
        evidence: content.seen.evidence(),
        brief: &settings.brief,
        config: &session.config,
        report: &report,
        standing,
        bundle: documents.bundle.as_ref(),
        candidate: candidate.as_ref(),
        external: &external,
        show_date: &show_date,
    };
    let gate = gate::gate(&facts, &args.allow_unknown);
    let subject = content.seen.subject(&content.release);
    let page = Page::new(&gate, subject, &settings, &aim.head.to_string(), documents.decision)
        .map_err(of_render)?;
    Ok(Asked { gate, page })
}

/// What lies in the folder of the release.
#[derive(Default)]
struct Documents {
    bundle: Option<relnotes_core::bundle::Bundle>,
    decision: Option<gate::decision::Decision>,
}

/// A bare repository has no work tree, and no documents in it.
fn documents(session: &Session, release: &str) -> Result<Documents, Failure> {
    if session.repository.work_dir().is_none() {
        return Ok(Documents::default());
    }
    let folder = Folder::open(session, release)?;
    let decision = decide::decisions(&folder)?.0.last().cloned();
    Ok(Documents { bundle: bundle::read(&folder, release)?, decision })
}

fn tests(paths: &[PathBuf], session: &Session) -> Result<Option<Vec<gate::Tests>>, Failure> {
    if paths.is_empty() {
        return Ok(None);
    }
    let paths: Vec<(PathBuf, String)> =
        paths.iter().map(|path| (session.path(path), path.display().to_string())).collect();
    junit::read(&paths).map(Some)
}

/// A code that no criterion has is a slip: whoever typed it believes that something is taken on.
fn check_codes(codes: &[String]) -> Result<(), Failure> {
    let is_known = |code: &String| gate::ALL.iter().any(|it| it.code.eq_ignore_ascii_case(code));
    match codes.iter().find(|code| !is_known(code)) {
        None => Ok(()),
        Some(code) => Err(Failure::new(format!("`{code}` is no criterion of the gate"))
            .hint("they are G01 to G22: relnotes gate")),
    }
}
