//! `relnotes reconcile RANGE`: tickets of the commits against tickets of the tracker's version.

use std::collections::BTreeMap;

use relnotes_core::reconcile::{Row, Sides, Trouble, named, reconcile};
use relnotes_core::release::model::Release;
use relnotes_core::release::{Outcome, RangeSpec, Request, Scope};
use relnotes_forge::enrich;
use relnotes_forge::trackers::Tracker;
use schemars::JsonSchema;
use serde::Serialize;

use super::documents::{cut, unreleased};
use crate::brief;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::Session;
use crate::network::{self, of_forge, tracker, with_fresh_network};
use crate::progress::Progress;
use crate::request::{self, request};
use crate::shell::{Shell, plain};

/// Arguments of `reconcile`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes reconcile v1.2.0..v1.3.0   tickets of the commits against 1.3.0 of the tracker
  relnotes reconcile --fix-version 'Shop 1.3' release/v1.3.0
  relnotes reconcile v1.3.0 --format csv > tickets.csv
  relnotes reconcile --check          the same, and 1 where the two sides differ

The tracker is that of [tracker] in relnotes.toml. Asking it is what this command is for: `--online` is not needed.")]
pub(crate) struct Args {
    /// A tag, a branch, `A..B` [default: what is unreleased at HEAD]
    #[arg(value_name = "RANGE")]
    range: Option<String>,
    /// The version, where no branch or tag has it in its name
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// What the tracker calls the version [default: tracker.version]
    #[arg(long, value_name = "NAME")]
    fix_version: Option<String>,
    /// text, csv, or json: described by `relnotes schema reconcile`
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
    /// End with 1 where the two sides differ
    #[arg(long)]
    check: bool,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
}

/// Tickets of commits against tickets of a version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "relnotes reconcile")]
pub(crate) struct ReconcileJson {
    /// `relnotes.reconcile/1`.
    schema: String,
    /// The release, as it was named.
    release: String,
    /// What the tracker calls its version.
    version: String,
    /// Who was asked: `Jira`.
    tracker: String,
    /// Tickets of either side, those with troubles first.
    tickets: Vec<TicketJson>,
}

/// A ticket of either side.
#[derive(Debug, Serialize, JsonSchema)]
struct TicketJson {
    /// Its id.
    id: String,
    /// Its title; null where the tracker does not have it.
    title: Option<String>,
    /// Its status in the tracker's own words; null where the tracker does not have it.
    status: Option<String>,
    /// Whether it is done; null where nobody says.
    done: Option<bool>,
    /// Where it can be opened.
    url: Option<String>,
    /// The versions or milestones that the tracker gives it.
    versions: Vec<String>,
    /// The commits of the release that name it.
    commits: Vec<String>,
    /// Other releases that have commits of it.
    elsewhere: Vec<String>,
    /// `not-in-tracker`, `not-in-version`, `not-in-commits`, `not-done`, `unclear`, `split`.
    troubles: Vec<&'static str>,
}

/// Puts both sides side by side.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let mut session = Session::open(global, env)?;
    let typed = request::Typed {
        range: args.range.as_deref(),
        as_version: args.as_version.as_deref(),
        date: None,
    };
    let request = Request { scope: Scope::Version, ..request(typed, &session, env)? };
    brief::of_target(&mut session, &request, shell)?;
    let progress = Progress::start(env, global.quiet, "asking the tracker");
    network::enrich(&mut session, &request, env)?;
    let answer = ask(args, &request, &session, env)?;
    drop(progress);
    let differs = answer.tickets.iter().any(|ticket| !ticket.troubles.is_empty());
    shell.print(&match args.format {
        Format::Text => plain(&text(&answer)),
        Format::Csv => csv(&answer)?,
        Format::Json => super::pretty(&answer)?,
    })?;
    Ok(if args.check && differs { Exit::Violations } else { Exit::Done })
}

fn ask(
    args: &Args,
    request: &Request,
    session: &Session,
    env: &Env,
) -> Result<ReconcileJson, Failure> {
    let release = match cut(session, request)? {
        Outcome::Release(release) => *release,
        Outcome::Contained { target, tag } => {
            return Err(
                Failure::new(unreleased(&target, &tag)).hint(format!("relnotes reconcile {tag}"))
            );
        }
    };
    let version = version(args, &release, session)?;
    with_fresh_network(session, env, |network| {
        let tracker = tracker(session, network).ok_or_else(|| {
            Failure::new("no tracker is configured")
                .hint("write [tracker] with `kind` and `url` into relnotes.toml")
        })?;
        let tracker = tracker.map_err(of_forge)?;
        let sides = sides(&release, &version, request, session, &*tracker)?;
        Ok(ReconcileJson {
            schema: "relnotes.reconcile/1".to_owned(),
            release: release.range.to.name.clone(),
            version,
            tracker: tracker.name().to_owned(),
            tickets: reconcile(&sides).into_iter().map(|row| ticket(row, &sides)).collect(),
        })
    })
}

/// Returns what the tracker calls the version of a release.
fn version(args: &Args, release: &Release, session: &Session) -> Result<String, Failure> {
    if let Some(typed) = &args.fix_version {
        return Ok(typed.clone());
    }
    let name = session.tracker_version(release).ok_or_else(|| {
        Failure::new(format!("{} has no version", release.range.to.name))
            .hint("relnotes reconcile --as v1.3.0")
            .hint("relnotes reconcile --fix-version NAME")
    })?;
    Ok(name)
}

