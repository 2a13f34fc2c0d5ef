//! Which merge brought which commit.
//!
//! A merge owns the commits of the content that its later parents reach and its first does not,
//! less those owned by the merge of another pull request among them (the innermost wins) and those
//! whose own subject carries a pull request. A merge without a number within a pull request, like a
//! pull, leaves what it brought to that. A merge of main, develop, a release or a hotfix branch, and
//! one whose title is nothing but a version, owns nothing: each commit that it brings is a change of
//! its own.

use crate::branch::{self, BranchKind};
use crate::history::{Graph, NodeHashSet, NodeId, NodeMap};

use super::content::{Content, is_merge, own_pull_request};
use super::cut::Sources;
use super::model::Commit;
use super::version_only;

/// The merge that owns each commit; commits without an entry stand for themselves.
pub(super) type Owners = NodeMap<NodeId>;

/// Finds the owner of every commit of the content; `heads` are the ends that it is reached from.
pub(super) fn owners(
    graph: &Graph<'_>,
    content: &Content,
    heads: &[NodeId],
    sources: &Sources<'_>,
) -> Owners {
    let mut search = Search {
        graph,
        content,
        sources,
        here: repository_owner(sources),
        owner: NodeMap::default(),
        reached: NodeHashSet::default(),
    };
    for head in heads {
        search.claim(*head);
    }
    search.owner.into_iter().filter_map(|(node, owner)| Some((node, owner?))).collect()
}

/// From how many pull requests on a branch it counts as one that others are merged into.
const SEVERAL: usize = 2;

struct Search<'a, 'r> {
    graph: &'a Graph<'r>,
    content: &'a Content,
    sources: &'a Sources<'a>,
    /// The owner of this repository at its forge, where known.
    here: Option<String>,
    /// Claimed commits; claimed by nobody where a merge of a main line brought them.
    owner: NodeMap<Option<NodeId>>,
    /// Commits of the chains walked so far, and all that they reach.
    reached: NodeHashSet,
}

impl Search<'_, '_> {
    /// Walks the first-parent chains below a head, each from its old end, so that everything that
    /// a merge's first parent reaches is known when the merge is looked at. Side branches wait on
    /// a stack of their own, not on the thread's: histories are deep.
    fn claim(&mut self, head: NodeId) {
        enum Work {
            Chain(NodeId),
            Commit(NodeId),
            Settle { merge: NodeId, first: usize },
        }
        let mut order: Vec<NodeId> = Vec::new();
        let mut stack = vec![Work::Chain(head)];
        while let Some(work) = stack.pop() {
            match work {
                // Pushed youngest first, so that the oldest is on top.
                Work::Chain(head) => {
                    let chain = self.chain(head);
                    stack.extend(chain.into_iter().map(Work::Commit));
                }
                Work::Commit(node) => {
                    if !self.reached.insert(node) {
                        continue;
                    }
                    order.push(node);
                    let sides = self.graph.parents(node).get(1..).unwrap_or_default();
                    if !sides.is_empty() {
                        stack.push(Work::Settle { merge: node, first: order.len() });
                        stack.extend(sides.iter().rev().map(|side| Work::Chain(*side)));
                    }
                }
                Work::Settle { merge, first } => {
                    let brought = order[first..].to_vec();
                    self.settle(merge, &brought);
                }
            }
        }
    }

    /// Returns the first-parent chain from a commit down to what was reached before.
    fn chain(&self, head: NodeId) -> Vec<NodeId> {
        let mut chain = Vec::new();
        let mut next = Some(head);
        while let Some(node) = next {
            if !self.content.contains(node) || self.reached.contains(&node) {
                break;
            }
            chain.push(node);
            next = self.graph.parents(node).first().copied();
        }
        chain
    }

