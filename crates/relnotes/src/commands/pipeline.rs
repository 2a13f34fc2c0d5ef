//! `relnotes pipeline`: what the model wants to run for a ref, beside what the pipelines do.

use std::fmt::Write;

use clap::builder::NonEmptyStringValueParser;
use relnotes_core::config::policy::Deploy;
use relnotes_core::pipeline::{Cell, Mark, Pipelines, RefKind, SampleRef, Stage, Truth, wanted};

use super::tags::Format;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::hints::of_git;
use crate::load::Session;
use crate::pipelines;
use crate::shell::{Shell, plain};

mod json;

pub(crate) use json::{PipelineJson, PipelinesJson};

/// Arguments of `pipeline`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "\
Examples:
  relnotes pipeline                         what runs for which branch, and where that is written
  relnotes pipeline --ref release/v1.3.0    the stages that the model wants there, one a line
  relnotes pipeline --ref \"$BRANCH\" --format json | jq -e '.stages | index(\"e2e\")'",
    after_long_help = "\
Read are .github/workflows/*.yml and .gitlab-ci.yml with its local includes, of HEAD. Nothing of them is run.

  ✓  a job does it          ✗  no job does it
  ?  that cannot be told    –  the model does not ask for it"
)]
pub(crate) struct Args {
    /// Print the stages that the model wants for this branch or tag, which need not exist
    #[arg(long = "ref", value_name = "REF", value_parser = NonEmptyStringValueParser::new())]
    reference: Option<String>,
    /// text, or json: described by `relnotes schema pipeline`
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
}

/// Prints what was asked for.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let session = Session::open(global, env)?;
    let git = |error| of_git(error, Some(&session));
    let mut samples = pipelines::samples(&session).map_err(git)?;
    if let Some(reference) = &args.reference {
        samples.refs = vec![SampleRef::of(reference, &session.config)];
    }
    let head = session.repository.resolve("HEAD");
    let pipelines = match head {
        Ok(head) => {
            pipelines::of_commit(&session.repository, head.commit, &samples).map_err(git)?
        }
        // The model has its wishes before the first commit.
        Err(_) if args.reference.is_some() => {
            Pipelines { samples: samples.refs.clone(), ..Pipelines::default() }
        }
        Err(error) => return Err(git(error)),
    };
    let deploy = session.config.policy.deploy;
    let text = match (&args.reference, args.format) {
        (Some(_), Format::Text) => stages(&samples.refs[0], deploy),
        (Some(_), Format::Json) => super::pretty(&PipelineJson::of(&pipelines, 0, deploy))?,
        (None, Format::Text) => matrix(&pipelines, deploy),
        (None, Format::Json) => super::pretty(&PipelinesJson::of(&pipelines, deploy))?,
    };
    shell.print(&text)?;
    match &args.reference {
        Some(_) => say_nothing_wanted(&samples.refs[0], shell),
        None if pipelines.is_empty() => {
            shell.note("there is no pipeline at HEAD: `relnotes init ci` writes one to begin with");
        }
        None => {}
    }
    Ok(Exit::Done)
}

/// Returns the stages that the model wants of these pipelines.
fn wanted_stages(kind: RefKind, deploy: Deploy) -> impl Iterator<Item = Stage> {
    let stages = wanted(kind).iter().copied();
    stages.filter(move |stage| deploy == Deploy::Pipeline || !stage.is_deploy())
}

fn stages(sample: &SampleRef, deploy: Deploy) -> String {
    wanted_stages(sample.kind, deploy).map(|stage| format!("{}\n", stage.as_str())).collect()
}

fn say_nothing_wanted(sample: &SampleRef, shell: &mut Shell) {
    if !wanted(sample.kind).is_empty() {
        return;
    }
    let name = &sample.name;
    shell.note(&match sample.kind {
        RefKind::Other => format!("`{name}` is no branch and no tag of the release model"),
        _ => format!(
            "the model wants nothing for tags: {name} went through the pipeline of its branch"
        ),
    });
}

/// A table of signs, and below it a line for each of them.
fn matrix(pipelines: &Pipelines, deploy: Deploy) -> String {
    let columns: Vec<Stage> = Stage::ALL
        .into_iter()
        .filter(|stage| pipelines.samples.iter().any(|it| wanted(it.kind).contains(stage)))
        .collect();
    let names: Vec<String> = pipelines.samples.iter().map(|it| plain(&it.shown())).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let mut text = format!("{:width$}", "");
    for stage in &columns {
        let _ = write!(text, "  {}", stage.as_str());
    }
    text.push_str("  runs\n");
    for (at, name) in names.iter().enumerate() {
        let _ = write!(text, "{name:width$}");
        for stage in &columns {
            let sign = pipelines.cell(at, *stage, deploy).mark.sign();
            let _ = write!(text, "  {sign:^0$}", stage.as_str().len());
        }
        let _ = writeln!(text, "  {:^4}", sign_of(pipelines.runs(at)).trim_end());
    }
    let trimmed = text.lines().map(|line| line.trim_end().to_owned() + "\n");
    let mut text: String = trimmed.collect();
    for (at, name) in names.iter().enumerate() {
        let cells = columns.iter().map(|stage| (*stage, pipelines.cell(at, *stage, deploy)));
        let cells: Vec<(Stage, Cell)> =
            cells.filter(|(_, cell)| cell.mark != Mark::NotWanted).collect();
        if !cells.is_empty() {
            let _ = writeln!(text, "\n{name}");
        }
        for (stage, cell) in cells {
            let _ = writeln!(text, "{}", plain(&line(stage, &cell)));
        }
    }
    text + &not_read(pipelines)
}

fn line(stage: Stage, cell: &Cell) -> String {
    let mut line = format!("  {} {:14}", cell.mark.sign(), stage.as_str());
    if let Some(place) = &cell.place {
        let _ = write!(line, "  {place}");
    }
    if let Some(reason) = &cell.reason {
        let _ = write!(line, "  {reason}");
    }
    line.trim_end().to_owned()
}

fn not_read(pipelines: &Pipelines) -> String {
    let problems =
        pipelines.problems.iter().map(|problem| format!("{}  {}", problem.place, problem.message));
    let foreign = pipelines
        .foreign
        .iter()
        .map(|path| format!("{path}  it is of a system that relnotes does not read"));
    let lines: Vec<String> = problems.chain(foreign).collect();
    if lines.is_empty() {
        return String::new();
    }
    let lines = lines.iter().map(|line| format!("  {}\n", plain(line)));
    format!("\nnot read, or not fully\n{}", lines.collect::<String>())
}

fn sign_of(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "✓",
        Truth::No => "✗",
        Truth::Unknown => "?",
    }
}
