//! All releases of a history: every commit under the lowest production tag that reaches it, once.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::git;
use crate::history::{Graph, NodeId};
use crate::id::CommitId;
use crate::tag::Tag;

use super::assemble::{account, pick};
use super::change::{self, Material};
use super::content::{Content, is_merge};
use super::cut::{Error, Request, Sources};
use super::kin::{self, Comparison, Field, Kin};
use super::model::{Accounting, BaseRule, Endpoint, Range, Release, RevertRole, Reverted};
use super::ownership::{self, Owners};
use super::resolve;
use super::revert::{self, Reverts, Scene};
use super::survey::tag_date;

/// Cuts every release and hands each to `each`, the lowest first; last what is unreleased at the
/// end that was asked for.
///
/// # Errors
/// Where a part of the history is missing or damaged; and what `each` fails with.
pub fn changelog<E: From<Error>>(
    sources: &Sources<'_>,
    request: &Request,
    mut each: impl FnMut(Release) -> Result<(), E>,
) -> Result<(), E> {
    let of_git = |error: git::Error| E::from(Error::from(error));
    let mut graph = Graph::new(sources.repository);
    let mut assigned = Assigned::default();
    let mut previous: Option<Endpoint> = None;
    for tag in sources.tags.iter().filter(|tag| tag.production().is_some()) {
        let node = match graph.load(tag.commit) {
            Ok(node) => node,
            Err(git::Error::NotACommit { .. }) => continue,
            Err(error) => return Err(of_git(error)),
        };
        let to = endpoint(&graph, tag, node);
        let nodes = assigned.take(&mut graph, node).map_err(of_git)?;
        each(
            release(&mut graph, sources, &nodes, node, previous.take(), to.clone())
                .map_err(of_git)?,
        )?;
        previous = Some(to);
    }
    let to = resolve::target(&mut graph, sources, request).map_err(of_git)?;
    let node = graph.load(to.commit).map_err(of_git)?;
    let nodes = assigned.take(&mut graph, node).map_err(of_git)?;
    if !nodes.is_empty() {
        each(release(&mut graph, sources, &nodes, node, previous, to).map_err(of_git)?)?;
    }
    Ok(())
}

/// Which commits are under a tag already.
#[derive(Default)]
struct Assigned {
    taken: Vec<bool>,
}

impl Assigned {
    /// Takes everything that a commit reaches and nobody took.
    fn take(&mut self, graph: &mut Graph<'_>, head: NodeId) -> Result<Vec<NodeId>, git::Error> {
        let mut nodes = Vec::new();
        let mut stack = vec![head];
        while let Some(node) = stack.pop() {
            if self.taken.len() <= node.index() {
                self.taken.resize((node.index() + 1).next_power_of_two(), false);
            }
            if std::mem::replace(&mut self.taken[node.index()], true) {
                continue;
            }
            nodes.push(node);
            if graph.is_boundary(node) {
                return Err(git::Error::Shallow { boundary: graph.id(node) });
            }
            for at in 0..graph.parents(node).len() {
                let parent = graph.load_parent(node, at)?;
                stack.push(parent);
            }
        }
        Ok(nodes)
    }
}

fn endpoint(graph: &Graph<'_>, tag: &Tag, node: NodeId) -> Endpoint {
    let date = tag_date(graph, tag, node);
    Endpoint {
        name: tag.name.clone(),
        commit: tag.commit,
        tag: Some(tag.name.clone()),
        version: tag.release,
        date,
        deadline: date.seconds,
    }
}

/// Makes a release of commits, and lets go of what they say.
fn release(
    graph: &mut Graph<'_>,
    sources: &Sources<'_>,
    nodes: &[NodeId],
    head: NodeId,
    from: Option<Endpoint>,
    to: Endpoint,
) -> Result<Release, git::Error> {
    let content = Content::read(graph, nodes, sources);
    let nothing = Content::read(graph, &[], sources);
    let owners = ownership::owners(graph, &content, &[head], sources);
    let focus = HashSet::new();
    let field = Field {
        content: &content,
        others: &nothing,
        owners: &owners,
        focus: &focus,
        patches: Comparison::Words,
    };
    let kin = kin::kin(graph, &field)?;
    let scene = Scene {
        content: &content,
        others: &nothing,
        owners: &owners,
        kin: &kin,
        is_shipped: |_| false,
    };
    let reverts = revert::reverts(graph, &scene)?;
    let release = describe(graph, sources, content, &owners, &kin, &reverts, (from, to));
    nodes.iter().for_each(|node| graph.forget(*node));
    Ok(release)
}

fn describe(
    graph: &Graph<'_>,
    sources: &Sources<'_>,
    content: Content,
    owners: &Owners,
    kin: &Kin,
    reverts: &Reverts,
    (from, to): (Option<Endpoint>, Endpoint),
) -> Release {
    let is_cancelled = |node: NodeId| reverts.cancelled.get(&node);
    let merges: Vec<CommitId> =
        content.commits.iter().filter(|it| is_merge(it)).map(|commit| commit.id).collect();
    let rest = content.iter().filter(|(node, it)| !is_merge(it) && is_cancelled(*node).is_none());
    let (listed, duplicates) = pick(graph, &content, kin, rest.map(|(node, _)| node).collect());
    let reverted = content.iter().filter_map(|(node, commit)| {
        let (role, with): &(RevertRole, BTreeSet<NodeId>) = is_cancelled(node)?;
        let with = with.iter().map(|node| graph.id(*node)).collect();
        Some(Reverted { commit: commit.id, role: *role, with })
    });
    let reverted: Vec<Reverted> = reverted.collect();
    let documents = BTreeSet::new();
    let standing: &HashMap<NodeId, Vec<CommitId>> = &reverts.standing;
    let material = Material {
        content: &content,
        owners,
        sources,
        shipped: None,
        standing,
        documents: &documents,
        omitted: &[],
    };
    let changes = change::changes(&material, &listed);
    let accounting: Accounting =
        account(&content, &changes, &documents, [merges.len(), reverted.len(), duplicates.len()]);
    let base_rule = if from.is_some() { BaseRule::Ancestor } else { BaseRule::First };
    Release {
        range: Range {
            from,
            to,
            merge_base: None,
            from_is_ancestor: None,
            explicit: false,
            only_in_from: 0,
        },
        base_rule,
        replaces: None,
        changes,
        duplicates,
        reverted,
        merges,
        lacks: Vec::new(),
        warnings: Vec::new(),
        accounting,
        commits: content.commits,
    }
}
