//! `relnotes schema NAME`: the JSON Schemas of what is read and written.

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which format
    name: Name,
}

/// The formats that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Name {
    /// relnotes.toml
    Config,
    /// The JSON of `relnotes RANGE --format json`
    Release,
}

/// Prints a schema.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Exit, Failure> {
    let schema = match args.name {
        Name::Config => relnotes_core::config::schema(),
        Name::Release => relnotes_render::json::schema(),
    };
    shell.print(&super::pretty(&schema))?;
    Ok(Exit::Done)
}
