//! `relnotes publish TAG`: the release on the forge, made or changed, never made twice.

use relnotes_core::id::CommitId;
use relnotes_core::version::ReleaseVersion;
use relnotes_forge::forges::{Forge, Publication, Publish, Published};
use relnotes_render::Locale;
use relnotes_render::blanks;
use relnotes_render::documents::{Blanks, NOTES, Settings};

use crate::bundle::Content;
use crate::cli::GlobalArgs;
use crate::draft::folder::Folder;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::Session;
use crate::network::{forge, of_forge, with_fresh_network};
use crate::progress::Progress;
use crate::published::{is_foreign, merged};
use crate::request::{self, request, tagged};
use crate::shell::{Shell, plain};

mod announce;

/// Arguments of `publish`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes publish v1.3.0-rc.1 --draft      a draft of the release, which only the team sees
  relnotes publish v1.3.0 --final --dry-run the request that would be sent
  relnotes publish v1.3.0 --final           the release, or what has changed of it

The text is releases/TAG/notes.md where there is one, else the notes for users. What people wrote on the forge stays.
Candidates are pre-releases; the latest release is the highest final or hotfix. Asking the forge is what this command is
for: `--online` is not needed.")]
#[command(group(clap::ArgGroup::new("what").required(true)))]
pub(crate) struct Args {
    /// The tag
    #[arg(value_name = "TAG")]
    tag: String,
    /// Make a draft, or change one
    #[arg(long, group = "what")]
    draft: bool,
    /// Make the release, or change it; a draft of it is released
    #[arg(long = "final", group = "what")]
    is_final: bool,
    /// Tell the chat of [announce] once it is out, by the web hook in RELNOTES_ANNOUNCE_URL
    #[arg(long, conflicts_with = "draft")]
    announce: bool,
    /// Send nothing: print the requests
    #[arg(long)]
    dry_run: bool,
    /// en or ru [default: RELNOTES_LANG, relnotes.toml, en]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
}

/// A release to be published.
struct Release {
    content: Content,
    settings: Settings,
    version: ReleaseVersion,
    commit: CommitId,
    name: String,
    text: String,
}

/// Makes the release on the forge, or changes it.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let mut session = Session::open(global, env)?;
    let release = read(args, &mut session, env, shell)?;
    let progress = Progress::start(env, global.quiet, "asking the forge");
    let told = with_fresh_network(&session, env, |network| {
        let forge = forge(&session, network).map_err(of_forge)?;
        let mut told = send(args, &release, &session, &*forge)?;
        if args.announce {
            announce::tell(args, &release, &mut told, &session, network, env)?;
        }
        Ok(told)
    });
    drop(progress);
    let Told { printed, notes, warnings, .. } = told?;
    shell.print(&plain(&printed))?;
    notes.iter().for_each(|note| shell.note(note));
    let of_release = release.content.release.warnings.iter();
    of_release.for_each(|warning| shell.warn(&warning.message));
    warnings.iter().for_each(|warning| shell.warn(warning));
    Ok(Exit::Done)
}

fn read(
    args: &Args,
    session: &mut Session,
    env: &Env,
    shell: &mut Shell,
) -> Result<Release, Failure> {
    let typed = request::Typed { range: Some(&args.tag), as_version: None, date: None };
    let request = request(typed, session, env)?;
    let Some((name, version)) = tagged(&request.range, session) else {
        return Err(Failure::new(format!("`{}` is no release tag", args.tag))
            .hint("relnotes tags lists them; `relnotes tag` makes one"));
    };
    let name = name.to_owned();
    let content = Content::read_step(&[&NOTES], &request, session, env, shell)?;
    let made = content.settings(session, args.lang.as_deref(), env)?;
    let commit = content.release.range.to.commit;
    let text = match drafted(version, made.locale, session)? {
        Some((shown, text)) if args.is_final && !blanks::left(&text).is_empty() => {
            return Err(Failure::new(format!("{shown} has blanks"))
                .hint("fill them, or take their lines away: relnotes blanks")
                .hint(format!("relnotes publish {name} --draft")));
        }
        Some((_, text)) => text,
        None => {
            let settings = Settings { is_draft: true, blanks: Blanks::Hide, ..made.clone() };
            let sheets = content.write(&[&NOTES], &settings)?;
            sheets.into_iter().map(|(_, rendered)| rendered.text).collect()
        }
    };
    let text = without_title(&text).to_owned();
    Ok(Release { content, settings: made, version, commit, name, text })
}

/// The notes that a draft made and people have looked at, in the language that was asked for; those of a candidate are no
/// longer what is in the file. No link is followed: what it leads to would be published.
fn drafted(
    version: ReleaseVersion,
    locale: Locale,
    session: &Session,
) -> Result<Option<(String, String)>, Failure> {
    if version.is_candidate() || session.repository.work_dir().is_none() {
        return Ok(None);
    }
    let folder = Folder::open(session, &session.name_of(version.of_documents()))?;
    for name in [format!("notes.{}.md", locale.as_str()), "notes.md".to_owned()] {
        if let Some(text) = folder.read(&name)? {
            return Ok(Some((folder.path_of(&name), text)));
        }
    }
    Ok(None)
}

