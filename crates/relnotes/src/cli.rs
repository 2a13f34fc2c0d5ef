//! The command line: arguments and their help. What they do is in [`crate::commands`].

use std::ffi::OsString;
use std::path::PathBuf;

use anstream::ColorChoice;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::commands::{
    blanks, changelog, doctor, documents, draft, explain, gate, hotfix, init, lint, next, parse,
    pipeline, publish, reconcile, rollback, tag, tags, why,
};
use crate::network::NetworkArgs;

const EXAMPLES: &str = "\
Examples:
  relnotes                            what is unreleased at HEAD
  relnotes v1.3.0                     the notes of a tag, since the release before it
  relnotes v1.2.0..v1.3.0             the notes of a range
  relnotes v1.3.0 -d internal         the same for teams: every change, tickets, authors
  relnotes v1.3.0 -d all -o out/      all documents into a folder
  relnotes --as v1.4.0                a draft: HEAD as if it were tagged v1.4.0
  relnotes draft                      on a release branch: all documents into releases/v1.3.0/
  relnotes gate                       may it go, and why
  relnotes why v1.3.0                 which release is the one before, and why";

const DETAILS: &str = "\
Results go to standard output, everything else to standard error. Only `draft`, `gate --decide` and
`tag` write into a repository, and nothing is ever pushed; `publish` writes to the forge. Nothing is asked over the network without
`--online` or `network.online`, and nothing that a repository or a configuration says is ever executed.

Environment:
  RELNOTES_LANG       the language of documents, as --lang
  SOURCE_DATE_EPOCH   the date of drafts, as --date: the same history gives the same bytes
  GIT_DIR             the repository, as for git
  NO_COLOR, CLICOLOR_FORCE  colours of messages off or on

Exit codes:
  0   done, also where nothing is unreleased
  1   `lint`: a violation at level deny; `gate`: NO-GO; with --check: something to mend or to fill
  2   the job could not be done; no file is half written
  3   `lint --strict`, `gate`: nothing speaks against it, but something cannot be told";

/// Release documents from a git history: exact, with evidence, in English and Russian
#[derive(Debug, Parser)]
#[command(name = "relnotes", bin_name = "relnotes", version, max_term_width = 100)]
#[command(override_usage = "relnotes [OPTIONS] [RANGE]\n       relnotes [OPTIONS] <COMMAND>")]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{DETAILS}"))]
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
    ///
    /// Paths of other options count from there.
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) folder: Option<PathBuf>,
    /// Configuration to read instead of relnotes.toml at the top of the repository
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// Print no notes: results, warnings and errors only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// auto, always or never: colours of messages
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    #[arg(hide_possible_values = true)]
    pub(crate) color: ColorWhen,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
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
    /// Explain which release another one is compared with
    Why(why::Args),
    /// List the release tags in their order, and what is wrong with them
    Tags(tags::Args),
    /// Show how commit messages are understood, as JSON
    Parse(parse::Args),
    /// Write the notes of all releases, the newest first
    Changelog(changelog::Args),
    /// Write the documents of a release into the repository, and keep them up to date
    Draft(draft::Args),
    /// Say whether a release may go, and why; record what was decided
    Gate(gate::Args),
    /// Make a tag that the lint accepts, with the notes as its message
    Tag(tag::Args),
    /// Say which version comes next, and why
    Next(next::Args),
    /// List what did not come back from hotfixes
    Hotfix(hotfix::Args),
    /// List what nobody has filled in the documents of a release, and who usually knows
    Blanks(blanks::Args),
    /// Make the release on the forge, or a draft of it
    Publish(publish::Args),
    /// Put the tickets of the commits beside those of the tracker's version
    Reconcile(reconcile::Args),
    /// Print the steps of a rollback, and whether the code alone can go back
    Rollback(rollback::Args),
    /// Check branches, tags, commits and pipelines against the release model
    Lint(lint::Args),
    /// Show the page of a rule
    Explain(explain::Args),
    /// Check whether this clone and its configuration can give whole answers
    Doctor(doctor::Args),
    /// Show what runs in CI for which branch, beside what the release model wants
    Pipeline(pipeline::Args),
    /// Print a configuration with every default, or write a pipeline to begin with
    Init(init::Args),
    /// Print the JSON Schema of a configuration or an output
    Schema(crate::commands::schema::Args),
    /// Print the completion script of a shell
    Completions(crate::commands::completions::Args),
}

/// Names of all commands, to suggest one.
pub(crate) const COMMANDS: [&str; 20] = [
    "why",
    "tags",
    "parse",
    "changelog",
    "draft",
    "gate",
    "tag",
    "next",
    "hotfix",
    "blanks",
    "publish",
    "reconcile",
    "rollback",
    "lint",
    "explain",
    "doctor",
    "pipeline",
    "init",
    "schema",
    "completions",
];

/// An argument of documents in front of a command, which would be silently forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stray {
    /// As it was typed: a range, or `--option`.
    pub(crate) typed: String,
    /// The command.
    pub(crate) command: String,
    /// Whether the command has that option, too.
    pub(crate) is_option_of_command: bool,
    /// Whether the command takes a tag, a branch or a range.
    pub(crate) takes_range: bool,
}

/// Reads the command line, and finds what stands before a command and belongs to documents.
///
/// # Errors
/// What clap says; also help and version.
pub(crate) fn parse<I, T>(arguments: I) -> Result<(Cli, Option<Stray>), clap::Error>
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let matches = Cli::command().try_get_matches_from(arguments)?;
    let stray = stray(&matches);
    Ok((Cli::from_arg_matches(&matches)?, stray))
}

fn stray(matches: &ArgMatches) -> Option<Stray> {
    let (name, _) = matches.subcommand()?;
    let of_documents = documents::Args::augment_args(clap::Command::new("documents"));
    let arg = of_documents.get_arguments().find(|arg| {
        let source = matches.value_source(arg.get_id().as_str());
        source == Some(ValueSource::CommandLine)
    })?;
    let typed = match arg.get_long() {
        Some(long) => format!("--{long}"),
        None => matches.get_one::<String>("range").cloned().unwrap_or_default(),
    };
    let whole = Cli::command();
    let command = whole.find_subcommand(name)?;
    Some(Stray {
        typed,
        command: name.to_owned(),
        is_option_of_command: command.get_arguments().any(|it| it.get_long() == arg.get_long()),
        takes_range: command.get_positionals().any(|it| {
            it.get_value_names().is_some_and(|names| {
                names.iter().any(|name| matches!(name.as_str(), "RANGE" | "REV"))
            })
        }),
    })
}

#[cfg(test)]
mod tests {
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
        let (cli, stray) = parse(["relnotes", "-C", "x", "tags"]).unwrap();
        assert!(cli.command.is_some() && cli.documents.range.is_none() && stray.is_none());
    }

    #[test]
    fn what_stands_before_a_command_is_found() {
        for (arguments, typed) in [
            (&["relnotes", "v1.3.0", "why"][..], "v1.3.0"),
            (&["relnotes", "--lang", "ru", "changelog"], "--lang"),
            (&["relnotes", "-d", "plan", "why", "v1.3.0"], "--document"),
        ] {
            let (_, stray) = parse(arguments).unwrap();
            assert_eq!(stray.unwrap().typed, typed);
        }
        let (_, stray) = parse(["relnotes", "changelog", "--lang", "ru"]).unwrap();
        assert_eq!(stray, None);
    }
}
