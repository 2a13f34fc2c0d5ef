//! Ruby as data: a statement as a call with its arguments.

mod token;

pub(crate) use self::token::{Kind, Token, tokens};

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A symbol: `:users`.
    Name(String),
    /// What stands for something else, or for itself: `true`, `table`, `-1`, `A::B`.
    Word(String),
    /// A block that is a value, with the only string in it: `-> { "now()" }`.
    Block(String),
    /// A string, and its line.
    Text(String, u32),
    /// A list of names.
    Names(Vec<String>),
    /// Anything else.
    Other,
}

/// A call: `add_column :users, :name, :string, null: false`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// What is called, with its receiver: `t.string`, `DB.exec`.
    pub(crate) name: String,
    /// From 1.
    pub(crate) line: u32,
    /// Arguments without names.
    pub(crate) values: Vec<Value>,
    /// Arguments with names.
    pub(crate) keys: Vec<(String, Value)>,
}

impl Call {
    /// Returns the last part of what is called.
    pub(crate) fn last_name(&self) -> &str {
        self.name.rsplit(['.', ':']).next().unwrap_or_default()
    }

    /// Returns a name or text at a place.
    pub(crate) fn name_at(&self, at: usize) -> Option<String> {
        match self.values.get(at)? {
            Value::Name(name) | Value::Text(name, _) => Some(name.clone()),
            Value::Word(_) | Value::Block(_) | Value::Names(_) | Value::Other => None,
        }
    }

    /// Returns whether some word is at a place.
    pub(crate) fn word_is(&self, at: usize, word: &str) -> bool {
        matches!(self.values.get(at), Some(Value::Word(it)) if it == word)
    }

    /// Returns the names from a place on, also those of a list.
    pub(crate) fn names_from(&self, at: usize) -> Vec<String> {
        let names = |value: &Value| match value {
            Value::Name(name) | Value::Text(name, _) => vec![name.clone()],
            Value::Names(names) => names.clone(),
            Value::Word(_) | Value::Block(_) | Value::Other => Vec::new(),
        };
        self.values.iter().skip(at).flat_map(names).collect()
    }

