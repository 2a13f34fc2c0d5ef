//! What each tracker makes of the answers that its documentation shows.

use std::fs;
use std::path::PathBuf;

use relnotes_core::config::network::TrackerKind;
use relnotes_core::enrichment::{Progress, Ticket};
use url::Url;

use super::{Desk, Tracker, open};
use crate::error::Error;
use crate::network::{Network, Wishes};
use crate::transport::misbehaviour::{Still, wishes};

fn desk(kind: TrackerKind, url: Option<&str>, project: Option<&str>) -> Desk {
    Desk {
        kind,
        url: url.map(str::to_owned),
        project: project.map(str::to_owned),
        organization: Some("12345".to_owned()),
        file: None,
        web: Some(Url::parse("https://github.com/shop/app").unwrap()),
        api: None,
    }
}

/// Does something with a tracker that answers out of a folder of fixtures, to somebody with a token.
fn with<T>(folder: &str, desk: &Desk, work: impl FnOnce(&dyn Tracker) -> T) -> T {
    let fixtures =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/http").join(folder);
    let wishes = Wishes { replay: Some(fixtures), ..wishes() };
    let clock = Still::default();
    let token = |name: &str| (name == "GITHUB_TOKEN").then(|| "s3cret".to_owned());
    let network = Network::open(&wishes, &token, &clock).unwrap();
    work(&*open(&network, desk).unwrap())
}

fn shown(ticket: &Ticket) -> String {
    let progress = match ticket.progress {
        Progress::Done => "done",
        Progress::Open => "open",
        Progress::Unknown => "?",
    };
    let (labels, versions) = (ticket.labels.join(","), ticket.versions.join(","));
    let priority = ticket.priority.as_deref().unwrap_or("-");
    let (id, title, status) = (&ticket.id, &ticket.title, &ticket.status);
    format!("{id} {title} | {status} ({progress}) | {priority} [{labels}] {{{versions}}}")
}

fn tickets(ids: &[&str]) -> impl FnOnce(&dyn Tracker) -> Vec<String> {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    move |tracker| {
        assert!(ids.iter().all(|id| tracker.knows(id)));
        tracker.tickets(&ids).unwrap().iter().map(shown).collect()
    }
}

fn of_version(version: &'static str) -> impl FnOnce(&dyn Tracker) -> Vec<String> {
    move |tracker| tracker.of_version(version).unwrap().iter().map(shown).collect()
}

#[test]
fn jira_of_the_cloud_and_of_a_server() {
    let cloud = desk(TrackerKind::Jira, Some("https://shop.atlassian.net"), Some("PAY, OPS"));
    let first = "PAY-1 Main order flow broken | Done (done) | Highest [blocker] {1.3.0}";
    assert_eq!(
        with("jira", &cloud, tickets(&["PAY-1", "PAY-2", "PAY-404"])),
        [first, "PAY-2 Refunds | In Review (open) | Medium [] {}"]
    );
    assert_eq!(
        with("jira", &cloud, of_version("1.3.0 \"final\"")),
        [first, "PAY-3 Receipts | To Do (open) | Medium [] {}"],
        "a version cannot break out of its quotes"
    );
    let server = desk(TrackerKind::Jira, Some("https://jira.example.com"), None);
    assert_eq!(with("jira-server", &server, tickets(&["PAY-1", "PAY-404"])), [first]);
}

#[test]
fn youtrack() {
    let desk = desk(TrackerKind::Youtrack, Some("https://shop.youtrack.cloud"), Some("PAY"));
    let first = "PAY-1 Uploading issues | Fixed (done) | Show-stopper [Star] {1.3.0,1.4.0}";
    assert_eq!(
        with("youtrack", &desk, tickets(&["PAY-1", "PAY-2"])),
        [first, "PAY-2 Other | Open (open) | - [] {}"]
    );
    assert_eq!(with("youtrack", &desk, of_version("1.3.0")), [first]);
}

#[test]
fn issues_of_github_and_gitlab() {
    let github = desk(TrackerKind::Github, None, None);
    let found = with("github-issues", &github, tickets(&["#12", "GH-404"]));
    assert_eq!(found, ["#12 Found a bug | closed (done) | - [bug] {1.3.0}"]);
    assert_eq!(
        with("github-issues", &github, of_version("1.3.0")),
        ["#13 Found another | open (open) | - [blocker] {1.3.0}"]
    );
    let told = with("github-issues", &github, |tracker| tracker.of_version("9.9")).unwrap_err();
    assert_eq!(told.to_string(), "GitHub issues: there is no milestone `9.9`, only [\"1.3.0\"]");
    let web = Some(Url::parse("https://git.example.com/shop/app").unwrap());
    let gitlab = Desk { web, ..desk(TrackerKind::Gitlab, None, None) };
    let first = "#12 Ut commodi ullam | closed (done) | - [priority::1] {1.3.0}";
    assert_eq!(with("gitlab-issues", &gitlab, tickets(&["#12"])), [first]);
    assert_eq!(with("gitlab-issues", &gitlab, of_version("1.3.0")), [first]);
}

