//! `relnotes changelog`: the notes of all releases.

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Arguments of `changelog`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Writes the changelog.
pub(crate) fn run(_: &Args, _: &GlobalArgs, _: &Env, _: &mut Shell) -> Result<Exit, Failure> {
    Ok(Exit::Done)
}
