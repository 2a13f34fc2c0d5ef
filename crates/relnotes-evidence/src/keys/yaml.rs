//! Keys of YAML and JSON. Objects of Kubernetes are no configuration of the program.

use super::{Keys, joined, put};
use crate::source;
use crate::yaml::{Node, Value, parse};

pub(super) fn read(text: &str) -> Option<Keys> {
    let documents = parse(text.as_bytes()).ok()?;
    let is_object = |node: &Node| node.get("apiVersion").is_some() && node.get("kind").is_some();
    if documents.iter().any(is_object) {
        return None;
    }
    let mut keys = Keys::new();
    for document in &documents {
        walk("", document, document.line(), &mut keys);
    }
    Some(keys)
}

/// The tree is as deep as the reader of YAML lets it be, a hundred levels.
fn walk(path: &str, node: &Node, line: usize, keys: &mut Keys) {
    match node.value() {
        Value::Text(text) => put(keys, path, text, line),
        Value::Map(entries) if entries.is_empty() => put(keys, path, "{}", line),
        Value::Map(entries) => {
            for entry in entries {
                walk(&joined(path, &entry.key), &entry.value, entry.line, keys);
            }
        }
        Value::List(nodes) if nodes.iter().all(|node| node.text().is_some()) => {
            let texts: Vec<&str> = nodes.iter().filter_map(Node::text).collect();
            put(keys, path, &source::short(&format!("[{}]", texts.join(", "))), line);
        }
        Value::List(nodes) => {
            for (at, node) in nodes.iter().enumerate() {
                walk(&joined(path, &at.to_string()), node, node.line(), keys);
            }
        }
    }
}
