use std::collections::{BTreeMap, BTreeSet};

use crate::config::commits::Kind;
use crate::git::{Error, FileChange};
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, LineKind, ReleaseLine};
use crate::release::is_version_bump;
use crate::release::model::Commit;

declare_rule! {
    /// ## What it does
    /// Reports hotfixes with a feature or an improvement, by the conventional type and
    /// `[commits.types]`, and hotfixes whose commits change more files than `policy.hotfix_files`,
    /// which is 20 by default. Each hotfix counts for itself; version bumps count for nothing.
    ///
    /// ## Why is this bad?
    /// A hotfix goes to production the same day, hardly tested. What is not needed to mend it can
    /// only break something else.
    ///
    /// ## Example
    /// `feat(search): synonyms` on `release/v1.2.0-hotfix`.
    ///
    /// ## How to fix
    /// Leave the rest to the next release: `git revert` it on the hotfix branch.
    "RN207" "oversized-hotfix" Flow Warn
    needs [History, Tags] check Line(check)
}

/// What one hotfix of a line brings.
#[derive(Default)]
struct Part<'f> {
    features: Vec<&'f Commit>,
    files: BTreeSet<Vec<u8>>,
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if line.kind != LineKind::Hotfix {
        return;
    }
    let of_line = line.name(facts);
    if let Cut::Unknown(reason) = &line.cut {
        findings.cannot_tell(line.subject(facts), format!("where {of_line} was cut: {reason}"));
        return;
    }
    // What no tag has yet is the hotfix that is being made.
    let mut parts: BTreeMap<&str, Part<'_>> = BTreeMap::new();
    for (node, commit) in facts.commits_of(line) {
        if commit.parents.len() > 1 || is_version_bump(commit) {
            continue;
        }
        let tag = line.first_tag_with(*node, facts);
        let part = parts.entry(tag.map_or(of_line.as_str(), |tag| &tag.name)).or_default();
        let conventional = commit.message.conventional.as_ref();
        let kind = conventional.and_then(|it| facts.sources.config.commits.kind_of(&it.kind));
        if matches!(kind, Some(Kind::Feature | Kind::Improvement)) {
            part.features.push(commit);
        }
        match changed_files(commit, facts) {
            Ok(changes) => part.files.extend(changes.into_iter().map(|change| change.path)),
            Err(error) => {
                findings.unreadable(line.subject(facts), &error);
                return;
            }
        }
    }
    for (name, part) in parts {
        report(name, &part, line, facts, findings);
    }
}

fn report(
    name: &str,
    part: &Part<'_>,
    line: &ReleaseLine,
    facts: &Facts<'_>,
    findings: &mut Findings<'_>,
) {
    let allowed = facts.sources.config.policy.hotfix_files;
    let (features, files) = (part.features.len(), part.files.len());
    let mut problems = Vec::new();
    if features > 0 {
        let commits =
            if features == 1 { "commit that is no fix" } else { "commits that are no fixes" };
        problems.push(format!("brings {features} {commits}"));
    }
    if u64::try_from(files).unwrap_or(u64::MAX) > allowed {
        problems.push(format!("changes {files} files, {allowed} allowed"));
    }
    if problems.is_empty() {
        return;
    }
    let ids: Vec<String> = part.features.iter().map(|commit| commit.id.short(10)).collect();
    let tags = line.tags.iter().map(|at| &facts.sources.tags[*at].name);
    let before = tags.take_while(|tag| *tag != name).last().cloned();
    let mended = || format!("{}{}", facts.sources.config.tags.prefix, line.version);
    let hint = match line.branch(facts) {
        Some(branch) if !ids.is_empty() => {
            format!("git switch {} && git revert {}", word(&branch.name), ids.join(" "))
        }
        _ => format!("git diff --stat {} {}", before.unwrap_or_else(mended), word(name)),
    };
    let shown = part.features.iter().zip(&ids);
    findings
        .violation(line.subject(facts), format!("{name} {}", problems.join(" and ")))
        .evidence(shown.map(|(commit, id)| format!("{id} {}", commit.message.subject)))
        .hint(hint);
}

