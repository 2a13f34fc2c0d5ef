//! Conditions of GitHub: `if: github.ref == 'refs/heads/main' && !cancelled()`.
//!
//! ```text
//! or      = and { "||" and }
//! and     = compare { "&&" compare }
//! compare = unary [ ("==" | "!=" | "<" | ">" | "<=" | ">=") unary ]
//! unary   = "!" unary | primary
//! primary = "(" or ")" | literal | name "(" [ or { "," or } ] ")" | name { "." name | "[" or "]" }
//! ```

use relnotes_core::pipeline::Truth;

use super::context::Context;
use super::value::Value;

/// Levels of brackets and of `!`.
const DEEPEST: usize = 50;
/// Words and signs of a condition; a longer one is not looked at.
const LONGEST: usize = 1000;

/// An expression.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    Literal(Value),
    Path(Vec<String>),
    Call(String, Vec<Self>),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    /// Whether `!=`.
    Equals(Box<Self>, Box<Self>, bool),
    /// What nobody here computes.
    Beyond(String),
}

impl Expression {
    /// Reads an expression; what cannot be read has an unknown value.
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim();
        let inner = text.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}"));
        let inner = inner.filter(|inner| !inner.contains("}}")).unwrap_or(text);
        let short: String = inner.trim().chars().take(120).collect();
        let beyond = Self::Beyond(short);
        let Some(tokens) = tokens(inner) else { return beyond };
        let mut parser = Parser { tokens, at: 0, depth: 0 };
        match parser.or() {
            Some(expression) if parser.at == parser.tokens.len() => expression,
            _ => beyond,
        }
    }

    /// Returns the value for an event.
    pub(super) fn value(&self, context: &Context) -> Value {
        match self {
            Self::Literal(value) => value.clone(),
            Self::Path(path) => context.look_up(path),
            Self::Call(name, arguments) => {
                let values: Vec<Value> = arguments.iter().map(|it| it.value(context)).collect();
                call(name, &values)
            }
            Self::Not(inner) => {
                let value = inner.value(context);
                Value::of(value.truth().negate(), &why(&[&value]))
            }
            Self::And(a, b) => both(a.value(context), || b.value(context)),
            Self::Or(a, b) => either(a.value(context), || b.value(context)),
            Self::Equals(a, b, is_negated) => {
                let (a, b) = (a.value(context), b.value(context));
                let equal = a.equals(&b);
                let truth = if *is_negated { equal.negate() } else { equal };
                Value::of(truth, &why(&[&a, &b]))
            }
            Self::Beyond(text) => Value::Unknown(text.clone()),
        }
    }

    /// Returns whether it asks how the run went, which lifts the wish that all went well.
    pub(super) fn asks_for_status(&self) -> bool {
        self.any(&|it| {
            let status = ["always", "cancelled", "failure", "success"];
            matches!(it, Self::Call(name, _) if status.contains(&name.as_str()))
        })
    }

    /// Returns whether it asks for a tag.
    pub(super) fn asks_for_tag(&self) -> bool {
        self.any(&|it| match it {
            Self::Literal(Value::Text(text)) => text.starts_with("refs/tags/") || text == "tag",
            _ => false,
        })
    }

    fn any(&self, wanted: &dyn Fn(&Self) -> bool) -> bool {
        wanted(self)
            || match self {
                Self::Literal(_) | Self::Path(_) | Self::Beyond(_) => false,
                Self::Call(_, arguments) => arguments.iter().any(|it| it.any(wanted)),
                Self::Not(inner) => inner.any(wanted),
                Self::And(a, b) | Self::Or(a, b) | Self::Equals(a, b, _) => {
                    a.any(wanted) || b.any(wanted)
                }
            }
    }
}

/// `a && b` is b where a holds, else a.
fn both(a: Value, b: impl FnOnce() -> Value) -> Value {
    match a.truth() {
        Truth::No => a,
        Truth::Yes => b(),
        Truth::Unknown => match b() {
            b if b.truth() == Truth::No => Value::Bool(false),
            _ => a,
        },
    }
}

/// `a || b` is a where it holds, else b.
fn either(a: Value, b: impl FnOnce() -> Value) -> Value {
    match a.truth() {
        Truth::Yes => a,
        Truth::No => b(),
        Truth::Unknown => match b() {
            b if b.truth() == Truth::Yes => Value::Bool(true),
            _ => a,
        },
    }
}

/// Returns what makes values unknown.
fn why(values: &[&Value]) -> String {
    let unknown = values.iter().find_map(|value| match value {
        Value::Unknown(text) => Some(text.clone()),
        Value::OneOf(_) => Some("the default branch of the repository".to_owned()),
        _ => None,
    });
    unknown.unwrap_or_default()
}

