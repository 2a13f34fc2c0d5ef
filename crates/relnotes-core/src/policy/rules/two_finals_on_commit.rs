use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::version::Stage;

declare_rule! {
    /// ## What it does
    /// Reports finals on a commit that is another final as well.
    ///
    /// ## Why is this bad?
    /// Two versions with the same content: one of them was never a release, and notes between them are
    /// empty.
    ///
    /// ## Example
    /// `v1.2.0` and `v1.3.0` on one commit
    ///
    /// ## How to fix
    /// Delete the one that was not meant, as long as nobody has it: `git push origin :refs/tags/v1.3.0`.
    "RN313" "two-finals-on-commit" Tags Warn
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if !tag.tag.conforming || tag.tag.release.is_none_or(|it| it.stage != Stage::Final) {
        return;
    }
    let lower = tags::finals(facts).rfind(|it| it.node == tag.node && it.at < tag.at);
    if let Some(lower) = lower {
        let (name, other) = (&tag.tag.name, &lower.tag.name);
        findings
            .violation(tag, format!("{name} is on the same commit as {other}"))
            .hint(format!("git push origin :refs/tags/{name}  (only while it is unused)"))
            .evidence([facts.shown(tag.node)]);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    #[test]
    fn two_finals_on_one_commit_are_reported_once() {
        let said = history("commit \"feat: a\"\ntag v1.2.0\ntag v1.3.0").says(&RULE);
        let wanted = "refs/tags/v1.3.0: v1.3.0 is on the same commit as v1.2.0 [";
        assert!(said.starts_with(wanted) && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn a_candidate_and_its_final_are_fine() {
        let text = "commit \"feat: a\"\ntag v1.2.0-rc.1\ntag v1.2.0\ncommit \"fix: b\"\ntag v1.3.0";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn a_near_miss_is_left_to_rn301_and_a_hotfix_is_no_final() {
        assert_eq!(history("commit \"feat: a\"\ntag v1.2.0\ntag v1.2").says(&RULE), "");
        let hotfix = "commit \"feat: a\"\ntag v1.2.0\ntag v1.2.0-hotfix.1";
        assert_eq!(history(hotfix).says(&RULE), "");
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
