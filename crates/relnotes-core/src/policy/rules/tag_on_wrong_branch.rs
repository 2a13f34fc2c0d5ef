use crate::config::Flow;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Branch, Facts, Findings, TagFact, tags};
use crate::version::{ReleaseVersion, Stage};

declare_rule! {
    /// ## What it does
    /// Reports candidates that their release branch does not have, and finals and hotfixes that are
    /// neither on main nor on their own branch. In `flow = "trunk"` finals belong on their release
    /// branch, or on main. Of a branch that is gone nothing can be told, and nothing is said.
    ///
    /// ## Why is this bad?
    /// What was tested or released is not what the branch holds.
    ///
    /// ## Example
    /// `v1.3.0-rc.1` was tagged on develop, while `release/v1.3.0` was cut a commit earlier.
    ///
    /// ## How to fix
    /// Make the next candidate on the branch: `git tag -a v1.3.0-rc.2 release/v1.3.0`. A published tag
    /// is never moved.
    "RN303" "tag-on-wrong-branch" Tags Deny
    needs [History, Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|_| tag.tag.conforming) else { return };
    let line = facts.lines.iter().find(|line| line.tags.contains(&tag.at));
    let own = line.and_then(|line| line.branch(facts));
    let has = |branch: &Branch| facts.reach(branch.tip).contains(tag.node);
    if own.is_some_and(has) {
        return;
    }
    let main = facts.main.as_ref().map(|chain| facts.branch_of(chain));
    let allowed_on_main = match release.stage {
        Stage::Candidate { .. } => false,
        Stage::Final | Stage::Hotfix(_) => true,
    };
    if allowed_on_main && main.is_some_and(has) {
        return;
    }
    let trunk = facts.sources.config.flow == Flow::Trunk;
    // RN204 says that main lacks it; without its branch nothing else can be told.
    if let Some(own) = own {
        report(tag, own, main.filter(|_| allowed_on_main && !trunk), facts, findings);
    }
}

fn report(
    tag: &TagFact<'_>,
    own: &Branch,
    main: Option<&Branch>,
    facts: &Facts<'_>,
    findings: &mut Findings<'_>,
) {
    let wanted: Vec<&str> = std::iter::once(own).chain(main).map(|it| it.name.as_str()).collect();
    let branches = facts.branches.iter().filter(|_| facts.is_reached_by_branches(tag.node));
    let on = branches.clone().find(|it| facts.history.reaches(it.tip, tag.node));
    let found = on.map_or("no branch", |branch| branch.name.as_str());
    let name = &tag.tag.name;
    let hint = match next(tag, facts) {
        Some(next) => format!("git tag -a {next} {}", word(&own.name)),
        None => {
            let onto = word(&main.unwrap_or(own).name);
            format!("git switch {onto} && git merge --no-ff {name}")
        }
    };
    findings
        .violation(tag, format!("{name} is on {found}, not on {}", wanted.join(" or ")))
        .evidence([facts.shown(tag.node)])
        .hint(hint);
}

/// Returns the name of the candidate that comes after all that are there.
fn next(tag: &TagFact<'_>, facts: &Facts<'_>) -> Option<String> {
    let release = tag.tag.release?;
    let Stage::Candidate { stage, .. } = release.stage else { return None };
    let of_stage = tags::candidates(release.version, facts).filter_map(|it| it.tag.release);
    let of_stage = of_stage.filter(|it| tags::stage_of(*it) == Some(stage));
    let number = of_stage.filter_map(|it| it.number()).max()? + 1;
    let config = &facts.sources.config.tags;
    let next = ReleaseVersion { stage: Stage::Candidate { stage, number }, ..release };
    Some(next.tag_name(&config.prefix, &config.stages))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const BEGIN: &str = "commit \"a\"\nbranch develop\nbranch release/v1.0.0\ncommit \"fix: b\"\n";

    #[test]
    fn a_candidate_on_develop_is_reported() {
        let text =
            format!("{BEGIN}switch develop\ncommit \"feat: c\"\ntag v1.0.0-rc.1 \"Candidate\"");
        let said = history(&text).says(&RULE);
        assert!(
            said.starts_with(
                "refs/tags/v1.0.0-rc.1: v1.0.0-rc.1 is on develop, not on release/v1.0.0 ["
            ),
            "{said}"
        );
        assert!(said.ends_with(" -> git tag -a v1.0.0-rc.2 release/v1.0.0"), "{said}");
    }

    #[test]
    fn candidates_on_their_branch_and_finals_on_main_are_fine() {
        let text = format!(
            "{BEGIN}tag v1.0.0-rc.1 \"Candidate\"\nswitch main\nmerge release/v1.0.0 \"Merge\"\n\
             tag v1.0.0 \"Release\""
        );
        assert_eq!(history(&text).says(&RULE), "");
    }

    #[test]
    fn without_the_branch_nothing_is_said() {
        let text = "commit \"a\"\nbranch develop\ntag v1.0.0-rc.1 \"Candidate\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn a_final_at_the_tip_of_its_branch_is_fine() {
        assert_eq!(history(&format!("{BEGIN}tag v1.0.0 \"Release\"")).says(&RULE), "");
        let away = format!("{BEGIN}switch develop\ncommit \"feat: c\"\ntag v1.0.0 \"Release\"");
        let said = history(&away).says(&RULE);
        assert!(said.contains("v1.0.0 is on develop, not on release/v1.0.0 or main"), "{said}");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history(&format!("{BEGIN}tag v1.0.0 \"Release\"")).shallow().says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
