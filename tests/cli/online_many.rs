//! How many requests a large release takes, and that none is made unasked.

use std::fs;
use std::process::Command;

use relnotes_testkit::{Answer, Fixture, Server};
use serde_json::json;

use super::github::{Known, SECRET, config, variable};
use super::{Call, fixture, run};

/// Commits in all, and those of them that are squashed pull requests.
const COMMITS: usize = 2000;
const REQUESTS: usize = 1500;

#[test]
fn a_large_release_takes_few_requests() {
    let mut history = "commit \"chore: begin\"\ntag v1.0.0\n".to_owned();
    let mut known = Known::default();
    for at in 0..COMMITS {
        let number = u64::try_from(at + 1).unwrap();
        // Three of four say their number, the fourth does not.
        if at % 4 < 3 && known.requests.len() < REQUESTS {
            history += &format!("commit \"change {at} (#{number})\" empty\n");
            known = known.request(number, &format!("fix: title {at}"), &json!({}));
        } else {
            history += &format!("commit \"change {at}\" empty\n");
        }
    }
    history += "tag v1.1.0\n";
    let repo = Fixture::parse(&history).unwrap().build();
    let server = known.start();
    fs::write(repo.path().join("relnotes.toml"), config(&server)).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let run = || {
        let call = Call::new(repo.path()).env(&variable(&server), SECRET);
        call.env("XDG_CACHE_HOME", cache.path().to_str().unwrap()).run("v1.1.0 --online").done()
    };
    let notes = run();
    assert_eq!(notes.matches("title ").count(), REQUESTS);
    let asked = server.asked().len();
    let of_authors = 1;
    let expected = REQUESTS / 100 + (COMMITS - REQUESTS) / 50 + of_authors;
    assert_eq!(asked, expected, "a hundred numbers a request, fifty commits");
    assert_eq!(run(), notes);
    assert_eq!(server.asked().len(), asked, "the second time out of the cache");
}

/// Whether strace may look at processes here.
fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    traced.is_ok_and(|output| output.status.success())
}

#[test]
fn no_socket_is_opened_unasked() {
    if !can_trace() {
        eprintln!("skipped: strace cannot be used here");
        return;
    }
    let repo = fixture("shop");
    let text = fs::read_to_string(repo.path().join("relnotes.toml")).unwrap();
    let online = format!("{text}\n[network]\nonline = true\n[tracker]\nkind = \"linear\"\n");
    let opened = |arguments: &[&str], config: &str| {
        fs::write(repo.path().join("relnotes.toml"), config).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut command = Command::new("strace");
        command.args(["-f", "-e", "trace=network", "-o"]).arg(&log);
        command.arg(env!("CARGO_BIN_EXE_relnotes")).args(arguments).current_dir(repo.path());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("GITHUB_TOKEN", SECRET).env("HTTPS_PROXY", "http://127.0.0.1:9");
        command.output().unwrap();
        let text = fs::read_to_string(log).unwrap();
        assert!(text.contains("exited with"), "strace saw the program end: {text}");
        text.lines().filter(|line| line.contains("AF_INET")).count()
    };
    for arguments in [
        &["v1.3.0", "-d", "all", "--format", "html"][..],
        &["gate"],
        &["lint"],
        &["draft", "--check"],
    ] {
        assert_eq!(opened(arguments, &text), 0, "{arguments:?}");
        let offline: Vec<&str> = arguments.iter().copied().chain(["--offline"]).collect();
        assert_eq!(opened(&offline, &online), 0, "{offline:?}");
    }
    assert_ne!(opened(&["v1.3.0"], &online), 0, "this test can see a socket");
}

#[test]
fn a_record_that_is_not_there_is_told() {
    let repo = fixture("shop");
    let told = run(repo.path(), "v1.3.0 --replay nowhere").refused();
    assert!(told.contains("`nowhere` is no folder of recorded answers"), "{told}");
    let told = run(repo.path(), "v1.3.0 --replay a --record b");
    assert!(told.code == 2 && told.stderr.contains("cannot be used with"), "{}", told.stderr);
}

#[test]
fn an_authority_of_one_s_own_can_be_named() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/tls");
    let read = |name: &str| fs::read(root.join(name)).unwrap();
    let requests = Answer::json(r#"{"data": {"repository": {}}}"#);
    let server =
        Server::start_tls(&read("server.pem"), &read("server.key"), move |_| requests.clone());
    let repo =
        Fixture::parse("commit \"a\"\ntag v1.0.0\ncommit \"b (#1)\"\ntag v1.1.0").unwrap().build();
    fs::write(repo.path().join("relnotes.toml"), config(&server)).unwrap();
    let call = || Call::new(repo.path()).env(&variable(&server), SECRET);
    let ran = call().run("v1.1.0 --online");
    let told = format!("the certificate of 127.0.0.1:{} is not trusted: ", server.port());
    assert!(ran.stderr.contains(&told) && server.asked().is_empty(), "{}", ran.stderr);
    let authority = root.join("authority.pem");
    let ran = call().env("SSL_CERT_FILE", authority.to_str().unwrap()).run("v1.1.0 --online");
    assert!(!ran.stderr.contains("warning") && !server.asked().is_empty(), "{}", ran.stderr);
}

#[test]
fn a_proxy_of_the_environment_is_used() {
    let proxy = Server::start(|_| Answer::status(502, "{}"));
    let repo =
        Fixture::parse("commit \"a\"\ntag v1.0.0\ncommit \"b (#1)\"\ntag v1.1.0").unwrap().build();
    let text = "[forge]\nurl = \"https://github.com/shop/app\"\n";
    fs::write(repo.path().join("relnotes.toml"), text).unwrap();
    let call = Call::new(repo.path()).env("HTTPS_PROXY", proxy.address());
    let ran = call.env("GITHUB_TOKEN", SECRET).run("v1.1.0 --online");
    assert!(ran.stderr.contains("cannot connect to api.github.com: "), "{}", ran.stderr);
    let asked = proxy.asked();
    assert!(asked.iter().all(|it| it.method == "CONNECT" && it.target == "api.github.com:443"));
    assert!(!asked.is_empty() && asked.iter().all(|it| it.header("authorization").is_none()));
}
