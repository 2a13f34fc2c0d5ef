//! Container files and compose files: base images, ports, users, entry points.

mod compose;
mod dockerfile;

use std::collections::BTreeSet;

use relnotes_core::evidence::{Fact, Kind, Verb};

pub(super) use self::compose::{images as compose_images, is_compose};
pub(super) use self::dockerfile::parse as parse_dockerfile;
use super::settings::{News, Settings, news};
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath};

pub(super) static DETECTOR: Detector = Detector {
    code: "DOCKER",
    about: "Base images of stages, ports, users and entry points of container files, and images of compose files.",
    ground: Ground::Product,
    picks: |path| (is_dockerfile(path) || is_compose(path)) && !is_for_developers(path),
    detect: Detect::File(detect),
};

/// Returns whether a file is a container file, by its name.
pub(super) fn is_dockerfile(path: &FilePath) -> bool {
    let name = path.name();
    ["dockerfile", "containerfile"].iter().any(|known| {
        name == *known
            || name.strip_prefix(known).is_some_and(|rest| rest.starts_with(['.', '-']))
            || name.strip_suffix(known).is_some_and(|rest| rest.ends_with('.'))
    }) && !name.ends_with(".dockerignore")
}

/// Returns whether a container is for those who develop the product, and never released.
pub(super) fn is_for_developers(path: &FilePath) -> bool {
    let folders =
        ["dev", "hack", "example", "examples", ".devcontainer", ".github", ".ci", "ci", "devenv"];
    let words = [
        "dev",
        "devel",
        "development",
        "test",
        "tests",
        "e2e",
        "tilt",
        "local",
        "debug",
        "example",
    ];
    folders.iter().any(|folder| path.is_below(folder))
        || path.name().split(['.', '-', '_']).any(|word| words.contains(&word))
}

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    if !file.is_read() {
        return;
    }
    let settings = if is_compose(&file.path) { compose_images } else { dockerfile };
    let (before, after) = (settings(file.before()), settings(file.after()));
    let path = &file.path.full;
    let mut seen = BTreeSet::new();
    for News { key, verb, place, before, after } in news(path, &before, &after) {
        // Services that share their lines by an alias share the news.
        if verb == Verb::Changed && !seen.insert((place.line, before, after)) {
            continue;
        }
        let id = format!("image:{path}#{}", key.replace(' ', ":"));
        let fact = Fact::new(DETECTOR.code, Kind::Image, verb, id, key, place);
        facts.push(fact.with_values(before.map(str::to_owned), after.map(str::to_owned)));
    }
}

/// `FROM build`, and of the last stage, which is what runs, `EXPOSE`, `USER`, `ENTRYPOINT`.
fn dockerfile(text: &str) -> Settings {
    let stages = parse_dockerfile(text).stages;
    let mut found = Settings::new();
    let is_stage = |image: &str| stages.iter().any(|stage| stage.name == image);
    for stage in &stages {
        // A stage that begins with another one has no image of its own.
        if !is_stage(&stage.image) {
            found.insert(format!("FROM {}", stage.name), (stage.image.clone(), stage.line));
        }
    }
    if let Some(stage) = stages.into_iter().next_back() {
        let settings = stage.settings.into_iter();
        found.extend(settings.map(|(key, value)| (key.to_owned(), value)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[track_caller]
    fn check(path: &str, before: Option<&str>, after: Option<&str>, expected: &[&str]) {
        let shown: Vec<String> = facts(&DETECTOR, path, before, after)
            .iter()
            .map(|fact| {
                let text = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
                let line = fact.place.line.unwrap_or(0);
                format!(
                    "{:?} {} {} -> {} :{line}",
                    fact.verb,
                    fact.subject,
                    text(&fact.before),
                    text(&fact.after)
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn base_images_ports_and_users_are_told() {
        let before = "FROM rust:1.79 AS build\nFROM build AS test\nFROM debian:11\nUSER root\n";
        let after =
            "FROM rust:1.80 AS build\nFROM build AS test\nFROM debian:12\nEXPOSE 80\nUSER 1000\n";
        check(
            "Dockerfile",
            Some(before),
            Some(after),
            &[
                "Added EXPOSE - -> 80 :4",
                "Changed FROM 2 debian:11 -> debian:12 :3",
                "Changed FROM build rust:1.79 -> rust:1.80 :1",
                "Changed USER root -> 1000 :5",
            ],
        );
    }

    #[test]
    fn compose_files_have_images() {
        let of = |tag: &str| format!("services:\n  db:\n    image: postgres:{tag}\n");
        check(
            "docker/docker-compose.yml",
            Some(&of("15")),
            Some(&of("16")),
            &["Changed db postgres:15 -> postgres:16 :3"],
        );
    }

    #[test]
    fn services_that_share_an_alias_are_told_once() {
        let of = |tag: &str| format!("services:\n  a: &a\n    image: ui:{tag}\n  b: *a\n");
        check("compose.yaml", Some(&of("1")), Some(&of("2")), &["Changed a ui:1 -> ui:2 :3"]);
    }

    #[test]
    fn other_instructions_are_no_news() {
        check("Dockerfile", Some("FROM a\nRUN x\n"), Some("# c\nFROM a\nRUN y\nCOPY . .\n"), &[]);
    }

    #[test]
    fn containers_of_developers_and_tests_are_left_alone() {
        for path in [
            "Dockerfile.tilt",
            "test/Dockerfile",
            "hack/Dockerfile",
            "docker-compose.dev.yml",
            "Dockerfile.md",
            "a.dockerignore",
        ] {
            check(path, None, Some("FROM a\n"), &[]);
        }
        for path in [
            "Dockerfile",
            "docker/Dockerfile.arm",
            "api.Dockerfile",
            "Containerfile",
            "dockerfile-alpine",
        ] {
            check(path, None, Some("FROM a\n"), &["Added FROM 0 - -> a :1"]);
        }
    }
}
