//! `relnotes gate --online`: what the forge says of a commit, and the tracker of tickets.

use std::fs;

use relnotes_testkit::{Answer, Fixture, Server, TestRepo};
use serde_json::{Value, json};

use super::Call;
use super::github::{Known, SECRET, config, variable};

const HISTORY: &str = r#"
commit "chore: begin"
tag v1.2.0
branch release/v1.3.0
commit "feat: refunds (PAY-1)"
commit "fix: rounding (PAY-2)" as head
"#;

fn shop() -> TestRepo {
    Fixture::parse(HISTORY).unwrap().build()
}

/// Check runs and statuses of the head.
fn checks(runs: &Value, statuses: &Value) -> Server {
    let runs = Answer::json(json!({ "check_runs": runs }).to_string());
    let statuses = Answer::json(json!({ "statuses": statuses }).to_string());
    let id = shop().id("head");
    let of = |what: &str| format!("/api/v3/repos/shop/app/commits/{id}/{what}");
    let others = vec![("GET", of("check-runs"), runs), ("GET", of("status"), statuses)];
    Known { others, ..Known::default() }.start()
}

fn run(name: &str, conclusion: Option<&str>) -> Value {
    let status = if conclusion.is_some() { "completed" } else { "in_progress" };
    json!({ "name": name, "status": status, "conclusion": conclusion })
}

/// Returns a criterion: its status, its reasons, its evidence.
fn criterion(repo: &TestRepo, server: &Server, more: &str, code: &str) -> String {
    let text = format!("{}{more}", config(server));
    fs::write(repo.path().join("relnotes.toml"), text).unwrap();
    let call = Call::new(repo.path()).env(&variable(server), SECRET);
    let ran = call.run("gate --online --no-cache --format json");
    assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET));
    let gate: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    let all = gate["criteria"].as_array().unwrap();
    let found = all.iter().find(|it| it["code"] == code).unwrap();
    let list = |name: &str| -> String {
        let all = found[name].as_array().unwrap().iter();
        all.map(|it| it.as_str().unwrap()).collect::<Vec<_>>().join("; ")
    };
    let shown = format!(
        "{} | {} | {}",
        found["status"].as_str().unwrap(),
        list("reasons"),
        list("evidence")
    );
    // When it was read is the only thing that the clock decides.
    shown.split(", 20").map(|part| part.split_once(" UTC").map_or(part, |(_, rest)| rest)).collect()
}

#[test]
fn checks_are_those_of_exactly_the_commit() {
    let repo = shop();
    let status = json!([{ "context": "ci/build", "state": "success" }]);
    let green =
        checks(&json!([run("unit", Some("success")), run("docs", Some("skipped"))]), &status);
    assert_eq!(criterion(&repo, &green, "", "G05"), "pass | succeeded: 2 (GitHub) | ");
    let required = "[gate.checks]\nrequired = [\"unit\", \"docs\", \"e2e\"]\n";
    let told = "fail | did not succeed: 2 (GitHub) | docs: skipped; e2e: missing";
    assert_eq!(criterion(&repo, &green, required, "G05"), told);
    let skipped = "[gate.checks]\nrequired = [\"unit\", \"docs\"]\nskipped_pass = true\n";
    assert_eq!(criterion(&repo, &green, skipped, "G05"), "pass | succeeded: 2 (GitHub) | ");
    let red = checks(&json!([run("unit", Some("failure")), run("e2e", None)]), &status);
    assert_eq!(
        criterion(&repo, &red, "", "G05"),
        "fail | did not succeed: 1 (GitHub) | unit: failure"
    );
    let running = checks(&json!([run("e2e", None)]), &status);
    let told = "unknown | still running: 1 (GitHub) | e2e: running";
    assert_eq!(criterion(&repo, &running, "", "G05"), told);
    let waiting = json!([run("unit", Some("success")), run("deployment/production", None)]);
    let waiting = checks(&waiting, &json!([]));
    let told = "pass | succeeded: 1 (GitHub) | ";
    assert_eq!(criterion(&repo, &waiting, "", "G05"), told, "a deployment may wait for the gate");
    let named = "[gate.checks]\nrequired = [\"deployment/production\"]\n";
    let told = "unknown | still running: 1 (GitHub) | deployment/production: running";
    assert_eq!(criterion(&repo, &waiting, named, "G05"), told);
    let none = checks(&json!([]), &json!([]));
    let told = "unknown | no check ran on this commit (GitHub) | ";
    assert_eq!(criterion(&repo, &none, "", "G05"), told, "nothing that ran is no success");
}

#[test]
fn checks_answer_for_tests_load_and_security() {
    let repo = shop();
    let runs = json!([
        run("unit", Some("success")),
        run("it", Some("success")),
        run("e2e", Some("failure")),
        run("codeql", Some("success")),
        run("k6", None),
    ]);
    let server = checks(&runs, &json!([]));
    let names = "[gate.checks]\nunit = \"unit\"\nintegration = \"it\"\ne2e = \"e2e\"\nsecurity = \"codeql\"\nload = \"k6\"\n";
    let of = |code: &str| criterion(&repo, &server, names, code);
    let told =
        "fail | unit succeeded (GitHub); it succeeded (GitHub); e2e did not succeed (GitHub) | ";
    assert_eq!(of("G06"), told);
    assert_eq!(of("G08"), "unknown | k6 is still running (GitHub) | ");
    assert_eq!(of("G09"), "pass | codeql succeeded (GitHub) | ");
}

