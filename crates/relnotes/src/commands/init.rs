//! `relnotes init`: the configuration with every default, explained; a pipeline to begin with.

use relnotes_core::config::DEFAULT_TOML;

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

mod ci;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(subcommand_negates_reqs = true)]
pub(crate) struct Args {
    /// Print a relnotes.toml with every default and its explanation
    #[arg(long, required = true)]
    print: bool,
    #[command(subcommand)]
    what: Option<What>,
}

/// What there is to begin with.
#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write a pipeline with every stage of the release model
    Ci(ci::Args),
}

/// Prints the defaults, or writes a pipeline.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    if let Some(What::Ci(args)) = &args.what {
        return ci::run(args, global, env, shell);
    }
    shell.print(DEFAULT_TOML)?;
    Ok(Exit::Done)
}
