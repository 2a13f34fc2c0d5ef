use crate::branch::BranchVersion;
use crate::history::NodeId;
use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, LineKind, ReleaseLine, TagFact, tags};

declare_rule! {
    /// ## What it does
    /// Reports release branches that wait for their final although a final of a higher version was
    /// there before them: the branch contains it, or was cut after the branch of that version. One
    /// that was cut in order and overtaken is left to RN212. A patch release only waits for patches
    /// of its own minor version.
    ///
    /// ## Why is this bad?
    /// The version is no news: production would go from the higher one to the lower one, and tools
    /// that take the highest tag never see it.
    ///
    /// ## Example
    /// `git switch -c release/v1.2.0 develop` after `v1.3.0` was released
    ///
    /// ## How to fix
    /// Give the branch the next version: `git branch -m release/v1.2.0 release/v1.4.0`.
    "RN108" "old-release-version" Branches Deny
    needs [History, Tags] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(branch) = line.branch(facts) else { return };
    let name = &branch.name;
    match predecessor(line, facts) {
        Ok(Some(higher)) => {
            let of = &higher.tag.name;
            let next = name.replace(&line.version.to_string(), &next(line, facts).to_string());
            findings
                .violation(branch, format!("{name} came after {of}, which is higher"))
                .hint(format!("git branch -m {name} {next}"))
                .evidence([facts.shown(higher.node)]);
        }
        Ok(None) => {}
        Err(reason) => {
            findings.cannot_tell(branch, format!("where {name} was cut: {reason}"));
        }
    }
}

/// Returns the highest final above an open release that was there before it.
///
/// # Errors
/// Says why it cannot be told where the release was cut.
pub(super) fn predecessor<'f>(
    line: &ReleaseLine,
    facts: &'f Facts<'_>,
) -> Result<Option<TagFact<'f>>, String> {
    if line.kind != LineKind::Release || line.branch.is_none() || line.is_released(facts) {
        return Ok(None);
    }
    let higher: Vec<TagFact<'_>> =
        tags::finals(facts).filter(|final_| is_above(final_, line.version)).collect();
    if higher.is_empty() {
        return Ok(None);
    }
    let reach = facts.reach(line.tip);
    if let Some(contained) = higher.iter().rfind(|final_| reach.contains(final_.node)) {
        return Ok(Some(*contained));
    }
    let cut = match &line.cut {
        Cut::Known(cut) => *cut,
        Cut::Unknown(reason) => return Err(reason.clone()),
    };
    let came_first = |final_: &&TagFact<'_>| {
        let of = facts.lines.iter().find(|line| line.tags.contains(&final_.at));
        of.is_some_and(|of| matches!(of.cut, Cut::Known(it) if is_below(it, cut, facts)))
    };
    Ok(higher.iter().rfind(came_first).copied())
}

fn is_below(lower: NodeId, upper: NodeId, facts: &Facts<'_>) -> bool {
    lower != upper && facts.history.reaches(upper, lower)
}

/// Patches of older lines are made beside newer versions.
fn is_above(final_: &TagFact<'_>, version: BranchVersion) -> bool {
    let Some(release) = final_.tag.release.map(|it| it.version) else { return false };
    let of_line = (version.major, version.minor);
    let patch = version.patch.unwrap_or(0);
    match release.line() == of_line {
        true => release.patch > patch,
        false => patch == 0 && release.line() > of_line,
    }
}

/// Returns the version that a release branch would have if it were cut now.
fn next(line: &ReleaseLine, facts: &Facts<'_>) -> BranchVersion {
    let patch = line.version.patch;
    let finals = tags::finals(facts).filter_map(|it| it.tag.release).map(|it| it.version);
    let of_line = (line.version.major, line.version.minor);
    let is_patch = patch.is_some_and(|patch| patch > 0);
    let last = finals.filter(|it| !is_patch || it.line() == of_line).max();
    match last {
        Some(last) if is_patch => BranchVersion { patch: Some(last.patch + 1), ..line.version },
        Some(last) => {
            BranchVersion { major: last.major, minor: last.minor + 1, patch: patch.map(|_| 0) }
        }
        None => line.version,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    /// v1.3.0 was cut, released and merged back; then a lower version is cut.
    const OLD: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.3.0\n\
                       commit \"fix: c\"\nswitch main\nmerge release/v1.3.0 \"Release\"\n\
                       tag v1.3.0 \"Release\"\nswitch develop\ncommit \"feat: d\"\n\
                       branch release/v1.2.0\ncommit \"fix: e\"";

    #[test]
    fn a_version_that_is_lower_than_what_was_cut_before_is_reported() {
        let said = history(OLD).says(&RULE);
        let wanted =
            "refs/heads/release/v1.2.0: release/v1.2.0 came after v1.3.0, which is higher [";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.ends_with("-> git branch -m release/v1.2.0 release/v1.4.0"), "{said}");
    }

    #[test]
    fn one_that_contains_the_higher_final_is_reported() {
        let merged = OLD.replace("commit \"feat: d\"", "merge main \"Merge branch 'main'\"");
        assert!(history(&merged).says(&RULE).contains("release/v1.2.0 came after v1.3.0"));
    }

    #[test]
    fn the_next_version_and_a_released_one_are_fine() {
        assert_eq!(history(&OLD.replace("v1.2.0", "v1.4.0")).says(&RULE), "");
        assert_eq!(history(&format!("{OLD}\ntag v1.2.0 \"Release\"")).says(&RULE), "");
    }

    #[test]
    fn one_that_was_overtaken_is_left_to_rn212() {
        let overtaken = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.2.0\n\
                         commit \"fix: c\"\nswitch develop\ncommit \"feat: d\"\n\
                         branch release/v1.3.0\ncommit \"fix: e\"\nswitch main\n\
                         merge release/v1.3.0 \"Release\"\ntag v1.3.0 \"Release\"";
        assert_eq!(history(overtaken).says(&RULE), "");
    }

    #[test]
    fn cut_at_the_same_commit_nothing_came_first() {
        let same = OLD.replace("switch develop\ncommit \"feat: d\"\n", "switch develop\n");
        assert_eq!(history(&same).says(&RULE), "");
    }

    #[test]
    fn a_patch_waits_for_patches_of_its_own_version_only() {
        let patch = OLD.replace("v1.2.0", "v1.2.1");
        assert_eq!(history(&patch).says(&RULE), "");
        let said = history(&patch.replace("v1.3.0", "v1.2.4")).says(&RULE);
        assert!(said.ends_with("-> git branch -m release/v1.2.1 release/v1.2.5"), "{said}");
    }

    #[test]
    fn branches_of_minor_versions_count_too() {
        let trunk = "commit \"a\"\nbranch release-1.3\ncommit \"fix: b\"\ntag v1.3.0 \"Release\"\n\
                     switch main\ncommit \"feat: c\"\nbranch release-1.2\ncommit \"fix: d\"";
        let config = "flow = \"trunk\"\nbranches.release = \"release-*\"";
        let said = history(trunk).config(config).says(&RULE);
        assert!(said.ends_with("-> git branch -m release-1.2 release-1.4"), "{said}");
    }

    #[test]
    fn where_the_branch_was_cut_is_unknown_it_cannot_tell() {
        let orphan = "commit \"a\"\nbranch develop\ntag v1.3.0 \"Release\"\norphan release/v1.2.0\n\
                      commit \"fix: b\"";
        let said = history(orphan).says(&RULE);
        assert!(
            said.starts_with("? refs/heads/release/v1.2.0: where release/v1.2.0 was cut"),
            "{said}"
        );
    }
}
