//! Expressions of Python. What follows an operator is not read: the value is computed.

use super::{Call, Kind, Token, Value};

/// How deep brackets are looked into.
const DEEPEST: usize = 40;

/// Reads an expression at some place of the tokens; returns it and the place behind it.
pub(crate) fn value(tokens: &[Token], at: usize) -> (Value, usize) {
    let mut parser = Parser { tokens, at, depth: 0 };
    let value = parser.expression();
    (value, parser.at)
}

/// Reads a call at some place of the tokens, whatever follows it; returns it and the place behind it.
pub(crate) fn call(tokens: &[Token], at: usize) -> Option<(Call, usize)> {
    let mut parser = Parser { tokens, at, depth: 0 };
    match parser.primary() {
        Value::Call(call) => Some((call, parser.at)),
        Value::Text(..) | Value::Name(_) | Value::List(_) | Value::Other => None,
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_sign(&self, sign: char) -> bool {
        self.peek().is_some_and(|token| token.is_sign(sign))
    }

    fn is_end(&self) -> bool {
        let closes = |token: &Token| {
            token.kind == Kind::End || [',', ')', ']', '}'].iter().any(|sign| token.is_sign(*sign))
        };
        self.peek().is_none_or(closes)
    }

    /// Goes on to the end of the expression, past what stands in brackets; returns whether there was anything.
    fn skip_rest(&mut self) -> bool {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            if depth == 0 && self.is_end() {
                break;
            }
            if ['(', '[', '{'].iter().any(|sign| token.is_sign(*sign)) {
                depth += 1;
            } else if [')', ']', '}'].iter().any(|sign| token.is_sign(*sign)) {
                depth = depth.saturating_sub(1);
            }
            self.at += 1;
        }
        self.at > start
    }

    fn expression(&mut self) -> Value {
        if self.depth >= DEEPEST {
            self.skip_rest();
            return Value::Other;
        }
        self.depth += 1;
        let value = self.primary();
        self.depth -= 1;
        // An operator follows: the value is computed.
        if self.skip_rest() { Value::Other } else { value }
    }

    fn primary(&mut self) -> Value {
        let Some(token) = self.peek() else { return Value::Other };
        let line = token.line;
        match token.kind {
            Kind::Text => {
                let mut text = String::new();
                while let Some(part) = self.peek().filter(|token| token.kind == Kind::Text) {
                    text.push_str(&part.text.clone());
                    self.at += 1;
                }
                Value::Text(text, line)
            }
            Kind::Name => self.name(line),
            Kind::Sign if token.is_sign('[') => Value::List(self.items(']').0),
            Kind::Sign if token.is_sign('(') => match self.items(')') {
                // Parentheses around one value only hold it.
                (mut items, false) if items.len() == 1 => items.remove(0),
                (items, _) => Value::List(items),
            },
            Kind::Sign | Kind::Number | Kind::Made | Kind::End => {
                self.skip_rest();
                Value::Other
            }
        }
    }

    /// Values up to a closing sign, and whether there was a comma.
    fn items(&mut self, close: char) -> (Vec<Value>, bool) {
        let (mut items, mut has_comma) = (Vec::new(), false);
        self.at += 1;
        while self.peek().is_some_and(|token| token.kind != Kind::End) && !self.is_sign(close) {
            if self.is_sign(',') {
                has_comma = true;
                self.at += 1;
            } else if self.is_end() {
                // A bracket of another kind: the text is broken.
                break;
            } else {
                items.push(self.expression());
            }
        }
        self.at += usize::from(self.is_sign(close));
        (items, has_comma)
    }

    /// A name with its points, and what it is called with.
    fn name(&mut self, line: u32) -> Value {
        let mut name = String::new();
        while let Some(token) = self.peek().filter(|token| token.kind == Kind::Name) {
            name.push_str(&token.text.clone());
            self.at += 1;
            let follows = self.tokens.get(self.at + 1).is_some_and(|it| it.kind == Kind::Name);
            if !self.is_sign('.') || !follows {
                break;
            }
            name.push('.');
            self.at += 1;
        }
        if !self.is_sign('(') {
            return Value::Name(name);
        }
        let arguments = self.arguments();
        let call = Call { name, line, arguments };
        if call.last_name() == "text" && self.is_sign('.') {
            // `sa.text("…").bindparams(…)` is still that text.
            self.skip_rest();
        }
        Value::Call(call)
    }

    fn arguments(&mut self) -> Vec<(Option<String>, Value)> {
        let mut arguments = Vec::new();
        self.at += 1;
        while self.peek().is_some_and(|token| token.kind != Kind::End) && !self.is_sign(')') {
            if self.is_sign(',') {
                self.at += 1;
                continue;
            }
            if self.is_end() {
                break;
            }
            let name =
                self.peek().filter(|token| token.kind == Kind::Name).map(|it| it.text.clone());
            let is_sign = |at: usize| self.tokens.get(at).is_some_and(|token| token.is_sign('='));
            let name = name.filter(|_| is_sign(self.at + 1) && !is_sign(self.at + 2));
            if name.is_some() {
                self.at += 2;
            }
            let value = self.expression();
            arguments.push((name, value));
        }
        self.at += usize::from(self.is_sign(')'));
        arguments
    }
}
