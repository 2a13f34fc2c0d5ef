use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};

declare_rule! {
    /// ## What it does
    /// Reports candidates that were tagged after their final and are not contained in it.
    ///
    /// ## Why is this bad?
    /// The version is out. Whoever tests the candidate tests what will not be released under its name.
    ///
    /// ## Example
    /// `v1.2.0-rc.4`, tagged a day after `v1.2.0`
    ///
    /// ## How to fix
    /// Give the work the next version: `git tag -a v1.3.0-rc.1 v1.2.0-rc.4^{}`.
    "RN307" "candidate-after-final" Tags Deny
    needs [History, Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|it| tag.tag.conforming && it.is_candidate()) else {
        return;
    };
    let mut finals = tags::finals(facts);
    let of_version =
        |it: &TagFact<'_>| it.tag.release.is_some_and(|it| it.version == release.version);
    let Some(of_final) = finals.find(of_version) else { return };
    if !tags::is_late(tag, &of_final, facts) {
        return;
    }
    let (made, released) = (facts.tag_date(tag), facts.tag_date(&of_final));
    let (name, last) = (&tag.tag.name, &of_final.tag.name);
    findings
        .violation(tag, format!("{name} was tagged after {last} and is not in it"))
        .hint(format!("git log --oneline {last}..{name}"))
        .evidence([
            format!("{last} {}", released.to_rfc3339()),
            format!("{name} {}", made.to_rfc3339()),
        ]);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const LATE: &str =
        "commit \"feat: a\"\ntag v1.0.0 \"a\"\ncommit \"fix: b\"\ntag v1.0.0-rc.1 \"b\"";

    #[test]
    fn a_late_candidate_is_reported() {
        let said = history(LATE).says(&RULE);
        let wanted = "refs/tags/v1.0.0-rc.1: v1.0.0-rc.1 was tagged after v1.0.0 and is not in it";
        assert!(said.starts_with(wanted), "{said}");
    }

    #[test]
    fn a_candidate_within_the_final_may_be_tagged_late() {
        let text = "commit \"feat: a\"\ntag v1.0.0 \"a\"\ntag v1.0.0-rc.1 \"b\"";
        assert_eq!(history(text).says(&RULE), "");
        assert_eq!(history(&LATE.replace("v1.0.0-rc.1", "v1.1.0-rc.1")).says(&RULE), "");
    }

    #[test]
    fn in_the_same_second_nothing_came_after() {
        let at = |tag: &str| format!("tag {tag} \"x\" at 2024-01-02T00:00:00Z");
        let both = LATE.replace("tag v1.0.0 \"a\"", &at("v1.0.0"));
        let both = both.replace("tag v1.0.0-rc.1 \"b\"", &at("v1.0.0-rc.1"));
        assert_eq!(history(&both).says(&RULE), "");
        let later = both
            .replace("-rc.1 \"x\" at 2024-01-02T00:00:00Z", "-rc.1 \"x\" at 2024-01-02T00:00:01Z");
        assert!(history(&later).says(&RULE).contains("was tagged after v1.0.0"));
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history(LATE).shallow().says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
