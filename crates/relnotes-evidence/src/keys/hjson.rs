//! Keys of Hjson, line by line: a comment needs no care, a text no quotes.

use super::{Keys, joined, put, unquoted};
use crate::source::short;

/// Objects in objects.
const DEEPEST: usize = 64;

/// Reads a text; none where its brackets do not match.
pub(super) fn read(text: &str) -> Option<Keys> {
    let mut keys = Keys::new();
    let mut path: Vec<String> = Vec::new();
    // A list is one value; its brackets, the key and line of it, and what stands in it.
    let mut list: Option<(usize, usize, String)> = None;
    let mut depth = 0usize;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        if let Some((open, first, mut value)) = list.take() {
            let open = (open + count(line, ['[', '{'])).checked_sub(count(line, [']', '}']))?;
            let is_first = value.ends_with(['[', '{']) || line.starts_with([']', '}']);
            value.push_str(if is_first { "" } else { " " });
            value.push_str(line.trim_end_matches(','));
            if open == 0 {
                let key = path.pop()?;
                put(&mut keys, &joined(&path.join("."), &key), &short(&value), first);
            } else {
                list = Some((open, first, value));
            }
            continue;
        }
        match line.trim_end_matches(',') {
            "{" => depth += 1,
            "}" if path.pop().is_none() => depth = depth.checked_sub(1)?,
            "}" => {}
            line => {
                let Some((key, value)) = line.split_once(':') else { continue };
                let (key, value) = (unquoted(key), value.trim());
                if path.len() > DEEPEST {
                    return None;
                }
                match value {
                    "{" => path.push(key.to_owned()),
                    value
                        if value.starts_with('[')
                            && count(value, ['[', '{']) > count(value, [']', '}']) =>
                    {
                        path.push(key.to_owned());
                        let open = count(value, ['[', '{']) - count(value, [']', '}']);
                        list = Some((open, at + 1, value.to_owned()));
                    }
                    value => put(
                        &mut keys,
                        &joined(&path.join("."), key),
                        &short(unquoted(value)),
                        at + 1,
                    ),
                }
            }
        }
    }
    (path.is_empty() && depth == 0 && list.is_none()).then_some(keys)
}

fn count(text: &str, signs: [char; 2]) -> usize {
    text.chars().filter(|char| signs.contains(char)).count()
}
