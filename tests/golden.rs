//! Documents of fixtures as their readers get them. `UPDATE=1` writes the files: read the diff.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::{fixture, run};

/// Compares a text with a file of the repository; `UPDATE=1` writes it.
pub(crate) fn assert_golden(path: &str, actual: &str) {
    let full = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, actual).unwrap();
    }
    let expected = fs::read_to_string(&full).unwrap_or_default();
    assert!(expected == actual, "{path} is stale: run with UPDATE=1 and read the diff\n{actual}");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn check(name: &str, range: &str) {
    let repo = fixture(name);
    for lang in ["en", "ru"] {
        for (document, file) in
            [("user", "notes"), ("internal", "internal-notes"), ("plan", "plan")]
        {
            let text = run(repo.path(), &format!("{range} -d {document} --lang {lang}")).done();
            assert_golden(&format!("fixtures/golden/{name}/{lang}/{file}.md"), &text);
        }
    }
}

/// The documents that say how a repository stands.
fn check_standing(name: &str, range: &str) {
    let repo = fixture(name);
    for lang in ["en", "ru"] {
        for document in ["checklist", "monitoring", "branching"] {
            let text = run(repo.path(), &format!("{range} -d {document} --lang {lang}")).done();
            assert_golden(&format!("fixtures/golden/{name}/{lang}/{document}.md"), &text);
        }
    }
}

#[test]
fn gitflow() {
    check("gitflow", "v1.3.0");
    check_standing("gitflow", "v1.3.0");
    let repo = fixture("gitflow");
    for lang in ["en", "ru"] {
        let text = run(repo.path(), &format!("v1.3.0-rc.2 -d delta --lang {lang}")).done();
        assert_golden(&format!("fixtures/golden/gitflow/{lang}/delta.md"), &text);
    }
    let json = run(repo.path(), "v1.3.0 --format json").done();
    assert_golden("fixtures/golden/gitflow/release.json", &json);
    for lang in ["en", "ru"] {
        let text = run(repo.path(), &format!("changelog develop --lang {lang}")).done();
        assert_golden(&format!("fixtures/golden/gitflow/{lang}/changelog.md"), &text);
    }
}

#[test]
fn gitflow_cherry_picked() {
    check("gitflow-cherry-picked", "v1.3.0");
}

#[test]
fn two_lines() {
    check("two-lines", "v1.3.0-hotfix.1");
}

#[test]
fn squash_merges() {
    check("squash-merges", "v1.1.0");
}

#[test]
fn hostile() {
    check("hostile", "v1.1.0");
    check_standing("hostile", "v1.1.0");
}

/// A release with something for every section of every document.
#[test]
fn shop() {
    check("shop", "v1.3.0");
    check_standing("shop", "v1.3.0");
    let repo = fixture("shop");
    for lang in ["en", "ru"] {
        let text = run(repo.path(), &format!("v1.3.0 -d rollback --lang {lang}")).done();
        assert_golden(&format!("fixtures/golden/shop/{lang}/rollback.md"), &text);
    }
}
