//! The command line: arguments and their help. What they do is in [`crate::commands`].

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{changelog, documents, init, parse, tags, why};

const EXAMPLES: &str = "\
Examples:
  relnotes                            what is unreleased at HEAD
  relnotes v1.3.0                     the notes of a tag, from the base that the model finds
  relnotes v1.2.0..v1.3.0             the notes of a range
  relnotes v1.3.0 -d internal         the same for the teams: every change, tickets, authors
  relnotes v1.3.0 -d all -o out/      all documents into a folder
  relnotes v1.3.0 --format json       every commit accounted for, for other programs
  relnotes --as v1.4.0                a draft: HEAD as if it were tagged v1.4.0
  relnotes why v1.3.0                 how the base was found, and what else was considered

Exit codes: 0 done, 2 the job could not be done.";

/// Release documents from a git history: exact, with evidence, in English and Russian
#[derive(Debug, Parser)]
#[command(name = "relnotes", version, after_help = EXAMPLES, max_term_width = 100)]
#[command(subcommand_negates_reqs = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) documents: documents::Args,
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// Run as if started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) folder: Option<PathBuf>,
    /// Read this configuration instead of relnotes.toml at the top of the repository
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// Say nothing but results, warnings and errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: ColorWhen,
}

impl GlobalArgs {
    /// Returns how to colour.
    pub(crate) fn colour(&self) -> ColorChoice {
        crate::shell::choice(self.color)
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands; without one, documents are made.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Explain how the base of a release was found
    Why(why::Args),
    /// List the tags that begin like a version, in the order of the release model
    Tags(tags::Args),
    /// Show how commit messages are understood
    Parse(parse::Args),
    /// Write the notes of all releases of the history
    Changelog(changelog::Args),
    /// Set up a configuration
    Init(init::Args),
    /// Print the JSON Schema of a format
    Schema(crate::commands::schema::Args),
    /// Print the completion script of a shell
    Completions(crate::commands::completions::Args),
}

/// Names of all commands, to suggest one.
pub(crate) const COMMANDS: [&str; 7] =
    ["why", "tags", "parse", "changelog", "init", "schema", "completions"];

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_can_be_suggested() {
        let command = Cli::command();
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        assert_eq!(names, COMMANDS);
    }

    #[test]
    fn a_folder_before_a_command_is_no_range() {
        let cli = Cli::try_parse_from(["relnotes", "-C", "x", "tags"]).unwrap();
        assert!(cli.command.is_some() && cli.documents.range.is_none());
    }
}
