use relnotes_core::config::policy::Deploy;
use relnotes_core::pipeline::{Checkout, Mark, Pipelines, Stage};

use super::*;
use crate::ci::{File, read};

fn read_starter(host: Host, toml: &str, existing: &[&str], smoke: Smoke) -> (String, Pipelines) {
    let config = Config::parse(toml, "relnotes.toml").unwrap();
    let existing: Vec<String> = existing.iter().map(|name| (*name).to_owned()).collect();
    let (path, text) = write(host, &config, &existing, smoke);
    let file = File { path, bytes: text.as_bytes() };
    let pipelines = read(&[file], &Samples::of(&config, &existing));
    (text, pipelines)
}

/// Our own reader sees what the model wants in every place, and deployments nowhere else.
#[track_caller]
fn conforms(host: Host, toml: &str, existing: &[&str]) {
    for smoke in [Smoke::BeforeDeploy, Smoke::AfterDeployToo] {
        let (text, pipelines) = read_starter(host, toml, existing, smoke);
        assert_eq!(pipelines.problems, [], "{text}");
        for at in 0..pipelines.samples.len() {
            let name = pipelines.samples[at].shown();
            for stage in Stage::ALL {
                let mark = pipelines.cell(at, stage, Deploy::Pipeline).mark;
                let is_done = matches!(mark, Mark::Provided | Mark::NotWanted);
                assert!(is_done, "{name} {}: {}\n{text}", stage.as_str(), mark.sign());
                let is_extra = mark == Mark::NotWanted && stage.is_deploy();
                let provided = pipelines.provided(at, stage).mark;
                assert!(
                    !is_extra || provided == Mark::Missing,
                    "{name} {}\n{text}",
                    stage.as_str()
                );
            }
        }
        let policy = &pipelines.files[0].jobs[0];
        assert!(policy.relnotes.is_some() && policy.checkout == Checkout::Full);
        assert_eq!(
            text.matches("smoke-prod:").count(),
            usize::from(smoke == Smoke::AfterDeployToo)
        );
    }
}

const OWN_NAMES: &str = "tags.prefix = \"\"\n[branches]\nmain = \"trunk\"\ndevelop = \"dev#1\"\n\
                         release = [\"rel-*\", \"*-stable\"]\nhotfix = \"hot'fix/{tag}\"\n\
                         feature = [\"task/*\", \"exp\"]";

#[test]
fn the_starter_of_github_conforms() {
    for existing in [&["main", "develop"][..], &["master"], &[]] {
        conforms(Host::GitHub, "", existing);
    }
    conforms(Host::GitHub, OWN_NAMES, &[]);
    conforms(Host::GitHub, "flow = \"trunk\"\nbranches.release = \"release-*\"", &["main"]);
}

#[test]
fn the_starter_of_gitlab_conforms() {
    for existing in [&["main", "develop"][..], &["master"], &[]] {
        conforms(Host::GitLab, "", existing);
    }
    conforms(Host::GitLab, OWN_NAMES.replace("dev#1", "dev").as_str(), &[]);
    conforms(Host::GitLab, "flow = \"trunk\"\nbranches.release = \"release-*\"", &["main"]);
}

#[test]
fn names_are_those_of_the_team() {
    let (text, _) =
        read_starter(Host::GitHub, "branches.develop = \"dev\"", &["master"], Smoke::BeforeDeploy);
    assert!(
        text.contains("branches: ['feature/**', dev, 'release/**', master]\n    tags: ['v*']"),
        "{text}"
    );
    assert!(text.contains(
        "if: github.ref == 'refs/heads/dev' || startsWith(github.ref, 'refs/heads/release/')"
    ));
}

#[test]
fn every_to_do_fails() {
    for host in [Host::GitHub, Host::GitLab] {
        let (text, _) = read_starter(host, "", &[], Smoke::AfterDeployToo);
        let to_dos = text.lines().filter(|line| line.contains("echo TODO"));
        assert_eq!(to_dos.clone().count(), 9);
        assert!(to_dos.into_iter().all(|line| line.ends_with("&& exit 1")));
    }
}
