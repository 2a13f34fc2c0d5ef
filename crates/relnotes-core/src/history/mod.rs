//! The part of the commit graph that a job asks for, loaded as it is walked.

mod ahead;
mod colours;
mod graph;
mod paint;
mod whole;

pub use self::colours::{Colour, SetId};
pub(crate) use self::graph::CLOCK_SKEW;
pub use self::graph::{Graph, NodeHashSet, NodeHasher, NodeId, NodeMap, Taken};
pub use self::paint::Painting;
pub use self::whole::{History, NodeSet};
