//! `relnotes explain`: the page of a rule.

use relnotes_core::config;
use relnotes_core::policy::{self, Rule};

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes explain RN205
  relnotes explain missing-back-merge
  relnotes explain --all                  a line a rule
  relnotes explain --all --format md      all pages")]
pub(crate) struct Args {
    /// The code or the name of a rule
    #[arg(value_name = "RULE", required_unless_present = "all")]
    rule: Option<String>,
    /// All rules
    #[arg(long, conflicts_with = "rule")]
    all: bool,
    /// text, or md: pages in Markdown
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
}

/// How pages are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// Markdown
    Md,
}

/// Prints pages.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Exit, Failure> {
    let text = match (&args.rule, args.format) {
        (Some(key), format) => page(rule(key)?, format),
        (None, Format::Text) => list(),
        (None, Format::Md) => {
            let pages: Vec<String> =
                policy::ALL.iter().map(|rule| page(rule, Format::Md)).collect();
            pages.join("\n")
        }
    };
    shell.print(&text)?;
    Ok(Exit::Done)
}

fn rule(key: &str) -> Result<&'static Rule, Failure> {
    policy::find(key).ok_or_else(|| {
        let known = policy::ALL.iter().flat_map(|rule| [rule.code, rule.name]);
        let failure = Failure::new(format!("there is no rule `{key}`"));
        match config::nearest(key, known) {
            Some(near) => failure.hint(format!("relnotes explain {near}")),
            None => failure.hint("relnotes explain --all"),
        }
    })
}

fn list() -> String {
    let width = policy::ALL.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let line = |rule: &&Rule| {
        let (level, group) = (rule.level.as_str(), rule.group.as_str());
        format!("{}  {:width$}  {level:5}  {group}\n", rule.code, rule.name)
    };
    policy::ALL.iter().map(line).collect()
}

fn page(rule: &Rule, format: Format) -> String {
    let (level, group) = (rule.level.as_str(), rule.group.as_str());
    let docs = rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let head = format!("{} {}", rule.code, rule.name);
    match format {
        Format::Md => {
            let body: String = docs.map(|line| line.to_owned() + "\n").collect();
            format!("# {head}\n\nLevel `{level}`, group `{group}`.\n\n{body}")
        }
        Format::Text => {
            let body: String =
                docs.map(|line| line.trim_start_matches("## ").to_owned() + "\n").collect();
            format!("{head}\nlevel {level}, group {group}\n\n{body}")
        }
    }
}
