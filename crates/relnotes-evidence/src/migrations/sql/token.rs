//! Tokens of SQL in the dialects that migrations are written in.
//!
//! Comments, strings and quoted names are what must be told apart; everything else is words, numbers and signs. What is
//! not closed reaches to the end and is marked, so that nobody takes it for something else.

use std::ops::Range;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// What it says; of a quoted thing what is between the quotes.
    pub(crate) text: String,
    /// From 1.
    pub(crate) line: u32,
    /// Where it stands in the text.
    pub(crate) span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A key word or a plain name.
    Word,
    /// A name in quotes: `"a"`, `` `a` ``, `[a]`.
    Name,
    /// A string.
    Text,
    /// A string between dollars: often a program.
    Code,
    /// A number.
    Number,
    /// Any other sign.
    Sign,
    /// The end of a statement: `;`, another sign that `DELIMITER` named, `GO`, a line of psql.
    End,
    /// A string, a name or a comment that is not closed.
    Unclosed,
}

impl Token {
    /// Returns whether it is a key word.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Returns whether it is a sign.
    pub(crate) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign && self.text.starts_with(sign)
    }

    /// Returns whether it can be a name.
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Name)
    }
}

/// Reads all tokens of a text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        at: 0,
        line: 1,
        is_mysql: text.contains('`'),
        delimiter: ";".to_owned(),
        tokens: Vec::new(),
    };
    while lexer.next() {}
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    /// A backslash escapes a quote there, and is a letter like any other elsewhere.
    is_mysql: bool,
    delimiter: String,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Goes on by some bytes.
    fn skip(&mut self, bytes: usize) {
        let end = self.at + bytes;
        let lines = self.text[self.at..end].bytes().filter(|byte| *byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = end;
    }

    fn push(&mut self, kind: Kind, bytes: usize, inner: Range<usize>) {
        let text = self.text[inner].to_owned();
        self.tokens.push(Token { kind, text, line: self.line, span: self.at..self.at + bytes });
        self.skip(bytes);
    }

    /// Pushes the next bytes as they are.
    fn push_plain(&mut self, kind: Kind, bytes: usize) {
        self.push(kind, bytes, self.at..self.at + bytes);
    }

    /// Reads one token or one piece of what is none; false at the end.
    fn next(&mut self) -> bool {
        let Some(first) = self.rest().chars().next() else { return false };
        if self.line_of_its_own() || self.blank(first) || self.quoted(first) {
            return true;
        }
        let delimiter = self.delimiter.len();
        if self.rest().starts_with(&self.delimiter) {
            self.push_plain(Kind::End, delimiter);
        } else if first == '\\' {
            self.push_plain(Kind::End, self.length_of_line());
        } else if first.is_ascii_digit() {
            let is_part = |char: char| char.is_ascii_alphanumeric() || char == '.' || char == '_';
            self.push_plain(Kind::Number, self.length_while(is_part));
        } else if first.is_alphanumeric() || matches!(first, '_' | '@' | '#' | '$' | ':') {
            let is_part =
                |char: char| char.is_alphanumeric() || matches!(char, '_' | '@' | '#' | '$');
            let length = self.length_while(is_part);
            let kind = if length == 0 { Kind::Sign } else { Kind::Word };
            self.push_plain(kind, length.max(first.len_utf8()));
        } else {
            self.push_plain(Kind::Sign, first.len_utf8());
        }
        true
    }

    fn length_of_line(&self) -> usize {
        self.rest().find('\n').unwrap_or(self.rest().len())
    }

    fn length_while(&self, fits: impl Fn(char) -> bool) -> usize {
        self.rest().find(|char| !fits(char)).unwrap_or(self.rest().len())
    }

    /// Lines that speak to the client: `DELIMITER`, `GO`, a slash of Oracle.
    fn line_of_its_own(&mut self) -> bool {
        let is_first =
            self.text[..self.at].bytes().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        if is_first.is_some_and(|byte| byte != b'\n') {
            return false;
        }
        let length = self.length_of_line();
        let line = self.rest()[..length].trim();
        let mut words = line.split_whitespace();
        let is_delimiter = words.next().is_some_and(|it| it.eq_ignore_ascii_case("DELIMITER"));
        if let (true, Some(sign), None) = (is_delimiter, words.next(), words.next()) {
            self.delimiter = sign.to_owned();
        } else if !line.eq_ignore_ascii_case("GO") && line != "/" {
            return false;
        }
        self.push_plain(Kind::End, length);
        true
    }

    /// White space, comments and marks of templates.
    fn blank(&mut self, first: char) -> bool {
        if first.is_whitespace() {
            self.skip(self.length_while(char::is_whitespace));
            return true;
        }
        let rest = self.rest();
        if rest.starts_with("--") || (self.is_mysql && first == '#') {
            self.skip(self.length_of_line());
        } else if let Some(run) = rest.strip_prefix("/*!") {
            // What MySQL runs and others skip: its end is taken for a comment's, too.
            let digits = run.bytes().take_while(u8::is_ascii_digit).count();
            self.skip(3 + digits);
        } else if rest.starts_with("*/") {
            self.skip(2);
        } else if rest.starts_with("/*") {
            self.comment();
        } else if let Some(close) = [("{{", "}}"), ("{%", "%}")]
            .iter()
            .find_map(|(open, close)| rest.starts_with(open).then_some(*close))
        {
            match rest.find(close) {
                Some(end) => self.skip(end + close.len()),
                None => self.push_plain(Kind::Unclosed, rest.len()),
            }
        } else {
            return false;
        }
        true
    }

    /// A comment; those of Postgres nest.
    fn comment(&mut self) {
        let bytes = self.rest().as_bytes();
        let (mut depth, mut at) = (0_usize, 0);
        while at < bytes.len() {
            match bytes.get(at..at + 2) {
                Some(b"/*") if depth == 0 || !self.is_mysql => (depth, at) = (depth + 1, at + 2),
                Some(b"*/") => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
            if depth == 0 {
                self.skip(at);
                return;
            }
        }
        self.push_plain(Kind::Unclosed, self.rest().len());
    }

    /// Strings, quoted names and programs between dollars.
    fn quoted(&mut self, first: char) -> bool {
        match first {
            '\'' => self.string(1, self.is_mysql),
            'e' | 'E' if self.rest()[1..].starts_with('\'') => self.string(2, true),
            '"' | '`' => self.between(first, Kind::Name),
            '[' if self.opens_name() => self.between(']', Kind::Name),
            '$' => return self.dollars(),
            _ => return false,
        }
        true
    }

    /// A string whose text begins after some bytes; two quotes stand for one.
    fn string(&mut self, from: usize, escapes: bool) {
        let bytes = self.rest().as_bytes();
        let mut at = from;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' if escapes => at += 2,
                b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
                b'\'' => return self.push(Kind::Text, at + 1, self.at + from..self.at + at),
                _ => at += 1,
            }
        }
        self.push_plain(Kind::Unclosed, self.rest().len());
    }

    /// A name up to a closing sign, which stands twice to mean itself.
    fn between(&mut self, close: char, kind: Kind) {
        let bytes = self.rest().as_bytes();
        let (close, mut at) = (close as u8, 1);
        while at < bytes.len() {
            if bytes[at] != close {
                at += 1;
            } else if bytes.get(at + 1) == Some(&close) {
                at += 2;
            } else {
                return self.push(kind, at + 1, self.at + 1..self.at + at);
            }
        }
        self.push_plain(Kind::Unclosed, self.rest().len());
    }

    /// Whether a bracket quotes a name, as in SQL Server, and is none of an array: `text[]`, `ARRAY[a]`.
    fn opens_name(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        let is_apart =
            before.is_none_or(|char| char.is_whitespace() || matches!(char, '.' | '(' | ','));
        let inside = &self.rest()[1..];
        let length = inside.find(|char: char| !(char.is_alphanumeric() || " _-$#".contains(char)));
        let is_word = inside.starts_with(|char: char| char.is_alphabetic() || char == '_');
        is_apart && is_word && length.is_some_and(|length| inside[length..].starts_with(']'))
    }

    /// `$tag$ … $tag$`.
    fn dollars(&mut self) -> bool {
        let rest = self.rest();
        let tag = rest[1..].find(|char: char| !(char.is_alphanumeric() || char == '_'));
        let Some(open) = tag.filter(|at| rest[1 + at..].starts_with('$')).map(|at| at + 2) else {
            return false;
        };
        let starts_with_digit = rest[1..].starts_with(|char: char| char.is_ascii_digit());
        if starts_with_digit || rest.starts_with(&self.delimiter) {
            return false;
        }
        match rest[open..].find(&rest[..open]) {
            Some(length) => {
                let start = self.at + open;
                self.push(Kind::Code, open + length + open, start..start + length);
            }
            None => self.push_plain(Kind::Unclosed, rest.len()),
        }
        true
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
    fn comments_are_left_out_also_nested_ones() {
        check(
            "a -- DROP TABLE x;\nb /* c /* d */ ; */ e",
            &[(Kind::Word, "a"), (Kind::Word, "b"), (Kind::Word, "e")],
        );
    }

    #[test]
    fn strings_hide_what_is_in_them() {
        check("'it''s; --' E'a\\'b'", &[(Kind::Text, "it''s; --"), (Kind::Text, "a\\'b")]);
        check("'C:\\' x", &[(Kind::Text, "C:\\"), (Kind::Word, "x")]);
        check("`a` 'it\\'s'", &[(Kind::Name, "a"), (Kind::Text, "it\\'s")]);
    }

    #[test]
    fn names_are_quoted_in_three_ways() {
        let names = [(Kind::Name, "a b"), (Kind::Name, "c"), (Kind::Name, "d e")];
        check("\"a b\" `c` [d e]", &names);
        check(
            "text[] ARRAY[a]",
            &[
                (Kind::Word, "text"),
                (Kind::Sign, "["),
                (Kind::Sign, "]"),
                (Kind::Word, "ARRAY"),
                (Kind::Sign, "["),
                (Kind::Word, "a"),
                (Kind::Sign, "]"),
            ],
        );
    }

    #[test]
    fn programs_stand_between_dollars() {
        check(
            "$$ a; $$ $b$ $$ $b$ $1",
            &[(Kind::Code, " a; "), (Kind::Code, " $$ "), (Kind::Word, "$1")],
        );
    }

    #[test]
    fn clients_have_lines_of_their_own() {
        check(
            "DELIMITER //\na; b//\nDELIMITER ;\nc;\nGO\n\\connect x\nd",
            &[
                (Kind::End, "DELIMITER //"),
                (Kind::Word, "a"),
                (Kind::Sign, ";"),
                (Kind::Word, "b"),
                (Kind::End, "//"),
                (Kind::End, "DELIMITER ;"),
                (Kind::Word, "c"),
                (Kind::End, ";"),
                (Kind::End, "GO"),
                (Kind::End, "\\connect x"),
                (Kind::Word, "d"),
            ],
        );
    }

    #[test]
    fn marks_of_templates_are_left_out() {
        check("{{if .postgres}}a{{end}} {{.prefix}}b", &[(Kind::Word, "a"), (Kind::Word, "b")]);
    }

    #[test]
    fn what_is_not_closed_is_marked() {
        for text in ["'a", "\"a", "/* a", "$$ a", "{{ a", "`a", "E'a\\"] {
            assert_eq!(tokens(text).last().unwrap().kind, Kind::Unclosed, "{text}");
        }
    }

    #[test]
    fn lines_count_from_one() {
        let lines: Vec<u32> = tokens("a\n/* \n */ b\n'c\n' d").iter().map(|it| it.line).collect();
        assert_eq!(lines, [1, 3, 4, 5]);
    }

    #[test]
    fn hostile_texts_take_a_moment() {
        for text in
            ["$a".repeat(20_000), "[a".repeat(20_000), "{{".repeat(20_000), " GO".repeat(20_000)]
        {
            tokens(&text);
        }
    }
}
