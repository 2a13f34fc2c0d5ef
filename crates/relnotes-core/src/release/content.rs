//! The commits of the content and those around it, read and understood.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::history::{Graph, NodeId, NodeMap};
use crate::person::{Person, Signature};

use super::cut::Sources;
use super::model::Commit;

/// Commits by their place in the graph.
pub(super) struct Content {
    /// Youngest first, parents after their children.
    pub(super) nodes: Vec<NodeId>,
    pub(super) commits: Vec<Commit>,
    at: NodeMap<usize>,
    /// How many messages held bytes that are no text.
    pub(super) undecodable: usize,
}

impl Content {
    /// Reads commits and puts them in order.
    pub(super) fn read(graph: &Graph<'_>, nodes: &[NodeId], sources: &Sources<'_>) -> Self {
        Self::read_partly(graph, nodes, sources, |_| true)
    }

    /// Reads commits, most of them only as far as they relate to others.
    pub(super) fn read_partly(
        graph: &Graph<'_>,
        nodes: &[NodeId],
        sources: &Sources<'_>,
        is_whole: impl Fn(NodeId) -> bool,
    ) -> Self {
        let nodes = topological(graph, nodes);
        let mut undecodable = 0;
        let mut people = People { sources, known: HashMap::new() };
        let commits: Vec<Commit> = nodes
            .iter()
            .map(|node| {
                let (commit, lossy) = read(graph, *node, sources, &mut people, is_whole(*node));
                undecodable += usize::from(lossy);
                commit
            })
            .collect();
        let at = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        Self { nodes, commits, at, undecodable }
    }

    /// Returns the commit of a node, if it is among these.
    pub(super) fn get(&self, node: NodeId) -> Option<&Commit> {
        self.at.get(&node).map(|at| &self.commits[*at])
    }

    /// Returns the place of a node in the order.
    pub(super) fn position(&self, node: NodeId) -> Option<usize> {
        self.at.get(&node).copied()
    }

    /// Returns whether a node is among these.
    pub(super) fn contains(&self, node: NodeId) -> bool {
        self.at.contains_key(&node)
    }

    /// Returns nodes and commits, youngest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (NodeId, &Commit)> {
        self.nodes.iter().copied().zip(&self.commits)
    }
}

/// Who is who, each asked once.
struct People<'a> {
    sources: &'a Sources<'a>,
    known: HashMap<Person, (Person, bool)>,
}

impl People<'_> {
    /// Returns a signature by `.mailmap`, and whether it is a bot's.
    fn resolve(&mut self, signature: Signature) -> (Signature, bool) {
        let Signature { person, time } = signature;
        let sources = self.sources;
        let (person, bot) = self.known.entry(person).or_insert_with_key(|person| {
            let person = sources.mailmap.resolve(person);
            let bot = sources.config.commits.is_bot(&person);
            (person, bot)
        });
        (Signature { person: person.clone(), time }, *bot)
    }
}

/// Reads one commit; says whether its message had bytes that are no text.
fn read(
    graph: &Graph<'_>,
    node: NodeId,
    sources: &Sources<'_>,
    people: &mut People<'_>,
    is_whole: bool,
) -> (Commit, bool) {
    let raw = graph.raw(node);
    let (text, lossy) = raw.text();
    let (author, by_bot) = people.resolve(raw.author());
    let message = match is_whole {
        true => sources.parser.parse(&text),
        false => sources.parser.parse_relations(&text),
    };
    let id = graph.id(node);
    let parents = raw.parents().collect();
    let committer = people.resolve(raw.committer()).0;
    (Commit { id, parents, author, committer, message, by_bot }, lossy)
}

/// Orders commits youngest first, every parent after its children.
fn topological(graph: &Graph<'_>, nodes: &[NodeId]) -> Vec<NodeId> {
    let mut children: NodeMap<usize> = nodes.iter().map(|node| (*node, 0)).collect();
    for node in nodes {
        for parent in graph.parents(*node) {
            if let Some(count) = children.get_mut(parent) {
                *count += 1;
            }
        }
    }
    let key = |node: NodeId| (graph.time(node), Reverse(graph.id(node)), node);
    let mut ready: BinaryHeap<_> =
        nodes.iter().filter(|node| children[node] == 0).map(|node| key(*node)).collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some((_, _, node)) = ready.pop() {
        order.push(node);
        for parent in graph.parents(node) {
            if let Some(count) = children.get_mut(parent) {
                *count -= 1;
                if *count == 0 {
                    ready.push(key(*parent));
                }
            }
        }
    }
    order
}

/// Returns whether a commit has more than one parent.
pub(super) fn is_merge(commit: &Commit) -> bool {
    commit.parents.len() > 1
}

/// Returns the pull request that a commit with one parent is, by its own subject.
pub(super) fn own_pull_request(commit: &Commit) -> Option<u64> {
    commit.message.pull_request.filter(|_| !is_merge(commit))
}
