use crate::config::Flow;
use crate::history::NodeId;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports commits of main that no final and no hotfix has. The tip of main may wait for its tag.
    /// Before the first release, and in `flow = "trunk"`, there is nothing to report.
    ///
    /// ## Why is this bad?
    /// Main is what runs in production. What stands there between two releases was either deployed
    /// without a version, or its tag was forgotten.
    ///
    /// ## Example
    /// `release/v1.3.0` was merged, nobody tagged the merge, and a hotfix was merged on top.
    ///
    /// ## How to fix
    /// Tag what was released where it stands: `git tag -a v1.3.0 COMMIT`.
    "RN211" "unreleased-commit-on-main" Flow Warn
    needs [History, Tags, Main] check Whole(check)
}

/// How many commits are shown.
const SHOWN: usize = 20;

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let (Flow::Gitflow, Some(main)) = (facts.sources.config.flow, &facts.main) else { return };
    let branch = facts.branch_of(main);
    let tags = facts.sources.tags.iter().filter(|tag| tag.production().is_some());
    let tags = tags.filter_map(|tag| Some((tag, facts.history.find(tag.commit)?)));
    let tags: Vec<_> = tags.collect();
    let of_main = facts.reach(branch.tip);
    let Some((last, _)) = tags.iter().rfind(|(_, node)| of_main.contains(*node)) else { return };
    let released = facts.history.reach_of(tags.iter().map(|(_, node)| *node));
    let above = main.ordered.iter().copied().skip(1);
    let is_open = |node: &NodeId| !released.contains(*node) && !facts.is_settled(*node);
    let open: Vec<NodeId> = above.take_while(is_open).collect();
    let Some(newest) = open.first() else { return };
    let (name, count) = (&branch.name, open.len());
    let (commits, are) = if count == 1 { ("commit", "is") } else { ("commits", "are") };
    let more = count.checked_sub(SHOWN).filter(|more| *more > 0);
    findings
        .violation(branch, format!("{count} {commits} of {name} below its tip {are} in no release"))
        .evidence(open.iter().take(SHOWN).map(|node| facts.shown(*node)))
        .evidence(more.map(|more| format!("and {more} more")))
        .hint(format!("git log --oneline --first-parent {}..{}", last.name, facts.short(*newest)));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const OPEN: &str = "commit \"a\"\ntag v1.0.0 \"Release\"\nbranch develop\ncommit \"feat: b\"\n\
                        switch main\nmerge develop \"Release 1.1.0\"\ncommit \"fix: c\"";

    #[test]
    fn a_release_without_its_tag_is_reported() {
        let said = history(OPEN).says(&RULE);
        let wanted = "refs/heads/main: 1 commit of main below its tip is in no release [";
        assert!(said.starts_with(wanted), "{said}");
        let hint = " Release 1.1.0] -> git log --oneline --first-parent v1.0.0..";
        assert!(said.contains(hint), "{said}");
    }

    #[test]
    fn many_are_one_finding() {
        let many: String = (0..20).map(|n| format!("\ncommit \"fix: {n}\"")).collect();
        let said = history(&format!("{OPEN}{many}")).says(&RULE);
        assert!(said.contains(": 21 commits of main below its tip are in no release"), "{said}");
        assert!(said.contains("; and 1 more]") && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn the_tip_may_wait_for_its_tag() {
        let text = OPEN.replace("\ncommit \"fix: c\"", "");
        assert_eq!(history(&text).says(&RULE), "");
    }

    #[test]
    fn what_a_tag_reaches_is_released() {
        assert_eq!(history(&format!("{OPEN}\ntag v1.1.0 \"Release\"")).says(&RULE), "");
    }

    #[test]
    fn before_the_first_release_in_a_trunk_and_before_the_policy_it_is_fine() {
        assert_eq!(history(&OPEN.replace("v1.0.0", "v1.0.0-rc.1")).says(&RULE), "");
        assert_eq!(history(OPEN).config("flow = \"trunk\"").says(&RULE), "");
        assert_eq!(history(OPEN).config("policy.since = \"main\"").says(&RULE), "");
    }

    #[test]
    fn without_main_it_cannot_tell() {
        let said = history(OPEN).config("branches.main = \"trunk\"").says(&RULE);
        assert!(said.starts_with("? repository: no branch trunk is here"), "{said}");
    }
}
