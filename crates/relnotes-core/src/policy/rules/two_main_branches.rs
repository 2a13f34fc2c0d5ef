use crate::branch::BranchKind;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports repositories where two branches with a name of main, such as main and master, went
    /// apart: neither reaches the other.
    ///
    /// ## Why is this bad?
    /// Half of the team releases from the one and half from the other; what is in production depends
    /// on which one a pipeline was told.
    ///
    /// ## Example
    /// `main` was made from `master`, and somebody still pushes to `master`.
    ///
    /// ## How to fix
    /// `git switch main && git merge master`, then delete master: `git push origin --delete master`.
    "RN105" "two-main-branches" Branches Warn
    needs [History] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(main) = facts.main.as_ref().map(|chain| facts.branch_of(chain)) else { return };
    let others = facts.branches.iter().filter(|branch| branch.kind == BranchKind::Main);
    for other in others.filter(|branch| branch.name != main.name) {
        let (a, b) = (main.tip, other.tip);
        if facts.history.reaches(a, b) || facts.history.reaches(b, a) {
            continue;
        }
        findings
            .violation(
                other,
                format!("{} and {} are both there and went apart", main.name, other.name),
            )
            .evidence([format!("{} {}", main.name, facts.shown(a))])
            .evidence([format!("{} {}", other.name, facts.shown(b))])
            .hint(format!("git switch {} && git merge {}", word(&main.name), word(&other.name)));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[test]
    fn main_and_master_that_went_apart_are_reported() {
        let text = "commit \"a\"\nbranch master\ncommit \"b\"\nswitch main\ncommit \"c\"";
        let said = history(text).says(&RULE);
        assert!(
            said.starts_with("refs/heads/master: main and master are both there and went apart")
        );
        assert!(said.ends_with("-> git switch main && git merge master"), "{said}");
    }

    #[test]
    fn one_behind_the_other_is_fine() {
        assert_eq!(
            history("commit \"a\"\nbranch master\nswitch main\ncommit \"c\"").says(&RULE),
            ""
        );
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let text =
            "commit \"z\"\ncommit \"a\"\nbranch master\ncommit \"b\"\nswitch main\ncommit \"c\"";
        assert!(
            history(text).shallow().says(&RULE).starts_with("? repository: the clone is shallow")
        );
    }
}
