//! Commits that write a version down and say nothing else.

use super::content::own_pull_request;
use super::model::Commit;
use super::wording;

/// Returns whether a commit says that it only writes a version down. The squash of a pull request
/// may hold more than its title says.
pub(super) fn writes_version(commit: &Commit) -> bool {
    own_pull_request(commit).is_none() && is_version_only(&commit.message.subject)
}

/// Returns whether a title only writes a version down: `Release 1.2.0`, `bump version to v1.2.0`.
pub(super) fn is_version_only(title: &str) -> bool {
    let title = wording::without_number(title);
    let mut words = title.split_whitespace().map(|word| word.trim_matches([':', ',', '.', '`']));
    let is_version = |word: &str| {
        let digits = word.strip_prefix(['v', 'V']).unwrap_or(word);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.contains('.')
            && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+_".contains(&byte))
    };
    let is_known = |word: &str| VERSION_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
    let lower = title.to_ascii_lowercase();
    let names = title.split_whitespace().any(is_version) || lower.starts_with("bump version");
    // What is updated to 1.2.0 may be anything else.
    let has = |word: &str| lower.split_whitespace().any(|it| it == word);
    let says_what = ["version", "manifests", "release"].into_iter().any(has) || !has("update");
    names && says_what && words.all(|word| is_version(word) || is_known(word))
}

/// What a title may hold beside a version and still say nothing else.
const VERSION_WORDS: [&str; 16] = [
    "release",
    "version",
    "manifests",
    "update",
    "and",
    "bump",
    "prepare",
    "preparing",
    "notes",
    "for",
    "to",
    "the",
    "tag",
    "cut",
    "set",
    "next",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_alone_is_no_news() {
        for title in [
            "Release v4.6.0",
            "Release v4.6.0-beta1 (#21910)",
            "Version 0.19.10-beta.0",
            "bump version to",
            "bump version to v3.13.0",
            "Prepare release notes for 2.0.0-beta.0 (#9318)",
            "v1.2.0",
            "Update manifests to v0.10.2",
            "Bump version and update manifests to v0.11.2",
            "Update version to v0.10.3",
            "Update VERSION to v0.12.0-rc6",
            "Update for 1.2.3 release",
        ] {
            assert!(is_version_only(title), "{title}");
        }
        for title in [
            "",
            "Release the lock",
            "Release notes",
            "Prepare v1.7.13 and update runc to v1.1.12",
            "Update Go to 1.21.5",
            "bump the version of Go to 1.21",
            "Update to v3.2.1",
            "Update manifests",
            "Update manifests and fix version to v0.10.3",
            "Update Redis manifests to v7.0.1",
            "Update manifests to use v0.10.2 of the API",
        ] {
            assert!(!is_version_only(title), "{title}");
        }
    }
}
