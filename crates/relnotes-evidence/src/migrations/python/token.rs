//! Tokens of Python, as far as migrations need them.

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// What it says; of a string what is between the quotes, escapes as written.
    pub(crate) text: String,
    /// From 1.
    pub(crate) line: u32,
    /// How far from the left, in bytes.
    pub(crate) column: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a key word.
    Name,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A string that is made while the program runs: `f"…"`.
    Made,
    /// Any other sign.
    Sign,
    /// The end of a statement, where no bracket is open.
    End,
}

impl Token {
    /// Returns whether it is a sign.
    pub(crate) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign && self.text.starts_with(sign)
    }

    /// Returns whether it is a name or key word.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.kind == Kind::Name && self.text == name
    }
}

/// Reads all tokens of a text; what is not closed reaches to the end.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, line: 1, line_start: 0, depth: 0, tokens: Vec::new() };
    while lexer.next() {}
    lexer.end();
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    line_start: usize,
    depth: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, text: String) {
        let column = self.at.saturating_sub(self.line_start);
        self.tokens.push(Token { kind, text, line: self.line, column });
    }

    fn skip(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.text.len());
        for (at, byte) in self.text.as_bytes()[self.at..end].iter().enumerate() {
            if *byte == b'\n' {
                self.line = self.line.saturating_add(1);
                self.line_start = self.at + at + 1;
            }
        }
        self.at = end;
    }

    /// Ends a statement, if there is one.
    fn end(&mut self) {
        if self.tokens.last().is_some_and(|token| token.kind != Kind::End) {
            self.push(Kind::End, String::new());
        }
    }

    fn next(&mut self) -> bool {
        let Some(first) = self.rest().chars().next() else { return false };
        if first == '\n' || first == ';' {
            if self.depth == 0 {
                self.end();
            }
            self.skip(1);
        } else if first == '#' {
            self.skip(self.rest().find('\n').unwrap_or(self.rest().len()));
        } else if first == '\\' && self.rest()[1..].trim_start_matches('\r').starts_with('\n') {
            self.skip(self.rest().find('\n').unwrap_or_default() + 1);
        } else if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else if first == '"' || first == '\'' {
            self.string("", first);
        } else if first.is_alphabetic() || first == '_' {
            self.word();
        } else if first.is_ascii_digit() {
            let is_part = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '.';
            let length = self.rest().find(|char| !is_part(char)).unwrap_or(self.rest().len());
            self.push(Kind::Number, self.rest()[..length].to_owned());
            self.skip(length);
        } else {
            match first {
                '(' | '[' | '{' => self.depth += 1,
                ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.push(Kind::Sign, first.to_string());
            self.skip(first.len_utf8());
        }
        true
    }

    /// A name, or the letters before a string.
    fn word(&mut self) {
        let is_part = |char: char| char.is_alphanumeric() || char == '_';
        let length = self.rest().find(|char| !is_part(char)).unwrap_or(self.rest().len());
        let word = self.rest()[..length].to_owned();
        let quote = self.rest()[length..].chars().next().filter(|char| matches!(char, '"' | '\''));
        let is_prefix = length <= 2 && word.chars().all(|char| "rRbBuUfFtT".contains(char));
        if let (Some(quote), true) = (quote, is_prefix) {
            self.string(&word, quote);
        } else {
            self.push(Kind::Name, word);
            self.skip(length);
        }
    }

    fn string(&mut self, prefix: &str, quote: char) {
        let start = prefix.len();
        let triple = quote.to_string().repeat(3);
        let is_long = self.rest()[start..].starts_with(&triple);
        let close = if is_long { triple.as_str() } else { &triple[..1] };
        let bytes = self.rest().as_bytes();
        let from = start + close.len();
        let mut at = from;
        while at < bytes.len() {
            if bytes[at] == b'\\' {
                at += 2;
            } else if bytes[at..].starts_with(close.as_bytes()) || (!is_long && bytes[at] == b'\n')
            {
                break;
            } else {
                at += 1;
            }
        }
        let end = at.min(bytes.len());
        let inner = String::from_utf8_lossy(&bytes[from.min(end)..end]).into_owned();
        let is_made = prefix.contains(['f', 'F', 't', 'T']);
        let closed = if bytes.get(end) == Some(&b'\n') { 0 } else { close.len() };
        self.push(if is_made { Kind::Made } else { Kind::Text }, inner);
        self.skip(end + closed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Kind, &str)]) {
        let tokens = tokens(text);
        let shown: Vec<_> = tokens.iter().map(|it| (it.kind, it.text.as_str())).collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn statements_end_at_lines_but_for_brackets() {
        check(
            "a = [\n  1, # c\n]\nb",
            &[
                (Kind::Name, "a"),
                (Kind::Sign, "="),
                (Kind::Sign, "["),
                (Kind::Number, "1"),
                (Kind::Sign, ","),
                (Kind::Sign, "]"),
                (Kind::End, ""),
                (Kind::Name, "b"),
                (Kind::End, ""),
            ],
        );
    }

    #[test]
    fn strings_have_three_forms() {
        check(
            "'a\\'b' r\"c\" f'{d}' \"\"\"e\n\"f\"\"\"",
            &[
                (Kind::Text, "a\\'b"),
                (Kind::Text, "c"),
                (Kind::Made, "{d}"),
                (Kind::Text, "e\n\"f"),
                (Kind::End, ""),
            ],
        );
    }

    #[test]
    fn what_is_not_closed_is_no_danger() {
        for text in ["'a", "\"\"\"a", "'a\\", "(((", "f'", "\\", "я'"] {
            assert_eq!(tokens(text).last().unwrap().kind, Kind::End, "{text}");
        }
    }
}
