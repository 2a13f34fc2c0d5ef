//! What a reader must know about the answer.

use super::content::Content;
use super::cut::Cut;
use super::kin::Kin;
use super::lacks::Found;
use super::model::{BaseRule, Warning};
use super::revert::Reverts;
use crate::enrichment::Enrichment;

fn warning(code: &'static str, message: String) -> Warning {
    Warning { code, message }
}

/// Warnings about forges and trackers that did not answer, or not wholly.
pub(super) fn of_readings(enrichment: &Enrichment) -> Vec<Warning> {
    let untold = enrichment.readings.iter().filter_map(|reading| {
        let problem = reading.problem.as_ref()?;
        let by = match reading.service.as_str() {
            "" => String::new(),
            service => format!(" by {service}"),
        };
        Some(warning("not-enriched", format!("not enriched{by}: {problem}")))
    });
    untold.collect()
}

/// Warnings about the ends of the range.
pub(super) fn of_range(cut: &Cut<'_, '_, '_>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let to = &cut.range.to.name;
    if let Some(candidate) = &cut.squash {
        let what = if candidate.same_tree {
            "the commits of the candidate are listed in its place"
        } else {
            "and their files differ: what was tested is not what is released"
        };
        let message =
            format!("{to} does not contain its last candidate {}; {what}", candidate.name);
        warnings.push(warning("squashed-release", message));
    }
    if let Some(from) =
        cut.range.from.as_ref().filter(|_| cut.range.from_is_ancestor == Some(false))
    {
        let only = cut.range.only_in_from;
        let message = format!(
            "{} is not an ancestor of {to}: {only} commit{} of it {} not in {to}",
            from.name,
            if only == 1 { "" } else { "s" },
            if only == 1 { "is" } else { "are" },
        );
        warnings.push(warning("from-not-ancestor", message));
    }
    if let (BaseRule::Explicit, Some(from), Some(replaced)) =
        (cut.base.rule, &cut.range.from, cut.replaces)
        && from.tag.is_some()
        && from.name != cut.survey.name(&replaced)
        && from.commit != cut.range.to.commit
    {
        let message = format!(
            "{to} replaces {} in production, not {}",
            cut.survey.name(&replaced),
            from.name
        );
        warnings.push(warning("replaces-not-from", message));
    }
    warnings
}

/// Warnings about the commits.
pub(super) fn of_content(
    content: &Content,
    kin: &Kin,
    reverts: &Reverts,
    found: &Found,
    cut: &Cut<'_, '_, '_>,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let to = &cut.range.to.name;
    for lack in &found.lacks {
        let words = if lack.certain { "lacks" } else { "has no equivalent found of" };
        let message = format!(
            "{to} {words} a fix shipped in {}: {} ({})",
            lack.tag,
            lack.subject,
            lack.commit.short(10)
        );
        warnings.push(warning("lacks-hotfix", message));
    }
    if found.unlisted > 0 {
        let message = format!(
            "{} more commits of the replaced line have no equivalent found",
            found.unlisted
        );
        warnings.push(warning("no-equivalent-found", message));
    }
    for (subject, tag) in &found.untested {
        let message =
            format!("`{subject}` of {tag} is in {to} only through the merge, in no candidate");
        warnings.push(warning("untested-hotfix", message));
    }
    for (revert, target) in &reverts.by_subject {
        let id = |node| cut.survey.graph().id(node).short(10);
        let message = format!(
            "{} takes back {} by its subject only: they do not cancel",
            id(*revert),
            id(*target)
        );
        warnings.push(warning("revert-by-subject", message));
    }
    if content.undecodable > 0 {
        let message = format!(
            "{} commit messages hold bytes that are no text in their encoding; they are shown as \u{fffd}",
            content.undecodable
        );
        warnings.push(warning("undecodable-message", message));
    }
    if kin.unreadable > 0 {
        let message = format!(
            "{} pairs of commits could not be compared: files of them are missing here",
            kin.unreadable
        );
        warnings.push(warning("patch-unreadable", message));
    }
    warnings
}
