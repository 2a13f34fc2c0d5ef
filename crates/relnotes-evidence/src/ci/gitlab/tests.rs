use relnotes_core::pipeline::Checkout;

use crate::ci::tests::{check, read_all, shown};

const CI: &str = ".gitlab-ci.yml";

#[track_caller]
fn job(rest: &str, expected: &str) {
    let expected = match expected {
        "" => String::new(),
        signs => format!("{signs} build"),
    };
    check(CI, &format!("build:\n  script: [cargo build]\n{rest}"), &expected);
}

#[test]
fn branches_and_tags_start_a_job_without_rules() {
    job("", "yyyyyyyy");
}

#[test]
fn rules() {
    job("  rules: [{if: $CI_COMMIT_BRANCH =~ /^release\\//}]", "---yy---");
    job("  rules: [{if: $CI_COMMIT_TAG}]", "------yy");
    job(
        "  rules:\n    - if: $CI_COMMIT_TAG =~ /-rc\\./\n      when: never\n    - if: $CI_COMMIT_TAG",
        "------y-",
    );
    job("  rules: [{if: $CI_PIPELINE_SOURCE == 'merge_request_event'}]", "yy-??---");
    job("  rules: [{if: $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == 'develop'}]", "yy------");
    job("  rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]", "--?--?--");
    job("  rules: [{if: $DEPLOY, when: never}, {if: $CI_COMMIT_TAG}]", "------??");
    job("  rules: [{changes: [src/**]}]", "????????");
    job("  rules: [{if: $A, when: manual}, {when: on_success}]", "yyyyyyyy");
    job("  rules: [{when: never}]", "");
    job("  when: manual", "yyyyyyyy");
    job("  when: on_failure", "");
}

#[test]
fn workflow_rules_decide_for_all() {
    let workflow = |rules: &str| format!("  stage: x\nworkflow:\n  rules:\n{rules}");
    job(&workflow("    - if: $CI_COMMIT_TAG"), "------yy");
    job(
        &workflow(
            "    - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS\n      when: never\n    - if: $CI_COMMIT_BRANCH",
        ),
        "??????--",
    );
    job(&workflow("    - if: $CI_PIPELINE_SOURCE == 'schedule'"), "--?--?--");
}

#[test]
fn only_and_except() {
    job("  only: [develop]", "--y-----");
    job("  only: [tags]", "------yy");
    job("  only: [/^release\\/.*$/]", "---yy---");
    job("  only: [branches]\n  except: [main]", "yyyyy---");
    job("  only: [merge_requests]", "yy-??---");
    job("  only:\n    refs: [main]\n    variables: [$DEPLOY]", "-----?--");
    job("  except: [tags]", "yyyyyy--");
    job("  only: [main@group/project]", "-----?--");
}

#[test]
fn jobs_are_put_together() {
    let text = "
.base: &base
  script: [make unit-tests]
  rules: [{if: $CI_COMMIT_BRANCH == 'main'}]
.tagged:
  rules: [{if: $CI_COMMIT_TAG}]
one: {extends: .base}
two: {extends: [.base, .tagged]}
three:
  <<: *base
  rules:
    - !reference [.tagged, rules]
    - if: $CI_COMMIT_BRANCH == 'develop'
";
    let pipelines = read_all(&[(CI, text)]);
    let signs: Vec<String> = pipelines.files[0]
        .jobs
        .iter()
        .map(|job| {
            let signs: String =
                job.runs.iter().map(|run| if run.reason.is_none() { 'y' } else { '-' }).collect();
            format!("{} {signs}", job.id)
        })
        .collect();
    assert_eq!(signs, ["one -----y--", "two ------yy", "three --y---yy"]);
    assert_eq!(shown(&pipelines), "--y--yyy unit\n");
}

