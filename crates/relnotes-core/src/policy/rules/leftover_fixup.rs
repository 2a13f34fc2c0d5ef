use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineCommit, leftover};

declare_rule! {
    /// ## What it does
    /// Reports commits of release and hotfix branches whose subject says that they are unfinished:
    /// `fixup!`, `squash!`, `amend!`, `WIP`, `tmp`.
    ///
    /// ## Why is this bad?
    /// Such a commit was meant to be folded into another one, or to be gone. In a release it is a
    /// change that nobody described and perhaps nobody reviewed.
    ///
    /// ## Example
    /// `fixup! fix(search): queries` on `release/v1.3.0`.
    ///
    /// ## How to fix
    /// Before it is merged, `git rebase -i --autosquash`. Afterwards it stays: take it on with a waiver.
    "RN407" "leftover-fixup" Commits Deny
    needs [History] check Commit(check)
}

fn check(it: &LineCommit<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let subject = &it.commit.message.subject;
    if let Some(word) = leftover(subject).filter(|_| it.commit.parents.len() < 2) {
        let name = it.line.name(facts);
        findings
            .violation(it.commit.id, format!("`{subject}` on {name} begins with `{word}`"))
            .hint("git rebase -i --autosquash, before it is merged");
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    fn with(subject: &str) -> String {
        history(&format!(
            "commit \"feat: a\"\nbranch develop\nbranch release/v1.0.0\ncommit \"{subject}\""
        ))
        .says(&RULE)
    }

    #[test]
    fn unfinished_commits_are_reported() {
        for subject in ["fixup! fix: a", "squash! fix: a", "WIP", "wip: search", "tmp", "Tmp fix"] {
            assert!(with(subject).contains(" on release/v1.0.0 begins with `"), "{subject}");
        }
    }

    #[test]
    fn words_that_only_begin_so_are_fine() {
        for subject in ["fix: a", "wipe the cache", "tmpfs for tests", "fixup of the docs"] {
            assert_eq!(with(subject), "", "{subject}");
        }
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let text = "commit \"a\"\ncommit \"wip\"\nbranch develop";
        assert!(
            history(text).shallow().says(&RULE).starts_with("? repository: the clone is shallow")
        );
    }
}
