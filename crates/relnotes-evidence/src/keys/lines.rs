//! Keys that stand on lines of their own: ini, properties, assignments of Python.

use super::{Keys, joined, put, unquoted};

pub(super) fn ini(text: &str) -> Keys {
    let mut keys = Keys::new();
    let mut section = String::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';', '!']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|it| it.split(']').next()) {
            name.trim().clone_into(&mut section);
            continue;
        }
        let Some(end) = line.find(['=', ':']) else { continue };
        let value = line[end + 1..].trim();
        // A comment behind a value is one behind a space.
        let value = value.split([';', '#']).next().filter(|it| it.ends_with(' ')).unwrap_or(value);
        put(&mut keys, &joined(&section, line[..end].trim()), unquoted(value), at + 1);
    }
    keys
}

/// `NAME = value` at the beginning of a line; a list goes on to the line that closes it.
pub(super) fn python(text: &str) -> Keys {
    let mut keys = Keys::new();
    let mut open: Option<(String, String, usize)> = None;
    for (at, line) in text.lines().enumerate() {
        if let Some((name, mut value, first)) = open.take() {
            if !line.trim_start().starts_with('#') {
                value.push_str(line.trim());
            }
            let is_closed = line.starts_with([']', '}', ')']);
            if is_closed {
                put(&mut keys, &name, &value, first);
            } else if at < first + 200 {
                open = Some((name, value, first));
            }
            continue;
        }
        let Some((name, value)) = line.split_once('=') else { continue };
        let name = name.trim_end();
        let is_name = name.starts_with(|char: char| char.is_ascii_uppercase())
            && name.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_');
        let value = value.split(" #").next().unwrap_or_default().trim();
        if !is_name || value.starts_with('=') {
            continue;
        }
        if value.ends_with(['[', '{', '(']) {
            open = Some((name.to_owned(), value.to_owned(), at + 1));
        } else {
            put(&mut keys, name, unquoted(value), at + 1);
        }
    }
    keys
}
