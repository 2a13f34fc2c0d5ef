use crate::branch::BranchVersion;
use crate::config::tags::HotfixStyle;
use crate::history::NodeHashSet;
use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, LineKind, ReleaseLine, TagFact, tags};
use crate::version::{ReleaseVersion, Stage, Version};

declare_rule! {
    /// ## What it does
    /// Reports tags that were made on a release or hotfix branch of another version: they stand on what
    /// the branch got since its cut. Where the tag's own branch is there, RN303 says that it is not on
    /// it. On branches of a minor version such as `release-1.7` the first two numbers count.
    ///
    /// ## Why is this bad?
    /// The branch, its documents and its candidates speak of one version, and what is installed of
    /// another.
    ///
    /// ## Example
    /// `v1.3.0-rc.1` on `release/v1.2.0`
    ///
    /// ## How to fix
    /// Give the commit the name that the branch is for, `git tag -a v1.2.0-rc.1 'v1.3.0-rc.1^{}'`, and
    /// delete the other one while nobody uses it: `git push origin :refs/tags/v1.3.0-rc.1`. Where the
    /// name of the branch is what is wrong, `git branch -m release/v1.2.0 release/v1.3.0`.
    "RN505" "tag-of-another-version" Versions Deny
    needs [History, Tags] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(branch) = line.branch(facts) else { return };
    let cut = match &line.cut {
        Cut::Known(cut) => *cut,
        Cut::Unknown(reason) => {
            let reason = format!("where {} was cut: {reason}", branch.name);
            findings.cannot_tell(branch, reason);
            return;
        }
    };
    let own: NodeHashSet =
        facts.history.first_parents(line.tip).take_while(|node| *node != cut).collect();
    for tag in facts.tags().filter(|tag| own.contains(&tag.node)) {
        let Some(release) = tag.tag.release.filter(|_| tag.tag.conforming) else { continue };
        if fits(release, line, facts) || has_branch(&tag, facts) {
            continue;
        }
        let (name, of) = (&tag.tag.name, line.version);
        findings
            .violation(&tag, format!("{name} is on {}, which is for {of}", branch.name))
            .hint(hint(&tag, release, line, facts))
            .evidence([facts.shown(tag.node)]);
    }
}

/// Returns whether a tag has the version of a line.
fn fits(release: ReleaseVersion, line: &ReleaseLine, facts: &Facts<'_>) -> bool {
    let Version { major, minor, patch } = release.version;
    let of_minor = (major, minor) == (line.version.major, line.version.minor);
    let is_patch_style = facts.sources.config.tags.hotfix_style == HotfixStyle::Patch;
    let any_patch = is_patch_style && line.kind == LineKind::Hotfix;
    of_minor && (any_patch || line.version.patch.is_none_or(|it| it == patch))
}

/// Returns whether the branch that a tag belongs to is there.
fn has_branch(tag: &TagFact<'_>, facts: &Facts<'_>) -> bool {
    facts.lines.iter().any(|line| line.branch.is_some() && line.tags.contains(&tag.at))
}

