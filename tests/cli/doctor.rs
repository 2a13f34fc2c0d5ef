//! `relnotes doctor`.

use std::path::Path;

use relnotes_testkit::{Fixture, Oracle};
use snapbox::{assert_data_eq, str};

use super::{fixture, run};

/// The fixes of what is to be mended, as they are printed.
fn fixes(folder: &Path) -> Vec<String> {
    let said = run(folder, "doctor").done();
    said.lines().filter_map(|line| line.trim().strip_prefix("fix: ")).map(str::to_owned).collect()
}

/// Types a fix: commands of git, up to what is said in brackets.
fn mend(folder: &Path, fix: &str) {
    let git = Oracle::new(folder);
    for command in fix.split("  (").next().unwrap().split(" && ") {
        let words = command.strip_prefix("git ").unwrap_or_else(|| panic!("{fix}"));
        let words: Vec<&str> = words.split(' ').map(|word| word.trim_matches('\'')).collect();
        git.git(&words);
    }
}

#[test]
fn a_healthy_clone_is_told_so() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "doctor v1.2.0..v1.3.0 --check").done(),
        str![[r#"
ok    clone: 3 branches, 7 tags like versions
ok    objects: 38 commits, all here
ok    replacements: none
ok    names: no branch is called like a tag or a path
ok    order of tags: git sorts candidates behind their final; `git config versionsort.suffix -rc` gives it the model's order
ok    configuration: defaults, no relnotes.toml
ok    checkouts in CI: no job starts relnotes
ok    range: v1.2.0..v1.3.0 has 30 commits, all here

"#]]
    );
}

