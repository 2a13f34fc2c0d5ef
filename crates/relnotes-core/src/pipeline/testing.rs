//! Pipelines as text, for the tests of rules.
//!
//! ```text
//! file PATH y|-|?              a pipeline, and whether tags start it
//! job NAME [WORD…]             manual, env, needs relnotes: full shallow unset; asks: it asks for a tag
//! STAGE SIGNS                  what the last job does: a sign for each sample, y - or ?
//! opaque SIGNS                 the last job calls `make ci`
//! filter PATTERN SIGNS         a pattern of the last file
//! problem | foreign PATH
//! ```
//! Lines count as lines of the file that they belong to.

use super::{
    Checkout, Filter, Host, Job, Opaque, Pipeline, Pipelines, Place, Problem, Run, Samples,
    Showing, Stage, Truth,
};
use crate::config::Config;

/// A pipeline with everything that the model wants.
pub(crate) const CONFORMING: &str = "file ci.yml y
job all env relnotes full
build yyyyyyyy
unit yyyyyyyy
integration --yyy---
e2e ---yy---
smoke -----y--
deploy-staging --y-----
deploy-preprod ---yy---
deploy-prod -----y--";

/// Makes pipelines of a text.
pub(crate) fn pipelines(text: &str, config: &Config) -> Pipelines {
    let samples = Samples::of(config, &["main".to_owned(), "develop".to_owned()]);
    let mut pipelines = Pipelines { samples: samples.refs, ..Pipelines::default() };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut path = String::new();
    for (index, line) in lines.enumerate() {
        let mut words = line.split_whitespace();
        let (first, second) = (words.next().unwrap(), words.next().unwrap_or_default());
        if first == "file" {
            path = second.to_owned();
        }
        let place = Place { path: path.clone(), line: index + 1 };
        match first {
            "file" => pipelines.files.push(Pipeline {
                path: path.clone(),
                host: Host::GitHub,
                line: index + 1,
                tags: truth(words.next().unwrap()),
                filters: Vec::new(),
                jobs: Vec::new(),
            }),
            "problem" => pipelines.problems.push(Problem {
                place: Place { path: second.to_owned(), line: 1 },
                message: "it cannot be read".to_owned(),
                hides_jobs: true,
            }),
            "foreign" => pipelines.foreign.push(second.to_owned()),
            "job" => {
                let job = job(second, place, &words.collect::<Vec<_>>(), pipelines.samples.len());
                pipelines.files.last_mut().unwrap().jobs.push(job);
            }
            "filter" => pipelines.files.last_mut().unwrap().filters.push(Filter {
                text: second.to_owned(),
                place,
                event: "push.branches".to_owned(),
                fits: words.next().unwrap().chars().map(|sign| sign == 'y').collect(),
            }),
            stage => {
                let job = pipelines.files.last_mut().unwrap().jobs.last_mut().unwrap();
                let runs: Vec<Run> = second.chars().map(run).collect();
                match Stage::ALL.into_iter().find(|it| it.as_str() == stage) {
                    Some(stage) => job.stages.push(Showing { stage, place, runs }),
                    None => {
                        job.opaque = Some(Opaque { text: "make ci".to_owned(), place, runs });
                    }
                }
            }
        }
    }
    pipelines
}

fn job(id: &str, place: Place, words: &[&str], samples: usize) -> Job {
    let has = |word: &str| words.contains(&word);
    let checkout = match words {
        _ if has("full") => Checkout::Full,
        _ if has("shallow") => Checkout::Shallow(place.clone()),
        _ if has("unset") => Checkout::Unknown(place.clone(), "the settings decide".to_owned()),
        _ => Checkout::None,
    };
    Job {
        id: id.to_owned(),
        runs: vec![Run::yes(); samples],
        stages: Vec::new(),
        opaque: None,
        environment: has("env").then(|| "production".to_owned()),
        is_manual: has("manual"),
        relnotes: has("relnotes").then(|| place.clone()),
        checkout,
        asks_for_tag: has("asks").then(|| place.clone()),
        place,
    }
}

fn truth(sign: &str) -> Truth {
    run(sign.chars().next().unwrap()).truth
}

fn run(sign: char) -> Run {
    match sign {
        'y' => Run::yes(),
        '?' => Run::unknown("it depends on `x`"),
        _ => Run::no("its `if` does not hold"),
    }
}
