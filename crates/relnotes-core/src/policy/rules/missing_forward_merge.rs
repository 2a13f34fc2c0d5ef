use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, ReleaseLine, Subject, ledger};

declare_rule! {
    /// ## What it does
    /// The twin of RN205 for releases that are being prepared: reports what hotfixes and released
    /// branches of lower versions have and an open release branch lacks. Commits count as there by
    /// the same signs.
    ///
    /// ## Why is this bad?
    /// Customers have a fix today and lose it with the next release.
    ///
    /// ## Example
    /// `v1.2.0-hotfix.1` was released after `release/v1.3.0` was cut, and was merged to develop only.
    ///
    /// ## How to fix
    /// `git switch release/v1.3.0 && git cherry-pick -x COMMIT`, and make another candidate.
    "RN213" "missing-forward-merge" Flow Deny
    needs [History, Tags] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if !line.is_released(facts) || matches!(line.cut, Cut::Unknown(_)) {
        return;
    }
    let later = facts.open_releases().filter(|(open, _)| open.version > line.version);
    for (_, target) in later {
        let missing = match ledger::missing(line, target, facts) {
            Ok(missing) => missing,
            Err(error) => {
                findings.unreadable(target, error);
                continue;
            }
        };
        if missing.is_empty() {
            continue;
        }
        let count = missing.len();
        let (commits, are) = if count == 1 { ("commit", "is") } else { ("commits", "are") };
        let message =
            format!("{count} {commits} of {} {are} not in {}", line.name(facts), target.name);
        let (hint, evidence) = ledger::remedy(line, &missing, target, facts);
        let level = ledger::level(&missing, facts);
        findings
            .violation(Subject::from(target), message)
            .evidence(evidence)
            .hint(hint)
            .at_most(level);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const OPEN: &str = r#"
commit "feat: one"
tag v1.0.0 "Release 1.0.0"
branch develop
commit "feat: two"
branch release/v1.1.0
commit "fix: three"
switch main
branch release/v1.0.0-hotfix
write pay.txt "once"
commit "fix: charge once (PAY-7)" as fix
switch main
merge release/v1.0.0-hotfix "Merge branch 'release/v1.0.0-hotfix'"
tag v1.0.0-hotfix.1 "Hotfix"
switch develop
merge main "Merge branch 'main' into develop"
"#;

    #[test]
    fn a_hotfix_that_the_next_release_lacks_is_reported() {
        let said = history(OPEN).says(&RULE);
        assert!(
            said.starts_with(
                "refs/heads/release/v1.1.0: 1 commit of release/v1.0.0-hotfix is not in release/v1.1.0"
            ),
            "{said}"
        );
    }

    #[test]
    fn picked_or_released_it_is_fine() {
        assert_eq!(
            history(&format!("{OPEN}switch release/v1.1.0\ncherry-pick fix")).says(&RULE),
            ""
        );
        let released = format!("{OPEN}switch release/v1.1.0\ntag v1.1.0 \"Release\"");
        assert_eq!(history(&released).says(&RULE), "");
    }

    #[test]
    fn a_shallow_clone_cannot_tell() {
        assert!(
            history(OPEN).shallow().says(&RULE).starts_with("? repository: the clone is shallow")
        );
    }
}
