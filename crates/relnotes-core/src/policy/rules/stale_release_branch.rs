use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, ReleaseLine};

declare_rule! {
    /// ## What it does
    /// Reports release and hotfix branches whose last commit is released, by a final or hotfix of
    /// their version, and older than `policy.stale_days`. Branches of a whole line such as
    /// `release/1.7` are meant to stay. Allowed by default.
    ///
    /// ## Why is this bad?
    /// The branch has nothing that its tag has not. Whoever finds it may go on where nobody builds.
    ///
    /// ## Example
    /// `release/v1.2.0`, half a year after `v1.2.0`.
    ///
    /// ## How to fix
    /// `git push origin --delete release/v1.2.0`; the tag keeps every commit.
    "RN107" "stale-release-branch" Branches Allow
    needs [History, Tags] check Line(check)
}

/// How many seconds a day has.
const DAY: i64 = 86_400;

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(branch) = line.branch(facts).filter(|_| line.version.patch.is_some()) else { return };
    let tags = line.tags.iter().map(|at| &facts.sources.tags[*at]);
    let mut tags = tags.filter(|tag| tag.production().is_some());
    let has_tip =
        |commit| facts.history.find(commit).is_some_and(|it| facts.history.reaches(it, branch.tip));
    let Some(tag) = tags.find(|tag| has_tip(tag.commit)) else { return };
    let age = facts.now.saturating_sub(facts.history.graph().time(branch.tip));
    let allowed = i64::try_from(facts.sources.config.policy.stale_days).unwrap_or(i64::MAX);
    if age <= allowed.saturating_mul(DAY) {
        return;
    }
    let name = &branch.name;
    let hint = match branch.remote() {
        Some(remote) => format!("git push {} --delete {}", word(remote), word(name)),
        None => format!("git branch -d {}", word(name)),
    };
    findings
        .violation(
            branch,
            format!("{name} is released as {} and got nothing for {} days", tag.name, age / DAY),
        )
        .evidence([facts.shown(branch.tip)])
        .hint(hint);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const OLD: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.1.0\n\
                       commit \"fix: c\" at 2024-01-31T00:00:00Z\n\
                       switch main\nmerge release/v1.1.0 \"Merge branch 'release/v1.1.0'\"\n\
                       tag v1.1.0 \"Release\"";

    #[test]
    fn an_old_branch_of_a_release_is_reported() {
        let said = history(OLD).config("policy.stale_days = 29").says(&RULE);
        let wanted = "refs/heads/release/v1.1.0: release/v1.1.0 is released as v1.1.0 and got \
                      nothing for 30 days [";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.ends_with(" fix: c] -> git branch -d release/v1.1.0"), "{said}");
    }

    #[test]
    fn at_the_remote_it_is_deleted_there() {
        let remote = format!("{OLD}\nremote-branch origin/release/v1.1.0 at release/v1.1.0");
        let said = history(&remote).config("policy.stale_days = 1").says(&RULE);
        assert!(said.ends_with("-> git push origin --delete release/v1.1.0"), "{said}");
    }

    #[test]
    fn on_the_last_day_it_is_not_stale() {
        assert_eq!(history(OLD).config("policy.stale_days = 30").says(&RULE), "");
    }

    #[test]
    fn what_is_not_released_is_not_stale() {
        let rc = OLD.replace("tag v1.1.0 \"Release\"", "tag v1.1.0-rc.1");
        assert_eq!(history(&rc).config("policy.stale_days = 1").says(&RULE), "");
        let more =
            format!("{OLD}\nswitch release/v1.1.0\ncommit \"fix: d\" at 2024-02-01T00:00:00Z");
        assert_eq!(history(&more).config("policy.stale_days = 1").says(&RULE), "");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history(OLD).shallow().says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
