//! What fixtures promise: errors with a line, the same ids everywhere, repositories that git accepts.

use std::process::Command;
use std::time::Instant;

use relnotes_testkit::{Fixture, Oracle, RandomDag, TestRepo};

fn build(text: &str) -> TestRepo {
    Fixture::parse(text).unwrap_or_else(|error| panic!("{error}")).build()
}

fn check_error(text: &str, line: usize, message: &str) {
    let error = Fixture::parse(text).expect_err("the text is wrong");
    assert_eq!((error.line, error.message.as_str()), (line, message), "{text}");
}

#[test]
fn a_parse_error_names_line_and_reason() {
    check_error("\n# comment\nfrobnicate x", 3, "unknown verb `frobnicate`");
    check_error("commit feat", 1, "expected the subject in quotes, found `feat`");
    check_error("commit", 1, "expected the subject in quotes");
    check_error("commit \"a", 1, "the text in quotes has no end");
    check_error("commit \"a\" today", 1, "`today` does not belong here");
    check_error("commit \"a\" \"b\"", 1, "the text \"b\" does not belong here");
    check_error(
        "commit \"a\"\n  | Body.\n\ncommit \"b\" at noon",
        4,
        "`noon` is not a time like 2024-02-03T10:00:00+03:00",
    );
    check_error(
        "commit \"a\" by \"Anna\"",
        1,
        "`Anna` is not a person like \"Anna Ivanova <anna@example.com>\"",
    );
    check_error("commit \"a\" as", 1, "`as` needs a value");
    check_error("\n  | Body.", 2, "a `|` line has nothing to continue");
    check_error("switch main\n  | Body.", 1, "`switch` takes no `|` lines");
    check_error("write ../x \"a\"", 1, "`../x` is not a path inside the repository");
    check_error("commit-bytes cff", 1, "`cff` is not an even number of hexadecimal digits");
    check_error("clock +2w", 1, "`+2w` needs a unit: d, h or m");
}

#[test]
fn ids_are_the_same_on_every_machine() {
    let repo = build("commit \"chore: initial import\" as c1\ntag v1.0.0 \"Release 1.0.0\"\n");
    assert_eq!(repo.id("c1"), "00d8bc694f2e0998bdf91e67a151d58e954c1d46");
    assert_eq!(repo.id("v1.0.0"), repo.id("c1"));
    assert_eq!(repo.id("HEAD"), repo.id("main"));
    let git = Oracle::new(repo.path());
    assert_eq!(
        git.git(&["rev-parse", "v1.0.0"]).trim(),
        "3b9924dea4aca42269e73ee23f9fe0b38e1aeb24"
    );
    assert_eq!(git.git(&["log", "-1", "--format=%an <%ae> %ai %ci"]), ANNA_AT_THE_START);
}

const ANNA_AT_THE_START: &str =
    "Anna Ivanova <anna@example.com> 2024-01-01 00:00:00 +0000 2024-01-01 00:00:00 +0000\n";

