//! Statements of a script: tokens up to the sign that ends them, and a cursor to read one.

use std::mem::take;

use super::token::{Kind, Token};

/// Cuts tokens into statements; empty ones are left out.
///
/// The bodies of triggers and procedures hold signs that end nothing.
pub(super) fn statements(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let mut out = Vec::new();
    let mut statement: Vec<Token> = Vec::new();
    let mut depth = 0_usize;
    for token in tokens {
        if token.kind == Kind::End && (depth == 0 || token.text != ";") {
            depth = 0;
            out.push(take(&mut statement));
            continue;
        }
        if is_program(&statement) {
            depth = depth_after(depth, &statement, &token);
        }
        statement.push(token);
    }
    out.push(statement);
    out.retain(|statement| !statement.is_empty());
    out
}

fn is_program(statement: &[Token]) -> bool {
    let is_create = statement.first().is_some_and(|token| token.is("CREATE"));
    let kinds = ["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE"];
    is_create && statement.iter().take(8).any(|token| kinds.iter().any(|kind| token.is(kind)))
}

/// How deep in `BEGIN … END` and `CASE … END` a token leaves us; `END IF` and the like close none of them.
fn depth_after(depth: usize, before: &[Token], token: &Token) -> usize {
    let follows_end = before.last().is_some_and(|token| token.is("END"));
    if token.is("BEGIN") || (token.is("CASE") && !follows_end) {
        depth + 1
    } else if token.is("END") {
        depth.saturating_sub(1)
    } else if follows_end && ["IF", "LOOP", "WHILE", "REPEAT", "FOR"].iter().any(|it| token.is(it))
    {
        depth + 1
    } else {
        depth
    }
}

/// Cuts the body of a `DO` block or a procedure into its statements: `BEGIN`, `THEN`, `ELSE` and `LOOP` end one, and
/// stand alone.
pub(super) fn statements_of_program(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let mut out = Vec::new();
    let mut statement: Vec<Token> = Vec::new();
    let mut cases = 0_usize;
    for token in tokens {
        if token.is("CASE") {
            cases += 1;
        } else if token.is("END") && cases > 0 {
            cases -= 1;
            statement.push(token);
            continue;
        }
        let is_word = ["BEGIN", "THEN", "ELSE", "LOOP"].iter().any(|word| token.is(word));
        if token.kind == Kind::End || (cases == 0 && is_word) {
            cases = 0;
            out.push(take(&mut statement));
            if token.kind != Kind::End {
                out.push(vec![token]);
            }
        } else {
            statement.push(token);
        }
    }
    out.push(statement);
    out.retain(|statement| !statement.is_empty());
    out
}

/// Reads the tokens of a statement from left to right.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    pub(super) tokens: &'t [Token],
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(tokens: &'t [Token]) -> Self {
        Self { tokens, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    /// Returns the tokens that are left.
    pub(super) fn rest(&self) -> &'t [Token] {
        &self.tokens[self.at.min(self.tokens.len())..]
    }

    /// Takes words if they follow, all of them: `IF EXISTS`.
    pub(super) fn eat(&mut self, words: &str) -> bool {
        let mut at = self.at;
        for word in words.split(' ') {
            if !self.tokens.get(at).is_some_and(|token| token.is(word)) {
                return false;
            }
            at += 1;
        }
        self.at = at;
        true
    }

    /// Takes any of some words, as often as they follow.
    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        let start = self.at;
        while words.iter().any(|word| self.eat(word)) {}
        self.at > start
    }

    pub(super) fn eat_sign(&mut self, sign: char) -> bool {
        let fits = self.peek().is_some_and(|token| token.is_sign(sign));
        self.at += usize::from(fits);
        fits
    }

    /// Takes a name and returns its last part: of `public.users` that is `users`.
    pub(super) fn name(&mut self) -> Option<String> {
        let mut last = self.peek().filter(|token| token.is_name())?;
        self.at += 1;
        while self.peek().is_some_and(|token| token.is_sign('.')) {
            self.at += 1;
            last = self.peek().filter(|token| token.is_name())?;
            self.at += 1;
        }
        Some(last.text.clone())
    }

    /// Returns whether a word follows anywhere.
    pub(super) fn has(&self, word: &str) -> bool {
        self.rest().iter().any(|token| token.is(word))
    }

    /// Returns whether some words follow anywhere, side by side.
    pub(super) fn has_all(&self, words: &str) -> bool {
        (self.at..self.tokens.len()).any(|at| Cursor { tokens: self.tokens, at }.eat(words))
    }
}

/// Cuts tokens at the commas that stand in no parentheses.
pub(super) fn at_commas(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut depth, mut start) = (0_i32, 0);
    let mut parts = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.is_sign('(') {
            depth += 1;
        } else if token.is_sign(')') {
            depth -= 1;
        } else if depth == 0 && token.is_sign(',') {
            parts.push(&tokens[start..at]);
            start = at + 1;
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Writes tokens as they stand in their text, with a space where anything lay between them.
pub(super) fn show(source: &str, tokens: &[Token]) -> String {
    let mut out = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.span.start) {
            out.push(' ');
        }
        out.push_str(&source[token.span.clone()]);
        end = Some(token.span.end);
        if out.len() > 400 {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = statements(tokens(text));
        let shown: Vec<String> = found.iter().map(|it| show(text, it)).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn statements_end_at_semicolons() {
        check("a; b -- c\n d;;\n", &["a", "b d"]);
    }

    #[test]
    fn the_body_of_a_trigger_ends_nothing() {
        let trigger = "CREATE TRIGGER a AFTER INSERT ON b BEGIN UPDATE c SET d = CASE WHEN e THEN 1 END; \
                       IF f THEN g; END IF; END";
        check(&format!("{trigger}; h"), &[trigger, "h"]);
    }

    #[test]
    fn a_begin_of_a_transaction_is_a_statement() {
        check("BEGIN; a; COMMIT;", &["BEGIN", "a", "COMMIT"]);
    }

    #[test]
    fn programs_have_statements_within_others() {
        let text =
            "BEGIN IF (SELECT CASE WHEN a THEN 1 ELSE 2 END) = 1 THEN INSERT INTO b; END IF; END";
        let found = statements_of_program(tokens(text));
        let shown: Vec<String> = found.iter().map(|it| show(text, it)).collect();
        let condition = "IF (SELECT CASE WHEN a THEN 1 ELSE 2 END) = 1";
        assert_eq!(shown, ["BEGIN", condition, "THEN", "INSERT INTO b", "END IF", "END"]);
    }
}
