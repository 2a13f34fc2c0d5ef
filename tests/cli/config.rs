//! relnotes.toml: where it is found, and what a wrong one is told.

use std::fs;

use snapbox::{assert_data_eq, str};

use super::{Call, fixture, run};

fn with_config(bytes: &[u8], arguments: &str) -> super::Ran {
    let repo = fixture("gitflow");
    fs::write(repo.path().join("relnotes.toml"), bytes).unwrap();
    run(repo.path(), arguments)
}

#[test]
fn an_unknown_key_is_pointed_at_by_every_command_that_reads_it() {
    let expected = with_config(b"[tags]\nprefx = \"v\"\n", "v1.3.0").refused();
    assert_data_eq!(
        expected.as_str(),
        str![[r#"
error: unknown key `prefx` in `[tags]`
 --> relnotes.toml:2:1
  |
2 | prefx = "v"
  | ^^^^^ did you mean `prefix`?
  = help: known here: `first_number`, `hotfix_style`, `ignore`, `prefix`, `stages`
hint: `relnotes init --print` explains every key

"#]]
    );
    for arguments in ["tags", "why v1.3.0", "changelog", "parse", "v1.3.0 --format json"] {
        assert_eq!(with_config(b"[tags]\nprefx = \"v\"\n", arguments).refused(), expected);
    }
}

#[test]
fn a_wrong_type_is_pointed_at() {
    assert_data_eq!(
        with_config(b"lang = 3\n", "v1.3.0").refused(),
        str![[r#"
error: this file is not valid TOML
 --> relnotes.toml:1:8
  |
1 | lang = 3
  |        ^ wanted string or table
hint: `relnotes init --print` explains every key

"#]]
    );
}

#[test]
fn what_is_no_toml_is_pointed_at() {
    assert_data_eq!(
        with_config(b"lang = \"ru\n", "v1.3.0").refused(),
        str![[r#"
error: this file is not valid TOML
 --> relnotes.toml:1:11
  |
1 | lang = "ru
  |           ^ invalid basic string, expected `"`
hint: `relnotes init --print` explains every key

"#]]
    );
}

#[test]
fn what_is_no_text_is_refused() {
    assert_data_eq!(
        with_config(b"lang = \"\xe0\"\n", "v1.3.0").refused(),
        str![[r#"
error: this file is not UTF-8 text
 --> relnotes.toml:1:9
  = help: save it as UTF-8 in your editor
hint: `relnotes init --print` explains every key

"#]]
    );
}

#[test]
fn a_missing_configuration_that_was_named_is_refused() {
    let repo = fixture("gitflow");
    for arguments in ["--config none.toml v1.3.0", "tags --config none.toml"] {
        assert_data_eq!(
            run(repo.path(), arguments).refused(),
            str![[r#"
error: cannot read the configuration `none.toml`
caused by: No such file or directory (os error 2)
hint: `relnotes init --print > relnotes.toml` makes one with every default

"#]]
        );
    }
}

#[cfg(unix)]
#[test]
fn a_folder_or_a_broken_link_in_its_place_is_refused() {
    let repo = fixture("gitflow");
    let path = repo.path().join("relnotes.toml");
    fs::create_dir(&path).unwrap();
    assert_data_eq!(
        run(repo.path(), "v1.3.0").refused(),
        str![[r#"
error: cannot read the configuration `relnotes.toml`
caused by: Is a directory (os error 21)
hint: `relnotes init --print > relnotes.toml` makes one with every default

"#]]
    );
    fs::remove_dir(&path).unwrap();
    std::os::unix::fs::symlink("nowhere.toml", &path).unwrap();
    run(repo.path(), "v1.3.0").refused();
}

#[test]
fn it_is_found_from_subfolders_and_counts_from_the_folder_of_c_when_named() {
    let repo = fixture("gitflow");
    fs::write(repo.path().join("relnotes.toml"), "lang = \"ru\"\n").unwrap();
    let is_russian = |text: &str| text.starts_with("# Релиз v1.3.0 - 22.11.2026");
    assert!(is_russian(&run(&repo.path().join("docs"), "v1.3.0").done()));
    fs::write(repo.path().join("docs/own.toml"), "lang = \"en\"\n").unwrap();
    let text = run(repo.path(), "-C docs --config own.toml v1.3.0").done();
    assert!(!is_russian(&text), "{text}");
}

#[test]
fn a_bare_repository_has_it_at_head() {
    let repo = relnotes_testkit::Fixture::parse(
        "write relnotes.toml \"lang = \\\"ru\\\"\\n\"\ncommit \"feat: a\"\ntag v1.0.0 \"1\"\n",
    );
    let bare = repo.unwrap().build_bare();
    let text = run(bare.path(), "v1.0.0").done();
    assert_eq!(text.lines().next(), Some("# Релиз v1.0.0 - 01.01.2024"));
}

#[test]
fn a_language_that_is_none_is_refused_wherever_it_comes_from() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "v1.3.0 --lang de").refused(),
        str![[r#"
error: --lang is `de`, which is no language of documents
hint: the languages are `en` and `ru`: relnotes --lang ru

"#]]
    );
    let by_variable = Call::new(repo.path()).env("RELNOTES_LANG", "de").run("v1.3.0");
    assert_data_eq!(
        by_variable.refused(),
        str![[r#"
error: RELNOTES_LANG is `de`, which is no language of documents
hint: the languages are `en` and `ru`: export RELNOTES_LANG=ru

"#]]
    );
}

#[test]
fn init_prints_a_configuration_that_changes_nothing() {
    let repo = fixture("gitflow");
    let expected = run(repo.path(), "v1.3.0 -d all").done();
    let defaults = run(repo.path(), "init --print").done();
    fs::write(repo.path().join("relnotes.toml"), defaults).unwrap();
    assert_eq!(run(repo.path(), "v1.3.0 -d all").done(), expected);
}
