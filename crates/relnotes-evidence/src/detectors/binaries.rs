//! Files that are no text: large ones, and those that Git LFS keeps elsewhere. What is in them is not looked at.

use relnotes_core::config::glob::Glob;
use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Side, Verb};
use relnotes_core::git::{FileEntry, FileMode};

use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, Range, Status};

pub(super) static DETECTOR: Detector = Detector {
    code: "BINARY",
    about: "Large files that are no text, and files that Git LFS keeps elsewhere, that came, went or changed.",
    ground: Ground::Everything,
    picks: |_| false,
    detect: Detect::Range(detect),
};

/// Smaller files are not worth a line.
const LARGE: u64 = 512 * 1024;

fn detect(range: &Range<'_>, _: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let attributes = range.text(Side::After, ".gitattributes").unwrap_or_default();
    let pointers = pointers(&attributes);
    for file in range.files().filter(|file| !file.path.is_vendored) {
        let is_pointer = pointers.iter().any(|glob| glob.matches(&file.path.full));
        if file.status != Status::Moved && (is_pointer || file.path.is_binary()) {
            facts.extend(binary(range, file, is_pointer));
        }
    }
}

fn binary(range: &Range<'_>, file: &FileDiff, is_pointer: bool) -> Option<Fact> {
    let path = &file.path.full;
    let is_file = |it: &FileEntry| matches!(it.mode, FileMode::File | FileMode::Executable);
    let (old, new) = (file.old.filter(is_file), file.new.filter(is_file));
    let (verb, place) = match (old, new) {
        (None, None) => return None,
        (None, Some(_)) => (Verb::Added, Place::after(path, None)),
        (Some(_), None) => (Verb::Removed, Place::before(path, None)),
        (Some(_), Some(_)) => (Verb::Changed, Place::after(path, None)),
    };
    // A blob that is missing from the clone has an unknown size: it may well be large.
    let size = |entry: Option<FileEntry>| entry.map(|it| range.repository.blob_size(it.id).ok());
    let sizes = [size(old), size(new)];
    let is_known = sizes.iter().flatten().all(Option::is_some);
    let is_large = sizes.iter().flatten().flatten().any(|size| *size >= LARGE);
    if !is_pointer && is_known && !is_large {
        return None;
    }
    let fact = Fact::new(DETECTOR.code, Kind::Binary, verb, format!("binary:{path}"), path, place);
    if is_pointer {
        return Some(fact.with_values(None, Some("LFS".to_owned())));
    }
    let [before, after] = sizes.map(|size| size.flatten().map(|size| size.to_string()));
    let confidence = if is_known { Confidence::Exact } else { Confidence::Guess };
    Some(fact.with_values(before, after).as_sure_as(confidence))
}

/// Patterns of files that Git LFS keeps, from `.gitattributes`.
fn pointers(attributes: &str) -> Vec<Glob> {
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let pattern = words.next().filter(|pattern| !pattern.starts_with('#'))?;
        let anywhere = if pattern.trim_end_matches('/').contains('/') { "" } else { "**/" };
        let pattern = format!("{anywhere}{}", pattern.trim_start_matches('/'));
        words.any(|word| word == "filter=lfs").then(|| Glob::of_paths(&pattern))
    };
    attributes.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    #[test]
    fn large_files_and_pointers_are_told() {
        let large = "x".repeat(600 * 1024);
        let found = file_facts(
            &DETECTOR,
            &[
                (
                    ".gitattributes",
                    Some("*.psd filter=lfs diff=lfs\n"),
                    Some("*.psd filter=lfs diff=lfs\n"),
                ),
                ("art/a.psd", None, Some("version https://git-lfs.github.com/spec/v1\n")),
                ("logo.png", Some("x"), Some(&large)),
                ("small.png", None, Some("x")),
                ("large.txt", None, Some(&large)),
            ],
        );
        let shown: Vec<_> = found
            .iter()
            .map(|fact| (fact.verb, fact.subject.as_str(), fact.after.as_deref().unwrap()))
            .collect();
        assert_eq!(
            shown,
            [(Verb::Added, "art/a.psd", "LFS"), (Verb::Changed, "logo.png", "614400")]
        );
    }
}
