//! `relnotes parse`: how commit messages are understood, one JSON object a line.

use std::io::Read;

use relnotes_core::message::{self, Message};
use serde_json::{Value, json};

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
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
    let mut input = Vec::new();
    std::io::stdin().lock().read_to_end(&mut input).map_err(Failure::new)?;
    let mut output = String::new();
    for text in messages(&input, args.many) {
        let text = String::from_utf8_lossy(text);
        let message = match args.cleanup {
            true => parser.parse(&message::cleanup(&text)),
            false => parser.parse(&text),
        };
        output.push_str(&json(&message).to_string());
        output.push('\n');
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

fn json(message: &Message) -> Value {
    let conventional = message.conventional.as_ref().map(|parsed| {
        let footers: Vec<_> = parsed
            .footers
            .iter()
            .map(|footer| {
                json!({
                    "token": footer.token,
                    "separator": footer.separator.as_str().trim(),
                    "value": footer.value,
                })
            })
            .collect();
        json!({
            "type": parsed.kind,
            "scope": parsed.scope,
            "breaking": parsed.breaking,
            "description": parsed.description,
            "body": parsed.body,
            "footers": footers,
        })
    });
    let problems: Vec<_> = message
        .problems
        .iter()
        .map(|problem| {
            json!({
                "code": problem.code.as_str(),
                "message": problem.message,
                "start": problem.start,
                "end": problem.end,
            })
        })
        .collect();
    let trailers: Vec<_> = message
        .trailers
        .iter()
        .map(|trailer| json!({ "key": trailer.key, "value": trailer.value }))
        .collect();
    let tickets: Vec<_> = message.tickets.iter().map(|ticket| ticket.0.as_str()).collect();
    let messages = message.squashed.len() + usize::from(message.conventional.is_some());
    json!({
        "schema": "relnotes.parse/1",
        "conventional": conventional,
        "messages": messages,
        "problems": problems,
        "trailers": trailers,
        "tickets": tickets,
        "pull_requests": message.pull_request.iter().collect::<Vec<_>>(),
    })
}
