//! Turns the text of a `.history` file into operations. The grammar is in the crate's documentation.

use crate::clock::parse_move;
use crate::fixture::ParseError;
use crate::operation::{Message, Operation, Side, Step, Tag, Target, Trailer};
use crate::settings::{Settings, parse_hex};
use crate::words::{Word, split};

/// Parses a whole file.
pub(crate) fn parse_steps(text: &str) -> Result<Vec<Step>, ParseError> {
    let mut steps = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let at = |message| ParseError { line: index + 1, message };
        if line.trim_start().starts_with('|') {
            return Err(at("a `|` line has nothing to continue".to_owned()));
        }
        let words = split(line).map_err(at)?;
        if words.is_empty() {
            continue;
        }
        let mut body: Option<String> = None;
        while let Some((_, next)) = lines.next_if(|(_, next)| next.trim_start().starts_with('|')) {
            let rest = &next.trim_start()[1..];
            let body = body.get_or_insert_default();
            body.push_str(rest.strip_prefix(' ').unwrap_or(rest));
            body.push('\n');
        }
        let operation = parse_operation(words, body).map_err(at)?;
        steps.push(Step { line: index + 1, operation });
    }
    Ok(steps)
}

fn parse_operation(mut words: Vec<Word>, mut body: Option<String>) -> Result<Operation, String> {
    let verb = match words.remove(0) {
        Word::Bare(verb) => verb,
        Word::Quoted(_) => return Err("a line begins with a verb".to_owned()),
    };
    let mut settings = Settings::new(words);
    let operation = match verb.as_str() {
        "commit" | "commit-bytes" | "merge" | "squash" | "cherry-pick" | "revert" => {
            parse_commit(&verb, &mut settings, &mut body)?
        }
        "write" | "mailmap" => parse_write(&verb, &mut settings, &mut body)?,
        "delete" => Operation::Delete { path: settings.word("a path")? },
        "tag" => Operation::Tag(parse_tag(&mut settings, &mut body)?),
        "note" => {
            let on = settings.word("a commit")?;
            let text = body.take().map_or_else(|| settings.text("the text"), Ok)?;
            Operation::Note { on, text }
        }
        "clock" => Operation::Clock(parse_move(&settings.word("a time")?)?),
        _ => parse_ref_operation(&verb, &mut settings)?,
    };
    settings.finish()?;
    if body.is_some() {
        return Err(format!("`{verb}` takes no `|` lines"));
    }
    Ok(operation)
}

fn parse_commit(
    verb: &str,
    settings: &mut Settings,
    body: &mut Option<String>,
) -> Result<Operation, String> {
    let stamp = settings.stamp()?;
    let operation = match verb {
        "commit" => {
            let subject = Some(settings.text("the subject")?);
            Operation::Commit { message: Message { subject, body: body.take() }, stamp }
        }
        "commit-bytes" => {
            let encoding = settings.value("encoding")?;
            let bytes = parse_hex(&settings.word("the message in hexadecimal digits")?)?;
            Operation::CommitBytes { bytes, encoding, stamp }
        }
        "merge" => {
            let side = parse_side(settings);
            let heads = settings.words("what to merge")?;
            let subject = Some(settings.text("the subject")?);
            Operation::Merge { heads, message: Message { subject, body: body.take() }, side, stamp }
        }
        "squash" => {
            let side = parse_side(settings);
            let head = settings.word("what to squash")?;
            let subject = Some(settings.text("the subject")?);
            Operation::Squash { head, message: Message { subject, body: body.take() }, side, stamp }
        }
        "cherry-pick" => {
            let trailer =
                if settings.flag("x") { Trailer::CherryPickedFrom } else { Trailer::None };
            let of = settings.word("what to pick")?;
            let message = Message { subject: settings.optional_text(), body: body.take() };
            Operation::CherryPick { of, message, trailer, stamp }
        }
        _ => {
            let of = settings.words("what to revert")?;
            let message = Message { subject: settings.optional_text(), body: body.take() };
            Operation::Revert { of, message, stamp }
        }
    };
    Ok(operation)
}

fn parse_side(settings: &mut Settings) -> Side {
    if settings.flag("ours") {
        Side::Ours
    } else if settings.flag("theirs") {
        Side::Theirs
    } else {
        Side::Both
    }
}

fn parse_write(
    verb: &str,
    settings: &mut Settings,
    body: &mut Option<String>,
) -> Result<Operation, String> {
    let path = if verb == "mailmap" { ".mailmap".to_owned() } else { settings.word("a path")? };
    if path.split('/').any(|part| part.is_empty() || part == "." || part == ".." || part == ".git")
    {
        return Err(format!("`{path}` is not a path inside the repository"));
    }
    let content = match body.take() {
        Some(lines) => lines,
        None => settings.text("the content")?,
    };
    Ok(Operation::Write { path, content })
}

fn parse_tag(settings: &mut Settings, body: &mut Option<String>) -> Result<Tag, String> {
    let tagger = settings.person("by")?;
    let at = settings.time("at")?;
    let target = parse_target(settings)?;
    let name = settings.word("the tag's name")?;
    let message = settings.optional_text().map(|subject| match body.take() {
        Some(body) => format!("{subject}\n\n{body}"),
        None if subject.is_empty() => subject,
        None => format!("{subject}\n"),
    });
    Ok(Tag { name, message, tagger, at, target })
}

fn parse_target(settings: &mut Settings) -> Result<Target, String> {
    if let Some(name) = settings.value("on")? {
        Ok(Target::Commit(name))
    } else if let Some(name) = settings.value("on-tag")? {
        Ok(Target::Tag(name))
    } else if let Some(name) = settings.value("on-tree")? {
        Ok(Target::Tree(name))
    } else if let Some(content) = settings.value("on-blob")? {
        Ok(Target::Blob(content))
    } else {
        Ok(Target::Head)
    }
}

fn parse_ref_operation(verb: &str, settings: &mut Settings) -> Result<Operation, String> {
    Ok(match verb {
        "branch" => {
            let from = settings.value("from")?;
            Operation::Branch { name: settings.word("the branch's name")?, from }
        }
        "remote-branch" => {
            let at = settings.value("at")?;
            Operation::RemoteBranch { name: settings.word("a name like origin/main")?, at }
        }
        "switch" => Operation::Switch { name: settings.word("a branch")? },
        "orphan" => Operation::Orphan { name: settings.word("the branch's name")? },
        "delete-branch" => Operation::DeleteBranch { name: settings.word("a branch")? },
        "reset" => Operation::Reset { to: settings.word("where to")? },
        _ => return Err(format!("unknown verb `{verb}`")),
    })
}
