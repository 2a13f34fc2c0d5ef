//! SQL as steps: what each statement of a script does, as far as it matters to a release.
//!
//! There is no full grammar, which would have to be that of seven databases: statements are recognised by their first
//! words, and one that is not is a step [`Act::Unread`], never one that does nothing.

mod alter;
mod statement;
mod token;
pub(crate) mod types;
mod verb;

use self::statement::{show, statements, statements_of_program};
use self::token::{Kind, Token, tokens};
use super::step::{Act, Step, settle};

/// Reads a script whose first line has a number.
pub(crate) fn read(text: &str, first_line: u32) -> Vec<Step> {
    let mut steps = Vec::new();
    for statement in statements(tokens(text)) {
        read_statement(text, &statement, &mut steps);
    }
    let mut steps = settle(steps);
    for step in &mut steps {
        step.line = step.line.saturating_add(first_line.saturating_sub(1));
    }
    steps
}

/// What the reader of one statement knows of it.
struct Statement<'t> {
    source: &'t str,
    tokens: &'t [Token],
}

impl Statement<'_> {
    /// A step of the whole statement.
    fn step(&self, act: Act) -> Step {
        Step::new(self.tokens[0].line, &show(self.source, self.tokens), act)
    }
}

fn read_statement(source: &str, tokens: &[Token], steps: &mut Vec<Step>) {
    let body = tokens.iter().find(|token| token.kind == Kind::Code);
    let is_closed = tokens.iter().all(|token| token.kind != Kind::Unclosed);
    if let (true, true, Some(body)) = (is_closed, tokens[0].is("DO"), body) {
        read_program(&body.text, body.line, steps);
    } else {
        read_plain(source, tokens, steps);
    }
}

fn read_plain(source: &str, tokens: &[Token], steps: &mut Vec<Step>) {
    let statement = Statement { source, tokens };
    if tokens.iter().any(|token| token.kind == Kind::Unclosed) {
        steps.push(statement.step(Act::Unread));
    } else {
        verb::read(&statement, steps);
    }
}

/// Words that steer a program and change nothing themselves.
const STEERS: [&str; 20] = [
    "BEGIN",
    "THEN",
    "ELSE",
    "LOOP",
    "IF",
    "ELSIF",
    "ELSEIF",
    "FOR",
    "FOREACH",
    "WHILE",
    "END",
    "EXCEPTION",
    "WHEN",
    "RAISE",
    "RETURN",
    "EXIT",
    "CONTINUE",
    "NULL",
    "ASSERT",
    "GET",
];

/// Reads the body of a `DO` block: it runs now.
fn read_program(body: &str, first_line: u32, steps: &mut Vec<Step>) {
    let start = steps.len();
    let mut is_declaring = false;
    for tokens in statements_of_program(tokens(body)) {
        let first = &tokens[0];
        if first.is("DECLARE") || first.is("BEGIN") {
            is_declaring = first.is("DECLARE");
            continue;
        }
        let assigns = tokens.get(1).is_some_and(|token| token.is_sign(':') || token.is_sign('='));
        if is_declaring || assigns || STEERS.iter().any(|word| first.is(word)) {
            continue;
        }
        // A block within a block is no SQL: a text made for that would nest without end.
        read_plain(body, &tokens, steps);
    }
    for step in &mut steps[start..] {
        step.line = step.line.saturating_add(first_line.saturating_sub(1));
    }
}

/// The words of a script that matter, with their lines: no comments, and no transactions, which change how it runs and
/// not what it does.
pub(crate) fn substance(text: &str) -> Vec<(String, u32)> {
    let mut words = Vec::new();
    for statement in statements(tokens(text)) {
        let is_transaction = statement.len() < 3
            && ["BEGIN", "COMMIT", "START", "END"].iter().any(|word| statement[0].is(word));
        if is_transaction {
            continue;
        }
        for token in &statement {
            if token.kind == Kind::Code {
                let below = token.line.saturating_sub(1);
                let inner = tokens(&token.text);
                words.extend(inner.iter().map(|it| (word(it), it.line.saturating_add(below))));
            } else {
                words.push((word(token), token.line));
            }
        }
        words.push((";".to_owned(), statement[0].line));
    }
    words
}

/// A token without what people like one way or the other.
fn word(token: &Token) -> String {
    match token.kind {
        Kind::Word => token.text.to_uppercase(),
        Kind::Text => format!("'{}", token.text),
        Kind::Code => token.text.split_whitespace().collect::<Vec<_>>().join(" "),
        Kind::Name | Kind::Number | Kind::Sign | Kind::End | Kind::Unclosed => token.text.clone(),
    }
}

#[cfg(test)]
mod tests;
