//! Services that misbehave, over real sockets: each gets the right message, in bounded time and memory, and no token
//! goes where it does not belong.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use relnotes_testkit::{Answer, Asked, Server};
use serde_json::Value;

use super::{Clock, Down, Limits};
use crate::api::Api;
use crate::error::Error;
use crate::network::{Network, Wishes};
use crate::secret::Scheme;

/// A clock that does not wait, and remembers how long it should have.
#[derive(Default)]
pub(crate) struct Still {
    waited: Mutex<Vec<Duration>>,
}

impl Clock for Still {
    fn now(&self) -> i64 {
        1_800_000_000
    }

    fn wait(&self, span: Duration, host: &str) {
        assert!(!host.is_empty());
        self.waited.lock().unwrap().push(span);
    }
}

/// What nobody asks for in particular.
pub(crate) fn wishes() -> Wishes {
    Wishes {
        offline: false,
        replay: None,
        record: None,
        cache: None,
        cache_seconds: 600,
        limits: Limits { whole: Duration::from_millis(800), ..Limits::default() },
        longest_wait: Duration::from_secs(60),
        in_flight: 4,
        in_ci: false,
        down: Down::default(),
    }
}

const SECRET: &str = "s3cret-t0ken";

/// Asks a server for `/a` with a token; returns the outcome and the waits.
fn ask(server: &Server, wishes: &Wishes) -> (Result<Value, Error>, Vec<Duration>) {
    let clock = Still::default();
    let variable = format!("RELNOTES_TOKEN_127_0_0_1_{}", server.port());
    let lookup = |name: &str| (name == variable).then(|| SECRET.to_owned());
    let network = Network::open(wishes, &lookup, &clock).unwrap();
    let api = Api::open(&network, server.address(), Scheme::Header("private-token")).unwrap();
    let result = api.get(api.url(&["a"], &[("q", "private")]));
    let waited = clock.waited.lock().unwrap().clone();
    (result, waited)
}

/// Asks a server a question of GraphQL; returns the outcome and the waits.
fn query(server: &Server, wishes: &Wishes) -> (Result<Value, Error>, Vec<Duration>) {
    let clock = Still::default();
    let network = Network::open(wishes, &|_: &str| None, &clock).unwrap();
    let api = Api::open(&network, server.address(), Scheme::Bearer).unwrap();
    let result = api.query(api.url(&["graphql"], &[]), &serde_json::json!({ "query": "{ a }" }));
    let waited = clock.waited.lock().unwrap().clone();
    (result, waited)
}

fn refused(server: &Server) -> (String, Vec<Duration>) {
    let (result, waited) = ask(server, &wishes());
    let error = result.unwrap_err();
    let told = format!("{error} {error:?} {}", error.hint().unwrap_or_default());
    assert!(!told.contains(SECRET) && !told.contains("private"), "{told}");
    (error.to_string().replace(&server.port().to_string(), "PORT"), waited)
}

/// Answers with one thing first, then another.
fn first(times: usize, one: Answer, then: Answer) -> Server {
    let count = AtomicUsize::new(0);
    let one_of = move |_: &Asked| {
        if count.fetch_add(1, Ordering::SeqCst) < times { one.clone() } else { then.clone() }
    };
    Server::start(one_of)
}