#[test]
fn a_forge_that_does_not_answer_leaves_it_unknown() {
    let repo = shop();
    let down = Server::start(|_| Answer::status(418, r#"{"message": "a teapot"}"#));
    let told = criterion(&repo, &down, "", "G05");
    assert!(told.starts_with("unknown | GitHub was not read: http://127.0.0.1:"), "{told}");
    assert!(told.ends_with(" answers 418: a teapot | "), "{told}");
    let folder = repo.path().join("releases/v1.3.0");
    fs::create_dir_all(&folder).unwrap();
    let attest = "[[attest]]\ncheck = \"pipeline\"\nby = \"Quinn\"\nat = \"2026-11-20\"\n";
    fs::write(folder.join("release.toml"), attest).unwrap();
    let told = criterion(&repo, &down, "", "G05");
    assert!(told.starts_with("pass | confirmed by Quinn"), "{told}");
    let red = checks(&json!([run("unit", Some("failure"))]), &json!([]));
    let told = criterion(&repo, &red, "", "G05");
    assert!(told.starts_with("fail | "), "a word does not count against an answer: {told}");
}

#[test]
fn tickets_are_the_tracker_s() {
    let repo = shop();
    let server = checks(&json!([]), &json!([]));
    let tracker = "[tracker]\nkind = \"file\"\nfile = \"tickets.csv\"\n";
    let of = |csv: &str, code: &str| {
        fs::write(repo.path().join("tickets.csv"), csv).unwrap();
        criterion(&repo, &server, tracker, code)
    };
    let good = "id,title,status,done,version,labels\nPAY-1,Refunds,Done,yes,1.3.0,\nPAY-2,Rounding,Done,yes,1.3.0,blocker\n";
    assert_eq!(of(good, "G03"), "pass | tickets that are done: 2 (export) | ");
    assert_eq!(of(good, "G04"), "pass | the tickets are those of 1.3.0: 2 (export) | ");
    assert_eq!(of(good, "G17"), "pass | none of 2 tickets blocks (export) | ");
    let bad = "id,title,status,done,version,labels\nPAY-1,Refunds,In review,no,1.4.0,\nPAY-7,Taxes,To do,no,1.3.0,Blocker\n";
    assert_eq!(
        of(bad, "G03"),
        "fail | tickets that are not done: 1 (export) | PAY-1: Refunds (In review)"
    );
    assert_eq!(
        of(bad, "G04"),
        "fail | of 1.3.0 and in no commit: 1 (export); in commits and not of 1.3.0: 2 (export) | PAY-7: Taxes (To do); PAY-1; PAY-2"
    );
    assert_eq!(
        of(bad, "G17"),
        "fail | blockers that are not done: 1 (export) | PAY-7: Taxes (To do)"
    );
    let unclear = "id,title,version\nPAY-1,Refunds,1.3.0\n";
    assert_eq!(
        of(unclear, "G03"),
        "unknown | tickets whose state is not known: 2 (export) | PAY-1: Refunds (); PAY-2: not in the tracker"
    );
    let told = of("a\n1\n", "G03");
    assert!(told.starts_with("unknown | tracker was not read: "), "{told}");
}

#[test]
fn the_gate_never_believes_an_old_answer() {
    let repo = shop();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let tracker = Server::start(move |asked| {
        let is_done = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 3;
        let resolved = if is_done { "1536318977000" } else { "null" };
        let issue = |id: &str| {
            format!(r#"{{"idReadable": "{id}", "summary": "x", "resolved": {resolved}}}"#)
        };
        assert!(asked.target.starts_with("/api/issues?"), "{asked:?}");
        Answer::json(format!("[{}, {}]", issue("PAY-1"), issue("PAY-2")))
    });
    let address = tracker.address();
    let text = format!(
        "forge.kind = \"none\"\n[tracker]\nkind = \"youtrack\"\nurl = \"{address}\"\nproject = \"PAY\"\n"
    );
    fs::write(repo.path().join("relnotes.toml"), text).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let status = || {
        let call = Call::new(repo.path()).env("XDG_CACHE_HOME", cache.path().to_str().unwrap());
        let ran = call.run("gate --online --format json");
        let gate: Value =
            serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
        let all = gate["criteria"].as_array().unwrap();
        all.iter().find(|it| it["code"] == "G03").unwrap()["status"].as_str().unwrap().to_owned()
    };
    let seen: Vec<String> = (0..3).map(|_| status()).collect();
    assert_eq!(seen.first().map(String::as_str), Some("fail"));
    assert_eq!(seen.last().map(String::as_str), Some("pass"), "{:?}", tracker.asked());
}
