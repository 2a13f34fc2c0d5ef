use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Subject};

declare_rule! {
    /// ## What it does
    /// Reports clones that left objects at the remote (`git clone --filter=…`).
    ///
    /// ## Why is this bad?
    /// Files and folders of older commits may be missing. Rules that compare files say that they
    /// cannot tell, and relnotes never fetches by itself.
    ///
    /// ## Example
    /// `git clone --filter=blob:none`, or `filter: blob:none` for `actions/checkout`.
    ///
    /// ## How to fix
    /// Clone anew without a filter. `git fetch --refetch --no-filter origin` brings what is missing too,
    /// but git keeps its mark of a partial clone, and so this rule goes on.
    "RN003" "partial-clone" Clone Warn
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if facts.clone.is_partial {
        findings
            .violation(Subject::Repository, "the clone is partial: objects may be missing here")
            .hint(
                "git fetch --refetch --no-filter origin  (the mark stays until it is cloned anew)",
            );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[test]
    fn a_partial_clone_is_reported() {
        let partial = history("commit \"feat: a\"").after(|repo| {
            let packs = repo.path().join(".git/objects/pack");
            std::fs::create_dir_all(&packs).unwrap();
            std::fs::write(packs.join("pack-1.promisor"), "").unwrap();
        });
        assert_eq!(
            partial.says(&RULE),
            "repository: the clone is partial: objects may be missing here \
             -> git fetch --refetch --no-filter origin  (the mark stays until it is cloned anew)"
        );
    }

    #[test]
    fn a_whole_clone_is_fine() {
        assert_eq!(history("commit \"feat: a\"").says(&RULE), "");
    }

    #[test]
    fn a_shallow_clone_is_not_a_partial_one() {
        assert_eq!(history("commit \"feat: a\"\ncommit \"feat: b\"").shallow().says(&RULE), "");
    }
}
