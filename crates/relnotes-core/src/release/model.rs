//! A release as plain data: its range, its changes, and where every commit of it went.

use std::collections::BTreeMap;

pub use crate::config::commits::Kind;
use crate::enrichment::Ticket;
use crate::id::CommitId;
use crate::message::Message;
use crate::person::{Person, Signature, Time};
use crate::version::ReleaseVersion;

/// One end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// As it was typed, or the tag's name: what documents print.
    pub name: String,
    /// The commit.
    pub commit: CommitId,
    /// The tag, where it is one.
    pub tag: Option<String>,
    /// The version that the tag, `--as` or the branch's name gives it.
    pub version: Option<ReleaseVersion>,
    /// Tagger's date, else committer's; of an untagged end the moment that the caller gave.
    pub date: Time,
    /// What is dated later in seconds was not there yet; an untagged end comes after everything.
    pub deadline: i64,
}

/// What a release was compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The older end; none for the first release.
    pub from: Option<Endpoint>,
    /// The newer end.
    pub to: Endpoint,
    /// The best common ancestor, where there is one.
    pub merge_base: Option<CommitId>,
    /// Whether `to` reaches `from`.
    pub from_is_ancestor: Option<bool>,
    /// Whether somebody typed `A..B`.
    pub explicit: bool,
    /// How many commits `from` has and `to` has not.
    pub only_in_from: usize,
}

/// How the base was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseRule {
    /// The nearest eligible tag, and the target reaches it.
    Ancestor,
    /// The nearest eligible tag, on another line of history.
    Sibling,
    /// The candidate before this one.
    Candidate,
    /// Typed as `A..B`.
    Explicit,
    /// There is no lower release: everything since the root.
    First,
}

impl BaseRule {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ancestor => "ancestor",
            Self::Sibling => "sibling",
            Self::Candidate => "candidate",
            Self::Explicit => "explicit",
            Self::First => "first",
        }
    }
}

/// A commit of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: CommitId,
    /// Its parents in order.
    pub parents: Vec<CommitId>,
    /// Who wrote it, by `.mailmap`.
    pub author: Signature,
    /// Who committed it, by `.mailmap`.
    pub committer: Signature,
    /// What it says.
    pub message: Message,
    /// Whether the author is a bot.
    pub by_bot: bool,
}

/// Why two commits are the same change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SameBy {
    /// `(cherry picked from commit …)`.
    Trailer,
    /// `backport of #N`, `cherry-pick-N-to-…`.
    BackportNote,
    /// The same pull request at the end of both subjects.
    PullRequest,
    /// The same subject, author and author date.
    SameCommit,
    /// The same patch.
    PatchId,
}

impl SameBy {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trailer => "trailer",
            Self::BackportNote => "backport-note",
            Self::PullRequest => "pull-request",
            Self::SameCommit => "same-commit",
            Self::PatchId => "patch-id",
        }
    }
}

/// Where the words of a change come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextSource {
    /// A note of the release's brief, or a git note.
    Override,
    /// A `release-note` block or `Release-Note:` trailer.
    ReleaseNote,
    /// The title of the pull request.
    PullRequest,
    /// The subject of the commit.
    Subject,
}

impl TextSource {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::ReleaseNote => "release-note",
            Self::PullRequest => "pull-request",
            Self::Subject => "subject",
        }
    }
}

/// A commit of the content that another release shipped in a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedAs {
    /// The commit of the content.
    pub commit: CommitId,
    /// Its copy in the other release.
    pub of: CommitId,
    /// Why they are the same.
    pub by: SameBy,
}

