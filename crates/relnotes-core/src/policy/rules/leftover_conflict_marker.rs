use crate::evidence::Kind;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, OpenRelease};

declare_rule! {
    /// ## What it does
    /// Reports markers of a merge (`<<<<<<<`, `=======`, `>>>>>>>`) that a release which is being
    /// prepared brings: in a file that differs from the release before, and not in a test.
    ///
    /// ## Why is this bad?
    /// Somebody committed a conflict instead of its solution: one of the two sides is missing, or the
    /// file does not even compile.
    ///
    /// ## Example
    /// `src/pay.rs:41` on `release/v1.3.0` reads `<<<<<<< HEAD`.
    ///
    /// ## How to fix
    /// Decide which side stands, take the markers out, and commit.
    "RN210" "leftover-conflict-marker" Flow Deny
    needs [History] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    for open in facts.open.iter().flatten() {
        let Some(branch) = facts.branch_named(&open.branch) else { continue };
        let markers: Vec<String> = open
            .facts
            .iter()
            .filter(|fact| fact.kind == Kind::ConflictMarker)
            .map(|fact| fact.place.to_string())
            .collect();
        if !markers.is_empty() {
            let message = format!("{} has markers of a merge that was not finished", open.branch);
            findings
                .violation(branch, message)
                .hint(format!("open {}", markers[0]))
                .evidence(markers);
        }
        unread(open, branch, findings);
    }
}

/// Says which files could not be looked into.
pub(super) fn unread(
    open: &OpenRelease,
    branch: &crate::policy::Branch,
    findings: &mut Findings<'_>,
) {
    if !open.unread.is_empty() {
        let count = open.unread.len();
        findings
            .cannot_tell(branch, format!("{count} files of {} could not be read", open.branch))
            .evidence(open.unread.clone())
            .hint("git fetch --refetch --no-filter");
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::evidence::{Kind, Verb};
    use crate::policy::testing::{fact, history};

    const OPEN: &str = "commit \"feat: a\"\ntag v1.0.0\nbranch release/v1.1.0\ncommit \"fix: b\"";

    #[test]
    fn a_marker_that_the_release_brings_is_reported() {
        let marker = || vec![fact(Kind::ConflictMarker, Verb::Added, "src/pay.rs", 41)];
        let said = history(OPEN).open("release/v1.1.0", marker(), None).says(&RULE);
        assert_eq!(
            said,
            "refs/heads/release/v1.1.0: release/v1.1.0 has markers of a merge that was not finished \
             [src/pay.rs:41] -> open src/pay.rs:41"
        );
        assert_eq!(history(OPEN).open("release/v1.1.0", Vec::new(), None).says(&RULE), "");
        // Nobody looked: nothing is said, and documents do not count the rule among those that were asked.
        assert_eq!(history(OPEN).says(&RULE), "");
    }
}
