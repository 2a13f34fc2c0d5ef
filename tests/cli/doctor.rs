//! `relnotes doctor`.

use snapbox::{assert_data_eq, str};

use super::{fixture, run};

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