/// One entry that a reader cares about: the commits of a pull request, or one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Stable id: `p:42`, `t:PAY-123`, `c:` and a hash.
    pub id: String,
    /// What kind of change.
    pub kind: Kind,
    /// The conventional type as it was written.
    pub type_: Option<String>,
    /// The conventional scope as it was written.
    pub scope: Option<String>,
    /// What a reader is told: the release note, else the title without type and scope.
    pub description: String,
    /// The title as it was written, with type and scope.
    pub title: String,
    /// The heading that it stands under.
    pub category: Option<String>,
    /// Whether a contract breaks.
    pub breaking: bool,
    /// What the authors say about the break.
    pub breaking_notes: Vec<String>,
    /// The rule that keeps it from users; none where they are told.
    pub hidden_by: Option<String>,
    /// Whether the user notes list it.
    pub in_user_notes: bool,
    /// Tickets in the order in which they are named.
    pub tickets: Vec<String>,
    /// Pull requests that brought it.
    pub pull_requests: Vec<u64>,
    /// The merge commit that brought it.
    pub merge: Option<CommitId>,
    /// Its commits, oldest first.
    pub commits: Vec<CommitId>,
    /// Commits that it takes back, where they are not of this range.
    pub reverts: Vec<CommitId>,
    /// Who wrote it, in order of their first commit; co-authors follow.
    pub authors: Vec<Author>,
    /// The lowest production tag that had it before, itself or in a copy.
    pub first_shipped_in: Option<String>,
    /// Labels of its pull request, as the forge has them.
    pub labels: Vec<String>,
    /// Names at the forge of those who approved its pull request.
    pub approved_by: Vec<String>,
    /// The copies in which it was shipped before.
    pub shipped_as: Vec<ShippedAs>,
    /// Where the description comes from.
    pub text_source: TextSource,
    /// The tag that shipped the first part of the same pull request.
    pub continues: Option<String>,
    /// Date of its youngest commit, for orders and timelines.
    pub date: Time,
}

impl Change {
    /// Returns whether users are told of it.
    pub fn is_for_users(&self) -> bool {
        self.hidden_by.is_none()
    }
}

/// Somebody who wrote a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Who, by `.mailmap`.
    pub person: Person,
    /// Whether it is a bot.
    pub bot: bool,
    /// Their name at the forge, where that is known for sure.
    pub login: Option<String>,
    /// Whether the forge knows of nothing that they had merged before.
    pub is_new: bool,
}

/// A commit that is a copy of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The copy.
    pub commit: CommitId,
    /// What it is a copy of.
    pub of: CommitId,
    /// Why.
    pub by: SameBy,
    /// The tag that has the other one; none where it is of this range.
    pub tag: Option<String>,
}

/// Whether a commit was taken back or takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevertRole {
    /// It was taken back.
    Target,
    /// It takes back.
    Revert,
}

/// A commit that cancels with others of the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverted {
    /// The commit.
    pub commit: CommitId,
    /// Which half it is.
    pub role: RevertRole,
    /// The other half.
    pub with: Vec<CommitId>,
}

/// Something that runs in production and is not in this release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// The commit of the hotfix.
    pub commit: CommitId,
    /// The tag that shipped it.
    pub tag: String,
    /// Its subject.
    pub subject: String,
    /// Its tickets.
    pub tickets: Vec<String>,
    /// Whether absence was proved or only no equivalent was found.
    pub certain: bool,
}

/// Something that the reader must know about the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code, `squashed-release`.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

/// How many commits went where; `in_range` is the sum of the six that follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accounting {
    /// All commits of the range.
    pub in_range: usize,
    /// In a change that users are told of.
    pub user: usize,
    /// In internal changes only.
    pub internal: usize,
    /// Copies.
    pub duplicates: usize,
    /// Both halves of what was taken back.
    pub reverted: usize,
    /// Merges.
    pub merges: usize,
    /// In no place: a defect of this program.
    pub unaccounted: usize,
    /// Of `user` and `internal`: shipped by a lower production tag.
    pub shipped_before: usize,
    /// Of `internal`: the release's own documents.
    pub documents: usize,
    /// Of `user` and `internal`: not listed in the user notes.
    pub not_in_user_notes: usize,
}

/// A release: what it brings compared with its base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// What was compared.
    pub range: Range,
    /// How the base was found.
    pub base_rule: BaseRule,
    /// What runs in production when this arrives.
    pub replaces: Option<String>,
    /// All commits of the range, youngest first, parents after children.
    pub commits: Vec<Commit>,
    /// Every change, oldest first.
    pub changes: Vec<Change>,
    /// Copies.
    pub duplicates: Vec<Duplicate>,
    /// What cancels.
    pub reverted: Vec<Reverted>,
    /// Merges.
    pub merges: Vec<CommitId>,
    /// What production has and this has not.
    pub lacks: Vec<Lack>,
    /// What the tracker knows of the tickets, by their ids.
    pub tickets: BTreeMap<String, Ticket>,
    /// What must be said.
    pub warnings: Vec<Warning>,
    /// The sum of it.
    pub accounting: Accounting,
}
