//! Looks template paths up in a JSON Schema.

use handlebars::{Path, PathSeg};
use serde_json::Value;

/// What `this` is at a place of a template.
#[derive(Debug, Clone)]
pub(crate) struct Frame<'a> {
    /// Its schema; none where it cannot be known.
    pub(crate) this: Option<&'a Value>,
    /// Names for `this` (and its index) by `as |name index|`.
    params: Vec<String>,
    /// Names of which nothing is known but that they exist.
    pub(crate) any: Vec<String>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(this: Option<&'a Value>) -> Self {
        Self { this, params: Vec::new(), any: Vec::new() }
    }

    pub(crate) fn with_params(mut self, params: Vec<String>) -> Self {
        self.params = params;
        self
    }
}

/// A path that leads nowhere.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// The fields that exist where it goes wrong.
    pub(crate) fields: Vec<String>,
    /// The name that is not among them.
    pub(crate) last: String,
}

/// Returns the schema of what a path names; nothing where it cannot be known.
pub(crate) fn look_up<'a>(
    root: &'a Value,
    frames: &[Frame<'a>],
    path: &Path,
) -> Result<Option<&'a Value>, Unknown> {
    let Path::Relative((segments, raw)) = path else { return Ok(None) };
    let names: Vec<&str> = segments
        .iter()
        .filter_map(|segment| match segment {
            PathSeg::Named(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    if raw.starts_with("@root") {
        return descend(root, Some(root), &names);
    }
    let ups = segments.len() - names.len();
    let depth = frames.len().saturating_sub(1 + ups.min(frames.len() - 1));
    if ups == 0
        && let Some((first, rest)) = names.split_first()
    {
        for frame in frames.iter().rev() {
            if frame.any.iter().any(|name| name == first) {
                return Ok(None);
            }
            match frame.params.iter().position(|name| name == first) {
                Some(0) => return descend(root, frame.this, rest),
                Some(_) => return Ok(None),
                None => {}
            }
        }
    }
    descend(root, frames[depth].this, &names)
}

fn descend<'a>(
    root: &'a Value,
    mut node: Option<&'a Value>,
    names: &[&str],
) -> Result<Option<&'a Value>, Unknown> {
    for name in names {
        let Some(here) = node else { return Ok(None) };
        let here = resolve(root, here);
        if let Some(items) = here.get("items")
            && name.trim_matches(['[', ']']).parse::<usize>().is_ok()
        {
            node = Some(items);
            continue;
        }
        let fields = here.get("properties").and_then(Value::as_object);
        match fields.and_then(|fields| fields.get(*name)) {
            Some(field) => node = Some(field),
            None => {
                let fields =
                    fields.map(|fields| fields.keys().cloned().collect()).unwrap_or_default();
                return Err(Unknown { fields, last: (*name).to_owned() });
            }
        }
    }
    Ok(node)
}

/// Follows references, and looks behind "or null".
fn resolve<'a>(root: &'a Value, node: &'a Value) -> &'a Value {
    let mut node = node;
    for _ in 0..8 {
        if let Some(target) = node.get("$ref").and_then(Value::as_str) {
            let Some(found) = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer))
            else {
                return node;
            };
            node = found;
        } else if let Some(options) = node.get("anyOf").and_then(Value::as_array) {
            let is_null =
                |option: &&Value| option.get("type").and_then(Value::as_str) == Some("null");
            let Some(found) = options.iter().find(|option| !is_null(option)) else { return node };
            node = found;
        } else {
            return node;
        }
    }
    node
}

fn has_type(node: &Value, wanted: &str) -> bool {
    match node.get("type") {
        Some(Value::String(name)) => name == wanted,
        Some(Value::Array(names)) => names.iter().any(|name| name == wanted),
        _ => false,
    }
}

/// Returns whether values are lists.
pub(crate) fn is_list(root: &Value, node: &Value) -> bool {
    has_type(resolve(root, node), "array")
}

/// Returns whether values have fields.
pub(crate) fn is_record(root: &Value, node: &Value) -> bool {
    has_type(resolve(root, node), "object")
}

/// Returns whether values are Markdown that relnotes made.
pub(crate) fn is_markdown(root: &Value, node: &Value) -> bool {
    resolve(root, node).get("format").and_then(Value::as_str) == Some("markdown")
}

/// Returns the schema of a list's items.
pub(crate) fn items_of<'a>(root: &'a Value, node: &'a Value) -> Option<&'a Value> {
    resolve(root, node).get("items")
}
