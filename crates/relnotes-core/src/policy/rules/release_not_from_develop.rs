use crate::config::Flow;
use crate::history::NodeId;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, LineKind, ReleaseLine, tags};

declare_rule! {
    /// ## What it does
    /// Reports release branches that were not cut from develop: their own commits begin at a commit
    /// of main that develop had not yet. In `flow = "trunk"` there is nothing to report.
    ///
    /// ## Why is this bad?
    /// A release that begins on main leaves out what was developed since the last one, or carries
    /// commits that develop never had.
    ///
    /// ## Example
    /// `git switch -c release/v1.3.0 main`
    ///
    /// ## How to fix
    /// As long as there is no candidate, cut it anew: `git switch -C release/v1.3.0 develop`.
    "RN203" "release-not-from-develop" Flow Deny
    needs [History, Main, Integration] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let gitflow = facts.sources.config.flow == Flow::Gitflow;
    let (true, LineKind::Release) = (gitflow, line.kind) else { return };
    let (Some(main), Some(develop)) = (&facts.main, &facts.integration) else { return };
    let name = line.name(facts);
    let cut = match &line.cut {
        Cut::Known(cut) => *cut,
        Cut::Unknown(reason) => {
            findings.cannot_tell(line.subject(facts), format!("where {name} was cut: {reason}"));
            return;
        }
    };
    let on_main = facts.history.first_parents(line.tip).take_while(|node| *node != cut);
    let on_main: Vec<NodeId> = on_main.filter(|node| main.nodes.contains(*node)).collect();
    // Main may have been moved to the branch; then it has no release there but this one.
    let finals = || tags::finals(facts).filter(|tag| !line.tags.contains(&tag.at));
    let is_from_main = on_main.first().is_some_and(|first| *first != line.tip)
        || finals().any(|tag| on_main.contains(&tag.node));
    if let Some(begin) = on_main.first().filter(|_| is_from_main) {
        let develop = &facts.branch_of(develop).name;
        findings
            .violation(
                line.subject(facts),
                format!("{name} was cut from {}, not from {develop}", facts.branch_of(main).name),
            )
            .evidence([facts.shown(*begin)])
            .hint(format!(
                "git switch -C {} {}  (only before the first candidate)",
                word(&name),
                word(develop)
            ));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const FROM_MAIN: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nswitch main\n\
                             commit \"fix: on main\"\nbranch release/v1.1.0\ncommit \"fix: c\"";

    #[test]
    fn a_branch_from_main_is_reported() {
        let said = history(FROM_MAIN).says(&RULE);
        assert!(
            said.starts_with(
                "refs/heads/release/v1.1.0: release/v1.1.0 was cut from main, not from develop"
            ),
            "{said}"
        );
    }

    #[test]
    fn a_branch_at_the_tip_of_main_is_reported() {
        let text = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nswitch main\n\
                    merge develop \"Release\"\ntag v1.0.0 \"Release\"\nbranch release/v1.1.0";
        assert!(history(text).says(&RULE).contains("release/v1.1.0 was cut from main"));
    }

    #[test]
    fn a_main_that_was_moved_to_the_branch_is_fine() {
        let text = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.1.0\n\
                    commit \"fix: c\"\nswitch main\nreset release/v1.1.0\ntag v1.1.0 \"Release\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn a_branch_from_develop_is_fine() {
        let text = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.1.0\n\
                    commit \"fix: c\"\nswitch main\nmerge release/v1.1.0 \"Merge branch 'release/v1.1.0'\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn a_trunk_has_no_develop() {
        assert_eq!(history(FROM_MAIN).config("flow = \"trunk\"").says(&RULE), "");
    }

    #[test]
    fn without_a_common_history_it_cannot_tell() {
        let text = "commit \"a\"\nbranch develop\norphan release/v1.1.0\ncommit \"fix: c\"";
        assert!(history(text).says(&RULE).starts_with("? refs/heads/release/v1.1.0: where"));
    }
}
