//! The hooks of the README, as git calls them.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use relnotes_testkit::{Fixture, Oracle, TestRepo};

/// Writes the script of a hook as the README has it, with the program that is tested.
fn install(folder: &Path, hook: &str) {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let after = readme.split(&format!("`.git/hooks/{hook}`")).nth(1).unwrap();
    let script = after.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert!(script.starts_with("#!/bin/sh\n"), "{script}");
    let program = env!("CARGO_BIN_EXE_relnotes");
    let path = folder.join(".git/hooks").join(hook);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, script.replace("relnotes lint", &format!("'{program}' lint"))).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
}

fn repo() -> TestRepo {
    let text = "write relnotes.toml \"policy.rules.pipelines = \\\"allow\\\"\\n\"\n\
                commit \"chore: import shop\"\ntag v1.0.0 \"Release v1.0.0\"\nbranch develop\n\
                commit \"feat(cart): keep the cart (SHOP-1)\"";
    let repo = Fixture::parse(text).unwrap().build();
    Oracle::new(repo.path()).git(&["checkout", "--quiet", "--force", "develop"]);
    repo
}

#[test]
fn a_message_is_refused_by_the_hook() {
    let repo = repo();
    install(repo.path(), "commit-msg");
    let git = Oracle::new(repo.path());
    let commit = |message: &str| git.try_git(&["commit", "--allow-empty", "-m", message]);
    assert!(commit("fix(cart): sold out products (SHOP-2)").is_ok());
    // A near miss is told, and is nobody's end.
    assert!(commit("Fix:sold out products").is_ok());
    let refused = commit("feat: late\n\nFreeze-Exception: yes").unwrap_err();
    assert_eq!(git.count("develop"), 4, "{refused}");
}

#[test]
fn a_branch_or_tag_is_refused_by_the_hook() {
    let repo = repo();
    install(repo.path(), "pre-push");
    let git = Oracle::new(repo.path());
    let remote = tempfile::tempdir().unwrap();
    git.git(&["init", "--quiet", "--bare", remote.path().to_str().unwrap()]);
    git.git(&["remote", "add", "origin", remote.path().to_str().unwrap()]);
    let push = |refs: &[&str]| git.try_git(&[&["push", "--quiet", "origin"], refs].concat());

    assert!(push(&["develop", "main", "v1.0.0"]).is_ok());
    git.git(&["branch", "release/v1.1.0"]);
    git.git(&["tag", "-a", "-m", "Candidate", "v1.1.0-rc.1"]);
    assert!(push(&["release/v1.1.0", "v1.1.0-rc.1"]).is_ok());
    for (make, name) in [
        (&["branch", "release/1.2.0"][..], "release/1.2.0"),
        (&["tag", "v1.1"], "v1.1"),
        (&["tag", "-a", "-m", "Release", "v1.1.0"], "v1.1.0"), // main does not have it
        (&["branch", "release/v1.0.0-hotfix"], "release/v1.0.0-hotfix"), // from develop
    ] {
        git.git(make);
        assert!(push(&[name]).is_err(), "{name}");
    }
    // What is deleted is asked about no more.
    assert!(push(&["--delete", "release/v1.1.0"]).is_ok());
}
