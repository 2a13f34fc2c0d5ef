use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact};

declare_rule! {
    /// ## What it does
    /// Reports finals and hotfixes whose tag carries no signature of OpenPGP, SSH or X.509. Whether a
    /// signature is good is not asked: that needs keys (`git tag -v`). Allowed by default; a team that
    /// signs its releases says `RN315 = "deny"`.
    ///
    /// ## Why is this bad?
    /// Whoever can push can make a tag in anybody's name.
    ///
    /// ## Example
    /// `git tag -a v1.2.0`
    ///
    /// ## How to fix
    /// As long as nobody has fetched the tag, `git tag -s -f v1.2.0 'v1.2.0^{}'`, and from then on
    /// `git config tag.gpgSign true`.
    "RN315" "unsigned-tag" Tags Allow
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if !tag.tag.conforming || tag.tag.production().is_none() || tag.is_supposed() {
        return;
    }
    let name = &tag.tag.name;
    let problem = match facts.tag_object(tag.tag) {
        Ok(Some(object)) if object.is_signed => return,
        Ok(Some(_)) => format!("{name} is not signed"),
        Ok(None) => format!("{name} is a lightweight tag, which nobody can sign"),
        Err(error) => {
            findings.unreadable(tag, &error);
            return;
        }
    };
    findings
        .violation(tag, problem)
        .hint(format!("git tag -s -f {name} '{name}^{{}}'  (only while it is unpublished)"));
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
    fn an_unsigned_release_is_reported() {
        assert_eq!(
            says("v1.0.0", "\"Release\""),
            "refs/tags/v1.0.0: v1.0.0 is not signed -> git tag -s -f v1.0.0 'v1.0.0^{}'  (only \
             while it is unpublished)"
        );
        assert!(
            says("v1.0.0-hotfix.1", "").contains("is a lightweight tag, which nobody can sign")
        );
    }

    #[test]
    fn a_signature_of_any_kind_is_enough() {
        for kind in ["PGP SIGNATURE", "SSH SIGNATURE", "SIGNED MESSAGE"] {
            let message =
                format!("\"Release\\n-----BEGIN {kind}-----\\nabc\\n-----END {kind}-----\"");
            assert_eq!(says("v1.0.0", &message), "", "{kind}");
        }
    }

    #[test]
    fn words_about_a_signature_are_none() {
        let message = "\"Sign with -----BEGIN PGP SIGNATURE----- from now on\"";
        assert!(says("v1.0.0", message).contains("v1.0.0 is not signed"));
    }

    #[test]
    fn candidates_and_near_misses_need_none() {
        assert_eq!(says("v1.0.0-rc.1", "\"Candidate\""), "");
        assert_eq!(says("1.0.0", "\"Release\""), "");
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
