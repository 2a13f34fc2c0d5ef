//! `--online`: what the forge knows of a release, and what is left of a release when it does not answer.

use std::fs;

use relnotes_testkit::{Answer, Fixture, Server, TestRepo};
use serde_json::{Value, json};

use super::github::{Known, SECRET, config, variable};
use super::{Call, Ran};

/// A squash, a branch that was merged without its number, and two commits that were rebased.
const HISTORY: &str = r#"
commit "chore: begin"
tag v1.2.0
commit "Search in all shops (#42)" as squash
branch feature/cart
commit "wip" as wip
commit "more" as more
switch main
merge feature/cart "Merge branch 'feature/cart' into 'main'" as merge
commit "fix: round halves up" as one
commit "fix: and thirds" as two
commit "docs: nobody reviewed this" as alone
tag v1.3.0
"#;

fn shop() -> TestRepo {
    Fixture::parse(HISTORY).unwrap().build()
}

fn known(repo: &TestRepo) -> Known {
    let mut known = Known::default()
        .request(42, "feat(search): find *everything*", &json!({ "labels": { "nodes": [{ "name": "enhancement" }] } }))
        .request(43, "A cart that remembers", &json!({
            "labels": { "nodes": [{ "name": "kind/feature" }, { "name": "breaking-change" }] },
            "body": "<!-- what? -->\nCloses SHOP-7\n\n```release-note\nThe cart is kept for a week.\n```",
        }))
        .request(44, "Rounding", &json!({ "author": { "login": "boris" } }))
        .request(90, "Release 1.3.0", &json!({ "headRefName": "develop", "mergedAt": "2026-09-19T10:00:00Z" }));
    for (name, numbers) in
        [("wip", vec![43]), ("more", vec![43]), ("one", vec![90, 44]), ("two", vec![44])]
    {
        known.of_commits.insert(repo.id(name).to_string(), numbers);
    }
    known
}

fn call(repo: &TestRepo, server: &Server, arguments: &str) -> Ran {
    fs::write(repo.path().join("relnotes.toml"), config(server)).unwrap();
    Call::new(repo.path()).env(&variable(server), SECRET).run(arguments)
}

fn changes(text: &str) -> Vec<String> {
    let json: Value = serde_json::from_str(text).unwrap();
    let all = json["changes"].as_array().unwrap().iter();
    all.map(|it| {
        format!(
            "{} {} {} {} {}",
            it["id"],
            it["kind"],
            it["breaking"],
            it["description"],
            it["commits"].as_array().unwrap().len()
        )
        .replace('"', "")
    })
    .collect()
}

#[test]
fn pull_requests_give_titles_kinds_and_notes() {
    let repo = shop();
    let server = known(&repo).start();
    let offline = changes(&call(&repo, &server, "v1.3.0 --format json").done());
    assert!(server.asked().is_empty(), "nobody asked for the network");
    assert_eq!(
        offline,
        [
            "p:42 unclassified false Search in all shops 1",
            "c:5946b163c49d unclassified false wip 1",
            "c:a09c505a33b8 unclassified false more 1",
            "c:55368d1efb5f fix false round halves up 1",
            "c:500d863c4974 fix false and thirds 1",
            "c:df4622b63c5d technical false nobody reviewed this 1",
        ]
    );
    let online = changes(&call(&repo, &server, "v1.3.0 --format json --online").done());
    assert_eq!(
        online,
        [
            "p:42 feature false find *everything* 1",
            "p:43 feature true The cart is kept for a week. 2",
            "p:44 fix false Rounding 2",
            "c:df4622b63c5d technical false nobody reviewed this 1",
        ]
    );
    assert_eq!(
        server.asked().len(),
        3,
        "one request for numbers, one for commits, one for authors"
    );
    let notes = call(&repo, &server, "v1.3.0 --online").done();
    assert!(notes.contains("The cart is kept for a week"), "{notes}");
    assert!(notes.contains(r"find \*everything\*"), "text of a forge is escaped: {notes}");
}

