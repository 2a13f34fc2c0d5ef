//! `relnotes publish`: a release on the forge is made once, changed after that, and what people wrote there stays.

use std::fs;
use std::sync::{Arc, Mutex};

use relnotes_testkit::{Answer, Asked, Fixture, Server, TestRepo};
use serde_json::{Value, json};

use super::github::{SECRET, config, variable};
use super::{Call, Ran};

const HISTORY: &str = r#"
commit "chore: begin"
tag v1.2.0
commit "feat: search (#1)"
tag v1.3.0-rc.1
commit "fix: cart (#2)"
tag v1.3.0
branch release/v1.2.0-hotfix from v1.2.0
commit "fix: taxes (#3)"
tag v1.2.0-hotfix.1
"#;

/// A GitHub with releases that can be made and changed.
struct Forge {
    releases: Arc<Mutex<Vec<Value>>>,
    server: Server,
}

impl Forge {
    fn start(tags: &'static [&'static str]) -> Self {
        let releases = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&releases);
        let server = Server::start(move |asked| answer(asked, &mut kept.lock().unwrap(), tags));
        Self { releases, server }
    }

    fn run(&self, repo: &TestRepo, arguments: &str) -> Ran {
        fs::write(repo.path().join("relnotes.toml"), config(&self.server)).unwrap();
        let ran = Call::new(repo.path()).env(&variable(&self.server), SECRET).run(arguments);
        assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET), "{}", ran.stderr);
        ran
    }

    fn release(&self, at: usize) -> Value {
        self.releases.lock().unwrap()[at].clone()
    }

    fn body(&self) -> String {
        self.release(0)["body"].as_str().unwrap().to_owned()
    }

    /// How many requests changed something.
    fn changes(&self) -> usize {
        self.server.asked().iter().filter(|asked| asked.method != "GET").count()
    }
}

fn answer(asked: &Asked, releases: &mut Vec<Value>, tags: &[&str]) -> Answer {
    let path = asked.target.strip_prefix("/api/v3/repos/shop/app/").unwrap_or_default();
    let sent: Value = serde_json::from_str(&asked.body).unwrap_or_default();
    match asked.method.as_str() {
        "GET" if path.starts_with("releases?") => Answer::json(json!(releases).to_string()),
        "GET" if tags.iter().any(|tag| path == format!("git/ref/tags/{tag}")) => Answer::json("{}"),
        "POST" if path == "releases" => {
            let mut made = sent;
            made["id"] = json!(releases.len());
            made["html_url"] =
                json!(format!("https://github.com/shop/app/releases/{}", releases.len()));
            releases.push(made.clone());
            Answer::status(201, made.to_string())
        }
        "PATCH" => {
            let at: usize = path.strip_prefix("releases/").unwrap().parse().unwrap();
            for (name, value) in sent.as_object().unwrap() {
                releases[at][name] = value.clone();
            }
            Answer::json(releases[at].to_string())
        }
        _ => Answer::status(404, r#"{"message": "Not Found"}"#),
    }
}

fn shop() -> TestRepo {
    Fixture::parse(HISTORY).unwrap().build()
}

#[test]
fn a_release_is_made_once_and_a_person_s_words_stay() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0"]);
    let ran = forge.run(&repo, "publish v1.3.0 --draft");
    assert!(ran.stderr.contains("GitHub: a draft was made"), "{}", ran.stderr);
    assert_eq!(ran.done(), "https://github.com/shop/app/releases/0\n");
    let made = forge.release(0);
    assert_eq!(
        [
            &made["tag_name"],
            &made["name"],
            &made["draft"],
            &made["prerelease"],
            &made["make_latest"]
        ],
        [&json!("v1.3.0"), &json!("v1.3.0"), &json!(true), &json!(false), &json!("false")]
    );
    assert!(
        !forge.body().contains("# Release"),
        "the forge shows the name above: {}",
        forge.body()
    );
    let again = forge.run(&repo, "publish v1.3.0 --draft");
    assert!(again.stderr.contains("nothing to change") && forge.changes() == 1, "{}", again.stderr);
    let edited = forge.body().replace("search", "search, at last").replace('\n', "\r\n");
    forge.releases.lock().unwrap()[0]["body"] = json!(edited);
    let ran = forge.run(&repo, "publish v1.3.0 --final");
    assert!(ran.stderr.contains("the release was changed"), "{}", ran.stderr);
    let (made, body) = (forge.release(0), forge.body());
    assert_eq!([&made["draft"], &made["make_latest"]], [&json!(false), &json!("true")]);
    assert!(body.contains("search, at last") && body.contains("cart"), "{body}");
    assert_eq!(forge.releases.lock().unwrap().len(), 1);
    let back = forge.run(&repo, "publish v1.3.0 --draft").refused();
    assert!(back.contains("v1.3.0 is out on GitHub already"), "{back}");
}