/// The forge shows the name of a release above its text.
fn without_title(text: &str) -> &str {
    let text = text.trim_start();
    let end = "<!-- rn:end notes.title -->";
    if text.starts_with("<!-- rn:begin notes.title -->")
        && let Some((_, rest)) = text.split_once(end)
    {
        return rest.trim_start();
    }
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("# ") => rest.trim_start(),
        _ => text,
    }
}

/// What is said at the end.
struct Told {
    printed: String,
    /// Where the release is; none where nothing was sent.
    url: Option<String>,
    /// Whether something has changed on the forge.
    is_news: bool,
    notes: Vec<String>,
    warnings: Vec<String>,
}

fn send(
    args: &Args,
    release: &Release,
    session: &Session,
    forge: &dyn Forge,
) -> Result<Told, Failure> {
    let known = forge.release(&release.name).map_err(of_forge)?;
    check(args, release, known.as_ref(), forge)?;
    let (tag, service) = (&release.name, forge.name());
    let remote = known.as_ref().map(|known| known.body.as_str());
    let warnings = match remote.is_some_and(is_foreign) {
        true => vec![format!(
            "the text of {tag} on {service} was written by somebody else, and stays as it is"
        )],
        false => Vec::new(),
    };
    let publication = publication(args, release, merged(remote, &release.text), session);
    if let Some(known) = known.as_ref().filter(|known| is_same(known, &publication)) {
        let notes = vec![format!("{service} has {tag} as it is: nothing to change")];
        let url = Some(known.url.clone());
        return Ok(Told {
            printed: format!("{}\n", known.url),
            url,
            is_news: false,
            notes,
            warnings,
        });
    }
    let publish = forge.publication(&publication, known.as_ref()).map_err(of_forge)?;
    if args.dry_run {
        let notes = vec!["nothing was sent".to_owned()];
        return Ok(Told { printed: shown(&publish)?, url: None, is_news: true, notes, warnings });
    }
    let done = forge.publish(&publish).map_err(of_forge)?;
    let what = match (publish.is_update, publication.is_draft) {
        (true, true) => "the draft was changed",
        (true, false) => "the release was changed",
        (false, true) => "a draft was made",
        (false, false) => "the release was made",
    };
    let notes = vec![format!("{service}: {what}")];
    let is_news = known.is_none_or(|known| known.is_draft);
    let printed = format!("{}\n", done.url);
    Ok(Told { printed, url: Some(done.url), is_news, notes, warnings })
}

/// A final needs its tag on the forge, which would make one of its own; what is out does not become a draft again.
fn check(
    args: &Args,
    release: &Release,
    known: Option<&Published>,
    forge: &dyn Forge,
) -> Result<(), Failure> {
    let tag = &release.name;
    if args.draft && known.is_some_and(|known| !known.is_draft) {
        return Err(Failure::new(format!(
            "{tag} is out on {} already, and no draft",
            forge.name()
        ))
        .hint(format!("relnotes publish {tag} --final changes its text")));
    }
    if args.is_final && !forge.has_tag(tag).map_err(of_forge)? {
        return Err(Failure::new(format!("{} does not have the tag {tag}", forge.name()))
            .hint(format!("git push origin {tag}")));
    }
    Ok(())
}

fn publication(args: &Args, release: &Release, body: String, session: &Session) -> Publication {
    let name = match &session.config.name {
        Some(product) => format!("{product} {}", release.name),
        None => release.name.clone(),
    };
    let is_prerelease = release.version.is_candidate();
    let higher = |other: ReleaseVersion| other.is_production() && other > release.version;
    let is_latest =
        !is_prerelease && !session.tags.iter().filter_map(|tag| tag.release).any(higher);
    Publication {
        tag: release.name.clone(),
        commit: release.commit,
        name,
        body,
        is_draft: args.draft,
        is_prerelease,
        is_latest,
    }
}

fn is_same(known: &Published, wanted: &Publication) -> bool {
    known.body.trim() == wanted.body.trim()
        && known.is_draft == wanted.is_draft
        && known.is_prerelease == wanted.is_prerelease
}

/// The request as it would be sent, without the token.
fn shown(publish: &Publish) -> Result<String, Failure> {
    let request = &publish.request;
    let body = request.body.as_deref().unwrap_or("null");
    let body: serde_json::Value = serde_json::from_str(body).map_err(Failure::new)?;
    let headers = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
    let headers: String = headers.collect();
    let auth = match &request.auth {
        Some(auth) => format!("authorization: the token of {}\n", auth.token.variable()),
        None => String::new(),
    };
    let first = format!(
        "{} {}\n{headers}{auth}content-type: application/json\n\n",
        request.method.as_str(),
        request.url
    );
    Ok(first + &super::pretty(&body)?)
}
