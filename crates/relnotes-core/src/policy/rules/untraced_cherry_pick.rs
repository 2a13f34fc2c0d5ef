use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineCommit};
use crate::release::is_version_bump;
use crate::release::model::SameBy;

declare_rule! {
    /// ## What it does
    /// Reports commits of release and hotfix branches that develop has as well (in `flow = "trunk"`:
    /// main), as a copy that only author and subject, or the patch, give away: neither of the two
    /// names the other by `(cherry picked from commit …)` or by a pull request. Version bumps count for
    /// nothing. Allowed by default.
    ///
    /// ## Why is this bad?
    /// Whoever asks whether a fix came back has to compare patches. As soon as one of the two is
    /// changed on the way, nobody can tell.
    ///
    /// ## Example
    /// `git cherry-pick 41b6fee59d` without `-x`.
    ///
    /// ## How to fix
    /// `git cherry-pick -x 41b6fee59d`; of a commit that is not merged yet, amend the line.
    "RN404" "untraced-cherry-pick" Commits Allow
    needs [History, Integration] check Commit(check)
}

fn check(it: &LineCommit<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let (commit, message) = (it.commit, &it.commit.message);
    let is_traced = message.pull_request.is_some()
        || !message.cherry_picked_from.is_empty()
        || !message.backport_of.is_empty();
    let Some(develop) = &facts.integration else { return };
    let target = facts.branch_of(develop);
    let reach = facts.reach(target.tip);
    let is_other = commit.parents.len() > 1 || is_version_bump(commit);
    if is_other || is_traced || reach.contains(it.node) {
        return;
    }
    let ledger = match facts.ledger() {
        Ok(ledger) => ledger,
        Err(error) => {
            findings.unreadable(commit.id, error);
            return;
        }
    };
    let there = |(copy, by)| {
        let node = facts.history.find(copy).filter(|node| reach.contains(*node));
        Some((node?, by))
    };
    let mut copies: Vec<(_, SameBy)> = ledger.copies_of(commit.id).filter_map(there).collect();
    copies.sort_by_key(|(node, by)| (*by, facts.history.graph().id(*node)));
    let Some((copy, SameBy::SameCommit | SameBy::PatchId)) = copies.first().copied() else {
        return;
    };
    let line = it.line.name(facts);
    findings
        .violation(
            commit.id,
            format!("a commit of {line} and its copy on {} do not name each other", target.name),
        )
        .hint(format!("git cherry-pick -x {}", facts.short(copy)))
        .evidence([facts.shown(it.node), facts.shown(copy)]);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const PICKED: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.1.0\n\
                          commit \"fix: other\"\nswitch develop\nwrite pay.txt \"once\"\n\
                          commit \"fix: charge once\" as fix\nswitch release/v1.1.0\ncherry-pick fix as pick";

    #[test]
    fn a_pick_without_a_trace_is_reported() {
        let said = history(PICKED).says(&RULE);
        let wanted =
            ": a commit of release/v1.1.0 and its copy on develop do not name each other [";
        assert!(said.contains(wanted) && said.lines().count() == 1, "{said}");
        assert!(said.contains(" fix: charge once] -> git cherry-pick -x "), "{said}");
    }

    #[test]
    fn the_same_patch_under_another_subject_is_reported() {
        let other =
            PICKED.replace("cherry-pick fix as", "cherry-pick fix \"fix: charge once only\" as");
        assert!(history(&other).says(&RULE).contains("do not name each other"));
    }

    #[test]
    fn a_trailer_or_a_pull_request_is_a_trace() {
        assert_eq!(history(&PICKED.replace("pick fix as", "pick fix x as")).says(&RULE), "");
        let numbered = PICKED.replace("charge once\"", "charge once (#7)\"");
        assert_eq!(history(&numbered).says(&RULE), "");
    }

    #[test]
    fn the_trace_may_be_on_develop() {
        let back = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.1.0\n\
                    write pay.txt \"once\"\ncommit \"fix: charge once\" as fix\nswitch develop\n\
                    commit \"feat: c\"\n";
        assert_eq!(history(&format!("{back}cherry-pick fix x")).says(&RULE), "");
        assert!(history(&format!("{back}cherry-pick fix")).says(&RULE).contains("do not name"));
    }

    #[test]
    fn other_commits_and_what_was_merged_are_no_copies() {
        assert_eq!(
            history(&PICKED.replace("cherry-pick fix as pick", "commit \"fix: d\"")).says(&RULE),
            ""
        );
        let merged = format!("{PICKED}\nswitch develop\nmerge release/v1.1.0 \"Merge\"");
        assert_eq!(history(&merged).says(&RULE), "");
    }

    #[test]
    fn without_develop_it_cannot_tell() {
        let said = history(PICKED).config("branches.develop = \"next\"").says(&RULE);
        assert!(said.starts_with("? repository: no branch next is here"), "{said}");
    }
}
