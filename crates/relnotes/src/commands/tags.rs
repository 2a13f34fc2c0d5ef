//! `relnotes tags`: what the tags mean, in the order of the release model.

use relnotes_core::tag::Tag;
use serde_json::json;

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::{Session, rules};
use crate::shell::{Shell, plain};

/// Arguments of `tags`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Lists the tags.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let session = Session::open(global, env)?;
    let text = match args.format {
        Format::Text => text(&session),
        Format::Json => json(&session),
    };
    if session.tags.is_empty() {
        shell.note("no tag begins like a version; if there should be some: git fetch --tags");
    }
    shell.print(&text)?;
    Ok(Exit::Done)
}

fn text(session: &Session) -> String {
    let rules = rules(&session.config);
    let width = session.tags.iter().map(|tag| tag.name.chars().count()).max().unwrap_or(0);
    let line = |tag: &Tag| {
        let name = plain(&tag.name);
        let kind = tag.kind(&rules).as_str();
        let commit = tag.commit.short(10);
        let object = if tag.object.is_some() { "annotated" } else { "lightweight" };
        let remark = match (&tag.problem, &tag.suggestion) {
            (Some(problem), Some(name)) => format!("  {problem}; write {name}"),
            (Some(problem), None) => format!("  {problem}"),
            _ => String::new(),
        };
        format!("{name:width$}  {kind:10}  {commit}  {object}{}", plain(&remark))
    };
    session.tags.iter().map(|tag| line(tag).trim_end().to_owned() + "\n").collect()
}

fn json(session: &Session) -> String {
    let rules = rules(&session.config);
    let tags: Vec<_> = session
        .tags
        .iter()
        .map(|tag| {
            json!({
                "name": tag.name,
                "kind": tag.kind(&rules).as_str(),
                "conforming": tag.conforming,
                "version": tag.release.map(|release| release.version),
                "number": tag.release.and_then(|release| release.number()),
                "commit": tag.commit,
                "annotated": tag.object.is_some(),
                "problem": tag.problem,
                "suggestion": tag.suggestion,
            })
        })
        .collect();
    super::pretty(&json!({ "schema": "relnotes.tags/1", "tags": tags }))
}
