//! The public JSON of a release, `relnotes.release/1`: fields are added, never changed.
//!
//! These are structs of their own, in the order of the contract, so that a change of the model
//! never changes what others read. What does not apply is null; lists are never null.

use relnotes_core::id::CommitId;
use relnotes_core::release::model::{self, Release, RevertRole};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

use crate::locale::rfc3339;
use crate::ticket_json::TicketJson;

/// The whole id of a commit.
#[derive(Debug, Clone, Copy)]
pub struct Id(CommitId);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl JsonSchema for Id {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Id")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The whole id of a commit.", "type": "string", "pattern": "^[0-9a-f]{40}$"
        })
    }
}

/// A release: what it brings compared with its base, and where every commit of the range went.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Release")]
pub struct ReleaseJson<'a> {
    /// Name and version of this format.
    #[schemars(extend("const" = "relnotes.release/1"))]
    pub schema: &'static str,
    /// What was compared.
    pub range: RangeJson<'a>,
    /// How the base was found.
    pub base: BaseJson<'a>,
    /// What runs in production when this arrives.
    pub replaces: Option<&'a str>,
    /// Date of the tag, RFC 3339 with the tag's own offset; null where the target has no tag.
    pub date: Option<String>,
    /// Every change, oldest first.
    pub changes: Vec<ChangeJson<'a>>,
    /// Commits that are copies.
    pub duplicates: Vec<DuplicateJson<'a>>,
    /// Commits that cancel, both halves.
    pub reverted: Vec<RevertedJson>,
    /// Merge commits.
    pub merges: Vec<Id>,
    /// What production has and this release has not.
    pub lacks: Vec<LackJson<'a>>,
    /// What the tracker knows of tickets; empty where none was asked.
    pub tickets: Vec<TicketJson<'a>>,
    /// What the reader must know about the answer.
    pub warnings: Vec<WarningJson<'a>>,
    /// How many commits went where.
    pub accounting: AccountingJson,
}

/// What was compared.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Range")]
pub struct RangeJson<'a> {
    /// The older end; null for the first release.
    pub from: Option<&'a str>,
    /// The newer end.
    pub to: &'a str,
    /// Commit of the older end.
    pub from_commit: Option<Id>,
    /// Commit of the newer end.
    pub to_commit: Id,
    /// The best common ancestor.
    pub merge_base: Option<Id>,
    /// Whether `to` reaches `from`.
    pub from_is_ancestor: Option<bool>,
    /// Whether somebody typed `A..B`.
    pub explicit: bool,
    /// How many commits `from` has and `to` has not.
    pub only_in_from: usize,
}

/// How the base was found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Base")]
pub struct BaseJson<'a> {
    /// The tag of the base.
    pub tag: Option<&'a str>,
    /// The rule that chose it.
    #[schemars(extend("enum" = ["ancestor", "sibling", "candidate", "explicit", "first"]))]
    pub rule: &'static str,
}

/// One entry that a reader cares about.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Change")]
pub struct ChangeJson<'a> {
    /// Stable id: `p:42`, `t:PAY-123`, `c:` and a hash.
    pub id: &'a str,
    /// What kind of change.
    #[schemars(extend("enum" = ["feature", "improvement", "fix", "security", "technical", "unclassified"]))]
    pub kind: &'static str,
    /// The conventional type as it was written.
    #[serde(rename = "type")]
    pub type_: Option<&'a str>,
    /// The conventional scope as it was written.
    pub scope: Option<&'a str>,
    /// What a reader is told.
    pub description: &'a str,
    /// The title as it was written.
    pub title: &'a str,
    /// The heading that it stands under.
    pub category: Option<&'a str>,
    /// Whether a contract breaks.
    pub breaking: bool,
    /// Whom it concerns.
    #[schemars(extend("enum" = ["user", "internal"]))]
    pub audience: &'static str,
    /// The rule that keeps it from users.
    pub hidden_by: Option<&'a str>,
    /// Whether the user notes list it.
    pub in_user_notes: bool,
    /// Tickets in the order in which they are named.
    pub tickets: &'a [String],
    /// Pull requests that brought it.
    pub pull_requests: &'a [u64],
    /// Labels of its pull request; empty where the forge was not asked.
    pub labels: &'a [String],
    /// Names at the forge of those who approved its pull request.
    pub approved_by: &'a [String],
    /// The merge commit that brought it.
    pub merge: Option<Id>,
    /// Its commits, oldest first.
    pub commits: Vec<Id>,
    /// Commits that it takes back, where they are not of this range.
    pub reverts: Vec<Id>,
    /// Who wrote it.
    pub authors: Vec<AuthorJson<'a>>,
    /// The lowest production tag that had it before.
    pub first_shipped_in: Option<&'a str>,
    /// The copies in which it was shipped before.
    pub shipped_as: Vec<ShippedAsJson>,
    /// Where the description comes from.
    #[schemars(extend("enum" = ["override", "release-note", "pull-request", "subject"]))]
    pub text_source: &'static str,
}

