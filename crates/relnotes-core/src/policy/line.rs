//! Release lines: each release and hotfix from its cut to its tip.
//!
//! Git does not record on which branch a commit was made. What can be told: the walk over first
//! parents from the tip meets the first-parent chain of develop where the branch was cut. Where
//! the branch is gone, its tags and the merge of its final still show its tip.

use std::collections::BTreeMap;

use crate::branch::{BranchKind, BranchVersion, classify};
use crate::config::Flow;
use crate::history::{NodeId, NodeSet};
use crate::tag::Tag;
use crate::version::{ReleaseVersion, Stage};

use super::branch::Branch;
use super::facts::Facts;
use super::finding::Subject;

/// Whether a line prepares a release or mends one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// `release/vX.Y.Z`.
    Release,
    /// `release/vX.Y.Z-hotfix`.
    Hotfix,
}

/// A release or a hotfix: its branch, as far as there is one, its tags, and what it got since its cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseLine {
    /// Its place among the lines.
    pub at: usize,
    /// Release or hotfix.
    pub kind: LineKind,
    /// The version; in trunk styles a minor line without a patch.
    pub version: BranchVersion,
    /// Its branch, as an index into the branches; none where it was deleted.
    pub branch: Option<usize>,
    /// Its tags, as indices into the tags, in the model's order. Near-misses are among them.
    pub tags: Vec<usize>,
    /// The tip of the branch, else what its last tag shows of it.
    pub tip: NodeId,
    /// Where it left the branch that it was cut from.
    pub cut: Cut,
    /// What it got after the cut, youngest first, merges included; empty where the cut is unknown.
    pub commits: Vec<NodeId>,
}

/// Where a branch was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// The last commit that it shares with the branch it comes from.
    Known(NodeId),
    /// It cannot be told, and why.
    Unknown(String),
}

impl ReleaseLine {
    /// Returns whether a final was tagged; of a hotfix line any hotfix.
    pub fn is_released(&self, facts: &Facts<'_>) -> bool {
        self.tags.iter().any(|at| facts.sources.tags[*at].production().is_some())
    }

    /// Returns the branch, where it is there.
    pub fn branch<'f>(&self, facts: &'f Facts<'_>) -> Option<&'f Branch> {
        self.branch.map(|at| &facts.branches[at])
    }

    /// Returns what messages call it: its branch, else its last tag.
    pub fn name(&self, facts: &Facts<'_>) -> String {
        let tag = || self.tags.last().map(|at| facts.sources.tags[*at].name.clone());
        let branch = self.branch(facts).map(|branch| branch.name.clone());
        branch.or_else(tag).unwrap_or_else(|| self.version.to_string())
    }

    /// Returns what findings about the whole line are about: its branch, else its last tag.
    pub fn subject(&self, facts: &Facts<'_>) -> Subject {
        if let Some(branch) = self.branch(facts) {
            return branch.into();
        }
        let tag = self.tags.last().map(|at| &facts.sources.tags[*at]);
        tag.map_or(Subject::Repository, |tag| Subject::Tag {
            name: tag.name.clone(),
            commit: tag.commit,
        })
    }

    /// Returns the lowest tag of the line that reaches a commit.
    pub fn first_tag_with<'f>(&self, node: NodeId, facts: &'f Facts<'_>) -> Option<&'f Tag> {
        let tags = self.tags.iter().map(|at| &facts.sources.tags[*at]);
        let mut with_node = tags.filter_map(|tag| Some((tag, facts.history.find(tag.commit)?)));
        with_node.find(|(_, of_tag)| facts.history.reaches(*of_tag, node)).map(|(tag, _)| tag)
    }
}

/// Finds the lines: of branches, and of tags whose branch is gone.
pub(super) fn lines(facts: &Facts<'_>) -> Vec<ReleaseLine> {
    let mut seeds: BTreeMap<(BranchVersion, LineKind), (Option<usize>, Vec<usize>)> =
        BTreeMap::new();
    for (at, branch) in facts.branches.iter().enumerate() {
        let key = match branch.kind {
            BranchKind::Release(Some(version)) => (version, LineKind::Release),
            BranchKind::Hotfix(Some(version)) => (version, LineKind::Hotfix),
            _ => continue,
        };
        seeds.entry(key).or_default().0 = Some(at);
    }
    for (at, tag) in facts.sources.tags.iter().enumerate() {
        if let Some(release) = tag.release {
            let key = line_of(release, facts, |key| seeds.contains_key(key));
            seeds.entry(key).or_default().1.push(at);
        }
    }
    let line = |((version, kind), (branch, tags)): (_, (Option<usize>, Vec<usize>))| {
        let tip = match branch {
            Some(at) => facts.branches[at].tip,
            None => tip_by_tags(kind, &tags, facts)?,
        };
        let mut line = ReleaseLine {
            at: 0,
            kind,
            version,
            branch,
            tags,
            tip,
            cut: Cut::Unknown(String::new()),
            commits: Vec::new(),
        };
        line.cut = cut(&line, facts);
        if let Cut::Known(cut) = line.cut {
            line.commits = facts.history.range(tip, &[cut]);
        }
        Some(line)
    };
    let lines = seeds.into_iter().filter_map(line).enumerate();
    lines.map(|(at, line)| ReleaseLine { at, ..line }).collect()
}

