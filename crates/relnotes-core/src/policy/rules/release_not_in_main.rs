use crate::config::Flow;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact};

declare_rule! {
    /// ## What it does
    /// Reports finals that main does not have: neither the tagged commit nor the tip of the release
    /// branch is reached from main. In `flow = "trunk"` finals stay on release branches.
    ///
    /// ## Why is this bad?
    /// Main is what runs in production. A release that never came there is undone by the next one,
    /// and the next hotfix begins from the wrong code.
    ///
    /// ## Example
    /// `v1.3.0` was tagged on `release/v1.3.0`, deployed, and the branch was never merged.
    ///
    /// ## How to fix
    /// `git switch main && git merge --no-ff release/v1.3.0`
    "RN204" "release-not-in-main" Flow Deny
    needs [History, Tags, Main] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let is_production = tag.tag.conforming && tag.tag.production().is_some();
    let (true, Flow::Gitflow) = (is_production, facts.sources.config.flow) else { return };
    let Some(main) = facts.main.as_ref().map(|chain| facts.branch_of(chain)) else { return };
    let reach = facts.reach(main.tip);
    let line = facts.lines().find(|line| line.tags.contains(&tag.at));
    let tip_is_in = line.is_some_and(|line| line.branch.is_some() && reach.contains(line.tip));
    if reach.contains(tag.node) || tip_is_in {
        return;
    }
    let name = &tag.tag.name;
    let from = line.and_then(|line| line.branch(facts)).map_or(name, |branch| &branch.name);
    findings
        .violation(tag, format!("{name} was released, but {} does not have it", main.name))
        .evidence([facts.shown(tag.node)])
        .hint(format!("git switch {} && git merge --no-ff {}", word(&main.name), word(from)));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const AWAY: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.1.0\n\
                        commit \"fix: c\"\ntag v1.1.0 \"Release\"";

    #[test]
    fn a_final_that_never_came_to_main_is_reported() {
        let said = history(AWAY).says(&RULE);
        assert!(
            said.starts_with("refs/tags/v1.1.0: v1.1.0 was released, but main does not have it")
        );
        assert!(said.ends_with("-> git switch main && git merge --no-ff release/v1.1.0"), "{said}");
    }

    #[test]
    fn merged_or_in_a_trunk_it_is_fine() {
        let merged = format!("{AWAY}\nswitch main\nmerge release/v1.1.0 \"Merge\"");
        assert_eq!(history(&merged).says(&RULE), "");
        assert_eq!(history(AWAY).config("flow = \"trunk\"").says(&RULE), "");
    }

    #[test]
    fn a_candidate_need_not_be_in_main() {
        assert_eq!(history(&AWAY.replace("v1.1.0 \"Release\"", "v1.1.0-rc.1")).says(&RULE), "");
    }

    #[test]
    fn without_main_it_cannot_tell() {
        let case = history(AWAY).config("branches.main = \"trunk\"");
        assert!(case.says(&RULE).starts_with("? repository: no branch trunk is here"));
    }
}
