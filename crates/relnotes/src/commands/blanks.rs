//! `relnotes blanks`: what nobody has filled yet, where it stands and who usually knows.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use relnotes_render::blanks::{self, Completeness, Left, Role};
use relnotes_render::documents::{Document, Settings};
use schemars::JsonSchema;
use serde::Serialize;

use super::tags::Format;
use crate::bundle::{self, Bundle, SEVEN};
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure, IoError};
use crate::request;
use crate::shell::{Shell, plain};

/// Arguments of `blanks`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes blanks v1.3.0              what is left of releases/v1.3.0/, else of what would be written
  relnotes blanks v1.3.0 --check      the same, and 1 where something is left")]
pub(crate) struct Args {
    /// A tag, a branch or `A..B` [default: HEAD]
    #[arg(value_name = "RANGE")]
    target: Option<String>,
    /// Take an untagged target for this version
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// text, or json: described by `relnotes schema blanks`
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
    /// en or ru [default: RELNOTES_LANG, relnotes.toml, en]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// End with 1 where something is left
    #[arg(long)]
    check: bool,
}

/// What is left of the documents of a version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "relnotes blanks")]
pub(crate) struct Answer {
    /// `relnotes.blanks/1`.
    schema: String,
    /// The version, or the target as it is called.
    version: String,
    /// Every document.
    documents: Vec<Sheet>,
}

/// A document and what is left of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Sheet {
    /// The file that was read; null where there is none and the document was made anew.
    file: Option<String>,
    /// The document, `plan`.
    document: String,
    /// Places of the form.
    slots: usize,
    /// Those that are filled.
    filled: usize,
    /// Of these: by the repository or by what was declared.
    by_tool: usize,
    /// What is left, in the order of the document.
    blanks: Vec<Row>,
}

/// A blank.
#[derive(Debug, Serialize, JsonSchema)]
struct Row {
    /// The line, from 1.
    line: usize,
    /// Its id; null where its mark was taken away.
    id: Option<String>,
    /// What the line says.
    text: String,
    /// Who usually knows: a role of the plan.
    who: String,
    /// Who has that role, as declared; null where nobody is named.
    name: Option<String>,
}

/// Lists the blanks of the bundle in the work tree, or of the documents as they would be made.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let typed = request::Typed {
        range: args.target.as_deref(),
        as_version: args.as_version.as_deref(),
        date: None,
    };
    let lang = args.lang.as_deref();
    let bundle = bundle::make(&SEVEN, typed, lang, global, env, shell)?;
    let answer = answer(&bundle)?;
    let left: usize = answer.documents.iter().map(|sheet| sheet.blanks.len()).sum();
    match args.format {
        Format::Text => shell.print(&text(&answer))?,
        Format::Json => shell.print(&super::pretty(&answer)?)?,
    }
    Ok(if args.check && left > 0 { Exit::Violations } else { Exit::Done })
}

fn answer(bundle: &Bundle) -> Result<Answer, Failure> {
    let to = &bundle.release.range.to;
    let version = bundle.settings.version.clone().or_else(|| to.tag.clone());
    let version = version.unwrap_or_else(|| to.name.clone());
    let folder = folder(bundle);
    let mut sheets = Vec::new();
    for (document, rendered) in &bundle.sheets {
        let written = match &folder {
            Some((shown, path)) => read(document, shown, path)?,
            None => None,
        };
        let (file, text) = match written {
            Some((file, text)) => (Some(file), text),
            None => (None, rendered.text.clone()),
        };
        let Completeness { slots, filled, by_tool } =
            blanks::completeness(document, &text, &rendered.text);
        let row = |left: Left| row(left, document, &bundle.settings);
        let blanks = blanks::left(&text).into_iter().map(row).collect();
        let document = document.name.to_owned();
        sheets.push(Sheet { file, document, slots, filled, by_tool, blanks });
    }
    Ok(Answer { schema: "relnotes.blanks/1".to_owned(), version, documents: sheets })
}

/// The folder of the version's documents in the work tree, as shown and as opened.
fn folder(bundle: &Bundle) -> Option<(String, PathBuf)> {
    let session = &bundle.session;
    let version = bundle.release.range.to.version?.of_documents();
    let shown = format!("{}/{}", session.config.documents.folder, session.name_of(version));
    let path = session.repository.work_dir()?.join(&shown);
    Some((shown, path))
}

fn read(
    document: &Document,
    shown: &str,
    folder: &Path,
) -> Result<Option<(String, String)>, Failure> {
    let name = format!("{}.md", document.name);
    let file = format!("{shown}/{name}");
    match fs::read(folder.join(&name)) {
        Ok(bytes) => Ok(Some((file, String::from_utf8_lossy(&bytes).into_owned()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Failure::new(IoError::new(format!("read `{file}`"), source))
            .hint("make it a file that you may read")),
    }
}

fn row(left: Left, document: &Document, settings: &Settings) -> Row {
    let Left { line, id, text } = left;
    let key = id.clone().unwrap_or_else(|| format!("{}.", document.name));
    let role = blanks::who(&key);
    Row { line, id, text, who: role.as_str().to_owned(), name: name(role, settings) }
}

/// Who has a role: for this release, else for every one.
fn name(role: Role, settings: &Settings) -> Option<String> {
    let (own, every) = (&settings.brief.people, &settings.standing.roles);
    let declared = match role {
        Role::ReleaseManager => own.release_manager.as_ref().or(every.release_manager.as_ref()),
        Role::TechLead => own.tech_lead.as_ref().or(every.tech_lead.as_ref()),
        Role::QaLead => own.qa_lead.as_ref().or(every.qa_lead.as_ref()),
        Role::DevOps => own.devops.as_ref().or(every.devops.as_ref()),
        Role::BusinessOwner => own.business_owner.as_ref().or(every.business_owner.as_ref()),
    };
    declared.map(|declared| declared.value.clone())
}

/// The end of a long line, where its blank stands.
fn short(text: &str) -> String {
    const SHOWN: usize = 90;
    let count = text.chars().count();
    match count.checked_sub(SHOWN) {
        None | Some(0) => text.to_owned(),
        Some(more) => format!("…{}", text.chars().skip(more).collect::<String>()),
    }
}

/// A line a blank, as compilers write places, and a line a document.
fn text(answer: &Answer) -> String {
    let mut out = String::new();
    for sheet in &answer.documents {
        let made = format!("{}.md", sheet.document);
        let file = sheet.file.as_ref().unwrap_or(&made);
        for Row { line, id, text, who, name } in &sheet.blanks {
            let id = id.as_ref().map(|id| format!(" [{id}]")).unwrap_or_default();
            let name = name.as_ref().map(|name| format!(": {name}")).unwrap_or_default();
            let text = short(text);
            let row = format!("{file}:{line}: {text}{id} ({who}{name})");
            out.push_str(&plain(&row));
            out.push('\n');
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    for sheet in &answer.documents {
        let Sheet { document, slots, filled, by_tool, blanks, .. } = sheet;
        let left = blanks.len();
        out.push_str(&format!(
            "{document:16} {filled} of {slots} filled, {by_tool} of them by relnotes; {left} left\n"
        ));
    }
    out
}
