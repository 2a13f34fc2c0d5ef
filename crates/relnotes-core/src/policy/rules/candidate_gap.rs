use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::tag;
use crate::version::{ReleaseVersion, Stage};

declare_rule! {
    /// ## What it does
    /// Reports candidates of a version whose numbers do not run from 1 (`tags.first_number`) without a gap,
    /// and two tags for one number. Near-misses such as `v1.2.0-rc1` count as what they mean.
    ///
    /// ## Why is this bad?
    /// Nobody can tell whether a candidate was deleted, or never tagged, or which of two was tested.
    ///
    /// ## Example
    /// `v1.2.0-rc.1` and `v1.2.0-rc.3`; `v1.2.0-rc.1` beside `v1.2.0-rc1`
    ///
    /// ## How to fix
    /// Fetch the missing tag (`git fetch --tags`), or go on with the next number. Of two, delete the one
    /// that nobody uses: `git push origin :refs/tags/v1.2.0-rc1`.
    "RN305" "candidate-gap" Tags Warn
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release else { return };
    let Stage::Candidate { stage, number } = release.stage else { return };
    twins(tag, release, facts, findings);
    if !tag.tag.conforming {
        return;
    }
    let config = &facts.sources.config.tags;
    let of_stage: Vec<TagFact<'_>> = tags::candidates(release.version, facts)
        .filter(|it| matches!(it.tag.release, Some(it) if tags::stage_of(it) == Some(stage)))
        .collect();
    let before = of_stage.iter().filter_map(|it| it.tag.release?.number()).filter(|n| *n < number);
    let wanted = before.max().map_or(config.first_number, |last| last + 1);
    if wanted >= number {
        return;
    }
    let missing = ReleaseVersion { stage: Stage::Candidate { stage, number: wanted }, ..release };
    let missing = missing.tag_name(&config.prefix, &config.stages);
    let name = &tag.tag.name;
    findings
        .violation(tag, format!("{missing} is missing before {name}"))
        .hint(format!("git fetch origin tag {missing}"))
        .evidence(of_stage.iter().map(|it| &it.tag.name));
}

/// Reports other tags that mean the number of a candidate. They count for nothing.
fn twins(
    tag: &TagFact<'_>,
    release: ReleaseVersion,
    facts: &Facts<'_>,
    findings: &mut Findings<'_>,
) {
    let (name, rules) = (&tag.tag.name, facts.tag_rules());
    let lacks_prefix = |name: &str| tag::parse(name, &rules).is_some_and(|it| it.lacks_prefix);
    let right = release.tag_name(&rules.prefix, &rules.stages);
    let shadowed = facts.sources.tags.iter().filter(|it| it.release.is_none());
    let same = shadowed.filter(|it| it.suggestion.as_ref() == Some(&right));
    for twin in same.filter(|it| lacks_prefix(&it.name) == lacks_prefix(name)) {
        let (other, is_same) = (&twin.name, twin.commit == tag.tag.commit);
        let where_ = if is_same { "" } else { ", on another commit" };
        findings
            .violation(tag, format!("{name} is there twice: {other} means the same{where_}"))
            .hint(format!("git push origin :refs/tags/{other}  (only while nobody uses it)"))
            .evidence([format!("{name} {}", tag.tag.commit.short(10))])
            .evidence([format!("{other} {}", twin.commit.short(10))]);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    #[test]
    fn a_gap_is_reported() {
        let text = "commit \"feat: a\"\ntag v1.2.0-rc.1\ntag v1.2.0-rc.3";
        assert_eq!(
            history(text).says(&RULE),
            "refs/tags/v1.2.0-rc.3: v1.2.0-rc.2 is missing before v1.2.0-rc.3 \
             [v1.2.0-rc.1; v1.2.0-rc.3] -> git fetch origin tag v1.2.0-rc.2"
        );
    }

    #[test]
    fn the_first_number_counts() {
        assert!(
            history("commit \"feat: a\"\ntag v1.2.0-rc.2").says(&RULE).contains("rc.1 is missing")
        );
        let zero = history("commit \"feat: a\"\ntag v1.2.0-rc.0\ntag v1.2.0-rc.1");
        assert_eq!(zero.config("tags.first_number = 0").says(&RULE), "");
    }

    #[test]
    fn near_misses_fill_gaps() {
        let text = "commit \"feat: a\"\ntag v1.2.0-rc1\ntag v1.2.0-rc.2";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn two_tags_of_one_number_are_reported_once() {
        let said = history("commit \"a\"\ntag v1.2.0-rc.1\ntag v1.2.0-rc1").says(&RULE);
        let wanted =
            "refs/tags/v1.2.0-rc.1: v1.2.0-rc.1 is there twice: v1.2.0-rc1 means the same [";
        assert!(said.starts_with(wanted) && said.lines().count() == 1, "{said}");
        let hint = "-> git push origin :refs/tags/v1.2.0-rc1  (only while nobody uses it)";
        assert!(said.ends_with(hint), "{said}");
        let moved = "commit \"a\"\ntag v1.2.0-rc.1\ncommit \"b\"\ntag v1.2.0-RC.1";
        let said = history(moved).says(&RULE);
        assert!(said.contains("v1.2.0-RC.1 means the same, on another commit ["), "{said}");
    }

    #[test]
    fn two_near_misses_of_one_number_are_two_as_well() {
        let said = history("commit \"a\"\ntag v1.2.0-RC1\ntag v1.2.0-rc1").says(&RULE);
        assert!(said.contains("v1.2.0-RC1 is there twice: v1.2.0-rc1 means the same"), "{said}");
    }

    #[test]
    fn a_tag_without_the_prefix_counts_for_nothing_beside_those_that_have_it() {
        assert_eq!(history("commit \"a\"\ntag v1.2.0-rc.1\ntag 1.2.0-rc.1").says(&RULE), "");
    }

    #[test]
    fn stages_have_rows_of_their_own() {
        let text = "commit \"a\"\ntag v1.2.0-beta.1\ntag v1.2.0-rc.1";
        assert_eq!(history(text).config("tags.stages = [\"beta\", \"rc\"]").says(&RULE), "");
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
