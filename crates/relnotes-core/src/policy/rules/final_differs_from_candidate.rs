use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::version::Stage;

declare_rule! {
    /// ## What it does
    /// Reports finals whose files differ from those of their last candidate. `policy.allow_after_candidate`
    /// names what may differ. A candidate that was tagged after its final is left to RN307.
    ///
    /// ## Why is this bad?
    /// What was tested is not what is released.
    ///
    /// ## Example
    /// `src/pay.rs` differs between `v1.2.0-rc.3` and `v1.2.0`.
    ///
    /// ## How to fix
    /// Tag another candidate with the change, test it, and make that one the final.
    "RN309" "final-differs-from-candidate" Tags Warn
    needs [Tags] check Tag(check)
}

/// How many files are shown.
const SHOWN: usize = 20;

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let is_final = tag.tag.release.is_some_and(|it| it.stage == Stage::Final);
    if !is_final || !tag.tag.conforming {
        return;
    }
    let Some(candidate) = tags::last_candidate(tag, facts) else { return };
    let repository = facts.sources.repository;
    let changes = match repository.tree_changes(candidate.tag.commit, tag.tag.commit) {
        Ok(changes) => changes,
        Err(error) => {
            findings.unreadable(tag, &error);
            return;
        }
    };
    let allowed = &facts.sources.config.policy.allow_after_candidate;
    let paths = changes.iter().map(|change| String::from_utf8_lossy(&change.path).into_owned());
    let paths: Vec<String> =
        paths.filter(|path| !allowed.iter().any(|glob| glob.matches(path))).collect();
    if paths.is_empty() {
        return;
    }
    let more = paths.len().checked_sub(SHOWN).filter(|more| *more > 0);
    let (name, before, n) = (&tag.tag.name, &candidate.tag.name, paths.len());
    let files = if n == 1 { "file" } else { "files" };
    findings
        .violation(tag, format!("{name} differs from {before} in {n} {files}"))
        .hint(format!("git diff {before} {name}"))
        .evidence(paths.iter().take(SHOWN))
        .evidence(more.map(|more| format!("and {more} more")));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    const TEXT: &str = "commit \"feat: a\"\ntag v1.0.0-rc.1\nwrite pay.rs \"x\"\ncommit \"fix: b\"\ntag v1.0.0 \"b\"";

    #[test]
    fn a_changed_file_is_reported() {
        assert_eq!(
            history(TEXT).says(&RULE),
            "refs/tags/v1.0.0: v1.0.0 differs from v1.0.0-rc.1 in 1 file [pay.rs] \
             -> git diff v1.0.0-rc.1 v1.0.0"
        );
    }

    #[test]
    fn what_may_change_is_fine() {
        assert_eq!(history(&TEXT.replace("pay.rs", "docs/CHANGELOG.md")).says(&RULE), "");
    }

    #[test]
    fn more_than_twenty_are_counted() {
        let many: String = (0..21).map(|n| format!("write many/{n}.txt \"x\"\n")).collect();
        let said = history(&TEXT.replace("write pay.rs \"x\"\n", &many)).says(&RULE);
        assert!(said.contains("in 21 files") && said.contains("; and 1 more]"), "{said}");
    }

    #[test]
    fn a_candidate_after_the_final_is_not_its_last() {
        let late = "commit \"feat: a\"\ntag v1.0.0-rc.1\ntag v1.0.0 \"a\"\ncommit \"fix: b\"\n\
                    tag v1.0.0-rc.2 \"late\"";
        assert_eq!(history(late).says(&RULE), "");
    }

    #[test]
    fn the_same_commit_is_fine() {
        assert_eq!(history("commit \"feat: a\"\ntag v1.0.0-rc.1\ntag v1.0.0").says(&RULE), "");
    }

    #[test]
    fn a_tree_that_is_missing_makes_it_unknown() {
        let partial = history(TEXT).after(|repo| repo.forget("v1.0.0^{tree}"));
        let said = partial.says(&RULE);
        assert!(said.starts_with("? refs/tags/v1.0.0: ") && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
