//! Histories with one thing wrong each, and exactly what is told of each.

use std::collections::BTreeSet;

use relnotes_testkit::{Fixture, Oracle, TestRepo};

use super::lint;
use super::told::{self, Finding};
use crate::cli::fixture;

/// A fixture and everything that is found in it, at `deny` or `warn`: code, level, subject. `{name}` is the id of
/// a commit of the fixture.
pub(super) const HISTORIES: &[(&str, &[&str])] = &[
    ("policy-candidate-after-final", &["RN307 deny refs/tags/v1.1.0-rc.2"]),
    (
        "policy-candidate-numbers",
        &[
            "RN301 deny refs/tags/v1.1.0-rc3",
            "RN305 warn refs/tags/v1.1.0-rc.3", // there is no rc.2
            "RN305 warn refs/tags/v1.1.0-rc.3", // and a second rc.3
        ],
    ),
    ("policy-candidate-off-branch", &["RN303 deny refs/tags/v1.1.0-rc.1"]),
    ("policy-direct-push", &["RN208 warn refs/heads/main"]),
    ("policy-feature-after-cut", &["RN401 deny {late}", "RN402 deny {unsigned}"]),
    ("policy-feature-into-main", &["RN202 deny {merge}"]),
    ("policy-freeze-exception", &[]),
    ("policy-hotfix-lost", &["RN205 deny refs/heads/release/v1.0.0-hotfix"]),
    ("policy-hotfix-not-in-open-release", &["RN213 deny refs/heads/release/v1.1.0"]),
    ("policy-lightweight-tag", &["RN302 warn refs/tags/v1.1.0"]),
    ("policy-moved-tag", &["RN312 deny tags.lock:2", "RN312 deny tags.lock:3"]),
    (
        "policy-near-misses",
        &[
            "RN301 deny refs/tags/1.2.3",
            "RN301 deny refs/tags/V1.2.3",
            "RN301 deny refs/tags/v01.2.3",
            "RN301 deny refs/tags/v1.2",
            "RN301 deny refs/tags/v1.2.3rc1",
        ],
    ),
    ("policy-squashed-release", &["RN306 deny refs/tags/v1.1.0"]),
    ("policy-two-mains", &["RN105 warn refs/heads/master"]),
    ("policy-two-open-releases", &["RN106 warn repository"]),
    ("policy-untested-final", &["RN309 warn refs/tags/v1.1.0"]),
    ("policy-version-going-back", &["RN304 deny refs/tags/v1.0.1"]),
    (
        "policy-violations",
        &[
            "RN101 warn refs/heads/]]>&%0A<b>-\u{202e}x",
            "RN102 deny refs/heads/release/1.2.0",
            "RN104 warn refs/heads/]]>&%0A<b>-\u{202e}x",
            "RN204 deny refs/tags/v1.1.0-hotfix.2",
            "RN205 deny refs/heads/release/v1.1.0",
            "RN205 deny refs/heads/release/v1.1.0-hotfix",
            "RN301 deny refs/tags/1.1.0",
            "RN302 warn refs/tags/v1.1.0",
            "RN305 warn refs/tags/v1.1.0-rc.3",
            "RN310 deny refs/tags/v1.1.0-hotfix.2",
            "RN401 deny {late}",
        ],
    ),
];

/// `CODE LEVEL SUBJECT`, or `CODE cannot-tell SUBJECT`.
pub(super) fn lines(findings: &[Finding]) -> Vec<String> {
    let line = |it: &Finding| format!("{} {} {}", it.code, it.kind, it.subject);
    let mut lines: Vec<String> = findings.iter().map(line).collect();
    lines.sort();
    lines
}

fn expected(lines: &[&str], repo: &TestRepo) -> Vec<String> {
    let fill = |line: &&str| match line.split_once('{') {
        Some((head, name)) => format!("{head}{}", repo.id(name.trim_end_matches('}'))),
        None => (*line).to_owned(),
    };
    lines.iter().map(fill).collect()
}

#[test]
fn each_history_has_its_findings_and_no_other() {
    for (name, lines_of) in HISTORIES {
        let repo = fixture(name);
        let ran = lint(repo.path(), "--format json");
        let findings = told::findings(&ran.stdout);
        assert_eq!(lines(&findings), expected(lines_of, &repo), "{name}\n{}", ran.stdout);
        let is_denied = findings.iter().any(|it| it.kind == "deny");
        assert_eq!(ran.code, i32::from(is_denied), "{name}");
        let silent: Vec<&Finding> = findings.iter().filter(|it| it.hint.is_none()).collect();
        assert!(silent.is_empty(), "{name}: no way out: {silent:?}");
    }
}

#[test]
fn a_clone_has_the_findings_of_its_origin() {
    for (name, lines_of) in HISTORIES {
        let repo = fixture(name);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clone");
        Oracle::new(repo.path()).git(&["clone", "--quiet", ".", path.to_str().unwrap()]);
        let ran = lint(&path, "--format json");
        let found = lines(&told::findings(&ran.stdout));
        assert_eq!(found, expected(lines_of, &repo), "{name}\n{}", ran.stdout);
    }
}

#[test]
fn every_history_of_the_policy_is_in_the_table() {
    let all = Fixture::names().into_iter().filter(|name| name.starts_with("policy-"));
    let known = HISTORIES.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(all.collect::<BTreeSet<_>>(), known.collect::<BTreeSet<_>>());
}
