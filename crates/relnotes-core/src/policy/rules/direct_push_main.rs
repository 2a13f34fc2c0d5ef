use crate::branch::BranchKind;
use crate::config::Flow;
use crate::history::{NodeHashSet, NodeId};
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Branch, Chain, Facts, Findings, direct};

declare_rule! {
    /// ## What it does
    /// Reports commits of main that came neither by a merge nor by a pull request: no merge, no
    /// number such as `(#12)`, no version bump. Where main may have been moved onto another branch by
    /// a fast-forward, or a forge may have rebased them, it cannot tell. What is older than the first
    /// release of main is not looked at. In `flow = "trunk"` there is nothing to report.
    ///
    /// ## Why is this bad?
    /// Nobody reviewed them, no candidate had them, and develop may never get them.
    ///
    /// ## Example
    /// `git switch main && git commit -m "Fix price" && git push`
    ///
    /// ## How to fix
    /// Merge main into develop, so that the work is not lost, and protect main in the forge: pull
    /// requests only, merged with `--no-ff`.
    "RN208" "direct-push-main" Flow Warn
    needs [History, Tags, Main, Integration] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let (Flow::Gitflow, Some(main)) = (facts.sources.config.flow, &facts.main) else { return };
    let Some(develop) = &facts.integration else { return };
    let graph = facts.history.graph();
    let tags = || facts.sources.tags.iter().filter_map(|tag| Some((tag, tag.release?)));
    let production = tags().filter(|(_, release)| release.is_production());
    let released: NodeHashSet =
        production.filter_map(|(tag, _)| facts.history.find(tag.commit)).collect();
    let Some(first) = main.ordered.iter().rposition(|node| released.contains(node)) else {
        return;
    };
    // A candidate is made on a release branch, and a release that is no merge was made on one.
    let mut moved = direct::meetings(others(main, facts), &main.nodes, facts);
    let candidates = tags().filter(|(_, release)| release.is_candidate());
    moved.extend(candidates.filter_map(|(tag, _)| facts.history.find(tag.commit)));
    moved.extend(released.iter().filter(|node| graph.parents(**node).len() < 2));
    let found = direct::sort(&main.ordered[..first], &moved, &released, facts);
    let (branch, into) = (facts.branch_of(main), &facts.branch_of(develop).name);
    let hint = format!("git switch {} && git merge {}", word(into), word(&branch.name));
    direct::report(&found, branch, hint, facts, findings);
}