    /// Gives a merge what it brought and nobody within claimed.
    fn settle(&mut self, merge: NodeId, brought: &[NodeId]) {
        let Some(commit) = self.content.get(merge) else { return };
        let is_main_line =
            self.is_main_line(commit, brought) || self.is_integration(merge, brought);
        let owner = (!is_main_line).then_some(merge);
        let is_request = owner.is_some() && commit.message.pull_request.is_some();
        for node in brought {
            let of_itself = self
                .content
                .get(*node)
                .is_none_or(|commit| is_merge(commit) || own_pull_request(commit).is_some());
            if of_itself {
                continue;
            }
            let numbered = |inner: NodeId| {
                self.content.get(inner).is_some_and(|it| it.message.pull_request.is_some())
            };
            let claimed = self.owner.get(node).copied();
            let is_weak = claimed.flatten().is_some_and(|inner| !numbered(inner));
            if claimed.is_none() || (is_request && is_weak) {
                self.owner.insert(*node, owner);
            }
        }
    }

    /// Returns whether a merge brings a branch into which other pull requests went: a long-lived
    /// `next` or `feature` branch is no one change, whatever its name.
    fn is_integration(&self, merge: NodeId, brought: &[NodeId]) -> bool {
        let brought: NodeHashSet = brought.iter().copied().collect();
        let sides = self.graph.parents(merge).get(1..).unwrap_or_default();
        sides.iter().any(|side| {
            let mut requests = 0;
            let mut next = Some(*side);
            while let Some(node) = next.filter(|node| brought.contains(node) && requests < SEVERAL)
            {
                let commit = self.content.get(node);
                requests += usize::from(commit.is_some_and(|it| it.message.pull_request.is_some()));
                next = self.graph.parents(node).first().copied();
            }
            requests >= SEVERAL
        })
    }

    /// Returns whether a merge brings a main line: main, develop, a release or a hotfix branch.
    fn is_main_line(&self, commit: &Commit, brought: &[NodeId]) -> bool {
        let Some(merge) = &commit.message.merge else { return false };
        let several = || {
            let own = |node: &&NodeId| self.content.get(**node).is_some_and(|it| !is_merge(it));
            brought.iter().filter(own).nth(1).is_some()
        };
        // What was fixed while a release was prepared is no part of "Release 1.2.0".
        if merge.title.as_deref().is_some_and(version_only::is_version_only) && several() {
            return true;
        }
        let Some(head) = merge.head.as_deref() else { return false };
        let kind = |name: &str| branch::classify(&self.sources.config.branches, name);
        let head = head.strip_prefix("origin/").or(head.strip_prefix("upstream/")).unwrap_or(head);
        if let Some(owner) = merge.owner.as_deref()
            && matches!(
                kind(&format!("{owner}/{head}")),
                BranchKind::Release(_) | BranchKind::Hotfix(_)
            )
        {
            // "Merge pull request #90 from release/v1.3.0": no owner, a branch with a slash.
            return true;
        }
        match (kind(head), merge.owner.as_deref(), self.here.as_deref()) {
            (BranchKind::Feature | BranchKind::Other, ..) => false,
            (BranchKind::Release(_) | BranchKind::Hotfix(_), _, None) => true,
            (_, None, _) => true,
            (_, Some(owner), Some(here)) => owner.eq_ignore_ascii_case(here),
            // Whose `main` it is cannot be told: one that holds merged pull requests is ours.
            (BranchKind::Main | BranchKind::Develop, Some(_), None) => brought.iter().any(|node| {
                self.content.get(*node).is_some_and(|commit| commit.message.pull_request.is_some())
            }),
        }
    }
}

/// Returns the owner in the forge's url of this repository: `shop` of `github.com/shop/app`.
fn repository_owner(sources: &Sources<'_>) -> Option<String> {
    let configured = sources.config.forge.url.as_deref();
    let url = configured.or_else(|| sources.repository.origin_url())?;
    let path = url.trim_end_matches('/').trim_end_matches(".git");
    let mut parts = path.rsplit(['/', ':']);
    let _name = parts.next()?;
    parts.next().map(str::to_owned).filter(|owner| !owner.is_empty())
}
