//! `relnotes completions SHELL`: the completion script, from the same definition as the help.

use clap::CommandFactory;

use crate::cli::Cli;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

/// Prints the script.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "relnotes", &mut script);
    shell.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
