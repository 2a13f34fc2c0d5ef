//! `[[known_issue]]` and `[[test_case]]`: what is known not to work, and what was tested.

use crate::config::error::Problem;
use crate::declared::{Declared, Row, Word, parts, value_of};

/// Who is told of a known issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Users.
    User,
    /// Those who help them.
    Support,
    /// Users and those who help them.
    Both,
}

impl Word for Audience {
    const ALL: &'static [(&'static str, Self)] =
        &[("user", Self::User), ("support", Self::Support), ("both", Self::Both)];
}

parts! {
    /// Something that is known not to work.
    KnownIssue as KnownIssueFile {
        /// Its ticket, or another name for it.
        id: Option<Declared>,
        /// What does not work.
        text: Option<Declared>,
        /// What helps until it is mended.
        workaround: Option<Declared>,
        /// When and how it is mended.
        fix: Option<Declared>,
        /// Who is told.
        audience: Option<Declared<Audience>>,
    }

    /// A test that came with the release.
    TestCase as TestCaseFile {
        /// What is tested.
        text: Option<Declared>,
        /// Where the test can be read.
        link: Option<Declared>,
        /// Whether the release stands or falls with it.
        critical: Option<Declared<bool>>,
    }
}

impl KnownIssue {
    /// Returns whether users are told; without a word about it everybody is.
    pub fn is_for_users(&self) -> bool {
        value_of(&self.audience) != Some(&Audience::Support)
    }

    /// Returns whether those who help users are told.
    pub fn is_for_support(&self) -> bool {
        value_of(&self.audience) != Some(&Audience::User)
    }
}

impl Row for KnownIssue {
    fn problem(&self) -> Option<Problem> {
        self.text.is_none().then_some(Problem::Needed("text"))
    }
}

impl Row for TestCase {
    fn problem(&self) -> Option<Problem> {
        (self.text.is_none() && self.link.is_none()).then_some(Problem::Needed("text"))
    }
}
