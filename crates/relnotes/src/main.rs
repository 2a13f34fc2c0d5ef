//! `relnotes`: release documents from a git history.

mod cli;
mod commands;
mod env;
mod failure;
mod load;
mod output;
mod progress;
mod settings;
mod shell;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::env::Env;
use crate::shell::Shell;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let env = Env::of_process();
    let mut shell = Shell::new(&cli.global);
    match commands::run(&cli, &env, &mut shell) {
        Ok(exit) => exit.into(),
        Err(failure) => shell.fail(&failure).into(),
    }
}
