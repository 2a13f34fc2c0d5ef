//! The program as people start it: what it prints where, and how it ends.
//!
//! Every test starts the binary with an empty environment and an empty HOME. What a release holds
//! is tested elsewhere; here it is the wiring, the words and the ways out.

#![cfg(test)]

mod bad_input;
mod bad_repository;
mod bad_templates;
mod briefs;
mod changelog;
mod config;
mod doctor;
mod documents;
mod draft;
mod drafts;
mod gate;
mod github;
#[cfg(unix)]
mod hooks;
mod init_ci;
mod lint;
mod online;
mod online_gate;
mod online_golden;
mod online_many;
mod output;
mod parse;
mod pipeline;
mod program;
mod publish;
mod reconcile;
mod release_story;
mod schemas;
mod story;
mod tag;
mod tags;
mod why;

pub(crate) use self::program::{Call, Ran, fixture, run};
