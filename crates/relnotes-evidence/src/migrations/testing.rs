//! What tests of frameworks share: files of a release in, its migrations out.

use relnotes_core::evidence::Undo;

use super::files::{Format, survey};
use super::script::{Script, Survey};
use super::undo;
use crate::range::Range;
use crate::testing::with_release;

/// Returns what a release has that changes some files: path, text before, text after.
pub(super) fn surveyed(format: &Format, files: &[(&str, Option<&str>, Option<&str>)]) -> Survey {
    let line = |path: &str, text: &str| format!("write {path} {text:?}\n");
    let mut history = "write README \"a\"\n".to_owned();
    history
        .extend(files.iter().filter_map(|(path, before, _)| before.map(|text| line(path, text))));
    history.push_str("commit \"feat: a\"\ntag v1.0.0\nwrite README \"b\"\n");
    for (path, before, after) in files {
        match after {
            Some(text) => history.push_str(&line(path, text)),
            None if before.is_some() => history.push_str(&format!("delete {path}\n")),
            None => {}
        }
    }
    history.push_str("commit \"feat: b\"\ntag v1.1.0\n");
    with_release(&history, "v1.0.0..v1.1.0", |repository, config, release| {
        let from = release.range.from.as_ref().map(|from| from.commit);
        let detectors = crate::detectors::ALL;
        let ranges = Range::open(repository, config, release, &[from], detectors).unwrap();
        survey(format, &ranges[0])
    })
}

/// Returns the migrations of files that are all new.
pub(super) fn added(format: &Format, files: &[(&str, &str)]) -> Vec<Script> {
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, None, Some(*text))).collect();
    surveyed(format, &files).added
}

/// Returns what the undo of the only migration of files that are new is worth, and why.
pub(super) fn undo(format: &Format, files: &[(&str, &str)]) -> (Undo, String) {
    let scripts = added(format, files);
    assert_eq!(scripts.len(), 1, "{scripts:?}");
    undo::class(&scripts[0].operations, &scripts[0].path)
}
