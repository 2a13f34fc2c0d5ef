//! `relnotes pipeline`.

use jsonschema::validator_for;
use relnotes_testkit::{Fixture, TestRepo};
use serde_json::Value;
use snapbox::{assert_data_eq, str};

use super::{Call, fixture, run};

/// A workflow that tests features, builds main for one repository only, and calls a script that may do anything.
const HISTORY: &str = r#"
write .github/workflows/ci.yml
  | on:
  |   push:
  |     branches: [main, 'feature/**']
  |     tags: ['v*']
  | jobs:
  |   build:
  |     steps: [{run: cargo build}]
  |   unit:
  |     needs: build
  |     steps: [{run: cargo test}]
  |   deploy-prod:
  |     if: github.repository == 'shop/shop' && github.ref == 'refs/heads/main'
  |     environment: production
  |     steps: [{run: ./deploy.sh production}]
commit "chore: import shop"
branch develop
switch main
"#;

fn repo() -> TestRepo {
    Fixture::parse(HISTORY).unwrap().build()
}

#[test]
fn the_matrix_says_what_runs_and_where_that_is_written() {
    assert_data_eq!(
        run(repo().path(), "pipeline").done(),
        str![[r#"
                       build  unit  integration  e2e  smoke  deploy-staging  deploy-preprod  deploy-prod  runs
feature/x                ✓     ✓         –        –     –          –               –              –        ✓
feature/a/b              ✓     ✓         –        –     –          –               –              –        ✓
develop                  ✗     –         ✗        –     –          ✗               –              –        ✗
release/v1.2.3           ✗     ✗         ✗        ✗     –          –               ✗              –        ✗
release/v1.2.3-hotfix    ✗     ✗         ✗        ✗     –          –               ✗              –        ✗
main                     ✓     –         –        –     ✗          –               –              ?        ✓
tag v1.2.3               –     –         –        –     –          –               –              –        ✓
tag v1.2.3-rc.1          –     –         –        –     –          –               –              –        ✓

feature/x
  ✓ build           .github/workflows/ci.yml:6
  ✓ unit            .github/workflows/ci.yml:8

feature/a/b
  ✓ build           .github/workflows/ci.yml:6
  ✓ unit            .github/workflows/ci.yml:8

develop
  ✗ build           .github/workflows/ci.yml:6  `on.push.branches` does not take `develop` in
  ✗ integration
  ✗ deploy-staging

release/v1.2.3
  ✗ build           .github/workflows/ci.yml:6  `on.push.branches` does not take `release/v1.2.3` in
  ✗ unit            .github/workflows/ci.yml:8  `on.push.branches` does not take `release/v1.2.3` in
  ✗ integration
  ✗ e2e
  ✗ deploy-preprod

release/v1.2.3-hotfix
  ✗ build           .github/workflows/ci.yml:6  `on.push.branches` does not take `release/v1.2.3-hotfix` in
  ✗ unit            .github/workflows/ci.yml:8  `on.push.branches` does not take `release/v1.2.3-hotfix` in
  ✗ integration
  ✗ e2e
  ✗ deploy-preprod

main
  ✓ build           .github/workflows/ci.yml:6
  ✗ smoke
  ? deploy-prod     .github/workflows/ci.yml:11  it depends on `github.repository`

"#]]
    );
}

#[test]
fn the_json_says_the_same_and_is_as_its_schema_says() {
    let repo = repo();
    let read = |arguments: &str| -> Value {
        serde_json::from_str(&run(repo.path(), arguments).done()).unwrap()
    };
    let all = read("pipeline --format json");
    assert!(validator_for(&read("schema pipelines")).unwrap().is_valid(&all));
    assert_eq!(all["files"], serde_json::json!([".github/workflows/ci.yml"]));
    let main = all["refs"].as_array().unwrap().iter().find(|it| it["kind"] == "main").unwrap();
    let stages = main["provided"].as_array().unwrap().iter();
    let stages: Vec<String> = stages
        .map(|it| format!("{} {} {}", it["stage"], it["wanted"], it["status"]).replace('"', ""))
        .collect();
    // What nobody asked for on main is there, too.
    let expected = [
        "build true provided",
        "unit false provided",
        "smoke true missing",
        "deploy-prod true unknown",
    ];
    assert_eq!(stages, expected);

    let one = read("pipeline --ref refs/heads/release/v1.3.0 --format json");
    assert!(validator_for(&read("schema pipeline")).unwrap().is_valid(&one));
    assert_eq!(
        (&one["ref"], &one["kind"], &one["runs"]),
        (&Value::from("release/v1.3.0"), &Value::from("release"), &Value::from("no"))
    );
    let wanted = ["build", "unit", "integration", "e2e", "deploy-preprod"];
    assert_eq!(one["stages"], serde_json::json!(wanted));
}

#[test]
fn a_ref_has_its_stages_one_a_line() {
    let repo = repo();
    for (name, stages, note) in [
        ("feature/SHOP-12", "build\nunit\n", ""),
        ("develop", "build\nintegration\ndeploy-staging\n", ""),
        ("release/v1.3.0", "build\nunit\nintegration\ne2e\ndeploy-preprod\n", ""),
        ("refs/heads/release/v1.2.0-hotfix", "build\nunit\nintegration\ne2e\ndeploy-preprod\n", ""),
        ("main", "build\nsmoke\ndeploy-prod\n", ""),
        ("v1.3.0-rc.1", "", "the model wants nothing for tags"),
        ("anna-test", "", "is no branch and no tag of the release model"),
    ] {
        let ran = run(repo.path(), &format!("pipeline --ref {name}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (0, stages), "{name}");
        assert!(ran.stderr.contains(note) && ran.stderr.is_empty() == note.is_empty(), "{name}");
    }
    let config = "[policy.ci]\ndeploy = \"external\"\n";
    std::fs::write(repo.path().join("relnotes.toml"), config).unwrap();
    assert_eq!(run(repo.path(), "pipeline --ref main").done(), "build\nsmoke\n");
}

#[test]
fn without_a_pipeline_and_without_a_commit_the_model_has_its_wishes() {
    let repo = fixture("first-release");
    let ran = run(repo.path(), "pipeline");
    assert!(ran.stderr.contains("`relnotes init ci` writes one"), "{}", ran.stderr);
    assert!(ran.stdout.contains("✗ deploy-prod"), "{}", ran.stdout);
    let empty = tempfile::tempdir().unwrap();
    relnotes_testkit::Oracle::new(empty.path()).git(&["init", "--quiet"]);
    assert_eq!(run(empty.path(), "pipeline --ref feature/x").done(), "build\nunit\n");
    assert!(run(empty.path(), "pipeline").refused().contains("has no commit yet"));
}

#[test]
fn names_of_files_and_jobs_steer_no_terminal() {
    let text = "write .github/workflows/\u{202e}a.yml \"on: push\\njobs: [\"\ncommit \"a\"";
    let repo = Fixture::parse(text).unwrap().build();
    let text = Call::new(repo.path()).run("pipeline").done();
    assert!(text.contains(".github/workflows/\\u{202e}a.yml:"), "{text}");
    let json = Call::new(repo.path()).run("pipeline --format json").done();
    assert!(!json.contains('\u{202e}') && json.contains("\\u202e"), "{json}");
}
