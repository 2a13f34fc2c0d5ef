//! What happens to a document when one of its sources is taken away: its blank is there again, and nothing else changes.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;

use relnotes_testkit::Fixture;
use serde_json::Value;

use crate::cli::run;

fn shop() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/repos/shop.history");
    std::fs::read_to_string(path).unwrap()
}

/// The history without files of these beginnings; what a commit would lack then is left out with it.
fn without_files(history: &str, beginnings: &[&str]) -> String {
    let mut out = String::new();
    let mut skips = false;
    for line in history.lines() {
        if let Some(path) = line.strip_prefix("write ") {
            skips = beginnings.iter().any(|it| path.starts_with(it));
        } else if !line.trim_start().starts_with('|') {
            skips = false;
        }
        if !skips {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn without_lines(history: &str, beginnings: &[&str]) -> String {
    let is_kept = |line: &&str| {
        let text = line.trim_start().trim_start_matches("| ");
        !beginnings.iter().any(|it| text.starts_with(it))
    };
    history.lines().filter(is_kept).map(|line| format!("{line}\n")).collect()
}

/// The ids of all blanks, rows of lists without their row.
fn blanks(history: &str) -> BTreeSet<String> {
    let repo = Fixture::parse(history).unwrap().build();
    let answer = run(repo.path(), "blanks v1.3.0 --format json").done();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let documents = answer["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 7);
    let all = documents.iter().flat_map(|it| it["blanks"].as_array().unwrap());
    all.filter_map(|blank| blank["id"].as_str())
        .map(|id| id.split(['/', '~']).next().unwrap().to_owned())
        .collect()
}

/// Taking the source away opens these blanks, and no others.
#[track_caller]
fn opens(history: &str, wanted: &[&str]) {
    let before = blanks(&shop());
    let after = blanks(history);
    let opened: Vec<&str> = after.difference(&before).map(String::as_str).collect();
    assert_eq!(opened, wanted);
}

#[test]
fn without_what_was_declared_of_the_release() {
    opens(
        &without_files(&shop(), &["releases/"]),
        &[
            "checklist.business",
            "checklist.rollback_minutes",
            "checklist.window",
            "monitoring.business",
            "monitoring.updates",
            "plan.communications.go_no_go",
            "plan.communications.rollback_triggers",
            "plan.context",
            "plan.roles.release_manager",
            "plan.timeline.code_freeze",
            "plan.timeline.window",
            "rollback.criteria.window",
            "rollback.time.total",
        ],
    );
}

#[test]
fn without_what_was_declared_of_every_release() {
    opens(
        &without_files(&shop(), &["relnotes.toml"]),
        &["internal.contacts.tech", "plan.roles.devops", "plan.roles.tech_lead"],
    );
}

#[test]
fn without_what_authors_declared() {
    for (trailer, wanted) in [
        ("Watch-Log:", "internal.monitoring.log"),
        ("Alert-If:", "internal.monitoring.alert"),
        ("Known-Issue:", "internal.issues"),
        ("Test-Case:", "internal.tests.cases"),
    ] {
        opens(&without_lines(&shop(), &[trailer]), &[wanted]);
    }
}

#[test]
fn without_manifests() {
    opens(&without_files(&shop(), &["deploy/"]), &["rollback.stop"]);
}

#[test]
fn without_a_trace_in_files_nothing_is_invented() {
    let bare = without_files(
        &shop(),
        &[
            "migrations/",
            "proto/",
            "src/",
            "deploy/",
            "config/",
            "docs/",
            "Dockerfile",
            "Cargo",
            "monitoring/",
            ".github/",
            "tests/",
            "CODEOWNERS",
        ],
    );
    let opened = blanks(&bare);
    for id in ["rollback.stop", "internal.infrastructure"] {
        assert!(opened.contains(id), "{id} in {opened:?}");
    }
    let repo = Fixture::parse(&bare).unwrap().build();
    let rollback = run(repo.path(), "v1.3.0 -d rollback").done();
    assert!(rollback.contains("None found (checked: "), "{rollback}");
    assert!(!rollback.contains("diesel"), "{rollback}");
}
