//! Alerts and recording rules of rule files and of `PrometheusRule` objects.

use crate::yaml::{self, Node};

/// An alert or a recording rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) kind: RuleKind,
    pub(crate) name: String,
    pub(crate) line: u32,
    /// With single spaces between its words.
    pub(crate) expression: String,
    pub(crate) holds_for: Option<String>,
    pub(crate) severity: Option<String>,
    pub(crate) runbook: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RuleKind {
    Alert,
    Record,
}

/// Returns the rules of a file; none of what is no rule file: its content says so, not its name. A template of a chart is
/// no YAML, and nothing is known of it.
pub(crate) fn rules(text: &str) -> Vec<Rule> {
    let is_likely = text.contains("groups") && (text.contains("alert") || text.contains("record"));
    let documents = if is_likely { yaml::parse(text.as_bytes()).ok() } else { None };
    let mut rules = Vec::new();
    for document in documents.iter().flatten() {
        let groups = document.get("groups").or_else(|| {
            let is_object = document.text_of("kind") == Some("PrometheusRule");
            document.get("spec").filter(|_| is_object)?.get("groups")
        });
        let groups = groups.map(Node::items).unwrap_or_default();
        let listed = groups.iter().filter_map(|group| group.get("rules"));
        rules.extend(listed.flat_map(Node::items).filter_map(rule));
    }
    rules
}

fn rule(node: &Node) -> Option<Rule> {
    let (kind, name) = match (node.entry("alert"), node.entry("record")) {
        (Some(alert), _) => (RuleKind::Alert, alert),
        (None, Some(record)) => (RuleKind::Record, record),
        (None, None) => return None,
    };
    let text = |node: Option<&Node>, key| node?.text_of(key).map(str::to_owned);
    let expression = node.text_of("expr")?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Rule {
        kind,
        name: name.value.text().filter(|name| !name.is_empty())?.to_owned(),
        line: u32::try_from(name.line).unwrap_or(u32::MAX),
        expression,
        holds_for: text(Some(node), "for"),
        severity: text(node.get("labels"), "severity"),
        runbook: text(node.get("annotations"), "runbook_url"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_and_records_are_read_with_their_lines() {
        let text = "groups:\n- name: shop\n  rules:\n  - alert: ShopDown\n    annotations: {runbook_url: https://r.example/x}\n    expr: |\n      up{job=\"shop\"}\n        == 0\n    for: 5m\n    labels: {severity: critical}\n  - record: shop:up\n    expr: sum(up)\n";
        let found = rules(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name.as_str(), found[0].line), ("ShopDown", 4));
        assert_eq!(found[0].expression, "up{job=\"shop\"} == 0");
        assert_eq!(found[0].holds_for.as_deref(), Some("5m"));
        assert_eq!(found[0].severity.as_deref(), Some("critical"));
        assert_eq!(found[0].runbook.as_deref(), Some("https://r.example/x"));
        assert_eq!(found[1].kind, RuleKind::Record);
    }

    #[test]
    fn objects_of_the_operator_are_read_and_others_are_not() {
        let spec = "spec:\n  groups:\n  - rules:\n    - {alert: A, expr: x}\n";
        let object = format!("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n{spec}");
        assert_eq!(rules(&object).len(), 1);
        assert!(rules(&format!("kind: Other\n{spec}")).is_empty());
        assert!(rules("groups: [alert: {").is_empty());
        assert!(
            rules("rule_files: [a]\ntests: [{alert_rule_test: [{alertname: A}]}]\ngroups: x\n")
                .is_empty()
        );
    }
}
