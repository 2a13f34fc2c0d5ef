use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineCommit, freeze};

declare_rule! {
    /// ## What it does
    /// Reports commits of release and hotfix branches whose trailer `Freeze-Exception:` does not say both
    /// who agreed and why.
    ///
    /// ## Why is this bad?
    /// An exception without a name and a reason is none: nobody can be asked.
    ///
    /// ## Example
    /// `Freeze-Exception: yes`
    ///
    /// ## How to fix
    /// Write `Freeze-Exception: WHO: WHY` while the commit is unpublished (`git commit --amend`); else a
    /// waiver in `relnotes.toml`.
    "RN402" "incomplete-freeze-exception" Commits Deny
    needs [History, Integration] check Commit(check)
}

fn check(of_line: &LineCommit<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let commit = of_line.commit;
    let mut exceptions = freeze::exceptions(commit);
    if let Some(text) = exceptions.find(|text| freeze::who_and_why(text).is_none()) {
        let message = format!("the exception of the freeze lacks who or why: `{text}`");
        findings
            .violation(commit.id, message)
            .hint("git commit --amend  (Freeze-Exception: WHO: WHY)")
            .evidence([facts.shown(of_line.node), of_line.line.name(facts)]);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const LATE: &str = "commit \"feat: a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.1.0\n\
        commit \"feat: late\"\n  | Freeze-Exception: yes";

    #[test]
    fn an_exception_without_a_reason_is_reported() {
        let said = history(LATE).says(&RULE);
        assert!(said.contains("the exception of the freeze lacks who or why: `yes`"), "{said}");
    }

    #[test]
    fn who_and_why_are_enough_and_no_exception_is_needed() {
        assert_eq!(history(&LATE.replace(": yes", ": Anna: agreed")).says(&RULE), "");
        assert_eq!(history(&LATE.replace("Freeze-Exception: yes", "text")).says(&RULE), "");
    }

    #[test]
    fn an_empty_reason_is_none() {
        let said = history(&LATE.replace(": yes", ": Anna: ")).says(&RULE);
        assert!(said.contains("lacks who or why"), "{said}");
    }

    #[test]
    fn without_develop_it_cannot_tell() {
        let said = history(LATE).config("branches.develop = \"next\"").says(&RULE);
        assert!(said.starts_with("? repository: no branch next is here"), "{said}");
    }
}