#[test]
fn a_commit_says_who_when_and_why() {
    let repo = build(
        r#"
        write src/a.txt "one\ntwo\n"
        commit "feat(search): full-text search (SHOP-12)" by "Анна <anna@example.com>" at 2024-02-03T10:00:00+03:00 authored 2024-02-01T10:00:00+03:00 committed-by "GitHub <noreply@github.com>" as c1
          | Body line.
          |
          | Reviewed-by: Boris <boris@example.com>
        commit "fix: after {c1:7}" # a comment
        "#,
    );
    let git = Oracle::new(repo.path());
    let shown = git.git(&["log", "-1", "--format=%an|%aI|%cn|%cI|%B", "HEAD~1"]);
    assert_eq!(
        shown,
        "Анна|2024-02-01T10:00:00+03:00|GitHub|2024-02-03T10:00:00+03:00|\
         feat(search): full-text search (SHOP-12)\n\nBody line.\n\nReviewed-by: Boris <boris@example.com>\n\n"
    );
    let expected = format!("2024-02-03 08:00:00 +0000 fix: after {}\n", &repo.id("c1")[..7]);
    assert_eq!(git.git(&["log", "-1", "--format=%ci %s"]), expected);
    assert_eq!(git.git(&["show", "HEAD:src/a.txt"]), "one\ntwo\n");
    assert_eq!(git.git(&["ls-tree", "-r", "--name-only", "HEAD"]), "changes/2.txt\nsrc/a.txt\n");
    assert_eq!(git.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_pick_keeps_author_and_patch() {
    let repo = build(
        r#"
        commit "chore: root"
        branch develop
        commit "chore: other"
        switch main
        commit "fix: rounding" by "Boris <boris@example.com>" as fix
        switch develop
        cherry-pick fix x as pick
        "#,
    );
    let git = Oracle::new(repo.path());
    let message = git.git(&["log", "-1", "--format=%an|%cn|%B", &repo.id("pick")]);
    let expected = format!(
        "Boris|Anna Ivanova|fix: rounding\n\n(cherry picked from commit {})\n\n",
        repo.id("fix")
    );
    assert_eq!(message, expected);
    let cherry = git.git(&["cherry", "develop", "main"]);
    assert_eq!(cherry, format!("- {}\n", repo.id("fix")));
}

#[test]
fn a_revert_restores_and_a_revert_of_it_reapplies() {
    let repo = build(
        r#"
        commit "chore: root"
        write price.txt "10"
        commit "feat: price" as price
        revert price as undo
        revert undo as again
        revert price "Revert the price" as own
          | This reverts commit {price:9}.
        "#,
    );
    let git = Oracle::new(repo.path());
    let subjects = git.git(&["log", "--reverse", "--format=%s", "HEAD~3.."]);
    assert_eq!(subjects, "Revert \"feat: price\"\nReapply \"feat: price\"\nRevert the price\n");
    let body = git.git(&["log", "-1", "--format=%b", &repo.id("undo")]);
    assert_eq!(body.trim(), format!("This reverts commit {}.", repo.id("price")));
    let body = git.git(&["log", "-1", "--format=%b"]);
    assert_eq!(body.trim(), format!("This reverts commit {}.", &repo.id("price")[..9]));
    assert_eq!(git.git(&["diff", "--name-only", "HEAD~4", "HEAD"]), "");
    assert_eq!(git.git(&["diff", "--name-only", "HEAD~1", "HEAD"]), "price.txt\n");
}

#[test]
fn merges_join_the_files_of_both_sides() {
    let repo = build(
        r#"
        commit "chore: root"
        branch one
        commit "feat: one"
        branch two from main
        commit "feat: two"
        switch main
        commit "feat: main"
        merge one two "Merge branches 'one' and 'two'" as octopus
        branch three
        write version "2"
        commit "feat: three"
        switch main
        write version "3"
        commit "feat: other version"
        merge three "Merge branch 'three'" ours as kept
        branch four
        commit "feat: four"
        switch main
        squash four "feat: four (#4)" as squashed
        "#,
    );
    let git = Oracle::new(repo.path());
    assert_eq!(
        git.git(&["rev-list", "--parents", "-1", &repo.id("octopus")]).split_whitespace().count(),
        4
    );
    assert_eq!(git.git(&["ls-tree", "-r", "--name-only", &repo.id("octopus")]).lines().count(), 4);
    assert_eq!(git.git(&["show", &format!("{}:version", repo.id("kept"))]), "3");
    assert_eq!(git.git(&["rev-list", "--parents", "-1", "main"]).split_whitespace().count(), 2);
    assert_eq!(git.git(&["diff", "--name-only", "main", "four"]), "");
}

#[test]
fn tags_point_at_anything() {
    let repo = build(
        r#"
        commit "chore: root" as root
        tag light
        tag heavy "Heavy" at 2024-05-01T12:00:00+03:00 by "Boris <boris@example.com>"
          | For {root:8}.
        tag nested "Nested" on-tag heavy
        tag blob on-blob "just text"
        tag tree "A tree" on-tree root
        commit "feat: next"
        tag early on root
        remote-branch origin/main at root
        "#,
    );
    let git = Oracle::new(repo.path());
    let kinds = git.git(&[
        "for-each-ref",
        "--format=%(refname:short) %(objecttype) %(*objecttype)",
        "refs/tags",
    ]);
    assert_eq!(
        kinds,
        "blob blob \nearly commit \nheavy tag commit\nlight commit \nnested tag commit\ntree tag tree\n"
    );
    let heavy = git.git(&[
        "for-each-ref",
        "--format=%(taggername) %(taggerdate:iso-strict)|%(contents)",
        "refs/tags/heavy",
    ]);
    assert_eq!(
        heavy,
        format!("Boris 2024-05-01T12:00:00+03:00|Heavy\n\nFor {}.\n\n", &repo.id("root")[..8])
    );
    assert_eq!(repo.id("nested"), repo.id("root"));
    assert_eq!(repo.id("blob"), git.git(&["rev-parse", "blob"]).trim());
    assert_eq!(git.git(&["rev-parse", "origin/main"]).trim(), repo.id("root"));
}

#[test]
fn other_encodings_are_stored_as_they_are() {
    let repo =
        build("commit-bytes cff0e8e2e5f2 encoding windows-1251\ncommit-bytes cff0e8e2e5f2\n");
    let git = Oracle::new(repo.path());
    assert_eq!(git.git(&["log", "-1", "--format=%s", "HEAD~1"]), "Привет\n");
    assert!(git.git(&["cat-file", "commit", "HEAD~1"]).contains("\nencoding windows-1251\n"));
    assert!(!git.git(&["cat-file", "commit", "HEAD"]).contains("encoding"));
}

#[test]
fn every_fixture_is_accepted_by_git() {
    for name in Fixture::names() {
        let repo = Fixture::load(&name).build();
        let git = Oracle::new(repo.path());
        let complaints = git.git(&["fsck", "--strict", "--no-dangling"]);
        assert_eq!(complaints, "", "{name}");
        assert!(git.git(&["log", "--all", "--format=%H %an %s%n%b"]).len() > 100, "{name}");
        assert_eq!(git.git(&["status", "--porcelain"]), "", "{name}");
        assert!(!Fixture::description(&name).is_empty(), "{name} does not say what it is for");
    }
}

#[test]
fn the_configuration_of_the_user_has_no_say() {
    let home = tempfile::tempdir().unwrap();
    let configuration = "[user]\nname = Somebody\nemail = some@body.example\n[commit]\ngpgsign = true\n\
                         [tag]\ngpgsign = true\n[init]\ndefaultBranch = trunk\ntemplateDir = /nonexistent\n\
                         [core]\nautocrlf = true\nlogAllRefUpdates = always\n[i18n]\ncommitEncoding = windows-1251\n";
    std::fs::write(home.path().join(".gitconfig"), configuration).unwrap();
    let folder = home.path().join("demo");
    let output = Command::new(env!("CARGO_BIN_EXE_fixture"))
        .args(["build", "gitflow"])
        .arg(&folder)
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let (git, usual) = (Oracle::new(&folder), Fixture::load("gitflow").build());
    assert_eq!(git.git(&["for-each-ref"]), Oracle::new(usual.path()).git(&["for-each-ref"]));
    assert_eq!(git.git(&["symbolic-ref", "HEAD"]), "refs/heads/main\n");
    assert_eq!(git.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_bare_fixture_has_the_same_commits() {
    let fixture = Fixture::load("gitflow");
    let (bare, full) = (fixture.build_bare(), fixture.build());
    assert_eq!(bare.id("HEAD"), full.id("HEAD"));
    let git = Oracle::new(bare.path());
    assert_eq!(git.git(&["rev-parse", "--is-bare-repository"]), "true\n");
    assert_eq!(git.rev_list("--all").len(), git.count("--all"));
}

#[test]
fn a_random_history_is_fast_deterministic_and_sound() {
    let recipe =
        RandomDag { seed: 7, commits: 3000, max_parents: 5, skew_seconds: 90_000, tags: 60 };
    let start = Instant::now();
    let (one, same) = (recipe.build(), recipe.build());
    let elapsed = start.elapsed();
    assert!(elapsed.as_secs() < 10, "two histories of 3000 commits took {elapsed:?}");
    let (git, other) = (Oracle::new(one.path()), Oracle::new(same.path()));
    let refs = git.git(&["for-each-ref"]);
    assert_eq!(refs, other.git(&["for-each-ref"]));
    git.git(&["fsck", "--connectivity-only", "--no-dangling"]);
    let different = RandomDag { seed: 8, ..recipe }.build();
    assert_ne!(refs, Oracle::new(different.path()).git(&["for-each-ref"]));
}

#[test]
fn a_random_history_has_lines_octopuses_and_tags() {
    let repo = RandomDag { commits: 1500, ..RandomDag::default() }.build();
    let git = Oracle::new(repo.path());
    assert!(git.count("--all --min-parents=2") > 200);
    assert!(git.count("--all --min-parents=3") > 5);
    let tags = git.tags_in_model_order("v");
    assert!(tags.len() > 20, "{tags:?}");
    for part in ["-rc.", "-hotfix."] {
        assert!(tags.iter().any(|tag| tag.contains(part)), "{tags:?}");
    }
    assert!(git.count("--all") >= 1500, "all commits are reachable");
    let branches = git.git(&["for-each-ref", "--format=%(refname)", "refs/heads"]);
    let bases_of =
        |branch| git.try_git(&["merge-base", "--all", "develop", branch]).unwrap_or_default();
    assert!(
        branches.lines().any(|branch| bases_of(branch).lines().count() > 1),
        "no criss-cross merges"
    );
}

#[test]
fn the_oracle_orders_tags_and_reports_failures() {
    assert!(Oracle::available());
    let repo = build(
        "commit \"a\"\ntag v1.2.0\ntag v1.2.0-hotfix.2\ntag v1.2.0-hotfix.10\ntag v1.2.0-rc.1\ntag v1.10.0-rc.2\ntag other\n",
    );
    let git = Oracle::new(repo.path());
    assert_eq!(
        git.tags_in_model_order("v"),
        ["v1.2.0-rc.1", "v1.2.0", "v1.2.0-hotfix.2", "v1.2.0-hotfix.10", "v1.10.0-rc.2"]
    );
    assert_eq!(
        git.git_with_input(&["interpret-trailers", "--parse"], "a\n\nRefs: X-1\n"),
        "Refs: X-1\n"
    );
    assert!(
        git.try_git(&["rev-parse", "--verify", "absent"])
            .unwrap_err()
            .contains("Needed a single revision")
    );
    assert_eq!(git.rev_list("v1.2.0 --not v1.2.0-rc.1").len(), 0);
}
