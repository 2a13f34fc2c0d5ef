//! What a rule may see: the history, branches, tags and lines of a repository, gathered once.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::branch::BranchPattern;
use crate::config::Flow;
use crate::git::{Error, RawTag};
use crate::history::{History, NodeId, NodeSet};
use crate::id::CommitId;
use crate::person::Time;
use crate::pipeline::Pipelines;
use crate::release::model::Commit;
use crate::release::{Ledger, Sources, read_commits};
use crate::tag::{Tag, TagRules};
use crate::version::{ReleaseVersion, Stage};

use super::branch::{Branch, branches};
use super::checkout::Checkout;
use super::clone::Clone;
use super::line::{self, Cut, LineKind, ReleaseLine};
use super::open::OpenRelease;
use super::tags::{self, TagFact};

/// Everything that rules look at.
pub struct Facts<'a> {
    /// Repository, tags, configuration, people, messages.
    pub sources: Sources<'a>,
    /// All commits below branches, tags and HEAD.
    pub history: History<'a>,
    /// The branches, by name.
    pub branches: Vec<Branch>,
    /// The main branch and its first parents.
    pub main: Option<Chain>,
    /// Where features come together: develop; in `flow = "trunk"` main.
    pub integration: Option<Chain>,
    /// HEAD, where there is a commit.
    pub head: Option<NodeId>,
    /// Releases and hotfixes.
    pub lines: Vec<ReleaseLine>,
    /// What the clone can answer.
    pub clone: Clone,
    /// What the CI says.
    pub checkout: Checkout,
    /// The moment that ages are measured to, in seconds.
    pub now: i64,
    /// The pipelines in the tree of a commit, asked about one or two refs of every kind; whoever gathers the facts fills
    /// it in. The lint takes HEAD, documents take the release.
    pub pipelines: Pipelines,
    /// What the files and documents of releases that are being prepared show; none where nobody looked. Whoever
    /// gathers the facts fills it in.
    pub open: Option<Vec<OpenRelease>>,
    /// What `policy.since` reaches: settled before the policy, and not looked at.
    pub settled: Settled,
    /// The commit of each tag, by its place.
    pub(super) tagged: Vec<Option<NodeId>>,
    /// What the commits of each line say, read when it is first asked for.
    understood: Vec<OnceCell<Vec<(NodeId, Commit)>>>,
    /// What branches reach, all of them together.
    branched: OnceCell<NodeSet>,
    reaches: RefCell<HashMap<NodeId, Rc<NodeSet>>>,
    ledger: OnceCell<Result<Ledger, Error>>,
}

/// A branch and its own line of commits.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The branch, as an index.
    pub branch: usize,
    /// Its first parents.
    pub nodes: NodeSet,
    /// The same, the tip first.
    pub ordered: Vec<NodeId>,
}

/// What was there before the policy.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    commits: NodeSet,
    version: Option<ReleaseVersion>,
}

/// A commit that a line got after its cut.
#[derive(Debug, Clone, Copy)]
pub struct LineCommit<'f> {
    /// The line.
    pub line: &'f ReleaseLine,
    /// The commit in the history.
    pub node: NodeId,
    /// What it says.
    pub commit: &'f Commit,
}

/// Facts cannot be gathered.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] Error),
    /// `policy.since` names nothing.
    #[error("`policy.since` is `{0}`, and there is no such tag or commit")]
    Since(String),
}

impl<'a> Facts<'a> {
    /// Gathers what rules look at; `now` is the moment that ages are measured to.
    ///
    /// # Errors
    /// Where the history cannot be read, or `policy.since` names nothing.
    pub fn gather(sources: Sources<'a>, checkout: Checkout, now: i64) -> Result<Self, GatherError> {
        let repository = sources.repository;
        let mut refs = repository.branches()?;
        refs.retain(|branch| !checkout.is_pull_ref(&branch.name));
        let head = repository.resolve("HEAD").ok().map(|head| head.commit);
        let tips = refs.iter().map(|branch| branch.commit);
        let tips = tips.chain(sources.tags.iter().map(|tag| tag.commit)).chain(head);
        let history = History::load(repository, tips)?;
        let mut branches = branches(&refs, &sources.config.branches, &history);
        let head = head.and_then(|head| history.find(head));
        super::branch::add_checkout(&mut branches, &checkout, head, &sources, &history);
        let main = chain(&branches, &history, &sources.config.branches.main);
        let integration = match sources.config.flow {
            Flow::Gitflow => chain(&branches, &history, &sources.config.branches.develop),
            Flow::Trunk => main.clone(),
        };
        let settled = settled(&sources, &history)?;
        let boundaries = repository.shallow().iter().filter_map(|id| history.find(*id));
        let boundaries = boundaries.filter(|node| !settled.commits.contains(*node)).count();
        let clone = Clone::of(repository, &checkout, boundaries, branches.len(), sources.tags);
        let tagged = sources.tags.iter().map(|tag| history.find(tag.commit)).collect();
        let mut facts = Self {
            sources,
            history,
            branches,
            main,
            integration,
            head,
            lines: Vec::new(),
            clone,
            checkout,
            now,
            pipelines: Pipelines::default(),
            open: None,
            settled,
            tagged,
            understood: Vec::new(),
            branched: OnceCell::new(),
            reaches: RefCell::default(),
            ledger: OnceCell::new(),
        };
        facts.lines = line::lines(&facts);
        facts.understood = facts.lines.iter().map(|_| OnceCell::new()).collect();
        Ok(facts)
    }

