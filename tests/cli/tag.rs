//! `relnotes tag`, `next` and `hotfix check`, beside what git says of it.

use super::run;
use super::story::Story;

#[test]
fn candidates_and_the_final_are_made_and_never_pushed() {
    let story = Story::cut();
    let path = story.repo.path();
    let dry = run(path, "tag rc --dry-run").done();
    assert!(dry.starts_with("Release v1.3.0-rc.1\n\n## 🚀 New features\n"), "{dry}");
    assert_eq!(story.git.git(&["tag", "-l", "v1.3.0*"]), "");
    assert_eq!(run(path, "tag rc").done(), "git push origin refs/tags/v1.3.0-rc.1\n");
    // The message is the notes, headings and all; the tag is annotated, on HEAD, by who git says.
    let message = story.git.git(&["tag", "-l", "--format=%(contents)", "v1.3.0-rc.1"]);
    assert_eq!(message.trim_end(), dry.trim_end());
    let about = ["tag", "-l", "--format=%(objecttype) %(*objectname) %(taggername)", "v1.3.0-rc.1"];
    let head = story.git.git(&["rev-parse", "HEAD"]);
    assert_eq!(story.git.git(&about), format!("tag {} Rita\n", head.trim()));
    let lock = std::fs::read_to_string(path.join("tags.lock")).unwrap();
    assert_eq!(lock, story.git.git(&["show-ref", "--tags", "v1.3.0-rc.1"]));

    story.land("src/y.rs", "fn y() {}\n", "fix(y): z (SHOP-51)");
    assert_eq!(run(path, "next --rc -q").done(), "v1.3.0-rc.2\n");
    run(path, "tag rc").done();
    story.git.git(&["checkout", "-q", "main"]);
    story.git.git(&[
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge branch 'release/v1.3.0'",
        "release/v1.3.0",
    ]);
    let said = run(path, "tag final").done();
    assert_eq!(said, "git push origin refs/tags/v1.3.0\n");
    let again = run(path, "tag final --as v1.3.0").refused();
    assert!(again.contains("the tag `v1.3.0` is there already"), "{again}");
    let lock = std::fs::read_to_string(path.join("tags.lock")).unwrap();
    let names: Vec<&str> =
        lock.lines().filter_map(|line| line.split_once(' ')).map(|it| it.1).collect();
    assert_eq!(names, ["refs/tags/v1.3.0-rc.1", "refs/tags/v1.3.0-rc.2", "refs/tags/v1.3.0"]);
}

#[test]
fn what_the_lint_refuses_is_not_tagged() {
    let story = Story::cut();
    // Its final does not belong on the release branch.
    let ran = run(story.repo.path(), "tag final");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("deny: RN"), "{}", ran.stdout);
    assert!(ran.stderr.contains("v1.3.0 is not made"), "{}", ran.stderr);
    assert_eq!(story.git.git(&["tag", "-l", "v1.3.0*"]), "");
    assert!(!story.repo.path().join("tags.lock").exists());
}

#[test]
fn a_tag_needs_somebody_and_a_version() {
    let story = Story::cut();
    story.git.git(&["config", "--unset", "user.name"]);
    let said = run(story.repo.path(), "tag rc").refused();
    assert!(said.contains("hint: git config user.name 'Your Name'\n"), "{said}");
    story.git.git(&["checkout", "-q", "develop"]);
    let said = run(story.repo.path(), "tag rc").refused();
    assert!(said.contains("nobody knows which version is to be tagged"), "{said}");
    let said = run(story.repo.path(), "tag hotfix").refused();
    assert!(said.contains("none was merged"), "{said}");
}

