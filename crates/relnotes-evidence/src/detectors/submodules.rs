//! Submodules that point elsewhere: the commits of the other repository are not looked at.

use relnotes_core::evidence::{Fact, Kind, Place, Verb};
use relnotes_core::git::{FileEntry, FileMode};

use super::{Detect, Detector, Ground};
use crate::range::FileDiff;

pub(super) static DETECTOR: Detector = Detector {
    code: "SUBMODULE",
    about: "Submodules that came, went or point at another commit.",
    ground: Ground::Everything,
    picks: |_| true,
    detect: Detect::Tree(detect),
};

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    let commit = |entry: Option<FileEntry>| {
        let entry = entry.filter(|entry| entry.mode == FileMode::Submodule)?;
        Some(entry.id.short(9))
    };
    let (before, after) = (commit(file.old), commit(file.new));
    let path = &file.path.full;
    let (verb, place) = match (&before, &after) {
        (None, None) => return,
        (None, Some(_)) => (Verb::Added, Place::after(path, None)),
        (Some(_), None) => (Verb::Removed, Place::before(path, None)),
        (Some(_), Some(_)) => (Verb::Changed, Place::after(path, None)),
    };
    let id = format!("submodule:{path}");
    let fact = Fact::new(DETECTOR.code, Kind::Submodule, verb, id, path, place);
    facts.push(fact.with_values(before, after));
}

#[cfg(test)]
mod tests {
    use relnotes_core::git::FileMode;
    use relnotes_core::id::CommitId;

    use super::*;
    use crate::range::{FileDiff, FilePath};

    #[test]
    fn a_submodule_that_points_elsewhere_is_told_with_both_commits() {
        let entry = |byte| FileEntry { id: CommitId([byte; 20]), mode: FileMode::Submodule };
        let path = FilePath::new("deps/x", &[]);
        let file = FileDiff::bare(path, Some(entry(0x11)), Some(entry(0x22)));
        let mut found = Vec::new();
        detect(&file, &mut found);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].verb, Verb::Changed);
        assert_eq!(found[0].before.as_deref(), Some("111111111"));
        assert_eq!(found[0].after.as_deref(), Some("222222222"));
    }

    #[test]
    fn files_are_none() {
        let mut found = Vec::new();
        detect(&FileDiff::of("a", None, Some("x")), &mut found);
        assert!(found.is_empty());
    }
}