/// Somebody who wrote a change.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Author")]
pub struct AuthorJson<'a> {
    /// By `.mailmap`.
    pub name: &'a str,
    /// By `.mailmap`.
    pub email: &'a str,
    /// Whether it is a bot.
    pub bot: bool,
    /// Their name at the forge; null where it is not known for sure.
    pub login: Option<&'a str>,
}

/// A commit that another release shipped in a copy.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ShippedAs")]
pub struct ShippedAsJson {
    /// The commit of the content.
    pub commit: Id,
    /// Its copy in the other release.
    pub of: Id,
    /// Why they are the same.
    #[schemars(extend("enum" = ["trailer", "backport-note", "pull-request", "same-commit", "patch-id"]))]
    pub by: &'static str,
}

/// A commit that is a copy.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Duplicate")]
pub struct DuplicateJson<'a> {
    /// The copy.
    pub commit: Id,
    /// What it is a copy of.
    pub of: Id,
    /// Why they are the same.
    #[schemars(extend("enum" = ["trailer", "backport-note", "pull-request", "same-commit", "patch-id"]))]
    pub by: &'static str,
    /// `range`, or the tag that has the other one.
    #[serde(rename = "in")]
    pub in_: &'a str,
}

/// A commit that cancels with others of the range.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Reverted")]
pub struct RevertedJson {
    /// The commit.
    pub commit: Id,
    /// Which half it is.
    #[schemars(extend("enum" = ["target", "revert"]))]
    pub role: &'static str,
    /// The other half.
    pub with: Vec<Id>,
}

/// Something that production has and this release has not.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Lack")]
pub struct LackJson<'a> {
    /// The commit of the hotfix.
    pub commit: Id,
    /// The tag that shipped it.
    pub tag: &'a str,
    /// Its subject.
    pub subject: &'a str,
    /// Its tickets.
    pub tickets: &'a [String],
    /// Whether absence was proved.
    #[schemars(extend("enum" = ["lacks", "no-equivalent-found"]))]
    pub certainty: &'static str,
}

/// Something that the reader must know.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Warning")]
pub struct WarningJson<'a> {
    /// Stable code.
    pub code: &'a str,
    /// For people.
    pub message: &'a str,
}

/// How many commits went where: `in_range` is the sum of the six that follow it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Accounting")]
pub struct AccountingJson {
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

/// Returns the release as the contract has it.
pub fn release_json(release: &Release) -> ReleaseJson<'_> {
    let to = &release.range.to;
    let base = release.range.from.as_ref();
    ReleaseJson {
        schema: "relnotes.release/1",
        range: range(&release.range),
        base: BaseJson {
            tag: base.and_then(|from| from.tag.as_deref()),
            rule: release.base_rule.as_str(),
        },
        replaces: release.replaces.as_deref(),
        date: (to.tag.is_some() || to.version.is_some()).then(|| rfc3339(to.date)),
        changes: release.changes.iter().map(change).collect(),
        duplicates: release.duplicates.iter().map(duplicate).collect(),
        reverted: release.reverted.iter().map(reverted).collect(),
        merges: ids(&release.merges),
        lacks: release.lacks.iter().map(lack).collect(),
        tickets: release.tickets.values().map(TicketJson::of).collect(),
        warnings: release
            .warnings
            .iter()
            .map(|warning| WarningJson { code: warning.code, message: &warning.message })
            .collect(),
        accounting: accounting(&release.accounting),
    }
}

