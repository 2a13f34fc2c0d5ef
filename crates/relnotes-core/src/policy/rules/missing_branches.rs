use crate::config::Flow;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Level, Need, Subject};

declare_rule! {
    /// ## What it does
    /// Reports repositories without a main branch or, in `flow = "gitflow"`, without develop: neither
    /// a local branch nor one of the remote has such a name.
    ///
    /// ## Why is this bad?
    /// Most rules about where releases come from and go to ask these two. Without them they cannot
    /// tell anything.
    ///
    /// ## Example
    /// The team calls its branch `trunk`, and `relnotes.toml` says nothing about it; or the CI fetched
    /// only the branch that it builds, in which case this is a warning.
    ///
    /// ## How to fix
    /// Name the branches: `branches.main = "trunk"`; without a develop `flow = "trunk"`. In a CI fetch
    /// all branches.
    "RN004" "missing-branches" Clone Deny
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if facts.head.is_none() {
        return;
    }
    let needs: &[Need] = match facts.sources.config.flow {
        Flow::Gitflow => &[Need::Main, Need::Integration],
        Flow::Trunk => &[Need::Main],
    };
    let is_partial = facts.lack(Need::Branches).is_some();
    for need in needs {
        let Some(reason) = facts.lack(*need) else { continue };
        let fix = facts.remedy(*need);
        let level = if is_partial { Level::Warn } else { Level::Deny };
        let branches = facts.branches.iter().take(5).map(|branch| branch.name.clone());
        findings.violation(Subject::Repository, reason).evidence(branches).hint(fix).at_most(level);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;
    use crate::policy::{Checkout, Level};

    #[test]
    fn a_repository_without_develop_is_reported() {
        assert_eq!(
            history("commit \"feat: a\"").says(&RULE),
            "repository: no branch develop is here [main] -> name it in relnotes.toml: \
             `branches.develop`, or `flow = \"trunk\"`"
        );
    }

    #[test]
    fn both_branches_or_a_trunk_are_fine() {
        assert_eq!(history("commit \"feat: a\"\nbranch develop").says(&RULE), "");
        assert_eq!(history("commit \"feat: a\"").config("flow = \"trunk\"").says(&RULE), "");
    }

    #[test]
    fn in_a_ci_with_one_branch_it_is_a_warning() {
        let ci = Checkout { ci: Some("GitLab CI"), ..Checkout::default() };
        let findings = history("commit \"feat: a\"").checkout(ci).findings(&RULE);
        assert_eq!(findings[0].level, Level::Warn);
    }
}
