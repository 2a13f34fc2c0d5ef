//! What a criterion is: a code, a name, a page, and a check.

use super::answer::Answer;
use super::facts::Facts;

/// One criterion; each is a `static` in a file of its own.
pub struct Criterion {
    /// `G` and two digits; never used again for something else.
    pub code: &'static str,
    /// What is so where it passes: `tests-pass`.
    pub name: &'static str,
    /// What it asks, why, and how that is found out; Markdown.
    pub docs: &'static str,
    /// Asks it.
    pub check: fn(&Facts<'_>) -> Answer,
}

impl std::fmt::Debug for Criterion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}

impl PartialEq for Criterion {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Criterion {}

/// Declares the criterion of a file. The doc comment is its page.
macro_rules! declare_criterion {
    ($(#[doc = $doc:literal])+ $code:literal $name:literal check($check:path)) => {
        pub(in crate::gate) static CRITERION: $crate::gate::Criterion = $crate::gate::Criterion {
            code: $code,
            name: $name,
            docs: concat!($($doc, "\n"),+),
            check: $check,
        };
    };
}

pub(super) use declare_criterion;
