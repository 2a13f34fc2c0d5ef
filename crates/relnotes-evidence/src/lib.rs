//! What the files of a repository show, as the plain types of the core.
//!
//! | module | is |
//! |---|---|
//! | [`ci`] | pipelines of GitHub Actions and GitLab CI: triggers, conditions, what jobs do |
//!
//! Files are data: nothing of what they say is run, and no file, however made, takes more than a moment to read.

pub mod ci;