/// Returns the JSON Schema of [`release_json`].
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(ReleaseJson<'static>);
    schema.insert("$id".to_owned(), "relnotes.release/1".into());
    schema.to_value()
}

fn range(range: &model::Range) -> RangeJson<'_> {
    let from = range.from.as_ref();
    RangeJson {
        from: from.map(|from| from.name.as_str()),
        to: &range.to.name,
        from_commit: from.map(|from| Id(from.commit)),
        to_commit: Id(range.to.commit),
        merge_base: range.merge_base.map(Id),
        from_is_ancestor: range.from_is_ancestor,
        explicit: range.explicit,
        only_in_from: range.only_in_from,
    }
}

fn change(change: &model::Change) -> ChangeJson<'_> {
    ChangeJson {
        id: &change.id,
        kind: change.kind.as_str(),
        type_: change.type_.as_deref(),
        scope: change.scope.as_deref(),
        description: &change.description,
        title: &change.title,
        category: change.category.as_deref(),
        breaking: change.breaking,
        audience: if change.is_for_users() { "user" } else { "internal" },
        hidden_by: change.hidden_by.as_deref(),
        in_user_notes: change.in_user_notes,
        tickets: &change.tickets,
        pull_requests: &change.pull_requests,
        labels: &change.labels,
        approved_by: &change.approved_by,
        merge: change.merge.map(Id),
        commits: ids(&change.commits),
        reverts: ids(&change.reverts),
        authors: change.authors.iter().map(author).collect(),
        first_shipped_in: change.first_shipped_in.as_deref(),
        shipped_as: change.shipped_as.iter().map(shipped_as).collect(),
        text_source: change.text_source.as_str(),
    }
}

fn author(author: &model::Author) -> AuthorJson<'_> {
    AuthorJson {
        name: &author.person.name,
        email: &author.person.email,
        bot: author.bot,
        login: author.login.as_deref(),
    }
}

fn shipped_as(shipped: &model::ShippedAs) -> ShippedAsJson {
    ShippedAsJson { commit: Id(shipped.commit), of: Id(shipped.of), by: shipped.by.as_str() }
}

fn duplicate(duplicate: &model::Duplicate) -> DuplicateJson<'_> {
    DuplicateJson {
        commit: Id(duplicate.commit),
        of: Id(duplicate.of),
        by: duplicate.by.as_str(),
        in_: duplicate.tag.as_deref().unwrap_or("range"),
    }
}

fn reverted(reverted: &model::Reverted) -> RevertedJson {
    let role = match reverted.role {
        RevertRole::Target => "target",
        RevertRole::Revert => "revert",
    };
    RevertedJson { commit: Id(reverted.commit), role, with: ids(&reverted.with) }
}

fn lack(lack: &model::Lack) -> LackJson<'_> {
    LackJson {
        commit: Id(lack.commit),
        tag: &lack.tag,
        subject: &lack.subject,
        tickets: &lack.tickets,
        certainty: if lack.certain { "lacks" } else { "no-equivalent-found" },
    }
}

fn accounting(accounting: &model::Accounting) -> AccountingJson {
    AccountingJson {
        in_range: accounting.in_range,
        user: accounting.user,
        internal: accounting.internal,
        duplicates: accounting.duplicates,
        reverted: accounting.reverted,
        merges: accounting.merges,
        unaccounted: accounting.unaccounted,
        shipped_before: accounting.shipped_before,
        documents: accounting.documents,
        not_in_user_notes: accounting.not_in_user_notes,
    }
}

fn ids(commits: &[CommitId]) -> Vec<Id> {
    commits.iter().copied().map(Id).collect()
}
