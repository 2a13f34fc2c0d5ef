//! What the files of a repository show, as the plain types of the core.
//!
//! | module | is |
//! |---|---|
//! | [`gather`] | the facts of a range: trees first, then the blobs of the files that a detector picks |
//! | [`detectors`] | one file a detector: what it picks, what it yields |
//! | [`range`] | the two trees of a range, as detectors see them |
//! | [`migrations`] | migrations of databases: what they do, what undoing them is worth, the way back |
//! | [`ci`] | pipelines of GitHub Actions and GitLab CI: triggers, conditions, what jobs do |
//!
//! Files are data: nothing of what they say is run, and no file, however made, takes more than a moment to read.

pub mod ci;
pub mod detectors;
pub mod migrations;
pub mod range;

mod attribution;
mod compat;
mod component;
mod gather;
mod graphql;
mod keys;
mod names;
mod openapi;
mod own;
mod prometheus;
mod proto;
mod risk;
mod source;
#[cfg(test)]
mod testing;
mod text;
mod yaml;

pub use self::gather::gather;
