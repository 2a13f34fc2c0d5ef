//! `relnotes [RANGE]`.

use snapbox::{assert_data_eq, str};

use super::{fixture, run};

#[test]
fn a_tag_alone_gives_its_notes_and_says_what_is_left_out() {
    let repo = fixture("gitflow");
    let ran = run(repo.path(), "v1.3.0");
    assert_data_eq!(
        ran.stderr,
        str![[r#"
note: 2 blanks of notes are left out; `--blanks show` shows them

"#]]
    );
    assert_data_eq!(ran.stdout.lines().next().unwrap(), str!["# Release v1.3.0 - 2026-11-22"]);
}

#[test]
fn every_form_of_a_range_names_its_ends() {
    let repo = fixture("gitflow");
    for (range, from, to) in [
        ("v1.3.0", "v1.2.0-hotfix.1", "v1.3.0"),
        ("v1.2.0..v1.3.0", "v1.2.0", "v1.3.0"),
        ("..v1.3.0", "v1.2.0-hotfix.1", "v1.3.0"),
        ("v1.2.0..", "v1.2.0", "HEAD"),
        ("develop", "v1.3.0", "develop"),
        ("refs/tags/v1.3.0", "v1.2.0-hotfix.1", "v1.3.0"),
    ] {
        let text = run(repo.path(), &format!("{range} --format json")).done();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&json["range"]["from"], &json["range"]["to"]), (&from.into(), &to.into()));
    }
}

#[test]
fn several_documents_follow_each_other() {
    let repo = fixture("gitflow");
    let titles = |arguments: &str| -> Vec<String> {
        let text = run(repo.path(), arguments).done();
        // Comments of the rollback plan's commands look like titles.
        let mut in_code = false;
        let titles = text.lines().filter(|line| {
            in_code ^= line.starts_with("```");
            !in_code && line.starts_with("# ")
        });
        titles.map(str::to_owned).collect()
    };
    let all = [
        "# Release v1.3.0 - 2026-11-22",
        "# Release v1.3.0 - Internal Notes",
        "# Release Plan: v1.3.0",
        "# Release Checklist: v1.3.0",
        "# Rollback Plan: v1.3.0",
        "# Post-Release Monitoring: v1.3.0",
        "# Release Branching Model",
    ];
    assert_eq!(titles("v1.3.0 -d all"), all);
    assert_eq!(titles("v1.3.0 -d plan,user,internal"), all[..3]);
    assert_eq!(titles("v1.3.0 -d branching,checklist,rollback,monitoring"), all[3..]);
    assert_eq!(titles("v1.3.0 -d plan -d user"), [all[0], all[2]]);
}

#[test]
fn notes_of_a_candidate_begin_at_the_candidate_before_and_its_plan_at_the_release_before() {
    let repo = fixture("gitflow");
    let base = |documents: &str| {
        let text = run(repo.path(), &format!("v1.3.0-rc.2 --format json {documents}")).done();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["base"]["tag"].clone()
    };
    assert_eq!(base(""), "v1.3.0-rc.1");
    assert_eq!(base("-d user,plan"), "v1.3.0-rc.1");
    assert_eq!(base("-d plan"), "v1.2.0-hotfix.1");
    assert_eq!(base("-d all"), "v1.2.0-hotfix.1");
    let text = run(repo.path(), "v1.3.0-rc.2 -d user,plan").done();
    assert!(text.contains("`v1.2.0-hotfix.1..v1.3.0-rc.2`"), "{text}");
}

#[test]
fn the_checklist_knows_the_freeze_and_the_files_of_the_release() {
    let repo = fixture("gitflow");
    let text = run(repo.path(), "v1.3.0 -d checklist").done();
    assert!(text.contains("- [x] Feature freeze observed\n"), "{text}");
    assert!(text.contains("  - `release/v1.3.0` was cut at `"), "{text}");
    assert!(text.contains("  - new metrics: none found (checked: METRIC; "), "{text}");
    let first = run(repo.path(), "v1.2.0-hotfix.1 -d checklist").done();
    assert!(first.contains("  - not applicable: a hotfix has no freeze\n"), "{first}");
}

/// A document of a release says tomorrow what it says today, and on another day's clock.
#[test]
fn how_the_repository_stands_depends_on_no_clock() {
    let repo = fixture("gitflow");
    let at = |now: &str| {
        let call = super::Call::new(repo.path()).env("SOURCE_DATE_EPOCH", now);
        call.run("v1.3.0 -d branching,checklist").done()
    };
    assert_eq!(at("1800000000"), at("1900000000"));
}

