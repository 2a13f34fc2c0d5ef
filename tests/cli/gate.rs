//! `relnotes gate`: go, no-go or cannot tell; waivers, attestations, decisions.

use std::fs;

use serde_json::Value;

use super::story::Story;
use super::{Ran, run};

fn gate(story: &Story, arguments: &str) -> (i32, Value) {
    let ran = run(story.repo.path(), &format!("gate --format json {arguments}"));
    (ran.code, serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr)))
}

fn status(gate: &Value, code: &str) -> String {
    let all = gate["criteria"].as_array().unwrap();
    all.iter().find(|it| it["code"] == code).unwrap()["status"].as_str().unwrap().to_owned()
}

const JUNIT: &str = "<testsuites><testsuite name=\"unit\"><testcase name=\"a\"/></testsuite>\
<testsuite name=\"integration\"><testcase name=\"b\"/></testsuite><testsuite name=\"e2e\">CASES</testsuite></testsuites>";

const PIPELINE: &str = "on:\n  push:\n    branches: ['feature/**', develop, 'release/**', main]\n    tags: ['v*']\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make build}]\n  unit:\n    runs-on: x\n    steps: [{run: make unit-tests}]\n  integration:\n    runs-on: x\n    steps: [{run: make integration-tests}]\n  e2e:\n    runs-on: x\n    steps: [{run: make e2e}]\n  smoke:\n    runs-on: x\n    steps: [{run: make smoke}]\n  deploy-staging:\n    if: github.ref == 'refs/heads/develop'\n    runs-on: x\n    environment: staging\n    steps: [{run: make deploy}]\n  deploy-preprod:\n    if: startsWith(github.ref, 'refs/heads/release/')\n    runs-on: x\n    environment: pre-prod\n    steps: [{run: make deploy}]\n  deploy-prod:\n    if: github.ref == 'refs/heads/main'\n    runs-on: x\n    environment: production\n    steps: [{run: make deploy}]\n";

/// A release that everything is known about.
fn ready() -> Story {
    let story = Story::cut();
    story.land(".github/workflows/ci.yml", PIPELINE, "ci: pipelines (SHOP-90)");
    run(story.repo.path(), "draft").done();
    let brief = story.read("release.toml");
    let attests: String = [
        "acceptance",
        "scope",
        "pipeline",
        "perf_load",
        "security_review",
        "no_blockers",
        "migration_rehearsal",
    ]
    .iter()
    .map(|check| {
        format!("\n[[attest]]\ncheck = \"{check}\"\nby = \"Quinn\"\nat = \"2026-11-20\"\n")
    })
    .collect();
    let brief = brief.replace("start = \"\"", "start = \"2027-01-10T10:00:00Z\"") + &attests;
    fs::write(story.path("release.toml"), brief).unwrap();
    run(story.repo.path(), "draft").done();
    for name in ["plan.md", "rollback.md", "monitoring.md"] {
        let text = story.read(name);
        let filled = text.lines().map(|line| match line.split_once(" <!-- rn:todo ") {
            // Every blank is filled: words instead of brackets.
            Some((text, mark)) => {
                let from = text
                    .find('[')
                    .filter(|at| !text[*at..].starts_with("[ ]"))
                    .unwrap_or(text.len());
                format!("{}done <!-- rn:todo {mark}", &text[..from])
            }
            None => line.to_owned(),
        });
        fs::write(story.path(name), filled.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }
    story.git.git(&["add", "-A"]);
    story.git.git(&["commit", "-q", "-m", "docs: everything is filled"]);
    story.git.git(&["tag", "-a", "-m", "Release candidate 1 of v1.3.0", "v1.3.0-rc.1"]);
    fs::write(
        story.repo.path().join("junit.xml"),
        JUNIT.replace("CASES", "<testcase name=\"c\"/>"),
    )
    .unwrap();
    story
}

const READY: &str = "--junit junit.xml --date 2026-11-26";

#[test]
fn without_documents_it_is_no_go() {
    let story = Story::cut();
    let (code, gate) = gate(&story, "--date 2026-11-26");
    assert_eq!((code, gate["verdict"].as_str().unwrap()), (1, "no-go"));
    for (code, expected) in [
        ("G01", "pass"),
        ("G02", "pass"),
        ("G03", "unknown"),
        ("G05", "unknown"),
        ("G06", "unknown"),
        ("G07", "fail"),
        ("G10", "fail"),
        ("G12", "fail"),
        ("G16", "pass"),
        ("G18", "fail"),
        ("G19", "pass"),
        ("G20", "fail"),
        ("G21", "fail"),
        ("G22", "unknown"),
    ] {
        assert_eq!(status(&gate, code), expected, "{code}");
    }
}

#[test]
fn everything_known_is_go_and_a_later_commit_makes_the_decision_old() {
    let story = ready();
    let (code, result) = gate(&story, READY);
    assert_eq!((code, result["verdict"].as_str().unwrap()), (0, "go"), "{result:#}");
    let decide = format!("gate {READY} --decide go --by Rita --note tested");
    let ran = run(story.repo.path(), &decide);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("recorded in releases/v1.3.0/decision.toml"), "{}", ran.stderr);
    let (_, result) = gate(&story, READY);
    assert_eq!(
        (&result["decision"]["by"], &result["decision"]["holds"]),
        (&"Rita".into(), &true.into())
    );
    // A commit of documents alone changes nothing; another one does.
    story.git.git(&["add", "-A", "releases"]);
    story.git.git(&["commit", "-q", "-m", "docs: decided"]);
    assert_eq!(gate(&story, READY).1["decision"]["holds"], true);
    story.land("src/late.rs", "fn late() {}\n", "fix(x): late (SHOP-91)");
    let (code, result) = gate(&story, READY);
    assert_eq!((code, &result["decision"]["holds"]), (1, &false.into()));
    assert_eq!(
        (status(&result, "G20").as_str(), status(&result, "G07").as_str()),
        ("fail", "fail")
    );
    // Nothing is lost by the next decision.
    run(story.repo.path(), &format!("gate {READY} --decide no-go --by Otto --note late"));
    let text = story.read("decision.toml");
    assert!(text.contains("by = \"Rita\"") && text.contains("by = \"Otto\""), "{text}");
}

