//! What a rule is: a code, a name that reads "allow …", a page of documentation, and a check of one subject.

use super::branch::Branch;
use super::facts::{Facts, LineCommit};
use super::finding::Findings;
use super::level::Level;
use super::line::ReleaseLine;
use super::tags::TagFact;

/// One rule; each is a `static` in a file of its own.
pub struct Rule {
    /// `RN` and three digits; never used again for something else.
    pub code: &'static str,
    /// The bad pattern: completes "allow …".
    pub name: &'static str,
    /// What it is about, by the first digit of the code.
    pub group: Group,
    /// How loud it is unless the configuration says otherwise.
    pub level: Level,
    /// Without these it cannot tell.
    pub needs: &'static [Need],
    /// The page of the rule in Markdown, four sections.
    pub docs: &'static str,
    /// What it looks at.
    pub check: Check,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// RN0xx: whether the clone can answer at all, and the policy itself.
    Clone,
    /// RN1xx: names and ages of branches.
    Branches,
    /// RN2xx: which branch leads where.
    Flow,
    /// RN3xx: tags.
    Tags,
    /// RN4xx: commits, the freeze.
    Commits,
    /// RN5xx: version numbers.
    Versions,
    /// RN6xx: pipelines of the CI.
    Pipelines,
    /// RN7xx: documents of a release.
    Documents,
}

impl Group {
    /// All groups in the order of their codes.
    pub const ALL: [Self; 8] = [
        Self::Clone,
        Self::Branches,
        Self::Flow,
        Self::Tags,
        Self::Commits,
        Self::Versions,
        Self::Pipelines,
        Self::Documents,
    ];

    /// Returns the word of the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clone => "clone",
            Self::Branches => "branches",
            Self::Flow => "flow",
            Self::Tags => "tags",
            Self::Commits => "commits",
            Self::Versions => "versions",
            Self::Pipelines => "pipelines",
            Self::Documents => "documents",
        }
    }
}

/// What a rule cannot do without. The driver asks before it calls the rule and says "cannot tell" instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The whole history since `policy.since`: no shallow boundary in it.
    History,
    /// The tags: they were fetched.
    Tags,
    /// A main branch.
    Main,
    /// The branch where features come together: develop, in `flow = "trunk"` main.
    Integration,
    /// All branches, not only the one that was checked out.
    Branches,
}

/// A check of one kind of subject. The driver goes through the subjects, the rule looks at one.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The repository, once.
    Whole(fn(&Facts<'_>, &mut Findings<'_>)),
    /// Each branch.
    Branch(fn(&Branch, &Facts<'_>, &mut Findings<'_>)),
    /// Each tag that begins like a version, near-misses too.
    Tag(fn(&TagFact<'_>, &Facts<'_>, &mut Findings<'_>)),
    /// Each release or hotfix, from its cut to its tip.
    Line(fn(&ReleaseLine, &Facts<'_>, &mut Findings<'_>)),
    /// Each commit that a release or hotfix branch got after its cut, merges included.
    Commit(fn(&LineCommit<'_>, &Facts<'_>, &mut Findings<'_>)),
}

/// Declares the rule of a file. The doc comment is its page.
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $code:literal $name:literal $group:ident $level:ident
        needs [$($need:ident),*] check $subject:ident($check:path)
    ) => {
        pub(in crate::policy) static RULE: $crate::policy::Rule = $crate::policy::Rule {
            code: $code,
            name: $name,
            group: $crate::policy::Group::$group,
            level: $crate::policy::Level::$level,
            needs: &[$($crate::policy::Need::$need),*],
            docs: concat!($($doc, "\n"),+),
            check: $crate::policy::Check::$subject($check),
        };
    };
}

pub(super) use declare_rule;
