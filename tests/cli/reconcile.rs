//! `relnotes reconcile`: tickets of commits against tickets of the tracker's version.

use std::fs;

use relnotes_testkit::{Fixture, TestRepo};
use serde_json::Value;
use snapbox::{assert_data_eq, str};

use super::run;

const HISTORY: &str = r#"
commit "chore: begin"
tag v1.1.0
commit "feat: refunds, the first half (PAY-1)"
tag v1.2.0
commit "feat: refunds (PAY-1)"
commit "fix: rounding (PAY-2)"
commit "fix: halves (PAY-2)"
commit "fix: typo (PAY-9)"
tag v1.3.0
commit "feat: taxes (PAY-2)"
"#;

const TICKETS: &str = "id,title,status,done,version\n\
PAY-1,Refunds,Done,yes,1.3.0\nPAY-2,Rounding,In review,no,1.4.0\n\
PAY-7,\"=HYPERLINK(\"\"http://evil\"\")\u{1b}[31m\",To do,no,1.3.0\n";

fn shop(tickets: &str) -> TestRepo {
    let repo = Fixture::parse(HISTORY).unwrap().build();
    let config = "[tracker]\nkind = \"file\"\nfile = \"tickets.csv\"\n";
    fs::write(repo.path().join("relnotes.toml"), config).unwrap();
    fs::write(repo.path().join("tickets.csv"), tickets).unwrap();
    repo
}

#[test]
fn both_sides_are_told() {
    let repo = shop(TICKETS);
    assert_data_eq!(
        run(repo.path(), "reconcile v1.3.0").done(),
        str![[r#"
v1.3.0 against 1.3.0 of export: 4 of 4 tickets to look at
  PAY-1  Done       Refunds
           other commits of it are in v1.2.0
  PAY-2  In review  Rounding
           commits name it, and it is not of 1.3.0: its versions are 1.4.0
           not done
           other commits of it are in HEAD
  PAY-7  To do      =HYPERLINK("http://evil")/u{1b}[31m
           of 1.3.0, and no commit names it
           not done
  PAY-9  -          (not in the tracker)
           commits name it, and the tracker does not have it

"#]]
    );
    let ran = run(repo.path(), "reconcile v1.3.0 --check");
    assert_eq!(ran.code, 1);
    let json: Value =
        serde_json::from_str(&run(repo.path(), "reconcile v1.3.0 --format json").done()).unwrap();
    assert_eq!(json["tickets"][1]["commits"].as_array().unwrap().len(), 2);
    assert_eq!(
        json["tickets"][1]["troubles"],
        serde_json::json!(["not-in-version", "not-done", "split"])
    );
}

#[test]
fn a_spreadsheet_gets_no_formulas() {
    let repo = shop(TICKETS);
    let csv = run(repo.path(), "reconcile v1.3.0 --format csv").done();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "id,title,status,done,versions,commits,elsewhere,troubles,url");
    assert_eq!(lines[1], "PAY-1,Refunds,Done,true,1.3.0,1,v1.2.0,split,");
    assert!(lines[3].starts_with("PAY-7,\"'=HYPERLINK") && !csv.contains('\u{1b}'), "{csv}");
}

#[test]
fn what_agrees_is_one_line() {
    let repo = shop("key,title,done,version\nPAY-1,Refunds,yes,Shop 1.2\n");
    let arguments = ["reconcile", "v1.2.0", "--check", "--fix-version", "Shop 1.2"];
    let text = super::Call::new(repo.path()).run_with(&arguments);
    // The work goes on after the release, which is worth a look.
    assert!(text.stdout.contains("other commits of it are in HEAD"), "{}", text.stdout);
    let repo = shop("key,done,version\nPAY-9,yes,9.9\n");
    let text = run(repo.path(), "reconcile v1.1.0").done();
    assert_eq!(text, "v1.1.0 against 1.1.0 of export: neither side has a ticket\n");
}

#[test]
fn what_is_missing_is_told() {
    let repo = shop(TICKETS);
    let told = run(repo.path(), "reconcile v1.2.0..HEAD").refused();
    assert!(told.contains("HEAD has no version") && told.contains("--fix-version"), "{told}");
    fs::remove_file(repo.path().join("tickets.csv")).unwrap();
    let told = run(repo.path(), "reconcile v1.3.0");
    assert!(told.code == 2 && told.stderr.contains("tickets.csv"), "{}", told.stderr);
    fs::write(repo.path().join("relnotes.toml"), "").unwrap();
    let told = run(repo.path(), "reconcile v1.3.0").refused();
    assert!(told.contains("no tracker is configured"), "{told}");
    let jira = "[tracker]\nkind = \"jira\"\nurl = \"https://jira.invalid\"\n";
    fs::write(repo.path().join("relnotes.toml"), jira).unwrap();
    let told = run(repo.path(), "reconcile v1.3.0 --offline").refused();
    assert!(told.contains("--offline") && told.contains("was not asked"), "{told}");
    let user = "[tracker]\nkind = \"jira\"\nurl = \"https://anna:s3cret@jira.invalid\"\n";
    fs::write(repo.path().join("relnotes.toml"), user).unwrap();
    let told = run(repo.path(), "reconcile v1.3.0");
    assert!(told.code == 2 && !told.stderr.contains("s3cret"), "{}", told.stderr);
}
