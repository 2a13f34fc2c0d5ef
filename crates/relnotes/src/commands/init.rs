//! `relnotes init`: the configuration with every default, explained.

use relnotes_core::config::DEFAULT_TOML;

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print a relnotes.toml with every default and its explanation
    #[arg(long, required = true)]
    print: bool,
}

/// Prints the defaults.
pub(crate) fn run(_args: &Args, shell: &mut Shell) -> Result<Exit, Failure> {
    shell.print(DEFAULT_TOML)?;
    Ok(Exit::Done)
}
