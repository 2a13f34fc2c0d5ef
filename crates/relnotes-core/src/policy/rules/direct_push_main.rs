use crate::config::Flow;
use crate::history::{NodeId, NodeSet};
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};
use crate::release::{is_version_bump, read_commits};

declare_rule! {
    /// ## What it does
    /// Reports commits of main that came neither by a merge nor by a pull request: no merge, no
    /// number such as `(#12)`, no version bump. What is older than the first release of main is not
    /// looked at. In `flow = "trunk"` there is nothing to report.
    ///
    /// ## Why is this bad?
    /// Nobody reviewed them, no candidate had them, and develop may never get them. Where main was
    /// moved by a fast-forward, its merge does not say what was released either.
    ///
    /// ## Example
    /// `git switch main && git commit -m "Fix price" && git push`
    ///
    /// ## How to fix
    /// Merge main into develop, so that the work is not lost, and protect main in the forge: pull
    /// requests only.
    "RN208" "direct-push-main" Flow Warn
    needs [History, Tags, Main] check Whole(check)
}

/// How many commits are shown.
const SHOWN: usize = 20;

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let (Flow::Gitflow, Some(main)) = (facts.sources.config.flow, &facts.main) else { return };
    let graph = facts.history.graph();
    let tags = facts.sources.tags.iter().filter(|tag| tag.production().is_some());
    let released: NodeSet = tags.filter_map(|tag| facts.history.find(tag.commit)).collect();
    let Some(first) = main.ordered.iter().rposition(|node| released.contains(*node)) else {
        return;
    };
    let own = main.ordered[..first].iter().copied().filter(|node| !facts.is_settled(*node));
    let own: Vec<NodeId> = own.filter(|node| graph.parents(*node).len() == 1).collect();
    let mut direct = read_commits(graph, &own, &facts.sources);
    direct.retain(|(_, commit)| commit.message.pull_request.is_none() && !is_version_bump(commit));
    if direct.is_empty() {
        return;
    }
    let (name, count) = (&facts.branch_of(main).name, direct.len());
    let commits = if count == 1 { "commit" } else { "commits" };
    let more = count.checked_sub(SHOWN).filter(|more| *more > 0);
    let hint = match &facts.integration {
        Some(develop) => {
            format!("git switch {} && git merge {}", word(&facts.branch_of(develop).name), word(name))
        }
        None => format!("git log --first-parent --no-merges {}", word(name)),
    };
    findings
        .violation(
            facts.branch_of(main),
            format!("{count} {commits} of {name} came neither by a merge nor by a pull request"),
        )
        .evidence(direct.iter().take(SHOWN).map(|(node, _)| facts.shown(*node)))
        .evidence(more.map(|more| format!("and {more} more")))
        .hint(hint);
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
}
