use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::version::Stage;

declare_rule! {
    /// ## What it does
    /// Reports candidates that do not contain the candidate before them, and finals that do not contain
    /// their last candidate. A candidate that was tagged after its final is left to RN307.
    ///
    /// ## Why is this bad?
    /// What was tested is not what was released, or nobody can prove that it is.
    ///
    /// ## Example
    /// `v1.2.0` was tagged on a squash of its release branch: the files are those of `v1.2.0-rc.3`, its
    /// commits are not there.
    ///
    /// ## How to fix
    /// Merge release branches with `git merge --no-ff`, and tag the merge or the candidate's commit.
    "RN306" "unrelated-candidates" Tags Deny
    needs [History, Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|_| tag.tag.conforming) else { return };
    let before = match release.stage {
        Stage::Candidate { .. } => {
            tags::candidates(release.version, facts).rev().find(|it| it.tag.release < Some(release))
        }
        Stage::Final => tags::last_candidate(tag, facts),
        Stage::Hotfix(_) => None,
    };
    let Some(candidate) = before else { return };
    if facts.history.reaches(tag.node, candidate.node) {
        return;
    }
    let tree = |tag: &TagFact<'_>| facts.history.graph().raw(tag.node).tree();
    let (name, before) = (&tag.tag.name, &candidate.tag.name);
    let equal = if tree(tag) == tree(&candidate) { ", though their trees are equal" } else { "" };
    let base = facts.history.merge_base(tag.node, candidate.node);
    let base = base.map_or("no common ancestor".to_owned(), |base| {
        format!("merge base {}", facts.shown(base))
    });
    findings
        .violation(tag, format!("{name} does not contain {before}{equal}"))
        .hint(format!("git log --oneline {name}..{before}"))
        .evidence([facts.shown(candidate.node), facts.shown(tag.node), base]);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const SQUASH: &str = "commit \"feat: a\"\nbranch release/v1.1.0\ncommit \"fix: b\"\n\
        tag v1.1.0-rc.1\nswitch main\nsquash release/v1.1.0 \"Release 1.1.0\"\ntag v1.1.0 \"r\"";

    #[test]
    fn a_squashed_final_is_reported_with_its_equal_tree() {
        let said = history(SQUASH).says(&RULE);
        let wanted =
            "refs/tags/v1.1.0: v1.1.0 does not contain v1.1.0-rc.1, though their trees are equal";
        assert!(said.starts_with(wanted) && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn a_merge_is_fine() {
        let merged = SQUASH.replace("squash", "merge");
        assert_eq!(history(&merged).says(&RULE), "");
    }

    #[test]
    fn a_candidate_beside_the_one_before_is_reported() {
        let text = "commit \"feat: a\"\nbranch one\ncommit \"fix: b\"\ntag v1.1.0-rc.1\n\
                    switch main\ncommit \"fix: c\"\ntag v1.1.0-rc.2";
        assert!(history(text).says(&RULE).contains("v1.1.0-rc.2 does not contain v1.1.0-rc.1 ["));
    }

    #[test]
    fn a_candidate_after_the_final_is_left_to_its_own_rule() {
        let text = "commit \"feat: a\"\ntag v1.1.0-rc.1\ntag v1.1.0 \"r\"\ncommit \"fix: b\"\n\
                    tag v1.1.0-rc.2 \"late\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn several_tags_on_one_commit_are_fine() {
        let text = "commit \"feat: a\"\ntag v1.1.0-rc.1\ntag v1.1.0-rc.2\ntag v1.1.0";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn without_a_common_history_it_is_said() {
        let text =
            "commit \"a\"\ntag v1.1.0-rc.1\norphan other\ncommit \"b\"\ntag v1.1.0 \"Release\"";
        let said = history(text).says(&RULE);
        assert!(said.contains("v1.1.0 does not contain v1.1.0-rc.1 ["), "{said}");
        assert!(said.contains("; no common ancestor]"), "{said}");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history("commit \"feat: a\"\ntag v1.1.0-rc.1\ncommit \"fix: b\"\ntag v1.1.0")
            .shallow()
            .says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