fn call(name: &str, values: &[Value]) -> Value {
    let text = |index: usize| values.get(index).and_then(Value::text).map(|it| it.to_lowercase());
    let unknown = || {
        let reason = why(&values.iter().collect::<Vec<_>>());
        Value::Unknown(if reason.is_empty() { format!("{name}(…)") } else { reason })
    };
    match name {
        "success" | "always" => Value::Bool(true),
        "failure" | "cancelled" => Value::Bool(false),
        "contains" => match values {
            [Value::List(items), item] => {
                let truth = items.iter().fold(Truth::No, |sum, it| sum.or(it.equals(item)));
                Value::of(truth, &why(&[item]))
            }
            _ => match (text(0), text(1)) {
                (Some(a), Some(b)) => Value::Bool(a.contains(&b)),
                _ => unknown(),
            },
        },
        "startswith" | "endswith" => match (text(0), text(1)) {
            (Some(a), Some(b)) if name == "startswith" => Value::Bool(a.starts_with(&b)),
            (Some(a), Some(b)) => Value::Bool(a.ends_with(&b)),
            _ => unknown(),
        },
        "fromjson" => {
            let json = values.first().and_then(Value::text);
            json.and_then(|json| serde_json::from_str(&json).ok()).map_or_else(unknown, of_json)
        }
        _ => unknown(),
    }
}

fn of_json(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(value),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(items) => Value::List(items.into_iter().map(of_json).collect()),
        serde_json::Value::Object(_) => Value::Unknown("fromJSON(…)".to_owned()),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Text(String),
    Number(f64),
    Name(String),
    Sign(&'static str),
}

const SIGNS: [&str; 17] =
    ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ".", ",", "*", "-"];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let length = if c == '\'' {
            let (token, length) = quoted(rest)?;
            tokens.push(Token::Text(token));
            length
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
            let end = end.unwrap_or(rest.len());
            tokens.push(Token::Number(rest[..end].parse().ok()?));
            end
        } else if c.is_ascii_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
            let end = end.unwrap_or(rest.len());
            tokens.push(Token::Name(rest[..end].to_ascii_lowercase()));
            end
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
            tokens.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[length..].trim_start();
        if tokens.len() > LONGEST {
            return None;
        }
    }
    Some(tokens)
}

/// text = "'" { any | "''" } "'"; returns it and its length.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = 1;
    loop {
        let end = at + rest[at..].find('\'')?;
        text.push_str(&rest[at..end]);
        if !rest[end + 1..].starts_with('\'') {
            return Some((text, end + 1));
        }
        text.push('\'');
        at = end + 2;
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn or(&mut self) -> Option<Expression> {
        let mut left = self.and()?;
        while self.take("||") {
            left = Expression::Or(Box::new(left), Box::new(self.and()?));
        }
        Some(left)
    }

    fn and(&mut self) -> Option<Expression> {
        let mut left = self.compare()?;
        while self.take("&&") {
            left = Expression::And(Box::new(left), Box::new(self.compare()?));
        }
        Some(left)
    }

    fn compare(&mut self) -> Option<Expression> {
        let left = self.unary()?;
        for (sign, is_negated) in [("==", false), ("!=", true)] {
            if self.take(sign) {
                let right = self.unary()?;
                return Some(Expression::Equals(Box::new(left), Box::new(right), is_negated));
            }
        }
        let sign = ["<=", ">=", "<", ">"].into_iter().find(|sign| self.take(sign));
        match sign {
            Some(sign) => {
                self.unary()?;
                Some(Expression::Beyond(format!("a comparison with `{sign}`")))
            }
            None => Some(left),
        }
    }

    fn unary(&mut self) -> Option<Expression> {
        self.depth += 1;
        let found = if self.depth > DEEPEST {
            None
        } else if self.take("!") {
            self.unary().map(|inner| Expression::Not(Box::new(inner)))
        } else {
            self.primary()
        };
        self.depth -= 1;
        found
    }

    fn primary(&mut self) -> Option<Expression> {
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        match token {
            Token::Text(text) => Some(Expression::Literal(Value::Text(text))),
            Token::Number(number) => Some(Expression::Literal(Value::Number(number))),
            Token::Sign("(") => {
                let inner = self.or()?;
                self.take(")").then_some(inner)
            }
            Token::Sign("-") => match self.tokens.get(self.at) {
                Some(Token::Number(number)) => {
                    self.at += 1;
                    Some(Expression::Literal(Value::Number(-number)))
                }
                _ => None,
            },
            Token::Sign(_) => None,
            Token::Name(name) => match name.as_str() {
                "true" => Some(Expression::Literal(Value::Bool(true))),
                "false" => Some(Expression::Literal(Value::Bool(false))),
                "null" => Some(Expression::Literal(Value::Null)),
                _ if self.take("(") => self.arguments(name),
                _ => self.path(name),
            },
        }
    }

    fn arguments(&mut self, name: String) -> Option<Expression> {
        let mut arguments = Vec::new();
        while !self.take(")") {
            arguments.push(self.or()?);
            if !self.take(",") && self.tokens.get(self.at) != Some(&Token::Sign(")")) {
                return None;
            }
        }
        Some(Expression::Call(name, arguments))
    }

    fn path(&mut self, name: String) -> Option<Expression> {
        let mut path = vec![name];
        loop {
            if self.take(".") {
                match self.tokens.get(self.at)? {
                    Token::Name(name) => path.push(name.clone()),
                    Token::Sign("*") => path.push("*".to_owned()),
                    _ => return None,
                }
                self.at += 1;
            } else if self.take("[") {
                match self.or()? {
                    Expression::Literal(Value::Text(text)) => path.push(text.to_ascii_lowercase()),
                    _ => path.push("*".to_owned()),
                }
                if !self.take("]") {
                    return None;
                }
            } else {
                return Some(Expression::Path(path));
            }
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(found);
        found
    }
}

#[cfg(test)]
#[path = "expression_tests.rs"]
mod tests;
