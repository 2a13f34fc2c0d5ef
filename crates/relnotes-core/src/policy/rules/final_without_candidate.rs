use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::version::{ReleaseVersion, Stage};

declare_rule! {
    /// ## What it does
    /// Reports minor and major finals without a candidate. Patches need none, and neither do finals older
    /// than the first candidate of the repository.
    ///
    /// ## Why is this bad?
    /// What customers get was never tested as a release.
    ///
    /// ## Example
    /// `v1.3.0` was tagged, and there is no `v1.3.0-rc.1`.
    ///
    /// ## How to fix
    /// Tag a candidate first: `git tag -a v1.3.0-rc.1`. Of one that is released, nothing can be mended.
    "RN308" "final-without-candidate" Tags Warn
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|it| tag.tag.conforming && it.stage == Stage::Final)
    else {
        return;
    };
    let all = || facts.sources.tags.iter().filter_map(|tag| tag.release);
    let first = all().find(ReleaseVersion::is_candidate);
    let is_older = first.is_none_or(|first| release < first);
    if release.version.patch > 0 || is_older {
        return;
    }
    if tags::candidates(release.version, facts).next().is_none() {
        let name = &tag.tag.name;
        let config = &facts.sources.config.tags;
        let stage = u8::try_from(config.stages.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let stage = Stage::Candidate { stage, number: config.first_number };
        let wanted = ReleaseVersion { stage, ..release }.tag_name(&config.prefix, &config.stages);
        findings
            .violation(tag, format!("{name} was released without a candidate"))
            .hint(format!("git tag -a {wanted}  (before the next release)"))
            .evidence([facts.shown(tag.node)]);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    const TEXT: &str = "commit \"feat: a\"\ntag v1.0.0-rc.1\ntag v1.0.0 \"a\"\ncommit \"feat: b\"\ntag v1.1.0 \"b\"";

    #[test]
    fn a_minor_without_a_candidate_is_reported() {
        let said = history(TEXT).says(&RULE);
        assert!(
            said.starts_with("refs/tags/v1.1.0: v1.1.0 was released without a candidate"),
            "{said}"
        );
    }

    #[test]
    fn a_patch_needs_none_and_a_near_miss_is_one() {
        assert_eq!(history(&TEXT.replace("v1.1.0", "v1.0.1")).says(&RULE), "");
        assert_eq!(history(&format!("{TEXT}\ntag v1.1.0-rc1")).says(&RULE), "");
    }

    #[test]
    fn what_is_older_than_the_first_candidate_needs_none() {
        let text = "commit \"feat: a\"\ntag v1.0.0 \"a\"\ncommit \"feat: b\"\ntag v1.1.0-rc.1";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn the_final_of_the_first_candidate_has_one() {
        let text =
            "commit \"feat: a\"\ntag v1.0.0-rc.1\ntag v1.0.0 \"a\"\ntag v1.0.0-hotfix.1 \"b\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
