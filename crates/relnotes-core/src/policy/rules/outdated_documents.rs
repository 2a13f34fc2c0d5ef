use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports release branches that got something after their documents were drafted. Commits of the
    /// documents alone do not count.
    ///
    /// ## Why is this bad?
    /// Whoever reads the plan or the rollback plan reads about another release.
    ///
    /// ## Example
    /// `releases/v1.3.0/` was drafted at `v1.3.0-rc.1`, and three fixes landed since.
    ///
    /// ## How to fix
    /// `relnotes draft --commit`: it changes what the new commits change, and nothing that people wrote.
    "RN702" "outdated-documents" Documents Warn
    needs [History] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    for open in facts.open.iter().flatten() {
        let Some(branch) = facts.branch_named(&open.branch) else { continue };
        let drafted = open.bundle.as_ref().and_then(|bundle| bundle.drafted.as_ref());
        let (Some(drafted), Some(head)) = (drafted, open.head) else { continue };
        if drafted.head != head {
            let message = format!(
                "the documents of {} are of {}, and it is at {}",
                open.branch,
                drafted.head.short(10),
                head.short(10)
            );
            findings.violation(branch, message).hint("relnotes draft --commit");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::bundle::Drafted;
    use crate::id::CommitId;
    use crate::policy::testing::{bundle, history};

    const OPEN: &str = "commit \"feat: a\"\ntag v1.0.0\nbranch release/v1.1.0\ncommit \"fix: b\"";

    #[test]
    fn documents_of_an_older_commit_are_reported() {
        let of = |drafted: Option<CommitId>| {
            let drafted = drafted.map(|head| Drafted { head, base: None });
            let bundle = bundle(|bundle| bundle.drafted = drafted);
            history(OPEN).documents("release/v1.1.0", Some(bundle), true).says(&RULE)
        };
        assert!(of(Some(CommitId([7; 20]))).contains("are of 0707070707, and it is at "));
        assert_eq!(of(Some(CommitId([0; 20]))), "");
        assert_eq!(of(None), "");
    }
}
