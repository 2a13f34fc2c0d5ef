//! `relnotes [RANGE]`: the documents of a release.

use std::path::PathBuf;

use relnotes_core::release::model::{BaseRule, Release, Warning};
use relnotes_core::release::{self, Outcome, Request, Scope, Sources};
use relnotes_render::documents::{self, Audience, Blanks, Document, Rendered, Settings, Subject};
use relnotes_render::json::release_json;
use relnotes_render::templates::Templates;

pub(crate) use self::page::date_of;
use self::reading::Reading;
pub(crate) use self::seen::{Seen, blanks_of};
use self::which::{Which, document_of, scope_of, wanted};
use super::deliver::{self, Text};
use super::tags::say_ignored;
use crate::brief;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::hints::{of_release, of_render};
use crate::load::{Opened, Session};
use crate::network;
use crate::progress::Progress;
use crate::request::{self, request, tagged};
use crate::settings::{Typed, settings};
use crate::shell::Shell;

mod delta;
mod page;
mod reading;
mod seen;
pub(crate) mod which;

/// Arguments of the main job.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A tag, a branch, `A..B`, `A..` or `..B` [default: what is unreleased at HEAD]
    ///
    /// A tag or branch alone begins at its base: the release before it, which `relnotes why`
    /// explains. In `A..B` the older end is A, as typed; an end left out is the base, or HEAD.
    #[arg(value_name = "RANGE")]
    pub(crate) range: Option<String>,
    /// user, internal, plan, … or all; several with commas
    ///
    /// `user` is what users read, `internal` what teams and support read (every change, tickets,
    /// authors), `plan` what the release manager fills and follows, `checklist` what is ticked off
    /// around the day, `rollback` how to go back, `monitoring` what is watched after it, `branching`
    /// how branches, tags and pipelines stand beside the release model, `delta` what is new since another
    /// candidate. Of a candidate, notes and delta begin at the candidate before, the others at the release
    /// before; `all`, which has no delta, begins at the release before.
    #[arg(
        short,
        long = "document",
        value_name = "DOCUMENT",
        value_delimiter = ',',
        default_value = "user",
        hide_possible_values = true
    )]
    documents: Vec<Which>,
    /// md, html (one page) or json (for programs)
    ///
    /// The page has contents and charts, asks for nothing from outside, prints on paper, and speaks of the version, as `all` does.
    /// The JSON is that of the notes; with `-d plan` or `-d all` that of the version. A target that
    /// has been released already gives a release without changes, with the warning
    /// `nothing-unreleased`. `relnotes schema release` describes it.
    #[arg(long, value_name = "FORMAT", default_value = "md", hide_possible_values = true)]
    format: Format,
    /// Write to this file, or into this folder
    ///
    /// Several documents need a folder, which is made if need be; one document goes into a folder
    /// that exists or ends in `/`. Files are replaced whole. `-` is standard output.
    #[arg(short, long, value_name = "FILE_OR_DIR")]
    output: Option<PathBuf>,
    /// en or ru [default: RELNOTES_LANG, relnotes.toml, en]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// Take an untagged target for this version: title, base, date
    ///
    /// As `v1.4.0`, `v1.4.0-rc.1` or `v1.4.0-hotfix.1`. A branch `release/v1.4.0` has its version
    /// without this.
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// When an untagged target is released [default: SOURCE_DATE_EPOCH, now]
    ///
    /// As 2026-11-22, 2026-11-22T10:00:00+03:00 or seconds since 1970. A tag has its own date.
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// dev, support or qa-ops: their part of the internal notes alone
    #[arg(long, value_name = "WHO", hide_possible_values = true, hide_short_help = true)]
    audience: Option<Who>,
    /// show or hide what nobody has filled [default: hide in user notes only]
    #[arg(long, value_name = "WHAT", hide_possible_values = true, hide_short_help = true)]
    blanks: Option<WhatOfBlanks>,
    /// Take templates from this folder where it has them
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    templates: Option<PathBuf>,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// One page
    Html,
    /// JSON
    Json,
}

/// For whom the internal notes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Who {
    /// Who wrote it
    Dev,
    /// Who helps users
    Support,
    /// Who tests and runs it
    QaOps,
}

/// What happens to blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum WhatOfBlanks {
    /// As the form's own text in brackets
    Show,
    /// Not at all
    Hide,
}

/// Texts that are ready to be delivered, and what is to be said once they are.
#[derive(Default)]
struct Made {
    texts: Vec<Text>,
    notes: Vec<String>,
    warnings: Vec<String>,
}

