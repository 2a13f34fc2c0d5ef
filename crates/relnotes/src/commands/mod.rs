//! One file a command: its arguments, and `run`, which loads, calls one function of a library and
//! writes.

pub(crate) mod blanks;
pub(crate) mod changelog;
pub(crate) mod completions;
pub(crate) mod deliver;
pub(crate) mod doctor;
pub(crate) mod documents;
pub(crate) mod draft;
pub(crate) mod explain;
pub(crate) mod gate;
pub(crate) mod hotfix;
pub(crate) mod init;
pub(crate) mod lint;
pub(crate) mod next;
pub(crate) mod parse;
pub(crate) mod pipeline;
pub(crate) mod publish;
pub(crate) mod reconcile;
pub(crate) mod rollback;
pub(crate) mod schema;
pub(crate) mod tag;
pub(crate) mod tags;
pub(crate) mod why;

use serde::Serialize;

use crate::cli::{Cli, Command, Stray};
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, is_hidden};

/// Runs what the command line asks for.
pub(crate) fn run(
    cli: &Cli,
    stray: Option<&Stray>,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let global = &cli.global;
    let Some(command) = &cli.command else {
        return documents::run(&cli.documents, global, env, shell);
    };
    if let Some(stray) = stray {
        return Err(misplaced(stray));
    }
    if !asks(command) && global.network.is_typed() {
        shell.note(
            "`--online` counts for nothing here: this command asks neither forge nor tracker",
        );
    }
    match command {
        Command::Why(args) => why::run(args, global, env, shell),
        Command::Tags(args) => tags::run(args, global, env, shell),
        Command::Parse(args) => parse::run(args, global, env, shell),
        Command::Blanks(args) => blanks::run(args, global, env, shell),
        Command::Draft(args) => draft::run(args, global, env, shell),
        Command::Gate(args) => gate::run(args, global, env, shell),
        Command::Tag(args) => tag::run(args, global, env, shell),
        Command::Next(args) => next::run(args, global, env, shell),
        Command::Hotfix(args) => hotfix::run(args, global, env, shell),
        Command::Publish(args) => publish::run(args, global, env, shell),
        Command::Reconcile(args) => reconcile::run(args, global, env, shell),
        Command::Rollback(args) => rollback::run(args, global, env, shell),
        Command::Changelog(args) => changelog::run(args, global, env, shell),
        Command::Lint(args) => lint::run(args, global, env, shell),
        Command::Explain(args) => explain::run(args, shell),
        Command::Doctor(args) => doctor::run(args, global, env, shell),
        Command::Pipeline(args) => pipeline::run(args, global, env, shell),
        Command::Init(args) => init::run(args, global, env, shell),
        Command::Schema(args) => schema::run(args, shell),
        Command::Completions(args) => completions::run(args, shell),
    }
}

/// Whether a command asks forge and tracker where somebody wishes it.
fn asks(command: &Command) -> bool {
    matches!(
        command,
        Command::Draft(_)
            | Command::Gate(_)
            | Command::Tag(_)
            | Command::Blanks(_)
            | Command::Rollback(_)
            | Command::Reconcile(_)
            | Command::Publish(_)
    )
}

/// Explains that documents and a command were asked for at once.
fn misplaced(stray: &Stray) -> Failure {
    let Stray { typed, command, is_option_of_command, takes_range } = stray;
    let failure = Failure::new(format!("`{typed}` stands before the command `{command}`"));
    if typed.starts_with('-') {
        return match is_option_of_command {
            true => failure.hint(format!("relnotes {command} {typed} …")),
            false => failure.hint(format!("`{command}` has no `{typed}`: leave it out")),
        };
    }
    match takes_range {
        true => failure.hint(format!("relnotes {command} {typed}")),
        false => failure.hint(format!("leave one of them out: relnotes {command}")),
    }
}

/// Writes JSON for people and programs, keys in the order of the struct.
pub(crate) fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    Ok(visible(&serde_json::to_string_pretty(value).map_err(Failure::new)?) + "\n")
}

/// Writes JSON on one line.
pub(crate) fn line(value: &impl Serialize) -> Result<String, Failure> {
    Ok(visible(&serde_json::to_string(value).map_err(Failure::new)?) + "\n")
}

/// Writes what steers terminals or turns text around as JSON's `\u202e`: the same text for programs,
/// and harmless for people. Such characters stand in texts only, so that none is an escape already.
fn visible(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    for c in json.chars() {
        match u32::from(c) {
            code if c != '\n' && is_hidden(c) => visible += &format!("\\u{code:04x}"),
            _ => visible.push(c),
        }
    }
    visible
}
