//! The policy of a pull request is that of the branch it goes to: a change cannot allow what it does wrong.

use std::path::PathBuf;

use relnotes_testkit::{Fixture, Oracle, TestRepo};
use tempfile::TempDir;

use super::{histories, told};
use crate::cli::{Call, Ran};

/// `release/1.1.0` is no name of the model. Its pull request says that it is.
const HISTORY: &str = r#"
write relnotes.toml "policy.rules.pipelines = \"allow\"\n"
commit "chore: import shop"
tag v1.0.0 "Release v1.0.0"
branch develop
commit "feat(cart): keep the cart (SHOP-1)"
branch release/1.1.0
write relnotes.toml
  | policy.rules = { RN001 = "allow", RN004 = "allow", RN006 = "allow", RN102 = "allow", pipelines = "allow" }
  | [[policy.waivers]]
  | rule = "RN006"
  | subject = "repository"
  | by = "Eve"
  | reason = "trust me"
  | until = "2099-01-01"
commit "chore: allow the name"
switch main
"#;

const PULL: [(&str, &str); 4] = [
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_REF", "refs/pull/7/merge"),
    ("GITHUB_HEAD_REF", "release/1.1.0"),
    ("GITHUB_BASE_REF", "main"),
];

fn forge(history: &str) -> TestRepo {
    let repo = Fixture::parse(history).unwrap().build();
    let git = Oracle::new(repo.path());
    git.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    git.git(&["checkout", "--quiet", "--force", "--detach", "main"]);
    git.git(&["merge", "--quiet", "--no-ff", "-m", "Merge the pull request", "release/1.1.0"]);
    git.git(&["update-ref", "refs/pull/7/merge", "HEAD"]);
    git.git(&["checkout", "--quiet", "main"]);
    repo
}

/// Checks the merge of the pull request out, as deep as the options say.
fn checkout(forge: &TestRepo, fetch: &[&str]) -> (PathBuf, TempDir) {
    let folder = TempDir::new().unwrap();
    let git = Oracle::new(folder.path());
    git.git(&["init", "--quiet"]);
    git.git(&["remote", "add", "origin", &format!("file://{}", forge.path().display())]);
    let merge = "+refs/pull/7/merge:refs/remotes/pull/7/merge";
    git.git(&[&["fetch", "--quiet", "origin", merge], fetch].concat());
    git.git(&["checkout", "--quiet", "--force", "refs/remotes/pull/7/merge"]);
    (folder.path().to_owned(), folder)
}

const ALL: [&str; 2] = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];

fn lint(path: &std::path::Path, arguments: &str) -> Ran {
    let call = PULL.iter().fold(Call::new(path), |call, (name, value)| call.env(name, value));
    call.run(&format!("lint --date 2024-02-01 --format json {arguments}"))
}

fn lines(ran: &Ran) -> Vec<String> {
    let found = told::findings(&ran.stdout).into_iter().filter(|it| it.kind != "cannot-tell");
    histories::lines(&found.collect::<Vec<_>>())
}

const FOUND: &str = "RN102 deny refs/heads/release/1.1.0";

#[test]
fn a_pull_request_cannot_allow_its_own_finding() {
    let forge = forge(HISTORY);
    let (path, _folder) = checkout(&forge, &ALL);
    let ran = lint(&path, "");
    assert_eq!((ran.code, lines(&ran)), (1, vec![FOUND.to_owned()]));
    let note =
        "note: the policy is that of refs/remotes/origin/main, where the pull request goes to\n";
    assert_eq!(ran.stderr, note);
    // Whoever calls it can name the policy.
    assert_eq!(lint(&path, "--policy-from HEAD").code, 0);
    assert_eq!(lint(&path, "--policy-from origin/develop").code, 1);
}

#[test]
fn nor_by_a_baseline_of_its_own() {
    let baseline = |subject: &str, code: &str| {
        format!(
            r#"{{"schema": "relnotes.baseline/1", "findings": [{{"code": "{code}", "subject": "{subject}"}}]}}"#
        )
    };
    let own = baseline("release/1.1.0", "RN102").replace('"', "\\\"");
    let with = |of_main: &str| {
        let of_pull = format!("write lint.json \"{own}\"\ncommit \"chore: allow the name\"");
        HISTORY
            .replace(
                "commit \"chore: import shop\"",
                &format!("{of_main}commit \"chore: import shop\""),
            )
            .replace("commit \"chore: allow the name\"", &of_pull)
    };
    let of_main = format!("write lint.json \"{}\"\n", baseline("x", "RN102").replace('"', "\\\""));
    let (path, _folder) = checkout(&forge(&with(&of_main)), &ALL);
    assert_eq!(lines(&lint(&path, "--baseline lint.json")), [FOUND]);
    // Where the target has none, that of the checkout counts, as with the policy.
    let (path, _folder) = checkout(&forge(&with("")), &ALL);
    assert_eq!(lint(&path, "--baseline lint.json").code, 0);
    // That the policy is not here is in no baseline.
    let all = baseline("repository", "RN006");
    let (path, _folder) = checkout(&forge(HISTORY), &["--depth=1"]);
    std::fs::write(path.join("base.json"), all).unwrap();
    assert_eq!(lines(&lint(&path, "--baseline base.json")), ["RN006 deny repository"]);
}

#[test]
fn nor_where_the_target_is_not_here() {
    let forge = forge(HISTORY);
    let (path, _folder) = checkout(&forge, &["--depth=1"]);
    let ran = lint(&path, "");
    assert_eq!((ran.code, lines(&ran)), (1, vec!["RN006 deny repository".to_owned()]));
    assert!(ran.stdout.contains("actions/checkout with `fetch-depth: 0`"), "{}", ran.stdout);
    // The merge of the forge has the target as its first parent: two commits are enough to read its policy.
    let (path, _folder) = checkout(&forge, &["--depth=2"]);
    let ran = lint(&path, "");
    assert!(ran.stderr.contains("the policy is that of HEAD^1"), "{}", ran.stderr);
    assert!(lines(&ran).contains(&"RN001 deny repository".to_owned()), "{}", ran.stdout);
}

#[test]
fn where_the_target_has_no_policy_that_of_the_checkout_counts() {
    let without = HISTORY.replace(
        "write relnotes.toml \"policy.rules.pipelines = \\\"allow\\\"\\n\"\n",
        "write README.md \"shop\"\n",
    );
    let forge = forge(&without);
    let (path, _folder) = checkout(&forge, &ALL);
    let ran = lint(&path, "");
    assert_eq!((ran.code, lines(&ran).len()), (0, 0), "{}", ran.stdout);
    let said = "refs/remotes/origin/main has no relnotes.toml: the policy is that of this checkout";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}