#[test]
fn includes_are_followed_or_hide_jobs() {
    let main = "include:\n  - local: /ci/test.yml\n  - local: ci/more/*.yml\nbuild: {script: [cargo build]}";
    let files = [
        (CI, main),
        ("ci/test.yml", "unit: {script: [x], only: [main]}"),
        ("ci/more/a.yml", "smoke: {only: [develop]}"),
    ];
    let all = shown(&read_all(&files));
    assert_eq!(all, "yyyyyyyy build\n-----y-- unit\n--y----- smoke\n");
    for include in [
        "{project: a/b, file: x.yml}",
        "{remote: 'https://x/y.yml'}",
        "{template: Auto-DevOps}",
        "none.yml",
    ] {
        let text = format!("include: {include}\nbuild: {{script: [cargo build]}}");
        let pipelines = read_all(&[(CI, &text)]);
        assert!(pipelines.problems[0].hides_jobs, "{include}");
        assert!(shown(&pipelines).contains("???????? unit"), "{include}");
    }
}

#[test]
fn stages_environments_and_triggers_say_what_is_done() {
    check(CI, "a: {stage: test, script: [x]}", "yyyyyyyy unit\n???????? integration");
    check(CI, "a: {stage: deploy, environment: production, only: [main]}", "-----y-- deploy-prod");
    check(
        CI,
        "go: {environment: {name: staging, url: x}, only: [develop]}",
        "--y----- deploy-staging",
    );
    check(CI, "stop: {environment: {name: staging, action: stop}}", "");
    check(CI, "a: {stage: deploy, environment: review/$CI_COMMIT_REF_SLUG}", "");
    let triggered = read_all(&[(CI, "child: {trigger: {include: child.yml}, only: [main]}")]);
    assert!(shown(&triggered).starts_with("-----?-- build\n"));
}

#[test]
fn needs_manual_jobs_and_depth() {
    let text = "
variables: {GIT_DEPTH: '20'}
unit: {only: [main]}
smoke: {needs: [unit]}
prod: {stage: deploy, when: manual, environment: production, variables: {GIT_DEPTH: 0}, script: [relnotes lint]}
";
    let pipelines = read_all(&[(CI, text)]);
    assert_eq!(shown(&pipelines), "-----y-- unit\n-----y-- smoke\nyyyyyyyy deploy-prod\n");
    let jobs = &pipelines.files[0].jobs;
    assert!(jobs[2].is_manual && !jobs[0].is_manual);
    assert_eq!((&jobs[2].checkout, jobs[2].relnotes.as_ref().unwrap().line), (&Checkout::Full, 5));
    assert!(matches!(&jobs[0].checkout, Checkout::Shallow(place) if place.line == 2));
    let unset = read_all(&[(CI, "lint: {script: [relnotes lint]}")]);
    assert!(matches!(unset.files[0].jobs[0].checkout, Checkout::Unknown(..)));
}

#[test]
fn a_regex_in_quotes_gets_a_note() {
    let text =
        "build:\n  script: [cargo build]\n  rules:\n    - if: $CI_COMMIT_BRANCH =~ \"/^release/\"";
    let pipelines = read_all(&[(CI, text)]);
    assert_eq!(pipelines.problems[0].place.line, 4);
    assert!(!pipelines.problems[0].hides_jobs);
    assert!(shown(&pipelines).starts_with("????"));
}

#[test]
fn circles_and_bombs_of_extends_end() {
    let mut text = String::from(
        ".a0: {x: 1}\nloop: {extends: loop}\n.r: {script: [!reference [.r, script]]}\nr: {extends: .r}\n",
    );
    for level in 1..12 {
        let parents = vec![format!(".a{}", level - 1); 9].join(", ");
        text.push_str(&format!(".a{level}: {{extends: [{parents}]}}\n"));
    }
    text.push_str("build: {extends: .a11}\n");
    let begun = std::time::Instant::now();
    let pipelines = read_all(&[(CI, &text)]);
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(pipelines.problems.iter().any(|problem| problem.hides_jobs));
    let itself = read_all(&[(CI, "include: .gitlab-ci.yml\nbuild: {script: [x]}")]);
    assert_eq!(shown(&itself), "yyyyyyyy build\n");
}
