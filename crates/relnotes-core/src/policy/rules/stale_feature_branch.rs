use crate::branch::BranchKind;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Branch, Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports feature branches whose last commit is older than `policy.stale_days` and in neither
    /// develop nor main (in `flow = "trunk"`: main). A branch that was squashed counts as not merged:
    /// git does not record it. Allowed by default.
    ///
    /// ## Why is this bad?
    /// The longer a branch stands, the harder it is to merge, and nobody knows whether it is still
    /// wanted.
    ///
    /// ## Example
    /// `feature/SHOP-12-search`, untouched since spring.
    ///
    /// ## How to fix
    /// Merge it, or ask its last author and delete it: `git push origin --delete feature/SHOP-12-search`.
    "RN109" "stale-feature-branch" Branches Allow
    needs [History, Integration] check Branch(check)
}

/// How many seconds a day has.
const DAY: i64 = 86_400;

fn check(branch: &Branch, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if branch.kind != BranchKind::Feature {
        return;
    }
    let Some(integration) = &facts.integration else { return };
    let age = facts.now.saturating_sub(facts.history.graph().time(branch.tip));
    let allowed = i64::try_from(facts.sources.config.policy.stale_days).unwrap_or(i64::MAX);
    let mut targets = facts.main.iter().chain([integration]).map(|chain| facts.branch_of(chain));
    if age <= allowed.saturating_mul(DAY)
        || targets.any(|target| facts.reach(target.tip).contains(branch.tip))
    {
        return;
    }
    let (name, target) = (&branch.name, &facts.branch_of(integration).name);
    let author = facts.history.graph().raw(branch.tip).author();
    findings
        .violation(
            branch,
            format!("{name} is not in {target} and got nothing for {} days", age / DAY),
        )
        .evidence([format!("{}, {}", facts.shown(branch.tip), author.person.name)])
        .hint(format!(
            "git switch {} && git merge --no-ff {}  (or delete it)",
            word(target),
            word(name)
        ));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const OLD: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch feature/search\n\
                       commit \"feat: c\" at 2024-01-31T00:00:00Z";

    #[test]
    fn an_old_feature_is_reported() {
        let said = history(OLD).config("policy.stale_days = 29").says(&RULE);
        let wanted = "refs/heads/feature/search: feature/search is not in develop and got nothing \
                      for 30 days [";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.contains(" feat: c, Anna Ivanova] -> git switch develop && git merge"));
    }

    #[test]
    fn on_the_last_day_it_is_not_stale() {
        assert_eq!(history(OLD).config("policy.stale_days = 30").says(&RULE), "");
    }

    #[test]
    fn merged_or_no_feature_it_is_fine() {
        let merged = format!("{OLD}\nswitch develop\nmerge feature/search \"Merge\"");
        assert_eq!(history(&merged).config("policy.stale_days = 1").says(&RULE), "");
        let other = OLD.replace("feature/search", "gh-pages");
        assert_eq!(history(&other).config("policy.stale_days = 1").says(&RULE), "");
    }

    #[test]
    fn without_develop_it_cannot_tell() {
        let said = history("commit \"a\"\nbranch feature/search").says(&RULE);
        assert!(said.starts_with("? repository: no branch develop is here"), "{said}");
    }
}
