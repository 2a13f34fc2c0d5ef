//! The documents that can be asked for by name.

use relnotes_core::release::Scope;
use relnotes_render::documents::{self, Document};

/// The documents that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Which {
    /// Notes for users
    User,
    /// Notes for the teams
    Internal,
    /// Release plan
    Plan,
    /// Release checklist
    Checklist,
    /// Rollback plan
    Rollback,
    /// What is watched after the release
    Monitoring,
    /// How the repository stands beside the release model
    Branching,
    /// What is new since another candidate
    Delta,
    /// All of them but the delta
    All,
}

/// Returns the documents that were asked for, each once, in the order of the form.
pub(crate) fn wanted(typed: &[Which]) -> Vec<Which> {
    let all = [
        Which::User,
        Which::Internal,
        Which::Plan,
        Which::Checklist,
        Which::Rollback,
        Which::Monitoring,
        Which::Branching,
        Which::Delta,
    ];
    let is_whole = typed.contains(&Which::All);
    all.into_iter().filter(|it| typed.contains(it) || (is_whole && *it != Which::Delta)).collect()
}

/// Returns whether a document is about what is new since the last candidate, or about the version.
pub(crate) fn scope_of(which: Which) -> Scope {
    match which {
        Which::User | Which::Internal | Which::Delta => Scope::Step,
        Which::Plan
        | Which::Checklist
        | Which::Rollback
        | Which::Monitoring
        | Which::Branching
        | Which::All => Scope::Version,
    }
}

/// Returns the document itself.
pub(crate) fn document_of(which: Which) -> &'static Document {
    match which {
        Which::User | Which::All => &documents::NOTES,
        Which::Internal => &documents::INTERNAL_NOTES,
        Which::Plan => &documents::PLAN,
        Which::Checklist => &documents::CHECKLIST,
        Which::Rollback => &documents::ROLLBACK,
        Which::Monitoring => &documents::MONITORING,
        Which::Branching => &documents::BRANCHING,
        Which::Delta => &documents::DELTA,
    }
}
