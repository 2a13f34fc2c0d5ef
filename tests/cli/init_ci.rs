//! `relnotes init ci`.

use std::path::Path;

use relnotes_testkit::{Fixture, Oracle, TestRepo};

use super::run;
use crate::policy::told;

const FORGES: [(&str, &str); 2] =
    [("github", ".github/workflows/pipeline.yml"), ("gitlab", ".gitlab-ci.yml")];

fn repo() -> TestRepo {
    Fixture::parse("commit \"chore: begin\"\nbranch develop\nswitch main").unwrap().build()
}

fn commit(folder: &Path) {
    let git = Oracle::new(folder);
    git.git(&["add", "-A"]);
    git.git(&["commit", "--quiet", "-m", "ci: a pipeline"]);
}

#[test]
fn it_is_written_where_there_is_none() {
    for (forge, path) in FORGES {
        let repo = repo();
        let ran = run(repo.path(), &format!("init ci --forge {forge}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        assert!(
            ran.stderr.starts_with(&format!("note: wrote {path}: every TODO")),
            "{}",
            ran.stderr
        );
        let text = std::fs::read_to_string(repo.path().join(path)).unwrap();
        let steps = text.lines().filter(|line| line.contains("echo TODO"));
        let steps: Vec<&str> = steps.collect();
        assert_eq!(steps.len(), 8, "{text}");
        assert!(steps.iter().all(|line| line.ends_with("&& exit 1")), "{text}");
    }
}

/// No job is green by itself: each has a step that fails on purpose, or starts a program that is not there yet.
#[test]
fn every_job_fails_until_it_is_filled_in() {
    for (forge, path) in FORGES {
        let repo = repo();
        run(repo.path(), &format!("init ci --forge {forge} --post-deploy-smoke")).done();
        let text = std::fs::read_to_string(repo.path().join(path)).unwrap();
        let jobs = text.split("\njobs:\n").last().unwrap_or(&text);
        let indent = if forge == "github" { "  " } else { "" };
        let is_job = |line: &&str| {
            let name = line.strip_prefix(indent).unwrap_or_default();
            name.ends_with(':') && name.starts_with(|c: char| c.is_ascii_lowercase())
        };
        let names: Vec<&str> =
            jobs.lines().filter(is_job).filter(|it| *it != "workflow:").collect();
        let failing = jobs.matches("&& exit 1").count()
            + jobs.matches("- relnotes lint").count()
            + jobs.matches("- run: relnotes lint").count();
        assert_eq!((names.len(), failing), (10, 10), "{names:?}\n{text}");
    }
}

#[test]
fn where_there_is_one_the_difference_is_printed_and_nothing_written() {
    for (forge, path) in FORGES {
        let repo = repo();
        let call = format!("init ci --forge {forge}");
        run(repo.path(), &call).done();
        let file = repo.path().join(path);
        let again = run(repo.path(), &call);
        assert_eq!((again.code, again.stdout.as_str()), (0, ""), "the same has no difference");
        assert!(again.stderr.contains(&format!("nothing was written: {path} is there already")));

        let mine = std::fs::read_to_string(&file).unwrap().replace("TODO unit", "cargo test");
        std::fs::write(&file, &mine).unwrap();
        let diff = run(repo.path(), &call).done();
        assert!(diff.starts_with(&format!("--- a/{path}\n+++ b/{path}\n@@ ")), "{diff}");
        let changed = |sign: &str| {
            let is_change = |line: &&str| line.starts_with(sign) && !line.starts_with("---");
            diff.lines().filter(is_change).filter(|line| !line.starts_with("+++")).count()
        };
        assert_eq!((changed("-"), changed("+")), (1, 1), "{diff}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), mine);
    }
}

#[test]
fn a_pipeline_of_another_forge_or_name_counts() {
    let repo = repo();
    std::fs::write(repo.path().join(".gitlab-ci.yml"), "build: {script: make}\n").unwrap();
    let ran = run(repo.path(), "init ci --forge github");
    assert!(ran.stdout.starts_with("--- /dev/null\n+++ b/.github/workflows/pipeline.yml\n"));
    assert!(ran.stderr.contains("nothing was written: .gitlab-ci.yml is there already"));
    assert!(!repo.path().join(".github").exists());
}

#[test]
fn the_starter_is_what_the_model_wants() {
    for (forge, _) in FORGES {
        let repo = repo();
        run(repo.path(), &format!("init ci --forge {forge}")).done();
        commit(repo.path());
        let matrix = run(repo.path(), "pipeline").done();
        assert!(matrix.contains('✓') && !matrix.contains(['✗', '?']), "{matrix}");
        let config = "policy.rules.pipelines = \"warn\"\n";
        std::fs::write(repo.path().join("relnotes.toml"), config).unwrap();
        let report = run(repo.path(), "lint --format json").done();
        let about: Vec<String> = told::findings(&report).into_iter().map(|it| it.code).collect();
        assert_eq!(about, Vec::<String>::new(), "{report}");
    }
}

#[test]
fn nothing_is_written_outside_of_the_work_tree() {
    let bare = Fixture::parse("commit \"chore: begin\"").unwrap().build_bare();
    let refused = run(bare.path(), "init ci --forge gitlab").refused();
    assert!(refused.contains("a bare repository has no files to write"), "{refused}");
}

#[test]
#[cfg(unix)]
fn a_link_is_not_followed() {
    let (repo, outside) = (repo(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(outside.path(), repo.path().join(".github")).unwrap();
    let refused = run(repo.path(), "init ci --forge github").refused();
    assert!(refused.contains("`.github` is a link"), "{refused}");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}
