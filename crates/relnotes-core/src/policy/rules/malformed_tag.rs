use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact};

declare_rule! {
    /// ## What it does
    /// Reports tags that begin like a version and are written otherwise than `vX.Y.Z`, `vX.Y.Z-rc.N`
    /// or `vX.Y.Z-hotfix.N` (with the prefix and stages of `[tags]`).
    ///
    /// ## Why is this bad?
    /// Tools that sort or match tags pass over it, or put it in the wrong place.
    ///
    /// ## Example
    /// `1.2.3`, `v1.2`, `v1.2.3rc1`, `V1.2.3`, `v01.2.3`
    ///
    /// ## How to fix
    /// Make the right tag and delete the other one: `git tag v1.2.3 1.2.3 && git push origin v1.2.3 :1.2.3`.
    /// Tags that are no versions belong in `tags.ignore`.
    "RN301" "malformed-tag" Tags Deny
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, _: &Facts<'_>, findings: &mut Findings<'_>) {
    let name = &tag.tag.name;
    if tag.tag.conforming {
        return;
    }
    let problem = tag.tag.problem.as_deref().unwrap_or("it is no version of the model");
    let hint = match &tag.tag.suggestion {
        Some(right) => {
            format!("git tag -a {right} '{name}^{{}}' && git push origin {right} :refs/tags/{name}")
        }
        None => format!("leave it out in relnotes.toml: `tags.ignore = [\"{name}\"]`"),
    };
    findings.violation(tag, format!("{name} is not written as a version: {problem}")).hint(hint);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    #[test]
    fn near_misses_are_reported() {
        for name in ["1.2.3", "v1.2", "v1.2.3rc1", "V1.2.3", "v01.2.3"] {
            let text = format!("commit \"feat: a\"\ntag {name}");
            assert!(history(&text).says(&RULE).contains("is not written as a version"), "{name}");
        }
    }

    #[test]
    fn the_right_name_is_suggested() {
        let said = history("commit \"feat: a\"\ntag v1.2.3rc1").says(&RULE);
        let hint = "git tag -a v1.2.3-rc.1 'v1.2.3rc1^{}' && git push origin v1.2.3-rc.1 :refs/tags/v1.2.3rc1";
        assert!(said.ends_with(hint), "{said}");
    }

    #[test]
    fn versions_and_other_words_are_fine() {
        let text =
            "commit \"feat: a\"\ntag v1.2.3\ntag v1.2.3-rc.1\ntag v1.2.3-hotfix.1\ntag stable";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn numbers_begin_where_the_configuration_says() {
        let zero = "commit \"feat: a\"\ntag v1.2.3-rc.0";
        assert!(history(zero).says(&RULE).contains("numbers start at 1"));
        assert_eq!(history(zero).config("tags.first_number = 0").says(&RULE), "");
        assert_eq!(history("commit \"feat: a\"\ntag v0.0.0").says(&RULE), "");
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
