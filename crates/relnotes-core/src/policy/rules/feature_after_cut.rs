use crate::config::commits::Kind;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, LineKind, ReleaseLine, freeze};

declare_rule! {
    /// ## What it does
    /// Reports features that came to a release branch after it was cut. A feature is what its
    /// conventional type says (`feat: …`), by `[commits.types]`. A commit with a trailer
    /// `Freeze-Exception:` is not reported here; RN402 looks at whether the trailer says enough.
    ///
    /// ## Why is this bad?
    /// After the cut a release is only mended. A feature that slips in was not planned, not in the
    /// scope that was agreed, and no candidate before it was tested with it.
    ///
    /// ## Example
    /// `feat(search): synonyms` on `release/v1.3.0`, two days after `v1.3.0-rc.1`.
    ///
    /// ## How to fix
    /// `git revert` it on the release branch and leave it to the next release. Where it was agreed,
    /// say so in the commit: `Freeze-Exception: Anna Ivanova: the contract begins in December`; for a
    /// commit that is there already, a waiver in `relnotes.toml`.
    "RN401" "feature-after-cut" Commits Deny
    needs [History, Integration] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if line.kind == LineKind::Hotfix {
        return;
    }
    if let Cut::Unknown(reason) = &line.cut {
        let of = line.subject(facts);
        findings.cannot_tell(of, format!("where {} was cut: {reason}", line.name(facts)));
        return;
    }
    for (node, commit) in facts.commits_of(line) {
        let conventional = commit.message.conventional.as_ref();
        let kind = conventional.and_then(|it| facts.sources.config.commits.kind_of(&it.kind));
        if kind != Some(Kind::Feature) || commit.parents.len() > 1 || freeze::is_exception(commit) {
            continue;
        }
        let name = line.name(facts);
        let tag = line.first_tag_with(*node, facts).map(|tag| format!(", first in {}", tag.name));
        let message = format!(
            "a feature came to {name} after its cut{}: {}",
            tag.unwrap_or_default(),
            commit.message.subject
        );
        let hint = match line.branch(facts).filter(|_| !line.is_released(facts)) {
            Some(branch) => {
                format!("git switch {} && git revert {}", word(&branch.name), commit.id.short(10))
            }
            None => "it is released: take it on with a waiver in relnotes.toml".to_owned(),
        };
        findings.violation(commit.id, message).hint(hint);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const LATE: &str = r#"
commit "feat: one"
branch develop
commit "feat: two"
branch release/v1.1.0
commit "fix: three"
tag v1.1.0-rc.1
commit "feat: late"
tag v1.1.0-rc.2
"#;

    #[test]
    fn a_feature_after_the_cut_is_reported_with_its_tag() {
        assert_eq!(
            history(LATE).says(&RULE),
            "0b7f9ab600: a feature came to release/v1.1.0 after its cut, first in v1.1.0-rc.2: \
             feat: late -> git switch release/v1.1.0 && git revert 0b7f9ab600"
        );
    }

    #[test]
    fn fixes_and_features_before_the_cut_are_fine() {
        assert_eq!(history(&LATE.replace("feat: late", "fix: late")).says(&RULE), "");
    }

    #[test]
    fn an_exception_is_not_reported_here() {
        let agreed = LATE.replace(
            "commit \"feat: late\"",
            "commit \"feat: late\"\n  | Freeze-Exception: Anna: agreed with support",
        );
        assert_eq!(history(&agreed).says(&RULE), "");
    }

    #[test]
    fn a_branch_that_is_gone_is_seen_by_its_tags() {
        let gone = format!(
            "{LATE}switch main\nmerge release/v1.1.0 \"Merge branch 'release/v1.1.0'\"\n\
             tag v1.1.0 \"Release\"\nswitch develop\nmerge main \"Merge branch 'main' into develop\"\n\
             delete-branch release/v1.1.0"
        );
        assert!(
            history(&gone).says(&RULE).ends_with(
                "feat: late -> it is released: take it on with a waiver in relnotes.toml"
            )
        );
    }

    #[test]
    fn where_develop_was_moved_onto_the_branch_it_cannot_tell() {
        let moved = format!("{LATE}switch develop\nreset release/v1.1.0");
        assert_eq!(
            history(&moved).says(&RULE),
            "? refs/heads/release/v1.1.0: where release/v1.1.0 was cut: develop was moved onto it, \
             so that both have the same commits"
        );
    }
}
