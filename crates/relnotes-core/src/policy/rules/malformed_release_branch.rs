use crate::branch::BranchKind;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Branch, Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports branches that begin like a release branch and are none: with the default pattern
    /// `release/{tag}` everything below `release/` but `release/vX.Y.Z` and `release/vX.Y.Z-hotfix`.
    /// Numbers have no leading zeros.
    ///
    /// ## Why is this bad?
    /// What is not recognised as a release branch has no freeze, no candidates and no documents.
    ///
    /// ## Example
    /// `release/1.3.0`, `release/v1.3`, `release/v01.3.0`, `release/v1.3.0-hot-fix`.
    ///
    /// ## How to fix
    /// `git branch -m release/1.3.0 release/v1.3.0`, and on the remote push the new name before the
    /// old one is deleted.
    "RN102" "malformed-release-branch" Branches Deny
    needs [] check Branch(check)
}

/// Returns whether a branch that is none of the model begins like its release branches.
pub(super) fn begins_like_release(branch: &Branch, facts: &Facts<'_>) -> bool {
    let release = &facts.sources.config.branches.release;
    let mut starts = release.iter().filter_map(|pattern| pattern.as_str().split_once("{tag}"));
    branch.kind == BranchKind::Other
        && starts.any(|(start, _)| !start.is_empty() && branch.name.starts_with(start))
}

fn check(branch: &Branch, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if !begins_like_release(branch, facts) {
        return;
    }
    let name = &branch.name;
    let prefix = &facts.sources.config.tags.prefix;
    let better = suggestion(name, prefix).or_else(|| {
        let pattern = facts.sources.config.branches.release.first()?;
        Some(pattern.as_str().replace("{tag}", &format!("{prefix}X.Y.Z")))
    });
    let better = better.unwrap_or_else(|| "NEW".to_owned());
    findings
        .violation(
            branch,
            format!("{name} begins like a release branch, but {prefix}X.Y.Z does not follow"),
        )
        .hint(format!("git branch -m {} {}", word(name), word(&better)));
}

/// Returns the name that was meant, where only one thing can be meant.
fn suggestion(name: &str, prefix: &str) -> Option<String> {
    let (start, rest) = name.split_once('/')?;
    let (version, tail) = match rest.to_lowercase().split_once("-h") {
        Some((_, tail)) if tail.replace('-', "") == "otfix" => {
            (rest.get(..rest.find("-")?)?, "-hotfix")
        }
        _ => (rest, ""),
    };
    let bare = version.trim_start_matches(['v', 'V']);
    let numbers: Option<Vec<u64>> = bare.split('.').map(|number| number.parse().ok()).collect();
    let mut numbers = numbers.filter(|it| (2..=3).contains(&it.len()))?;
    numbers.resize(3, 0);
    let version = numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
    Some(format!("{start}/{prefix}{version}{tail}")).filter(|better| better != name)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[test]
    fn near_misses_get_the_right_name() {
        for (name, hint) in [
            ("release/1.3.0", " -> git branch -m release/1.3.0 release/v1.3.0"),
            ("release/v1.3", " -> git branch -m release/v1.3 release/v1.3.0"),
            ("release/v01.3.0", " -> git branch -m release/v01.3.0 release/v1.3.0"),
            (
                "release/v1.3.0-hot-fix",
                " -> git branch -m release/v1.3.0-hot-fix release/v1.3.0-hotfix",
            ),
            ("release/next", " -> git branch -m release/next release/vX.Y.Z"),
        ] {
            let text = format!("commit \"a\"\nbranch {name}");
            assert_eq!(
                history(&text).says(&RULE),
                format!(
                    "refs/heads/{name}: {name} begins like a release branch, but vX.Y.Z does not \
                     follow{hint}"
                )
            );
        }
    }

    #[test]
    fn release_and_hotfix_branches_are_fine() {
        let fine =
            "commit \"a\"\nbranch release/v1.3.0\nbranch release/v1.3.0-hotfix\nbranch releases";
        assert_eq!(history(fine).says(&RULE), "");
    }

    #[test]
    fn a_wide_pattern_takes_every_name() {
        let next = history("commit \"a\"\nbranch release/next");
        assert_eq!(next.config("branches.release = \"release/*\"").says(&RULE), "");
    }
}