/// Makes the documents, delivers them, and says then what must be known about them: behind a long
/// text on a terminal, not before it.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let opened = Opened::open(global, env)?;
    let templates = reading::start(&opened, args, env);
    let mut session = Session::read(global, opened)?;
    let typed = request::Typed {
        range: args.range.as_deref(),
        as_version: args.as_version.as_deref(),
        date: args.date.as_deref(),
    };
    let request = request(typed, &session, env)?;
    let typed = Typed { lang: args.lang.as_deref(), templates: args.templates.clone() };
    let brief = brief::of_target(&mut session, &request, shell)?;
    let audience = audience(args)?;
    let settings = Settings { brief, audience, ..settings(&session, typed, env)? };
    let progress = Progress::start(env, global.quiet, "reading the history");
    network::enrich(&mut session, &request, env)?;
    let made = match args.format {
        Format::Json => json(args, &session, request.clone()),
        Format::Md | Format::Html => {
            markdown(args, &session, request.clone(), &settings, env, templates)
        }
    };
    drop(progress);
    let made = made?;
    deliver::texts(args.output.as_deref(), &made.texts, &session, shell)?;
    say_ignored(&session, shell);
    if let (Some(_), Some((tag, _))) = (&args.date, tagged(&request.range, &session)) {
        shell.note(&format!("`--date` counts for nothing here: {tag} has the date of its tag"));
    }
    made.notes.iter().for_each(|note| shell.note(note));
    made.warnings.iter().for_each(|warning| shell.warn(warning));
    Ok(Exit::Done)
}

/// A part of the internal notes goes with nothing else.
fn audience(args: &Args) -> Result<Option<Audience>, Failure> {
    let Some(who) = args.audience else { return Ok(None) };
    if wanted(&args.documents) != [Which::Internal] || args.format == Format::Json {
        return Err(Failure::new("`--audience` is a part of the internal notes")
            .hint("relnotes RANGE -d internal --audience support"));
    }
    Ok(Some(match who {
        Who::Dev => Audience::Dev,
        Who::Support => Audience::Support,
        Who::QaOps => Audience::QaOps,
    }))
}

fn json(args: &Args, session: &Session, mut request: Request) -> Result<Made, Failure> {
    let wanted = wanted(&args.documents);
    let whole = args.documents.contains(&Which::All);
    if whole || wanted.iter().all(|which| scope_of(*which) == Scope::Version) {
        request.scope = Scope::Version;
    }
    let release = match cut(session, &request)? {
        Outcome::Release(release) => *release,
        Outcome::Contained { target, tag } => contained(session, &request, &target, &tag)?,
    };
    let text = serde_json::to_string_pretty(&release_json(&release)).map_err(Failure::new)?;
    let text = Text { name: "release.json".to_owned(), text: text + "\n" };
    let mut made = Made { texts: vec![text], ..Made::default() };
    made.tell(&release);
    Ok(made)
}

/// What has been released already is a release without changes, compared with the tag that has it.
fn contained(
    session: &Session,
    request: &Request,
    target: &str,
    tag: &str,
) -> Result<Release, Failure> {
    let mut request = request.clone();
    request.range.from = Some(tag.to_owned());
    let Outcome::Release(mut release) = cut(session, &request)? else {
        return Err(Failure::new(unreleased(target, tag)));
    };
    release.range.explicit = false;
    release.base_rule = match release.range.from_is_ancestor {
        Some(true) => BaseRule::Ancestor,
        _ => BaseRule::Sibling,
    };
    release.warnings =
        vec![Warning { code: "nothing-unreleased", message: unreleased(target, tag) }];
    Ok(*release)
}

pub(crate) fn unreleased(target: &str, tag: &str) -> String {
    format!("nothing unreleased: {target} is contained in {tag}")
}

