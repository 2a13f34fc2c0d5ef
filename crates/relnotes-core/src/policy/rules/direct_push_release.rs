use crate::branch::BranchKind;
use crate::history::{NodeHashSet, NodeId, NodeSet};
use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, ReleaseLine, direct};

declare_rule! {
    /// ## What it does
    /// Reports commits that release and hotfix branches got after their cut neither by a merge nor by
    /// a pull request: no merge, no number such as `(#12)`, no version bump. Where the branch may
    /// have been moved onto another one by a fast-forward, or a forge may have rebased them, it cannot
    /// tell. Allowed by default.
    ///
    /// ## Why is this bad?
    /// A late change is the one that most needs a second pair of eyes.
    ///
    /// ## Example
    /// `git switch release/v1.3.0 && git commit -m "Fix price" && git push`
    ///
    /// ## How to fix
    /// Look at what came so, `git log --first-parent --no-merges develop..release/v1.3.0`, and protect
    /// release branches in the forge: pull requests only.
    "RN209" "direct-push-release" Flow Allow
    needs [History, Tags, Integration] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(branch) = line.branch(facts) else { return };
    let name = &branch.name;
    let cut = match &line.cut {
        Cut::Known(cut) => *cut,
        Cut::Unknown(reason) => {
            findings.cannot_tell(branch, format!("where {name} was cut: {reason}"));
            return;
        }
    };
    let own = facts.history.first_parents(line.tip).take_while(|node| *node != cut);
    let own: Vec<NodeId> = own.collect();
    let tagged = line.tags.iter().map(|at| facts.sources.tags[*at].commit);
    let rests: NodeHashSet = tagged.filter_map(|commit| facts.history.find(commit)).collect();
    // Main, develop and other releases are moved onto a release, never a release onto them.
    let others = facts.branches.iter().filter(|branch| match branch.kind {
        BranchKind::Feature | BranchKind::Other => true,
        BranchKind::Main | BranchKind::Develop => false,
        BranchKind::Release(_) | BranchKind::Hotfix(_) => false,
    });
    let of_line: NodeSet = own.iter().copied().collect();
    let moved = direct::meetings(others.map(|branch| branch.tip), &of_line, facts);
    let found = direct::sort(&own, &moved, &rests, facts);
    let hint = format!("git log --first-parent --no-merges {}..{name}", facts.short(cut));
    direct::report(&found, branch, hint, facts, findings);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const DIRECT: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.1.0\n\
                          commit \"fix: price\"";

    #[test]
    fn a_commit_that_was_pushed_is_reported() {
        let said = history(DIRECT).says(&RULE);
        let wanted = "refs/heads/release/v1.1.0: 1 commit of release/v1.1.0 came neither by a merge \
                      nor by a pull request [";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.contains(" fix: price] -> git log --first-parent --no-merges "), "{said}");
        assert!(said.ends_with("..release/v1.1.0") && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn pull_requests_bumps_merges_and_what_was_before_the_cut_are_fine() {
        for subject in ["fix: price (#12)", "chore(release): version 1.1.0"] {
            assert_eq!(
                history(&DIRECT.replace("fix: price", subject)).says(&RULE),
                "",
                "{subject}"
            );
        }
        let merged = DIRECT.replace(
            "branch release/v1.1.0\ncommit",
            "branch release/v1.1.0\nbranch fix/price\ncommit",
        );
        let merged = format!(
            "{merged}\nswitch release/v1.1.0\nmerge fix/price \"Merge branch 'fix/price'\""
        );
        assert_eq!(history(&merged).says(&RULE), "");
    }

    #[test]
    fn main_that_was_moved_onto_the_release_does_not_matter() {
        let text = format!("{DIRECT}\ntag v1.1.0 \"Release\"\nswitch main\nreset release/v1.1.0");
        assert!(history(&text).says(&RULE).contains("came neither by a merge"));
    }

    #[test]
    fn where_it_may_have_been_moved_onto_a_fix_it_cannot_tell() {
        let moved =
            DIRECT.replace("branch release/v1.1.0\n", "branch release/v1.1.0\nbranch fix/price\n");
        let said = history(&format!("{moved}\nswitch release/v1.1.0\nreset fix/price")).says(&RULE);
        let wanted = "? refs/heads/release/v1.1.0: 1 commit of release/v1.1.0 came without a merge";
        assert!(said.starts_with(wanted) && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn a_candidate_below_bounds_what_a_fast_forward_brought() {
        let text = format!(
            "{DIRECT}\ntag v1.1.0-rc.1\nbranch fix/late\ncommit \"fix: late\"\n\
             switch release/v1.1.0\nreset fix/late"
        );
        let said = history(&text).says(&RULE);
        assert!(said.contains("came neither by a merge nor by a pull request ["), "{said}");
        assert!(said.contains(" fix: price] ->") && said.contains(" fix: late]"), "{said}");
    }

    #[test]
    fn where_the_branch_was_cut_is_unknown_it_cannot_tell() {
        let orphan = "commit \"a\"\nbranch develop\norphan release/v1.1.0\ncommit \"fix: price\"";
        let said = history(orphan).says(&RULE);
        assert!(
            said.starts_with("? refs/heads/release/v1.1.0: where release/v1.1.0 was cut"),
            "{said}"
        );
    }
}
