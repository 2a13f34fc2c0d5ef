//! JSON Schemas of files that people write, for editors and for messages about unknown keys.

use schemars::JsonSchema;
use serde_json::Value;

use super::file::ConfigFile;

/// Returns the JSON Schema of the configuration file.
pub fn schema() -> Value {
    schema_of::<ConfigFile>()
}

/// Returns the JSON Schema of a file.
pub(crate) fn schema_of<T: JsonSchema>() -> Value {
    let mut schema = schemars::schema_for!(T).to_value();
    without_null(&mut schema);
    schema
}

/// An optional key may be left out, but TOML has no null that an editor could offer.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(fields) => {
            // Of a section, its keys say what their defaults are, in `default.toml`.
            if fields.get("default").is_some_and(Value::is_object) {
                fields.remove("default");
            }
            if let Some(Value::Array(types)) = fields.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    fields["type"] = only.clone();
                }
            }
            if let Some(Value::Array(choices)) = fields.get_mut("anyOf") {
                choices.retain(|choice| choice["type"] != "null");
                if let [Value::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    fields.remove("anyOf");
                    fields.extend(only);
                }
            }
            fields.values_mut().for_each(without_null);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A key that a file may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// The section it stands in, with dots; empty at the top of the file.
    pub(crate) section: String,
    pub(crate) key: String,
    pub(crate) shape: Shape,
}

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A value.
    Value,
    /// A section.
    Section,
    /// Sections of one name, each under a header of its own.
    Sections,
}

impl Key {
    /// Returns the key with the sections around it.
    pub(crate) fn path(&self) -> String {
        match self.section.as_str() {
            "" => self.key.clone(),
            section => format!("{section}.{}", self.key),
        }
    }
}

/// Returns every key of a file, in the order of its schema.
pub(crate) fn keys_of(schema: &Value) -> Vec<Key> {
    let mut keys = Vec::new();
    collect(schema, schema, "", &mut keys);
    keys
}

/// Returns the header of a section: `[tags]`, `[[risk]]`; nothing for the top of the file.
pub(crate) fn header_of(section: &str, keys: &[Key]) -> String {
    let known = keys.iter().find(|known| known.path() == section);
    match known.map(|known| known.shape) {
        _ if section.is_empty() => String::new(),
        Some(Shape::Sections) => format!("[[{section}]]"),
        _ => format!("[{section}]"),
    }
}

fn collect(schema: &Value, section_schema: &Value, section: &str, keys: &mut Vec<Key>) {
    let Some(properties) = section_schema["properties"].as_object() else {
        return;
    };
    for (key, value) in properties {
        let value = resolved(schema, value);
        let rows = resolved(schema, &value["items"]);
        let (shape, within) = match value["type"].as_str() {
            Some("object") => (Shape::Section, value),
            Some("array") if rows["type"] == "object" => (Shape::Sections, rows),
            _ => (Shape::Value, value),
        };
        let key = Key { section: section.to_owned(), key: key.clone(), shape };
        let path = key.path();
        keys.push(key);
        collect(schema, within, &path, keys);
    }
}

/// Follows one `$ref` into the definitions.
fn resolved<'a>(schema: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    target.and_then(|pointer| schema.pointer(pointer)).unwrap_or(value)
}
