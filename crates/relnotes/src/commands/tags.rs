//! `relnotes tags`: what the tags mean, in the order of the release model.

use relnotes_core::tag::{Tag, TagRules};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::{Session, rules};
use crate::shell::{Shell, plain};

/// Arguments of `tags`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes tags                       candidates before finals before hotfixes, invalid ones last
  relnotes tags --format json | jq -r '.tags[] | select(.conforming | not).name'")]
pub(crate) struct Args {
    /// text, or json: described by `relnotes schema tags`
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
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
        Format::Json => json(&session)?,
    };
    shell.print(&text)?;
    if session.tags.is_empty() {
        let prefix = &session.config.tags.prefix;
        shell.note(&format!(
            "no tag begins like a version ({prefix}1.2.3); if there should be some: \
             `git fetch --tags`, or `tags.prefix` in relnotes.toml"
        ));
    }
    Ok(Exit::Done)
}

fn text(session: &Session) -> String {
    let rules = rules(&session.config);
    let width = session.tags.iter().map(|tag| tag.name.chars().count()).max().unwrap_or(0);
    let exists = |name: &String| session.tags.iter().any(|tag| tag.name == *name);
    let line = |tag: &Tag| {
        let name = plain(&tag.name);
        let kind = tag.kind(&rules).as_str();
        let commit = tag.commit.short(10);
        let object = if tag.object.is_some() { "annotated" } else { "lightweight" };
        let remark = match (&tag.problem, &tag.suggestion) {
            (Some(problem), Some(name)) if *name == tag.name => format!("  {problem}"),
            (Some(problem), Some(name)) if exists(name) => {
                format!("  {problem}; {name} is there, too")
            }
            (Some(problem), Some(name)) => format!("  {problem}; write {name}"),
            (Some(problem), None) => format!("  {problem}"),
            _ => String::new(),
        };
        format!("{name:width$}  {kind:10}  {commit}  {object}{}", plain(&remark))
    };
    session.tags.iter().map(|tag| line(tag).trim_end().to_owned() + "\n").collect()
}

fn json(session: &Session) -> Result<String, Failure> {
    let rules = rules(&session.config);
    let tags = session.tags.iter().map(|tag| TagJson::of(tag, &rules)).collect();
    super::pretty(&TagsJson { schema: "relnotes.tags/1", tags })
}

/// The tags that begin like a version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Tags")]
pub(crate) struct TagsJson<'a> {
    /// Name and version of this format.
    #[schemars(extend("const" = "relnotes.tags/1"))]
    schema: &'static str,
    /// In the order of the release model; what is invalid comes last.
    tags: Vec<TagJson<'a>>,
}

/// A tag and what it means.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Tag")]
struct TagJson<'a> {
    /// The name below `refs/tags/`.
    name: &'a str,
    /// What it is in the model.
    #[schemars(extend("enum" = ["candidate", "final", "hotfix", "prerelease", "invalid"]))]
    kind: &'static str,
    /// Whether the name is written as the model wants it.
    conforming: bool,
    /// `MAJOR.MINOR.PATCH`; null of an invalid tag.
    version: Option<String>,
    /// N of `-rc.N` and `-hotfix.N`.
    number: Option<u64>,
    /// The whole id of the commit that it leads to.
    commit: String,
    /// Whether it is an object of its own, with tagger and message.
    annotated: bool,
    /// What is wrong with the name.
    problem: Option<&'a str>,
    /// The name that would be right.
    suggestion: Option<&'a str>,
}

impl<'a> TagJson<'a> {
    fn of(tag: &'a Tag, rules: &TagRules) -> Self {
        Self {
            name: &tag.name,
            kind: tag.kind(rules).as_str(),
            conforming: tag.conforming,
            version: tag.release.map(|release| release.version.to_string()),
            number: tag.release.and_then(|release| release.number()),
            commit: tag.commit.to_string(),
            annotated: tag.object.is_some(),
            problem: tag.problem.as_deref(),
            suggestion: tag.suggestion.as_deref(),
        }
    }
}

/// How many ignored tags are named.
const NAMED: usize = 3;

/// Says which tags count for nothing.
pub(crate) fn say_ignored(session: &Session, shell: &mut Shell) {
    let ignored: Vec<&str> = session
        .tags
        .iter()
        .filter(|tag| tag.release.is_none())
        .map(|tag| tag.name.as_str())
        .collect();
    if ignored.is_empty() {
        return;
    }
    let named = ignored[..NAMED.min(ignored.len())].join(", ");
    let rest = ignored.len().saturating_sub(NAMED);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let (tags, fit) = if ignored.len() == 1 { ("tag", "fits") } else { ("tags", "fit") };
    shell.note(&format!(
        "{} {tags} {fit} nothing in the release model ({named}{more}): `relnotes tags` says why, \
         `tags.ignore` in relnotes.toml silences it",
        ignored.len(),
    ));
}
