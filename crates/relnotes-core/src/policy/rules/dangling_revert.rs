use crate::id::CommitId;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineCommit};

declare_rule! {
    /// ## What it does
    /// Reports reverts on release and hotfix branches that name a commit which no branch and no tag
    /// has. Allowed by default.
    ///
    /// ## Why is this bad?
    /// What was taken back cannot be found, so that documents still tell it, and a copy of it is not
    /// known to be gone. Mostly the commit was rebased or squashed after the revert was written.
    ///
    /// ## Example
    /// `This reverts commit 41b6fee59d`, and `git branch --contains 41b6fee59d` prints nothing.
    ///
    /// ## How to fix
    /// Before it is merged, `git commit --amend` and name the commit that is there, by
    /// `git log --oneline --grep SUBJECT`.
    "RN408" "dangling-revert" Commits Allow
    needs [History] check Commit(check)
}

fn check(it: &LineCommit<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(revert) = &it.commit.message.revert else { return };
    let is_lost =
        |hex: &&String| find(hex, facts).is_none_or(|id| facts.history.find(id).is_none());
    let lost: Vec<&String> = revert.commits.iter().filter(is_lost).collect();
    let Some(first) = lost.first() else { return };
    let name = it.line.name(facts);
    let subject = revert.subject.as_deref().unwrap_or(&it.commit.message.subject);
    let short = first.get(..10).unwrap_or(first);
    findings
        .violation(it.commit.id, format!("a revert on {name} names {short}, which no branch has"))
        .hint(format!("git log --oneline --fixed-strings --grep {}", quoted(subject)))
        .evidence([facts.shown(it.node)])
        .evidence(lost);
}

/// Returns the commit that a revert names.
fn find(hex: &str, facts: &Facts<'_>) -> Option<CommitId> {
    facts.sources.repository.find_abbreviated(&hex.to_ascii_lowercase())
}

/// A word for a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    fn with(body: &str) -> String {
        format!(
            "commit \"a\"\nbranch develop\ncommit \"feat: b\" as b\nbranch release/v1.1.0\n\
             commit \"Revert \\\"fix: it's c\\\"\"\n  | This reverts commit {body}."
        )
    }

    #[test]
    fn a_revert_of_a_commit_that_is_not_there_is_reported() {
        let said = history(&with("0123456789012345678901234567890123456789")).says(&RULE);
        let wanted = ": a revert on release/v1.1.0 names 0123456789, which no branch has [";
        assert!(said.contains(wanted), "{said}");
        let hint = "; 0123456789012345678901234567890123456789] -> git log --oneline \
                    --fixed-strings --grep 'fix: it'\\''s c'";
        assert!(said.ends_with(hint), "{said}");
        assert!(history(&with("01234567")).says(&RULE).contains("names 01234567, which"));
    }

    #[test]
    fn a_revert_of_a_commit_that_is_there_is_fine() {
        assert_eq!(history(&with("{b}")).says(&RULE), "");
        assert_eq!(history(&with("{b:8}")).says(&RULE), "");
    }

    #[test]
    fn a_commit_of_another_branch_is_there_as_well() {
        let other = with("{c}").replace(
            "commit \"Revert",
            "branch release/v1.2.0 from develop\ncommit \"fix: c\" as c\nswitch release/v1.1.0\ncommit \"Revert",
        );
        assert_eq!(history(&other).says(&RULE), "");
    }

    #[test]
    fn a_revert_that_names_no_commit_is_fine() {
        let text = with("x").replace("  | This reverts commit x.", "  | It was slow.");
        assert_eq!(history(&text).says(&RULE), "");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history(&with("01234567")).shallow().says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
