//! Python as data: calls with their arguments, lists and strings. What is computed is [`Value::Other`].

mod token;

pub(crate) use self::token::{Kind, Token, tokens};

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A string, and its line.
    Text(String, u32),
    /// A name, with its points: `migrations.RunPython.noop`, `True`, `None`.
    Name(String),
    /// A list or a tuple.
    List(Vec<Self>),
    /// A call.
    Call(Call),
    /// Anything else.
    Other,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// What is called: `migrations.AddField`.
    pub(crate) name: String,
    /// From 1.
    pub(crate) line: u32,
    /// Arguments, some with names.
    pub(crate) arguments: Vec<(Option<String>, Value)>,
}

impl Call {
    /// Returns the last part of what is called.
    pub(crate) fn last_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }

    /// Returns the argument of a name, else the one at a place.
    pub(crate) fn argument(&self, name: &str, at: usize) -> Option<&Value> {
        let named = self.arguments.iter().find(|(it, _)| it.as_deref() == Some(name));
        let plain = || self.arguments.iter().filter(|(it, _)| it.is_none()).nth(at);
        named.or_else(plain).map(|(_, value)| value)
    }

    /// Returns the argument of a name.
    pub(crate) fn named(&self, name: &str) -> Option<&Value> {
        self.argument(name, usize::MAX)
    }

    /// Returns a text among the arguments.
    pub(crate) fn text(&self, name: &str, at: usize) -> Option<String> {
        match self.argument(name, at)? {
            Value::Text(text, _) => Some(text.clone()),
            // `op.f("ix_a")` says only that the name is final.
            Value::Call(call) if call.last_name() == "f" => call.text("name", 0),
            _ => None,
        }
    }
}

impl Value {
    /// Returns whether it is a name such as `True`.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(self, Self::Name(it) if it == name)
    }

    /// Returns its parts, if it is a list.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }
}

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

/// How many tokens the type of a name may have: `Union[str, None]` has six.
const LONGEST_TYPE: usize = 60;

/// Returns the value that a name is given: `dependencies = […]`, also with a type.
pub(crate) fn assigned(tokens: &[Token], name: &str) -> Option<Value> {
    for (at, token) in tokens.iter().enumerate() {
        let is_first = at == 0 || tokens[at - 1].kind == Kind::End || tokens[at - 1].is_sign(':');
        if !is_first || !token.is_name(name) {
            continue;
        }
        let rest = &tokens[at + 1..];
        let reach = match rest.first() {
            Some(sign) if sign.is_sign('=') => 1,
            Some(sign) if sign.is_sign(':') => LONGEST_TYPE.min(rest.len()),
            _ => continue,
        };
        let is_end = |token: &Token| token.kind == Kind::End || token.is_sign('=');
        let end = rest[..reach].iter().position(is_end);
        if let Some(sign) = end.filter(|end| rest[*end].is_sign('=')) {
            return Some(value(tokens, at + 1 + sign + 1).0);
        }
    }
    None
}

/// Returns the tokens of the body of a block that begins with a key word and a name: `class Migration`, `def upgrade`;
/// and the line of its head.
pub(crate) fn body<'t>(tokens: &'t [Token], word: &str, name: &str) -> Option<(&'t [Token], u32)> {
    let is_head = |pair: &[Token]| pair[0].is_name(word) && pair[1].is_name(name);
    let head = tokens.windows(2).position(is_head)?;
    let column = tokens[head].column;
    let end_of_head = tokens[head..].iter().position(|token| token.kind == Kind::End)? + head;
    let is_outside = |at: usize| {
        tokens[at].kind == Kind::End && tokens.get(at + 1).is_some_and(|next| next.column <= column)
    };
    let end = (end_of_head..tokens.len()).find(|at| is_outside(*at)).unwrap_or(tokens.len());
    // The colon that ends the head is the first outside of its parentheses.
    let mut depth = 0_i32;
    let colon = tokens[head..=end_of_head].iter().position(|token| {
        depth += i32::from(["(", "["].contains(&token.text.as_str()) && token.kind == Kind::Sign);
        depth -= i32::from([")", "]"].contains(&token.text.as_str()) && token.kind == Kind::Sign);
        depth == 0 && token.is_sign(':')
    })? + head;
    Some((&tokens[colon + 1..end.max(colon + 1)], tokens[head].line))
}

