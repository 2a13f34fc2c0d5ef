use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};

declare_rule! {
    /// ## What it does
    /// Reports annotated release tags without a message, and with one that does not name their version.
    /// `1.2` is enough for `v1.2.0`, and `1.2.0` for its candidates and hotfixes. Allowed by default.
    ///
    /// ## Why is this bad?
    /// A tag object keeps its message when its ref is renamed or copied to another repository. One that
    /// does not say what it is says nothing.
    ///
    /// ## Example
    /// `git tag -a v1.2.0 -m "release"`
    ///
    /// ## How to fix
    /// As long as nobody has fetched the tag, `git tag -a -f v1.2.0 -m "Release 1.2.0" 'v1.2.0^{}'`.
    "RN314" "silent-tag-message" Tags Allow
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|_| tag.tag.conforming) else { return };
    let object = match facts.tag_object(tag.tag) {
        Ok(Some(object)) => object,
        Ok(None) => return,
        Err(error) => {
            findings.unreadable(tag, &error);
            return;
        }
    };
    let (name, version) = (&tag.tag.name, release.version);
    let message = object.message.as_str();
    if tags::spellings(version).any(|it| tags::mentions(message, &it).next().is_some()) {
        return;
    }
    let said = match message.lines().next() {
        None => format!("{name} has an empty message"),
        Some(line) => format!("the message of {name} does not name {version}: `{line}`"),
    };
    findings.violation(tag, said).hint(format!(
        "git tag -a -f {name} -m 'Release {version}' '{name}^{{}}'  (only while it is unpublished)"
    ));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    fn says(name: &str, message: &str) -> String {
        history(&format!("commit \"a\"\ntag {name} {message}")).says(&RULE)
    }

    #[test]
    fn a_message_that_does_not_name_the_version_is_reported() {
        assert_eq!(
            says("v1.2.0", "\"A release\""),
            "refs/tags/v1.2.0: the message of v1.2.0 does not name 1.2.0: `A release` -> git tag -a \
             -f v1.2.0 -m 'Release 1.2.0' 'v1.2.0^{}'  (only while it is unpublished)"
        );
        assert!(says("v1.2.0", "\"\"").contains("v1.2.0 has an empty message"));
        assert!(says("v1.2.0", "\"Release 11.2.0\"").contains("does not name 1.2.0"));
    }

    #[test]
    fn a_message_that_names_the_version_is_fine() {
        assert_eq!(says("v1.2.0", "\"Release v1.2.0\""), "");
        assert_eq!(says("v1.2.0", "\"Shop 1.2\\n\\nSearch.\""), "");
        assert_eq!(says("v1.2.0-rc.1", "\"Candidate 1 of 1.2.0\""), "");
        assert_eq!(says("v1.2.0-hotfix.1", "\"v1.2.0-hotfix.1\""), "");
    }

    #[test]
    fn the_short_form_is_that_of_a_minor_release_only() {
        assert!(says("v1.2.1", "\"Shop 1.2\"").contains("does not name 1.2.1"));
        assert!(says("v1.2.0", "\"Shop 1.2.1\"").contains("does not name 1.2.0"));
    }

    #[test]
    fn lightweight_tags_and_near_misses_have_no_message_to_ask_for() {
        assert_eq!(says("v1.2.0", ""), "");
        assert_eq!(says("v1.2.0rc1", "\"x\""), "");
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
