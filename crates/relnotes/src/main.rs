//! `relnotes`: release documents from a git history.

mod brief;
mod bundle;
mod ci;
mod cli;
mod commands;
mod diff;
mod draft;
mod env;
mod facts;
mod failure;
mod hints;
mod identity;
mod junit;
mod load;
mod network;
mod output;
mod pipelines;
mod progress;
mod published;
mod report;
mod request;
mod settings;
mod shell;

use std::process::ExitCode;

use crate::env::Env;
use crate::shell::Shell;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let (cli, stray) = cli::parse(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let env = Env::of_process();
    let mut shell = Shell::new(&cli.global);
    match commands::run(&cli, stray.as_ref(), &env, &mut shell) {
        Ok(exit) => exit.into(),
        Err(failure) => shell.fail(&failure).into(),
    }
}