#[test]
fn a_version_that_does_not_fit_fails_before_its_tag_is_made() {
    let story = Story::cut();
    story.land("src/api.rs", "fn v2() {}\n", "feat(api)!: drop version 1 (SHOP-92)");
    let version_fits = || {
        let (_, result) = gate(&story, "--date 2026-11-26");
        (status(&result, "G19"), result["criteria"][18]["evidence"].to_string())
    };
    let (status, evidence) = version_fits();
    assert_eq!(status, "fail", "{evidence}");
    assert!(evidence.contains("RN501 refs/tags/v1.3.0: v1.3.0 is a minor release"), "{evidence}");
    // A candidate of before says nothing of what came after it, and the finding comes once.
    story.git.git(&["tag", "-a", "-m", "candidate", "v1.3.0-rc.1", "HEAD~1"]);
    assert_eq!(version_fits(), (status, evidence));
}

#[test]
fn a_role_is_named_in_the_plan_as_well() {
    let story = Story::cut();
    let config = story.repo.path().join("relnotes.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text + "[gate]\nroles = [\"qa_lead\"]\n").unwrap();
    story.draft("--lang en");
    let scheduled = || {
        let (_, result) = gate(&story, "--date 2026-11-26");
        result["criteria"][17]["reasons"].to_string()
    };
    assert!(scheduled().contains("nobody is named: qa_lead"), "{}", scheduled());
    for (name, is_named) in [("", false), ("TBD", false), ("Rita", true)] {
        let plan =
            story.read("plan.md").replace("QA Lead: [name] <!--", &format!("QA Lead: {name} <!--"));
        fs::write(story.path("plan.md"), &plan).unwrap();
        assert_eq!(!scheduled().contains("qa_lead"), is_named, "{name}: {}", scheduled());
        fs::write(
            story.path("plan.md"),
            plan.replace(&format!("QA Lead: {name} <!--"), "QA Lead: [name] <!--"),
        )
        .unwrap();
    }
}

#[test]
fn tests_below_their_threshold_fail() {
    let story = ready();
    let twenty = "<testcase name=\"c\"/>".repeat(18)
        + &"<testcase name=\"d\"><failure/></testcase>".repeat(2);
    fs::write(story.repo.path().join("junit.xml"), JUNIT.replace("CASES", &twenty)).unwrap();
    let (code, result) = gate(&story, READY);
    assert_eq!((code, status(&result, "G06").as_str()), (1, "fail"));
    let reasons = result["criteria"][5]["reasons"].to_string();
    assert!(reasons.contains("e2e: 18 of 20 passed (90 %, 95 % asked)"), "{reasons}");
    // No GO without a waiver, and with one it is on the page.
    let go = format!("gate {READY} --decide go --by Rita --note x");
    let ran = run(story.repo.path(), &go);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("GO is not recorded: G06 fail"), "{}", ran.stderr);
    let waiver = "\n[[waiver]]\nrule = \"G06\"\nreason = \"two flaky tests\"\nby = \"Quinn\"\nuntil = \"2026-12-31\"\n";
    let brief = story.read("release.toml") + waiver;
    fs::write(story.path("release.toml"), brief).unwrap();
    assert_eq!(status(&gate(&story, READY).1, "G06"), "waived");
    let late = READY.replace("2026-11-26", "2027-01-02");
    assert_eq!(status(&gate(&story, &late).1, "G06"), "fail", "it has run out");
}

