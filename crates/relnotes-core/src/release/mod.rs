//! Releases: the base that one is compared with, and every commit in exactly one place.
//!
//! [`cut`] resolves what was asked for, walks the history once, and assembles a
//! [`model::Release`]; [`explain`] says how the base was found. The rules are those of the
//! project's `docs/model.md`.

mod assemble;
mod base;
mod boundary;
mod change;
mod changelog;
mod content;
mod cut;
mod kin;
mod lacks;
mod ledger;
pub mod model;
mod next;
mod overrides;
mod ownership;
mod patches;
mod range;
mod references;
#[cfg(test)]
mod regressions;
mod resolve;
mod revert;
mod shipped;
mod sources;
mod survey;
mod undone;
mod version_only;
mod warning;
mod wording;

pub use self::base::Contender;
pub use self::changelog::changelog;
pub use self::cut::{Error, Explanation, Outcome, Request, Scope, cut, explain, target};
pub use self::lacks::is_version_bump;
pub use self::ledger::{Ledger, read_commits};
pub use self::next::{Raise, next_candidate, raise, raise_of};
pub use self::range::{ParseRangeError, RangeSpec};
pub use self::resolve::version_of_branch;
pub use self::sources::Sources;
