//! From the text of a `.proto` file to its contract: proto2, proto3 and editions.
//!
//! ```text
//! file    := (package | service | message | enum | skipped)*
//! message := "message" name "{" (field | oneof | map | message | enum | reserved | skipped)* "}"
//! field   := label? type name "=" number options? ";"
//! ```

use super::token::{Token, TokenKind, tokens};
use super::{Call, Enum, Field, File, Message, Reserved, Service, Side, Value};

/// Messages inside of messages; people write three.
const DEEPEST: usize = 32;

/// Reads a file; none where its brackets do not match or it is nested too deep: nothing is known of such a file.
pub(crate) fn parse(text: &str) -> Option<File> {
    let tokens = tokens(text);
    let mut parser = Parser { tokens: &tokens, at: 0, file: File::default() };
    while let Some(word) = parser.word_or_sign() {
        match word {
            "package" => parser.file.package = parser.word()?.to_owned(),
            "message" => parser.message("", 0)?,
            "enum" => parser.enumeration("")?,
            "service" => parser.service()?,
            ";" => continue,
            _ => {
                parser.skip()?;
                continue;
            }
        }
        parser.sign(b';');
    }
    Some(parser.file)
}

struct Parser<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    file: File,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<TokenKind<'t>> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn line(&self) -> u32 {
        self.tokens.get(self.at).map_or(0, |token| token.line)
    }

    fn next(&mut self) -> Option<TokenKind<'t>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn word(&mut self) -> Option<&'t str> {
        match self.next()? {
            TokenKind::Word(word) => Some(word),
            TokenKind::Text(_) | TokenKind::Sign(_) => None,
        }
    }

    /// The next word; `;` for a sign or text that begins no statement.
    fn word_or_sign(&mut self) -> Option<&'t str> {
        Some(match self.next()? {
            TokenKind::Word(word) => word,
            TokenKind::Text(_) | TokenKind::Sign(_) => ";",
        })
    }

    /// Passes a sign, if it stands here.
    fn sign(&mut self, sign: u8) -> bool {
        let is_here = self.peek() == Some(TokenKind::Sign(sign));
        self.at += usize::from(is_here);
        is_here
    }

    /// Passes the rest of a statement: to its `;`, or over its block.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.next()? {
                TokenKind::Sign(b'{' | b'[' | b'(') => depth += 1,
                TokenKind::Sign(b'}') if depth == 1 => {
                    // `option (x) = { … };` ends with the sign behind the block.
                    self.sign(b';');
                    return Some(());
                }
                // The block around the statement ends: the statement had no end of its own.
                TokenKind::Sign(b'}') if depth == 0 => {
                    self.at -= 1;
                    return Some(());
                }
                TokenKind::Sign(b'}' | b']' | b')') => depth = depth.saturating_sub(1),
                TokenKind::Sign(b';') if depth == 0 => return Some(()),
                TokenKind::Sign(_) | TokenKind::Word(_) | TokenKind::Text(_) => {}
            }
        }
    }

    fn message(&mut self, outer: &str, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let line = self.line();
        let name = nested(outer, self.word()?);
        let place = self.file.messages.len();
        let message =
            Message { name: name.clone(), line, fields: Vec::new(), reserved: Reserved::default() };
        self.file.messages.push(message);
        if !self.sign(b'{') {
            return None;
        }
        let mut group: Option<String> = None;
        loop {
            if self.sign(b'}') {
                // The end of a `oneof`, or of the message.
                if group.take().is_none() {
                    return Some(());
                }
                continue;
            }
            let line = self.line();
            let start = self.at;
            match self.word_or_sign()? {
                ";" => {}
                "message" if self.is_declaration() => self.message(&name, depth + 1)?,
                "enum" if self.is_declaration() => self.enumeration(&name)?,
                "oneof" if self.is_declaration() => {
                    group = Some(self.word()?.to_owned());
                    self.sign(b'{');
                }
                "reserved" if !self.is_field_after_one_word() => {
                    self.reserved(|parser| &mut parser.file.messages[place].reserved)?;
                }
                "option" | "extensions" | "extend" if !self.is_field_after_one_word() => {
                    self.skip()?;
                }
                _ => {
                    self.at = start;
                    if let Some(field) = self.field(line, group.as_ref()) {
                        self.file.messages[place].fields.push(field);
                    }
                    self.skip()?;
                }
            }
        }
    }

    /// `message Name {`: `message` may be the type of no field, but `oneof` and `enum` are words as well.
    fn is_declaration(&self) -> bool {
        matches!(
            self.tokens.get(self.at..self.at + 2),
            Some([
                Token { kind: TokenKind::Word(_), .. },
                Token { kind: TokenKind::Sign(b'{'), .. }
            ])
        )
    }

    /// `option = 1` would be a field without a type; `reserved Name name = 1` one with the type `reserved`.
    fn is_field_after_one_word(&self) -> bool {
        matches!(
            self.tokens.get(self.at..self.at + 3),
            Some([
                Token { kind: TokenKind::Word(_), .. },
                Token { kind: TokenKind::Sign(b'='), .. },
                Token { kind: TokenKind::Word(number), .. },
            ]) if number.starts_with(|it: char| it.is_ascii_digit())
        )
    }

    /// A field up to its number; none of what is no field.
    fn field(&mut self, line: u32, group: Option<&String>) -> Option<Field> {
        let mut label = String::new();
        let mut kind = self.word()?;
        if matches!(kind, "optional" | "required" | "repeated")
            && !matches!(self.peek(), Some(TokenKind::Sign(b'=')))
        {
            kind.clone_into(&mut label);
            kind = self.word()?;
        }
        let mut kind = kind.to_owned();
        if kind == "map" && self.sign(b'<') {
            let key = self.word()?;
            self.sign(b',');
            kind = format!("map<{key}, {}>", self.word()?);
            self.sign(b'>');
        }
        let name = self.word()?.to_owned();
        if !self.sign(b'=') {
            return None;
        }
        let number = number(self.word()?)?;
        Some(Field { name, number, line, label, kind, group: group.cloned() })
    }

    /// `1, 5 to 9, "name"`, and names without quotes in editions.
    fn reserved(&mut self, reserved: impl Fn(&mut Self) -> &mut Reserved) -> Option<()> {
        let mut is_range = false;
        loop {
            match self.next()? {
                TokenKind::Sign(b';') => return Some(()),
                TokenKind::Sign(b'}') => {
                    self.at -= 1;
                    return Some(());
                }
                TokenKind::Sign(_) => {}
                TokenKind::Text(name) => reserved(self).names.push(name.to_owned()),
                TokenKind::Word("to") => is_range = true,
                TokenKind::Word(word) => {
                    let number = if word == "max" { Some(i64::MAX) } else { number(word) };
                    let reserved = reserved(self);
                    match (number, is_range) {
                        (Some(number), true) => {
                            if let Some(last) = reserved.numbers.last_mut() {
                                last.1 = number;
                            }
                        }
                        (Some(number), false) => reserved.numbers.push((number, number)),
                        (None, _) => reserved.names.push(word.to_owned()),
                    }
                    is_range = false;
                }
            }
        }
    }

    fn enumeration(&mut self, outer: &str) -> Option<()> {
        let line = self.line();
        let name = nested(outer, self.word()?);
        let place = self.file.enums.len();
        self.file.enums.push(Enum {
            name,
            line,
            values: Vec::new(),
            reserved: Reserved::default(),
        });
        if !self.sign(b'{') {
            return None;
        }
        while !self.sign(b'}') {
            let line = self.line();
            match self.word_or_sign()? {
                ";" => {}
                "reserved" if self.peek() != Some(TokenKind::Sign(b'=')) => {
                    self.reserved(|parser| &mut parser.file.enums[place].reserved)?;
                }
                "option" if self.peek() != Some(TokenKind::Sign(b'=')) => self.skip()?,
                name => {
                    if self.sign(b'=') {
                        let sign = if self.sign(b'-') { -1 } else { 1 };
                        if let Some(number) = number(self.word()?) {
                            let value =
                                Value { name: name.to_owned(), number: sign * number, line };
                            self.file.enums[place].values.push(value);
                        }
                    }
                    self.skip()?;
                }
            }
        }
        Some(())
    }

    fn service(&mut self) -> Option<()> {
        let line = self.line();
        let name = self.word()?.to_owned();
        let mut calls = Vec::new();
        if !self.sign(b'{') {
            return None;
        }
        while !self.sign(b'}') {
            let line = self.line();
            match self.word_or_sign()? {
                ";" => {}
                "rpc" => {
                    calls.extend(self.call(line));
                    self.skip()?;
                }
                _ => self.skip()?,
            }
        }
        self.file.services.push(Service { name, line, calls });
        Some(())
    }

    fn call(&mut self, line: u32) -> Option<Call> {
        let name = self.word()?.to_owned();
        let request = self.side()?;
        (self.word()? == "returns").then_some(())?;
        Some(Call { name, line, request, response: self.side()? })
    }

    fn side(&mut self) -> Option<Side> {
        self.sign(b'(').then_some(())?;
        let word = self.word()?;
        let is_stream = word == "stream" && matches!(self.peek(), Some(TokenKind::Word(_)));
        let message = if is_stream { self.word()? } else { word };
        self.sign(b')').then_some(())?;
        Some(Side { message: message.to_owned(), is_stream })
    }
}

fn nested(outer: &str, name: &str) -> String {
    if outer.is_empty() { name.to_owned() } else { format!("{outer}.{name}") }
}

/// Decimal, `0x` or octal.
fn number(word: &str) -> Option<i64> {
    if let Some(hexadecimal) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return i64::from_str_radix(hexadecimal, 16).ok();
    }
    if word.len() > 1 && word.starts_with('0') {
        return i64::from_str_radix(word, 8).ok();
    }
    word.parse().ok()
}
