use std::fmt::Write;

use relnotes_core::config::Config;
use relnotes_core::config::policy::Deploy;
use relnotes_core::pipeline::{Mark, Pipelines, Samples, Stage, Truth};

use super::*;

pub(crate) fn samples() -> Samples {
    Samples::of(&Config::default(), &["main".to_owned(), "develop".to_owned()])
}

pub(crate) fn read_all(files: &[(&str, &str)]) -> Pipelines {
    let files: Vec<File<'_>> =
        files.iter().map(|(path, text)| File { path, bytes: text.as_bytes() }).collect();
    read(&files, &samples())
}

/// One line a stage that some ref has: what stands for `fx fab develop release hotfix main v1.2.3 rc`.
pub(crate) fn shown(pipelines: &Pipelines) -> String {
    let mut shown = String::new();
    for stage in Stage::ALL {
        let sign = |sample: usize| match pipelines.provided(sample, stage).mark {
            Mark::Provided => 'y',
            Mark::Unknown => '?',
            Mark::Missing | Mark::NotWanted => '-',
        };
        let signs: String = (0..pipelines.samples.len()).map(sign).collect();
        if signs.contains(['y', '?']) {
            writeln!(shown, "{signs} {}", stage.as_str()).unwrap();
        }
    }
    for problem in &pipelines.problems {
        writeln!(shown, "{} {}", problem.place, problem.message).unwrap();
    }
    shown
}

/// Compares the stages of one workflow.
#[track_caller]
pub(crate) fn check(path: &str, text: &str, expected: &str) {
    let expected: String = expected.lines().map(|line| format!("{}\n", line.trim())).collect();
    assert_eq!(shown(&read_all(&[(path, text)])), expected.trim_start_matches('\n'), "{text}");
}

#[test]
fn files_that_cannot_be_read_hide_jobs() {
    let pipelines = read_all(&[(".github/workflows/a.yml", "on: push\njobs: [\n")]);
    assert_eq!(pipelines.files.len(), 0);
    assert!(pipelines.problems[0].hides_jobs);
    assert_eq!(pipelines.cell(0, Stage::Build, Deploy::Pipeline).mark, Mark::Unknown);
    assert_eq!(pipelines.runs(0), Truth::Unknown);
}

#[test]
fn other_files_are_no_pipelines() {
    for path in [".github/workflows/x/a.yml", ".github/workflows/a.json", "ci.yml"] {
        assert!(read_all(&[(path, "on: push\njobs: {build: {}}")]).files.is_empty(), "{path}");
    }
    assert!(read_all(&[(".github/workflows/a.yml", "")]).files.is_empty());
    assert!(read_all(&[(".github/workflows/a.yml", "just words")]).files.is_empty());
}
