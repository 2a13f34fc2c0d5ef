//! `relnotes why TAG`: the base, the rule that found it, and what was rejected.

use relnotes_core::release::{self, Contender, Explanation, RangeSpec, Request, Scope};
use serde_json::json;

use super::documents::{as_version, moment};
use super::tags::Format;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::Session;
use crate::progress::Progress;
use crate::shell::{Shell, plain};

/// Arguments of `why`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The release: a tag, a branch or a commit; HEAD by default
    #[arg(value_name = "TAG")]
    target: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The version of an untagged target
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// When an untagged target counts as released
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Print all tags that were considered, also those far away
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
    let (date, now) = moment(args.date.as_deref(), env)?;
    let request = Request {
        range: RangeSpec { from: None, to: args.target.clone() },
        as_version: as_version(args.as_version.as_deref(), &session)?,
        date,
        now,
        scope: Scope::Step,
    };
    let progress = Progress::start(env, global.quiet, "comparing with every tag");
    let explained = release::explain(&session.sources(), &request);
    drop(progress);
    let explanation = explained.map_err(|error| super::documents::of_release(error, &session))?;
    let text = match args.format {
        Format::Text => text(&explanation, args.all),
        Format::Json => json(&explanation),
    };
    shell.print(&text)?;
    Ok(Exit::Done)
}

/// How many rejected tags are enough for people.
const NEAREST: usize = 8;

fn text(explanation: &Explanation, all: bool) -> String {
    let mut lines = Vec::new();
    let target = &explanation.target.name;
    if let Some(tag) = &explanation.contained_in {
        lines.push(format!("{target}: nothing unreleased, contained in {tag}"));
    }
    match &explanation.base {
        Some(base) => {
            lines.push(format!("{target}: base {base}, {} commits", explanation.commits));
        }
        None => lines.push(format!("{target}: the first release, {} commits", explanation.commits)),
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
            "  and {} more, further away: `relnotes why --all`",
            others.len() - shown
        ));
    }
    plain(&lines.join("\n")) + "\n"
}

fn rule(explanation: &Explanation) -> String {
    use relnotes_core::release::model::BaseRule;
    let branch_point = explanation.branch_point.map(|id| id.short(10));
    match explanation.rule {
        BaseRule::Ancestor => "of all lower releases the fewest commits; an ancestor".to_owned(),
        BaseRule::Sibling => match branch_point {
            Some(point) => format!(
                "of all lower releases the fewest commits; on another line, which leaves at {point}"
            ),
            None => "of all lower releases the fewest commits; without common history".to_owned(),
        },
        BaseRule::Candidate => "the candidate before this one".to_owned(),
        BaseRule::Explicit => "typed".to_owned(),
        BaseRule::First => "no lower release: everything since the root".to_owned(),
    }
}

fn json(explanation: &Explanation) -> String {
    let contenders: Vec<_> = explanation
        .contenders
        .iter()
        .map(|contender| {
            json!({
                "tag": contender.tag,
                "commits": contender.commits,
                "is_ancestor": contender.is_ancestor,
                "reason": contender.reason,
            })
        })
        .collect();
    super::pretty(&json!({
        "schema": "relnotes.why/1",
        "target": explanation.target.name,
        "base": {
            "tag": explanation.base,
            "rule": explanation.rule.as_str(),
            "commits": explanation.commits,
            "branch_point": explanation.branch_point,
        },
        "replaces": explanation.replaces,
        "candidates": contenders,
    }))
}
