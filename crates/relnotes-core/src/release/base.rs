//! The base of a release: the lower production tag from which the fewest commits lead here.
//!
//! Of the eligible tags (production, lower in the model's order, not containing the target) the
//! one for which `git rev-list TARGET --not TAG` is smallest. Between equal counts: an ancestor of
//! the target, the highest first; else of the tags dated not later than the target the highest
//! minor line, and in it the lowest tag. "The nearest ancestor" would not do: where finals live on
//! release branches, almost the only ancestors are ancient.

use crate::git::Error;
use crate::history::SetId;

use super::survey::{STRIDE, Seed, Survey, TARGET};

/// How far to walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Until the base is certain.
    Enough,
    /// Until every tag is counted, to explain each of them.
    Exhaustive,
}

/// A tag that could have been the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contender {
    /// The tag.
    pub tag: String,
    /// `git rev-list TARGET --not TAG`, where it was counted.
    pub commits: Option<usize>,
    /// Whether the target reaches it.
    pub is_ancestor: bool,
    /// Why it is the base, or why it isn't.
    pub reason: String,
}

/// Walks until the base is certain and returns it; none for a first release.
pub(super) fn choose<'s>(
    survey: &'s mut Survey<'_, '_, '_>,
    effort: Effort,
) -> Result<Option<Seed>, Error> {
    loop {
        let exhausted = survey.painting.youngest().is_none();
        let choice = match effort {
            Effort::Exhaustive if !exhausted => None,
            _ => decided(survey),
        };
        match choice {
            Some(choice) if exhausted => return Ok(Some(choice)),
            Some(choice) => {
                // A path from a commit with a wrong clock may have come late: look further.
                let oldest = survey.oldest(|painting, set| {
                    painting.contains(set, TARGET) && !painting.contains(set, choice.colour)
                });
                survey.painting.walk_to(oldest)?;
                if decided(survey).is_some_and(|again| again.tag == choice.tag) {
                    return Ok(Some(choice));
                }
            }
            None if exhausted => return Ok(None),
            None => {}
        }
        survey.painting.steps(STRIDE)?;
    }
}

/// Returns the base if what was walked decides it: one tag is counted whole, and no other can
/// come below or beside it.
fn decided(survey: &Survey<'_, '_, '_>) -> Option<Seed> {
    let open = open_sets(survey);
    let is_whole = |seed: &Seed| open.iter().all(|set| survey.painting.contains(*set, seed.colour));
    let (whole, partial): (Vec<Seed>, Vec<Seed>) = eligible(survey).partition(is_whole);
    let counted: Vec<(Seed, usize)> =
        whole.into_iter().map(|seed| (seed, count(survey, &seed))).collect();
    let least = counted.iter().map(|(_, count)| *count).min()?;
    if partial.iter().any(|seed| count(survey, seed) <= least) {
        return None;
    }
    let tied = counted.into_iter().filter(|(_, count)| *count == least).map(|(seed, _)| seed);
    break_tie(survey, &tied.collect::<Vec<_>>())
}

/// Returns the sets in the queue that the target reaches: what a tag lacks of them may grow.
pub(super) fn open_sets(survey: &Survey<'_, '_, '_>) -> Vec<SetId> {
    let painting = &survey.painting;
    let sets = painting.queued_sizes().into_iter().map(|(set, _)| set);
    sets.filter(|set| painting.contains(*set, TARGET)).collect()
}

/// Returns the tags that may be a base: those that do not contain the target.
pub(super) fn eligible<'a>(survey: &'a Survey<'_, '_, '_>) -> impl Iterator<Item = Seed> + 'a {
    let containing = survey.painting.set(survey.target);
    let seeds = survey.seeds.iter().copied();
    seeds.filter(move |seed| {
        survey.is_lower(seed) && !survey.painting.contains(containing, seed.colour)
    })
}

/// Returns how many visited commits the target reaches and the tag does not.
pub(super) fn count(survey: &Survey<'_, '_, '_>, seed: &Seed) -> usize {
    let painting = &survey.painting;
    let missing = |set| painting.contains(set, TARGET) && !painting.contains(set, seed.colour);
    painting.sizes().filter(|(set, _)| missing(*set)).map(|(_, size)| size).sum()
}

fn break_tie(survey: &Survey<'_, '_, '_>, tied: &[Seed]) -> Option<Seed> {
    let ancestor = tied.iter().rfind(|seed| survey.painting.has(seed.node, TARGET));
    let dated: Vec<&Seed> = match tied {
        [_] => tied.iter().collect(),
        tied => tied.iter().filter(|seed| survey.is_dated(seed)).collect(),
    };
    let sibling = || {
        let pool = if dated.is_empty() { tied.iter().collect() } else { dated };
        let line = pool.iter().map(|seed| seed.version.version.line()).max()?;
        pool.into_iter().find(|seed| seed.version.version.line() == line)
    };
    ancestor.or_else(sibling).copied()
}

/// Returns every tag that was looked at, in the model's order, with the reason for or against it.
pub(super) fn contenders(survey: &Survey<'_, '_, '_>, chosen: Option<Seed>) -> Vec<Contender> {
    let containing = survey.painting.set(survey.target);
    let least = chosen.map(|seed| count(survey, &seed));
    let explain = |seed: &Seed| {
        let contains = survey.painting.contains(containing, seed.colour);
        let commits = (!contains).then(|| count(survey, seed));
        let is_ancestor = survey.painting.has(seed.node, TARGET);
        let reason = match (chosen, commits, least) {
            _ if !survey.is_lower(seed) => "not lower than the target".to_owned(),
            (_, None, _) => "contains the target".to_owned(),
            (Some(base), _, _) if base.tag == seed.tag => "base: the fewest commits".to_owned(),
            (Some(base), Some(commits), Some(least)) if commits == least => {
                tie_reason(survey, &base, seed)
            }
            (Some(_), Some(commits), Some(least)) => {
                format!("{} more commits than the base", commits - least)
            }
            (None, ..) => "the candidate before comes first".to_owned(),
            (Some(_), Some(_), None) => String::new(),
        };
        Contender { tag: survey.name(seed).to_owned(), commits, is_ancestor, reason }
    };
    survey.seeds.iter().map(explain).collect()
}

fn tie_reason(survey: &Survey<'_, '_, '_>, base: &Seed, seed: &Seed) -> String {
    let base_is_ancestor = survey.painting.has(base.node, TARGET);
    let is_ancestor = survey.painting.has(seed.node, TARGET);
    let name = survey.name(base);
    match (base_is_ancestor, is_ancestor) {
        (true, true) => format!("as near as {name}, which is higher"),
        (true, false) => format!("as near as {name}, which is an ancestor"),
        _ if !survey.is_dated(seed) => format!("as near as {name}, but it came after the target"),
        _ if seed.version.version.line() == base.version.version.line() => {
            format!("as near as {name}, which is the lowest of its line")
        }
        _ => format!("as near as {name}, which is of a higher line"),
    }
}
