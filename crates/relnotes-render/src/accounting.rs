//! Where every commit of the range went, for people.

use std::collections::BTreeMap;

use relnotes_core::id::{CommitId, IdMap};
use relnotes_core::release::model::{Commit, Release, RevertRole, SameBy};

use crate::context::{Inputs, Markdown};
use crate::escape::markdown;
use crate::links;
use crate::locale::fill;

/// Commits by id, for the few that documents name by their subject.
pub(crate) struct Commits<'a>(IdMap<&'a Commit>);

impl<'a> Commits<'a> {
    pub(crate) fn of(release: &'a Release) -> Self {
        if release.reverted.is_empty() && release.duplicates.is_empty() {
            return Self(IdMap::default());
        }
        Self(release.commits.iter().map(|commit| (commit.id, commit)).collect())
    }

    fn subject(&self, id: &CommitId) -> String {
        self.0.get(id).map(|commit| markdown(&commit.message.subject)).unwrap_or_default()
    }
}

/// Both halves of what was taken back.
pub(crate) fn reverted(inputs: &Inputs<'_>, commits: &Commits<'_>) -> Vec<Markdown> {
    let strings = &inputs.strings.reverted;
    let line = |reverted: &relnotes_core::release::model::Reverted| {
        let with: Vec<_> =
            reverted.with.iter().map(|id| links::commit(inputs.settings, id)).collect();
        let phrase = match reverted.role {
            RevertRole::Target => &strings.target,
            RevertRole::Revert => &strings.revert,
        };
        let relation = fill(phrase, &[("with", &with.join(", "))]);
        commit_line(inputs, commits, &reverted.commit, &relation)
    };
    inputs.release.reverted.iter().map(line).collect()
}

/// Commits that are copies of what is listed, or of what the base has.
pub(crate) fn duplicates(inputs: &Inputs<'_>, commits: &Commits<'_>) -> Vec<Markdown> {
    let strings = &inputs.strings.duplicate;
    let line = |duplicate: &relnotes_core::release::model::Duplicate| {
        let by = match duplicate.by {
            SameBy::Trailer => &strings.trailer,
            SameBy::BackportNote => &strings.backport_note,
            SameBy::PullRequest => &strings.pull_request,
            SameBy::SameCommit => &strings.same_commit,
            SameBy::PatchId => &strings.patch_id,
        };
        let of = links::commit(inputs.settings, &duplicate.of);
        let tag = duplicate.tag.as_deref().map(markdown);
        let phrase = if tag.is_some() { &strings.in_tag } else { &strings.in_range };
        let values = [("of", of.as_str()), ("by", by), ("tag", tag.as_deref().unwrap_or_default())];
        commit_line(inputs, commits, &duplicate.commit, &fill(phrase, &values))
    };
    inputs.release.duplicates.iter().map(line).collect()
}

fn commit_line(
    inputs: &Inputs<'_>,
    commits: &Commits<'_>,
    id: &CommitId,
    relation: &str,
) -> Markdown {
    let (commit, subject) = (links::commit(inputs.settings, id), commits.subject(id));
    let gap = if subject.is_empty() { "" } else { " " };
    Markdown(format!("{commit}{gap}{subject} — {relation}"))
}

/// By which rules changes are kept from users, most frequent first.
pub(crate) fn hidden(inputs: &Inputs<'_>) -> Option<Markdown> {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in inputs.changes().filter_map(|change| change.hidden_by.as_deref()) {
        *rules.entry(rule).or_default() += 1;
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(rule, count)| (usize::MAX - count, *rule));
    let parts: Vec<_> =
        rules.iter().map(|(rule, count)| format!("{} {count}", markdown(rule))).collect();
    (!parts.is_empty()).then(|| Markdown(parts.join(", ")))
}

/// "61 commits in the range: 40 in changes for users, …", without the release's own documents.
pub(crate) fn sum(inputs: &Inputs<'_>) -> Markdown {
    let (accounting, strings) = (&inputs.release.accounting, &inputs.strings.accounting);
    let internal = accounting.internal.saturating_sub(accounting.documents);
    let parts: Vec<_> = [
        (accounting.user, &strings.user),
        (internal, &strings.internal),
        (accounting.duplicates, &strings.duplicates),
        (accounting.reverted, &strings.reverted),
        (accounting.merges, &strings.merges),
        (accounting.unaccounted, &strings.unaccounted),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, phrase)| fill(phrase, &[("n", &count.to_string())]))
    .collect();
    let phrase = strings.total.of(inputs.settings.locale, inputs.commits());
    Markdown(fill(&phrase, &[("parts", &parts.join(", "))]))
}
