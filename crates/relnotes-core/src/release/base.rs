//! The base of a release: the lower production tag from which the fewest commits lead here.
//!
//! Of the eligible tags the one for which `git rev-list TARGET --not TAG` is smallest. Eligible are
//! production tags that are lower in the model's order and do not contain the target as an
//! ancestor; a tag of another minor line that is dated later than the target only where there is
//! no other, so that an old release keeps its base when another line gets further patches. Between
//! equal counts, which never differ in content: the target's own minor line, the highest; else,
//! dated not later than the target, the highest minor line, and in it the highest ancestor of the
//! target, else the lowest tag. "The nearest ancestor" would not do: where finals live on release branches, almost the
//! only ancestors are ancient. See `docs/decisions/0001-base.md`.

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
pub(super) fn choose(
    survey: &mut Survey<'_, '_, '_>,
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
    let (whole, partial): (Vec<Seed>, Vec<Seed>) = eligible(survey).into_iter().partition(is_whole);
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

/// Returns the tags that may be a base.
pub(super) fn eligible(survey: &Survey<'_, '_, '_>) -> Vec<Seed> {
    let lower = survey.seeds.iter().copied().filter(|seed| rejected(survey, seed).is_none());
    let (timely, late): (Vec<Seed>, Vec<Seed>) = lower.partition(|seed| {
        survey.line_of_target() == Some(seed.version.version.line()) || survey.is_dated(seed)
    });
    if timely.is_empty() { late } else { timely }
}

/// Returns why a tag cannot be a base, whatever the others are.
fn rejected(survey: &Survey<'_, '_, '_>, seed: &Seed) -> Option<&'static str> {
    let contains = survey.painting.has(survey.target, seed.colour) && seed.node != survey.target;
    match () {
        () if !survey.is_lower(seed) => Some("not lower than the target"),
        () if contains => Some("contains the target"),
        () => None,
    }
}

/// Returns how many visited commits the target reaches and the tag does not.
pub(super) fn count(survey: &Survey<'_, '_, '_>, seed: &Seed) -> usize {
    let painting = &survey.painting;
    let missing = |set| painting.contains(set, TARGET) && !painting.contains(set, seed.colour);
    painting.sizes().filter(|(set, _)| missing(*set)).map(|(_, size)| size).sum()
}

fn break_tie(survey: &Survey<'_, '_, '_>, tied: &[Seed]) -> Option<Seed> {
    if let [only] = tied {
        return Some(*only);
    }
    let line = |seed: &Seed| seed.version.version.line();
    let own = survey.line_of_target();
    let of_own_line = tied.iter().rfind(|seed| own.is_some_and(|own| line(seed) == own));
    let of_highest_line = || {
        let dated: Vec<&Seed> = tied.iter().filter(|seed| survey.is_dated(seed)).collect();
        let pool = if dated.is_empty() { tied.iter().collect() } else { dated };
        let highest = pool.iter().map(|seed| line(seed)).max()?;
        let pool: Vec<&Seed> = pool.into_iter().filter(|seed| line(seed) == highest).collect();
        let ancestor = pool.iter().rfind(|seed| survey.painting.has(seed.node, TARGET));
        ancestor.or(pool.first()).copied()
    };
    of_own_line.or_else(of_highest_line).copied()
}

/// Returns every tag that was looked at, in the model's order, with the reason for or against it.
pub(super) fn contenders(survey: &Survey<'_, '_, '_>, chosen: Option<Seed>) -> Vec<Contender> {
    let least = chosen.map(|seed| count(survey, &seed));
    let eligible = eligible(survey);
    let explain = |seed: &Seed| {
        let rejected = rejected(survey, seed);
        let commits = rejected.is_none().then(|| count(survey, seed));
        let is_eligible = eligible.iter().any(|other| other.tag == seed.tag);
        let reason = match (rejected, chosen, commits, least) {
            (Some(reason), ..) => reason.to_owned(),
            (_, Some(base), ..) if base.tag == seed.tag => "base: the fewest commits".to_owned(),
            _ if !is_eligible => "came after the target, on another line".to_owned(),
            (_, Some(base), Some(commits), Some(least)) if commits == least => {
                tie_reason(survey, &base, seed)
            }
            (_, _, Some(commits), Some(least)) => match commits.saturating_sub(least) {
                1 => "1 more commit than the base".to_owned(),
                more => format!("{more} more commits than the base"),
            },
            _ => "the candidate before comes first".to_owned(),
        };
        let is_ancestor = survey.painting.has(seed.node, TARGET);
        Contender { tag: survey.name(seed).to_owned(), commits, is_ancestor, reason }
    };
    survey.seeds.iter().map(explain).collect()
}

fn tie_reason(survey: &Survey<'_, '_, '_>, base: &Seed, seed: &Seed) -> String {
    let line = |seed: &Seed| seed.version.version.line();
    let is_ancestor = |seed: &Seed| survey.painting.has(seed.node, TARGET);
    let own = |seed: &Seed| survey.line_of_target() == Some(line(seed));
    let why = match () {
        () if own(base) && own(seed) => "which is higher",
        () if own(base) => "which is of the target's own line",
        () if line(seed) < line(base) => "which is of a higher line",
        () if line(seed) > line(base) => "and it came after the target",
        () if is_ancestor(base) && is_ancestor(seed) => "which is higher",
        () if is_ancestor(base) => "which is an ancestor",
        () => "which is the lowest of its line",
    };
    format!("as near as {}, {why}", survey.name(base))
}
