//! `relnotes parse`: how commit messages are understood, one JSON object a line.

use std::io::Read;

use relnotes_core::message::{self, Conventional, Footer, Message, Problem, Trailer};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure, IoError};
use crate::load::{config_only, parser};
use crate::shell::Shell;

/// Arguments of `parse`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git log -1 --format=%B | relnotes parse
  git log -z --format=%B v1.2.0..v1.3.0 | relnotes parse -0 | jq -r '.conventional.type'")]
pub(crate) struct Args {
    /// Read many messages, separated by NUL
    #[arg(short = '0')]
    many: bool,
    /// Cut comments and what follows the scissors first, as git does before it commits
    #[arg(long)]
    cleanup: bool,
}

/// Reads messages from standard input and prints what they say.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let parser = parser(&config_only(global, env)?)?;
    if env.is_typed {
        shell.note("reading a commit message from the keyboard; Ctrl-D ends it");
    }
    let mut input = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut input)
        .map_err(|source| Failure::new(IoError::new("read standard input", source)))?;
    let mut output = String::new();
    for text in messages(&input, args.many) {
        let text = String::from_utf8_lossy(text);
        let message = match args.cleanup {
            true => parser.parse(&message::cleanup(&text)),
            false => parser.parse(&text),
        };
        output.push_str(&super::line(&ParseJson::of(&message))?);
    }
    shell.print(&output)?;
    Ok(Exit::Done)
}

/// Splits the input; a NUL at its end ends the last message and begins none.
fn messages(input: &[u8], many: bool) -> Vec<&[u8]> {
    if !many {
        return vec![input];
    }
    if input.is_empty() {
        return Vec::new();
    }
    input.strip_suffix(&[0]).unwrap_or(input).split(|byte| *byte == 0).collect()
}

/// What a commit message says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Parse")]
pub(crate) struct ParseJson<'a> {
    /// Name and version of this format.
    #[schemars(extend("const" = "relnotes.parse/1"))]
    schema: &'static str,
    /// The message as a conventional commit; null where it is none.
    conventional: Option<ConventionalJson<'a>>,
    /// How many messages a squashed one holds.
    messages: usize,
    /// What is wrong with it.
    problems: Vec<ProblemJson<'a>>,
    /// Trailers as git reads them.
    trailers: Vec<TrailerJson<'a>>,
    /// Tickets that it names.
    tickets: Vec<&'a str>,
    /// The pull request that it comes from.
    pull_requests: Vec<u64>,
}

/// `type(scope)!: description`, body and footers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Conventional")]
struct ConventionalJson<'a> {
    /// `feat`, `fix`, …
    #[serde(rename = "type")]
    kind: &'a str,
    /// What stands in parentheses.
    scope: Option<&'a str>,
    /// Whether `!` or a footer says that something breaks.
    breaking: bool,
    /// What follows the colon.
    description: &'a str,
    /// What stands between subject and footers.
    body: Option<&'a str>,
    /// Footers by the conventional rule.
    footers: Vec<FooterJson<'a>>,
}

/// A conventional footer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Footer")]
struct FooterJson<'a> {
    /// What stands before the separator.
    token: &'a str,
    /// How it was written.
    #[schemars(extend("enum" = [":", "#"]))]
    separator: &'a str,
    /// What stands behind it.
    value: &'a str,
}

/// A part of a message that is not as it should be.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
struct ProblemJson<'a> {
    /// What kind of problem.
    code: &'a str,
    /// In words.
    message: &'a str,
    /// Where it begins, in bytes of the message.
    start: usize,
    /// Where it ends.
    end: usize,
}

/// A trailer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Trailer")]
struct TrailerJson<'a> {
    /// What stands before the colon.
    key: &'a str,
    /// What stands behind it.
    value: &'a str,
}

impl<'a> ParseJson<'a> {
    fn of(message: &'a Message) -> Self {
        let problem = |problem: &'a Problem| ProblemJson {
            code: problem.code.as_str(),
            message: &problem.message,
            start: problem.start,
            end: problem.end,
        };
        let trailer =
            |trailer: &'a Trailer| TrailerJson { key: &trailer.key, value: &trailer.value };
        Self {
            schema: "relnotes.parse/1",
            conventional: message.conventional.as_ref().map(ConventionalJson::of),
            messages: message.squashed.len() + usize::from(message.conventional.is_some()),
            problems: message.problems.iter().map(problem).collect(),
            trailers: message.trailers.iter().map(trailer).collect(),
            tickets: message.tickets.iter().map(|ticket| ticket.0.as_str()).collect(),
            pull_requests: message.pull_request.into_iter().collect(),
        }
    }
}

impl<'a> ConventionalJson<'a> {
    fn of(parsed: &'a Conventional) -> Self {
        let footer = |footer: &'a Footer| FooterJson {
            token: &footer.token,
            separator: footer.separator.as_str().trim(),
            value: &footer.value,
        };
        Self {
            kind: &parsed.kind,
            scope: parsed.scope.as_deref(),
            breaking: parsed.breaking,
            description: &parsed.description,
            body: parsed.body.as_deref(),
            footers: parsed.footers.iter().map(footer).collect(),
        }
    }
}