    /// Returns the argument of a name.
    pub(crate) fn key(&self, name: &str) -> Option<&Value> {
        self.keys.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns whether the argument of a name is some word.
    pub(crate) fn key_is(&self, name: &str, word: &str) -> bool {
        matches!(self.key(name), Some(Value::Name(it) | Value::Word(it)) if it == word)
    }
}

/// Reads a statement as a call; none where it does not begin with a name.
pub(crate) fn call(statement: &[Token]) -> Option<Call> {
    let first = statement.first().filter(|token| token.kind == Kind::Word)?;
    let (line, mut name, mut at) = (first.line, first.text.clone(), 1);
    // The last call of a chain says what is done: `User.where(a: 1).update_all(b: 2)`.
    let mut arguments = 1..1;
    loop {
        if statement.get(at).is_some_and(|token| token.is_sign('(')) {
            let end = closing(statement, at);
            (arguments, at) = (at + 1..end, end + 1);
        }
        let is_link = |token: &Token| token.is_sign('.') || token.text == "::";
        match (statement.get(at), statement.get(at + 1)) {
            (Some(link), Some(word))
                if link.kind == Kind::Sign && is_link(link) && word.kind == Kind::Word =>
            {
                name.push_str(&link.text);
                name.push_str(&word.text);
                at += 2;
                arguments = at..at;
            }
            _ => break,
        }
    }
    if arguments.is_empty() {
        arguments = at.min(statement.len())..statement.len();
    }
    let (mut values, mut keys) = (Vec::new(), Vec::new());
    for part in at_commas(
        &statement[arguments.start.min(statement.len())..arguments.end.min(statement.len())],
    ) {
        match part {
            [key, rest @ ..] if key.kind == Kind::Key => keys.push((key.text.clone(), value(rest))),
            [key, arrow, more, rest @ ..] if arrow.is_sign('=') && more.is_sign('>') => {
                keys.push((key.text.clone(), value(rest)));
            }
            _ => values.push(value(part)),
        }
    }
    Some(Call { name, line, values, keys })
}

fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is_sign('(') || token.is_sign('[') || token.is_sign('{') {
            depth += 1;
        } else if token.is_sign(')') || token.is_sign(']') || token.is_sign('}') {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len()
}

fn at_commas(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut depth, mut start) = (0_usize, 0);
    let mut parts = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if ['(', '[', '{'].iter().any(|sign| token.is_sign(*sign)) {
            depth += 1;
        } else if [')', ']', '}'].iter().any(|sign| token.is_sign(*sign)) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && token.is_sign(',') {
            parts.push(&tokens[start..at]);
            start = at + 1;
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

fn value(tokens: &[Token]) -> Value {
    match tokens {
        [token] => match token.kind {
            Kind::Symbol => Value::Name(token.text.clone()),
            Kind::Word | Kind::Number => Value::Word(token.text.clone()),
            Kind::Text => Value::Text(token.text.clone(), token.line),
            Kind::Words => Value::Names(token.text.split_whitespace().map(str::to_owned).collect()),
            Kind::Key | Kind::Made | Kind::Sign | Kind::End => Value::Other,
        },
        // `<<~SQL.squish` is still that text.
        [text, point, word]
            if text.kind == Kind::Text && point.is_sign('.') && word.kind == Kind::Word =>
        {
            Value::Text(text.text.clone(), text.line)
        }
        [open, inner @ .., close] if open.is_sign('[') && close.is_sign(']') => {
            let names = at_commas(inner).into_iter().map(|part| match part {
                [token] if matches!(token.kind, Kind::Symbol | Kind::Text) => {
                    Some(token.text.clone())
                }
                _ => None,
            });
            names.collect::<Option<_>>().map_or(Value::Other, Value::Names)
        }
        [open, close] if open.is_sign('{') && close.is_sign('}') => Value::Names(Vec::new()),
        [minus, number] if minus.is_sign('-') && number.kind == Kind::Number => {
            Value::Word(format!("-{}", number.text))
        }
        [minus, arrow, open, text, close]
            if minus.is_sign('-')
                && arrow.is_sign('>')
                && open.is_sign('{')
                && text.kind == Kind::Text
                && close.is_sign('}') =>
        {
            Value::Block(text.text.clone())
        }
        _ if tokens.iter().all(|token| token.kind == Kind::Word || token.text == "::") => {
            Value::Word(tokens.iter().map(|token| token.text.as_str()).collect())
        }
        _ => Value::Other,
    }
}

/// The words of a text that matter, with their lines: no comments, and parentheses as people like them.
pub(crate) fn substance(text: &str) -> Vec<(String, u32)> {
    let is_form =
        |token: &Token| token.kind == Kind::End || token.is_sign('(') || token.is_sign(')');
    let word = |token: Token| match token.kind {
        Kind::Text | Kind::Made => (format!("'{}", token.text), token.line),
        Kind::Symbol => (format!(":{}", token.text), token.line),
        Kind::Key => (format!("{}:", token.text), token.line),
        Kind::Word | Kind::Words | Kind::Number | Kind::Sign | Kind::End => {
            (token.text, token.line)
        }
    };
    tokens(text).into_iter().filter(|token| !is_form(token)).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Call {
        let tokens = tokens(text);
        call(&tokens[..tokens.len() - 1]).unwrap()
    }

    #[test]
    fn arguments_stand_in_parentheses_or_not() {
        for text in [
            "add_column :a, \"b\", :string, null: false",
            "add_column(:a, :b, :string, :null => false)",
        ] {
            let call = read(text);
            assert_eq!(call.name, "add_column");
            assert_eq!(
                (call.name_at(0).as_deref(), call.name_at(1).as_deref()),
                (Some("a"), Some("b"))
            );
            assert!(call.key_is("null", "false"), "{text}");
        }
    }

    #[test]
    fn the_last_call_of_a_chain_counts() {
        let call = read("User.where(a: 1).update_all(b: 2)");
        assert_eq!((call.last_name(), call.keys.len()), ("update_all", 1));
        assert_eq!(
            read("Migration::ColumnDropper.execute_drop(:a, %i[b c])").names_from(1),
            ["b", "c"]
        );
        assert_eq!(read("remove_columns :a, [:b, :c]").names_from(1), ["b", "c"]);
    }

    #[test]
    fn broken_calls_end() {
        for text in ["f(", "f(a", "f.", "f(]", "f([", "f :a =>"] {
            let tokens = tokens(text);
            call(&tokens);
        }
    }
}
