use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, ReleaseLine, ledger};

declare_rule! {
    /// ## What it does
    /// Reports release and hotfix branches with commits that develop lacks (in `flow = "trunk"`:
    /// main). A commit counts as there by its id, by a trailer `(cherry picked from commit …)`, by
    /// its pull request, by author and subject, or by its patch; of a release that was squashed, by a
    /// final with the same files. Merges, version bumps, reverts and commits that only touch release
    /// documents count for nothing.
    ///
    /// ## Why is this bad?
    /// The next release is cut from develop. What is not there comes back as a bug that customers
    /// have seen fixed.
    ///
    /// ## Example
    /// A fix was committed to `release/v1.2.0-hotfix`, merged to main and tagged `v1.2.0-hotfix.1`,
    /// but never merged to develop. For seven days (`policy.back_merge_days`) that is a warning, then
    /// more.
    ///
    /// ## How to fix
    /// Merge the branch, or pick what is missing with a trace of where it comes from:
    /// `git switch develop && git cherry-pick -x COMMIT`.
    "RN205" "missing-back-merge" Flow Deny
    needs [History, Integration] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(target) = facts.integration.as_ref().map(|chain| facts.branch_of(chain)) else {
        return;
    };
    // A candidate without a branch is nothing that anybody would merge.
    if line.branch.is_none() && !line.is_released(facts) {
        return;
    }
    if let Cut::Unknown(reason) = &line.cut {
        let of = line.subject(facts);
        findings.cannot_tell(of, format!("where {} was cut: {reason}", line.name(facts)));
        return;
    }
    let missing = match ledger::missing(line, target, facts) {
        Ok(missing) => missing,
        Err(error) => {
            findings.unreadable(line.subject(facts), error);
            return;
        }
    };
    if missing.is_empty() {
        return;
    }
    let (name, count) = (line.name(facts), missing.len());
    let (commits, are) = if count == 1 { ("commit", "is") } else { ("commits", "are") };
    let message = format!("{count} {commits} of {name} {are} not in {}", target.name);
    let (hint, evidence) = ledger::remedy(line, &missing, target, facts);
    let level = ledger::level(&missing, facts);
    findings.violation(line.subject(facts), message).evidence(evidence).hint(hint).at_most(level);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Level;
    use crate::policy::testing::history;

    const HOTFIX: &str = r#"
commit "feat: one"
tag v1.0.0 "Release 1.0.0"
branch develop
commit "feat: two"
switch main
branch release/v1.0.0-hotfix
write pay.txt "once"
commit "fix: charge once (PAY-7)" as fix
switch main
merge release/v1.0.0-hotfix "Merge branch 'release/v1.0.0-hotfix'"
tag v1.0.0-hotfix.1 "Hotfix"
"#;

    #[test]
    fn a_hotfix_that_never_came_back_is_reported() {
        assert_eq!(
            history(HOTFIX).says(&RULE),
            "refs/heads/release/v1.0.0-hotfix: 1 commit of release/v1.0.0-hotfix is not in develop \
             [14f4f5899c fix: charge once (PAY-7), PAY-7, Anna Ivanova] \
             -> git switch develop && git merge release/v1.0.0-hotfix"
        );
    }

    #[test]
    fn merged_or_picked_it_is_fine() {
        let merged =
            format!("{HOTFIX}switch develop\nmerge main \"Merge branch 'main' into develop\"");
        assert_eq!(history(&merged).says(&RULE), "");
        let picked = format!("{HOTFIX}switch develop\ncherry-pick fix x");
        assert_eq!(history(&picked).says(&RULE), "");
    }

    #[test]
    fn a_squashed_release_brings_what_it_has_the_files_of() {
        let squashed = HOTFIX.replace("\nmerge", "\nsquash");
        let back =
            format!("{squashed}switch develop\nmerge main \"Merge branch 'main' into develop\"");
        assert_eq!(history(&back).says(&RULE), "");
        assert!(history(&squashed).says(&RULE).contains("is not in develop"));
        let later = back.replace(
            "\nswitch develop\nmerge",
            "\nswitch release/v1.0.0-hotfix\ncommit \"fix: more\"\nswitch develop\nmerge",
        );
        assert!(history(&later).says(&RULE).contains("1 commit of release/v1.0.0-hotfix is not"));
    }

    #[test]
    fn version_bumps_need_not_come_back_in_any_words() {
        for bump in [
            "Update manifests to v1.0.1",
            "Bump version and update manifests to v1.0.1",
            "chore(*): bump to v1.0.1",
            "chore: bump version to 1.0.1",
        ] {
            let text = HOTFIX.replace("fix: charge once (PAY-7)", bump);
            assert_eq!(history(&text).says(&RULE), "", "{bump}");
        }
        for other in [
            "Update Redis manifests to v7.0.1",
            "chore(redis): bump to v7.0.1",
            "redis: bump to v7.0.1",
        ] {
            let text = HOTFIX.replace("fix: charge once (PAY-7)", other);
            assert!(history(&text).says(&RULE).contains(other), "{other}");
        }
    }

    #[test]
    fn a_new_one_is_only_a_warning() {
        let findings = history(HOTFIX).findings(&RULE);
        assert_eq!(findings[0].level, Level::Deny);
        let later = "policy.back_merge_days = 90";
        assert_eq!(history(HOTFIX).config(later).findings(&RULE)[0].level, Level::Warn);
    }

    #[test]
    fn without_develop_it_cannot_tell() {
        let alone = "commit \"feat: one\"\nbranch release/v1.0.0\ncommit \"fix: two\"";
        assert_eq!(
            history(alone).says(&RULE),
            "? repository: no branch develop is here -> name it in relnotes.toml: \
             `branches.develop`, or `flow = \"trunk\"`"
        );
    }
}
