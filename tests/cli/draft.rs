//! `relnotes draft`: the bundle in the work tree, written, redrafted, committed.

use std::fs;

use super::story::Story;
use super::{Call, run};

#[test]
fn the_first_draft_is_the_whole_bundle() {
    let story = Story::cut();
    let said = story.draft("").stdout;
    assert!(
        said.starts_with("v1.3.0 (v1.2.0..release/v1.3.0): 3 changes, 1 migration ("),
        "{said}"
    );
    for name in
        ["notes", "internal-notes", "plan", "checklist", "rollback", "monitoring", "branching"]
    {
        assert!(said.contains(&format!("releases/v1.3.0/{name}.md: new\n")), "{said}");
        assert!(story.read(&format!("{name}.md")).contains("<!-- rn:begin "), "{name}");
    }
    assert!(story.read("release.toml").contains("\nversion = \"v1.3.0\"\n"));
    let plan = story.read("plan.md");
    assert!(
        plan.contains("- **export**: orders as CSV (") && plan.contains("SHOP-20) <!-- rn:i "),
        "{plan}"
    );
    assert!(
        plan.contains(
            "- Release Manager: Rita (relnotes.toml:2) <!-- rn:i plan.roles.release_manager -->\n"
        ),
        "{plan}"
    );
    assert!(
        plan.contains("- Go-live: [date/time] <!-- rn:todo plan.timeline.go_live -->\n"),
        "{plan}"
    );
    // Today is no date of a release that is not out.
    assert!(story.read("notes.md").contains("# Release v1.3.0 - [Date]"));
}

#[test]
fn what_both_sides_changed_is_decided_by_a_person() {
    let mut story = Story::cut();
    story.draft("");
    story.edit(
        "plan.md",
        "- Release Manager: Rita (relnotes.toml:2)",
        "- Release Manager: Rita, on call",
    );
    let config = "[roles]\nrelease_manager = \"Otto\"\n";
    fs::write(story.repo.path().join("relnotes.toml"), config).unwrap();
    let ran = story.draft("");
    assert!(
        ran.stderr
            .contains("`plan.roles.release_manager` was changed by a person and by the repository"),
        "{}",
        ran.stderr
    );
    let listed = run(story.repo.path(), "draft --drift").done();
    assert_eq!(
        listed,
        "releases/v1.3.0/plan.md: plan.roles.release_manager\n  mine       - Release Manager: Rita, on call\n  generated  - Release Manager: Otto (relnotes.toml:2) <!-- rn:i plan.roles.release_manager -->\n"
    );
    let before = story.all();
    run(story.repo.path(), "draft --take mine plan.roles.release_manager").done();
    assert!(run(story.repo.path(), "draft --drift").done().is_empty());
    story.draft("");
    for (path, text) in before {
        fs::write(path, text).unwrap();
    }
    run(story.repo.path(), "draft --take generated plan.roles.release_manager").done();
    assert!(story.read("plan.md").contains(
        "- Release Manager: Otto (relnotes.toml:2) <!-- rn:i plan.roles.release_manager -->\n"
    ));
    run(story.repo.path(), "draft --take mine nothing").refused();
    run(story.repo.path(), "draft --take yours nothing").refused();
}

#[test]
fn both_languages_lie_beside_each_other() {
    let story = Story::cut();
    story.draft("--lang ru,en");
    let ids = |name: &str| {
        let text = story.read(name);
        let marks = text
            .match_indices("<!-- rn:")
            .map(|(at, _)| text[at..].split("-->").next().unwrap().to_owned());
        marks.collect::<Vec<_>>()
    };
    assert!(story.read("plan.md").contains("## Контекст\n"));
    assert!(story.read("plan.en.md").contains("## Context\n"));
    for name in
        ["notes", "internal-notes", "plan", "checklist", "rollback", "monitoring", "branching"]
    {
        assert_eq!(ids(&format!("{name}.md")), ids(&format!("{name}.en.md")), "{name}");
    }
    // The languages are remembered, whatever the environment says.
    let ran = Call::new(story.repo.path()).env("RELNOTES_LANG", "en").run("draft").done();
    assert!(ran.contains("nothing has changed"), "{ran}");
    // A blank in two languages is one question.
    let alone = run(Story::cut().repo.path(), "draft --lang ru").done();
    assert_eq!(ran.lines().next(), alone.lines().next());
    assert!(alone.lines().next().unwrap().ends_with(" blanks"), "{alone}");
}

