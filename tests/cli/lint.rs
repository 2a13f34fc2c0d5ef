//! `relnotes lint` and `relnotes explain`.

use std::collections::BTreeSet;

use jsonschema::validator_for;
use serde_json::Value;
use snapbox::{assert_data_eq, str};

use super::{fixture, run};

const DATE: &str = "--date 2026-03-01";

fn schema(name: &str) -> Value {
    let path = format!("{}/../../fixtures/schemas/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

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
fn every_format_has_the_same_findings_and_the_same_end() {
    let repo = fixture("policy-violations");
    let print = |format: &str| {
        let ran = run(repo.path(), &format!("lint {DATE} --format {format}"));
        assert_eq!(ran.code, 1, "{format}");
        ran.stdout
    };
    let json = print("json");
    let expected = codes(&json);
    assert!(expected.len() > 8);
    let unique: BTreeSet<&String> = expected.iter().collect();
    assert_eq!(unique.len(), 11, "{unique:?}");

    let sarif: Value = serde_json::from_str(&print("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let of_sarif: Vec<&str> = results.iter().map(|it| it["ruleId"].as_str().unwrap()).collect();
    assert_eq!(of_sarif, expected);
    let problems: Vec<String> = validator_for(&schema("sarif-2.1.0.json"))
        .unwrap()
        .iter_errors(&sarif)
        .map(|error| format!("{} at {}", error, error.instance_path))
        .collect();
    assert_eq!(problems, Vec::<String>::new());

    let gitlab: Value = serde_json::from_str(&print("gitlab")).unwrap();
    let issues = gitlab.as_array().unwrap();
    let of_gitlab: Vec<&str> =
        issues.iter().map(|issue| issue["check_name"].as_str().unwrap()).collect();
    assert_eq!(of_gitlab, expected);
    assert!(validator_for(&schema("code-quality.json")).unwrap().is_valid(&gitlab));
    let prints: BTreeSet<&str> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), issues.len());

    let github = print("github");
    let of_github: Vec<&str> =
        github.lines().filter_map(|line| line.split("title=").nth(1)).collect();
    let of_github: Vec<&str> = of_github.iter().map(|title| &title[..5]).collect();
    assert_eq!(of_github, expected);

    let junit = print("junit");
    let mut of_junit: Vec<String> = Vec::new();
    for case in junit.split("<testcase ").skip(1) {
        let name = case.split("name=\"").nth(1).unwrap();
        if case.contains("<failure") || case.contains("<skipped") {
            of_junit.push(name[..5].to_owned());
        }
    }
    assert_eq!(of_junit, expected);
}

#[test]
fn hostile_names_and_subjects_break_no_format() {
    let repo = fixture("policy-violations");
    for format in ["text", "json", "sarif", "github", "gitlab", "junit"] {
        let text = run(repo.path(), &format!("lint {DATE} --format {format}")).stdout;
        assert!(!text.contains('\u{1b}'), "an escape in {format}");
        if format != "json" && format != "sarif" && format != "gitlab" {
            assert!(!text.contains('\u{202e}'), "a direction in {format}");
        }
        if format == "junit" {
            assert!(!text.contains("<b>") && !text.contains("]]>"), "markup in {format}");
        }
        if format == "github" {
            let begins = text.lines().filter(|line| line.starts_with("::")).count();
            assert_eq!(begins, text.lines().count());
            assert!(
                text.lines().all(|line| line.matches("%0A").count() <= line.matches("%0A").count())
            );
        } else {
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{format}");
        }
    }
}

#[test]
fn the_json_is_as_its_schema_says() {
    let repo = fixture("policy-violations");
    let schema: Value = serde_json::from_str(&run(repo.path(), "schema lint").done()).unwrap();
    let json: Value =
        serde_json::from_str(&run(repo.path(), &format!("lint {DATE} --format json")).stdout)
            .unwrap();
    assert!(validator_for(&schema).unwrap().is_valid(&json));
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