#[test]
fn where_tags_are_signed_the_commands_are_printed() {
    let story = Story::cut();
    story.git.git(&["config", "tag.gpgSign", "true"]);
    let said = run(story.repo.path(), "tag rc").done();
    let (first, second) = said.split_once('\n').unwrap();
    assert!(first.starts_with("git tag -s --cleanup=verbatim -F "), "{said}");
    let head = story.git.git(&["rev-parse", "HEAD"]);
    assert!(first.ends_with(&format!(" v1.3.0-rc.1 {}", head.trim())), "{said}");
    assert_eq!(second, "git push origin refs/tags/v1.3.0-rc.1\n");
    assert_eq!(story.git.git(&["tag", "-l", "v1.3.0*"]), "");
}

#[test]
fn the_next_version_is_told_with_its_reasons() {
    let story = Story::cut();
    let path = story.repo.path();
    story.git.git(&["checkout", "-q", "develop"]);
    let ran = run(path, "next");
    assert_eq!(ran.stdout, "v1.3.0\n");
    assert!(ran.stderr.contains("note: minor after v1.2.0\nnote: features: "), "{}", ran.stderr);
    story.land("src/z.rs", "fn z() {}\n", "feat(api)!: no more XML (SHOP-70)");
    assert_eq!(run(path, "next").stdout, "v2.0.0\n");
    let json: serde_json::Value =
        serde_json::from_str(&run(path, "next --format json").done()).unwrap();
    assert_eq!(
        (&json["next"], &json["after"], &json["raises"]),
        (&"v2.0.0".into(), &"v1.2.0".into(), &"major".into())
    );
    let released = run(path, "next v1.2.0");
    assert_eq!((released.code, released.stdout.as_str()), (0, "v1.2.0\n"), "{}", released.stderr);
}

/// A contract that breaks without a word in any commit raises the first number as well.
#[test]
fn a_contract_that_breaks_is_a_reason() {
    let story = Story::cut();
    let path = story.repo.path();
    let api = |fields: &str| {
        format!("syntax = \"proto3\";\npackage shop;\nmessage Order {{\n{fields}}}\n")
    };
    story.git.git(&["checkout", "-q", "main"]);
    story.land(
        "api/shop.proto",
        &api("  int32 id = 1;\n  string name = 2;\n"),
        "feat: api (SHOP-80)",
    );
    story.git.git(&["tag", "-a", "-m", "Release 1.2.5", "v1.2.5"]);
    story.land("api/shop.proto", &api("  int32 id = 1;\n"), "fix: tidy (SHOP-81)");
    let ran = run(path, "next");
    assert_eq!(ran.stdout, "v2.0.0\n", "{}", ran.stderr);
    assert!(
        ran.stderr.contains("contracts break: ") && ran.stderr.contains("api/shop.proto:"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_did_not_come_back_from_a_hotfix_is_listed_with_its_commands() {
    let story = Story::cut();
    let path = story.repo.path();
    assert_eq!(run(path, "hotfix check").done(), "every hotfix has come back\n");
    story.git.git(&["checkout", "-q", "-b", "release/v1.2.0-hotfix", "v1.2.0"]);
    story.land("src/fix.rs", "fn fix() {}\n", "fix(pay): charge once (PAY-1)");
    story.git.git(&["checkout", "-q", "main"]);
    story.git.git(&[
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge branch 'release/v1.2.0-hotfix'",
        "release/v1.2.0-hotfix",
    ]);
    assert_eq!(run(path, "tag hotfix").done(), "git push origin refs/tags/v1.2.0-hotfix.1\n");
    let ran = run(path, "hotfix check --check");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains(
            "release/v1.2.0-hotfix: 1 commit of release/v1.2.0-hotfix is not in develop\n"
        ),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("\n  git switch develop && git merge release/v1.2.0-hotfix\n"),
        "{}",
        ran.stdout
    );
    story.git.git(&["checkout", "-q", "-f", "develop"]);
    story.git.git(&["merge", "-q", "-m", "Merge branch 'main' into develop", "main"]);
    story.git.git(&["checkout", "-q", "-f", "release/v1.3.0"]);
    story.git.git(&["merge", "-q", "-m", "Merge branch 'main' into release/v1.3.0", "main"]);
    assert_eq!(run(path, "hotfix check --check").done(), "every hotfix has come back\n");
}
