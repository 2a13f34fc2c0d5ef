//! `relnotes lint` and `relnotes explain`.

use serde_json::Value;
use snapbox::{assert_data_eq, str};

use super::{fixture, run};

const DATE: &str = "--date 2026-03-01";

/// The fixtures have no pipelines: rules about them are tested elsewhere. Version 1.3.0 of the
/// demonstration takes an API away, so that its documents have something to tell.
fn without_pipelines(folder: &std::path::Path) {
    let levels = "[policy.rules]\npipelines = \"allow\"\nRN501 = \"allow\"\n";
    std::fs::write(folder.join("relnotes.toml"), levels).unwrap();
}

/// The codes of a report with how often each stands in it.
fn codes(text: &str) -> Vec<String> {
    let json: Value = serde_json::from_str(text).unwrap();
    let findings = json["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_clean_gitflow_has_no_finding() {
    let repo = fixture("gitflow");
    without_pipelines(repo.path());
    let said = run(repo.path(), &format!("lint {DATE} --strict")).done();
    assert!(said.starts_with("no violations; "), "{said}");
}

#[test]
fn what_is_wrong_is_told_with_the_way_out() {
    let repo = fixture("policy-violations");
    let ran = run(repo.path(), &format!("lint {DATE}"));
    assert_eq!(ran.code, 1);
    for line in [
        "deny: RN102 malformed-release-branch",
        "    fix: git branch -m release/1.2.0 release/v1.2.0",
        "deny: RN205 missing-back-merge",
        "deny: RN301 malformed-tag",
        "deny: RN310 hotfix-gap",
        "deny: RN401 feature-after-cut",
        "warn: RN302 lightweight-tag",
        "warn: RN305 candidate-gap",
    ] {
        assert!(ran.stdout.lines().any(|it| it == line), "no line `{line}` in\n{}", ran.stdout);
    }
    assert_eq!(ran.stderr, "");
}

#[test]
fn only_what_the_base_lacks_is_shown() {
    let repo = fixture("policy-violations");
    let all = run(repo.path(), &format!("lint {DATE} --format json")).stdout;
    let new = run(repo.path(), &format!("lint {DATE} --format json --base main")).stdout;
    assert!(
        codes(&all).contains(&"RN401".to_owned()) && !codes(&new).contains(&"RN401".to_owned())
    );
    assert!(codes(&new).contains(&"RN310".to_owned()));
}

#[test]
fn a_baseline_leaves_out_what_was_there() {
    let repo = fixture("policy-violations");
    let written = run(repo.path(), &format!("lint {DATE} --write-baseline base.json"));
    assert_eq!(written.code, 0, "{}", written.stderr);
    let said = run(repo.path(), &format!("lint {DATE} --baseline base.json")).done();
    assert!(said.starts_with("no violations"), "{said}");
    std::fs::write(repo.path().join("base.json"), "{}").unwrap();
    let ran = run(repo.path(), "lint --baseline base.json");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("hint: relnotes lint --write-baseline"), "{}", ran.stderr);
}

#[test]
fn what_was_before_the_policy_is_not_looked_at() {
    let repo = fixture("policy-hotfix-lost");
    let with = |since: &str| {
        let config = format!("policy.since = \"{since}\"\npolicy.rules.pipelines = \"allow\"\n");
        std::fs::write(repo.path().join("relnotes.toml"), config).unwrap();
        run(repo.path(), &format!("lint {DATE} --strict"))
    };
    let before = with("v1.0.0");
    assert_eq!(before.code, 1);
    assert!(before.stdout.contains("deny: RN205 missing-back-merge"), "{}", before.stdout);
    assert!(with("v1.0.0-hotfix.1").done().starts_with("no violations"));
    let wrong = with("v9.0.0").refused();
    assert!(wrong.contains("`policy.since` is `v9.0.0`, and there is no such tag"), "{wrong}");
}

