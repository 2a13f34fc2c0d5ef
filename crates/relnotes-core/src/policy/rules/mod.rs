//! The rules, one file each. A new one is a file and a line here.

use super::rule::Rule;

/// Declares the module of a rule and its place in the table, so that no rule can be forgotten.
macro_rules! rules {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        /// All rules, in the order of their codes.
        pub static ALL: &[&Rule] = &[$(&$name::RULE),*];
    };
}

// In the order of the codes.
rules! {
    shallow_clone,
    missing_tags,
    partial_clone,
    missing_branches,
    expired_waiver,
    missing_policy,
    unknown_branch_name,
    malformed_release_branch,
    feature_without_ticket,
    unportable_branch_name,
    two_main_branches,
    parallel_releases,
    stale_release_branch,
    old_release_version,
    stale_feature_branch,
    feature_not_from_develop,
    feature_into_main,
    release_not_from_develop,
    release_not_in_main,
    missing_back_merge,
    hotfix_not_from_release,
    oversized_hotfix,
    direct_push_main,
    direct_push_release,
    leftover_conflict_marker,
    unreleased_commit_on_main,
    release_out_of_order,
    missing_forward_merge,
    malformed_tag,
    lightweight_tag,
    tag_on_wrong_branch,
    version_going_back,
    candidate_gap,
    unrelated_candidates,
    candidate_after_final,
    final_without_candidate,
    final_differs_from_candidate,
    hotfix_gap,
    hotfix_below_final,
    moved_tag,
    two_finals_on_commit,
    silent_tag_message,
    unsigned_tag,
    orphan_tag,
    feature_after_cut,
    incomplete_freeze_exception,
    risky_change_after_candidate,
    untraced_cherry_pick,
    unconventional_commit,
    commit_without_ticket,
    leftover_fixup,
    dangling_revert,
    unidentified_author,
    inconsistent_bump,
    wrong_version_file,
    skipped_version,
    missing_changelog_entry,
    tag_of_another_version,
    missing_pipeline,
    incomplete_feature_pipeline,
    incomplete_develop_pipeline,
    incomplete_release_pipeline,
    incomplete_main_pipeline,
    shallow_branch_glob,
    shallow_checkout,
    pipeline_without_tags,
    unguarded_production_deploy,
    production_deploy_elsewhere,
    missing_documents,
    outdated_documents,
    damaged_documents,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::pipeline::testing::CONFORMING;
    use crate::policy::testing::history;
    use crate::policy::{Checkout, Group, Need};

    #[test]
    fn codes_are_in_order_and_of_their_group() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        for rule in ALL {
            let group = Group::ALL.iter().position(|group| *group == rule.group).unwrap();
            assert!(
                rule.code.starts_with(&format!("RN{group}")) && rule.code.len() == 5,
                "{rule:?}"
            );
        }
        let names: BTreeSet<&str> = ALL.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), ALL.len());
        assert!(names.iter().all(|name| Group::ALL.iter().all(|group| group.as_str() != *name)));
    }

    #[test]
    fn every_page_has_its_four_sections() {
        for rule in ALL {
            let heads: Vec<&str> =
                rule.docs.lines().filter_map(|line| line.trim().strip_prefix("## ")).collect();
            let wanted = ["What it does", "Why is this bad?", "Example", "How to fix"];
            assert_eq!(heads, wanted, "{rule:?}");
        }
    }

    #[test]
    fn without_what_it_needs_a_rule_cannot_tell() {
        let text = "commit \"a\"\ncommit \"b\"\ntag v1.0.0 \"Release\"\nbranch release/v1.1.0\n\
                    commit \"fix: c\"";
        for rule in ALL {
            for need in rule.needs {
                let case = history(text).config("branches.develop = \"main\"");
                let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
                let case = match need {
                    Need::History => case.shallow(),
                    Need::Tags => history("commit \"a\"").checkout(ci),
                    Need::Main => case.config("branches.main = \"nowhere\""),
                    Need::Integration => case.config("branches.develop = \"nowhere\""),
                    Need::Branches => history("commit \"a\"\ntag v1.0.0").checkout(ci),
                };
                let said = case.says(rule);
                let is_one = said.lines().count() == 1;
                assert!(said.starts_with("? repository: ") && is_one, "{rule:?} {need:?}: {said}");
            }
        }
    }

    #[test]
    fn every_file_is_a_rule_of_its_name() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/policy/rules");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
        let mut files: Vec<String> = files.map(|name| name.into_string().unwrap()).collect();
        files.retain(|name| name != "mod.rs");
        files.sort();
        let mut names: Vec<String> =
            ALL.iter().map(|rule| format!("{}.rs", rule.name.replace('-', "_"))).collect();
        names.sort();
        assert_eq!(files, names);
    }

    #[test]
    fn a_clean_gitflow_has_no_finding() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/repos");
        let text = std::fs::read_to_string(folder.join("gitflow.history")).unwrap();
        for rule in ALL.iter().filter(|rule| rule.level > crate::policy::Level::Allow) {
            let said = history(&text).pipelines(CONFORMING).says(rule);
            // Version 1.3.0 takes an API away, so that its documents have something to tell.
            let breaks = rule.code == "RN501"
                && said.starts_with("refs/tags/v1.3.0: ")
                && said.lines().count() == 1;
            assert!(said.is_empty() || breaks, "{rule:?}: {said}");
        }
    }
}
