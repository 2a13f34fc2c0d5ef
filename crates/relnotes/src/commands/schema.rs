//! `relnotes schema NAME`: the JSON Schemas of what is read and written.

use relnotes_render::documents;

use super::parse::ParseJson;
use super::pipeline::{PipelineJson, PipelinesJson};
use super::tags::TagsJson;
use super::why::WhyJson;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which format
    #[arg(value_name = "NAME")]
    name: Name,
}

/// The formats that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Name {
    /// relnotes.toml
    Config,
    /// release.toml
    Brief,
    /// `relnotes RANGE --format json`, and each line of `relnotes changelog --format json`
    Release,
    /// `relnotes tags --format json`
    Tags,
    /// `relnotes why --format json`
    Why,
    /// `relnotes lint --format json`
    Lint,
    /// `relnotes pipeline --ref REF --format json`
    Pipeline,
    /// `relnotes pipeline --format json`
    Pipelines,
    /// `relnotes blanks --format json`
    Blanks,
    /// `relnotes gate --format json`
    Gate,
    /// `relnotes next --format json`
    Next,
    /// `relnotes hotfix check --format json`
    Hotfix,
    /// `relnotes reconcile --format json`
    Reconcile,
    /// `state.json` of a draft
    State,
    /// Each line of `relnotes parse`
    Parse,
    /// What the template `notes.md.hbs` is filled with
    Notes,
    /// What the template `internal-notes.md.hbs` is filled with
    InternalNotes,
    /// What the template `plan.md.hbs` is filled with
    Plan,
    /// What the template `checklist.md.hbs` is filled with
    Checklist,
    /// What the template `rollback.md.hbs` is filled with
    Rollback,
    /// What the template `rollback-steps.md.hbs` is filled with
    RollbackSteps,
    /// What the template `monitoring.md.hbs` is filled with
    Monitoring,
    /// What the template `branching.md.hbs` is filled with
    Branching,
    /// What the template `changelog.md.hbs` is filled with
    Changelog,
    /// What the template `delta.md.hbs` is filled with
    Delta,
    /// What the template `announcement.md.hbs` is filled with
    Announcement,
}

/// Prints a schema.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Exit, Failure> {
    let schema = match args.name {
        Name::Config => relnotes_core::config::schema(),
        Name::Brief => relnotes_core::brief::schema(),
        Name::Release => relnotes_render::json::schema(),
        Name::Tags => schemars::schema_for!(TagsJson<'_>).to_value(),
        Name::Why => schemars::schema_for!(WhyJson<'_>).to_value(),
        Name::Lint => schemars::schema_for!(crate::report::LintJson<'_>).to_value(),
        Name::Pipeline => schemars::schema_for!(PipelineJson<'_>).to_value(),
        Name::Pipelines => schemars::schema_for!(PipelinesJson<'_>).to_value(),
        Name::Blanks => schemars::schema_for!(super::blanks::Answer).to_value(),
        Name::Gate => schemars::schema_for!(relnotes_render::gate::GateJson).to_value(),
        Name::Next => schemars::schema_for!(super::next::NextJson).to_value(),
        Name::Reconcile => schemars::schema_for!(super::reconcile::ReconcileJson).to_value(),
        Name::Hotfix => schemars::schema_for!(super::hotfix::HotfixJson).to_value(),
        Name::State => schemars::schema_for!(crate::draft::state::State).to_value(),
        Name::Parse => schemars::schema_for!(ParseJson<'_>).to_value(),
        Name::Notes => documents::NOTES.context_schema(),
        Name::InternalNotes => documents::INTERNAL_NOTES.context_schema(),
        Name::Plan => documents::PLAN.context_schema(),
        Name::Checklist => documents::CHECKLIST.context_schema(),
        Name::Rollback => documents::ROLLBACK.context_schema(),
        Name::RollbackSteps => documents::ROLLBACK_STEPS.context_schema(),
        Name::Monitoring => documents::MONITORING.context_schema(),
        Name::Branching => documents::BRANCHING.context_schema(),
        Name::Announcement => documents::ANNOUNCEMENT.context_schema(),
        Name::Delta => documents::DELTA.context_schema(),
        Name::Changelog => documents::CHANGELOG.context_schema(),
    };
    shell.print(&super::pretty(&schema)?)?;
    Ok(Exit::Done)
}