#[test]
fn a_request_that_was_never_merged_gives_nothing() {
    let repo = shop();
    let closed =
        json!({ "mergedAt": null, "labels": { "nodes": [{ "name": "breaking-change" }] } });
    let server = Known::default().request(42, "Something else", &closed).start();
    let online = changes(&call(&repo, &server, "v1.3.0 --format json --online").done());
    assert_eq!(online[0], "p:42 unclassified false Search in all shops 1");
}

#[test]
fn a_label_hides_no_change_that_breaks() {
    let repo = Fixture::parse(
        "commit \"a\"\ntag v1.2.0\ncommit \"one (#1)\"\ncommit \"two (#2)\"\ncommit \"three (#3)\"\ntag v1.3.0",
    )
    .unwrap()
    .build();
    let labels = |all: &[&str]| {
        let nodes: Vec<Value> = all.iter().map(|name| json!({ "name": name })).collect();
        json!({ "labels": { "nodes": nodes } })
    };
    let server = Known::default()
        .request(1, "fix: one of the inside", &labels(&["skip-changelog"]))
        .request(2, "feat!: two is gone", &labels(&["skip-changelog"]))
        .request(
            3,
            "fix: three",
            &json!({
                "labels": { "nodes": [{ "name": "skip-changelog" }] },
                "body": "```release-note\nThree is for everybody.\n```",
            }),
        )
        .start();
    let notes = call(&repo, &server, "v1.3.0 --online").done();
    assert!(!notes.contains("one of the inside"), "{notes}");
    assert!(notes.contains("two is gone") && notes.contains("Three is for everybody"), "{notes}");
}

#[test]
fn the_plan_of_a_candidate_speaks_of_the_whole_version() {
    let history = "commit \"a\"\ntag v1.2.0\ncommit \"one (#1)\"\ntag v1.3.0-rc.1\ncommit \"two (#2)\"\ntag v1.3.0-rc.2";
    let repo = Fixture::parse(history).unwrap().build();
    let server = Known::default()
        .request(1, "feat: the first", &json!({}))
        .request(2, "feat: the second", &json!({}))
        .start();
    let notes = call(&repo, &server, "v1.3.0-rc.2 --online").done();
    assert!(notes.contains("the second") && !notes.contains("the first"), "{notes}");
    let plan = call(&repo, &server, "v1.3.0-rc.2 -d plan --online").done();
    assert!(plan.to_lowercase().contains("the second"), "{plan}");
    assert!(plan.to_lowercase().contains("the first"), "{plan}");
}

#[test]
fn a_forge_that_does_not_answer_leaves_the_release_as_git_has_it() {
    let repo = shop();
    let server = Server::start(|_| Answer::status(401, r#"{"message": "Bad credentials"}"#));
    let offline = call(&repo, &server, "v1.3.0").done();
    let ran = call(&repo, &server, "v1.3.0 --online");
    let warning = "warning: not enriched by GitHub: ";
    assert!(
        ran.stderr.contains(warning) && ran.stderr.contains("(401): Bad credentials"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.done(), offline, "users need not know");
    let internal = call(&repo, &server, "v1.3.0 --online -d internal --lang ru").done();
    assert!(internal.contains("Форж или трекер ответил не на всё"), "{internal}");
}

#[test]
fn offline_is_stronger_than_the_configuration() {
    let repo = shop();
    let server = known(&repo).start();
    let text = config(&server) + "online = true\n";
    fs::write(repo.path().join("relnotes.toml"), text).unwrap();
    let run =
        |arguments: &str| Call::new(repo.path()).env(&variable(&server), SECRET).run(arguments);
    let told = run("v1.3.0").done();
    assert!(told.contains("The cart is kept") && !server.asked().is_empty());
    let asked = server.asked().len();
    assert!(!run("v1.3.0 --offline").done().contains("The cart is kept"));
    assert_eq!(server.asked().len(), asked);
}

#[test]
fn what_was_recorded_gives_the_same_documents_again() {
    let repo = shop();
    let server = known(&repo).start();
    let recorded = call(&repo, &server, "v1.3.0 --record answers").done();
    let text = config(&server);
    drop(server);
    fs::write(repo.path().join("relnotes.toml"), text).unwrap();
    // The way to the token decides how is asked; nobody is asked.
    let variable = text_variable(&repo);
    let replayed =
        Call::new(repo.path()).env(&variable, "any").run("v1.3.0 --replay answers").done();
    assert_eq!(replayed, recorded);
    for entry in fs::read_dir(repo.path().join("answers")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains(SECRET));
    }
}

fn text_variable(repo: &TestRepo) -> String {
    let text = fs::read_to_string(repo.path().join("relnotes.toml")).unwrap();
    let port = text.split("127.0.0.1:").nth(1).unwrap().split('/').next().unwrap();
    format!("RELNOTES_TOKEN_127_0_0_1_{port}")
}

/// Every file below a folder that holds the token.
fn holding(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path));
        } else if fs::read(&path).unwrap().windows(SECRET.len()).any(|it| it == SECRET.as_bytes()) {
            found.push(path);
        }
    }
    found
}