/// Returns the tips of the branches that main may have been moved onto. A hotfix branch that was cut
/// from the release that it mends has met main there.
fn others(main: &Chain, facts: &Facts<'_>) -> impl Iterator<Item = NodeId> {
    let branches = facts.branches.iter().enumerate().filter(|(at, _)| *at != main.branch);
    let is_hotfix_of_main = |(at, branch): &(usize, &Branch)| {
        let line = facts.lines.iter().find(|line| line.branch == Some(*at));
        let mended = line.and_then(|line| facts.mended_by(line));
        let meets = || facts.history.first_parents(branch.tip).find(|it| main.nodes.contains(*it));
        matches!(branch.kind, BranchKind::Hotfix(_)) && mended.is_some() && mended == meets()
    };
    branches.filter(move |it| !is_hotfix_of_main(it)).map(|(_, branch)| branch.tip)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const DIRECT: &str = "commit \"a\"\ncommit \"feat: b\"\ntag v1.0.0 \"Release\"\nbranch develop\n\
                          commit \"feat: c\"\nswitch main\ncommit \"fix: price\"";

    #[test]
    fn a_commit_that_was_pushed_is_reported() {
        let said = history(DIRECT).says(&RULE);
        let wanted = "refs/heads/main: 1 commit of main came neither by a merge nor by a pull \
                      request [";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.ends_with(" fix: price] -> git switch develop && git merge main"), "{said}");
    }

    #[test]
    fn all_are_in_one_finding() {
        let many: String = (0..20).map(|n| format!("\ncommit \"fix: {n}\"")).collect();
        let said = history(&format!("{DIRECT}{many}")).says(&RULE);
        assert!(said.contains(": 21 commits of main came") && said.contains("; and 1 more]"));
        assert_eq!(said.lines().count(), 1, "{said}");
    }

    #[test]
    fn pull_requests_bumps_and_merges_are_fine() {
        for subject in ["fix: price (#12)", "chore(release): version 1.0.1"] {
            let text = DIRECT.replace("fix: price", subject);
            assert_eq!(history(&text).says(&RULE), "", "{subject}");
        }
        let merged = DIRECT.replace("commit \"fix: price\"", "merge develop \"Release 1.1.0\"");
        assert_eq!(history(&merged).says(&RULE), "");
    }

    #[test]
    fn what_is_not_above_a_release_or_the_policy_is_fine() {
        assert_eq!(history(&DIRECT.replace("v1.0.0", "v1.0.0-rc.1")).says(&RULE), "");
        let young =
            format!("{DIRECT}\ntag v1.0.1 \"Release\"").replace("tag v1.0.0 \"Release\"\n", "");
        assert_eq!(history(&young).says(&RULE), "");
        assert_eq!(history(DIRECT).config("policy.since = \"main\"").says(&RULE), "");
        assert_eq!(history(DIRECT).config("flow = \"trunk\"").says(&RULE), "");
    }

    #[track_caller]
    fn check_unsure(text: &str) {
        let said = history(text).says(&RULE);
        let wanted = "? refs/heads/main: 1 commit of main came without a merge: pushed, by a \
                      fast-forward, or rebased by the forge [";
        assert!(said.starts_with(wanted) && said.lines().count() == 1, "{said}");
        assert!(said.contains(" fix: price]"), "{said}");
    }

    #[test]
    fn where_main_was_moved_onto_another_branch_it_cannot_tell() {
        let release = DIRECT.replace("switch main\n", "switch main\nbranch release/v1.1.0\n");
        let moved = format!("{release}\nswitch main\nreset release/v1.1.0");
        check_unsure(&moved);
        check_unsure(&format!("{moved}\nswitch release/v1.1.0\ncommit \"fix: more\""));
        let gone = format!("{release}\ntag v1.1.0-rc.1\nswitch main\nreset release/v1.1.0");
        check_unsure(&format!("{gone}\ndelete-branch release/v1.1.0"));
        check_unsure(&format!("{DIRECT}\ntag v1.0.0-hotfix.1 \"Hotfix\""));
        let develop = DIRECT.replace("commit \"feat: c\"\nswitch main\n", "switch main\n");
        check_unsure(&format!("{develop}\nswitch develop\nreset main"));
    }

    #[test]
    fn what_was_rewritten_may_have_been_rebased_by_a_forge() {
        let forge = "\"fix: price\" committed-by \"GitHub <noreply@github.com>\"";
        check_unsure(&DIRECT.replace("\"fix: price\"", forge));
        let later = "\"fix: price\" authored 2024-01-01T00:00:00Z";
        check_unsure(&DIRECT.replace("\"fix: price\"", later));
    }

    #[test]
    fn a_hotfix_branch_of_main_does_not_speak_for_a_fast_forward() {
        let released = "merge develop \"Release 1.1.0\"\ntag v1.1.0 \"Release\"";
        let text = format!("{DIRECT}\n{released}\nbranch release/v1.1.0-hotfix\ncommit \"fix: d\"");
        let said = history(&text).says(&RULE);
        assert!(said.starts_with("refs/heads/main: 1 commit of main came neither"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }

    #[test]
    fn what_came_before_the_release_below_a_fast_forward_is_told() {
        let released = "merge develop \"Release 1.1.0\"\ntag v1.1.0 \"Release\"";
        let text = format!(
            "{DIRECT}\n{released}\nbranch release/v1.2.0\ncommit \"fix: later\"\nswitch main\n\
             reset release/v1.2.0"
        );
        let said = history(&text).says(&RULE);
        assert!(said.contains(" fix: price] -> git switch develop"), "{said}");
        assert!(
            said.contains("? refs/heads/main: 1 commit of main came without a merge"),
            "{said}"
        );
    }

    #[test]
    fn without_develop_it_cannot_tell() {
        let said = history(DIRECT).config("branches.develop = \"next\"").says(&RULE);
        assert!(said.starts_with("? repository: no branch next is here"), "{said}");
    }
}
