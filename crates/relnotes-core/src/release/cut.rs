//! Cutting a release: from what was asked for to a range with both ends known.

use crate::git;
use crate::history::{Colour, Graph, NodeId, Painting, SetId};
use crate::id::CommitId;
use crate::person::Time;
use crate::version::{ReleaseVersion, Stage};

use super::assemble;
use super::base::{self, Contender, Effort};
use super::boundary;
use super::model::{BaseRule, Endpoint, Range, Release};
use super::range::RangeSpec;
use super::resolve;
pub(super) use super::sources::Sources;
use super::survey::{
    CANDIDATE, Entrants, FROM, Seed, Survey, TARGET, last_candidate, squashed_candidate,
};

/// What documents speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// What is new since the last candidate or release: notes and delta.
    #[default]
    Step,
    /// What the version brings, whichever candidate it is: plan, checklist, rollback.
    Version,
}

/// What somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The ends as they were typed.
    pub range: RangeSpec,
    /// `--as`: the version of an untagged target.
    pub as_version: Option<ReleaseVersion>,
    /// `--date`: when an untagged target counts as released. Without it, after every tag.
    pub date: Option<Time>,
    /// What the clock says: the date that a draft is given.
    pub now: Time,
    /// Whether the notes of a candidate begin at the candidate before.
    pub scope: Scope,
}

impl Request {
    /// Returns whether what was asked for is a candidate, of which notes and plans have different
    /// bases.
    pub fn is_of_candidate(&self, sources: &Sources<'_>) -> bool {
        let target = self.range.to.as_deref();
        let tagged = sources.tags.iter().find(|tag| Some(tag.name.as_str()) == target);
        let version = tagged.and_then(|tag| tag.release).or(self.as_version);
        self.range.from.is_none() && version.is_some_and(|version| version.is_candidate())
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A release, perhaps an empty one.
    Release(Box<Release>),
    /// The untagged target is in a production tag: nothing is unreleased.
    Contained {
        /// What was asked for.
        target: String,
        /// The lowest production tag that has it.
        tag: String,
    },
}

/// How the base of a target was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The target.
    pub target: Endpoint,
    /// The base's tag; none for a first release.
    pub base: Option<String>,
    /// Which rule decided.
    pub rule: BaseRule,
    /// How many commits lead from the base to the target.
    pub commits: usize,
    /// Where the base's line leaves the target's.
    pub branch_point: Option<CommitId>,
    /// What runs in production when the target comes.
    pub replaces: Option<String>,
    /// Every tag that was looked at, in the model's order.
    pub contenders: Vec<Contender>,
    /// The production tag that has an untagged target already.
    pub contained_in: Option<String>,
}

/// A release could not be cut.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
}

/// The walk and its ends, before anything is said about changes.
pub(super) struct Cut<'g, 'r, 't> {
    pub(super) survey: Survey<'g, 'r, 't>,
    pub(super) range: Range,
    pub(super) base: Base,
    pub(super) replaces: Option<Seed>,
    /// The target's last candidate, where the target is a final.
    pub(super) candidate: Option<NodeId>,
    /// The last candidate where the target does not reach it.
    pub(super) squash: Option<Squash>,
}

/// A last candidate that its final does not reach.
#[derive(Debug, Clone)]
pub(super) struct Squash {
    pub(super) name: String,
    pub(super) node: NodeId,
    /// Then the final stands for both.
    pub(super) same_tree: bool,
}

impl Cut<'_, '_, '_> {
    /// Returns the ends from which the content is reached.
    pub(super) fn heads(&self) -> Vec<NodeId> {
        let squashed = self.squash.iter().filter(|squash| squash.same_tree);
        std::iter::once(self.survey.target).chain(squashed.map(|squash| squash.node)).collect()
    }

    /// Returns whether a commit is the squash of a candidate: nothing new, like a merge.
    pub(super) fn is_squash(&self, node: NodeId) -> bool {
        node == self.survey.target && self.squash.as_ref().is_some_and(|squash| squash.same_tree)
    }
}

/// The older end as the walk knows it.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub(super) rule: BaseRule,
    /// What the base reaches has this colour; none for a first release.
    pub(super) colour: Option<Colour>,
    pub(super) end: Option<Endpoint>,
}

impl Base {
    /// Returns whether commits of this set are of the content.
    pub(super) fn is_content(&self, painting: &Painting<'_, '_>, set: SetId) -> bool {
        painting.contains(set, TARGET) && !self.has(painting, set)
    }

    /// Returns whether the base reaches commits of this set.
    pub(super) fn has(&self, painting: &Painting<'_, '_>, set: SetId) -> bool {
        self.colour.is_some_and(|colour| painting.contains(set, colour))
    }
}