#[test]
fn no_byte_of_a_token_is_written_anywhere() {
    let echo = |asked: &relnotes_testkit::Asked| {
        let shown = asked.header("authorization").unwrap().to_owned();
        match asked.target.as_str() {
            "/api/graphql" => {
                Answer::status(401, json!({ "message": format!("bad: {shown}") }).to_string())
            }
            _ => Answer::json(json!({ "shown": shown }).to_string())
                .header("link", format!("<{shown}>")),
        }
    };
    let (repo, cache) = (shop(), tempfile::tempdir().unwrap());
    let good = known(&repo).start();
    let bad = Server::start(echo);
    for (server, arguments) in [
        (&good, "v1.3.0 --online -d all -o out"),
        (&good, "v1.3.0 --online --format json -o out.json"),
        (&good, "v1.3.0 --record answers"),
        (&bad, "v1.3.0 --online -d all -o bad"),
        (&bad, "v1.3.0 --record bad-answers"),
        (&bad, "gate v1.3.0 --online --format html -o gate.html"),
        (&bad, "publish v1.3.0 --draft"),
        (&bad, "publish v1.3.0 --final --dry-run"),
    ] {
        fs::write(repo.path().join("relnotes.toml"), config(server)).unwrap();
        let call = Call::new(repo.path()).env(&variable(server), SECRET);
        let ran = call.env("XDG_CACHE_HOME", cache.path().to_str().unwrap()).run(arguments);
        assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET), "{arguments}");
    }
    assert!(!bad.asked().is_empty() && fs::read_dir(cache.path()).unwrap().next().is_some());
    assert_eq!(holding(repo.path()), [] as [std::path::PathBuf; 0]);
    assert_eq!(holding(cache.path()), [] as [std::path::PathBuf; 0]);
}

#[test]
fn a_command_that_asks_nobody_says_so() {
    let repo = shop();
    let server = known(&repo).start();
    let ran = call(&repo, &server, "changelog --online");
    let note =
        "note: `--online` counts for nothing here: this command asks neither forge nor tracker";
    assert!(ran.stderr.contains(note) && server.asked().is_empty(), "{}", ran.stderr);
    assert!(!call(&repo, &server, "changelog --offline").stderr.contains("--online"));
}

#[test]
fn a_wait_is_told() {
    let repo = shop();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server =
        Server::start(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Answer::status(429, "{}").header("retry-after", "1"),
            _ => Answer::json(r#"{"data": {"repository": {}}}"#),
        });
    let ran = call(&repo, &server, "v1.3.0 --online");
    let told = format!("waiting 1 s for 127.0.0.1:{}", server.port());
    assert!(ran.stderr.contains(&told) && !ran.stderr.contains("not enriched"), "{}", ran.stderr);
}
