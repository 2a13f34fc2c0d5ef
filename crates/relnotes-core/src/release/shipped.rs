//! Which commits an earlier production release had already, themselves or in a copy.

use crate::history::{Colour, NodeId};

use super::content::Content;
use super::cut::Base;
use super::kin::Kin;
use super::model::{SameBy, ShippedAs};
use super::survey::{Seed, Survey};
use super::undone::Undone;

/// What earlier releases had.
pub(super) struct Shipped<'a, 'g, 'r, 't> {
    pub(super) survey: &'a Survey<'g, 'r, 't>,
    pub(super) base: &'a Base,
    pub(super) kin: &'a Kin,
    pub(super) others: &'a Content,
    pub(super) undone: &'a Undone,
}

/// The first release that had a commit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct First {
    /// Its place among the seeds.
    pub(super) seed: usize,
    /// The copies in it and in others.
    pub(super) copies: Vec<(NodeId, SameBy)>,
}

impl Shipped<'_, '_, '_, '_> {
    /// Returns the lowest lower tag, dated not later than the target, that reaches a commit.
    fn lowest(&self, node: NodeId) -> Option<usize> {
        let set = self.survey.painting.set(node);
        self.survey.seeds_in(set).find(|seed| self.counts(seed)).map(Survey::place)
    }

    fn counts(&self, seed: &Seed) -> bool {
        self.survey.is_lower(seed) && self.survey.is_dated(seed)
    }

    /// Returns whether the base or a lower production tag has a commit, and has not taken it back.
    pub(super) fn holds(&self, node: NodeId) -> bool {
        let painting = &self.survey.painting;
        let set = painting.set(node);
        let of_tags = self.survey.seeds_in(set).filter(|seed| self.counts(seed));
        let of_tags = of_tags.map(|seed| seed.colour);
        let of_base = self.base.colour.filter(|colour| painting.contains(set, *colour));
        let mut colours = of_tags.chain(of_base);
        colours.any(|colour| !self.undone.is_undone(node, &|revert| painting.has(revert, colour)))
    }

    /// Returns the first release that had a commit or a copy of it.
    pub(super) fn first(&self, node: NodeId) -> Option<First> {
        let copies: Vec<(NodeId, SameBy)> = self
            .kin
            .of(node)
            .iter()
            .copied()
            .filter(|(copy, _)| self.others.contains(*copy) && self.lowest(*copy).is_some())
            .collect();
        let own = self.lowest(node);
        let seed = copies.iter().filter_map(|(copy, _)| self.lowest(*copy)).chain(own).min()?;
        Some(First { seed, copies })
    }

    /// Returns whether a release has a commit or a copy of it.
    pub(super) fn is_in(&self, node: NodeId, colour: Colour) -> bool {
        let painting = &self.survey.painting;
        let copies = self.kin.of(node).iter().map(|(copy, _)| *copy);
        std::iter::once(node).chain(copies).any(|node| painting.has(node, colour))
    }

    /// Returns the copies of a commit as data.
    pub(super) fn copies(&self, node: NodeId, first: &First) -> Vec<ShippedAs> {
        let graph = self.survey.graph();
        let of = |(copy, by): &(NodeId, SameBy)| ShippedAs {
            commit: graph.id(node),
            of: graph.id(*copy),
            by: *by,
        };
        first.copies.iter().map(of).collect()
    }
}
