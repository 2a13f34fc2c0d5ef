//! The rules of the house that no compiler checks: where things are named, how long files are, what never appears.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of a source file; a longer one has two subjects.
const LONGEST: usize = 400;

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter_map(|file| {
        let lines = text(&file).lines().count();
        (lines > LONGEST).then(|| format!("{} has {lines} lines", name(&file)))
    });
    assert_none("split by subject, not by size", long);
}

#[test]
fn git2_is_named_in_one_module_and_the_testkit() {
    let places = ["crates/relnotes-core/src/git/", "crates/relnotes-testkit/"];
    assert_named_only_in("git2", &places);
    assert_needed_only_by("git2", &["relnotes-core", "relnotes-testkit"]);
}

#[test]
fn handlebars_is_named_in_render() {
    assert_named_only_in("handlebars", &["crates/relnotes-render/"]);
    assert_needed_only_by("handlebars", &["relnotes-render"]);
}

#[test]
fn one_file_opens_connections() {
    assert_named_only_in("reqwest", &["crates/relnotes-forge/src/transport/http.rs"]);
    assert_needed_only_by("reqwest", &["relnotes-forge"]);
    assert_named_only_in("std::net", &["crates/relnotes-testkit/src/server.rs"]);
}

#[test]
fn nothing_depends_on_the_paths_of_one_machine() {
    let folders = ["/tmp", "/home", "/root", "/Users", "/mnt"];
    let here = root().join("tests/tidy.rs");
    let found = written().into_iter().filter(|file| *file != here).flat_map(|file| {
        let text = text(&file);
        let lines = text.lines().enumerate();
        let hits = lines.filter(|(_, line)| folders.iter().any(|path| has_path(line, path)));
        hits.map(|(index, _)| place(&file, index)).collect::<Vec<_>>()
    });
    assert_none("name no folder of one machine", found);
}

#[test]
fn every_language_has_the_same_templates() {
    let of = |language: &str| -> BTreeSet<String> {
        let folder = root().join("templates").join(language);
        let inside = |file: PathBuf| {
            let inside = file.strip_prefix(&folder).expect("it was found there");
            inside.display().to_string().replace('\\', "/")
        };
        files(&folder).into_iter().map(inside).collect()
    };
    let english = of("en");
    assert!(!english.is_empty(), "there are templates");
    assert_eq!(english, of("ru"));
}

#[test]
fn every_crate_says_what_it_is_for() {
    let silent = crates().into_iter().filter(|folder| {
        let source = folder.join("src");
        let root = [source.join("lib.rs"), source.join("main.rs")];
        let root = root.iter().find(|file| file.is_file());
        !root.is_some_and(|file| text(file).starts_with("//! "))
    });
    assert_none("begin lib.rs with `//!`", silent.map(|folder| name(&folder)));
}

#[test]
fn nothing_is_left_for_later() {
    // In two halves, so that this file does not name them.
    let marks = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("#[ign", "ore"),
        concat!("#[should", "_panic"),
    ];
    let found = sources().into_iter().flat_map(|file| {
        let text = text(&file);
        let lines = text.lines().enumerate();
        let hits = lines.filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)));
        hits.map(|(index, _)| place(&file, index)).collect::<Vec<_>>()
    });
    assert_none("finish it or leave it out", found);
}

/// Asserts that code names a crate in these places only; comments may.
fn assert_named_only_in(word: &str, places: &[&str]) {
    let here = root().join("tests/tidy.rs");
    let outside = sources()
        .into_iter()
        .filter(|file| *file != here && !places.iter().any(|place| name(file).starts_with(place)));
    let found = outside.flat_map(|file| {
        let text = text(&file);
        let code =
            text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        let hits = code.filter(|(_, line)| has_path_of(line, word));
        hits.map(|(index, _)| place(&file, index)).collect::<Vec<_>>()
    });
    assert_none(&format!("`{word}` is named in {places:?} only"), found);
}

/// Asserts that only these crates declare a dependency.
fn assert_needed_only_by(word: &str, expected: &[&str]) {
    let needs = |folder: &PathBuf| {
        let manifest = text(&folder.join("Cargo.toml"));
        manifest.lines().any(|line| {
            line.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
        })
    };
    let found: Vec<String> = crates()
        .into_iter()
        .filter(needs)
        .map(|folder| name(&folder).replace("crates/", ""))
        .collect();
    assert_eq!(found, expected, "crates that depend on `{word}`");
}

/// Returns whether a line uses a crate: `word::…`, `use word;`, `extern crate word`.
fn has_path_of(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let is_whole = !before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let is_used = line[at + word.len()..].starts_with("::") || line[..at].ends_with("use ");
        is_whole && is_used
    })
}

/// Returns whether a line has an absolute path below a folder; `a/tmp` is a relative one.
fn has_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + folder.len()..].chars().next();
        let begins = !before.is_some_and(|c| c.is_alphanumeric() || "._-/~*}$)".contains(c));
        begins && !after.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-')
    })
}

/// Returns the Rust files of the crates and of the tests.
fn sources() -> Vec<PathBuf> {
    let mut found = files(&root().join("crates"));
    found.extend(files(&root().join("tests")));
    found.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    found
}

/// Returns what people wrote: sources, fixtures, templates, documentation, tools.
fn written() -> Vec<PathBuf> {
    let folders = [".ci", "bench", "crates", "docs", "fixtures", "templates", "tests"];
    let mut found: Vec<PathBuf> =
        folders.iter().flat_map(|name| files(&root().join(name))).collect();
    let top = fs::read_dir(root()).expect("the workspace can be read").flatten();
    found.extend(top.map(|entry| entry.path()).filter(|path| path.is_file()));
    found
}

fn crates() -> Vec<PathBuf> {
    let folders = fs::read_dir(root().join("crates")).expect("there are crates").flatten();
    let mut found: Vec<PathBuf> =
        folders.map(|entry| entry.path()).filter(|it| it.is_dir()).collect();
    found.sort();
    found
}

/// Returns the files below a folder in order. Links and what is generated are left out.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_file() => found.push(path),
            Ok(kind) if kind.is_dir() && !is_generated(&path) => found.extend(files(&path)),
            _ => {}
        }
    }
    found.sort();
    found
}

fn is_generated(folder: &Path) -> bool {
    ["target", "out", "__pycache__", ".git"].iter().any(|name| folder.ends_with(name))
}

/// Returns the text of a file; nothing of one that is none.
fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the workspace is two folders above")
}

fn name(path: &Path) -> String {
    let inside = path.strip_prefix(root()).unwrap_or(path);
    inside.display().to_string().replace('\\', "/")
}

fn place(file: &Path, index: usize) -> String {
    format!("{}:{}", name(file), index + 1)
}

fn assert_none(rule: &str, found: impl Iterator<Item = String>) {
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}
