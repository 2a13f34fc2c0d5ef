//! The policy lint over whole histories: what each finds, how every format tells it, and what is left of it in
//! the checkouts of a CI.

#![cfg(test)]

mod checkouts;
mod clean;
mod formats;
mod histories;
mod hostile;
mod junit;
mod pull_requests;
pub(crate) mod told;

use std::path::Path;

use crate::cli::{Ran, run};

/// The day that ages are measured to: long after every history here.
const DATE: &str = "--date 2026-03-01";

/// Lints a repository whose policy says nothing about pipelines: most histories have none.
fn lint(folder: &Path, arguments: &str) -> Ran {
    let config = folder.join("relnotes.toml");
    if !config.exists() {
        std::fs::write(config, "policy.rules.pipelines = \"allow\"\n").unwrap();
    }
    run(folder, &format!("lint {DATE} {arguments}"))
}
