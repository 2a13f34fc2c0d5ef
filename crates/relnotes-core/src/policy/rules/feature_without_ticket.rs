use crate::branch::BranchKind;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Branch, Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports feature branches whose name has no ticket, by `[tickets]`. Keys may be in lower case:
    /// `feature/shop-12-search`. Allowed by default.
    ///
    /// ## Why is this bad?
    /// Commits of the branch that name no ticket get it from the name of the branch. Without it the
    /// tracker does not know what was released.
    ///
    /// ## Example
    /// `feature/search`
    ///
    /// ## How to fix
    /// `git branch -m feature/search feature/SHOP-12-search`
    "RN103" "feature-without-ticket" Branches Allow
    needs [] check Branch(check)
}

fn check(branch: &Branch, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let name = &branch.name;
    let message = facts.sources.parser.parse(&format!("Merge branch '{name}'"));
    if branch.kind != BranchKind::Feature || !message.tickets.is_empty() {
        return;
    }
    let better = match name.rsplit_once('/') {
        Some((folder, rest)) => format!("{folder}/TICKET-{rest}"),
        None => format!("TICKET-{name}"),
    };
    findings.violation(branch, format!("{name} names no ticket")).hint(format!(
        "git branch -m {} {}",
        word(name),
        word(&better)
    ));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[test]
    fn a_feature_without_a_ticket_is_reported() {
        assert_eq!(
            history("commit \"a\"\nbranch feature/search").says(&RULE),
            "refs/heads/feature/search: feature/search names no ticket \
             -> git branch -m feature/search feature/TICKET-search"
        );
    }

    #[test]
    fn tickets_in_any_case_are_fine() {
        let names = "commit \"a\"\nbranch feature/SHOP-12-search\nbranch feature/shop-13";
        assert_eq!(history(names).says(&RULE), "");
    }

    #[test]
    fn only_features_need_one() {
        let names = "commit \"a\"\nbranch develop\nbranch release/v1.0.0\nbranch gh-pages";
        assert_eq!(history(names).says(&RULE), "");
    }
}
