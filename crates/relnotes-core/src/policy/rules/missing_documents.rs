use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports release branches without the documents of their release, or with some of them missing.
    /// Only repositories that have documents of some release are asked: whoever does not use
    /// `relnotes draft` hears nothing.
    ///
    /// ## Why is this bad?
    /// Plan, checklist and rollback plan are needed on the day of the release, and written before it.
    ///
    /// ## Example
    /// `release/v1.4.0` without `releases/v1.4.0/`, while `releases/v1.3.0/` is there.
    ///
    /// ## How to fix
    /// `relnotes draft --commit` on the release branch.
    "RN701" "missing-documents" Documents Warn
    needs [History] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    for open in facts.open.iter().flatten().filter(|open| open.has_documents) {
        let Some(branch) = facts.branch_named(&open.branch) else { continue };
        let missing: Vec<String> = match &open.bundle {
            None => vec!["all of them".to_owned()],
            Some(bundle) => {
                let gone = bundle.documents.iter().filter(|document| !document.is_present);
                gone.map(|document| document.path.clone()).collect()
            }
        };
        if !missing.is_empty() {
            findings
                .violation(branch, format!("documents of {} are missing", open.branch))
                .evidence(missing)
                .hint("relnotes draft --commit");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::{bundle, history};

    const OPEN: &str = "commit \"feat: a\"\ntag v1.0.0\nbranch release/v1.1.0\ncommit \"fix: b\"";

    #[test]
    fn a_release_without_documents_is_reported_where_others_have_some() {
        let of = |bundle, used| history(OPEN).documents("release/v1.1.0", bundle, used).says(&RULE);
        assert!(of(None, true).contains("documents of release/v1.1.0 are missing [all of them]"));
        assert_eq!(of(None, false), "");
        assert_eq!(of(Some(bundle(|_| ())), true), "");
        let gone = bundle(|bundle| bundle.documents[0].is_present = false);
        assert!(of(Some(gone), true).contains("[releases/v1.1.0/plan.md]"));
    }
}
