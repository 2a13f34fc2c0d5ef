use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact};

declare_rule! {
    /// ## What it does
    /// Reports finals and hotfixes whose tag is lightweight: a name for a commit, and no object.
    ///
    /// ## Why is this bad?
    /// A lightweight tag has no author, no date and no message: nobody can tell who released and
    /// when. `git describe` and `git push --follow-tags` pass over it. Candidates may be lightweight.
    ///
    /// ## Example
    /// `git tag v1.2.0`
    ///
    /// ## How to fix
    /// As long as nobody has fetched the tag, `git tag -a -f v1.2.0 'v1.2.0^{}'`. One that is
    /// published stays as it is: moving it hurts more.
    "RN302" "lightweight-tag" Tags Warn
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let name = &tag.tag.name;
    if !tag.tag.conforming || tag.tag.production().is_none() || tag.tag.object.is_some() {
        return;
    }
    if let Some((reason, fix)) = facts.checkout.overwritten(tag.tag) {
        findings.cannot_tell(tag, reason).hint(fix);
        return;
    }
    findings
        .violation(tag, format!("{name} is a lightweight tag: nobody made it, at no time"))
        .hint(format!("git tag -a -f {name} '{name}^{{}}'  (only while it is unpublished)"));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    #[test]
    fn a_lightweight_final_is_reported() {
        assert_eq!(
            history("commit \"feat: a\"\ntag v1.0.0").says(&RULE),
            "refs/tags/v1.0.0: v1.0.0 is a lightweight tag: nobody made it, at no time \
             -> git tag -a -f v1.0.0 'v1.0.0^{}'  (only while it is unpublished)"
        );
    }

    #[test]
    fn an_annotated_final_is_fine() {
        assert_eq!(history("commit \"feat: a\"\ntag v1.0.0 \"Release\"").says(&RULE), "");
    }

    #[test]
    fn candidates_and_near_misses_may_be_lightweight() {
        assert_eq!(history("commit \"feat: a\"\ntag v1.0.0-rc.1\ntag 1.0.0").says(&RULE), "");
    }

    #[test]
    fn of_the_tag_that_github_builds_it_cannot_tell() {
        let ci = Checkout {
            ci: Some("GitHub Actions"),
            tag: Some("v1.1.0".to_owned()),
            ..Checkout::default()
        };
        let text = "commit \"feat: a\"\nbranch develop\ntag v1.0.0\ntag v1.1.0";
        let said = history(text).checkout(ci).says(&RULE);
        let (violation, open) = said.split_once('\n').unwrap();
        assert!(violation.starts_with("refs/tags/v1.0.0: v1.0.0 is a lightweight tag"), "{said}");
        assert_eq!(
            open,
            "? refs/tags/v1.1.0: actions/checkout writes the commit over v1.1.0, annotated or not \
             -> git fetch --force origin refs/tags/v1.1.0:refs/tags/v1.1.0"
        );
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("GitHub Actions"), ..Checkout::default() };
        assert_eq!(
            history("commit \"feat: a\"").checkout(ci).says(&RULE),
            "? repository: GitHub Actions checked out no tags -> actions/checkout with `fetch-depth: 0`"
        );
    }
}
