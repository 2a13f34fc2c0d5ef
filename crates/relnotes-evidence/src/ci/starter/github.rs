//! The pipeline of GitHub Actions.

use std::fmt::Write;

use super::{CHECKOUT, Names, Pattern, Smoke};

/// Where it goes.
pub const PATH: &str = ".github/workflows/pipeline.yml";

/// A job: what it waits for, when it runs, where it deploys to.
struct Job<'a> {
    name: &'a str,
    condition: Option<String>,
    needs: Option<&'a str>,
    environment: Option<&'a str>,
    todo: &'a str,
}

pub(super) fn write(names: &Names, smoke: Smoke) -> String {
    let bases = [&names.develop[..], &names.release, &names.main].concat();
    let all = [&names.feature[..], &bases].concat();
    let mut text = format!(
        "# Written by `relnotes init ci`: the stages that the release model wants for each branch.\n\
         # Every TODO fails on purpose. Put in what your project does; `relnotes pipeline` shows the rest.\n\
         name: pipeline\non:\n  push:\n    branches: [{}]\n    tags: [{}]\n  pull_request:\n    \
         branches: [{}]\npermissions: {{ contents: read }}\njobs:\n  policy:\n    \
         runs-on: ubuntu-latest\n    steps:\n      - uses: {CHECKOUT}\n        \
         with: {{ fetch-depth: 0 }}\n      \
         # TODO: install relnotes; the next step fails until it is there.\n      \
         - run: relnotes lint --format github\n",
        list(&all),
        quoted(&format!("{}*", escaped(&names.prefix))),
        list(&bases),
    );
    for job in jobs(names, smoke) {
        let _ = write_job(&mut text, &job);
    }
    text
}

fn jobs(names: &Names, smoke: Smoke) -> Vec<Job<'static>> {
    let job = |name, patterns: &[Pattern], needs| Job {
        name,
        condition: (!patterns.is_empty()).then(|| condition(patterns)),
        needs,
        environment: None,
        todo: name,
    };
    let deploy = |name, patterns: &[Pattern], needs, environment| Job {
        environment: Some(environment),
        todo: "deploy",
        ..job(name, patterns, Some(needs))
    };
    let tested = [&names.develop[..], &names.release].concat();
    let mut jobs = vec![
        job("build", &[], None),
        job("unit", &[], Some("build")),
        job("integration", &tested, Some("unit")),
        job("e2e", &names.release, Some("integration")),
        job("smoke", &names.main, Some("build")),
    ];
    if !names.develop.is_empty() {
        jobs.push(deploy("deploy-staging", &names.develop, "integration", "staging"));
    }
    jobs.push(deploy("deploy-preprod", &names.release, "e2e", "pre-prod"));
    jobs.push(deploy("deploy-prod", &names.main, "smoke", "production"));
    if smoke == Smoke::AfterDeployToo {
        jobs.push(Job { todo: "smoke", ..job("smoke-prod", &names.main, Some("deploy-prod")) });
    }
    jobs
}

fn write_job(text: &mut String, job: &Job<'_>) -> std::fmt::Result {
    writeln!(text, "  {}:", job.name)?;
    if let Some(condition) = &job.condition {
        writeln!(text, "    if: {condition}")?;
    }
    if let Some(needs) = job.needs {
        writeln!(text, "    needs: {needs}")?;
    }
    if let Some(environment) = job.environment {
        writeln!(text, "    environment: {environment}")?;
    }
    writeln!(text, "    runs-on: ubuntu-latest\n    steps:")?;
    if job.environment.is_none() {
        writeln!(text, "      - uses: {CHECKOUT}")?;
    }
    writeln!(text, "      - run: echo TODO {} && exit 1", job.todo)
}

/// Writes filters in the notation of GitHub, in which `**` stands for any text.
fn list(patterns: &[Pattern]) -> String {
    let filter = |pattern: &Pattern| {
        let pieces: Vec<String> = pattern.0.iter().map(|piece| escaped(piece)).collect();
        quoted(&pieces.join("**"))
    };
    patterns.iter().map(filter).collect::<Vec<_>>().join(", ")
}

/// Takes from characters what they mean in filters.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for (at, c) in text.chars().enumerate() {
        if matches!(c, '*' | '?' | '+' | '[' | ']' | '\\') || (c == '!' && at == 0) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Writes a text for YAML: plain where it is a simple word, else in quotes.
fn quoted(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '/');
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    match is_word && !reserved.contains(&text.to_ascii_lowercase().as_str()) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "''")),
    }
}

fn condition(patterns: &[Pattern]) -> String {
    let one = |pattern: &Pattern| {
        let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let starts =
            format!("startsWith(github.ref, {})", text(&format!("refs/heads/{}", pattern.head())));
        if pattern.is_name() {
            format!("github.ref == {}", text(&format!("refs/heads/{}", pattern.head())))
        } else if pattern.is_open() {
            starts
        } else {
            format!("({starts} && endsWith(github.ref, {}))", text(pattern.tail()))
        }
    };
    let joined = patterns.iter().map(one).collect::<Vec<_>>().join(" || ");
    // A plain text of YAML ends at these.
    match joined.contains(" #") || joined.contains(": ") || joined.starts_with('(') {
        true => format!("${{{{ {joined} }}}}"),
        false => joined,
    }
}
