//! One walk that paints every commit with all that reaches it.
//!
//! Seeds (a target, a base, every tag) each have a colour; the walk takes the youngest commit from
//! a queue and hands its colours to its parents. Reachability, differences and their sizes for any
//! number of tags come out of this one walk, which stops where the caller has seen enough.

use std::collections::BinaryHeap;

use super::colours::{Colour, SetId, Sets};
use super::graph::{CLOCK_SKEW, Graph, NodeId};
use crate::git::Error;

/// The walk and what it painted so far.
pub struct Painting<'g, 'r> {
    graph: &'g mut Graph<'r>,
    sets: Sets,
    painted: Vec<SetId>,
    states: Vec<State>,
    queue: BinaryHeap<(i64, NodeId)>,
    visited: Vec<NodeId>,
    /// How many visited commits have each set.
    sizes: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct State {
    queued: bool,
    visited: bool,
}

impl<'g, 'r> Painting<'g, 'r> {
    /// Returns a walk that has not begun.
    pub fn new(graph: &'g mut Graph<'r>) -> Self {
        Self {
            graph,
            sets: Sets::new(),
            painted: Vec::new(),
            states: Vec::new(),
            queue: BinaryHeap::new(),
            visited: Vec::new(),
            sizes: Vec::new(),
        }
    }

    /// Returns the graph that is walked.
    pub fn graph(&self) -> &Graph<'r> {
        self.graph
    }

    /// Returns the graph that is walked, to load more of it.
    pub fn graph_mut(&mut self) -> &mut Graph<'r> {
        self.graph
    }

    /// Gives a loaded commit a colour and puts it into the queue.
    pub fn seed(&mut self, node: NodeId, colour: Colour) {
        let set = self.set(node);
        let with = self.sets.with(set, colour);
        self.paint(node, with);
    }

    /// Returns the set of a commit.
    pub fn set(&self, node: NodeId) -> SetId {
        self.painted.get(node.index()).copied().unwrap_or(SetId::EMPTY)
    }

    /// Returns whether a set holds a colour.
    pub fn contains(&self, set: SetId, colour: Colour) -> bool {
        self.sets.contains(set, colour)
    }

    /// Returns whether a commit was painted with a colour.
    pub fn has(&self, node: NodeId, colour: Colour) -> bool {
        self.sets.contains(self.set(node), colour)
    }

    /// Returns the colours of a set in ascending order.
    pub fn colours(&self, set: SetId) -> impl Iterator<Item = Colour> + '_ {
        self.sets.iter(set)
    }

    /// Returns the visited commits in the order of their first visit.
    pub fn visited(&self) -> &[NodeId] {
        &self.visited
    }

    /// Returns whether a commit was visited.
    pub fn is_visited(&self, node: NodeId) -> bool {
        self.states.get(node.index()).is_some_and(|state| state.visited)
    }

    /// Returns how many visited commits have each set, the sets that nobody has left out.
    pub fn sizes(&self) -> impl Iterator<Item = (SetId, usize)> + '_ {
        self.sets_of(&self.sizes)
    }

    fn sets_of<'a>(&self, sizes: &'a [usize]) -> impl Iterator<Item = (SetId, usize)> + use<'a> {
        sizes.iter().zip(SetId::all()).filter(|(size, _)| **size > 0).map(|(size, id)| (id, *size))
    }

    /// Returns how many commits in the queue have each set that is there.
    pub fn queued_sizes(&self) -> Vec<(SetId, usize)> {
        let mut sizes = vec![0; self.sets.len()];
        for (_, node) in &self.queue {
            sizes[self.set(*node).index()] += 1;
        }
        self.sets_of(&sizes).collect()
    }

    /// Returns the sets of the commits in the queue.
    pub fn queued(&self) -> impl Iterator<Item = (NodeId, SetId)> + '_ {
        self.queue.iter().map(|(_, node)| (*node, self.set(*node)))
    }

    /// Returns the time of the youngest commit in the queue.
    pub fn youngest(&self) -> Option<i64> {
        self.queue.peek().map(|(time, _)| *time)
    }

    /// Visits the youngest commit in the queue; none when the whole history was walked.
    ///
    /// # Errors
    /// Where a parent cannot be read.
    pub fn step(&mut self) -> Result<Option<NodeId>, Error> {
        let Some((_, node)) = self.queue.pop() else { return Ok(None) };
        let set = self.set(node);
        let state = &mut self.states[node.index()];
        state.queued = false;
        if !state.visited {
            state.visited = true;
            self.visited.push(node);
            self.count(set, 1);
        }
        for at in 0..self.graph.parents(node).len() {
            let parent = self.graph.load_parent(node, at)?;
            let union = self.sets.union(self.set(parent), set);
            self.paint(parent, union);
        }
        Ok(Some(node))
    }

    /// Visits some commits, or as many as there are left.
    ///
    /// # Errors
    /// As [`Painting::step`].
    pub fn steps(&mut self, number: usize) -> Result<(), Error> {
        for _ in 0..number {
            if self.step()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Walks on until everything in the queue is older than `oldest`, clocks being wrong a little.
    ///
    /// # Errors
    /// As [`Painting::step`].
    pub fn walk_to(&mut self, oldest: i64) -> Result<(), Error> {
        let oldest = oldest.saturating_sub(CLOCK_SKEW);
        let mut beyond = 0;
        while let Some(youngest) = self.youngest() {
            // Of commits with a date far in the past, look at a few more: their parents may be
            // younger than they claim to be.
            beyond = if youngest < oldest { beyond + 1 } else { 0 };
            if beyond > BEYOND {
                break;
            }
            self.step()?;
        }
        Ok(())
    }

    fn paint(&mut self, node: NodeId, set: SetId) {
        let needed = self.graph.len();
        if self.painted.len() < needed {
            let room = needed.next_power_of_two();
            self.painted.resize(room, SetId::EMPTY);
            self.states.resize(room, State::default());
        }
        let old = self.painted[node.index()];
        let state = self.states[node.index()];
        if old == set && (state.queued || state.visited) {
            return;
        }
        self.painted[node.index()] = set;
        if state.visited {
            // A path from a commit with a wrong clock came late: hand the colours on again.
            self.count(old, -1);
            self.count(set, 1);
        }
        if !state.queued {
            self.states[node.index()].queued = true;
            self.queue.push((self.graph.time(node), node));
        }
    }

    fn count(&mut self, set: SetId, by: isize) {
        if self.sizes.len() <= set.index() {
            self.sizes.resize(set.index() + 1, 0);
        }
        self.sizes[set.index()] = self.sizes[set.index()].saturating_add_signed(by);
    }
}

/// How many commits the walk looks at beyond its end.
const BEYOND: usize = 32;
