//! Documents that are made again and again, and in which nothing that a person wrote is lost.
//!
//! A generated document names its parts in comments: `<!-- rn:begin ID -->` and `<!-- rn:end ID -->` around a region,
//! `<!-- rn:i ID -->` on a line. [`merge`] compares three texts: what was generated before, what stands in the file, and
//! what is generated now. It goes by these names and not by lines, so that people may rewrite, move, delete and add what
//! they like. What the rules are is said in `docs/regeneration.md`; the laws are tested as properties.
//!
//! | module | is |
//! |---|---|
//! | [`marks`] | the comments: reading them, and a line without them |
//! | `document`, `node` | a text as regions, items and what is below these |
//! | [`merge`], `regions` | the three-way merge: of items, of regions |
//! | `names` | by which names items are known in the three texts |
//! | `order`, `ticks` | in which order items stand; boxes to tick |
//! | [`memory`] | what is remembered between two merges |
//! | [`report`] | what a merge did |
//! | [`take`], [`recover`] | a decision on what both sides changed; a merge by lines for damaged documents |
//!
//! Nothing here knows what a release is, reads a file or fails on any text: damaged marks are [`Damaged`].

mod document;
pub mod marks;
pub mod memory;
mod merge;
mod names;
mod node;
mod order;
mod recover;
mod regions;
pub mod report;
mod structure;
mod take;
mod ticks;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub use self::document::{Damaged, Problem};
pub use self::memory::{Memory, Place};
pub use self::merge::{Merged, Options, merge};
pub use self::recover::recover;
pub use self::report::Report;
pub use self::structure::{Item, Region, Structure, structure};
pub use self::take::{Side, take};
