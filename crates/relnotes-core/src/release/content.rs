//! The commits of the content and those around it, read and understood.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::config::commits::Commits;
use crate::git::{RawCommit, WrittenPerson};
use crate::history::{Graph, NodeId, NodeMap};
use crate::id::CommitId;
use crate::mailmap::Mailmap;
use crate::message::Parser;
use crate::person::{Person, Signature};
use crate::side_by_side::side_by_side;

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
        if nodes.len() >= WORTH_A_THREAD_MORE {
            return Self::read_partly(graph, nodes, sources, |_| true);
        }
        let nodes = topological(graph, nodes);
        let raws = raws(graph, &nodes, |_| true);
        let read = Reader::of(sources).read(&raws);
        Self::of(nodes, [read])
    }

    /// Reads commits on two threads, most of them only as far as they relate to others.
    pub(super) fn read_partly(
        graph: &Graph<'_>,
        nodes: &[NodeId],
        sources: &Sources<'_>,
        is_whole: impl Fn(NodeId) -> bool,
    ) -> Self {
        let nodes = topological(graph, nodes);
        let raws = raws(graph, &nodes, is_whole);
        if raws.len() < WORTH_A_THREAD {
            return Self::of(nodes, [Reader::of(sources).read(&raws)]);
        }
        let (young, old) = raws.split_at(raws.len() / 2);
        let (mut here, mut there) = (Reader::of(sources), Reader::of(sources));
        let (old, young) = side_by_side(move || there.read(old), || here.read(young));
        Self::of(nodes, [young, old])
    }

    fn of(nodes: Vec<NodeId>, read: impl IntoIterator<Item = (Vec<Commit>, usize)>) -> Self {
        let mut commits = Vec::with_capacity(nodes.len());
        let mut undecodable = 0;
        for (more, lossy) in read {
            commits.extend(more);
            undecodable += lossy;
        }
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

/// From how many commits on a second thread helps.
pub(super) const WORTH_A_THREAD: usize = 64;

/// The same where several releases are read side by side.
const WORTH_A_THREAD_MORE: usize = 2048;

/// A commit to be read.
struct Raw<'a> {
    id: CommitId,
    raw: RawCommit<'a>,
    is_whole: bool,
}

fn raws<'a>(
    graph: &'a Graph<'_>,
    nodes: &[NodeId],
    is_whole: impl Fn(NodeId) -> bool,
) -> Vec<Raw<'a>> {
    let raw = |node: &NodeId| Raw {
        id: graph.id(*node),
        raw: graph.raw(*node),
        is_whole: is_whole(*node),
    };
    nodes.iter().map(raw).collect()
}

/// Reads commits; asks who is who once for each person.
struct Reader<'a> {
    mailmap: &'a Mailmap,
    rules: &'a Commits,
    parser: &'a Parser,
    known: HashMap<PersonKey<'a>, (Person, bool)>,
}

type PersonKey<'a> = (&'a [u8], &'a [u8], Option<&'a [u8]>);

impl<'a> Reader<'a> {
    fn of(sources: &Sources<'a>) -> Self {
        let Sources { mailmap, config, parser, .. } = *sources;
        Self { mailmap, rules: &config.commits, parser, known: HashMap::new() }
    }

    /// Reads some commits; says how many messages had bytes that are no text.
    fn read(&mut self, raws: &[Raw<'a>]) -> (Vec<Commit>, usize) {
        let mut undecodable = 0;
        let commits = raws.iter().map(|raw| {
            let (commit, lossy) = self.commit(raw);
            undecodable += usize::from(lossy);
            commit
        });
        (commits.collect(), undecodable)
    }

    fn commit(&mut self, Raw { id, raw, is_whole }: &Raw<'a>) -> (Commit, bool) {
        let (text, lossy) = raw.text();
        let [author, committer] = raw.people();
        let (author, by_bot) = self.resolve(author);
        let committer = self.resolve(committer).0;
        let message = match is_whole {
            true => self.parser.parse(&text),
            false => self.parser.parse_relations(&text),
        };
        let parents = raw.parents().collect();
        (Commit { id: *id, parents, author, committer, message, by_bot }, lossy)
    }

    /// Returns a signature by `.mailmap`, and whether it is a bot's.
    fn resolve(&mut self, written: WrittenPerson<'a>) -> (Signature, bool) {
        let (person, bot) = self.known.entry(written.key()).or_insert_with(|| {
            let person = self.mailmap.resolve(&written.decode());
            let bot = self.rules.is_bot(&person);
            (person, bot)
        });
        (Signature { person: person.clone(), time: written.time }, *bot)
    }
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

#[cfg(test)]
mod tests {
    use relnotes_testkit::Fixture;

    use super::*;
    use crate::config::Config;
    use crate::git::{Location, Repository};

    #[test]
    fn two_threads_read_what_one_reads() {
        let commits = (0..3 * WORTH_A_THREAD).map(|number| {
            let person = number % 5;
            format!(
                "commit \"fix: {number} (#{number})\" by \"P{person} <p{person}@example.com>\"\n"
            )
        });
        let history = commits.collect::<String>() + "commit \"last\" as last\n";
        let repo = Fixture::parse(&history).unwrap().build();
        let location = Location { start: repo.path().to_owned(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let (config, mailmap) = (Config::default(), Mailmap::empty());
        let parser = Parser::default();
        let sources = Sources {
            repository: &repository,
            tags: &[],
            config: &config,
            mailmap: &mailmap,
            parser: &parser,
            briefs: &crate::brief::NO_BRIEFS,
            enrichment: &crate::enrichment::NOTHING,
        };
        let mut graph = Graph::new(&repository);
        let mut nodes = vec![graph.load(repo.id("last").parse().unwrap()).unwrap()];
        while let Some(parent) = graph.load_parents(nodes[nodes.len() - 1]).unwrap().first() {
            nodes.push(*parent);
        }
        let one = Content::read(&graph, &nodes, &sources);
        let two = Content::read_partly(&graph, &nodes, &sources, |_| true);
        assert_eq!(one.commits.len(), nodes.len());
        assert_eq!((&one.nodes, &one.commits), (&two.nodes, &two.commits));
    }
}
