//! What a branch is by its name: main, develop, a release, a hotfix, a feature. The patterns are the configuration's;
//! nothing here looks at what a branch contains.

use std::fmt;

use crate::config::branches::Branches;
use crate::config::glob::Glob;

/// What a branch is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BranchKind {
    /// Where releases end up.
    Main,
    /// Where features come together before a release.
    Develop,
    /// Where a release is prepared, with its version where the name has one.
    Release(Option<BranchVersion>),
    /// Where a hotfix is made, with the version that it repairs where the name has one.
    Hotfix(Option<BranchVersion>),
    /// Where a feature is written.
    Feature,
    /// Anything else.
    Other,
}

/// The version in the name of a branch: `1.7`, `1.2.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchVersion {
    /// The first number.
    pub major: u64,
    /// The second number.
    pub minor: u64,
    /// The third number; branches for a whole line have none.
    pub patch: Option<u64>,
}

/// A pattern of branch names: `{tag}` stands for the tag prefix with X.Y.Z, `*` for any text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchPattern {
    text: String,
    prefix: String,
    head: Glob,
    tail: Option<Glob>,
}

/// Returns what a branch is for. The name is a local one: `release/v1.3.0`, without `refs/heads/` and `origin/`.
///
/// ```
/// use relnotes_core::branch::{BranchKind, BranchVersion, classify};
/// use relnotes_core::config::Config;
///
/// let version = BranchVersion { major: 1, minor: 2, patch: Some(0) };
/// let kind = classify(&Config::default().branches, "release/v1.2.0-hotfix");
/// assert_eq!(kind, BranchKind::Hotfix(Some(version)));
/// ```
pub fn classify(branches: &Branches, short_name: &str) -> BranchKind {
    let found =
        |patterns: &[BranchPattern]| patterns.iter().find_map(|pattern| pattern.find(short_name));
    if found(&branches.main).is_some() {
        return BranchKind::Main;
    }
    if found(&branches.develop).is_some() {
        return BranchKind::Develop;
    }
    // A wide release pattern like `release/*` fits hotfix branches too.
    if let Some(version) = found(&branches.hotfix) {
        return BranchKind::Hotfix(version);
    }
    if let Some(version) = found(&branches.release) {
        return BranchKind::Release(version);
    }
    if found(&branches.feature).is_some() {
        return BranchKind::Feature;
    }
    BranchKind::Other
}

impl BranchPattern {
    /// Makes a pattern; `prefix` is that of release tags.
    pub fn new(text: &str, prefix: &str) -> Self {
        let (head, tail) = match text.split_once("{tag}") {
            Some((head, tail)) => (head, Some(Glob::of_names(tail))),
            None => (text, None),
        };
        Self { text: text.to_owned(), prefix: prefix.to_owned(), head: Glob::of_names(head), tail }
    }

    /// Returns the pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Tells whether a name fits: `Some` if so, with the version in it where there is one.
    pub fn find(&self, name: &str) -> Option<Option<BranchVersion>> {
        match &self.tail {
            None => self.head.matches(name).then(|| self.version_at_star(name)),
            Some(tail) => self.version_at_tag(name, tail).map(Some),
        }
    }

    /// name = head prefix X "." Y "." Z tail
    fn version_at_tag(&self, name: &str, tail: &Glob) -> Option<BranchVersion> {
        name.char_indices().find_map(|(start, _)| {
            let text = name[start..].strip_prefix(&self.prefix)?;
            let (version, rest) = parse_version(text)?;
            let fits =
                version.patch.is_some() && self.head.matches(&name[..start]) && tail.matches(rest);
            fits.then_some(version)
        })
    }

    /// name = fixed text \[prefix\] X "." Y \["." Z\], then no more of a number or word
    fn version_at_star(&self, name: &str) -> Option<BranchVersion> {
        let fixed = self.text.split('*').next()?;
        let text = name.strip_prefix(fixed)?;
        let text = text.strip_prefix(&self.prefix).unwrap_or(text);
        let (version, rest) = parse_version(text)?;
        let ends = rest.is_empty() || rest.starts_with(['-', '/']) || rest == ".x";
        ends.then_some(version)
    }
}

/// version = number "." number \["." number\]; returns it and the text behind it
fn parse_version(text: &str) -> Option<(BranchVersion, &str)> {
    let (major, rest) = parse_number(text)?;
    let (minor, rest) = parse_number(rest.strip_prefix('.')?)?;
    let patch = rest.strip_prefix('.').and_then(parse_number);
    let (patch, rest) = match patch {
        Some((patch, rest)) => (Some(patch), rest),
        None => (None, rest),
    };
    Some((BranchVersion { major, minor, patch }, rest))
}

/// number = "0" | digit without leading zeros
fn parse_number(text: &str) -> Option<(u64, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(length);
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

impl fmt::Display for BranchVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[track_caller]
    fn check(toml: &str, cases: &[(&str, &str)]) {
        let config = Config::parse(toml, "relnotes.toml").unwrap();
        for (name, expected) in cases {
            let found = match classify(&config.branches, name) {
                BranchKind::Main => "main".to_owned(),
                BranchKind::Develop => "develop".to_owned(),
                BranchKind::Release(version) => shown("release", version),
                BranchKind::Hotfix(version) => shown("hotfix", version),
                BranchKind::Feature => "feature".to_owned(),
                BranchKind::Other => "other".to_owned(),
            };
            assert_eq!(found, *expected, "for {name}");
        }
    }

    fn shown(kind: &str, version: Option<BranchVersion>) -> String {
        version.map_or(kind.to_owned(), |version| format!("{kind} {version}"))
    }

    #[test]
    fn the_branches_of_gitflow_are_known() {
        check(
            "",
            &[
                ("main", "main"),
                ("master", "main"),
                ("develop", "develop"),
                ("release/v1.3.0", "release 1.3.0"),
                ("release/v1.3.0-hotfix", "hotfix 1.3.0"),
                ("release/v10.20.30", "release 10.20.30"),
                ("feature/login", "feature"),
                ("feature/a/b", "feature"),
                ("feature", "other"),
                ("release/1.3.0", "other"),
                ("release/v1.3", "other"),
                ("release/v1.03.0", "other"),
                ("release/v1.3.0-rc", "other"),
                ("release/v1.3.0.1", "other"),
                ("release/v99999999999999999999.0.0", "other"),
                ("xrelease/v1.3.0", "other"),
                ("mains", "other"),
                ("", "other"),
            ],
        );
    }

    #[test]
    fn trunk_styles_can_be_named_with_a_star() {
        check(
            "branches.release = [\"release-*\", \"release/*\", \"*-stable\"]",
            &[
                ("release-3.4", "release 3.4"),
                ("release-v3.4.1", "release 3.4.1"),
                ("release/1.7", "release 1.7"),
                ("release/1.7.x", "release 1.7"),
                ("release/1.7-arm", "release 1.7"),
                ("release/v1.2.0-hotfix", "hotfix 1.2.0"),
                ("release/1.7th", "release"),
                ("release/next", "release"),
                ("8-0-stable", "release"),
            ],
        );
    }

    #[test]
    fn the_prefix_of_tags_is_part_of_the_pattern() {
        check(
            "tags.prefix = \"\"\n[branches]\nhotfix = \"hotfix/{tag}*\"",
            &[
                ("release/1.3.0", "release 1.3.0"),
                ("release/v1.3.0", "other"),
                ("hotfix/1.3.0", "hotfix 1.3.0"),
                ("hotfix/1.3.0-login", "hotfix 1.3.0"),
            ],
        );
    }
}
