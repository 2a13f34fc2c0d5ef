use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::version::{ReleaseVersion, Stage};

declare_rule! {
    /// ## What it does
    /// Reports candidates of a version whose numbers do not run from 1 (`tags.first_number`) without a gap,
    /// and numbers that two tags have. Near-misses such as `v1.2.0-rc1` count as what they mean.
    ///
    /// ## Why is this bad?
    /// Nobody can tell whether a candidate was deleted, or never tagged, or which of two was tested.
    ///
    /// ## Example
    /// `v1.2.0-rc.1` and `v1.2.0-rc.3`; `v1.2.0-rc.2` and `v1.2.0-rc2`
    ///
    /// ## How to fix
    /// Fetch the missing tag (`git fetch --tags`), or go on with the next number. Of two tags of one number
    /// delete the misspelt one: `git push origin :refs/tags/v1.2.0-rc2`.
    "RN305" "candidate-gap" Tags Warn
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|_| tag.tag.conforming) else { return };
    let Stage::Candidate { stage, number } = release.stage else { return };
    twins(tag, facts, findings);
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

/// Reports the tags that mean the same candidate and are written otherwise.
fn twins(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let name = &tag.tag.name;
    let others = facts.sources.tags.iter().filter(|it| it.suggestion.as_ref() == Some(name));
    for other in others {
        let twin = &other.name;
        findings
            .violation(tag, format!("{name} and {twin} have the same number"))
            .hint(format!("git push origin :refs/tags/{twin}"))
            .evidence([
                format!("{name} {}", tag.tag.commit.short(10)),
                format!("{twin} {}", other.commit.short(10)),
            ]);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
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
    fn a_number_that_two_tags_have_is_reported() {
        let text = "commit \"feat: a\"\ntag v1.2.0-rc.1\ncommit \"fix: b\"\ntag v1.2.0-rc1";
        assert_eq!(
            history(text).says(&RULE),
            "refs/tags/v1.2.0-rc.1: v1.2.0-rc.1 and v1.2.0-rc1 have the same number \
             [v1.2.0-rc.1 2ea2d4f865; v1.2.0-rc1 dc4b5d0dd9] -> git push origin :refs/tags/v1.2.0-rc1"
        );
    }

    #[test]
    fn near_misses_fill_gaps() {
        let text = "commit \"feat: a\"\ntag v1.2.0-rc1\ntag v1.2.0-rc.2";
        assert_eq!(history(text).says(&RULE), "");
    }
}
