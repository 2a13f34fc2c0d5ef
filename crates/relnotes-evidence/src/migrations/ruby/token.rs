//! Tokens of Ruby, as far as migrations need them: strings in their many forms, symbols, names of arguments.

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// What it says; of a string what is between the quotes.
    pub(crate) text: String,
    /// From 1.
    pub(crate) line: u32,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a key word.
    Word,
    /// The name of an argument: `null:`.
    Key,
    /// A symbol: `:users`.
    Symbol,
    /// A string.
    Text,
    /// A string that is made while the program runs: `"#{a}"`.
    Made,
    /// A list of words: `%w[a b]`, with spaces between them.
    Words,
    /// A number.
    Number,
    /// Any other sign.
    Sign,
    /// The end of a line that ends a statement.
    End,
}

impl Token {
    /// Returns whether it is a sign.
    pub(crate) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign && self.text.starts_with(sign)
    }

    /// Returns whether it is a name or key word.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }
}

/// Reads all tokens of a text; what is not closed reaches to the end.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer =
        Lexer { text, at: 0, line: 1, depth: 0, heredocs: Vec::new(), tokens: Vec::new() };
    while lexer.next() {}
    lexer.tokens.push(Token { kind: Kind::End, text: String::new(), line: lexer.line });
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    depth: usize,
    /// Where the texts of the lines below go: the token, the word that ends it, whether it is as written.
    heredocs: Vec<(usize, String, bool)>,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, text: String) {
        self.tokens.push(Token { kind, text, line: self.line });
    }

    fn skip(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.text.len());
        let lines =
            self.text.as_bytes()[self.at..end].iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = end;
    }

    fn next(&mut self) -> bool {
        let Some(first) = self.rest().chars().next() else { return false };
        match first {
            '\n' => self.line_end(),
            ';' => {
                self.push(Kind::End, String::new());
                self.skip(1);
            }
            '#' => self.skip(self.rest().find('\n').unwrap_or(self.rest().len())),
            '\\' if self.rest()[1..].starts_with('\n') => self.skip(2),
            _ if first.is_whitespace() => self.skip(first.len_utf8()),
            '"' | '\'' | '`' => self.string(1, first, first),
            '%' if self.percent() => {}
            '<' if self.heredoc() => {}
            ':' => self.colon(),
            _ if first.is_alphabetic() || first == '_' || first == '@' || first == '$' => {
                self.word();
            }
            _ if first.is_ascii_digit() => {
                let is_part =
                    |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '.';
                let length = self.rest().find(|char| !is_part(char)).unwrap_or(self.rest().len());
                self.push(Kind::Number, self.rest()[..length].to_owned());
                self.skip(length);
            }
            _ => {
                match first {
                    '(' | '[' => self.depth += 1,
                    ')' | ']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                self.push(Kind::Sign, first.to_string());
                self.skip(first.len_utf8());
            }
        }
        true
    }

    /// The end of a line ends a statement unless a bracket is open, an operator waits for more, or the next line goes on.
    fn line_end(&mut self) {
        self.skip(1);
        for (token, word, is_plain) in std::mem::take(&mut self.heredocs) {
            self.body(token, &word, is_plain);
        }
        let waits = self.tokens.last().is_some_and(|token| {
            token.kind == Kind::Key
                || [',', '+', '&', '=', '.', '>'].iter().any(|it| token.is_sign(*it))
        });
        let next = self.rest().trim_start_matches([' ', '\t']);
        let goes_on = next.starts_with('.') || next.starts_with("&.");
        if self.depth == 0 && !waits && !goes_on {
            self.push(Kind::End, String::new());
        }
    }

    /// The text of a heredoc: the lines up to one that has nothing but its word.
    fn body(&mut self, token: usize, word: &str, is_plain: bool) {
        let rest = &self.text[self.at..];
        let mut length = 0;
        let mut end = rest.len();
        for line in rest.split_inclusive('\n') {
            if line.trim() == word {
                end = length + line.len();
                break;
            }
            length += line.len();
        }
        let text = rest[..length].to_owned();
        let is_made = !is_plain && text.contains("#{");
        self.tokens[token].kind = if is_made { Kind::Made } else { Kind::Text };
        self.tokens[token].line = self.line;
        self.tokens[token].text = text;
        self.skip(end);
    }

    /// `<<~SQL`, `<<-"SQL"`, `<<SQL`.
    fn heredoc(&mut self) -> bool {
        let Some(rest) = self.rest().strip_prefix("<<") else { return false };
        let rest = rest.strip_prefix(['~', '-']).unwrap_or(rest);
        let quote = rest.chars().next().filter(|char| matches!(char, '"' | '\''));
        let name = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
        let length = name.find(|char: char| !(char.is_ascii_alphanumeric() || char == '_'));
        let word = name[..length.unwrap_or(name.len())].to_owned();
        if !word.starts_with(|char: char| char.is_ascii_uppercase() || char == '_') {
            return false;
        }
        let used = self.rest().len() - name.len() + word.len() + usize::from(quote.is_some());
        self.heredocs.push((self.tokens.len(), word, quote == Some('\'')));
        self.push(Kind::Text, String::new());
        self.skip(used);
        true
    }

    /// `%w[a b]`, `%i[a b]`, `%q(a)`, `%(a)`.
    fn percent(&mut self) -> bool {
        let follows_value = self.tokens.last().is_some_and(|token| {
            matches!(token.kind, Kind::Text | Kind::Made | Kind::Number) || token.is_sign(')')
        });
        let rest = &self.rest()[1..];
        let letter = rest.chars().next().filter(|char| "wWiIqQ".contains(*char));
        let open = rest[letter.map_or(0, char::len_utf8)..].chars().next();
        let close = match open {
            Some('[') => ']',
            Some('(') => ')',
            Some('{') => '}',
            Some('<') => '>',
            Some('|') => '|',
            _ => return false,
        };
        if follows_value {
            return false;
        }
        self.string(if letter.is_some() { 3 } else { 2 }, open.unwrap_or(close), close);
        if let (Some('w' | 'W' | 'i' | 'I'), Some(token)) = (letter, self.tokens.last_mut()) {
            token.kind = Kind::Words;
        }
        true
    }

    /// A string whose text begins after some bytes; signs of its own kind may nest in it.
    fn string(&mut self, from: usize, open: char, close: char) {
        let bytes = self.rest().as_bytes();
        let (open, close) = (open as u8, close as u8);
        let (mut at, mut depth) = (from, 0_usize);
        while at < bytes.len() {
            if bytes[at] == b'\\' {
                at += 1;
            } else if bytes[at] == close && depth == 0 {
                break;
            } else if bytes[at] == close {
                depth -= 1;
            } else if bytes[at] == open {
                depth += 1;
            }
            at += 1;
        }
        let end = at.min(bytes.len());
        let inner = String::from_utf8_lossy(&bytes[from.min(end)..end]).into_owned();
        let is_made = close != b'\'' && inner.contains("#{");
        // `"null": false` is the name of an argument, too.
        let is_key = bytes.get(end + 1) == Some(&b':') && bytes.get(end + 2) == Some(&b' ');
        let kind = match (is_made, is_key) {
            (true, _) => Kind::Made,
            (false, true) => Kind::Key,
            (false, false) => Kind::Text,
        };
        self.push(kind, inner);
        self.skip(end + 1 + usize::from(kind == Kind::Key));
    }

    fn length_of_word(text: &str) -> usize {
        let is_part = |char: char| char.is_alphanumeric() || char == '_';
        let length = text.find(|char| !is_part(char)).unwrap_or(text.len());
        let rest = &text[length..];
        let is_end = rest.starts_with(['?', '!']) && !rest[1..].starts_with('=');
        length + usize::from(is_end)
    }

    /// A symbol, or a colon.
    fn colon(&mut self) {
        let rest = &self.rest()[1..];
        if rest.starts_with(':') {
            self.push(Kind::Sign, "::".to_owned());
            self.skip(2);
        } else if rest.starts_with('"') {
            self.skip(1);
            self.string(1, '"', '"');
        } else if rest.starts_with(|char: char| char.is_alphabetic() || char == '_') {
            let length = Self::length_of_word(rest);
            self.push(Kind::Symbol, rest[..length].to_owned());
            self.skip(1 + length);
        } else {
            self.push(Kind::Sign, ":".to_owned());
            self.skip(1);
        }
    }

    fn word(&mut self) {
        let marks = self.rest().len() - self.rest().trim_start_matches(['@', '$']).len();
        let length = marks + Self::length_of_word(&self.rest()[marks..]);
        let rest = &self.rest()[length..];
        let is_key = rest.starts_with(':') && !rest.starts_with("::");
        let text = self.rest()[..length].to_owned();
        let kind = if is_key { Kind::Key } else { Kind::Word };
        self.push(kind, text);
        self.skip((length + usize::from(is_key)).max(1));
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
    fn calls_have_symbols_and_keys() {
        check(
            "add_column :a, :b, 'c', null: false # d\n",
            &[
                (Kind::Word, "add_column"),
                (Kind::Symbol, "a"),
                (Kind::Sign, ","),
                (Kind::Symbol, "b"),
                (Kind::Sign, ","),
                (Kind::Text, "c"),
                (Kind::Sign, ","),
                (Kind::Key, "null"),
                (Kind::Word, "false"),
                (Kind::End, ""),
                (Kind::End, ""),
            ],
        );
    }

    #[test]
    fn heredocs_are_texts() {
        check(
            "execute(<<~SQL.squish)\n  DROP TABLE a;\n  SQL\nb",
            &[
                (Kind::Word, "execute"),
                (Kind::Sign, "("),
                (Kind::Text, "  DROP TABLE a;\n"),
                (Kind::Sign, "."),
                (Kind::Word, "squish"),
                (Kind::Sign, ")"),
                (Kind::End, ""),
                (Kind::Word, "b"),
                (Kind::End, ""),
            ],
        );
    }

    #[test]
    fn lists_of_words_and_strings_with_other_quotes() {
        check(
            "%i[a b] %q(c (d)) \"e#{f}\" A::B",
            &[
                (Kind::Words, "a b"),
                (Kind::Text, "c (d)"),
                (Kind::Made, "e#{f}"),
                (Kind::Word, "A"),
                (Kind::Sign, "::"),
                (Kind::Word, "B"),
                (Kind::End, ""),
            ],
        );
    }

    #[test]
    fn a_line_that_waits_goes_on() {
        let ends = |text: &str| tokens(text).iter().filter(|token| token.kind == Kind::End).count();
        assert_eq!(ends("a b,\n c"), 1);
        assert_eq!(ends("a\n  .b"), 1);
        assert_eq!(ends("a\nb"), 2);
    }

    #[test]
    fn what_is_not_closed_is_no_danger() {
        for text in ["'a", "\"a\\", "%w[a", "<<~SQL\na", "<<", ":", "@", "%", "a?", "я", "((("] {
            assert_eq!(tokens(text).last().unwrap().kind, Kind::End, "{text}");
        }
    }
}
