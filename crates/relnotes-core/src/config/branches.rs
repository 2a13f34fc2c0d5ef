//! `[branches]`: which branch is what.

use toml::Spanned;

use super::error::{Error, Problem, Source};
use super::file::BranchesFile;
use super::patterns::Patterns;
use crate::branch::BranchPattern;

/// Which branch is what, as patterns of names without a remote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branches {
    /// Where releases end up.
    pub main: Vec<BranchPattern>,
    /// Where features come together before a release.
    pub develop: Vec<BranchPattern>,
    /// Where a release is prepared.
    pub release: Vec<BranchPattern>,
    /// Where a hotfix is made.
    pub hotfix: Vec<BranchPattern>,
    /// Where features are written.
    pub feature: Vec<BranchPattern>,
}

impl Branches {
    pub(super) fn resolve(
        file: BranchesFile,
        prefix: &str,
        source: Source<'_>,
    ) -> Result<Self, Error> {
        let resolve = |key: &str, patterns: Option<Spanned<Patterns>>| {
            let Some(patterns) = patterns else {
                return Ok(Vec::new());
            };
            let span = patterns.span();
            let patterns = patterns.into_inner().0;
            if let Some(problem) = patterns.iter().find_map(|pattern| problem_of(pattern)) {
                return Err(source.bad_value(&format!("branches.{key}"), problem, &span));
            }
            Ok(patterns.iter().map(|pattern| BranchPattern::new(pattern, prefix)).collect())
        };
        Ok(Self {
            main: resolve("main", file.main)?,
            develop: resolve("develop", file.develop)?,
            release: resolve("release", file.release)?,
            hotfix: resolve("hotfix", file.hotfix)?,
            feature: resolve("feature", file.feature)?,
        })
    }
}

fn problem_of(pattern: &str) -> Option<Problem> {
    if pattern.is_empty() {
        return Some(Problem::EmptyPattern);
    }
    let rest = pattern.replacen("{tag}", "", 1);
    if rest.contains("{tag}") {
        return Some(Problem::TwoTags(pattern.to_owned()));
    }
    let open = rest.find('{')?;
    let close = rest[open..].find('}').map_or(rest.len(), |close| open + close + 1);
    Some(Problem::Placeholder(rest[open..close].to_owned(), pattern.to_owned()))
}
