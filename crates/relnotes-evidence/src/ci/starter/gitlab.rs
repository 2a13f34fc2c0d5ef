//! The pipeline of GitLab CI.

use std::fmt::Write;

use super::{Names, Pattern, Smoke};

struct Job<'a> {
    name: &'a str,
    stage: &'a str,
    on: &'a [Pattern],
    needs: &'a str,
    environment: Option<&'a str>,
    todo: &'a str,
}

pub(super) fn write(names: &Names, smoke: Smoke) -> String {
    let mut text = String::from(
        "# Written by `relnotes init ci`: the stages that the release model wants for each branch.\n\
         # Every TODO fails on purpose. Put in what your project does; `relnotes pipeline` shows the rest.\n\
         stages: [policy, build, test, deploy, verify]\nworkflow:\n  rules:\n    \
         # On tags CI_COMMIT_BRANCH is not set.\n    - if: $CI_COMMIT_TAG\n    \
         - if: $CI_COMMIT_BRANCH\n\npolicy:\n  stage: policy\n  variables:\n    GIT_DEPTH: \"0\"\n  \
         script:\n    # TODO: install relnotes; the next line fails until it is there.\n    \
         - relnotes lint --format gitlab > gl-code-quality-report.json\n  artifacts:\n    \
         when: always\n    reports:\n      codequality: gl-code-quality-report.json\n",
    );
    for job in jobs(names, smoke, &[&names.develop[..], &names.release].concat()) {
        let _ = write_job(&mut text, &job);
    }
    text
}

fn jobs<'a>(names: &'a Names, smoke: Smoke, tested: &'a [Pattern]) -> Vec<Job<'a>> {
    let job =
        |name, stage, on, needs| Job { name, stage, on, needs, environment: None, todo: name };
    let deploy = |name, on, needs, environment| Job {
        environment: Some(environment),
        todo: "deploy",
        ..job(name, "deploy", on, needs)
    };
    let mut jobs = vec![
        job("build", "build", &[], ""),
        job("unit", "test", &[], "build"),
        job("integration", "test", tested, "unit"),
        job("e2e", "test", &names.release, "integration"),
        job("smoke", "test", &names.main, "build"),
    ];
    if !names.develop.is_empty() {
        jobs.push(deploy("deploy-staging", &names.develop, "integration", "staging"));
    }
    jobs.push(deploy("deploy-preprod", &names.release, "e2e", "pre-prod"));
    jobs.push(deploy("deploy-prod", &names.main, "smoke", "production"));
    if smoke == Smoke::AfterDeployToo {
        jobs.push(Job { todo: "smoke", ..job("smoke-prod", "verify", &names.main, "deploy-prod") });
    }
    jobs
}

fn write_job(text: &mut String, job: &Job<'_>) -> std::fmt::Result {
    writeln!(text, "\n{}:\n  stage: {}", job.name, job.stage)?;
    if !job.on.is_empty() {
        writeln!(text, "  rules:")?;
    }
    for pattern in job.on {
        writeln!(text, "    - if: {}", condition(pattern))?;
    }
    if !job.needs.is_empty() {
        writeln!(text, "  needs: [{}]", job.needs)?;
    }
    if let Some(environment) = job.environment {
        writeln!(text, "  environment: {environment}")?;
    }
    writeln!(text, "  script:\n    - echo TODO {} && exit 1", job.todo)
}

/// A regex stands without quotes: in quotes GitLab reads it as a text.
fn condition(pattern: &Pattern) -> String {
    if pattern.is_name() && !pattern.head().contains(['"', '#', ':']) {
        return format!("$CI_COMMIT_BRANCH == \"{}\"", pattern.head());
    }
    let pieces = pattern.0.iter().map(|piece| regex::escape(piece).replace('/', "\\/"));
    let regex = pieces.collect::<Vec<_>>().join(".*");
    // What is open at its end needs no end.
    let regex = match pattern.is_open() {
        true => regex.strip_suffix(".*").unwrap_or(&regex).to_owned(),
        false => format!("{regex}$"),
    };
    format!("$CI_COMMIT_BRANCH =~ /^{regex}/")
}