#[test]
fn damaged_marks_keep_a_file_as_it_is() {
    let mut story = Story::cut();
    story.draft("");
    story.edit("plan.md", "<!-- rn:end plan.context -->\n", "");
    story.land("src/x.rs", "fn x() {}\n", "fix(x): y (SHOP-50)");
    let before = story.read("plan.md");
    let ran = run(story.repo.path(), "draft");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains(
            "hint: releases/v1.3.0/plan.md:11: the region `plan.context` does not end before"
        ),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("relnotes draft --recover"), "{}", ran.stderr);
    assert_eq!(story.read("plan.md"), before);
    assert!(story.read("notes.md").contains("SHOP-50"), "the others are drafted");
    run(story.repo.path(), "draft --recover").done();
    assert!(story.read("plan.md").contains("SHOP-50"));
}

#[test]
fn what_is_no_draft_is_not_written_over() {
    let story = Story::cut();
    fs::create_dir_all(story.path("")).unwrap();
    fs::write(story.path("plan.md"), "# Our plan\n").unwrap();
    let ran = run(story.repo.path(), "draft");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("plan.md:1: the file was not made by `relnotes draft`"),
        "{}",
        ran.stderr
    );
    assert_eq!(story.read("plan.md"), "# Our plan\n");
}

#[test]
fn a_target_without_a_version_is_refused() {
    let story = Story::cut();
    story.git.git(&["checkout", "-q", "develop"]);
    let said = run(story.repo.path(), "draft").refused();
    assert!(said.contains("`develop` has no version"), "{said}");
    assert!(said.contains("hint: relnotes draft --as v1.3.0\n"), "{said}");
    run(story.repo.path(), "draft --as v1.4.0").done();
    assert!(story.repo.path().join("releases/v1.4.0/plan.md").is_file());
}

#[test]
fn in_ci_the_branch_is_the_one_that_is_built() {
    let story = Story::cut();
    story.git.git(&["checkout", "-q", "--detach"]);
    let github = || {
        Call::new(story.repo.path())
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_REF", "refs/heads/release/v1.3.0")
    };
    let said = github().run("draft").done();
    assert!(said.starts_with("v1.3.0 (v1.2.0..release/v1.3.0): "), "{said}");
    let gitlab = Call::new(story.repo.path())
        .env("GITLAB_CI", "true")
        .env("CI_COMMIT_BRANCH", "release/v1.3.0");
    assert!(gitlab.run("draft").done().contains("nothing has changed"));
    let detached = github().run("draft --commit");
    assert_eq!(detached.code, 2, "{}", detached.stderr);
    assert!(detached.stderr.contains("HEAD is detached"), "{}", detached.stderr);
}

#[test]
fn what_is_staged_stays_staged() {
    let story = Story::cut();
    fs::write(story.repo.path().join("README.md"), "# Changed\n").unwrap();
    story.git.git(&["add", "README.md"]);
    story.draft("--commit");
    assert_eq!(story.git.git(&["status", "--porcelain"]), "M  README.md\n");
    let files = story.git.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(files.lines().all(|file| file.starts_with("releases/v1.3.0/")), "{files}");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let story = Story::cut();
    let outside = story.repo.path().join("outside.md");
    fs::write(&outside, "secret\n").unwrap();
    fs::create_dir_all(story.path("")).unwrap();
    std::os::unix::fs::symlink(&outside, story.path("plan.md")).unwrap();
    let said = run(story.repo.path(), "draft").refused();
    assert!(said.contains("`releases/v1.3.0/plan.md` is a link"), "{said}");
    assert_eq!(fs::read_to_string(&outside).unwrap(), "secret\n");
}