fn sides(
    release: &Release,
    version: &str,
    request: &Request,
    session: &Session,
    tracker: &dyn Tracker,
) -> Result<Sides, Failure> {
    let (ids, found) = enrich::named(release, tracker).map_err(of_forge)?;
    let statuses = session.config.gate.done_statuses.iter().map(|it| it.value.clone());
    Ok(Sides {
        named: named(release, &ids),
        found,
        planned: tracker.of_version(version).map_err(of_forge)?,
        elsewhere: elsewhere(release, &ids, request, session)?,
        done_statuses: statuses.collect(),
    })
}

/// Which tickets have commits in the release before, or in what HEAD has after this one.
fn elsewhere(
    release: &Release,
    ids: &[String],
    request: &Request,
    session: &Session,
) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut look = |range: RangeSpec, name: &str| -> Result<(), Failure> {
        let request = Request { range, as_version: None, ..request.clone() };
        if let Outcome::Release(other) = cut(session, &request)? {
            for id in named(&other, ids).into_keys() {
                found.entry(id).or_default().push(name.to_owned());
            }
        }
        Ok(())
    };
    if let Some(tag) = release.range.from.as_ref().and_then(|from| from.tag.clone()) {
        look(RangeSpec { from: None, to: Some(tag.clone()) }, &tag)?;
    }
    let target = release.range.to.commit;
    if session.repository.resolve("HEAD").is_ok_and(|head| head.commit != target) {
        let range = RangeSpec { from: Some(target.to_string()), to: Some("HEAD".to_owned()) };
        look(range, "HEAD")?;
    }
    Ok(found)
}

fn ticket(row: Row, sides: &Sides) -> TicketJson {
    let ticket = row.ticket;
    TicketJson {
        id: row.id,
        done: ticket.as_ref().and_then(|it| it.is_done(&sides.done_statuses)),
        versions: ticket.as_ref().map(|it| it.versions.clone()).unwrap_or_default(),
        url: ticket.as_ref().and_then(|it| it.url.clone()),
        status: ticket.as_ref().map(|it| it.status.clone()),
        title: ticket.map(|it| it.title),
        commits: row.commits.iter().map(ToString::to_string).collect(),
        elsewhere: row.elsewhere,
        troubles: row.troubles.iter().map(|trouble| trouble.as_str()).collect(),
    }
}

fn text(answer: &ReconcileJson) -> String {
    let ReconcileJson { release, version, tracker, tickets, .. } = answer;
    let bad = tickets.iter().filter(|ticket| !ticket.troubles.is_empty()).count();
    let mut out = format!("{release} against {version} of {tracker}: ");
    out.push_str(&match (tickets.len(), bad) {
        (0, _) => "neither side has a ticket\n".to_owned(),
        (all, 0) => format!("{all} tickets, the same on both sides, all done\n"),
        (all, bad) => format!("{bad} of {all} tickets to look at\n"),
    });
    let width = |of: &dyn Fn(&TicketJson) -> usize| tickets.iter().map(of).max().unwrap_or(0);
    let id_width = width(&|ticket| ticket.id.chars().count());
    let status_width = width(&|ticket| ticket.status.as_deref().unwrap_or("-").chars().count());
    for ticket in tickets {
        let (status, title) = (ticket.status.as_deref().unwrap_or("-"), ticket.title.as_deref());
        out.push_str(&format!(
            "  {:id_width$}  {status:status_width$}  {}\n",
            ticket.id,
            title.unwrap_or("(not in the tracker)")
        ));
        for trouble in &ticket.troubles {
            out.push_str(&format!(
                "  {:id_width$}    {}\n",
                "",
                sentence(trouble, ticket, version)
            ));
        }
    }
    out
}

fn sentence(trouble: &str, ticket: &TicketJson, version: &str) -> String {
    let is = |known: Trouble| known.as_str() == trouble;
    if is(Trouble::NotInTracker) {
        return "commits name it, and the tracker does not have it".to_owned();
    }
    if is(Trouble::NotInVersion) {
        let others = ticket.versions.join(", ");
        let others = if others.is_empty() { "none".to_owned() } else { others };
        return format!("commits name it, and it is not of {version}: its versions are {others}");
    }
    if is(Trouble::NotInCommits) {
        return format!("of {version}, and no commit names it");
    }
    if is(Trouble::NotDone) {
        return "not done".to_owned();
    }
    if is(Trouble::Unclear) {
        return "the tracker does not say whether it is done: gate.done_statuses".to_owned();
    }
    format!("other commits of it are in {}", ticket.elsewhere.join(", "))
}

fn csv(answer: &ReconcileJson) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names =
        ["id", "title", "status", "done", "versions", "commits", "elsewhere", "troubles", "url"];
    writer.write_record(names).map_err(Failure::new)?;
    for ticket in &answer.tickets {
        let done = ticket.done.map(|done| done.to_string());
        let row = [
            ticket.id.clone(),
            ticket.title.clone().unwrap_or_default(),
            ticket.status.clone().unwrap_or_default(),
            done.unwrap_or_default(),
            ticket.versions.join(", "),
            ticket.commits.len().to_string(),
            ticket.elsewhere.join(", "),
            ticket.troubles.join(", "),
            ticket.url.clone().unwrap_or_default(),
        ];
        writer.write_record(row.iter().map(|text| cell(text))).map_err(Failure::new)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::new(error.to_string()))?;
    String::from_utf8(bytes).map_err(Failure::new)
}

/// A text that a spreadsheet does not take for a formula (CWE-1236), and a terminal for no command.
fn cell(text: &str) -> String {
    let text = plain(text);
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text,
    }
}