/// Returns the files that a commit with one parent changes.
fn changed_files(commit: &Commit, facts: &Facts<'_>) -> Result<Vec<FileChange>, Error> {
    match commit.parents[..] {
        [parent] => facts.sources.repository.tree_changes(parent, commit.id),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const HOTFIX: &str = "commit \"a\"\ntag v1.0.0 \"Release\"\nbranch develop\ncommit \"feat: b\"\n\
                          switch main\nbranch release/v1.0.0-hotfix\nwrite pay.txt \"once\"\n\
                          write bill.txt \"once\"\ncommit \"fix: charge once\"\n\
                          commit \"chore(release): version 1.0.0-hotfix.1\"";

    #[test]
    fn a_feature_in_a_hotfix_is_reported() {
        for kind in ["feat", "perf"] {
            let text = HOTFIX.replace("fix: charge", &format!("{kind}: charge"));
            let said = history(&text).says(&RULE);
            let wanted = "refs/heads/release/v1.0.0-hotfix: release/v1.0.0-hotfix brings 1 commit \
                          that is no fix [";
            assert!(said.starts_with(wanted), "{said}");
            assert!(said.contains("-> git switch release/v1.0.0-hotfix && git revert "), "{said}");
        }
    }

    #[test]
    fn more_files_than_allowed_are_reported() {
        assert_eq!(
            history(HOTFIX).config("policy.hotfix_files = 1").says(&RULE),
            "refs/heads/release/v1.0.0-hotfix: release/v1.0.0-hotfix changes 2 files, 1 allowed \
             -> git diff --stat v1.0.0 release/v1.0.0-hotfix"
        );
    }

    #[test]
    fn as_many_files_as_allowed_are_fine() {
        assert_eq!(history(HOTFIX).config("policy.hotfix_files = 2").says(&RULE), "");
    }

    #[test]
    fn each_hotfix_counts_for_itself() {
        let two = format!(
            "{HOTFIX}\ntag v1.0.0-hotfix.1 \"Hotfix\"\nwrite a.txt \"a\"\nwrite b.txt \"b\"\n\
             commit \"fix: two\""
        );
        assert_eq!(history(&two).config("policy.hotfix_files = 2").says(&RULE), "");
        let said = history(&two).config("policy.hotfix_files = 1").says(&RULE);
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(said.contains(": v1.0.0-hotfix.1 changes 2 files, 1 allowed"), "{said}");
        assert!(said.contains("-> git diff --stat v1.0.0 v1.0.0-hotfix.1"), "{said}");
        let open = "-> git diff --stat v1.0.0-hotfix.1 release/v1.0.0-hotfix";
        assert!(said.contains(open), "{said}");
    }

    #[test]
    fn releases_may_be_large() {
        let release = "commit \"a\"\nbranch develop\nbranch release/v1.1.0\ncommit \"feat: b\"";
        assert_eq!(history(release).config("policy.hotfix_files = 0").says(&RULE), "");
    }

    #[test]
    fn a_tree_that_is_missing_makes_it_unknown() {
        let partial = history(HOTFIX).after(|repo| repo.forget("release/v1.0.0-hotfix~^{tree}"));
        let said = partial.says(&RULE);
        assert!(said.starts_with("? refs/heads/release/v1.0.0-hotfix: "), "{said}");
    }

    #[test]
    fn where_the_branch_was_cut_is_unknown_it_cannot_tell() {
        let orphan = "commit \"a\"\norphan release/v1.0.0-hotfix\ncommit \"feat: b\"";
        let said = history(orphan).says(&RULE);
        assert!(said.contains("where release/v1.0.0-hotfix was cut: "), "{said}");
    }
}
