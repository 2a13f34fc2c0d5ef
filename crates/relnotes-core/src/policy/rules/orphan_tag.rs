use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact};

declare_rule! {
    /// ## What it does
    /// Reports finals and hotfixes that no branch reaches. Candidates may stand alone once their
    /// branch was squashed and deleted.
    ///
    /// ## Why is this bad?
    /// No fix, no documentation and no next release will ever build on what customers run.
    ///
    /// ## Example
    /// `v1.2.0` was tagged on a branch that was then rebased, or deleted without being merged.
    ///
    /// ## How to fix
    /// `git switch main && git merge v1.2.0`; of a support line that is over, keep a branch:
    /// `git branch release/v1.2.0 v1.2.0`.
    "RN316" "orphan-tag" Tags Warn
    needs [History, Tags, Branches] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let is_production = tag.tag.conforming && tag.tag.production().is_some();
    if !is_production || facts.is_reached_by_branches(tag.node) {
        return;
    }
    let name = &tag.tag.name;
    findings
        .violation(tag, format!("{name} is reached by no branch"))
        .evidence([facts.shown(tag.node)])
        .hint(format!("git branch release/{name} {name}"));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    const LOST: &str = "commit \"a\"\nbranch develop\nbranch release/v1.0.0\ncommit \"fix: b\"\n\
                        tag v1.0.0 \"Release\"\nswitch main\ndelete-branch release/v1.0.0";

    #[test]
    fn a_final_that_no_branch_reaches_is_reported() {
        assert!(
            history(LOST)
                .says(&RULE)
                .starts_with("refs/tags/v1.0.0: v1.0.0 is reached by no branch")
        );
    }

    #[test]
    fn a_final_of_a_branch_is_fine_and_a_candidate_may_stand_alone() {
        assert_eq!(history("commit \"a\"\nbranch develop\ntag v1.0.0 \"Release\"").says(&RULE), "");
        assert_eq!(history(&LOST.replace("v1.0.0 \"", "v1.0.0-rc.1 \"")).says(&RULE), "");
    }

    #[test]
    fn with_one_branch_in_a_ci_it_cannot_tell() {
        let ci = Checkout { ci: Some("GitLab CI"), ..Checkout::default() };
        let text = "commit \"a\"\ntag v1.0.0 \"Release\"";
        assert!(
            history(text)
                .checkout(ci)
                .says(&RULE)
                .starts_with("? repository: GitLab CI checked out")
        );
    }
}