/// Returns the commands that give the commit the next name of the branch's version, or the branch
/// the version of its tags, where it has no other.
fn hint(
    tag: &TagFact<'_>,
    release: ReleaseVersion,
    line: &ReleaseLine,
    facts: &Facts<'_>,
) -> String {
    let name = &tag.tag.name;
    if let Some(branch) = line.branch(facts).filter(|_| line.tags.is_empty()) {
        let (of, Version { major, minor, patch }) = (line.version, release.version);
        let version = BranchVersion { major, minor, patch: of.patch.map(|_| patch) };
        let right = branch.name.replace(&of.to_string(), &version.to_string());
        return format!("git branch -m {} {right}", branch.name);
    }
    let delete = format!("git push origin :refs/tags/{name}  (only while nobody uses it)");
    let (Some(patch), Some(stage)) = (line.version.patch, tags::stage_of(release)) else {
        return delete;
    };
    let version = Version { major: line.version.major, minor: line.version.minor, patch };
    let numbers = tags::candidates(version, facts).filter_map(|it| it.tag.release);
    let of_stage = numbers.filter(|it| tags::stage_of(*it) == Some(stage));
    let last = of_stage.filter_map(|it| it.number()).max();
    let config = &facts.sources.config.tags;
    let number = last.map_or(config.first_number, |last| last + 1);
    let right = ReleaseVersion { version, stage: Stage::Candidate { stage, number } };
    let right = right.tag_name(&config.prefix, &config.stages);
    format!("git tag -a {right} '{name}^{{}}' && {delete}")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const OTHER: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.2.0\n\
                         commit \"fix: c\"\ntag v1.2.0-rc.1\ncommit \"fix: d\"\ntag v1.3.0-rc.1";

    #[test]
    fn a_tag_of_another_version_is_reported() {
        let said = history(OTHER).says(&RULE);
        let wanted =
            "refs/tags/v1.3.0-rc.1: v1.3.0-rc.1 is on release/v1.2.0, which is for 1.2.0 [";
        assert!(said.starts_with(wanted), "{said}");
        let hint = "-> git tag -a v1.2.0-rc.2 'v1.3.0-rc.1^{}' && git push origin \
                    :refs/tags/v1.3.0-rc.1  (only while nobody uses it)";
        assert!(said.ends_with(hint), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }

    #[test]
    fn finals_are_reported_too() {
        let said = history(&OTHER.replace("v1.3.0-rc.1", "v1.2.1")).says(&RULE);
        assert!(said.contains("v1.2.1 is on release/v1.2.0, which is for 1.2.0"), "{said}");
    }

    #[test]
    fn tags_of_the_branch_and_near_misses_are_fine() {
        assert_eq!(history(&OTHER.replace("v1.3.0-rc.1", "v1.2.0")).says(&RULE), "");
        assert_eq!(history(&OTHER.replace("v1.3.0-rc.1", "v1.2.0-hotfix.1")).says(&RULE), "");
        assert_eq!(history(&OTHER.replace("v1.3.0-rc.1", "v1.3.0rc1")).says(&RULE), "");
    }

    #[test]
    fn what_stands_at_the_cut_or_was_merged_is_not_on_the_branch() {
        let at_cut = OTHER.replace("feat: b\"", "feat: b\"\ntag v1.1.0 \"Release\"");
        assert!(!history(&at_cut).says(&RULE).contains("v1.1.0"));
        let merged = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.2.0\n\
                      commit \"fix: c\"\nbranch release/v1.1.0 from develop\ncommit \"fix: d\"\n\
                      tag v1.1.0 \"Release\"\nswitch release/v1.2.0\nmerge release/v1.1.0 \"Merge\"\n\
                      delete-branch release/v1.1.0";
        assert_eq!(history(merged).says(&RULE), "");
    }

    #[test]
    fn with_its_own_branch_it_is_left_to_rn303() {
        let own = format!("{OTHER}\nbranch release/v1.3.0 from develop\ncommit \"fix: e\"");
        assert_eq!(history(&own).says(&RULE), "");
    }

    #[test]
    fn a_branch_of_a_minor_version_takes_all_its_patches() {
        let trunk = "commit \"a\"\nbranch release-1.2\ncommit \"fix: b\"\ntag v1.2.7 \"Release\"";
        let config = "flow = \"trunk\"\nbranches.release = \"release-*\"";
        assert_eq!(history(trunk).config(config).says(&RULE), "");
        let other = trunk.replace("v1.2.7", "v1.3.0");
        let said = history(&other).config(config).says(&RULE);
        assert!(said.contains("v1.3.0 is on release-1.2, which is for 1.2 ["), "{said}");
        assert!(said.ends_with("-> git branch -m release-1.2 release-1.3"), "{said}");
    }

    #[test]
    fn a_hotfix_branch_takes_the_next_patch_where_hotfixes_are_patches() {
        let hotfix = "commit \"a\"\ntag v1.2.0 \"Release\"\nbranch release/v1.2.0-hotfix\n\
                      commit \"fix: b\"\ntag v1.2.1 \"Hotfix\"";
        assert_eq!(history(hotfix).config("tags.hotfix_style = \"patch\"").says(&RULE), "");
        assert!(history(hotfix).says(&RULE).contains("v1.2.1 is on release/v1.2.0-hotfix"));
    }

    #[test]
    fn where_the_branch_was_cut_is_unknown_it_cannot_tell() {
        let said = history(&OTHER.replace("branch develop\n", "")).says(&RULE);
        assert!(
            said.starts_with("? refs/heads/release/v1.2.0: where release/v1.2.0 was cut"),
            "{said}"
        );
    }
}
