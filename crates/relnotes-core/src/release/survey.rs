//! What reaches what around a target: one painted walk over the target and all production tags.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::git::Error;
use crate::history::{CLOCK_SKEW, Colour, Graph, NodeHashSet, NodeId, Painting, SetId};
use crate::id::CommitId;
use crate::person::Time;
use crate::tag::Tag;
use crate::version::{ReleaseVersion, Stage};

/// The colour of the target.
pub(super) const TARGET: Colour = Colour(0);
/// The colour of an explicit older end.
pub(super) const FROM: Colour = Colour(1);
/// The colour of the target's last candidate.
pub(super) const CANDIDATE: Colour = Colour(2);
const FIRST_TAG: u32 = 3;

/// A production tag that takes part in the walk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seed {
    /// Its place in the list of tags.
    pub(super) tag: usize,
    pub(super) version: ReleaseVersion,
    pub(super) node: NodeId,
    pub(super) colour: Colour,
}

/// The walk, its seeds, and the dates of tags as they are asked for.
pub(super) struct Survey<'g, 'r, 't> {
    pub(super) painting: Painting<'g, 'r>,
    pub(super) tags: &'t [Tag],
    /// Production tags in the model's order.
    pub(super) seeds: Vec<Seed>,
    pub(super) target: NodeId,
    /// When the target counts as released.
    pub(super) target_date: i64,
    /// Only tags below this version are lower than the target.
    version: Option<ReleaseVersion>,
    /// Without a version, only tags up to the base's minor line are lower.
    line: Option<(u64, u64)>,
    dates: RefCell<HashMap<usize, Time>>,
}

/// Which production tags take part.
pub(super) struct Entrants<'a> {
    pub(super) target: CommitId,
    pub(super) target_date: i64,
    /// The target's version: only lower tags count.
    pub(super) version: Option<ReleaseVersion>,
    /// Tags that are not lower are left out; of untagged targets they tell what contains it.
    pub(super) only_lower: bool,
    /// Tags younger than the target are left out.
    pub(super) not_after_target: bool,
    pub(super) tags: &'a [Tag],
}

impl<'g, 'r, 't> Survey<'g, 'r, 't> {
    /// Loads the target and the tags, and puts them into the queue.
    pub(super) fn new(graph: &'g mut Graph<'r>, entrants: &Entrants<'t>) -> Result<Self, Error> {
        let target = graph.load(entrants.target)?;
        let mut seeds = Vec::new();
        let enters = |(_, tag): &(usize, &Tag)| {
            let lower = |version| entrants.version.is_none_or(|target| version < target);
            tag.production().is_some_and(|version| !entrants.only_lower || lower(version))
        };
        let entering = entrants.tags.iter().enumerate().filter(enters);
        // From the other end: the two meet in the middle.
        graph.read_ahead(entering.clone().rev().map(|(_, tag)| tag.commit));
        for (at, tag) in entering {
            let Some(version) = tag.production() else { continue };
            let node = match graph.load(tag.commit) {
                Ok(node) => node,
                Err(Error::NotACommit { .. }) => continue,
                Err(error) => return Err(error),
            };
            // A tagger's clock may be behind the committer's.
            let latest = entrants.target_date.saturating_add(CLOCK_SKEW);
            if entrants.not_after_target && graph.time(node) > latest {
                continue;
            }
            let colour = Colour(FIRST_TAG + u32::try_from(seeds.len()).unwrap_or(u32::MAX));
            seeds.push(Seed { tag: at, version, node, colour });
        }
        graph.read_ahead_below(seeds.iter().map(|seed: &Seed| seed.node));
        let mut painting = Painting::new(graph);
        painting.seed(target, TARGET);
        for seed in &seeds {
            painting.seed(seed.node, seed.colour);
        }
        let mut survey = Self {
            painting,
            tags: entrants.tags,
            seeds,
            target,
            target_date: entrants.target_date,
            version: entrants.version,
            line: None,
            dates: RefCell::default(),
        };
        survey.join_squashed_finals()?;
        Ok(survey)
    }

    /// A final that does not reach its last candidate but has its tree stands for both.
    fn join_squashed_finals(&mut self) -> Result<(), Error> {
        for at in 0..self.seeds.len() {
            let seed = self.seeds[at];
            if let Some(candidate) =
                squashed_candidate(self.painting.graph_mut(), self.tags, seed.version, seed.node)?
            {
                self.painting.seed(candidate, seed.colour);
            }
        }
        Ok(())
    }

