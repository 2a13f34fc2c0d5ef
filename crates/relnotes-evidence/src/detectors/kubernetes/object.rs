//! Objects of Kubernetes in YAML files.

use crate::range::{FileDiff, FilePath};
use crate::yaml::{self, Fault, Node};

/// Folders whose manifests nobody deploys.
const BESIDE: [&str; 9] =
    ["example", "examples", "sample", "samples", "hack", "contrib", "local", "dev-tilt", ".github"];
/// Groups of files that only look like objects, or that another detector reads.
const FOREIGN: [&str; 5] =
    ["openslo", "backstage.io", "skaffold", "kind.x-k8s.io", "monitoring.coreos.com"];

/// An object of Kubernetes, or a kustomization.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// `Deployment`.
    pub(crate) kind: String,
    /// The namespace, where the manifest names one.
    pub(crate) namespace: Option<String>,
    /// The name; of a kustomization its folder.
    pub(crate) name: String,
    /// All of it.
    pub(crate) node: Node,
}

impl Object {
    /// Returns the line of its beginning.
    pub(crate) fn line(&self) -> Option<u32> {
        u32::try_from(self.node.line()).ok()
    }
}

/// Returns whether a file may hold objects that are deployed.
pub(crate) fn is_manifest(path: &FilePath) -> bool {
    matches!(path.extension(), "yaml" | "yml") && !BESIDE.iter().any(|folder| path.is_below(folder))
}

/// The objects of a file that differs, before and after.
pub(crate) type Sides = [Result<Vec<Object>, Fault>; 2];

/// Reads the objects of a file that differs: once, whoever asks.
pub(crate) fn sides(file: &FileDiff) -> &Sides {
    let read = || [file.before(), file.after()].map(|text| objects(&file.path.full, text));
    file.seen().objects.get_or_init(read)
}

/// Reads the objects of a file.
pub(crate) fn objects(path: &str, text: &str) -> Result<Vec<Object>, Fault> {
    let is_template = text.contains("{{") && path.split('/').any(|folder| folder == "templates");
    if is_template || !text.contains("kind:") && !is_kustomization(path) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for document in yaml::parse(text.as_bytes())? {
        match document.text_of("kind") {
            Some("List") => {
                let items = document.get("items").map(Node::items).unwrap_or_default();
                found.extend(items.iter().filter_map(|item| object(path, item)));
            }
            _ => found.extend(object(path, &document)),
        }
    }
    Ok(found)
}

fn object(path: &str, node: &Node) -> Option<Object> {
    if !node.is_map() {
        return None;
    }
    if is_kustomization(path) {
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let kind = node.text_of("kind").unwrap_or("Kustomization").to_owned();
        return Some(Object { kind, namespace: None, name: folder.to_owned(), node: node.clone() });
    }
    let version = node.text_of("apiVersion")?;
    if FOREIGN.iter().any(|group| version.starts_with(group)) {
        return None;
    }
    let kind = node.text_of("kind").filter(|kind| !kind.is_empty())?.to_owned();
    let metadata = node.get("metadata")?;
    let text = |key: &str| metadata.text_of(key).filter(|text| !text.is_empty());
    let name = text("name").or_else(|| text("generateName"))?.to_owned();
    let namespace = text("namespace").map(str::to_owned);
    Some(Object { kind, namespace, name, node: node.clone() })
}

fn is_kustomization(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let found = objects(path, text).unwrap();
        let shown: Vec<String> = found
            .iter()
            .map(|it| {
                let namespace = it.namespace.as_deref().unwrap_or("-");
                format!("{} {namespace} {} {}", it.kind, it.name, it.line().unwrap())
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn each_document_is_an_object() {
        let text = "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}\n---\n# no\n---\n\
                    apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: b\n";
        check("k8s/a.yaml", text, &["Service shop a 1", "Deployment - b 7"]);
    }

    #[test]
    fn lists_are_what_they_hold() {
        let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n";
        check("k8s/a.yaml", text, &["Secret - s 4"]);
    }

    #[test]
    fn templates_of_charts_are_not_read() {
        let text =
            "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {{ toYaml .Values }}\n";
        check("charts/shop/templates/service.yaml", text, &[]);
    }

    #[test]
    fn a_kustomization_is_named_by_its_folder() {
        check(
            "k8s/base/kustomization.yaml",
            "resources: [a.yaml]\n",
            &["Kustomization - k8s/base 1"],
        );
    }

    #[test]
    fn what_only_looks_like_an_object_is_none() {
        check("a.yaml", "kind: Config\nusers: []\n", &[]);
        check(
            "a.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: x}\n",
            &[],
        );
        check("a.yaml", "- kind: x\n", &[]);
        check(
            "a.yaml",
            "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Release.Name }}}\n",
            &[],
        );
    }
}
