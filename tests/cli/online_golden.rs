//! The documents of the shop with what its forge and its tracker answered. `UPDATE=1` asks a server on this machine and
//! writes its answers into `fixtures/http/shop`; without it they are replayed.

use std::fs;
use std::path::{Path, PathBuf};

use relnotes_testkit::TestRepo;
use serde_json::{Value, json};

use super::github::{Known, variable};
use super::{Call, fixture, run};
use crate::golden::assert_golden;

const TRACKER: &str =
    "\n[tracker]\nkind = \"jira\"\nurl = \"https://shop.atlassian.net\"\nproject = \"SHOP\"\n";

/// What the forge knows.
fn known(repo: &TestRepo) -> Known {
    let text = run(repo.path(), "v1.3.0 --format json").done();
    let release: Value = serde_json::from_str(&text).unwrap();
    let is_cart = |it: &&Value| it["tickets"][0] == "SHOP-25";
    let cart = release["changes"].as_array().unwrap().iter().find(is_cart).unwrap();
    let cart = cart["commits"][0].as_str().unwrap().to_owned();
    let labels = |all: &[&str]| {
        let nodes: Vec<Value> = all.iter().map(|name| json!({ "name": name })).collect();
        json!({ "nodes": nodes })
    };
    let mut known = Known::default()
        .request(20, "feat(export): orders as CSV, for accountants", &json!({ "author": { "login": "boris-p" } }))
        .request(21, "feat(orders)!: totals are whole cents", &json!({}))
        .request(22, "fix(payment): the new gateway", &json!({
            "author": { "login": "clara" },
            "mergedAt": "2026-09-19T10:00:00Z",
            "latestOpinionatedReviews": { "nodes": [
                { "state": "APPROVED", "author": { "login": "anna" } },
                { "state": "CHANGES_REQUESTED", "author": { "login": "boris-p" } },
            ] },
        }))
        .request(23, "perf(payment): find the payments of an order by an index", &json!({ "author": { "login": "clara" } }))
        .request(24, "build(deps): axum 0.8, diesel 2.2, no mailer", &json!({ "labels": labels(&["dependencies"]) }))
        .request(27, "feat(cart): carts live for three days", &json!({
            "author": { "login": "boris-p" },
            "body": "Closes SHOP-31.\n\n```release-note\nA cart is kept for three days <b>instead of one</b>.\n```\n",
        }));
    known.of_commits.insert(cart, vec![27]);
    known.firsts = vec![22];
    known
}

/// The tracker's answer; the request is as the program makes it.
fn jira() -> Value {
    let ids = ["SHOP-20", "SHOP-21", "SHOP-22", "SHOP-25", "SHOP-26", "SHOP-30", "SHOP-31"];
    let sent = json!({
        "fields": ["summary", "status", "issuetype", "labels", "fixVersions", "priority"],
        "issueIdsOrKeys": ids,
    });
    let issue = |key: &str, summary: &str, status: &str, category: &str| {
        let status = json!({ "name": status, "statusCategory": { "key": category } });
        json!({ "key": key, "fields": { "summary": summary, "status": status, "labels": [], "fixVersions": [{ "name": "1.3.0" }] } })
    };
    json!({
        "method": "POST",
        "url": "https://shop.atlassian.net/rest/api/3/issue/bulkfetch",
        "sent": sent.to_string(),
        "status": 200,
        "headers": { "content-type": "application/json" },
        "read_at": 1_800_000_000,
        "body": { "issues": [
            issue("SHOP-20", "Выгрузка заказов", "Готово", "done"),
            issue("SHOP-21", "Totals in cents", "Done", "done"),
            issue("SHOP-22", "fix(payment): the new gateway", "Done", "done"),
            issue("SHOP-25", "Carts are lost over the weekend", "In review", "indeterminate"),
            issue("SHOP-26", "The last page of <script> exports", "Done", "done"),
            issue("SHOP-31", "Keep carts", "Done", "done"),
        ] },
    })
}

fn answers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/http/shop")
}

/// Asks the server and keeps its answers, as if it were the real one.
fn record(repo: &TestRepo, config: &str) {
    let server = known(repo).start();
    let api = format!("{}/api/v3", server.address());
    let path = repo.path().join("recording.toml");
    fs::write(&path, format!("{config}\n[network]\napi = \"{api}\"\n")).unwrap();
    let recorded = repo.path().join("recorded");
    let call = Call::new(repo.path()).env(&variable(&server), "any");
    call.run("v1.3.0 --config recording.toml --record recorded").done();
    fs::create_dir_all(answers()).unwrap();
    let mut bodies: Vec<String> = fs::read_dir(&recorded)
        .unwrap()
        .map(|it| fs::read_to_string(it.unwrap().path()).unwrap())
        .collect();
    bodies.sort_by_key(String::len);
    for (number, body) in bodies.iter().enumerate() {
        let mut exchange: Value = serde_json::from_str(body).unwrap();
        exchange["url"] = "https://api.github.com/graphql".into();
        exchange["read_at"] = 1_800_000_000.into();
        let text = serde_json::to_string_pretty(&exchange).unwrap() + "\n";
        fs::write(answers().join(format!("github-{number}.json")), text).unwrap();
    }
    let text = serde_json::to_string_pretty(&jira()).unwrap() + "\n";
    fs::write(answers().join("jira.json"), text).unwrap();
}

#[test]
fn the_shop_with_its_forge_and_its_tracker() {
    let repo = fixture("shop");
    let config = fs::read_to_string(repo.path().join("relnotes.toml")).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        record(&repo, &config);
    }
    fs::write(repo.path().join("relnotes.toml"), format!("{config}{TRACKER}")).unwrap();
    let replay = answers();
    let replay = replay.to_str().unwrap();
    let run = |arguments: &str| {
        let arguments: Vec<&str> = arguments.split(' ').chain(["--replay", replay]).collect();
        let ran = Call::new(repo.path()).env("GITHUB_TOKEN", "any").run_with(&arguments);
        assert!(!ran.stderr.contains("warning: not enriched"), "{}", ran.stderr);
        ran.done()
    };
    for lang in ["en", "ru"] {
        for (document, file) in
            [("user", "notes"), ("internal", "internal-notes"), ("plan", "plan")]
        {
            let text = run(&format!("v1.3.0 -d {document} --lang {lang}"));
            assert_golden(&format!("fixtures/golden/shop-online/{lang}/{file}.md"), &text);
        }
    }
    assert_golden("fixtures/golden/shop-online/release.json", &run("v1.3.0 --format json"));
}
