//! Environment variables that manifests of containers set.

use relnotes_core::evidence::{Confidence, Kind};

use super::{Detect, Detector, Ground};
use crate::keys::is_secret;
use crate::names::{Known, NameRule, Sighting};
use crate::range::FilePath;
use crate::yaml::{self, Node, Value};

pub(super) static DETECTOR: Detector = Detector {
    code: "ENV-MANIFEST",
    about: "Environment variables that containers of Kubernetes manifests and compose files get, with their values.",
    ground: Ground::Product,
    picks: |path| matches!(path.extension(), "yaml" | "yml") && !path.is_tool(),
    detect: Detect::Names(NameRule {
        prefix: "env-manifest",
        kind: |_| Kind::Variable,
        known: Known::BySight,
        confidence: Confidence::Exact,
        sight,
    }),
};

/// Templates of charts are no YAML and yield nothing.
fn sight(_: &FilePath, text: &str, found: &mut Vec<Sighting>) {
    if !text.contains("env:") && !text.contains("environment:") {
        return;
    }
    let Ok(documents) = yaml::parse(text.as_bytes()) else { return };
    for document in &documents {
        if document.get("apiVersion").is_some() && document.get("kind").is_some() {
            containers(document, found);
        }
        for service in document.get("services").map(Node::entries).unwrap_or_default() {
            if let Some(variables) = service.value.get("environment") {
                environment(variables, found);
            }
        }
    }
}

/// Lists `env:` of containers, wherever the object has them; the tree is as deep as the reader of YAML lets it be.
fn containers(node: &Node, found: &mut Vec<Sighting>) {
    match node.value() {
        Value::Text(_) => {}
        Value::List(nodes) => nodes.iter().for_each(|node| containers(node, found)),
        Value::Map(entries) => {
            for entry in entries {
                if entry.key == "env" {
                    for variable in entry.value.items() {
                        if let Some(name) = variable.text_of("name") {
                            let value = variable.text_of("value").map(str::to_owned);
                            push(name, variable.line(), value, found);
                        }
                    }
                }
                containers(&entry.value, found);
            }
        }
    }
}

/// A map, or a list of `NAME=value`.
fn environment(node: &Node, found: &mut Vec<Sighting>) {
    for entry in node.entries() {
        push(&entry.key, entry.line, entry.value.text().map(str::to_owned), found);
    }
    for line in node.items() {
        let Some(text) = line.text() else { continue };
        let (name, value) =
            text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        push(name, line.line(), value.map(str::to_owned), found);
    }
}

fn push(name: &str, line: usize, value: Option<String>, found: &mut Vec<Sighting>) {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if !name.is_empty() && name.bytes().all(is_word) {
        // A secret has no place in a document.
        let value =
            value.filter(|value| !is_secret(name) && value.len() < 100 && !value.is_empty());
        found.push(Sighting::new(name, line.saturating_sub(1)).with_value(value));
    }
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::Verb;

    use super::*;
    use crate::testing::name_facts;

    const POD: &str = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          env:\n            - name: SHOP_PORT\n              value: \"80\"\n            - name: SHOP_KEY\n              valueFrom: {secretKeyRef: {name: a, key: b}}\n";

    #[test]
    fn variables_of_containers_are_told_with_their_lines() {
        let found = name_facts(&DETECTOR, &[("deploy/a.yaml", None, Some(POD))]);
        let shown: Vec<_> = found
            .iter()
            .map(|it| (it.subject.as_str(), it.after.as_deref(), it.place.line))
            .collect();
        assert_eq!(shown, [("SHOP_KEY", None, Some(11)), ("SHOP_PORT", Some("80"), Some(9))]);
    }

    #[test]
    fn another_value_is_told_and_a_secret_one_is_not() {
        let new = POD.replace("\"80\"", "\"81\"");
        let found = name_facts(&DETECTOR, &[("a.yaml", Some(POD), Some(&new))]);
        assert_eq!((found.len(), found[0].verb), (1, Verb::Changed));
        let compose = |value: &str| {
            format!("services:\n  db:\n    environment:\n      DB_PASSWORD: {value}\n")
        };
        let (old, new) = (compose("a"), compose("b"));
        assert!(name_facts(&DETECTOR, &[("compose.yml", Some(&old), Some(&new))]).is_empty());
    }

    #[test]
    fn pipelines_templates_and_damaged_files_yield_nothing() {
        let workflow = "on: push\njobs:\n  a:\n    env:\n      X_Y: 1\n";
        assert!(name_facts(&DETECTOR, &[("a.yaml", None, Some(workflow))]).is_empty());
        let template = format!("{{{{- if .Values.x }}}}\n{POD}");
        assert!(name_facts(&DETECTOR, &[("a.yaml", None, Some(&template))]).is_empty());
        assert!(name_facts(&DETECTOR, &[("a.yaml", None, Some("env: [\n"))]).is_empty());
    }
}
