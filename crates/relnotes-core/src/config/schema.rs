//! The JSON Schema of `relnotes.toml`, for editors and for messages about unknown keys.

use serde_json::Value;

use super::file::ConfigFile;

/// Returns the JSON Schema of the configuration file.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(ConfigFile).to_value();
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

/// A key that a configuration file may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// The section it stands in, with dots; empty at the top of the file.
    pub(super) section: String,
    pub(super) key: String,
    pub(super) is_table: bool,
}

/// Returns every key, in the order of the schema.
pub(super) fn keys() -> Vec<Key> {
    let schema = schema();
    let mut keys = Vec::new();
    collect(&schema, &schema, "", &mut keys);
    keys
}

fn collect(schema: &Value, section_schema: &Value, section: &str, keys: &mut Vec<Key>) {
    let Some(properties) = section_schema["properties"].as_object() else {
        return;
    };
    for (key, value) in properties {
        let value = resolved(schema, value);
        let is_table = value["type"] == "object";
        keys.push(Key { section: section.to_owned(), key: key.clone(), is_table });
        let inner = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
        collect(schema, value, &inner, keys);
    }
}

/// Follows one `$ref` into the definitions.
fn resolved<'a>(schema: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    target.and_then(|pointer| schema.pointer(pointer)).unwrap_or(value)
}
