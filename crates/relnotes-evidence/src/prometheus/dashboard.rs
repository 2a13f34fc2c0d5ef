//! Dashboards of Grafana, known by their content.

use serde_json::Value;

/// A dashboard.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dashboard {
    pub(crate) title: String,
    pub(crate) uid: Option<String>,
    /// Everything that it shows, without its counters of edits.
    pub(crate) content: Value,
}

/// Reads a dashboard; none of JSON that is none.
pub(crate) fn dashboard(text: &str) -> Option<Dashboard> {
    let is_likely = text.contains("\"schemaVersion\"")
        && (text.contains("\"panels\"") || text.contains("\"rows\""));
    if !is_likely {
        return None;
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    // The form of an export wraps it.
    let wrapped = value.get_mut("dashboard").filter(|it| it.is_object()).map(Value::take);
    let mut content = wrapped.unwrap_or(value);
    let fields = content.as_object_mut()?;
    if !fields.contains_key("schemaVersion") {
        return None;
    }
    for counter in ["version", "iteration", "id", "gnetId"] {
        fields.remove(counter);
    }
    let text = |key: &str| {
        fields.get(key).and_then(Value::as_str).filter(|it| !it.is_empty()).map(str::to_owned)
    };
    Some(Dashboard { title: text("title")?, uid: text("uid"), content })
}

impl Dashboard {
    /// Returns the queries of its panels and variables.
    pub(crate) fn expressions(&self) -> Vec<&str> {
        let mut found = Vec::new();
        collect(&self.content, &mut found);
        found
    }
}

/// The reader of JSON nests no deeper than 128 levels.
fn collect<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text)
                        if matches!(key.as_str(), "expr" | "query" | "definition") =>
                    {
                        found.push(text);
                    }
                    value => collect(value, found),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dashboard_is_known_by_its_content() {
        let text = r#"{"schemaVersion": 36, "version": 4, "title": "Shop", "uid": "abc", "panels": [{"targets": [{"expr": "sum(up)"}]}], "templating": {"list": [{"query": "label_values(up, job)"}]}}"#;
        let found = dashboard(text).unwrap();
        assert_eq!((found.title.as_str(), found.uid.as_deref()), ("Shop", Some("abc")));
        assert_eq!(found.expressions(), ["sum(up)", "label_values(up, job)"]);
        assert_eq!(dashboard(&text.replace("\"version\": 4", "\"version\": 5")), Some(found));
        assert_eq!(dashboard(r#"{"panels": [], "schemaVersions": 1}"#), None);
        assert_eq!(dashboard(r#"{"schemaVersion": 1, "panels": ["#), None);
    }
}
