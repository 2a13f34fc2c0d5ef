//! Python as data: calls with their arguments, lists and strings. What is computed is [`Value::Other`].

mod parser;
mod token;

pub(crate) use self::parser::{call, value};
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
