//! What the files of a range show, as plain data: filled by detectors, read by documents, risk rows and policy.
//!
//! A [`Fact`] is one thing that the net difference of two trees shows, with the place where it can be looked at and the
//! commits that brought it. [`Evidence`] is all of them, with an account of what was read and what could not be.

mod fact;
mod kind;
mod migration;
mod reading;
mod risk;

pub use self::fact::{Confidence, Fact, Place, Side, Verb};
pub use self::kind::{
    Alert, Contract, ContractForm, Dependency, Flag, Infrastructure, InfrastructureClass, Kind,
    Leap, Own, SqlRisk, Workload,
};
pub use self::migration::{Framework, Migration, Undo};
pub use self::reading::{Compatibility, Conflict, Doubt, Evidence, Reading, Verdict};
pub use self::risk::{Risk, RiskLevel, RiskRule};