fn good() -> Answer {
    Answer::json(r#"{"a": 1}"#)
}

#[test]
fn a_good_answer_is_read_with_the_token() {
    let server = Server::start(|_| good());
    let (result, waited) = ask(&server, &wishes());
    assert_eq!((result.unwrap()["a"].as_i64(), waited.len()), (Some(1), 0));
    let asked = server.asked();
    assert_eq!((asked.len(), asked[0].target.as_str()), (1, "/a?q=private"));
    assert_eq!(asked[0].header("private-token"), Some(SECRET));
    assert!(asked[0].header("user-agent").unwrap().starts_with("relnotes/"));
}

#[test]
fn too_many_requests_are_waited_for_as_long_as_asked() {
    let server = first(1, Answer::status(429, "{}").header("retry-after", "7"), good());
    let (result, waited) = ask(&server, &wishes());
    assert!(result.is_ok());
    assert_eq!(waited, [Duration::from_secs(7)]);
    let date = "Fri, 15 Jan 2027 08:00:30 GMT";
    let server = first(1, Answer::status(429, "{}").header("retry-after", date), good());
    assert_eq!(ask(&server, &wishes()).1, [Duration::from_secs(30)]);
    let server = first(1, Answer::status(429, "{}"), good());
    let (result, waited) = ask(&server, &wishes());
    assert!(
        result.is_ok() && waited.len() == 1 && waited[0] < Duration::from_secs(1),
        "{waited:?}"
    );
}

#[test]
fn a_wait_that_is_too_long_is_told_instead() {
    let reset = (1_800_000_000_i64 + 2040).to_string();
    let limited = Answer::status(403, "{}")
        .header("x-ratelimit-remaining", "0")
        .header("x-ratelimit-reset", reset);
    let server = first(9, limited, good());
    let (told, waited) = refused(&server);
    assert_eq!(
        (told.as_str(), waited.len()),
        ("127.0.0.1:PORT takes no more requests for 34 min", 0)
    );
    assert_eq!(server.asked().len(), 1);
    let server = first(9, Answer::status(429, "{}").header("retry-after", "2"), good());
    let (told, waited) = refused(&server);
    assert_eq!((told.as_str(), waited.len()), ("127.0.0.1:PORT takes no more requests for 2 s", 3));
}

#[test]
fn a_limit_told_in_a_good_answer_is_waited_for() {
    let reset = (1_800_000_000_i64 + 9).to_string();
    let limited = Answer::json(r#"{"errors": [{"type": "RATE_LIMITED", "message": "too many"}]}"#)
        .header("x-ratelimit-remaining", "0")
        .header("x-ratelimit-reset", reset);
    let server = first(1, limited, good());
    let (result, waited) = query(&server, &wishes());
    assert_eq!((result.unwrap()["a"].as_i64(), waited), (Some(1), vec![Duration::from_secs(9)]));
    // The last answer that was left is an answer.
    let last = Answer::json(r#"{"a": 2}"#).header("x-ratelimit-remaining", "0");
    let (result, waited) = query(&Server::start(move |_| last.clone()), &wishes());
    assert_eq!((result.unwrap()["a"].as_i64(), waited.len()), (Some(2), 0));
}

#[test]
fn a_service_that_is_down_is_asked_again() {
    let server = first(2, Answer::status(503, "{}"), good());
    let (result, waited) = ask(&server, &wishes());
    assert!(result.is_ok() && waited.len() == 2 && waited[1] > waited[0] / 2, "{waited:?}");
    let server = first(99, Answer::status(502, r#"{"message": "out\nof order"}"#), good());
    let (told, waited) = refused(&server);
    assert_eq!(told, "http://127.0.0.1:PORT/a answers 502: out of order");
    assert_eq!((waited.len(), server.asked().len()), (3, 4));
}

#[test]
fn a_refusal_names_the_variable_and_is_not_repeated() {
    let server = first(99, Answer::status(401, r#"{"message": "Bad credentials"}"#), good());
    let (told, waited) = refused(&server);
    assert_eq!(told, "http://127.0.0.1:PORT/a is not open to us (401): Bad credentials");
    assert_eq!((waited.len(), server.asked().len()), (0, 1));
    let (result, _) = ask(&server, &wishes());
    let hint = result.unwrap_err().hint().unwrap();
    assert!(
        hint.contains(&format!("RELNOTES_TOKEN_127_0_0_1_{} was shown", server.port())),
        "{hint}"
    );
}

#[test]
fn an_answer_that_breaks_off_or_drips_is_given_up() {
    let (told, waited) = refused(&Server::start(|_| Answer::Truncated));
    assert!(told.starts_with("the answer of 127.0.0.1:PORT broke off: "), "{told}");
    assert_eq!(waited.len(), 3);
    let (told, waited) = refused(&Server::start(|_| Answer::Nothing));
    assert!(told.starts_with("the answer of 127.0.0.1:PORT broke off: "), "{told}");
    assert_eq!(waited.len(), 3);
    let (told, waited) = refused(&Server::start(|_| Answer::Drip));
    assert_eq!(
        (told.as_str(), waited.len()),
        ("127.0.0.1:PORT gave no whole answer within 0 s", 1)
    );
}

#[test]
fn a_flood_is_read_up_to_a_limit() {
    let server = Server::start(|_| Answer::Flood(200));
    let limits = Limits { mib: 3, whole: Duration::from_secs(30), ..Limits::default() };
    let (result, waited) = ask(&server, &Wishes { limits, ..wishes() });
    let told = result.unwrap_err().to_string();
    assert!(told.ends_with("/a is larger than 3 MiB") && waited.is_empty(), "{told}");
}

#[test]
fn what_is_no_json_is_told_by_its_type() {
    let page = Answer::json("<html>log in").header("content-type", "text/html; charset=utf-8");
    let (told, _) = refused(&first(9, page, good()));
    assert_eq!(told, "http://127.0.0.1:PORT/a answers with text/html instead of JSON");
    let (told, _) = refused(&first(9, Answer::json("{"), good()));
    assert!(
        told.starts_with("http://127.0.0.1:PORT/a answers what this program does not understand"),
        "{told}"
    );
}

#[test]
fn nothing_is_sent_to_another_host() {
    let other = Server::start(|_| good());
    let to = format!("{}/steal", other.address());
    let server = Server::start(move |_| Answer::status(302, "").header("location", to.clone()));
    let (told, _) = refused(&server);
    let leads = format!(
        "leads on to http://127.0.0.1:{}, where neither the request nor a token is sent",
        other.port()
    );
    assert!(told.ends_with(&leads.replace(&server.port().to_string(), "PORT")), "{told}");
    assert!(other.asked().is_empty());
    // On the same host a renamed repository is followed.
    let server = Server::start(|asked| match asked.target.as_str() {
        "/b" => good(),
        _ => Answer::status(301, "").header("location", "/b"),
    });
    assert!(ask(&server, &wishes()).0.is_ok());
    let server = Server::start(|_| Answer::status(301, "").header("location", "/a?again"));
    assert!(refused(&server).0.ends_with("leads in circles"));
}

#[test]
fn pages_have_an_end_and_stay_on_the_host() {
    let clock = Still::default();
    let pages = |script: fn(&Asked) -> Answer| {
        let server = Server::start(script);
        let network = Network::open(&wishes(), &|_| None, &clock).unwrap();
        let api = Api::open(&network, server.address(), Scheme::Bearer).unwrap();
        let all = api.pages::<i64>(api.url(&["l"], &[("per_page", "2")]), false);
        (all, server.asked().len())
    };
    let (all, _) = pages(|asked| match asked.target.as_str() {
        "/l?per_page=2" => Answer::json("[1, 2]")
            .header("link", "</l?page=2>; rel=\"next\", </l?page=2>; rel=\"last\""),
        _ => Answer::json("[3]"),
    });
    assert_eq!(all.unwrap(), [1, 2, 3]);
    let (all, _) = pages(|asked| match asked.target.as_str() {
        "/l?per_page=2" => Answer::json("[1, 2]").header("x-next-page", "2"),
        "/l?per_page=2&page=2" => Answer::json("[3]").header("x-next-page", ""),
        other => Answer::json(format!("\"{other}\"")),
    });
    assert_eq!(all.unwrap(), [1, 2, 3]);
    let (all, asked) = pages(|_| Answer::json("[1]").header("link", "</l?more>; rel=\"next\""));
    assert!(all.unwrap_err().to_string().ends_with("/l has more than 100 pages"));
    assert_eq!(asked, 100);
    let (all, _) =
        pages(|_| Answer::json("[1]").header("link", "<https://evil.example/l>; rel=\"next\""));
    assert!(all.unwrap_err().to_string().contains("leads on to https://evil.example"));
}

#[test]
fn a_certificate_of_nobody_is_refused() {
    let tls = |name: &str| {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/tls").join(name);
        std::fs::read(path).unwrap()
    };
    let server = Server::start_tls(&tls("server.pem"), &tls("server.key"), |_| good());
    let (told, waited) = refused(&server);
    assert!(told.starts_with("the certificate of 127.0.0.1:PORT is not trusted: "), "{told}");
    assert!(waited.is_empty() && server.asked().is_empty());
}

#[test]
fn nobody_is_asked_without_encryption_unless_it_is_this_machine() {
    let clock = Still::default();
    let ask = |address: &str, insecure_http| {
        let limits = Limits { insecure_http, connect: Duration::from_millis(1), ..wishes().limits };
        let wishes = Wishes { limits, ..wishes() };
        let network = Network::open(&wishes, &|_| None, &clock).unwrap();
        let api = Api::open(&network, address, Scheme::Bearer).unwrap();
        api.get::<Value>(api.url(&[], &[])).unwrap_err()
    };
    assert!(matches!(ask("http://192.0.2.1", false), Error::Insecure { .. }));
    assert!(matches!(ask("http://localhost.evil.example", false), Error::Insecure { .. }));
    assert!(!matches!(ask("http://192.0.2.1", true), Error::Insecure { .. }));
}

#[test]
fn in_ci_a_host_needs_somebody_who_vouches_for_it() {
    let clock = Still::default();
    let open = |address: &str, variables: &[(&str, &str)]| {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let network = Network::open(&Wishes { in_ci: true, ..wishes() }, &lookup, &clock).unwrap();
        Api::open(&network, address, Scheme::Bearer).map(|api| api.has_token())
    };
    let evil = open("https://evil.example", &[("GITHUB_TOKEN", SECRET)]).unwrap_err();
    let told = "evil.example is named by the configuration alone, which a pull request can change";
    assert_eq!(evil.to_string(), told);
    assert!(evil.hint().unwrap().contains("RELNOTES_TOKEN_EVIL_EXAMPLE"));
    assert_eq!(open("https://api.github.com", &[("GITHUB_TOKEN", SECRET)]), Ok(true));
    assert_eq!(open("https://codeberg.org/api/v1", &[("GITHUB_TOKEN", SECRET)]), Ok(false));
    assert_eq!(
        open("https://jira.shop.com", &[("RELNOTES_TOKEN_JIRA_SHOP_COM", SECRET)]),
        Ok(true)
    );
    assert_eq!(
        open("https://git.shop.com", &[("CI_SERVER_URL", "https://git.shop.com")]),
        Ok(false)
    );
}

#[test]
fn the_cache_answers_for_a_while_then_asks_whether_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let tagged = |asked: &Asked| match asked.header("if-none-match") {
        Some("\"1\"") => Answer::status(304, ""),
        _ => good().header("etag", "\"1\""),
    };
    let server = Server::start(tagged);
    let cached = |cache_seconds| {
        let cache = Some(folder.path().to_owned());
        ask(&server, &Wishes { cache, cache_seconds, ..wishes() }).0.unwrap()
    };
    for seconds in [600, 600, 0, 0, 600] {
        assert_eq!(cached(seconds)["a"], 1);
    }
    let conditions: Vec<bool> =
        server.asked().iter().map(|asked| asked.header("if-none-match").is_some()).collect();
    assert_eq!(conditions, [false, true, true]);
    let kept: Vec<PathBuf> =
        std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(kept.len(), 1);
    assert!(!std::fs::read_to_string(&kept[0]).unwrap().contains(SECRET));
    std::fs::write(&kept[0], "{\"cut").unwrap();
    assert_eq!(cached(600)["a"], 1, "a damaged file is an answer that is not there");
}

#[test]
fn an_answer_that_is_none_is_not_kept() {
    let of = |kind: &str| Answer::json(format!(r#"{{"errors": [{{"type": "{kind}"}}]}}"#));
    for (kind, is_kept) in [("FORBIDDEN", false), ("", false), ("NOT_FOUND", true)] {
        let folder = tempfile::tempdir().unwrap();
        let server = first(1, of(kind), good());
        let wishes = Wishes { cache: Some(folder.path().to_owned()), ..wishes() };
        assert!(query(&server, &wishes).0.unwrap()["errors"].is_array());
        assert_eq!(query(&server, &wishes).0.unwrap()["errors"].is_array(), is_kept, "{kind}");
        assert_eq!(query(&server, &wishes).0.unwrap()["errors"].is_array(), is_kept, "{kind}");
        assert_eq!(server.asked().len(), if is_kept { 1 } else { 2 }, "{kind}");
    }
}

#[test]
fn what_was_recorded_is_answered_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let record = Some(folder.path().to_owned());
    let server = Server::start(|_| good());
    assert!(ask(&server, &Wishes { record: record.clone(), ..wishes() }).0.is_ok());
    let recorded = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    assert!(!std::fs::read_to_string(recorded).unwrap().contains(SECRET));
    let replayed = ask(&server, &Wishes { replay: record, ..wishes() }).0.unwrap();
    assert_eq!((replayed["a"].as_i64(), server.asked().len()), (Some(1), 1));
    let empty = tempfile::tempdir().unwrap();
    let replay = Some(empty.path().to_owned());
    let told = ask(&server, &Wishes { replay, ..wishes() }).0.unwrap_err().to_string();
    assert!(told.starts_with("no answer to GET http://127.0.0.1:"), "{told}");
    assert!(!told.contains("private"));
    let offline = ask(&server, &Wishes { offline: true, ..wishes() }).0.unwrap_err();
    assert!(offline.is_wish() && server.asked().len() == 1);
}

#[test]
fn a_host_that_is_silent_is_waited_for_once() {
    let server = Server::start(|_| Answer::Drip);
    let wishes = wishes();
    let told = || {
        let (result, waited) = ask(&server, &wishes);
        (result.unwrap_err().to_string().contains("gave no whole answer"), waited.len())
    };
    assert_eq!((told(), told()), ((true, 1), (true, 0)));
    assert_eq!(server.asked().len(), 2, "the second time nobody is asked");
    let other = Server::start(|_| good());
    assert!(ask(&other, &wishes).0.is_ok(), "another host is another one");
}
