//! From the words of the TOML reader to an [`Error`] that helps: which key, in which section, what was meant.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::error::{Error, Hint, Source};
use super::nearest;
use super::schema::{Key, Shape, header_of};

/// The error that a failed reading of a file with these keys stands for.
pub(crate) fn diagnose(source: Source<'_>, error: &toml::de::Error, keys: &[Key]) -> Error {
    let span = error.span().unwrap_or(0..0);
    let message = error.message();
    let Ok(table) = DeTable::parse(source.text) else {
        return Error::Syntax { reason: message.to_owned(), place: source.place(&span) };
    };
    let path = path_at(table.get_ref(), &span).unwrap_or_default();
    if message.starts_with("unknown field `") {
        return unknown_key(source, table.get_ref(), &path, &span, keys);
    }
    let key = path.join(".");
    let place = source.place(&span);
    if let Some((found, allowed)) = between(message, "unknown variant `", "`, expected ") {
        let hint = hint_of(found, quoted(allowed));
        return Error::UnknownValue { key, found: found.to_owned(), hint, place };
    }
    let mismatch = between(message, "invalid type: ", ", expected ")
        .or_else(|| between(message, "invalid value: ", ", expected "));
    match mismatch {
        Some((found, expected)) => Error::WrongType {
            expected: match plain(expected) {
                "a list" if is_sections(&key, keys) => format!("`{}`", header_of(&key, keys)),
                other => other.to_owned(),
            },
            key,
            found: plain(found).to_owned(),
            place,
        },
        None => Error::Syntax { reason: message.to_owned(), place },
    }
}

fn is_sections(path: &str, keys: &[Key]) -> bool {
    keys.iter().any(|known| known.shape == Shape::Sections && known.path() == path)
}

/// An unknown last key of a path: it is a section, belongs elsewhere, or is mistyped.
fn unknown_key(
    source: Source<'_>,
    table: &DeTable<'_>,
    path: &[String],
    span: &Range<usize>,
    keys: &[Key],
) -> Error {
    let (key, section) = match path.split_last() {
        Some((key, section)) => (key.clone(), section.join(".")),
        None => (source.text.get(span.clone()).unwrap_or_default().to_owned(), String::new()),
    };
    let here: Vec<String> = keys
        .iter()
        .filter(|known| known.section == section)
        .map(|known| known.key.clone())
        .collect();
    let place = source.place(span);
    if let Some(header) = header_at_top(table, &key).filter(|_| section.is_empty()) {
        let hint = match nearest(&key, sections_of(keys).map(|known| known.key.as_str())) {
            Some(word) => {
                let known = sections_of(keys).map(|known| known.key.clone()).collect();
                Hint::Nearest(word.to_owned(), known)
            }
            None => Hint::Later(env!("CARGO_PKG_VERSION")),
        };
        return Error::UnknownSection { section: header, hint, place };
    }
    let elsewhere = keys.iter().find(|known| known.key == key && known.section != section);
    let hint = match elsewhere {
        Some(known) if nearest(&key, here.iter().map(String::as_str)).is_none() => {
            Hint::Elsewhere(header_of(&known.section, keys))
        }
        Some(_) | None => hint_of(&key, here),
    };
    Error::UnknownKey { key, section: header_of(&section, keys), hint, place }
}

/// Returns the header of a section at the top of the file; nothing where the key has a value.
fn header_at_top(table: &DeTable<'_>, key: &str) -> Option<String> {
    let (_, value) = table.iter().find(|(name, _)| name.get_ref() == key)?;
    match value.get_ref() {
        DeValue::Table(_) => Some(format!("[{key}]")),
        DeValue::Array(rows) if rows.iter().any(|row| row.get_ref().is_table()) => {
            Some(format!("[[{key}]]"))
        }
        _ => None,
    }
}

fn sections_of(keys: &[Key]) -> impl Iterator<Item = &Key> {
    keys.iter().filter(|known| known.section.is_empty() && known.shape != Shape::Value)
}

/// Returns what was probably meant by a word that is none of the known ones.
pub(crate) fn hint_of(word: &str, known: Vec<String>) -> Hint {
    match nearest(word, known.iter().map(String::as_str)) {
        Some(near) => Hint::Nearest(near.to_owned(), known),
        None => Hint::OneOf(known),
    }
}

/// Returns the keys that lead to the value, or to the key itself, at a place of the text.
fn path_at(table: &DeTable<'_>, span: &Range<usize>) -> Option<Vec<String>> {
    for (key, value) in table {
        let name = || key.get_ref().clone().into_owned();
        let within = value.span().start <= span.start && span.end <= value.span().end;
        if key.span() == *span {
            return Some(vec![name()]);
        }
        // A section's own place is its header only: what is in it must be looked at in any case.
        let inner = match value.get_ref() {
            DeValue::Table(inner) => path_at(inner, span),
            DeValue::Array(rows) => rows.iter().find_map(|row| match row.get_ref() {
                DeValue::Table(inner) => path_at(inner, span),
                _ => None,
            }),
            _ => None,
        };
        if let Some(mut rest) = inner {
            rest.insert(0, name());
            return Some(rest);
        }
        if within {
            return Some(vec![name()]);
        }
    }
    None
}

/// Splits `beginning LEFT middle RIGHT`; the middle may contain what a user wrote, so the last one counts.
fn between<'a>(message: &'a str, beginning: &str, middle: &str) -> Option<(&'a str, &'a str)> {
    message.strip_prefix(beginning)?.rsplit_once(middle)
}

/// The words in backticks of "one of `a`, `b`".
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The TOML reader's names of types in everyday words.
fn plain(phrase: &str) -> &str {
    match phrase {
        "a sequence" => "a list",
        "sequence" => "a list",
        "a map" | "map" => "a section",
        "a boolean" => "true or false",
        "u64" => "a whole number from 0 up",
        "string or table" => "a string",
        other => other,
    }
}