    /// Returns the tags that begin like a version, less those from before the policy.
    pub fn tags(&self) -> impl Iterator<Item = TagFact<'_>> {
        tags::all(self).filter(|tag| !self.is_settled_tag(tag.tag))
    }

    /// Returns the release branches and hotfixes, less those from before the policy.
    pub fn lines(&self) -> impl Iterator<Item = &ReleaseLine> {
        self.lines.iter().filter(|line| {
            let mut tags = line.tags.iter().map(|at| &self.sources.tags[*at]);
            line.branch.is_some() || tags.any(|tag| !self.is_settled_tag(tag))
        })
    }

    /// Returns what a line got after its cut and since the policy, youngest first, merges included.
    pub fn commits_of(&self, line: &ReleaseLine) -> &[(NodeId, Commit)] {
        self.understood[line.at].get_or_init(|| {
            let nodes = line.commits.iter().copied();
            let nodes: Vec<NodeId> = nodes.filter(|node| !self.is_settled(*node)).collect();
            read_commits(self.history.graph(), &nodes, &self.sources)
        })
    }

    /// Returns whether a commit touches nothing but the documents of releases.
    pub fn touches_only_documents(&self, node: NodeId) -> bool {
        let raw = self.history.graph().raw(node);
        let folder = &self.sources.config.documents.folder;
        self.sources.repository.touches_only(&raw, folder).unwrap_or(false)
    }

    /// Returns whether a commit is older than the policy.
    pub fn is_settled(&self, node: NodeId) -> bool {
        self.settled.commits.contains(node)
    }

    /// Returns whether a tag is older than the policy, by its commit or by its version.
    pub fn is_settled_tag(&self, tag: &Tag) -> bool {
        if self.sources.config.policy.since.is_none() {
            return false;
        }
        let lower =
            tag.release.is_some_and(|it| self.settled.version.is_some_and(|since| it <= since));
        lower || self.history.find(tag.commit).is_some_and(|node| self.is_settled(node))
    }

    /// Returns the production release that a hotfix line mends: the final of its version.
    pub fn mended_by(&self, line: &ReleaseLine) -> Option<NodeId> {
        let patch = line.version.patch?;
        let tag = self.sources.tags.iter().find(|tag| {
            tag.release.is_some_and(|it| {
                it.stage == Stage::Final
                    && it.version.line() == (line.version.major, line.version.minor)
                    && it.version.patch == patch
            })
        });
        (line.kind == LineKind::Hotfix).then(|| self.history.find(tag?.commit)).flatten()
    }

    /// Returns everything that a commit reaches, itself included; computed once for each.
    pub fn reach(&self, node: NodeId) -> Rc<NodeSet> {
        let known = self.reaches.borrow().get(&node).cloned();
        known.unwrap_or_else(|| {
            let reach = Rc::new(self.history.reach_of([node]));
            self.reaches.borrow_mut().insert(node, Rc::clone(&reach));
            reach
        })
    }

    /// Returns whether a branch reaches a commit.
    pub fn is_reached_by_branches(&self, node: NodeId) -> bool {
        let tips = || self.branches.iter().map(|branch| branch.tip);
        self.branched.get_or_init(|| self.history.reach_of(tips())).contains(node)
    }

    /// Returns how tags are named.
    pub fn tag_rules(&self) -> TagRules {
        let tags = &self.sources.config.tags;
        TagRules {
            prefix: tags.prefix.clone(),
            first_number: tags.first_number,
            stages: tags.stages.clone(),
        }
    }

    /// Returns the releases that are being prepared: a release branch without its final tag.
    pub fn open_releases(&self) -> impl Iterator<Item = (&ReleaseLine, &Branch)> {
        let open = self.lines.iter().filter(|line| {
            line.kind == LineKind::Release
                && line.version.patch.is_some()
                && !line.is_released(self)
        });
        open.filter_map(|line| Some((line, line.branch(self)?)))
    }

    /// Returns a branch by its name.
    pub fn branch_named(&self, name: &str) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.name == name)
    }

    /// Says where the changes of lines are on other branches: a commit itself, or a copy of it.
    ///
    /// # Errors
    /// Where a commit cannot be read.
    pub fn ledger(&self) -> Result<&Ledger, &Error> {
        self.ledger.get_or_init(|| self.read_ledger()).as_ref()
    }

    /// Compares what lines got with what their target branches got since the oldest cut.
    fn read_ledger(&self) -> Result<Ledger, Error> {
        let graph = self.history.graph();
        let id = |node: &NodeId| graph.id(*node);
        let targets = self.integration.iter().map(|chain| self.branches[chain.branch].tip);
        let targets: Vec<NodeId> =
            targets.chain(self.open_releases().map(|(_, branch)| branch.tip)).collect();
        let cuts = self.lines().filter_map(|line| match line.cut {
            Cut::Known(cut) => Some(cut),
            Cut::Unknown(_) => None,
        });
        let oldest = cuts.min_by_key(|cut| self.history.generation(*cut));
        let is_open = |node: &NodeId| {
            !self.is_settled(*node) && targets.iter().any(|tip| !self.reach(*tip).contains(*node))
        };
        let lines = self.lines().flat_map(|line| line.commits.iter());
        let wanted: BTreeSet<CommitId> =
            lines.filter(|node| graph.parents(**node).len() < 2 && is_open(node)).map(id).collect();
        let wanted: Vec<CommitId> = wanted.into_iter().collect();
        let mut others = BTreeSet::new();
        if let Some(oldest) = oldest.filter(|_| !wanted.is_empty()) {
            let beside = targets.iter().flat_map(|tip| self.history.range(*tip, &[oldest]));
            others.extend(beside.filter(|node| graph.parents(*node).len() < 2).map(|it| id(&it)));
        }
        let others: Vec<CommitId> = others.into_iter().collect();
        Ledger::read(&self.sources, &wanted, &others)
    }

    /// Returns whether what a tip reaches has the change of a commit: the commit itself or a copy.
    ///
    /// # Errors
    /// Where a commit cannot be read.
    pub fn has_change(&self, tip: NodeId, node: NodeId) -> Result<bool, &Error> {
        let reach = self.reach(tip);
        if reach.contains(node) {
            return Ok(true);
        }
        let mut copies = self.ledger()?.copies_of(self.history.graph().id(node));
        Ok(copies.any(|(copy, _)| self.history.find(copy).is_some_and(|it| reach.contains(it))))
    }

    /// Returns the branch of a chain.
    pub fn branch_of(&self, chain: &Chain) -> &Branch {
        &self.branches[chain.branch]
    }

    /// Returns the object of an annotated tag; none of one that is only supposed to be there.
    ///
    /// # Errors
    /// Where it is missing or damaged.
    pub fn tag_object(&self, tag: &Tag) -> Result<Option<RawTag>, Error> {
        let object = tag.object.filter(|object| *object != tag.commit);
        object.map(|object| self.sources.repository.read_tag(object)).transpose()
    }

    /// Returns when a tag was made: by its tagger, else when its commit was committed.
    pub fn tag_date(&self, tag: &TagFact<'_>) -> Time {
        // A tag that is only asked about has its commit for an object: it would be made now.
        if tag.tag.object == Some(tag.tag.commit) {
            return Time { seconds: self.now, offset: 0 };
        }
        let tagger = self.tag_object(tag.tag).ok().flatten().and_then(|object| object.tagger);
        tagger.map_or_else(
            || self.history.graph().raw(tag.node).committer().time,
            |tagger| tagger.time,
        )
    }

    /// Returns the id of a commit, short enough to read and long enough to find.
    pub fn short(&self, node: NodeId) -> String {
        self.history.graph().id(node).short(10)
    }

    /// Returns the subject line of a commit, decoded.
    pub fn subject(&self, node: NodeId) -> String {
        let text = self.history.graph().raw(node).text().0.into_owned();
        text.trim_start().lines().next().unwrap_or_default().trim_end().to_owned()
    }

    /// Returns `abc1234567 subject`: how a commit is shown as evidence.
    pub fn shown(&self, node: NodeId) -> String {
        format!("{} {}", self.short(node), self.subject(node))
    }
}