    pub(super) fn graph(&self) -> &Graph<'r> {
        self.painting.graph()
    }

    /// Returns the date of a tag: its tagger's, else its commit's.
    pub(super) fn date(&self, seed: &Seed) -> Time {
        let known = self.dates.borrow().get(&seed.tag).copied();
        known.unwrap_or_else(|| {
            let date = tag_date(self.graph(), &self.tags[seed.tag], seed.node);
            self.dates.borrow_mut().insert(seed.tag, date);
            date
        })
    }

    /// Of a target without a version, only tags up to the base's minor line count as lower.
    pub(super) fn limit_to_line_of(&mut self, base: Option<ReleaseVersion>) {
        if self.version.is_none() {
            self.line = base.map(|base| base.version.line());
        }
    }

    /// Returns the minor line of the target's version.
    pub(super) fn line_of_target(&self) -> Option<(u64, u64)> {
        self.version.map(|version| version.version.line())
    }

    /// Returns whether a tag is lower than the target in the model's order.
    pub(super) fn is_lower(&self, seed: &Seed) -> bool {
        match self.version {
            Some(version) => seed.version < version,
            None => self.line.is_none_or(|line| seed.version.version.line() <= line),
        }
    }

    /// Returns whether a tag was there when the target came.
    pub(super) fn is_dated(&self, seed: &Seed) -> bool {
        self.date(seed).seconds <= self.target_date
    }

    /// Returns the seed of a tag's colour.
    pub(super) fn seed_of(&self, colour: Colour) -> Option<&Seed> {
        self.seeds.get(colour.0.checked_sub(FIRST_TAG)? as usize)
    }

    /// Returns the production tags of a set in the model's order.
    pub(super) fn seeds_in(&self, set: SetId) -> impl Iterator<Item = &Seed> + '_ {
        self.painting.colours(set).filter_map(|colour| self.seed_of(colour))
    }

    /// Returns the place of a seed in the order.
    pub(super) fn place(seed: &Seed) -> usize {
        (seed.colour.0 - FIRST_TAG) as usize
    }

    /// Returns the name of a seed's tag.
    pub(super) fn name(&self, seed: &Seed) -> &'t str {
        &self.tags[seed.tag].name
    }

    /// Returns the time of the oldest visited commit whose set fulfils a condition.
    pub(super) fn oldest(&self, of: impl Fn(&Painting<'g, 'r>, SetId) -> bool) -> i64 {
        let visited = self.painting.visited().iter();
        let times = visited
            .filter(|node| of(&self.painting, self.painting.set(**node)))
            .map(|node| self.graph().time(*node));
        times.min().unwrap_or(i64::MAX)
    }

    /// Returns the youngest commit that both the target and a colour reach, and no commit between.
    pub(super) fn merge_base(&self, colour: Colour) -> Option<CommitId> {
        let painting = &self.painting;
        let common = |node: NodeId| painting.has(node, TARGET) && painting.has(node, colour);
        let known = || {
            let queued = painting.queued().map(|(node, _)| node);
            painting.visited().iter().copied().chain(queued).filter(|node| common(*node))
        };
        let below: NodeHashSet =
            known().flat_map(|node| self.graph().parents(node).iter().copied()).collect();
        let best = known().filter(|node| !below.contains(node));
        best.max_by_key(|node| self.graph().time(*node)).map(|node| self.graph().id(node))
    }

    /// Walks until no commit in the queue fulfils the condition.
    pub(super) fn walk_while(
        &mut self,
        pending: impl Fn(&Painting<'g, 'r>, SetId) -> bool,
    ) -> Result<(), Error> {
        while self.painting.queued_sizes().iter().any(|(set, _)| pending(&self.painting, *set)) {
            self.painting.steps(STRIDE)?;
        }
        Ok(())
    }
}

/// How many commits are visited between two looks at the queue.
pub(super) const STRIDE: usize = 32;

/// Returns the date of a tag: its tagger's, else its commit's committer date.
pub(super) fn tag_date(graph: &Graph<'_>, tag: &Tag, node: NodeId) -> Time {
    let tagger = tag
        .object
        .and_then(|object| graph.repository().read_tag(object).ok())
        .and_then(|object| object.tagger);
    tagger.map_or_else(|| graph.raw(node).committer().time, |tagger| tagger.time)
}

/// Returns the highest candidate of a version, below `version` itself, and its commit.
pub(super) fn last_candidate(
    graph: &mut Graph<'_>,
    tags: &[Tag],
    version: ReleaseVersion,
) -> Result<Option<(usize, NodeId)>, Error> {
    for at in candidates_before(tags, version) {
        match graph.load(tags[at].commit) {
            Ok(node) => return Ok(Some((at, node))),
            // `packed-refs` does not tell that a tag leads to a blob or a tree.
            Err(Error::NotACommit { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Returns the places of the candidates of a version, the highest first; tags are in the model's
/// order.
fn candidates_before(tags: &[Tag], version: ReleaseVersion) -> impl Iterator<Item = usize> + '_ {
    let end = tags.partition_point(|tag| tag.release.is_some_and(|release| release < version));
    let releases = tags[..end].iter().enumerate().rev();
    let releases = releases.filter_map(|(at, tag)| Some((at, tag.release?)));
    let of_version = releases.take_while(move |(_, release)| release.version == version.version);
    of_version.filter(|(_, release)| release.is_candidate()).map(|(at, _)| at)
}

/// Returns a final's last candidate where the final has its tree. Whether it reaches it too is not
/// asked: that would be a walk for each tag, and then the candidate has the tag's colour anyway.
pub(super) fn squashed_candidate(
    graph: &mut Graph<'_>,
    tags: &[Tag],
    version: ReleaseVersion,
    node: NodeId,
) -> Result<Option<NodeId>, Error> {
    let of_final = || candidates_before(tags, version).filter(|_| version.stage == Stage::Final);
    let Some(highest) = of_final().next() else { return Ok(None) };
    // The normal good cases need not read the candidate.
    let id = tags[highest].commit;
    if graph.id(node) == id || graph.raw(node).parents().any(|parent| parent == id) {
        return Ok(None);
    }
    let Some((_, candidate)) = last_candidate(graph, tags, version)? else { return Ok(None) };
    let same_tree = graph.raw(candidate).tree() == graph.raw(node).tree();
    Ok(same_tree.then_some(candidate))
}
