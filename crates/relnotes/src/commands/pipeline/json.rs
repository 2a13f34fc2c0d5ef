//! The JSON of `relnotes pipeline`.

use relnotes_core::config::policy::Deploy;
use relnotes_core::pipeline::{Mark, Pipelines, Stage, Truth};
use schemars::JsonSchema;
use serde::Serialize;

use super::wanted_stages;

/// What the model wants for a ref, and what the pipelines do.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Pipeline")]
pub(crate) struct PipelineJson<'a> {
    /// Name and version of this format.
    #[schemars(extend("const" = "relnotes.pipeline/1"))]
    schema: &'static str,
    #[serde(flatten)]
    of_ref: RefJson<'a>,
    /// What could not be read.
    problems: Vec<ProblemJson<'a>>,
}

/// The pipelines, asked about one or two refs of every kind.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Pipelines")]
pub(crate) struct PipelinesJson<'a> {
    /// Name and version of this format.
    #[schemars(extend("const" = "relnotes.pipelines/1"))]
    schema: &'static str,
    /// The files that start jobs.
    files: Vec<&'a str>,
    /// The refs.
    refs: Vec<RefJson<'a>>,
    /// What could not be read.
    problems: Vec<ProblemJson<'a>>,
}

/// A ref.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Ref")]
struct RefJson<'a> {
    /// Its short name; it need not exist.
    r#ref: &'a str,
    /// What it is in the model.
    #[schemars(extend("enum" = ["feature", "develop", "release", "hotfix", "main", "final", "candidate", "hotfix-tag", "other"]))]
    kind: &'static str,
    /// Whether anything runs for it.
    #[schemars(extend("enum" = ["yes", "no", "unknown"]))]
    runs: &'static str,
    /// The stages that the model wants, in the order in which they run.
    stages: Vec<&'static str>,
    /// How each stage stands: those that are wanted, and those that a job does all the same.
    provided: Vec<StageJson>,
}

/// How a stage stands for a ref.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Stage")]
struct StageJson {
    /// Its name.
    stage: &'static str,
    /// Whether the model wants it.
    wanted: bool,
    /// Whether a job does it.
    #[schemars(extend("enum" = ["provided", "missing", "unknown"]))]
    status: &'static str,
    /// The file that shows it.
    path: Option<String>,
    /// The line that shows it.
    line: Option<usize>,
    /// Why it is missing or unknown.
    reason: Option<String>,
}

/// Something that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
struct ProblemJson<'a> {
    /// The file.
    path: &'a str,
    /// The line; null of a system that is not read.
    line: Option<usize>,
    /// What is wrong.
    message: &'a str,
    /// Whether there may be jobs behind it that nobody sees.
    hides_jobs: bool,
}

impl<'a> PipelineJson<'a> {
    pub(super) fn of(pipelines: &'a Pipelines, sample: usize, deploy: Deploy) -> Self {
        let of_ref = RefJson::of(pipelines, sample, deploy);
        Self { schema: "relnotes.pipeline/1", of_ref, problems: problems(pipelines) }
    }
}

impl<'a> PipelinesJson<'a> {
    pub(super) fn of(pipelines: &'a Pipelines, deploy: Deploy) -> Self {
        let refs = 0..pipelines.samples.len();
        Self {
            schema: "relnotes.pipelines/1",
            files: pipelines.files.iter().map(|file| file.path.as_str()).collect(),
            refs: refs.map(|sample| RefJson::of(pipelines, sample, deploy)).collect(),
            problems: problems(pipelines),
        }
    }
}

impl<'a> RefJson<'a> {
    fn of(pipelines: &'a Pipelines, at: usize, deploy: Deploy) -> Self {
        let sample = &pipelines.samples[at];
        let wanted: Vec<Stage> = wanted_stages(sample.kind, deploy).collect();
        let stage = |stage: Stage| {
            let cell = pipelines.provided(at, stage);
            let is_wanted = wanted.contains(&stage);
            (is_wanted || cell.mark == Mark::Provided).then(|| StageJson {
                stage: stage.as_str(),
                wanted: is_wanted,
                status: cell.mark.as_str(),
                path: cell.place.as_ref().map(|place| place.path.clone()),
                line: cell.place.as_ref().map(|place| place.line),
                reason: cell.reason,
            })
        };
        Self {
            r#ref: &sample.name,
            kind: sample.kind.as_str(),
            runs: match pipelines.runs(at) {
                Truth::Yes => "yes",
                Truth::No => "no",
                Truth::Unknown => "unknown",
            },
            stages: wanted.iter().map(|stage| stage.as_str()).collect(),
            provided: Stage::ALL.into_iter().filter_map(stage).collect(),
        }
    }
}

fn problems(pipelines: &Pipelines) -> Vec<ProblemJson<'_>> {
    let problems = pipelines.problems.iter().map(|problem| ProblemJson {
        path: &problem.place.path,
        line: Some(problem.place.line),
        message: &problem.message,
        hides_jobs: problem.hides_jobs,
    });
    let foreign = pipelines.foreign.iter().map(|path| ProblemJson {
        path,
        line: None,
        message: "it is of a system that relnotes does not read",
        hides_jobs: true,
    });
    problems.chain(foreign).collect()
}