#[test]
fn a_shallow_clone_is_told_with_the_command() {
    let repo = fixture("gitflow");
    std::fs::write(repo.path().join(".git/shallow"), format!("{}\n", repo.id("v1.3.0-rc.1")))
        .unwrap();
    let ran = run(repo.path(), "doctor v1.2.0..v1.3.0 --check");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("mend  clone: the clone is shallow"), "{}", ran.stdout);
    assert!(ran.stdout.contains("mend  range: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("fix: git fetch --unshallow --tags"), "{}", ran.stdout);
    assert_eq!(run(repo.path(), "doctor").code, 0);
}

#[test]
fn replacements_and_names_with_two_meanings_are_told() {
    let repo = fixture("gitflow");
    let git = repo.path().join(".git");
    std::fs::create_dir_all(git.join("refs/replace")).unwrap();
    let (a, b) = (repo.id("v1.2.0"), repo.id("v1.3.0"));
    std::fs::write(git.join("refs/replace").join(&a), format!("{b}\n")).unwrap();
    std::fs::write(git.join("refs/tags/develop"), format!("{b}\n")).unwrap();
    std::fs::write(repo.path().join("main"), "").unwrap();
    let said = run(repo.path(), "doctor").done();
    for part in [
        &format!("git replace -d {a}"),
        "develop is a branch and a tag",
        "main is a branch and a path",
    ] {
        assert!(said.contains(part), "no `{part}` in\n{said}");
    }
}

#[test]
fn each_lack_of_a_clone_is_mended_by_what_is_printed() {
    let origin = fixture("gitflow");
    let url = format!("file://{}", origin.path().display());
    for (options, lacks) in [
        (
            &["--depth=1"][..],
            &["git fetch --unshallow --tags", "git remote set-branches origin"][..],
        ),
        (&["--depth=1", "--no-single-branch"], &["git fetch --unshallow --tags"]),
        (&["--single-branch"], &["git remote set-branches origin"]),
        (&["--no-tags"], &["git fetch --tags"]),
        (&[], &[]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let clone = folder.path().join("clone");
        let clone_of = [&["clone", "--quiet"], options, &[url.as_str(), clone.to_str().unwrap()]];
        Oracle::new(folder.path()).git(&clone_of.concat());
        let printed = fixes(&clone);
        for lack in lacks {
            let is_printed = printed.iter().any(|fix| fix.starts_with(lack));
            assert!(is_printed, "{options:?}: {lack} is not in {printed:?}");
        }
        // One may bring what another one would.
        for _ in 0..3 {
            let Some(fix) = fixes(&clone).into_iter().find(|fix| fix.starts_with("git ")) else {
                break;
            };
            mend(&clone, &fix);
        }
        let ran = run(&clone, "doctor v1.2.0..v1.3.0 --check");
        assert_eq!(ran.code, 0, "{options:?}: {}", ran.stdout);
    }
}

#[test]
fn a_partial_clone_is_told() {
    let origin = fixture("gitflow");
    let git = Oracle::new(origin.path());
    git.git(&["config", "uploadpack.allowFilter", "true"]);
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", origin.path().display());
    let git = Oracle::new(folder.path());
    git.git(&["clone", "--quiet", "--no-checkout", "--filter=blob:none", &url, "clone"]);
    let ran = run(&folder.path().join("clone"), "doctor --check");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("mend  objects: the clone is partial"), "{}", ran.stdout);
    assert!(ran.stdout.contains("fix: git fetch --refetch --no-filter origin"), "{}", ran.stdout);
    // In a bare one not even the names of people are here.
    git.git(&["clone", "--quiet", "--bare", "--filter=blob:none", &url, "bare"]);
    let refused = run(&folder.path().join("bare"), "doctor").refused();
    assert!(refused.contains("hint: the clone is partial: `git fetch --refetch"), "{refused}");
}

#[test]
fn replacements_are_taken_back_by_what_is_printed() {
    let repo = fixture("gitflow");
    let git = Oracle::new(repo.path());
    git.git(&["replace", &repo.id("v1.2.0"), &repo.id("v1.3.0")]);
    let printed = fixes(repo.path());
    assert_eq!(printed, [format!("git replace -d {}", repo.id("v1.2.0"))]);
    mend(repo.path(), &printed[0]);
    assert_eq!(run(repo.path(), "doctor --check").code, 0);

    let grafts = repo.path().join(".git/info/grafts");
    std::fs::create_dir_all(grafts.parent().unwrap()).unwrap();
    std::fs::write(&grafts, format!("{}\n", repo.id("v1.2.0"))).unwrap();
    mend(repo.path(), &fixes(repo.path())[0]);
    mend(repo.path(), &fixes(repo.path())[0]);
    assert_eq!(run(repo.path(), "doctor --check").code, 0);
}

#[test]
fn a_checkout_of_a_part_of_the_history_is_told() {
    let workflow = |with: &str| {
        format!(
            "write .github/workflows/ci.yml \"on: push\\njobs:\\n  policy:\\n    steps:\\n      - uses: \
             actions/checkout@v4\\n{with}      - run: relnotes lint\\n\"\ncommit \"a\"\nbranch develop"
        )
    };
    let doctor = |text: &str| {
        let repo = Fixture::parse(text).unwrap().build();
        run(repo.path(), "doctor --check")
    };
    let shallow = doctor(&workflow(""));
    assert_eq!(shallow.code, 1, "{}", shallow.stdout);
    let said = "mend  checkouts in CI: .github/workflows/ci.yml:5: `policy` starts relnotes on a part of the \
                history\n      fix: with: { fetch-depth: 0 }\n";
    assert!(shallow.stdout.contains(said), "{}", shallow.stdout);
    let full = doctor(&workflow("        with: {fetch-depth: 0}\\n"));
    assert_eq!(full.code, 0, "{}", full.stdout);
    assert!(
        full.stdout.contains("ok    checkouts in CI: one job starts relnotes"),
        "{}",
        full.stdout
    );
}

#[test]
fn a_policy_that_begins_nowhere_is_told() {
    let repo = fixture("gitflow");
    std::fs::write(repo.path().join("relnotes.toml"), "policy.since = \"v0.9.0\"\n").unwrap();
    let ran = run(repo.path(), "doctor --check");
    assert_eq!(ran.code, 1);
    let said =
        "mend  configuration: `policy.since` is `v0.9.0`, and there is no such tag or commit here";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    std::fs::write(repo.path().join("relnotes.toml"), "policy.sinse = \"v0.9.0\"\n").unwrap();
    assert!(run(repo.path(), "doctor").refused().contains("relnotes.toml"));
}

#[test]
fn in_a_ci_the_way_out_is_its_setting() {
    let repo = fixture("gitflow");
    std::fs::write(repo.path().join(".git/shallow"), format!("{}\n", repo.id("main"))).unwrap();
    let call = super::Call::new(repo.path()).env("GITLAB_CI", "true");
    let said = call.run("doctor").done();
    assert!(said.contains("fix: variables: { GIT_DEPTH: 0 }"), "{said}");
}
