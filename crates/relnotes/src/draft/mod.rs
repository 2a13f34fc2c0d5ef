//! The bundle of a release in the work tree: seven documents that are redrafted as the branch moves, and in which
//! nothing that a person wrote is lost.
//!
//! | module | is |
//! |---|---|
//! | `aim` | which release, from which commit, in which folder |
//! | `bundle` | what the documents say of themselves, for the gate and the lint |
//! | `folder` | the files: read without following links, one draft at a time, replaced whole |
//! | `state` | `state.json`: what the last draft made, and what it remembers of people |
//! | `redraft` | every document: made anew, then merged with what stands in its file |
//! | `journal` | what is about to be written, for a draft that is killed |
//! | `report` | what is said at the end |

pub(crate) mod aim;
pub(crate) mod bundle;
pub(crate) mod folder;
pub(crate) mod journal;
pub(crate) mod redraft;
pub(crate) mod report;
pub(crate) mod state;
