use crate::config::commits::Kind;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineCommit};

declare_rule! {
    /// ## What it does
    /// Reports commits of release and hotfix branches that name no ticket, by the patterns of
    /// `[tickets]`. Merges, reverts, technical kinds, version bumps and commits of bots need none. Off
    /// by default: `RN406 = "warn"` turns it on.
    ///
    /// ## Why is this bad?
    /// Nobody can tell why a late change was made, or ask the one who wanted it.
    ///
    /// ## Example
    /// `fix: rounding` on `release/v1.3.0`.
    ///
    /// ## How to fix
    /// Before it is merged, `git commit --amend` and add the ticket: `fix: rounding (PAY-77)`.
    "RN406" "commit-without-ticket" Commits Allow
    needs [History] check Commit(check)
}

fn check(it: &LineCommit<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let (commit, message) = (it.commit, &it.commit.message);
    let kind = message.conventional.as_ref();
    let kind = kind.and_then(|it| facts.sources.config.commits.kind_of(&it.kind));
    let needs_none = commit.parents.len() > 1
        || message.revert.is_some()
        || commit.by_bot
        || kind == Some(Kind::Technical)
        || crate::release::is_version_bump(commit);
    if !needs_none && message.tickets.is_empty() {
        findings
            .violation(commit.id, format!("`{}` names no ticket", message.subject))
            .hint("git commit --amend, before it is merged: `fix: rounding (PAY-77)`");
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
    fn a_fix_without_a_ticket_is_reported() {
        assert!(with("fix: rounding").contains("`fix: rounding` names no ticket"));
    }

    #[test]
    fn a_ticket_or_a_technical_kind_is_fine() {
        assert_eq!(with("fix: rounding (PAY-77)"), "");
        assert_eq!(with("chore: clean up"), "");
    }

    #[test]
    fn what_only_looks_like_a_ticket_is_none() {
        assert!(with("fix: UTF-8 in names").contains("names no ticket"));
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history("commit \"a\"\ncommit \"b\"\nbranch develop").shallow().says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
