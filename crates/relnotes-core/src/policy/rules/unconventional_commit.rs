use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineCommit};

declare_rule! {
    /// ## What it does
    /// Reports commits of release and hotfix branches whose subject is not conventional:
    /// `type(scope): description`. Merges, reverts and commits of bots count for nothing. Off by
    /// default: a team that wants the convention says `RN405 = "warn"`. The commit-msg hook
    /// (`relnotes lint --message`) tells near misses such as `Feat:add` in any case.
    ///
    /// ## Why is this bad?
    /// What has no type is listed as unclassified, and the freeze cannot be watched.
    ///
    /// ## Example
    /// `Feat:add search`, `added search`.
    ///
    /// ## How to fix
    /// Before it is merged, `git commit --amend`, or `git rebase -i` and `reword`. Afterwards give the
    /// change its kind in the release documents.
    "RN405" "unconventional-commit" Commits Allow
    needs [History] check Commit(check)
}

fn check(it: &LineCommit<'_>, _: &Facts<'_>, findings: &mut Findings<'_>) {
    let message = &it.commit.message;
    let is_other = it.commit.parents.len() > 1 || message.revert.is_some() || it.commit.by_bot;
    if is_other || (message.conventional.is_some() && message.problems.is_empty()) {
        return;
    }
    let reason = message.problems.first().map(|problem| format!(": {}", problem.message));
    let message = format!(
        "`{}` is not conventional{}",
        it.commit.message.subject,
        reason.unwrap_or_default()
    );
    findings
        .violation(it.commit.id, message)
        .hint("git rebase -i, and reword, before it is merged");
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
    fn what_has_no_type_is_reported() {
        assert!(with("added search").contains("`added search` is not conventional"));
        assert!(with("Feat:add search").contains("`Feat:add search` is not conventional: "));
    }

    #[test]
    fn conventional_commits_and_reverts_are_fine() {
        assert_eq!(with("fix(search)!: queries"), "");
        assert_eq!(with("Revert \\\"feat: a\\\""), "");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let text = "commit \"a\"\ncommit \"b\"\nbranch develop";
        assert!(
            history(text).shallow().says(&RULE).starts_with("? repository: the clone is shallow")
        );
    }
}
