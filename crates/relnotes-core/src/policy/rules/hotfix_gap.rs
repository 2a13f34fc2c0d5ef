use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact};
use crate::version::{ReleaseVersion, Stage};

declare_rule! {
    /// ## What it does
    /// Reports hotfixes without the final that they mend, and gaps in their numbers.
    ///
    /// ## Why is this bad?
    /// A hotfix of something that was never released is a mistake in the version, and a gap is a hotfix
    /// that nobody finds again.
    ///
    /// ## Example
    /// `v1.2.0-hotfix.2` without `v1.2.0-hotfix.1`
    ///
    /// ## How to fix
    /// Fetch the missing tag: `git fetch origin tag v1.2.0-hotfix.1`.
    "RN310" "hotfix-gap" Tags Deny
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|_| tag.tag.conforming) else { return };
    let Stage::Hotfix(number) = release.stage else { return };
    let config = &facts.sources.config.tags;
    let of_version: Vec<ReleaseVersion> = facts
        .sources
        .tags
        .iter()
        .filter_map(|it| it.release)
        .filter(|it| it.version == release.version && it.is_production())
        .collect();
    let numbers = of_version.iter().filter_map(ReleaseVersion::number);
    let wanted = numbers.filter(|n| *n < number).max().map_or(config.first_number, |n| n + 1);
    let missing = if of_version.iter().all(|it| it.stage != Stage::Final) {
        Stage::Final
    } else if wanted < number {
        Stage::Hotfix(wanted)
    } else {
        return;
    };
    let missing = ReleaseVersion { stage: missing, ..release };
    let missing = missing.tag_name(&config.prefix, &config.stages);
    findings
        .violation(tag, format!("{missing} is missing before {}", tag.tag.name))
        .hint(format!("git fetch origin tag {missing}"))
        .evidence(of_version.iter().map(|it| it.tag_name(&config.prefix, &config.stages)));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    #[test]
    fn a_gap_is_reported() {
        let text = "commit \"feat: a\"\ntag v1.2.0\ntag v1.2.0-hotfix.2";
        assert!(
            history(text).says(&RULE).contains("v1.2.0-hotfix.1 is missing before v1.2.0-hotfix.2")
        );
    }

    #[test]
    fn a_hotfix_of_nothing_is_reported() {
        let text = "commit \"feat: a\"\ntag v1.2.0-hotfix.1";
        assert!(history(text).says(&RULE).contains("v1.2.0 is missing before v1.2.0-hotfix.1"));
    }

    #[test]
    fn numbers_in_a_row_are_fine() {
        let text = "commit \"feat: a\"\ntag v1.2.0\ntag v1.2.0-hotfix.1\ntag v1.2.0-hotfix.2";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn the_first_number_counts() {
        let zero = "commit \"feat: a\"\ntag v1.2.0\ntag v1.2.0-hotfix.0\ntag v1.2.0-hotfix.1";
        assert_eq!(history(zero).config("tags.first_number = 0").says(&RULE), "");
        let one = "commit \"feat: a\"\ntag v1.2.0\ntag v1.2.0-hotfix.1";
        assert!(
            history(one)
                .config("tags.first_number = 0")
                .says(&RULE)
                .contains("v1.2.0-hotfix.0 is missing")
        );
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
