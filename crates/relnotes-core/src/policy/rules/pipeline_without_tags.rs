use std::collections::BTreeSet;

use crate::pipeline::{Host, Pipelines, Place, RefKind, Truth};
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, model_stages};

declare_rule! {
    /// ## What it does
    /// Reports jobs that ask for a tag in pipelines that no tag starts, and repositories in which
    /// nothing at all is started by release tags.
    ///
    /// ## Why is this bad?
    /// A workflow of GitHub with `branches:` alone never runs for tags. The release job is written,
    /// reviewed, and silent on the day of the release.
    ///
    /// ## Example
    /// `on: { push: { branches: [main] } }` with a job `if: startsWith(github.ref, 'refs/tags/v')`
    ///
    /// ## How to fix
    /// Add `tags: ['v*']` beside `branches:`.
    "RN608" "pipeline-without-tags" Pipelines Warn
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let pipelines = &facts.pipelines;
    let hint = format!("add tags: ['{}*'] below on.push", facts.sources.config.tags.prefix);
    let mut is_silent = true;
    // A workflow that several call may be started by tags in one of them.
    let mut seen: BTreeSet<&Place> =
        asked(pipelines, Reach::Tags).map(|(_, place)| place).collect();
    for (path, place) in asked(pipelines, Reach::NoTags) {
        if seen.insert(place) {
            is_silent = false;
            let message = format!("a job asks for a tag, and no tag starts {path}");
            findings.violation(place, message).hint(&hint);
        }
    }
    let Some(file) = pipelines.files.first().filter(|_| is_silent) else { return };
    if pipelines.files.iter().any(|file| file.tags != Truth::No) {
        return;
    }
    if let Some((subject, reason)) = model_stages::hidden(pipelines) {
        findings.cannot_tell(subject, reason);
        return;
    }
    let tag = pipelines.samples.iter().find(|sample| sample.kind == RefKind::Final);
    let tag = tag.map_or("v1.2.3", |sample| sample.name.as_str());
    let file = pipelines
        .files
        .iter()
        .find(|it| it.jobs.iter().any(|job| !job.stages.is_empty()))
        .unwrap_or(file);
    let place = Place { path: file.path.clone(), line: file.line };
    let finding = findings.violation(&place, format!("no pipeline runs for a tag such as {tag}"));
    if file.host == Host::GitHub {
        finding.hint(hint);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Tags,
    NoTags,
}

/// The conditions that ask for a tag in pipelines that tags start, or that they don't.
fn asked(pipelines: &Pipelines, reach: Reach) -> impl Iterator<Item = (&str, &Place)> {
    let files = pipelines.files.iter();
    let files = files.filter(move |file| (file.tags == Truth::No) == (reach == Reach::NoTags));
    files.flat_map(|file| {
        let places = file.jobs.iter().filter_map(|job| job.asks_for_tag.as_ref());
        places.map(|place| (file.path.as_str(), place))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[track_caller]
    fn check(pipelines: &str, expected: &str) {
        let case = history("commit \"feat: a\"").pipelines(pipelines);
        assert_eq!(case.says(&RULE), expected);
    }

    #[test]
    fn a_release_job_that_no_tag_starts_is_reported() {
        check(
            "file ci.yml -\njob release asks\nfile other.yml y",
            "ci.yml:2: a job asks for a tag, and no tag starts ci.yml \
             -> add tags: ['v*'] below on.push",
        );
    }

    #[test]
    fn a_repository_that_tags_do_not_start_is_reported() {
        check(
            "file ci.yml -\njob build\nbuild yyyyyy--",
            "ci.yml:1: no pipeline runs for a tag such as v1.2.3 \
             -> add tags: ['v*'] below on.push",
        );
    }

    #[test]
    fn one_pipeline_for_tags_is_enough() {
        check("file ci.yml -\njob build\nbuild yyyyyy--\nfile release.yml y\njob r asks", "");
        check("file ci.yml -\nfile release.yml ?", "");
        check("", "");
    }

    #[test]
    fn a_file_that_cannot_be_read_makes_it_unknown() {
        check("file ci.yml -\nproblem release.yml", "? release.yml:1: it cannot be read");
    }
}
