//! `relnotes draft`: the documents of a release in the work tree, redrafted as its branch moves.

use relnotes_core::brief::RELEASE_TOML;
use relnotes_render::documents::Settings;
use relnotes_render::locale::Locale;

use crate::bundle::{Content, SEVEN};
use crate::cli::GlobalArgs;
use crate::draft::aim::Aim;
use crate::draft::folder::Folder;
use crate::draft::journal::Journal;
use crate::draft::redraft::{DocumentFiles, Language, Manner, Redrafted, files, redraft};
use crate::draft::report::{self, Summary};
use crate::draft::state::{self, State};
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::Session;
use crate::progress::Progress;
use crate::request;
use crate::shell::Shell;

mod commit;
mod drift;

/// Arguments of `draft`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes draft                      on release/v1.3.0: writes or redrafts releases/v1.3.0/
  relnotes draft --as v1.3.0          the same where no branch has the version in its name
  relnotes draft --lang ru,en         plan.md in Russian, plan.en.md in English
  relnotes draft --check              1 where a redraft would change a file; writes nothing
  relnotes draft --commit             the same and one commit with these files on the branch
  relnotes draft --drift              what a person and the repository both changed
  relnotes draft --take generated p:42    there, take what the repository says")]
pub(crate) struct Args {
    /// A release branch or a tag [default: HEAD, in CI the branch that is built]
    #[arg(value_name = "REV")]
    target: Option<String>,
    /// The version, where no branch or tag has it in its name
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// en, ru or both; the first one's files have no suffix [default: as before, else as for documents]
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    lang: Vec<String>,
    /// When the release counts as made, for waivers that end [default: SOURCE_DATE_EPOCH, now]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Write nothing, and end with 1 where something would change
    #[arg(long, conflicts_with_all = ["commit", "take"])]
    check: bool,
    /// Commit the files of the bundle to the branch, and nothing else
    #[arg(long)]
    commit: bool,
    /// List what a person and the repository both changed; writes nothing
    #[arg(long, conflicts_with_all = ["commit", "check", "take"])]
    drift: bool,
    /// Decide one of these: generated or mine, and its id
    #[arg(long, num_args = 2, value_names = ["SIDE", "ID"])]
    take: Option<Vec<String>>,
    /// Mend files whose markers are damaged line by line; what people wrote stays
    #[arg(long)]
    recover: bool,
}

/// Drafts the bundle.
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
    let aim = Aim::of(typed, &session, env)?;
    let folder = Folder::open(&session, &aim.name)?;
    let before = State::read(&folder)?;
    if args.drift {
        return drift::list(&folder, before.as_ref(), shell);
    }
    if let Some(take) = &args.take {
        return drift::take(&folder, before, take, shell);
    }
    let progress = Progress::start(env, global.quiet, "reading the history");
    let drafted = draft(args, &aim, &folder, before.as_ref(), &mut session, env, shell)?;
    drop(progress);
    let damaged = drafted.documents.iter().any(|it| !it.damage.is_empty());
    if args.check {
        let files = if drafted.is_due { &drafted.files[..] } else { &[] };
        shell.print(&report::check(&folder, files))?;
    } else {
        Journal::begin(&drafted.documents, &folder)?;
        folder.write(&drafted.files)?;
        Journal::end(&folder)?;
        shell.print(&report::text(&drafted.summary, &drafted.documents, &folder))?;
    }
    for document in &drafted.documents {
        report::notes(document, &folder, shell);
    }
    if args.commit && !damaged {
        commit::files(&aim, &folder, &session, env, shell)?;
    }
    match (damaged, args.check && drafted.is_due) {
        (true, _) => Err(report::damaged(&drafted.documents, &folder)),
        (false, true) => Ok(Exit::Violations),
        (false, false) => Ok(Exit::Done),
    }
}

/// A draft that is not written yet.
struct Drafted {
    documents: Vec<Redrafted>,
    files: Vec<(String, String)>,
    summary: Summary,
    /// Whether the documents are not those of this commit. That a person has edited one is no reason to draft again.
    is_due: bool,
}

fn draft(
    args: &Args,
    aim: &Aim,
    folder: &Folder,
    before: Option<&State>,
    session: &mut Session,
    env: &Env,
    shell: &mut Shell,
) -> Result<Drafted, Failure> {
    let mut content = Content::read(&SEVEN, aim.request.clone(), session, env, shell)?;
    content.release.range.to.name.clone_from(&aim.shown);
    let mut state = before.cloned().unwrap_or_else(|| State::new(&aim.name));
    state.languages = languages(args, &state, &content.settings(session, None, env)?)?;
    let base = content.release.range.from.as_ref().map(|from| from.name.clone());
    let range = base.as_ref().map_or(aim.shown.clone(), |base| format!("{base}..{}", aim.shown));
    let at = candidate(aim, session);
    let journal = Journal::read(folder)?;
    let manner = Manner { range: &range, at: &at, journal: &journal, recover: args.recover };
    let mut documents = Vec::new();
    for (at, lang) in state.languages.clone().iter().enumerate() {
        let made = content.settings(session, Some(lang), env)?;
        let settings = Settings { is_draft: true, version: Some(aim.name.clone()), ..made };
        let sheets = content.write(&SEVEN, &settings)?;
        let language = Language { locale: settings.locale, is_first: at == 0, sheets };
        documents.extend(redraft(&language, &manner, folder, &mut state)?);
    }
    state.head = aim.head.to_string();
    state.base = base;
    let mut beside = DocumentFiles::default();
    let brief = "release.toml".to_owned();
    if folder.read(&brief)?.is_none() {
        beside.brief = Some((brief, empty_brief(&aim.name)));
    }
    if before != Some(&state) {
        beside.state = Some((state::FILE.to_owned(), state.text()?));
    }
    let is_due = before.is_none_or(|before| !before.is_of_same_commit(&state))
        || beside.brief.is_some()
        || documents.iter().any(Redrafted::is_changed);
    let summary = Summary::of(&content, &aim.name, &range, &state);
    Ok(Drafted { files: files(&documents, &beside), documents, summary, is_due })
}

/// The languages of a bundle: those that it has, and those that are asked for.
fn languages(args: &Args, state: &State, settings: &Settings) -> Result<Vec<String>, Failure> {
    let mut languages = state.languages.clone();
    if languages.is_empty() && args.lang.is_empty() {
        languages.push(settings.locale.as_str().to_owned());
    }
    for typed in &args.lang {
        let Some(locale) = Locale::parse(typed) else {
            return Err(Failure::new(format!("`{typed}` is no language of documents"))
                .hint("the languages are `en` and `ru`: relnotes draft --lang ru,en"));
        };
        let name = locale.as_str().to_owned();
        if !languages.contains(&name) {
            languages.push(name);
        }
    }
    Ok(languages)
}

/// The candidate at which people tick boxes now: the last one of the version, else the commit.
fn candidate(aim: &Aim, session: &Session) -> String {
    let of_version = session.tags.iter().filter(|tag| {
        let release = tag.release.filter(|release| release.of_documents() == aim.version);
        release.is_some_and(|release| release.is_candidate())
    });
    let last = of_version.max_by_key(|tag| tag.release);
    last.map_or_else(|| aim.head.short(10), |tag| tag.name.clone())
}

/// The form of `release.toml` with its version.
fn empty_brief(name: &str) -> String {
    RELEASE_TOML.replacen("version = \"\"", &format!("version = \"{name}\""), 1)
}
