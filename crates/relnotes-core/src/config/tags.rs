//! `[tags]`: which tags are releases and how they are ordered.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::error::{Error, Problem, Source};
use super::file::TagsFile;
use super::glob::Glob;
use super::{picked, picked_spanned};

/// Which tags are releases and how they are ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    /// What stands before the numbers of a release tag; may be empty.
    pub prefix: String,
    /// The number of the first candidate and of the first hotfix: 0 or 1.
    pub first_number: u64,
    /// Pre-release stages from the earliest to the last; never empty.
    pub stages: Vec<String>,
    /// How a hotfix is tagged.
    pub hotfix_style: HotfixStyle,
    /// Tags to leave out.
    pub ignore: Vec<Glob>,
}

/// How a hotfix of `v1.2.0` is tagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HotfixStyle {
    /// `v1.2.0-hotfix.1`.
    #[default]
    Suffix,
    /// `v1.2.1`; a patch of a line that already has a successor is a hotfix.
    Patch,
}

impl Tags {
    /// Tells whether the configuration leaves a tag out.
    pub fn ignores(&self, tag: &str) -> bool {
        self.ignore.iter().any(|pattern| pattern.matches(tag))
    }

    pub(super) fn resolve(file: TagsFile, source: Source<'_>) -> Result<Self, Error> {
        if let Some(prefix) = &file.prefix
            && let Some(bad) = prefix.get_ref().chars().find(|c| !fits_in_tag(*c))
        {
            return Err(source.bad_value("tags.prefix", Problem::Prefix(bad), &prefix.span()));
        }
        if let Some(first) = &file.first_number
            && *first.get_ref() > 1
        {
            return Err(source.bad_value("tags.first_number", Problem::FirstNumber, &first.span()));
        }
        if let Some(stages) = &file.stages
            && let Some(problem) = problem_of_stages(stages)
        {
            return Err(source.bad_value("tags.stages", problem, &stages.span()));
        }
        Ok(Self {
            prefix: picked_spanned(file.prefix),
            first_number: picked_spanned(file.first_number),
            stages: picked_spanned(file.stages),
            hotfix_style: picked(file.hotfix_style),
            ignore: picked(file.ignore).iter().map(|pattern| Glob::of_names(pattern)).collect(),
        })
    }
}

/// What `git check-ref-format` refuses in any position.
fn fits_in_tag(character: char) -> bool {
    !character.is_control() && !" ~^:?*[\\".contains(character)
}

fn problem_of_stages(stages: &Spanned<Vec<String>>) -> Option<Problem> {
    let stages = stages.get_ref();
    if stages.is_empty() {
        return Some(Problem::NoStage);
    }
    stages.iter().enumerate().find_map(|(index, stage)| {
        let is_word = !stage.is_empty() && stage.chars().all(|c| c.is_ascii_alphabetic());
        if !is_word || stage.eq_ignore_ascii_case("hotfix") {
            return Some(Problem::Stage(stage.clone()));
        }
        let is_twice = stages[..index].iter().any(|other| other.eq_ignore_ascii_case(stage));
        is_twice.then(|| Problem::Twice(stage.clone()))
    })
}
