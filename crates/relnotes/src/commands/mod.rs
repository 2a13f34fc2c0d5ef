//! One file a command: its arguments, and `run`, which loads, calls one function of a library and
//! writes.

pub(crate) mod changelog;
pub(crate) mod completions;
pub(crate) mod documents;
pub(crate) mod init;
pub(crate) mod parse;
pub(crate) mod schema;
pub(crate) mod tags;
pub(crate) mod why;

use crate::cli::{Cli, Command};
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Runs what the command line asks for.
pub(crate) fn run(cli: &Cli, env: &Env, shell: &mut Shell) -> Result<Exit, Failure> {
    let global = &cli.global;
    let Some(command) = &cli.command else {
        return documents::run(&cli.documents, global, env, shell);
    };
    if let Some(range) = &cli.documents.range {
        return Err(Failure::new(format!("`{range}` stands before a command")).hint(
            "a range makes documents, a command does something else: leave one of them out",
        ));
    }
    match command {
        Command::Why(args) => why::run(args, global, env, shell),
        Command::Tags(args) => tags::run(args, global, env, shell),
        Command::Parse(args) => parse::run(args, global, env, shell),
        Command::Changelog(args) => changelog::run(args, global, env, shell),
        Command::Init(args) => init::run(args, shell),
        Command::Schema(args) => schema::run(args, shell),
        Command::Completions(args) => completions::run(args, shell),
    }
}

/// Writes JSON for people and programs.
pub(crate) fn pretty(value: &serde_json::Value) -> String {
    // Keys are strings and nothing fails to serialize: a value is JSON already.
    format!("{value:#}\n")
}