/// Returns the branch of a kind with its first parents; of several the one configured first.
fn chain(branches: &[Branch], history: &History<'_>, patterns: &[BranchPattern]) -> Option<Chain> {
    let rank =
        |branch: &Branch| patterns.iter().position(|pattern| pattern.find(&branch.name).is_some());
    let ranked = branches.iter().enumerate();
    let ranked = ranked.filter_map(|(at, branch)| Some((rank(branch)?, at)));
    let (_, branch) = ranked.min()?;
    let ordered: Vec<NodeId> = history.first_parents(branches[branch].tip).collect();
    Some(Chain { branch, nodes: ordered.iter().copied().collect(), ordered })
}

/// Finds what `policy.since` settles.
fn settled(sources: &Sources<'_>, history: &History<'_>) -> Result<Settled, GatherError> {
    let Some(name) = &sources.config.policy.since else { return Ok(Settled::default()) };
    let tag = sources.tags.iter().find(|tag| tag.name == *name);
    let id = match tag {
        Some(tag) => tag.commit,
        None => match sources.repository.resolve(name) {
            Ok(revision) => revision.commit,
            Err(_) => return Err(GatherError::Since(name.clone())),
        },
    };
    let commits = history.find(id).map(|node| history.reach_of([node])).unwrap_or_default();
    Ok(Settled { commits, version: tag.and_then(|tag| tag.release) })
}
