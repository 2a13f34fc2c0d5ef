use crate::branch::BranchKind;
use crate::config::Flow;
use crate::history::{NodeHashSet, NodeId};
use crate::policy::rule::declare_rule;
use crate::policy::{Branch, Cut, Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports feature branches that were not cut from develop: their first parents come to commits of
    /// main, or of a release or hotfix branch, before they come to develop. Where these commits may be
    /// the feature's own, because the other branch was moved onto it, it cannot tell. What develop has
    /// already is not looked at. In `flow = "trunk"` there is nothing to report.
    ///
    /// ## Why is this bad?
    /// When the feature is merged into develop, everything else that its branch began with comes along,
    /// unreviewed; and it was built on what develop may have changed since.
    ///
    /// ## Example
    /// `git switch -c feature/search main`
    ///
    /// ## How to fix
    /// Put its own commits on develop: `git rebase --onto develop COMMIT feature/search`.
    "RN201" "feature-not-from-develop" Flow Warn
    needs [History, Main, Integration] check Branch(check)
}

fn check(branch: &Branch, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if facts.sources.config.flow != Flow::Gitflow || branch.kind != BranchKind::Feature {
        return;
    }
    let Some(develop) = &facts.integration else { return };
    let into = facts.branch_of(develop);
    let name = &branch.name;
    if facts.reach(into.tip).contains(branch.tip) {
        return;
    }
    let own = facts.history.first_parents(branch.tip);
    let own: Vec<NodeId> = own.take_while(|node| !develop.nodes.contains(*node)).collect();
    if own.last().is_some_and(|last| facts.history.graph().parents(*last).is_empty()) {
        let reason = format!("the first parents of {name} never meet those of {}", into.name);
        findings.cannot_tell(branch, reason);
        return;
    }
    let Some((other, shared)) = origin(&own, facts) else { return };
    let begin = facts.short(shared[0]);
    if shared[0] == branch.tip || !shared.iter().any(|node| is_marked(*node, facts)) {
        let reason = format!("{name} was cut from {other}, or {other} was moved onto it");
        findings.cannot_tell(branch, reason).evidence([facts.shown(shared[0])]);
        return;
    }
    findings
        .violation(branch, format!("{name} was cut from {other}, not from {}", into.name))
        .hint(format!("git rebase --onto {} {begin} {name}", into.name))
        .evidence([facts.shown(shared[0])]);
}

/// Returns the branch that a feature left last, and the commits of it below the feature's own,
/// youngest first.
fn origin<'f>(own: &[NodeId], facts: &'f Facts<'_>) -> Option<(&'f str, Vec<NodeId>)> {
    let all: NodeHashSet = own.iter().copied().collect();
    let of_main = facts.main.iter().map(|main| {
        let nodes = own.iter().copied().filter(|node| main.nodes.contains(*node));
        (facts.branch_of(main).name.as_str(), nodes.collect())
    });
    let of_lines = facts.lines.iter().filter_map(|line| {
        let (Some(other), Cut::Known(cut)) = (line.branch(facts), &line.cut) else { return None };
        let chain = facts.history.first_parents(line.tip).take_while(|node| node != cut);
        Some((other.name.as_str(), chain.filter(|node| all.contains(node)).collect()))
    });
    let found = of_main.chain(of_lines).filter(|(_, shared): &(_, Vec<_>)| !shared.is_empty());
    found.min_by_key(|(_, shared)| own.iter().position(|node| *node == shared[0]))
}

/// Returns whether a commit is no feature's own: a merge, or one that is a release.
fn is_marked(node: NodeId, facts: &Facts<'_>) -> bool {
    let graph = facts.history.graph();
    let id = graph.id(node);
    let is_tagged =
        || facts.sources.tags.iter().any(|tag| tag.release.is_some() && tag.commit == id);
    graph.parents(node).len() > 1 || is_tagged()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    /// main has a release that develop lacks, and a feature begins there.
    const FROM_MAIN: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nswitch main\n\
                             commit \"fix: c\" as begin\ntag v1.0.0 \"Release\"\n\
                             branch feature/search\ncommit \"feat: d\"";

    #[test]
    fn a_feature_from_main_is_reported() {
        let said = history(FROM_MAIN).says(&RULE);
        let wanted =
            "refs/heads/feature/search: feature/search was cut from main, not from develop [";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.contains(" fix: c] -> git rebase --onto develop "), "{said}");
        assert!(said.ends_with(" feature/search") && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn a_feature_from_a_release_branch_is_reported() {
        let text = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.0.0\n\
                    commit \"fix: c\"\ntag v1.0.0-rc.1\nbranch feature/search\ncommit \"feat: d\"";
        let said = history(text).says(&RULE);
        assert!(said.contains("was cut from release/v1.0.0, not from develop"), "{said}");
    }

    #[test]
    fn the_branch_that_it_left_last_is_named() {
        let text = format!(
            "{FROM_MAIN}\nswitch main\nbranch release/v1.0.0-hotfix\ncommit \"fix: e\"\n\
             tag v1.0.0-hotfix.1 \"Hotfix\"\nbranch feature/other\ncommit \"feat: f\""
        );
        let said = history(&text).says(&RULE);
        assert!(said.contains("feature/other was cut from release/v1.0.0-hotfix, not"), "{said}");
    }

    #[test]
    fn a_feature_from_develop_is_fine() {
        let text = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch feature/search\n\
                    commit \"feat: c\"\nswitch develop\ncommit \"feat: d\"\n\
                    branch release/v1.0.0\ncommit \"fix: e\"\nswitch feature/search\n\
                    merge develop \"Merge branch 'develop' into feature/search\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn what_develop_has_already_and_other_branches_are_fine() {
        let merged = format!("{FROM_MAIN}\nswitch develop\nmerge feature/search \"Merge\"");
        assert_eq!(history(&merged).says(&RULE), "");
        assert_eq!(history(&FROM_MAIN.replace("feature/", "docs/")).says(&RULE), "");
        assert_eq!(history(FROM_MAIN).config("flow = \"trunk\"").says(&RULE), "");
    }

    #[test]
    fn where_the_commits_may_be_its_own_it_cannot_tell() {
        let plain = FROM_MAIN.replace("tag v1.0.0 \"Release\"\n", "");
        let said = history(&plain).says(&RULE);
        let wanted = "? refs/heads/feature/search: feature/search was cut from main, or main was \
                      moved onto it [";
        assert!(said.starts_with(wanted), "{said}");
        let moved = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch feature/search\n\
                     commit \"feat: c\"\nswitch main\nreset feature/search";
        assert!(history(moved).says(&RULE).contains("or main was moved onto it"));
    }

    #[test]
    fn without_a_common_history_or_without_develop_it_cannot_tell() {
        let orphan = "commit \"a\"\nbranch develop\norphan feature/search\ncommit \"feat: b\"";
        let said = history(orphan).says(&RULE);
        assert!(said.contains("the first parents of feature/search never meet those of develop"));
        let alone = history("commit \"a\"\nbranch feature/search").says(&RULE);
        assert!(alone.starts_with("? repository: no branch develop is here"), "{alone}");
    }
}