/// Cuts the release that was asked for.
///
/// # Errors
/// Where a name is unknown, or the history that it needs is missing or damaged.
pub fn cut(sources: &Sources<'_>, request: &Request) -> Result<Outcome, Error> {
    let mut graph = Graph::new(sources.repository);
    let target = resolve::target(&mut graph, sources, request)?;
    let from = resolve::older_end(&mut graph, sources, request, &target)?;
    let mut survey = enter(&mut graph, sources, &target, request.range.from.is_some())?;
    let candidates = enter_candidate(&mut survey, &target)?;
    let base = match from {
        Some(end) => typed_base(&mut survey, end, request)?,
        None => {
            let chosen = base::choose(&mut survey, Effort::Enough)?;
            if let Some(tag) = containing_tag(&survey, &target) {
                return Ok(Outcome::Contained { target: target.name, tag });
            }
            found_base(&mut survey, chosen)
        }
    };
    let cut = measure(survey, target, base, candidates, request)?;
    Ok(Outcome::Release(Box::new(assemble::release(cut, sources)?)))
}

/// Finds the newer end of what was asked for: its commit, its version, its date.
///
/// # Errors
/// As [`cut`].
pub fn target(sources: &Sources<'_>, request: &Request) -> Result<Endpoint, Error> {
    Ok(resolve::target(&mut Graph::new(sources.repository), sources, request)?)
}

/// Explains how the base of a target is found.
///
/// # Errors
/// As [`cut`].
pub fn explain(sources: &Sources<'_>, request: &Request) -> Result<Explanation, Error> {
    let mut graph = Graph::new(sources.repository);
    let target = resolve::target(&mut graph, sources, request)?;
    let from = resolve::older_end(&mut graph, sources, request, &target)?;
    let mut survey = enter(&mut graph, sources, &target, false)?;
    let candidates = enter_candidate(&mut survey, &target)?;
    let chosen = base::choose(&mut survey, Effort::Exhaustive)?;
    let mut contenders = base::contenders(&survey, chosen.filter(|_| from.is_none()));
    let contained_in = containing_tag(&survey, &target);
    let base = match from {
        Some(end) => typed_base(&mut survey, end, request)?,
        None => found_base(&mut survey, chosen),
    };
    let cut = measure(survey, target, base, candidates, request)?;
    let commits = content(&cut.survey, &cut.base).len();
    if let Some(end) = cut.base.end.as_ref().filter(|_| cut.base.rule == BaseRule::Candidate) {
        contenders.push(Contender {
            tag: end.name.clone(),
            commits: Some(commits),
            is_ancestor: cut.range.from_is_ancestor.unwrap_or(false),
            reason: "base: the candidate before this one".to_owned(),
        });
    }
    Ok(Explanation {
        base: cut.base.end.as_ref().map(|end| end.name.clone()),
        rule: cut.base.rule,
        commits,
        branch_point: cut.range.merge_base,
        replaces: cut.replaces.map(|seed| cut.survey.name(&seed).to_owned()),
        contenders,
        contained_in,
        target: cut.range.to,
    })
}

/// Puts the target and the production tags into the queue.
fn enter<'g, 'r, 't>(
    graph: &'g mut Graph<'r>,
    sources: &Sources<'t>,
    target: &Endpoint,
    explicit: bool,
) -> Result<Survey<'g, 'r, 't>, git::Error> {
    let tagged = target.tag.is_some() && target.version.is_some();
    Survey::new(
        graph,
        &Entrants {
            target: target.commit,
            target_date: target.deadline,
            version: target.version,
            only_lower: tagged,
            not_after_target: explicit,
            tags: sources.tags,
        },
    )
}

fn typed_base(
    survey: &mut Survey<'_, '_, '_>,
    end: Endpoint,
    request: &Request,
) -> Result<Base, git::Error> {
    let node = survey.painting.graph_mut().load(end.commit)?;
    survey.painting.seed(node, FROM);
    if let Some(version) = end.version
        && let Some(candidate) =
            squashed_candidate(survey.painting.graph_mut(), survey.tags, version, node)?
    {
        survey.painting.seed(candidate, FROM);
    }
    let rule = match request.range.from {
        Some(_) => BaseRule::Explicit,
        None => BaseRule::Candidate,
    };
    survey.limit_to_line_of(end.version);
    Ok(Base { rule, colour: Some(FROM), end: Some(end) })
}