#[test]
fn linear() {
    let desk = desk(TrackerKind::Linear, None, Some("PAY"));
    let first = "PAY-1 Send invoices | Released (done) | Urgent [billing] {1.3.0}";
    assert_eq!(with("linear", &desk, tickets(&["PAY-1", "PAY-404"])), [first]);
    assert_eq!(
        with("linear", &desk, of_version("1.3.0")),
        [first, "PAY-2 Send invoices | Doing (open) | Urgent [billing] {1.3.0}"]
    );
}

#[test]
fn yandex_tracker() {
    let desk = desk(TrackerKind::Yandex, None, Some("TREK"));
    let first = "TREK-9844 подзадача | Закрыт (done) | Средний [срочно] {1.3.0}";
    assert_eq!(with("yandex", &desk, tickets(&["TREK-9844", "TREK-404"])), [first]);
    assert_eq!(
        with("yandex", &desk, of_version("1.3.0")),
        [first, "TREK-2 подзадача | Открыт (open) | Средний [срочно] {1.3.0}"]
    );
}

#[test]
fn nothing_but_an_id_gets_into_a_query() {
    let server = desk(TrackerKind::Jira, Some("https://jira.example.com"), None);
    let hostile = ["PAY-1", "PAY-404", "X-1) OR project in (SECRET"].map(str::to_owned);
    let found = with("jira-server", &server, |tracker| tracker.tickets(&hostile)).unwrap();
    assert_eq!(found.len(), 1, "the recorded query has two ids");
}

#[test]
fn ids_that_belong_elsewhere_are_not_asked_for() {
    let jira = desk(TrackerKind::Jira, Some("https://shop.atlassian.net"), Some("PAY"));
    let known = |id: &str| with("jira", &jira, |tracker| tracker.knows(id));
    assert!(known("PAY-1") && known("pay-1"));
    for other in ["OPS-1", "#12", "GH-12", "PAY-", "PAY-1) OR key in (X-1", "PAY"] {
        assert!(!known(other), "{other}");
    }
}

fn export(text: &str) -> Result<Vec<String>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets");
    fs::write(&path, text).unwrap();
    let desk = Desk { file: Some(path), ..desk(TrackerKind::File, None, None) };
    let clock = Still::default();
    let network = Network::open(&wishes(), &|_| None, &clock).unwrap();
    let tracker = open(&network, &desk)?;
    Ok(tracker.of_version("1.3.0")?.iter().map(shown).collect())
}

#[test]
fn an_export_has_many_shapes() {
    let jira = "Issue key,Summary,Status,Resolved,Fix versions,Fix versions,Labels,Priority\n\
        PAY-1,\"Refunds, and more\",Done,2026-09-01,1.3.0,1.4.0,blocker,High\n\
        PAY-2,Open,To Do,,1.3.0,,,\nPAY-3,Elsewhere,Done,x,1.2.0,,,\n";
    let expected = [
        "PAY-1 Refunds, and more | Done (done) | High [blocker] {1.3.0,1.4.0}",
        "PAY-2 Open | To Do (open) | - [] {1.3.0}",
    ];
    assert_eq!(export(jira).unwrap(), expected);
    let semicolons = "\u{feff}id;title;version\r\n7;Кнопка;1.3.0\r\n";
    assert_eq!(export(semicolons).unwrap(), ["7 Кнопка |  (?) | - [] {1.3.0}"]);
    let json = r#"{"issues": [{"key": "A-1", "title": "x", "done": true, "labels": [{"name": "ui"}], "version": ["1.3.0"]}]}"#;
    assert_eq!(export(json).unwrap(), ["A-1 x |  (done) | - [ui] {1.3.0}"]);
    for (text, told) in [
        ("a,b\n1,2\n", "no line of it has an id"),
        ("{\"a\": 1}", "it is no list of tickets"),
        ("[1", "EOF while parsing"),
    ] {
        let error = export(text).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
    assert!(export("").unwrap().is_empty());
}

#[test]
fn what_is_missing_is_told() {
    let told = |desk: &Desk| {
        let clock = Still::default();
        let network = Network::open(&wishes(), &|_| None, &clock).unwrap();
        open(&network, desk).err().unwrap().to_string()
    };
    let jira = told(&desk(TrackerKind::Jira, None, None));
    assert_eq!(jira, "the address of Jira is not known");
    let file = told(&desk(TrackerKind::File, None, None));
    assert_eq!(file, "the exported file is not known");
    let github = told(&Desk { web: None, ..desk(TrackerKind::Github, None, None) });
    assert!(github.contains("the repository of GitHub issues is not known"), "{github}");
}
