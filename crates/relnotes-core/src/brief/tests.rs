//! Tests of the whole file: forms, fixtures, the published schema.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::config::schema::keys_of;
use crate::declared::testing::check_form;

const PATH: &str = "releases/v1.3.0/release.toml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = root().join("fixtures/briefs").join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(!files.is_empty());
    files
}

fn read_fixture(folder: &str, name: &str) -> Result<Brief, Error> {
    let file = root().join("fixtures/briefs").join(folder).join(name);
    Brief::parse(fs::read(file).unwrap(), PATH)
}

#[test]
fn the_form_declares_nothing_and_has_every_key() {
    assert_eq!(Brief::parse(RELEASE_TOML, PATH).unwrap(), Brief::default());
    check_form(RELEASE_TOML, &keys_of(&schema()));
}

#[test]
fn valid_files_are_read() {
    for file in fixtures("valid") {
        if let Err(error) = Brief::parse(fs::read(&file).unwrap(), PATH) {
            panic!("{}:\n{error}", file.display());
        }
    }
}

/// The fullest fixture names every key that the schema has.
#[test]
fn every_key_can_be_filled() {
    let text = fs::read_to_string(root().join("fixtures/briefs/valid/full.toml")).unwrap();
    for key in keys_of(&schema()) {
        let section = key.path();
        let names = [format!("{} = ", key.key), format!("[{section}]"), format!(".{} = ", key.key)];
        assert!(names.iter().any(|name| text.contains(name)), "{section}");
    }
}

#[test]
fn invalid_files_are_explained() {
    let mut wrong = Vec::new();
    for file in fixtures("invalid") {
        let error = Brief::parse(fs::read(&file).unwrap(), PATH).unwrap_err();
        let expected = fs::read_to_string(file.with_extension("err")).unwrap_or_default();
        #[allow(clippy::disallowed_methods, reason = "a test that writes what it compares with")]
        if std::env::var_os("UPDATE").is_some() {
            fs::write(file.with_extension("err"), format!("{error}\n")).unwrap();
        } else if expected.replace("\r\n", "\n").trim_end() != error.to_string() {
            wrong.push(format!("== {}\n{error}\n", file.display()));
        }
    }
    assert!(wrong.is_empty(), "other messages than the .err files have:\n{}", wrong.join("\n"));
}

#[test]
fn the_published_schema_is_up_to_date() {
    let file = root().join("docs/schema/release.toml.schema.json");
    let actual = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    #[allow(clippy::disallowed_methods, reason = "a test that writes what it compares with")]
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &actual).unwrap();
    }
    let published = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(published == actual, "{} is stale: run with UPDATE=1", file.display());
}

#[test]
fn values_are_kept_as_written_with_their_lines() {
    let brief = read_fixture("valid", "full.toml").unwrap();
    let text = fs::read_to_string(root().join("fixtures/briefs/valid/full.toml")).unwrap();
    let line = |words: &str| {
        let at = text.lines().position(|line| line.contains(words)).unwrap() + 1;
        format!("{PATH}:{at}")
    };
    let start = brief.timeline.deployment_window.start.unwrap();
    assert_eq!(start.value.text, "2026-11-22T22:00:00+03:00");
    assert_eq!(start.reference, line("deployment_window"));
    let go_live = brief.timeline.go_live.unwrap();
    assert!(go_live.value.is_date() && go_live.value.text == "2026-11-23");
    assert_eq!(brief.risk[0].reference, line("[[risk]]"));
    assert_eq!(brief.risk[0].value.refs[1].value, "abc1234");
    assert_eq!(brief.rollback.trigger.len(), 2);
    assert_eq!(brief.note[0].value.r#match.pr.as_ref().unwrap().value, 42);
    assert!(!brief.known_issue[0].value.is_for_support());
    assert!(
        brief.known_issue[1].value.is_for_users() && brief.known_issue[1].value.is_for_support()
    );
}

#[test]
fn rows_of_a_form_that_nobody_filled_are_none() {
    let brief =
        Brief::parse("[[risk]]\ntitle = \" \"\nrefs = []\n[[risk]]\ntitle = \"a\"", PATH).unwrap();
    let risks: Vec<_> = brief.risk.iter().map(|risk| risk.reference.as_str()).collect();
    assert_eq!(risks, ["releases/v1.3.0/release.toml:4"]);
}

proptest::proptest! {
    #[test]
    fn a_damaged_file_is_an_error_and_no_panic(
        at in 0_usize..6000,
        length in 0_usize..20,
        typed in "[\\[\\]{}\"'=#.,\\r\\n\\t a-z0-9ё\u{1b}]{0,6}",
    ) {
        let mut text: Vec<char> = RELEASE_TOML.chars().collect();
        let start = at.min(text.len());
        let end = (start + length).min(text.len());
        text.splice(start..end, typed.chars());
        if let Err(error) = Brief::parse(String::from_iter(text), PATH) {
            assert!(error.to_string().starts_with(|c: char| c.is_lowercase()));
        }
    }
}
