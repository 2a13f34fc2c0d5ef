use crate::branch::{BranchKind, classify};
use crate::config::Flow;
use crate::history::NodeId;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports merges on main whose subject says that a feature branch was merged, or another one of
    /// `policy.branches` such as `fix/*`. A merge that is on develop's own line as well counts as
    /// made there. In `flow = "trunk"` there is nothing to report.
    ///
    /// ## Why is this bad?
    /// Main is what runs in production. A feature that comes there directly was in no candidate, and
    /// develop lacks it.
    ///
    /// ## Example
    /// `Merge pull request #12 from shop/feature/search` on main.
    ///
    /// ## How to fix
    /// Take it back with `git revert -m 1 MERGE` on main and merge the branch into develop. Let the
    /// forge accept only release and hotfix branches for main.
    "RN202" "feature-into-main" Flow Deny
    needs [History, Main] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let (Flow::Gitflow, Some(main)) = (facts.sources.config.flow, &facts.main) else { return };
    let of_develop =
        |node| facts.integration.as_ref().is_some_and(|develop| develop.nodes.contains(node));
    let graph = facts.history.graph();
    let own = main.ordered.iter().copied().filter(|node| !facts.is_settled(*node));
    let merges = own.filter(|node| graph.parents(*node).len() > 1 && !of_develop(*node));
    let (onto, develop) = (&facts.branch_of(main).name, facts.integration.as_ref());
    for node in merges {
        let Some(head) = merged_feature(node, facts) else { continue };
        let finding = findings.violation(graph.id(node), format!("{head} was merged into {onto}"));
        finding.evidence([facts.shown(node)]);
        let revert = format!("git switch {} && git revert -m 1 {}", word(onto), facts.short(node));
        finding.hint(match develop.map(|develop| &facts.branch_of(develop).name) {
            Some(develop) => format!("{revert}  (then merge {} into {develop})", word(&head)),
            None => revert,
        });
    }
}

/// Returns the feature branch, or the allowed one beside the model, that a merge into main names.
fn merged_feature(node: NodeId, facts: &Facts<'_>) -> Option<String> {
    let config = facts.sources.config;
    let raw = facts.history.graph().raw(node);
    let merge = facts.sources.parser.parse_relations(&raw.text().0).merge?;
    let is_elsewhere = |into: &str| classify(&config.branches, into) != BranchKind::Main;
    let head = merge.head.filter(|_| !merge.into.as_deref().is_some_and(is_elsewhere))?;
    let is_allowed = || config.policy.branches.iter().any(|pattern| pattern.matches(&head));
    let is_feature = match classify(&config.branches, &head) {
        BranchKind::Feature => true,
        BranchKind::Other => is_allowed(),
        BranchKind::Main | BranchKind::Develop | BranchKind::Release(_) | BranchKind::Hotfix(_) => {
            false
        }
    };
    is_feature.then_some(head)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const MERGED: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nswitch main\n\
                          branch feature/search\ncommit \"feat: c\"\nswitch main\n\
                          merge feature/search \"Merge branch 'feature/search'\"";

    #[test]
    fn a_feature_that_came_to_main_is_reported() {
        let said = history(MERGED).says(&RULE);
        assert!(said.contains(": feature/search was merged into main ["), "{said}");
        assert!(said.contains("-> git switch main && git revert -m 1 "), "{said}");
        assert!(said.ends_with("  (then merge feature/search into develop)"), "{said}");
    }

    #[test]
    fn other_allowed_branches_and_pull_requests_count_too() {
        let fix = MERGED.replace("feature/search", "fix/search");
        assert!(history(&fix).says(&RULE).contains(": fix/search was merged into main"));
        let request = "Merge pull request #7 from shop/feature/search";
        let request = MERGED.replace("Merge branch 'feature/search'", request);
        assert!(history(&request).says(&RULE).contains(": feature/search was merged into main"));
    }

    #[test]
    fn releases_back_merges_and_a_subject_without_a_name_are_fine() {
        for subject in [
            "Merge branch 'release/v1.1.0'",
            "Merge branch 'release/v1.0.0-hotfix'",
            "Merge branch 'develop'",
            "Merge branch 'anna-test'",
            "Merge branch 'feature/search' into develop",
            "New search",
        ] {
            let text = MERGED.replace("Merge branch 'feature/search'", subject);
            assert_eq!(history(&text).says(&RULE), "", "{subject}");
        }
    }

    #[test]
    fn what_was_merged_on_develop_came_along() {
        let on_develop = MERGED.replace("switch main", "switch develop");
        assert_eq!(history(&format!("{on_develop}\nswitch main\nreset develop")).says(&RULE), "");
    }

    #[test]
    fn a_trunk_and_what_was_before_the_policy_are_fine() {
        assert_eq!(history(MERGED).config("flow = \"trunk\"").says(&RULE), "");
        assert_eq!(history(MERGED).config("policy.since = \"main\"").says(&RULE), "");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history(MERGED).shallow().says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
