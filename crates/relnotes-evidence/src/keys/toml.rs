//! Keys of TOML.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Keys, joined, put};
use crate::source::{Source, short};

/// Tables in tables; people nest five.
const DEEPEST: usize = 64;

pub(super) fn read(text: &str) -> Option<Keys> {
    let table = DeTable::parse(text).ok()?;
    let mut keys = Keys::new();
    walk("", table.get_ref(), &Source::new(text), 0, &mut keys);
    Some(keys)
}

fn walk(path: &str, table: &DeTable<'_>, source: &Source<'_>, depth: usize, keys: &mut Keys) {
    if depth > DEEPEST {
        return;
    }
    for (key, value) in table {
        let line = source.line(key.span().start) + 1;
        let path = joined(path, key.get_ref());
        one(&path, value, line, source, depth, keys);
    }
}

fn one(
    path: &str,
    value: &Spanned<DeValue<'_>>,
    line: usize,
    source: &Source<'_>,
    depth: usize,
    keys: &mut Keys,
) {
    match value.get_ref() {
        DeValue::String(text) => put(keys, path, text, line),
        DeValue::Table(table) if !table.is_empty() => walk(path, table, source, depth + 1, keys),
        DeValue::Array(values)
            if values.iter().any(|it| matches!(it.get_ref(), DeValue::Table(_))) =>
        {
            for (at, value) in values.iter().enumerate() {
                let line = source.line(value.span().start) + 1;
                one(&joined(path, &at.to_string()), value, line, source, depth + 1, keys);
            }
        }
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => {
            put(keys, path, &short(source.text.get(value.span()).unwrap_or_default()), line);
        }
    }
}
