use crate::policy::command::word;
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
    /// Tags that are no versions, such as a `v1.2` that moves with each patch, belong in `tags.ignore`.
    "RN301" "malformed-tag" Tags Deny
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let name = &tag.tag.name;
    if tag.tag.conforming {
        return;
    }
    let is_there = |right: &String| facts.sources.tags.iter().any(|it| it.name == *right);
    let full = format!("refs/tags/{name}");
    let hint = match tag.tag.suggestion.clone().or_else(|| short_of(name, facts)) {
        Some(right) if is_there(&right) && tag.tag.suggestion.is_some() => {
            format!("git push origin {}  ({right} is there)", word(&format!(":{full}")))
        }
        Some(right) if !is_there(&right) => {
            let (old, gone) = (format!("{full}^{{}}"), format!(":{full}"));
            format!("git tag -a {right} {} && git push origin {right} {}", word(&old), word(&gone))
        }
        _ => {
            let ignored = toml::Value::from(name.as_str());
            format!("leave it out in relnotes.toml: `tags.ignore = [{ignored}]`")
        }
    };
    let problem = tag.tag.problem.as_deref().unwrap_or("it is no version of the model");
    findings.violation(tag, format!("{name} is not written as a version: {problem}")).hint(hint);
}

/// Returns the version whose patch was left out: `v1.2.0` of `v1.2`.
fn short_of(name: &str, facts: &Facts<'_>) -> Option<String> {
    let whole = format!("{name}.0");
    let reading = crate::tag::parse(&whole, &facts.tag_rules())?;
    (reading.problem.is_none() && reading.release.is_some()).then_some(whole)
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

    #[track_caller]
    fn hints(tags: &[&str], hint: &str) {
        let text: String = tags.iter().map(|tag| format!("\ntag {tag}")).collect();
        let said = history(&format!("commit \"feat: a\"{text}")).says(&RULE);
        assert!(said.ends_with(&format!(" -> {hint}")), "{said}");
    }

    #[test]
    fn the_right_name_is_suggested() {
        hints(
            &["v1.2.3rc1"],
            "git tag -a v1.2.3-rc.1 'refs/tags/v1.2.3rc1^{}' && git push origin v1.2.3-rc.1 \
             :refs/tags/v1.2.3rc1",
        );
        hints(
            &["v1.2"],
            "git tag -a v1.2.0 'refs/tags/v1.2^{}' && git push origin v1.2.0 :refs/tags/v1.2",
        );
    }

    #[test]
    fn where_the_right_tag_is_there_the_wrong_one_goes() {
        hints(&["v1.2.3", "1.2.3"], "git push origin :refs/tags/1.2.3  (v1.2.3 is there)");
        hints(&["v1.2.0", "v1.2"], r#"leave it out in relnotes.toml: `tags.ignore = ["v1.2"]`"#);
    }

    #[test]
    fn no_name_runs_anything() {
        hints(
            &["v1.2.3-$(id)'x"],
            r#"leave it out in relnotes.toml: `tags.ignore = ["v1.2.3-$(id)'x"]`"#,
        );
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
