//! The model of a repository's releases: what git says, read once, as plain data.
//!
//! The way of the data is one direction: [`git`] reads a repository into a [`history::Graph`],
//! [`message`] understands what people wrote in commits, [`release`] cuts a range into a
//! [`release::model::Release`] in which every commit is accounted for exactly once.
//!
//! | module | is |
//! |---|---|
//! | [`git`] | the only place that reads repositories: objects, refs, clones with holes |
//! | [`version`] | release tags and their order: candidate, final, hotfix |
//! | [`message`] | commit messages: conventional, trailers, reverts, merges, tickets |
//! | [`branch`] | what a branch is by its name |
//! | [`ticket`] | tickets of a tracker, told from pull requests and from names such as `UTF-8` |
//! | [`mailmap`] | `.mailmap` as git applies it |
//! | [`config`] | `relnotes.toml` and its defaults |
//! | [`bundle`] | what the documents of a release say of themselves |
//! | [`enrichment`] | what forges and trackers know: pull requests, tickets, checks |
//! | [`evidence`] | what the files of a range show: migrations, variables, contracts, alerts
//! | [`brief`] | `release.toml`: what people declare about one release |
//! | [`declared`] | declared values, each with the place where it stands |
//! | [`policy`] | rules of branches, tags, commits, versions and pipelines, one file each
//! | [`pipeline`] | what runs in CI for which ref, beside what the model wants |
//! | [`gate`] | go or no-go: criteria over plain facts, one file each
//! | [`reconcile`] | tickets of commits beside tickets of the tracker's version |
//! | [`release`] | base, content, changes, duplicates, reverts, accounting |
//! | [`side_by_side`] | several jobs at once, with the same outcome |
//!
//! Nothing here reads the clock, the environment or the terminal, and nothing prints.

pub mod branch;
pub mod brief;
pub mod bundle;
pub mod config;
pub mod declared;
pub mod enrichment;
pub mod evidence;
pub mod gate;
pub mod git;
pub mod history;
pub mod id;
pub mod mailmap;
pub mod message;
pub mod person;
pub mod pipeline;
pub mod policy;
pub mod reconcile;
pub mod release;
pub mod side_by_side;
pub mod tag;
pub mod ticket;
pub mod version;
