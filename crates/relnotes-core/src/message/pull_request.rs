//! Which pull request a commit is: what a forge wrote at the end of the subject or in a merge.

use super::merge::{self, MergeSubject};
use super::scan;

/// Returns the pull request that the commit is.
///
/// The number at the end of the subject wins over one in a merge subject: a forge appends it last.
pub(super) fn own(subject: &str, body: &str, merge: Option<&MergeSubject>) -> Option<u64> {
    trailing(subject)
        .map(|(number, _)| number)
        .or_else(|| merge.and_then(|merge| merge.pull_request))
        .or_else(|| {
            if body.contains("See merge request ") { merge::gitlab_number(body) } else { None }
        })
}

/// Reads the pull request at the end of a subject, and returns the subject without it.
///
/// ```text
/// trailing = *<anything> "(" ("#" / "!") N ")"
/// ```
///
/// Where a quoted subject was cut before its closing quote, the number may belong to it: `Revert "x (#12)`.
pub(super) fn trailing(subject: &str) -> Option<(u64, &str)> {
    let inner = subject.trim_end().strip_suffix(')')?;
    let open = inner.rfind('(')?;
    let digits = inner[open + 1..].strip_prefix(['#', '!'])?;
    let (number, length) = scan::number(digits)?;
    let quotes = subject[..open].bytes().filter(|&b| b == b'"').count();
    let cut = quotes == 1 && scan::strip_prefix(subject, "revert").is_some();
    (length == digits.len() && !cut).then(|| (number, subject[..open].trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u64>) {
        let parts = super::super::subject::split(text);
        let merge = merge::parse(&parts.subject, parts.body);
        assert_eq!(own(&parts.subject, parts.body, merge.as_ref()), expected, "{text:?}");
    }

    #[test]
    fn at_the_end_of_the_subject() {
        check("fix: x (#12)", Some(12));
        check("fix: x (!12)", Some(12));
        check("fix: x (#12) ", Some(12));
        check("fix: x (#12) (#13)", Some(13));
        check("fix: x\nwrapped (#12)\n\nbody (#1)", Some(12));
        check("fix: x (#12) and y", None);
        check("fix: x #12", None);
        check("fix: x (closes #12)", None);
        check("fix: x (o/r#12)", None);
        check("fix: x (#012)", None);
        check("fix: x ()", None);
    }

    #[test]
    fn of_a_revert_only_after_the_quote() {
        check("Revert \"x (#12)\"", None);
        check("Revert \"x (#12)\" (#13)", Some(13));
        check("Revert \"x (#12)", None);
    }

    #[test]
    fn of_a_merge() {
        check("Merge pull request #12 from a/b", Some(12));
        check("Merge pull request #12 from a/b (#13)", Some(13));
        check("fix: x\n\nbody\n\nSee merge request group/proj!7", Some(7));
        check("Merged PR 45: x", Some(45));
    }
}