/// Says to which line a tag belongs.
fn line_of(
    release: ReleaseVersion,
    facts: &Facts<'_>,
    is_branch: impl Fn(&(BranchVersion, LineKind)) -> bool,
) -> (BranchVersion, LineKind) {
    let (major, minor) = release.version.line();
    let exact = BranchVersion { major, minor, patch: Some(release.version.patch) };
    let of_minor = (BranchVersion { patch: None, ..exact }, LineKind::Release);
    let kind = match release.stage {
        Stage::Hotfix(_) => LineKind::Hotfix,
        Stage::Candidate { .. } | Stage::Final => LineKind::Release,
    };
    let is_minor = facts.sources.config.flow == Flow::Trunk || is_branch(&of_minor);
    if is_minor && kind == LineKind::Release && !is_branch(&(exact, kind)) {
        return of_minor;
    }
    (exact, kind)
}

/// Finds the tip of a line whose branch is gone: its last tag, and where that is the merge into
/// main, what was merged.
fn tip_by_tags(kind: LineKind, tags: &[usize], facts: &Facts<'_>) -> Option<NodeId> {
    let history = &facts.history;
    let nodes: Vec<NodeId> =
        tags.iter().filter_map(|at| history.find(facts.sources.tags[*at].commit)).collect();
    let last = *nodes.last()?;
    let graph = history.graph();
    let [first, merged] = graph.parents(last) else { return Some(last) };
    let before = nodes.iter().rev().find(|node| **node != last);
    let brings_tag = before
        .is_some_and(|node| history.reaches(*merged, *node) && !history.reaches(*first, *node));
    (brings_tag || merges_line(last, kind, facts)).then_some(*merged).or(Some(last))
}

/// Returns whether the subject of a merge says that a branch of this kind was merged.
fn merges_line(node: NodeId, kind: LineKind, facts: &Facts<'_>) -> bool {
    let raw = facts.history.graph().raw(node);
    let message = facts.sources.parser.parse_relations(&raw.text().0);
    let Some(name) = message.merge.and_then(|merge| merge.head) else { return false };
    match (kind, classify(&facts.sources.config.branches, &name)) {
        (LineKind::Release, BranchKind::Release(_)) | (LineKind::Hotfix, BranchKind::Hotfix(_)) => {
            true
        }
        (_, _) => false,
    }
}

/// Finds where a line left the branch that it comes from.
fn cut(line: &ReleaseLine, facts: &Facts<'_>) -> Cut {
    let history = &facts.history;
    if line.kind == LineKind::Hotfix
        && let Some(mended) = facts.mended_by(line)
        && history.reaches(line.tip, mended)
    {
        return Cut::Known(mended);
    }
    let chain = match line.kind {
        LineKind::Release => &facts.integration,
        LineKind::Hotfix => &facts.main,
    };
    let Some(chain) = chain else {
        let missing = match line.kind {
            LineKind::Release => "the branch that releases are cut from is not here",
            LineKind::Hotfix => "main is not here",
        };
        return Cut::Unknown(missing.to_owned());
    };
    let of = &facts.branches[chain.branch].name;
    let Some(cut) = history.first_parents(line.tip).find(|node| chain.nodes.contains(*node)) else {
        return Cut::Unknown(format!("its first parents never meet those of {of}"));
    };
    let commits: NodeSet =
        line.tags.iter().filter_map(|at| history.find(facts.sources.tags[*at].commit)).collect();
    let passed = chain.ordered.iter().filter(|node| commits.contains(**node)).count();
    if cut == line.tip && passed > 1 {
        return Cut::Unknown(format!("{of} was moved onto it, so that both have the same commits"));
    }
    Cut::Known(cut)
}