fn markdown(
    args: &Args,
    session: &Session,
    mut request: Request,
    settings: &Settings,
    env: &Env,
    templates: Reading,
) -> Result<Made, Failure> {
    let wanted = wanted(&args.documents);
    // A page speaks of one range.
    let whole = args.documents.contains(&Which::All) || args.format == Format::Html;
    // Plans speak of the version, notes of what is new since the last candidate.
    let mut scopes = vec![Scope::Step, Scope::Version];
    if whole || !request.is_of_candidate(&session.sources()) {
        scopes = vec![Scope::Version];
    }
    let mut made = Made::default();
    let (mut unread, mut read) = (Some(templates), None);
    for scope in &scopes {
        let of_scope = |which: &Which| scopes.len() == 1 || scope_of(*which) == *scope;
        let documents: Vec<Which> = wanted.iter().copied().filter(of_scope).collect();
        if documents.is_empty() {
            continue;
        }
        request.scope = *scope;
        let release = match cut(session, &request)? {
            Outcome::Release(release) => release,
            Outcome::Contained { target, tag } => {
                made.nothing(&unreleased(&target, &tag), &tag, args);
                return Ok(made);
            }
        };
        if made.texts.is_empty() {
            made.tell(&release);
        }
        // An untagged target is called by the version that `--as` or its branch gives it.
        let to = &release.range.to;
        let version = to.version.filter(|_| to.tag.is_none()).map(|it| session.name_of(it));
        let settings = Settings { version, ..settings.clone() };
        if let Some(templates) = unread.take() {
            read = Some(templates.finish(&settings).map_err(of_render)?);
        }
        let Some(templates) = &read else { continue };
        let of_which: Vec<&Document> = documents.iter().map(|it| document_of(*it)).collect();
        let seen = Seen::of(&of_which, &release, session, env)?;
        let mut subject = seen.subject(&release);
        let blanks = match documents.contains(&Which::Checklist) {
            true => Some(blanks_of(&documents::ROLLBACK, templates, subject, &settings)?),
            false => None,
        };
        subject.rollback_blanks = blanks.as_deref();
        let compared = match documents.contains(&Which::Delta) {
            true => Some(delta::of(&release, &request, &settings, session, env)?),
            false => None,
        };
        subject.delta = compared.as_ref();
        let sheets = made.render(&documents, subject, &settings, args, templates)?;
        match args.format {
            Format::Html => made.texts.push(page::of(&sheets, subject, &settings, session)?),
            Format::Md | Format::Json => made.texts.extend(sheets.into_iter().map(markdown_text)),
        }
    }
    Ok(made)
}

/// Cuts a release; a commit in no place of it is a defect.
pub(crate) fn cut(session: &Session, request: &Request) -> Result<Outcome, Failure> {
    cut_from(&session.sources(), session, request)
}

/// Cuts a release from other sources than those of the session.
pub(crate) fn cut_from(
    sources: &Sources<'_>,
    session: &Session,
    request: &Request,
) -> Result<Outcome, Failure> {
    let outcome = release::cut(sources, request);
    let outcome = outcome.map_err(|error| of_release(error, session))?;
    if let Outcome::Release(release) = &outcome
        && release.accounting.unaccounted > 0
    {
        let lost = release.accounting.unaccounted;
        return Err(Failure::new(format!(
            "{lost} commits of the range are in no place of the release"
        ))
        .hint("this is a defect of relnotes: please report the repository and the range"));
    }
    Ok(outcome)
}

impl Made {
    /// Says what must be known about a release.
    fn tell(&mut self, release: &Release) {
        self.warnings.extend(release.warnings.iter().map(|warning| warning.message.clone()));
        let range = &release.range;
        let is_swapped = range.merge_base == Some(range.to.commit) && range.only_in_from > 0;
        if let Some(from) = range.from.as_ref().filter(|_| range.explicit && is_swapped) {
            let (from, to) = (&from.name, &range.to.name);
            let swapped = format!("{from} comes after {to}; swapped ends: `relnotes {to}..{from}`");
            self.notes.push(swapped);
        }
    }

    /// Says that there is nothing to write; a file that is there already has become wrong.
    fn nothing(&mut self, why: &str, tag: &str, args: &Args) {
        match &args.output {
            Some(path) => self.warnings.push(format!("{why}; `{}` is not written", path.display())),
            None => self.notes.push(format!("{why}; its notes: `relnotes {tag}`")),
        }
    }

    /// Makes the documents, and notes what they leave out.
    fn render(
        &mut self,
        wanted: &[Which],
        subject: Subject<'_>,
        settings: &Settings,
        args: &Args,
        templates: &Templates,
    ) -> Result<Vec<(&'static Document, Rendered)>, Failure> {
        let mut sheets = Vec::new();
        for which in wanted {
            let blanks = match (args.blanks, which) {
                (Some(WhatOfBlanks::Show), _) => Blanks::Show,
                (Some(WhatOfBlanks::Hide), _) | (None, Which::User) => Blanks::Hide,
                (None, _) => Blanks::Show,
            };
            let settings = Settings { blanks, ..settings.clone() };
            let document = document_of(*which);
            let rendered =
                document.render_with(templates, subject, &settings).map_err(of_render)?;
            let left_out = rendered.blanks.len();
            if blanks == Blanks::Hide && left_out > 0 {
                let (blanks, are) = if left_out == 1 { ("blank", "is") } else { ("blanks", "are") };
                let name = document.name;
                self.notes.push(format!(
                    "{left_out} {blanks} of {name} {are} left out; `--blanks show` shows them"
                ));
            }
            sheets.push((document, rendered));
        }
        Ok(sheets)
    }
}

fn markdown_text((document, rendered): (&Document, Rendered)) -> Text {
    Text { name: format!("{}.md", document.name), text: rendered.text }
}
