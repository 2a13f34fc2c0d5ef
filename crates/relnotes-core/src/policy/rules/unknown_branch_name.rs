use crate::branch::BranchKind;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Branch, Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports branches whose name is none of the model's: main, develop, releases, hotfixes,
    /// features, or one of `policy.branches`. Names that begin like a release are left to RN102.
    ///
    /// ## Why is this bad?
    /// Pipelines and protections of the forge go by names. A branch with another name is built by
    /// none of them and protected by none.
    ///
    /// ## Example
    /// `anna-test`, `Feature/search`.
    ///
    /// ## How to fix
    /// `git branch -m anna-test feature/search-test`, or allow the name: `policy.branches` in
    /// `relnotes.toml`.
    "RN101" "unknown-branch-name" Branches Warn
    needs [] check Branch(check)
}

fn check(branch: &Branch, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let config = facts.sources.config;
    let is_allowed = config.policy.branches.iter().any(|pattern| pattern.matches(&branch.name));
    let is_release = super::malformed_release_branch::begins_like_release(branch, facts);
    if branch.kind != BranchKind::Other || is_allowed || is_release {
        return;
    }
    let name = &branch.name;
    findings
        .violation(branch, format!("{name} is no name of the model"))
        .evidence(branch.refs.iter())
        .hint(format!(
            "git branch -m {} feature/NEW  (or allow it: `policy.branches`)",
            word(name)
        ));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[test]
    fn a_name_outside_of_the_model_is_reported() {
        assert_eq!(
            history("commit \"a\"\nbranch anna-test").says(&RULE),
            "refs/heads/anna-test: anna-test is no name of the model [refs/heads/anna-test] -> git \
             branch -m anna-test feature/NEW  (or allow it: `policy.branches`)"
        );
    }

    #[test]
    fn names_of_the_model_and_allowed_ones_are_fine() {
        let names = "commit \"a\"\nbranch develop\nbranch feature/a/b\nbranch release/v1.0.0\n\
                     branch release/v1.0.0-hotfix\nbranch dependabot/npm/x\nbranch release/1.0";
        assert_eq!(history(names).says(&RULE), "");
        let allowed = history("commit \"a\"\nbranch anna-test");
        assert_eq!(allowed.config("policy.branches = [\"anna-*\"]").says(&RULE), "");
    }
}