/// Killed at any moment, the next draft goes on: what people wrote is there, and nothing is taken for theirs.
#[cfg(unix)]
#[test]
fn a_draft_that_is_killed_is_finished_by_the_next() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let mut story = Story::cut();
    story.draft("");
    story.edit("plan.md", "- Go-live: [date/time]", "- Go-live: 2026-12-01 10:00");
    for step in 0..25 {
        story.land(
            "src/n.rs",
            &format!("fn n{step}() {{}}\n"),
            &format!("fix(n): step {step} (SHOP-{})", 100 + step),
        );
        let mut child = Command::new(env!("CARGO_BIN_EXE_relnotes"))
            .args(["draft"])
            .current_dir(story.repo.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(40 + 6 * step));
        child.kill().unwrap();
        child.wait().unwrap();
        if step % 3 == 2 {
            continue;
        }
        story.draft("");
        assert!(run(story.repo.path(), "draft --drift").done().is_empty(), "step {step}");
    }
    story.draft("");
    let left = |name: &str| story.path(name).exists();
    assert!(!left(".relnotes/pending.json") && !left(".relnotes/next"));
    assert!(!story.read("plan.md").contains("rn:stale"));
}

/// Two jobs of a pipeline in one work tree: the second waits, and finds nothing to do.
#[test]
fn two_drafts_at_once_lose_nothing() {
    let story = Story::cut();
    let path = story.repo.path();
    let both: Vec<_> = std::thread::scope(|scope| {
        let start = || scope.spawn(|| run(path, "draft --commit").code);
        let all = [start(), start()];
        all.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(both, [0, 0]);
    assert_eq!(story.git.git(&["status", "--porcelain"]), "");
    assert_eq!(story.git.git(&["rev-list", "--count", "develop..HEAD"]), "1\n");
    assert_eq!(run(path, "draft --check").code, 0);
}

#[test]
fn a_document_that_was_translated_by_hand_keeps_every_word() {
    let mut story = Story::cut();
    story.draft("");
    let text = story.read("monitoring.md");
    let by_hand: String = text
        .lines()
        .map(|line| match line.split_once(" <!-- rn:") {
            _ if line.starts_with("<!--") || line.is_empty() => format!("{line}\r\n"),
            Some((words, mark)) => format!("{words}, по-русски <!-- rn:{mark}\r\n"),
            None => format!("{line}, по-русски\r\n"),
        })
        .collect();
    story.edit("monitoring.md", &text, by_hand.trim_end());
    story.land("src/w.rs", "fn w() {}\n", "fix(w): v (SHOP-61)");
    story.draft("");
    let after = story.read("monitoring.md");
    assert!(!after.ends_with('\n') && after.matches('\n').count() == after.matches("\r\n").count());
}

#[test]
fn a_draft_is_committed_to_its_own_branch_alone() {
    let story = Story::cut();
    story.git.git(&["checkout", "-q", "develop"]);
    let head = story.git.git(&["rev-parse", "HEAD"]);
    let ran = run(story.repo.path(), "draft release/v1.3.0 --commit");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("the draft is of `release/v1.3.0`, and `develop` is checked out"),
        "{}",
        ran.stderr
    );
    assert_eq!(story.git.git(&["rev-parse", "HEAD"]), head);
}

/// The lint speaks of documents where `relnotes draft` is used, and is silent elsewhere.
#[test]
fn the_lint_knows_the_documents_of_a_branch() {
    let story = Story::cut();
    let rules = || {
        let said = run(story.repo.path(), "lint").stdout;
        ["RN701", "RN702", "RN703"].iter().filter(|code| said.contains(**code)).count()
    };
    assert_eq!(rules(), 0);
    story.draft("--commit");
    assert_eq!(rules(), 0);
    story.land("src/u.rs", "fn u() {}\n", "fix(u): t (SHOP-62)");
    let said = run(story.repo.path(), "lint").stdout;
    assert!(said.contains("RN702 outdated-documents") && rules() == 1, "{said}");
    story.draft("--commit");
    let plan = story.read("plan.md").replacen("<!-- rn:end plan.title -->\n", "", 1);
    fs::write(story.path("plan.md"), plan).unwrap();
    fs::remove_file(story.path("rollback.md")).unwrap();
    story.git.git(&["commit", "-q", "-am", "docs: oops"]);
    let said = run(story.repo.path(), "lint").stdout;
    assert!(
        said.contains("RN701 missing-documents") && said.contains("RN703 damaged-documents"),
        "{said}"
    );
}