#[test]
fn what_is_released_already_is_said_and_exits_with_0() {
    let repo = fixture("gitflow");
    for range in ["", "main", "HEAD", "v1.3.0~1"] {
        let ran = run(repo.path(), range);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{range}");
        assert!(ran.stderr.starts_with("note: nothing unreleased: "), "{}", ran.stderr);
    }
    assert_data_eq!(
        run(repo.path(), "main").stderr,
        str![[r#"
note: nothing unreleased: main is contained in v1.3.0; its notes: `relnotes v1.3.0`

"#]]
    );
}

#[test]
fn the_json_of_what_is_released_already_is_an_empty_release() {
    let repo = fixture("gitflow");
    let json: serde_json::Value =
        serde_json::from_str(&run(repo.path(), "--format json").done()).unwrap();
    assert_eq!(json["warnings"][0]["code"], "nothing-unreleased");
    assert_eq!(json["base"], serde_json::json!({ "tag": "v1.3.0", "rule": "ancestor" }));
    assert_eq!(json["range"]["explicit"], false);
    assert_eq!(json["accounting"]["in_range"], 0);
    assert_eq!(json["changes"], serde_json::json!([]));
}

#[test]
fn swapped_ends_are_noticed() {
    let repo = fixture("gitflow");
    let ran = run(repo.path(), "v1.3.0..v1.2.0");
    assert_eq!(ran.code, 0);
    assert_data_eq!(
        ran.stderr,
        str![[r#"
note: v1.3.0 comes after v1.2.0; swapped ends: `relnotes v1.2.0..v1.3.0`
note: 9 blanks of notes are left out; `--blanks show` shows them
warning: v1.3.0 is not an ancestor of v1.2.0: 30 commits of it are not in v1.2.0
warning: v1.2.0 replaces v1.1.0 in production, not v1.3.0

"#]]
    );
}

#[test]
fn quiet_keeps_warnings_and_drops_notes() {
    let repo = fixture("hotfix-lacking");
    assert_data_eq!(
        run(repo.path(), "v1.3.0 -q").stderr,
        str![[r#"
warning: v1.3.0 lacks a fix shipped in v1.2.0-hotfix.1: fix(payment): refuse expired cards (PAY-88) (8cfe9d38a5)

"#]]
    );
}

#[test]
fn blanks_are_shown_or_hidden_as_told() {
    let repo = fixture("gitflow");
    let has = |arguments: &str| run(repo.path(), arguments).done().contains(": [");
    assert!(!has("v1.3.0") && has("v1.3.0 --blanks show"));
    assert!(has("v1.3.0 -d plan") && !has("v1.3.0 -d plan --blanks hide"));
}

#[test]
fn the_language_comes_from_the_option_then_the_variable_never_from_lang() {
    let repo = fixture("gitflow");
    let title = |call: super::Call, arguments: &str| {
        call.run(arguments).done().lines().next().unwrap().to_owned()
    };
    let call = || super::Call::new(repo.path()).env("LANG", "ru_RU.UTF-8");
    assert_eq!(title(call(), "v1.3.0"), "# Release v1.3.0 - 2026-11-22");
    let ru = "# Релиз v1.3.0 - 22.11.2026";
    assert_eq!(title(call(), "v1.3.0 --lang ru"), ru);
    assert_eq!(title(call().env("RELNOTES_LANG", "ru"), "v1.3.0"), ru);
    let typed = call().env("RELNOTES_LANG", "ru");
    assert_eq!(title(typed, "v1.3.0 --lang en"), "# Release v1.3.0 - 2026-11-22");
}

#[test]
fn tags_that_fit_nothing_are_counted_and_named() {
    let repo = fixture("near-misses");
    let ran = run(repo.path(), "v1.3.0 --blanks show");
    let notes: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("nothing")).collect();
    assert_data_eq!(notes.join("\n"), str![]);
}

#[test]
fn every_way_to_the_same_repository_gives_the_same_bytes() {
    let repo = fixture("gitflow");
    let expected = run(repo.path(), "v1.3.0").done();
    let git_dir = repo.path().join(".git");
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(run(&repo.path().join("docs"), "v1.3.0").done(), expected);
    assert_eq!(run(&git_dir, "v1.3.0").done(), expected);
    let path = repo.path().display().to_string();
    let in_folder = super::Call::new(elsewhere.path()).run_with(&["-C", &path, "v1.3.0"]);
    assert_eq!(in_folder.done(), expected);
    let by_variable =
        super::Call::new(elsewhere.path()).env("GIT_DIR", &git_dir.display().to_string());
    assert_eq!(by_variable.run("v1.3.0").done(), expected);
    let bare = relnotes_testkit::Fixture::load("gitflow").build_bare();
    assert_eq!(run(bare.path(), "v1.3.0").done(), expected);
    let git = relnotes_testkit::Oracle::new(repo.path());
    let linked = elsewhere.path().join("linked");
    git.git(&["worktree", "add", "-q", &linked.display().to_string(), "v1.2.0"]);
    assert_eq!(run(&linked, "v1.3.0").done(), expected);
}