/// Cuts tokens into statements.
pub(crate) fn statements(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    tokens.split(|token| token.kind == Kind::End).filter(|statement| !statement.is_empty())
}

/// The words of a text that matter, with their lines: no imports, no comments, no texts that explain.
pub(crate) fn substance(text: &str) -> Vec<(String, u32)> {
    let tokens = tokens(text);
    let mut words: Vec<(String, u32)> = Vec::new();
    for statement in statements(&tokens) {
        let first = &statement[0];
        let is_comment = statement.iter().all(|token| token.kind == Kind::Text);
        if is_comment || first.is_name("import") || first.is_name("from") {
            continue;
        }
        let mut joins = false;
        for (at, token) in statement.iter().enumerate() {
            let closes = |token: &Token| [')', ']', '}'].iter().any(|it| token.is_sign(*it));
            // A comma before the end and parentheses around one value are a matter of taste.
            let is_last = token.is_sign(',') && statement.get(at + 1).is_some_and(closes);
            if is_last || token.is_sign('(') || token.is_sign(')') {
                continue;
            }
            let is_text = token.kind == Kind::Text;
            match words.last_mut().filter(|_| joins && is_text) {
                Some((word, _)) => word.push_str(&token.text),
                None if is_text => words.push((format!("'{}", token.text), token.line)),
                None => words.push((token.text.clone(), token.line)),
            }
            joins = is_text;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(text: &str) -> Call {
        match value(&tokens(text), 0).0 {
            Value::Call(call) => call,
            value => panic!("{text}: {value:?}"),
        }
    }

    #[test]
    fn calls_have_arguments_with_and_without_names() {
        let call = call(
            "m.AddField('a', name=\"b\" 'c', field=models.CharField(max_length=1 + 2, null=True),)",
        );
        assert_eq!(call.name, "m.AddField");
        assert_eq!(call.text("model_name", 0).as_deref(), Some("a"));
        assert_eq!(call.text("name", 1).as_deref(), Some("bc"));
        let Some(Value::Call(field)) = call.named("field") else { panic!() };
        assert!(field.named("null").is_some_and(|it| it.is("True")));
        assert_eq!(field.named("max_length"), Some(&Value::Other));
    }

    #[test]
    fn what_is_computed_is_other() {
        for text in [
            "'a' % b",
            "'a'.format(b)",
            "f'a'",
            "[1] + [2]",
            "lambda: 1",
            "-1",
            "a if b else c",
            "{'a': 1}",
        ] {
            assert_eq!(value(&tokens(text), 0).0, Value::Other, "{text}");
        }
    }

    #[test]
    fn parentheses_are_a_list_only_with_a_comma() {
        assert_eq!(value(&tokens("('a')"), 0).0, Value::Text("a".to_owned(), 1));
        assert_eq!(value(&tokens("('a',)"), 0).0.items().len(), 1);
        assert_eq!(value(&tokens("[('a', 'b'), x.y]"), 0).0.items().len(), 2);
    }

    #[test]
    fn names_are_given_values_also_with_types() {
        let tokens = tokens("class A:\n    x: str = 'b'\n    y = 'c'\n    if y == 'z': pass\n");
        assert_eq!(assigned(&tokens, "x"), Some(Value::Text("b".to_owned(), 2)));
        assert_eq!(assigned(&tokens, "y"), Some(Value::Text("c".to_owned(), 3)));
        assert_eq!(assigned(&tokens, "z"), None);
    }

    #[test]
    fn bodies_are_told_by_how_far_they_stand_in() {
        let tokens = tokens("def a() -> None:\n    pass\n\n    x\ndef b(c: int = 1): return\n");
        let (a, line) = body(&tokens, "def", "a").unwrap();
        assert_eq!((statements(a).count(), line), (2, 1));
        let (b, _) = body(&tokens, "def", "b").unwrap();
        assert_eq!(b[0].text, "return");
        assert_eq!(body(&tokens, "def", "c"), None);
    }

    #[test]
    fn broken_and_deep_texts_end() {
        for text in
            ["f(", "f(a=", "[)", "(((((", "a.", "f(]", "class Migration", "class Migration:"]
        {
            let tokens = tokens(text);
            value(&tokens, 0);
            body(&tokens, "class", "Migration");
        }
        value(&tokens(&"(".repeat(100_000)), 0);
        assigned(&tokens(&":x".repeat(100_000)), "x");
    }
}
