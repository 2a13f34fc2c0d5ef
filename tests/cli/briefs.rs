//! `releases/vX.Y.Z/release.toml`: which file counts, and what it says in documents and JSON.

use std::fs;
use std::path::Path;

use relnotes_testkit::{Fixture, TestRepo};
use serde_json::Value;
use snapbox::{assert_data_eq, str};

use super::{fixture, run};

const NOTE: &str = "[[note]]\nmatch = { ticket = \"PAY-1\" }\ntext = \"Export as CSV\"\n";

fn write(top: &Path, path: &str, text: &str) {
    let path = top.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A release and what comes after it on its branch, with a brief in the tag's tree.
fn with_brief_in_tag() -> TestRepo {
    let history = r#"
commit "chore: begin"
tag v1.0.0
commit "feat: exprot (PAY-1)"
write releases/v1.1.0/release.toml
  | [people]
  | tech_lead = "Tagged"
commit "docs: brief"
tag v1.1.0
branch release/v1.2.0
commit "feat: exprot (PAY-1)"
"#;
    Fixture::parse(history).unwrap().build()
}

fn lead(top: &Path, arguments: &str) -> String {
    let plan = run(top, &format!("{arguments} -d plan")).done();
    let line = plan.lines().find(|line| line.starts_with("- Tech Lead")).unwrap();
    line.trim_start_matches("- Tech Lead: ").to_owned()
}

#[test]
fn of_a_tag_its_own_file_counts_and_of_anything_else_that_of_the_work_tree() {
    let repo = with_brief_in_tag();
    write(repo.path(), "releases/v1.1.0/release.toml", "[people]\ntech_lead = \"Now\"\n");
    write(repo.path(), "releases/v1.2.0/release.toml", "[people]\ntech_lead = \"Next\"\n");
    assert_eq!(lead(repo.path(), "v1.1.0"), "Tagged (releases/v1.1.0/release.toml:2)");
    for range in ["", "HEAD", "release/v1.2.0", "HEAD --as v1.2.0-rc.1"] {
        assert_eq!(lead(repo.path(), range), "Next (releases/v1.2.0/release.toml:2)", "{range}");
    }
    // v1.0.0 has no file in its tree.
    write(repo.path(), "releases/v1.0.0/release.toml", "[people]\ntech_lead = \"Late\"\n");
    assert_eq!(lead(repo.path(), "v1.0.0"), "Late (releases/v1.0.0/release.toml:2)");
    assert!(lead(repo.path(), "HEAD --as v1.3.0").starts_with("[name]"));
}

#[test]
fn the_folder_of_documents_can_be_another() {
    let repo = with_brief_in_tag();
    write(repo.path(), "relnotes.toml", "[documents]\nfolder = \"docs/rel\"\n");
    write(repo.path(), "docs/rel/v1.2.0/release.toml", "[people]\ntech_lead = \"Next\"\n");
    assert_eq!(lead(repo.path(), "HEAD"), "Next (docs/rel/v1.2.0/release.toml:2)");
}

#[test]
fn a_bare_repository_has_the_file_of_its_target() {
    let history = "commit \"chore: begin\"\ntag v1.0.0\nwrite releases/v1.1.0/release.toml \"[people]\\ntech_lead = \\\"Ann\\\"\\n\"\ncommit \"feat: a\"";
    let repo = Fixture::parse(history).unwrap().build_bare();
    assert_eq!(lead(repo.path(), "HEAD --as v1.1.0"), "Ann (releases/v1.1.0/release.toml:2)");
    assert_eq!(run(repo.path(), "changelog").code, 0);
}

#[test]
fn a_note_changes_documents_json_and_changelog() {
    let repo = with_brief_in_tag();
    write(repo.path(), "releases/v1.2.0/release.toml", NOTE);
    write(repo.path(), "releases/v1.1.0/release.toml", &NOTE.replace("CSV", "text"));
    let notes = run(repo.path(), "HEAD").done();
    assert!(notes.contains("- **Feature**: Export as CSV ("), "{notes}");
    let json: Value = serde_json::from_str(&run(repo.path(), "HEAD --format json").done()).unwrap();
    let change = &json["changes"][0];
    assert_eq!(
        (&change["description"], &change["text_source"]),
        (&"Export as CSV".into(), &"override".into())
    );
    write(repo.path(), "releases/v1.2.0/release.toml", "");
    let changelog = run(repo.path(), "changelog").done();
    assert!(
        changelog.contains(": Export as text (") && changelog.contains(": exprot ("),
        "{changelog}"
    );
}

#[test]
fn a_note_that_fits_nothing_is_told() {
    let repo = with_brief_in_tag();
    write(repo.path(), "releases/v1.2.0/release.toml", &NOTE.replace("PAY-1", "PAY-9"));
    let ran = run(repo.path(), "HEAD --quiet");
    assert_eq!(ran.code, 0);
    let expected = "warning: releases/v1.2.0/release.toml:1: the note on ticket PAY-9 fits no change of HEAD\n";
    assert!(ran.stderr.contains(expected), "{}", ran.stderr);
}

#[test]
fn a_brief_of_another_version_is_told() {
    let repo = with_brief_in_tag();
    write(repo.path(), "releases/v1.2.0/release.toml", "[release]\nversion = \"1.1.0\"\n");
    let ran = run(repo.path(), "HEAD");
    let expected = "warning: releases/v1.2.0/release.toml:2 is about 1.1.0, but it lies where v1.2.0 is declared\n";
    assert!(ran.code == 0 && ran.stderr.contains(expected), "{}", ran.stderr);
    write(repo.path(), "releases/v1.2.0/release.toml", "[release]\nversion = \"1.2.0\"\n");
    assert!(!run(repo.path(), "HEAD").stderr.contains("is about"));
}

#[test]
fn a_wrong_brief_is_pointed_at() {
    let repo = fixture("gitflow");
    write(repo.path(), "releases/v1.3.0/release.toml", "[timeline]\ngo_life = \"2026-11-23\"\n");
    for arguments in ["v1.3.0", "v1.3.0-rc.2 -d plan", "v1.3.0 --format json", "changelog"] {
        assert_data_eq!(
            run(repo.path(), arguments).refused(),
            str![[r#"
error: unknown key `go_life` in `[timeline]`
 --> releases/v1.3.0/release.toml:2:1
  |
2 | go_life = "2026-11-23"
  | ^^^^^^^ did you mean `go_live`?
  = help: known here: `code_freeze`, `deployment_window`, `go_live`, `qa_signoff`
hint: `relnotes schema brief` describes every key

"#]]
        );
    }
}