fn found_base(survey: &mut Survey<'_, '_, '_>, chosen: Option<Seed>) -> Base {
    let Some(seed) = chosen else {
        return Base { rule: BaseRule::First, colour: None, end: None };
    };
    let rule = match survey.painting.has(seed.node, TARGET) {
        true => BaseRule::Ancestor,
        false => BaseRule::Sibling,
    };
    survey.limit_to_line_of(Some(seed.version));
    let date = survey.date(&seed);
    let end = Endpoint {
        name: survey.name(&seed).to_owned(),
        commit: survey.graph().id(seed.node),
        tag: Some(survey.name(&seed).to_owned()),
        version: Some(seed.version),
        date,
        deadline: date.seconds,
    };
    Base { rule, colour: Some(seed.colour), end: Some(end) }
}

/// Paints what the last candidate of a final reaches; a final that was squashed stands for both.
fn enter_candidate(
    survey: &mut Survey<'_, '_, '_>,
    to: &Endpoint,
) -> Result<(Option<NodeId>, Option<Squash>), git::Error> {
    let version = to.version.filter(|version| version.stage == Stage::Final && to.tag.is_some());
    let Some(version) = version else { return Ok((None, None)) };
    let (target, tags) = (survey.target, survey.tags);
    let graph = survey.painting.graph_mut();
    let Some((at, node)) = last_candidate(graph, tags, version)? else { return Ok((None, None)) };
    let same_tree = graph.raw(node).tree() == graph.raw(target).tree();
    let reached = node == target || graph.reaches(target, node)?;
    survey.painting.seed(node, CANDIDATE);
    if reached {
        return Ok((Some(node), None));
    }
    if same_tree {
        survey.painting.seed(node, TARGET);
    }
    let name = survey.tags[at].name.clone();
    Ok((Some(node), Some(Squash { name, node, same_tree })))
}

/// Walks to both ends of the content and measures the range.
fn measure<'g, 'r, 't>(
    mut survey: Survey<'g, 'r, 't>,
    to: Endpoint,
    base: Base,
    candidates: (Option<NodeId>, Option<Squash>),
    request: &Request,
) -> Result<Cut<'g, 'r, 't>, git::Error> {
    let (candidate, squash) = candidates;
    survey.walk_while(|painting, set| base.is_content(painting, set))?;
    let oldest = survey.oldest(|painting, set| base.is_content(painting, set));
    survey.painting.walk_to(oldest)?;
    let only_in_from = count_only_in_from(&mut survey, &base)?;
    boundary::check(&survey, &base, oldest)?;
    let from_is_ancestor = base
        .end
        .as_ref()
        .and_then(|end| survey.graph().find(end.commit))
        .map(|node| survey.painting.has(node, TARGET));
    let range = Range {
        from: base.end.clone(),
        merge_base: base.colour.and_then(|colour| survey.merge_base(colour)),
        from_is_ancestor,
        explicit: request.range.from.is_some(),
        only_in_from,
        to,
    };
    let replaces = survey
        .seeds
        .iter()
        .rev()
        .find(|seed| survey.is_lower(seed) && survey.is_dated(seed))
        .copied()
        // Of a tag that is no version of the model nobody knows what it replaces.
        .filter(|_| range.to.tag.is_none() || range.to.version.is_some());
    Ok(Cut { survey, range, base, replaces, candidate, squash })
}

/// Walks to the end of what the base has and the target has not, and counts it.
fn count_only_in_from(survey: &mut Survey<'_, '_, '_>, base: &Base) -> Result<usize, git::Error> {
    let only = |painting: &Painting<'_, '_>, set| {
        base.has(painting, set) && !painting.contains(set, TARGET)
    };
    survey.walk_while(only)?;
    // A path from the target over a commit with a wrong clock may come late.
    let oldest = survey.oldest(only);
    survey.painting.walk_to(oldest)?;
    survey.walk_while(only)?;
    let sizes = survey.painting.sizes();
    Ok(sizes.filter(|(set, _)| only(&survey.painting, *set)).map(|(_, size)| size).sum())
}

/// Returns the commits of the content, in the order in which they were visited.
pub(super) fn content(survey: &Survey<'_, '_, '_>, base: &Base) -> Vec<NodeId> {
    let painting = &survey.painting;
    let visited = painting.visited().iter().copied();
    visited.filter(|node| base.is_content(painting, painting.set(*node))).collect()
}

/// Returns the lowest production tag that has an untagged target.
fn containing_tag(survey: &Survey<'_, '_, '_>, target: &Endpoint) -> Option<String> {
    if target.tag.is_some() && target.version.is_some() {
        return None;
    }
    let set = survey.painting.set(survey.target);
    survey.seeds_in(set).next().map(|seed| survey.name(seed).to_owned())
}