#[test]
fn unknown_is_never_go_unless_somebody_says_so() {
    let story = ready();
    let brief = story.read("release.toml").replace("check = \"perf_load\"", "check = \"other\"");
    fs::write(story.path("release.toml"), brief).unwrap();
    let (code, result) = gate(&story, READY);
    assert_eq!((code, result["verdict"].as_str().unwrap()), (3, "cannot-tell"));
    let (code, result) = gate(&story, &format!("{READY} --allow-unknown g08"));
    assert_eq!((code, status(&result, "G08").as_str()), (0, "waived"));
    let said = run(story.repo.path(), "gate --allow-unknown G99").refused();
    assert!(said.contains("`G99` is no criterion"), "{said}");
    fs::write(
        story.repo.path().join("relnotes.toml"),
        "[roles]\nrelease_manager = \"Rita\"\n[gate]\nskip = [\"G08\"]\n",
    )
    .unwrap();
    assert_eq!(status(&gate(&story, READY).1, "G08"), "not-applicable");
}

#[test]
fn every_format_ends_alike_and_no_text_gets_out_of_it() {
    let story = ready();
    let hostile = "</script><img src=x onerror=alert(1)> ::error::x | `a` \u{1b}[31m";
    let brief = story.read("release.toml")
        + &format!(
            "\n[[waiver]]\nrule = \"G17\"\nreason = {}\nby = \"Q\"\nuntil = \"2026-12-31\"\n",
            serde_json::to_string(hostile).unwrap()
        );
    let brief = brief.replace("check = \"no_blockers\"", "check = \"other\"");
    fs::write(story.path("release.toml"), brief).unwrap();
    let all: Vec<Ran> = ["text", "md", "html", "json", "junit", "github"]
        .iter()
        .map(|format| run(story.repo.path(), &format!("gate {READY} --format {format}")))
        .collect();
    for ran in &all {
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    }
    assert!(
        !all[2].stdout.contains("<img") && all[2].stdout.contains("&lt;img"),
        "{}",
        all[2].stdout
    );
    assert!(!all[4].stdout.contains("<img"), "{}", all[4].stdout);
    assert!(all[5].stdout.lines().all(|line| line.starts_with("::notice ")), "{}", all[5].stdout);
    assert!(all[1].stdout.contains("\\<img"), "{}", all[1].stdout);
}

#[test]
fn what_is_no_result_of_tests_is_refused() {
    let story = Story::cut();
    let said = run(story.repo.path(), "gate --junit nothing.xml").refused();
    assert!(said.contains("cannot read `nothing.xml`"), "{said}");
    let said = run(story.repo.path(), "gate --junit README.md").refused();
    assert!(said.contains("`README.md` is no JUnit XML"), "{said}");
    let said = run(story.repo.path(), "gate --decide go");
    assert_eq!(said.code, 2, "{}", said.stderr);
}