#[test]
fn levels_and_waivers_of_the_configuration_count() {
    let repo = fixture("policy-violations");
    let config = "[policy.rules]\ntags = \"allow\"\nRN401 = \"warn\"\nmissing-back-merge = \"allow\"\n\
                  RN204 = \"allow\"\nRN101 = \"allow\"\n\
                  [[policy.waivers]]\nrule = \"RN102\"\nsubject = \"release/1.2.0\"\nby = \"Anna\"\n\
                  reason = \"goes away\"\nuntil = \"2026-03-01\"\n";
    std::fs::write(repo.path().join("relnotes.toml"), config).unwrap();
    let ran = run(repo.path(), &format!("lint {DATE}"));
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("waived: RN102 malformed-release-branch of release/1.2.0 by Anna"));
    assert_eq!(run(repo.path(), &format!("lint {DATE} --strict")).code, 1);
    let later = run(repo.path(), "lint --date 2026-03-02");
    assert_eq!(later.code, 1);
    assert!(later.stdout.contains("RN005 expired-waiver"), "{}", later.stdout);
}

#[test]
fn a_name_is_judged_before_it_is_pushed() {
    let repo = fixture("policy-violations");
    for (name, code, word) in [
        ("feature/search", 0, "no violations"),
        ("release/1.3.0", 1, "RN102"),
        ("v1.2.0-rc.1", 0, ""),
        ("release/v1.3.0", 1, "RN203"),
        ("v1.2", 1, "RN301"),
        ("v1.1.0-hotfix.4", 1, "RN310"),
    ] {
        let ran = run(repo.path(), &format!("lint {DATE} --ref {name}"));
        assert_eq!(ran.code, code, "{name}: {}", ran.stdout);
        assert!(ran.stdout.contains(word), "{name}: {}", ran.stdout);
    }
}

#[test]
fn a_message_is_judged_before_it_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let judge = |text: &str, options: &str| {
        std::fs::write(folder.path().join("MSG"), text).unwrap();
        run(folder.path(), &format!("lint --message MSG {options}"))
    };
    assert_eq!(judge("fix: queries\n# a comment\n", "").done(), "");
    let typo = judge("Feat:add search\n", "--strict");
    assert_eq!(typo.code, 1);
    assert!(typo.stdout.contains("RN405"), "{}", typo.stdout);
    let exception = judge("feat: late\n\nFreeze-Exception: yes\n", "");
    assert_eq!(exception.code, 1, "{}", exception.stdout);
}

#[test]
fn a_shallow_clone_is_told_and_nothing_passes_silently() {
    let repo = fixture("gitflow");
    let tip = repo.id("main");
    std::fs::write(repo.path().join(".git/shallow"), format!("{tip}\n")).unwrap();
    let ran = run(repo.path(), &format!("lint {DATE}"));
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("deny: RN001 shallow-clone"), "{}", ran.stdout);
    assert!(ran.stdout.contains("cannot tell: RN205 missing-back-merge"), "{}", ran.stdout);
    assert!(ran.stdout.contains("fix: git fetch --unshallow --tags"), "{}", ran.stdout);
}

#[test]
fn what_only_cannot_be_told_fails_the_strict() {
    let repo = fixture("first-release");
    let quiet = "branches.develop = \"nowhere\"\n[policy.rules]\nRN004 = \"allow\"\npipelines = \"allow\"\n";
    std::fs::write(repo.path().join("relnotes.toml"), quiet).unwrap();
    assert_eq!(run(repo.path(), &format!("lint {DATE}")).code, 0);
    assert_eq!(run(repo.path(), &format!("lint {DATE} --strict")).code, 3);
}

#[test]
fn a_rule_is_explained_by_code_and_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let by_code = run(folder.path(), "explain RN205").done();
    assert!(by_code.starts_with("RN205 missing-back-merge\nlevel deny, group flow\n"), "{by_code}");
    assert_eq!(run(folder.path(), "explain missing-back-merge").done(), by_code);
    let wrong = run(folder.path(), "explain missing-backmerge");
    assert_eq!(wrong.code, 2);
    assert_data_eq!(
        wrong.stderr,
        str![[r#"
error: there is no rule `missing-backmerge`
hint: relnotes explain missing-back-merge

"#]]
    );
}
