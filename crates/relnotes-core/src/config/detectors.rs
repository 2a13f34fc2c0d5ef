//! `[detectors]`: what is looked for in the files of a release, beside and without what relnotes looks for itself.

use regex::Regex;

use super::error::Problem;
use super::glob::Glob;
use crate::declared::{Declared, Row, Rows, parts};

parts! {
    /// What is looked for in the files of a release.
    Detectors as DetectorsFile {
        /// Built-in detectors that are not asked, by their names.
        disable: Vec<Declared>,
        /// Paths of files that programs write: nobody decided what is in them.
        generated: Vec<Declared<Glob>>,
        /// Detectors of your own.
        custom: Rows<CustomDetector>,
    }

    /// A detector of one's own: a pattern that is looked for in lines that came or went.
    CustomDetector as CustomDetectorFile {
        /// What it is called.
        name: Option<Declared>,
        /// Paths of the files that it reads.
        globs: Vec<Declared<Glob>>,
        /// A regular expression with the group `name`, and perhaps `before` and `after`.
        pattern: Option<Declared>,
        /// What sort of thing it finds: `env`, `metric`, `flag`, or a word of your own.
        kind: Option<Declared>,
        /// What documents say of it; `{name}`, `{before}` and `{after}` stand for the groups.
        text: DetectorText,
    }

    /// What documents say of a find, in every language.
    DetectorText as DetectorTextFile {
        /// In English.
        en: Option<Declared>,
        /// In Russian.
        ru: Option<Declared>,
    }
}

impl Row for CustomDetector {
    fn problem(&self) -> Option<Problem> {
        let needs = |is_there: bool, key| (!is_there).then_some(Problem::Needed(key));
        needs(self.name.is_some(), "name")
            .or_else(|| needs(!self.globs.is_empty(), "globs"))
            .or_else(|| needs(self.pattern.is_some(), "pattern"))
            .or_else(|| needs(self.kind.is_some(), "kind"))
            .or_else(|| needs(self.text != DetectorText::default(), "text"))
            .or_else(|| problem_of_pattern(&self.pattern.as_ref()?.value))
    }
}

fn problem_of_pattern(pattern: &str) -> Option<Problem> {
    match Regex::new(pattern) {
        Ok(regex) if regex.is_match("") => Some(Problem::EmptyMatch(pattern.to_owned())),
        Ok(regex) if regex.capture_names().flatten().any(|group| group == "name") => None,
        Ok(_) => Some(Problem::NoNameGroup(pattern.to_owned())),
        Err(error) => Some(Problem::of_regex(pattern, &error)),
    }
}
