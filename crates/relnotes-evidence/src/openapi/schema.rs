//! Schemas: objects, lists, values.

use std::collections::BTreeSet;

use super::Schema;
use crate::yaml::Node;

/// Objects in objects.
const DEEPEST: usize = 16;
/// What bounds a value from above and from below.
pub(crate) const UPPER: [&str; 4] = ["maximum", "maxLength", "maxItems", "maxProperties"];
pub(crate) const LOWER: [&str; 4] = ["minimum", "minLength", "minItems", "minProperties"];

/// Reads a schema; what is nested too deep is anything.
pub(super) fn schema(node: &Node, depth: usize) -> Schema {
    let mut schema = Schema { line: line(node), ..Schema::default() };
    if depth > DEEPEST {
        return schema;
    }
    if let Some(reference) = node.text_of("$ref") {
        schema.reference = Some(name_of(reference));
        return schema;
    }
    schema.kind = kind(node);
    let values = node.get("enum").map(Node::items);
    schema.values =
        values.map(|values| values.iter().filter_map(Node::text).map(str::to_owned).collect());
    for entry in node.get("properties").map(Node::entries).unwrap_or_default() {
        let mut property = self::schema(&entry.value, depth + 1);
        property.line = u32::try_from(entry.line).unwrap_or(u32::MAX);
        schema.properties.insert(entry.key.clone(), property);
    }
    let required = node.get("required").map(Node::items).unwrap_or_default();
    schema.required = required.iter().filter_map(Node::text).map(str::to_owned).collect();
    let items =
        node.get("items").or_else(|| node.get("additionalProperties").filter(|it| it.is_map()));
    schema.items = items.map(|items| Box::new(self::schema(items, depth + 1)));
    for name in UPPER.into_iter().chain(LOWER) {
        if let Some(number) = node.text_of(name).and_then(|it| it.parse().ok()) {
            schema.limits.insert(name, number);
        }
    }
    for part in node.get("allOf").map(Node::items).unwrap_or_default() {
        let part = self::schema(part, depth + 1);
        schema.others.extend(part.reference);
        schema.others.extend(part.others);
        schema.properties.extend(part.properties);
        schema.required.extend(part.required);
        if schema.kind.is_empty() {
            schema.kind = part.kind;
        }
    }
    for key in ["oneOf", "anyOf"] {
        for part in node.get(key).map(Node::items).unwrap_or_default() {
            let part = self::schema(part, depth + 1);
            let mut names = BTreeSet::new();
            references(&part, &mut names);
            schema.others.extend(names);
        }
    }
    schema
}

/// Adds the names that a schema refers to.
pub(super) fn references(schema: &Schema, names: &mut BTreeSet<String>) {
    names.extend(schema.reference.clone());
    names.extend(schema.others.iter().cloned());
    schema.properties.values().chain(schema.items.as_deref()).for_each(|it| references(it, names));
}

/// `type: string`, `type: [string, "null"]`; an object is one also where only its properties say so.
fn kind(node: &Node) -> String {
    let Some(kind) = node.get("type") else {
        return if node.get("properties").is_some() { "object".to_owned() } else { String::new() };
    };
    let mut kinds: Vec<&str> = kind
        .items()
        .iter()
        .filter_map(Node::text)
        .filter(|it| !matches!(*it, "null" | ""))
        .collect();
    kinds.sort_unstable();
    kinds.join("|")
}

/// `#/components/schemas/Order` is `Order`; of another file the whole reference.
pub(super) fn name_of(reference: &str) -> String {
    let local = ["#/components/schemas/", "#/definitions/"]
        .iter()
        .find_map(|it| reference.strip_prefix(it));
    local.unwrap_or(reference).replace("~1", "/").replace("~0", "~")
}

pub(super) fn line(node: &Node) -> u32 {
    u32::try_from(node.line()).unwrap_or(u32::MAX)
}
