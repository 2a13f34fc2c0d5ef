use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::version::{ReleaseVersion, Stage, Version};

declare_rule! {
    /// ## What it does
    /// Reports finals whose version is not the next one after a final below it: one more in one of the
    /// three numbers, and zeros behind it. Patches follow the patch before them, minor versions any
    /// final of the minor version before, and major versions any final of the major version before.
    /// A version in the name of a tag that fits nothing, such as `v1.3.0-r1`, counts as there.
    ///
    /// ## Why is this bad?
    /// Whoever looks for the version between asks whether it was lost, withdrawn, or never tagged.
    ///
    /// ## Example
    /// `v1.4.0` after `v1.2.3`
    ///
    /// ## How to fix
    /// Fetch the missing tag (`git fetch origin tag v1.3.0`), or go on with the next number.
    "RN503" "skipped-version" Versions Warn
    needs [Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|it| tag.tag.conforming && it.stage == Stage::Final)
    else {
        return;
    };
    let Some(below) = tags::final_below(tag, facts) else { return };
    let Some(last) = below.tag.release.map(|it| it.version) else { return };
    let Some(skipped) = skipped(last, release.version) else { return };
    let number = skipped.to_string();
    let mut unread = facts.sources.tags.iter().filter(|it| it.release.is_none());
    if unread.any(|it| tags::mentions(&it.name, &number).next().is_some()) {
        return;
    }
    let config = &facts.sources.config.tags;
    let skipped = ReleaseVersion { version: skipped, ..release };
    let skipped = skipped.tag_name(&config.prefix, &config.stages);
    let (name, last) = (&tag.tag.name, &below.tag.name);
    findings
        .violation(tag, format!("{name} follows {last}: {skipped} was skipped"))
        .hint(format!("git fetch origin tag {skipped}"))
        .evidence([facts.shown(below.node), facts.shown(tag.node)]);
}

/// Returns the first version that is missing between the highest lower final and a final.
fn skipped(last: Version, version: Version) -> Option<Version> {
    let Version { major, minor, patch } = version;
    let next_patch = Version { patch: last.patch + 1, ..last };
    let next_minor = Version { minor: last.minor + 1, patch: 0, ..last };
    let next_major = Version { major: last.major + 1, minor: 0, patch: 0 };
    let (is_next, missing) = match (minor, patch) {
        (_, 1..) if last.line() == (major, minor) => (next_patch == version, next_patch),
        (_, 1..) => (false, Version { patch: 0, ..version }),
        (1.., 0) if last.major == major => (next_minor == version, next_minor),
        (1.., 0) => (false, Version { minor: 0, ..version }),
        (0, 0) => (next_major == version, next_major),
    };
    (!is_next).then_some(missing)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    #[track_caller]
    fn check(tags: &[&str], expected: &str) {
        let tags: String =
            tags.iter().map(|tag| format!("commit \"a\"\ntag {tag} \"Release\"\n")).collect();
        let said = history(&tags).says(&RULE);
        let said: Vec<&str> =
            said.lines().map(|line| line.split(" [").next().unwrap_or_default()).collect();
        assert_eq!(said.join("\n"), expected);
    }

    #[test]
    fn a_version_that_was_left_out_is_reported() {
        check(&["v1.2.3", "v1.4.0"], "refs/tags/v1.4.0: v1.4.0 follows v1.2.3: v1.3.0 was skipped");
        check(&["v1.2.3", "v1.2.5"], "refs/tags/v1.2.5: v1.2.5 follows v1.2.3: v1.2.4 was skipped");
        check(&["v1.2.3", "v3.0.0"], "refs/tags/v3.0.0: v3.0.0 follows v1.2.3: v2.0.0 was skipped");
        check(&["v1.2.3", "v1.3.1"], "refs/tags/v1.3.1: v1.3.1 follows v1.2.3: v1.3.0 was skipped");
        check(&["v1.2.3", "v2.1.0"], "refs/tags/v2.1.0: v2.1.0 follows v1.2.3: v2.0.0 was skipped");
    }

    #[test]
    fn the_next_version_is_fine_in_each_of_its_numbers() {
        check(&["v1.2.3", "v1.2.4", "v1.3.0", "v1.3.1", "v2.0.0"], "");
        check(&["v0.9.0", "v1.0.0"], "");
    }

    #[test]
    fn patches_of_an_older_line_are_in_their_own_row() {
        check(&["v1.2.0", "v1.3.0", "v1.2.1", "v1.4.0", "v1.2.2"], "");
    }

    #[test]
    fn the_first_version_candidates_and_near_misses_are_fine() {
        check(&["v3.1.4"], "");
        check(&["v1.2.0", "v1.4.0-rc.1"], "");
        check(&["v1.2.0", "1.4.0"], "");
    }

    #[test]
    fn a_near_miss_is_a_version_that_was_not_skipped() {
        check(&["v1.2.0", "v01.3.0", "v1.4.0"], "");
        check(&["v1.2.0", "v1.3.0-r1", "v1.4.0"], "");
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
