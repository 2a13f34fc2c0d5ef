//! `relnotes why TAG`: the base, the rule that found it, and what was rejected.

use relnotes_core::release::model::BaseRule;
use relnotes_core::release::{self, Contender, Explanation};
use schemars::JsonSchema;
use serde::Serialize;

use super::tags::Format;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::hints::of_release;
use crate::load::Session;
use crate::progress::Progress;
use crate::request::{Typed, request};
use crate::shell::{Shell, plain};

/// Arguments of `why`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes why v1.3.0                 the base of v1.3.0, and the tags that are further away
  relnotes why --as v1.4.0            the base that HEAD would have as v1.4.0")]
pub(crate) struct Args {
    /// A tag, a branch, a commit or `A..B` [default: HEAD]
    #[arg(value_name = "RANGE")]
    target: Option<String>,
    /// text, or json: described by `relnotes schema why`
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
    /// Take an untagged target for this version
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// When an untagged target is released [default: SOURCE_DATE_EPOCH, now]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Print all tags that were looked at, also those far away
    #[arg(long)]
    all: bool,
}

/// Explains the base.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let session = Session::open(global, env)?;
    let typed = Typed {
        range: args.target.as_deref(),
        as_version: args.as_version.as_deref(),
        date: args.date.as_deref(),
    };
    let request = request(typed, &session, env)?;
    let progress = Progress::start(env, global.quiet, "comparing with every tag");
    let explained = release::explain(&session.sources(), &request);
    drop(progress);
    let mut explanation = explained.map_err(|error| of_release(error, &session))?;
    if explanation.rule == BaseRule::Explicit {
        for contender in &mut explanation.contenders {
            contender.reason = "the older end was typed".to_owned();
        }
    }
    let text = match args.format {
        Format::Text => text(&explanation, args.all),
        Format::Json => json(&explanation)?,
    };
    shell.print(&text)?;
    Ok(Exit::Done)
}

/// How many rejected tags are enough for people.
const NEAREST: usize = 8;

fn text(explanation: &Explanation, all: bool) -> String {
    let mut lines = Vec::new();
    let target = &explanation.target.name;
    let commits = match explanation.commits {
        1 => "1 commit".to_owned(),
        commits => format!("{commits} commits"),
    };
    if let Some(tag) = &explanation.contained_in {
        lines.push(format!("{target}: nothing unreleased, contained in {tag}"));
    }
    match &explanation.base {
        Some(base) => lines.push(format!("{target}: base {base}, {commits}")),
        None => lines.push(format!("{target}: the first release, {commits}")),
    }
    lines.push(format!("rule: {}", rule(explanation)));
    if let Some(replaces) = &explanation.replaces {
        lines.push(format!("replaces in production: {replaces}"));
    }
    let mut others: Vec<&Contender> = explanation
        .contenders
        .iter()
        .filter(|it| Some(&it.tag) != explanation.base.as_ref())
        .collect();
    others.sort_by_key(|contender| (contender.commits.is_none(), contender.commits));
    let shown = if all { others.len() } else { NEAREST.min(others.len()) };
    if shown > 0 {
        lines.push(String::new());
        lines.push("rejected:".to_owned());
    }
    let width = others[..shown].iter().map(|it| it.tag.chars().count()).max().unwrap_or(0);
    for contender in &others[..shown] {
        let commits = contender.commits.map_or("-".to_owned(), |commits| commits.to_string());
        let line = if contender.is_ancestor { "ancestor" } else { "sibling" };
        lines.push(format!(
            "  {:width$}  {commits:>7}  {line:8}  {}",
            contender.tag, contender.reason
        ));
    }
    if shown < others.len() {
        lines.push(format!(
            "  and {} more, further away: `relnotes why {target} --all`",
            others.len() - shown
        ));
    }
    plain(&lines.join("\n")) + "\n"
}

fn rule(explanation: &Explanation) -> String {
    let branch_point = explanation.branch_point.map(|id| id.short(10));
    match explanation.rule {
        BaseRule::Ancestor => "the fewest commits of all lower releases; an ancestor".to_owned(),
        BaseRule::Sibling => match branch_point {
            Some(point) => format!(
                "the fewest commits of all lower releases; on another line, which leaves at {point}"
            ),
            None => "the fewest commits of all lower releases; without common history".to_owned(),
        },
        BaseRule::Candidate => "the candidate before this one".to_owned(),
        BaseRule::Explicit => "typed".to_owned(),
        BaseRule::First => "no lower release: everything since the root".to_owned(),
    }
}

fn json(explanation: &Explanation) -> Result<String, Failure> {
    let candidates = explanation.contenders.iter().map(|contender| CandidateJson {
        tag: &contender.tag,
        commits: contender.commits,
        is_ancestor: contender.is_ancestor,
        reason: &contender.reason,
    });
    super::pretty(&WhyJson {
        schema: "relnotes.why/1",
        target: &explanation.target.name,
        base: BaseJson {
            tag: explanation.base.as_deref(),
            rule: explanation.rule.as_str(),
            commits: explanation.commits,
            branch_point: explanation.branch_point.map(|id| id.to_string()),
        },
        replaces: explanation.replaces.as_deref(),
        contained_in: explanation.contained_in.as_deref(),
        candidates: candidates.collect(),
    })
}

/// How the base of a release was found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Why")]
pub(crate) struct WhyJson<'a> {
    /// Name and version of this format.
    #[schemars(extend("const" = "relnotes.why/1"))]
    schema: &'static str,
    /// The release that was asked for.
    target: &'a str,
    /// The base.
    base: BaseJson<'a>,
    /// What runs in production when this arrives.
    replaces: Option<&'a str>,
    /// The lowest production tag that has an untagged target: nothing is unreleased.
    contained_in: Option<&'a str>,
    /// Every tag that was looked at, in the order of the release model.
    candidates: Vec<CandidateJson<'a>>,
}

/// What the release is compared with.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Base")]
struct BaseJson<'a> {
    /// Its tag, or what was typed; null for the first release.
    tag: Option<&'a str>,
    /// What decided.
    #[schemars(extend("enum" = ["ancestor", "sibling", "candidate", "explicit", "first"]))]
    rule: &'static str,
    /// How many commits lead from it to the target.
    commits: usize,
    /// The whole id of the best common ancestor.
    branch_point: Option<String>,
}

/// A tag that could have been the base.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Candidate")]
struct CandidateJson<'a> {
    /// The tag.
    tag: &'a str,
    /// How many commits lead from it to the target; null where they were not counted.
    commits: Option<usize>,
    /// Whether the target reaches it.
    is_ancestor: bool,
    /// Why it is the base, or why it isn't.
    reason: &'a str,
}