#[test]
fn candidates_and_hotfixes_of_older_lines_are_not_the_latest() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0-rc.1", "v1.2.0-hotfix.1"]);
    forge.run(&repo, "publish v1.3.0-rc.1 --final").done();
    forge.run(&repo, "publish v1.2.0-hotfix.1 --final").done();
    let shown = |at| {
        let made = forge.release(at);
        (made["prerelease"].clone(), made["make_latest"].clone())
    };
    assert_eq!(shown(0), (json!(true), json!("false")));
    assert_eq!(shown(1), (json!(false), json!("false")));
    assert!(forge.release(1)["body"].as_str().unwrap().contains("taxes"));
}

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0"]);
    let text = forge.run(&repo, "publish v1.3.0 --final --dry-run").done();
    assert!(text.starts_with("POST http://127.0.0.1:"), "{text}");
    assert!(text.contains("authorization: the token of RELNOTES_TOKEN_127_0_0_1_"), "{text}");
    let body: Value = serde_json::from_str(text.split_once("\n\n").unwrap().1).unwrap();
    assert_eq!((&body["tag_name"], &body["draft"]), (&json!("v1.3.0"), &json!(false)));
    assert_eq!(forge.changes(), 0);
    forge.run(&repo, "publish v1.3.0 --final").done();
    let sent: Value = serde_json::from_str(&forge.server.asked().last().unwrap().body).unwrap();
    assert_eq!(sent, body, "what was shown is what is sent");
}

#[test]
fn a_tag_that_was_not_pushed_is_not_made_there() {
    let repo = shop();
    let forge = Forge::start(&[]);
    let told = forge.run(&repo, "publish v1.3.0 --final").refused();
    assert!(told.contains("GitHub does not have the tag v1.3.0"), "{told}");
    assert!(told.contains("hint: git push origin v1.3.0") && forge.changes() == 0, "{told}");
    let told = forge.run(&repo, "publish release/v1.2.0-hotfix --final").refused();
    assert!(told.contains("`release/v1.2.0-hotfix` is no release tag"), "{told}");
}

#[test]
fn what_somebody_else_wrote_stays() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0"]);
    let own = json!({ "id": 0, "tag_name": "v1.3.0", "body": "By hand.", "draft": true, "html_url": "x" });
    forge.releases.lock().unwrap().push(own);
    let ran = forge.run(&repo, "publish v1.3.0 --final");
    assert!(
        ran.stderr.contains("was written by somebody else, and stays as it is"),
        "{}",
        ran.stderr
    );
    assert_eq!((forge.body().as_str(), &forge.release(0)["draft"]), ("By hand.", &json!(false)));
}

#[test]
fn the_draft_s_notes_are_what_is_published() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0"]);
    let folder = repo.path().join("releases/v1.3.0");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("notes.md"), "# Shop 1.3\n\nWritten with care.\n").unwrap();
    forge.run(&repo, "publish v1.3.0 --final").done();
    assert!(forge.body().starts_with("Written with care."), "{}", forge.body());
    let blank = "# Shop 1.3\n\n- [Category]: [description] <!-- rn:todo notes.features -->\n";
    fs::write(folder.join("notes.md"), blank).unwrap();
    let told = forge.run(&repo, "publish v1.3.0 --final").refused();
    assert!(told.contains("releases/v1.3.0/notes.md has blanks"), "{told}");
}

