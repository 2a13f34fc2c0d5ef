//! Targets without a tag: their version, title and date.

use super::{Call, fixture, run};
use relnotes_testkit::Oracle;
use snapbox::{assert_data_eq, str};

fn title(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[test]
fn a_draft_has_the_version_and_the_date_that_were_typed() {
    let repo = fixture("gitflow");
    let text = run(repo.path(), "develop --as v1.4.0 --date 2026-12-01").done();
    assert_eq!(title(&text), "# Release v1.4.0 - 2026-12-01");
    let text = run(repo.path(), "develop --as v1.4.0 --date 2026-12-01T23:30:00+03:00 -d plan");
    assert_eq!(title(&text.done()), "# Release Plan: v1.4.0");
}

#[test]
fn a_release_branch_has_its_version_by_its_name() {
    let repo = fixture("gitflow");
    let git = Oracle::new(repo.path());
    git.git(&["checkout", "-q", "-f", "-b", "release/v1.4.0", "develop"]);
    let call = || Call::new(repo.path()).env("SOURCE_DATE_EPOCH", "1796000000");
    assert_eq!(title(&call().run("").done()), "# Release v1.4.0 - 2026-11-30");
    assert_eq!(title(&call().run("release/v1.4.0").done()), "# Release v1.4.0 - 2026-11-30");
    assert_eq!(title(&call().run("--as v1.5.0").done()), "# Release v1.5.0 - 2026-11-30");
}

#[test]
fn a_branch_without_a_version_is_called_by_its_name_and_has_no_date() {
    let repo = fixture("gitflow");
    assert_eq!(title(&run(repo.path(), "develop --date 2026-12-01").done()), "# Release develop");
}

#[test]
fn the_same_moment_gives_the_same_bytes() {
    let repo = fixture("gitflow");
    let all = |epoch: &str| {
        let call = Call::new(repo.path()).env("SOURCE_DATE_EPOCH", epoch);
        call.run("develop --as v1.4.0 -d all").done()
    };
    assert_eq!(all("1796000000"), all("1796000000"));
    assert_ne!(all("1796000000"), all("1797000000"));
    let typed = run(repo.path(), "develop --as v1.4.0 -d all --date 1796000000").done();
    assert_eq!(typed, all("1796000000"));
}

#[test]
fn a_tag_keeps_its_date_and_the_typed_one_is_noticed() {
    let repo = fixture("gitflow");
    let ran = run(repo.path(), "v1.3.0 --date 2030-01-01");
    assert_eq!(title(&ran.stdout), "# Release v1.3.0 - 2026-11-22");
    assert!(ran.stderr.contains("note: `--date` counts for nothing here: v1.3.0"));
    let epoch = Call::new(repo.path()).env("SOURCE_DATE_EPOCH", "1796000000").run("v1.3.0");
    assert!(!epoch.stderr.contains("--date"), "{}", epoch.stderr);
}

#[test]
fn another_version_of_a_release_tag_is_refused() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "v1.3.0 --as v1.4.0").refused(),
        str![[r#"
error: `v1.3.0` is a tag and has its version; `--as v1.4.0` names another
hint: relnotes v1.3.0
hint: `--as` is for a target without a version: a branch, a commit, HEAD

"#]]
    );
    run(repo.path(), "v1.3.0 --as v1.3.0").done();
}
