//! Markers that a merge left behind.

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::range::FileDiff;

pub(super) static DETECTOR: Detector = Detector {
    code: "CONFLICT-MARKER",
    about: "Lines `<<<<<<< ` and `>>>>>>> ` that came into a file: a merge was not finished.",
    // Documentation explains conflicts, tests of merge tools hold them.
    ground: Ground::Product,
    picks: |path| !path.is_binary(),
    detect: Detect::File(detect),
};

/// Both markers must have come, in this order: a line of seven signs alone is a heading of some formats.
fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    let is_marker = |line: &str, sign: &str| {
        line.strip_prefix(sign).is_some_and(|rest| rest.starts_with(' ') && rest.len() > 1)
    };
    if !file.after().contains(">>>>>>> ") {
        return;
    }
    let mut opened = None;
    for (at, line) in file.added() {
        if is_marker(line, "<<<<<<<") {
            opened = opened.or(Some(at));
        } else if is_marker(line, ">>>>>>>")
            && let Some(start) = opened.take()
        {
            let path = &file.path.full;
            let id = format!("conflict:{path}:{start}");
            let place = Place::after(path, start);
            facts.push(Fact::new(
                DETECTOR.code,
                Kind::ConflictMarker,
                Verb::Added,
                id,
                path,
                place,
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn an_unfinished_merge_is_told_with_its_line() {
        let text = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> feature/x\n";
        let found = facts(&DETECTOR, "src/a.rs", Some("a\n"), Some(text));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, Place::after("src/a.rs", 2));
    }

    #[test]
    fn what_was_there_before_is_no_news() {
        let text = "<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n";
        let more = format!("{text}d\n");
        assert!(facts(&DETECTOR, "src/a.rs", Some(text), Some(&more)).is_empty());
    }

    #[test]
    fn headings_and_documentation_are_left_alone() {
        assert!(facts(&DETECTOR, "src/a.rs", None, Some("<<<<<<<\n=======\n>>>>>>>\n")).is_empty());
        let text = "<<<<<<< HEAD\nb\n>>>>>>> x\n";
        assert!(facts(&DETECTOR, "docs/git.md", None, Some(text)).is_empty());
    }
}