#[test]
fn a_release_whose_making_failed_is_not_made_twice() {
    let repo = shop();
    let server = Server::start(|asked| match asked.method.as_str() {
        "GET" if asked.target.contains("/releases?") => Answer::json("[]"),
        "GET" => Answer::json("{}"),
        _ => Answer::status(502, r#"{"message": "who knows"}"#),
    });
    fs::write(repo.path().join("relnotes.toml"), config(&server)).unwrap();
    let call = Call::new(repo.path()).env(&variable(&server), SECRET);
    let told = call.run("publish v1.3.0 --final");
    assert!(told.code == 2 && told.stderr.contains("answers 502: who knows"), "{}", told.stderr);
    assert_eq!(server.asked().iter().filter(|asked| asked.method == "POST").count(), 1);
}

#[test]
fn a_release_that_is_out_is_announced_once() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0"]);
    let chat = Server::start(|_| Answer::status(200, "ok"));
    let hook = format!("{}/services/{SECRET}", chat.address());
    let run = |arguments: &str, more: &str| {
        let text = config(&forge.server) + more;
        fs::write(repo.path().join("relnotes.toml"), text).unwrap();
        let call = Call::new(repo.path()).env(&variable(&forge.server), SECRET);
        let ran = call.env("RELNOTES_ANNOUNCE_URL", &hook).run(arguments);
        assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET), "{}", ran.stderr);
        ran
    };
    let told = run("publish v1.3.0 --final --announce --dry-run", "").stderr;
    assert!(told.contains("no chat is configured"), "{told}");
    let slack = "[announce]\nkind = \"slack\"\n";
    let told = run("publish v1.3.0 --final --announce --dry-run", slack).done();
    assert!(told.contains("POST the web hook of RELNOTES_ANNOUNCE_URL"), "{told}");
    assert!(chat.asked().is_empty() && forge.changes() == 0);
    let ran = run("publish v1.3.0 --final --announce", slack);
    assert!(ran.stderr.contains("announced at 127.0.0.1:"), "{}", ran.stderr);
    let sent: Value = serde_json::from_str(&chat.asked()[0].body).unwrap();
    let expected = "*v1.3.0* is out\nNew:\n• search\n\nFixed:\n• cart\n\nhttps://github.com/shop/app/releases/0";
    assert_eq!(sent["text"], expected);
    let again = run("publish v1.3.0 --final --announce", slack);
    assert!(again.stderr.contains("not announced again"), "{}", again.stderr);
    assert_eq!(chat.asked().len(), 1);
}

#[test]
fn a_chat_that_is_down_is_a_warning() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0"]);
    let chat = Server::start(|_| Answer::status(500, "no"));
    let text = config(&forge.server) + "[announce]\nkind = \"telegram\"\nchat = \"@shop\"\n";
    fs::write(repo.path().join("relnotes.toml"), text).unwrap();
    let call = Call::new(repo.path()).env(&variable(&forge.server), SECRET);
    let ran = call
        .env("RELNOTES_ANNOUNCE_URL", chat.address())
        .run("publish v1.3.0 --final --announce --lang ru");
    assert!(
        ran.stderr.contains("warning: not announced: a web hook of 127.0.0.1:"),
        "{}",
        ran.stderr
    );
    assert_eq!((ran.code, chat.asked().len()), (0, 1), "the release is out all the same");
    let sent: Value = serde_json::from_str(&chat.asked()[0].body).unwrap();
    assert_eq!(sent["chat_id"], "@shop");
    assert!(sent["text"].as_str().unwrap().starts_with("v1.3.0: вышел релиз"), "{sent}");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_notes_is_not_published() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0"]);
    let folder = repo.path().join("releases/v1.3.0");
    fs::create_dir_all(&folder).unwrap();
    fs::write(repo.path().join("secret"), SECRET).unwrap();
    std::os::unix::fs::symlink("../../secret", folder.join("notes.md")).unwrap();
    let told = forge.run(&repo, "publish v1.3.0 --final").refused();
    assert!(told.contains("releases/v1.3.0/notes.md") && forge.changes() == 0, "{told}");
}

#[test]
fn the_language_that_was_asked_for_is_published() {
    let repo = shop();
    let forge = Forge::start(&["v1.3.0"]);
    let folder = repo.path().join("releases/v1.3.0");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("notes.md"), "# Shop\n\nIn English.\n").unwrap();
    fs::write(folder.join("notes.ru.md"), "# Магазин\n\nПо-русски.\n").unwrap();
    forge.run(&repo, "publish v1.3.0 --final --lang ru").done();
    assert!(forge.body().starts_with("По-русски."), "{}", forge.body());
}

#[test]
fn what_must_be_known_of_a_release_is_told() {
    let repo = super::fixture("hotfix-lacking");
    let ran = Forge::start(&[]).run(&repo, "publish v1.3.0 --draft");
    assert!(ran.stderr.contains("warning: v1.3.0 lacks a fix"), "{}", ran.stderr);
}
