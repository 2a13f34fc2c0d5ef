//! What runs in a cluster, changed or not: its name, how many run, where its health can be asked.
//!
//! Only manifests below folders that usually hold them are read, as a rollback needs names and not a survey.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Fact, Kind, Place, Side, Verb, Workload};

use super::kubernetes::{Object, is_manifest, objects, sides};
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath, Range, Status};
use crate::yaml::{Node, differences};

pub(super) static DETECTOR: Detector = Detector {
    code: "WORKLOAD",
    about: "Deployments, stateful sets, daemon sets and ingresses of the newer tree: replicas, health, images.",
    ground: Ground::ProductAndGenerated,
    picks: |_| false,
    detect: Detect::Range(detect),
};

/// Folders below which manifests are looked for.
const FOLDERS: [&str; 12] = [
    "manifests",
    "manifest",
    "deploy",
    "deployment",
    "deployments",
    "k8s",
    "kubernetes",
    "kustomize",
    "base",
    "overlays",
    "config",
    "operations",
];
/// More manifests are not read.
const MOST: usize = 400;
const KINDS: [&str; 4] = ["Deployment", "StatefulSet", "DaemonSet", "Ingress"];

/// Kind, namespace, name.
type Key = (String, Option<String>, String);

/// A workload of a tree and where it stands.
struct Found {
    object: Object,
    path: String,
    /// The lower, the better this file describes it: it names images, few other objects stand with it, and it is near.
    rank: (bool, usize, usize),
}

fn detect(range: &Range<'_>, _: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let mut manifests = Manifests::of(range);
    let older = manifests.found(Side::Before);
    for (key, new) in manifests.found(Side::After) {
        let old = older.get(&key);
        let workload = workload(&new.object, old.map(|old| &old.object));
        let (kind, namespace, name) = key;
        let namespace = namespace.map(|namespace| format!("{namespace}/")).unwrap_or_default();
        let id = format!("workload:{kind}/{namespace}{name}");
        let place = Place::after(&new.path, new.object.line());
        let kind = Kind::Workload(workload);
        facts.push(Fact::new(DETECTOR.code, kind, Verb::Present, id, &name, place));
    }
}

/// The manifests of both trees; one that did not change is read once.
struct Manifests<'r> {
    range: &'r Range<'r>,
    differ: BTreeMap<&'r str, &'r FileDiff>,
    alike: BTreeMap<String, Vec<Object>>,
}

impl<'r> Manifests<'r> {
    fn of(range: &'r Range<'_>) -> Self {
        let differ = range.files().map(|file| (file.path.full.as_str(), file)).collect();
        Self { range, differ, alike: BTreeMap::new() }
    }

    /// The objects of a file. One that is no YAML is told by another detector where it changed.
    fn objects(&mut self, side: Side, path: &str) -> Vec<Object> {
        let read = || {
            let text = self.range.text(side, path);
            text.and_then(|text| objects(path, &text).ok()).unwrap_or_default()
        };
        match self.differ.get(path) {
            Some(file) if file.is_read() && file.status != Status::Moved => {
                sides(file)[side as usize].as_deref().unwrap_or_default().to_vec()
            }
            Some(_) => read(),
            None => {
                if let Some(known) = self.alike.remove(path) {
                    return known;
                }
                let all = read();
                self.alike.insert(path.to_owned(), all.clone());
                all
            }
        }
    }

    /// The workloads of a tree, each where it is described best.
    fn found(&mut self, side: Side) -> BTreeMap<Key, Found> {
        let mut found: BTreeMap<Key, Found> = BTreeMap::new();
        let is_wanted = |path: &FilePath| {
            let is_product = !(path.is_test || path.is_documentation || path.is_vendored);
            is_product && is_manifest(path) && FOLDERS.iter().any(|folder| path.is_below(folder))
        };
        let range = self.range;
        let is_yaml = |path: &&str| {
            let end = path.rsplit('.').next().unwrap_or_default();
            end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml")
        };
        let paths = range.tree(side).iter().map(|(path, _)| path.as_str()).filter(is_yaml);
        let paths = paths.map(|path| FilePath::new(path, &[]));
        for path in paths.filter(is_wanted).take(MOST) {
            let all = self.objects(side, &path.full);
            let count = all.len();
            for object in all.into_iter().filter(|it| KINDS.contains(&it.kind.as_str())) {
                let is_bare = object.kind != "Ingress" && images(&object.node).is_empty();
                let rank = (is_bare, count, path.full.len());
                let key = (object.kind.clone(), object.namespace.clone(), object.name.clone());
                if found.get(&key).is_none_or(|known| rank < known.rank) {
                    found.insert(key, Found { object, path: path.full.clone(), rank });
                }
            }
        }
        // A copy without a namespace is the same workload: it gets one when it is applied.
        let of = |key: &Key| (key.0.clone(), key.2.clone());
        let named: BTreeSet<_> = found.keys().filter(|key| key.1.is_some()).map(of).collect();
        found.retain(|key, _| key.1.is_some() || !named.contains(&of(key)));
        found
    }
}

fn workload(new: &Object, old: Option<&Object>) -> Workload {
    let replicas = |object: &Object| object.node.get("spec")?.text_of("replicas")?.parse().ok();
    let is_same = old.is_some_and(|old| differences(&old.node, &new.node).is_empty());
    Workload {
        object: new.kind.clone(),
        namespace: new.namespace.clone(),
        replicas: old.and_then(replicas).or_else(|| replicas(new)),
        health: health(&new.node),
        images: images(&new.node),
        changed: !is_same,
    }
}

fn containers(node: &Node) -> impl Iterator<Item = &Node> {
    let pod = ["spec", "template", "spec"].iter().try_fold(node, |node, key| node.get(key));
    pod.and_then(|pod| pod.get("containers")).map(Node::items).unwrap_or_default().iter()
}

fn images(node: &Node) -> Vec<String> {
    let mut images = Vec::new();
    for image in containers(node).filter_map(|container| container.text_of("image")) {
        if !images.iter().any(|known| known == image) {
            images.push(image.to_owned());
        }
    }
    images
}

/// Where probes ask: `/healthz:8080`; ports that have names are written as numbers where the container says them.
fn health(node: &Node) -> Vec<String> {
    let mut found = Vec::new();
    for container in containers(node) {
        let ports = container.get("ports").map(Node::items).unwrap_or_default();
        let number = |port: &str| {
            let named = ports.iter().find(|it| it.text_of("name") == Some(port));
            named.and_then(|it| it.text_of("containerPort")).unwrap_or(port).to_owned()
        };
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            let Some(probe) = container.get(probe) else { continue };
            let (path, asked) = match (probe.get("httpGet"), probe.get("tcpSocket")) {
                (Some(http), _) => (http.text_of("path").unwrap_or("/"), http),
                (None, Some(socket)) => ("", socket),
                (None, None) => continue,
            };
            let Some(port) = asked.text_of("port") else { continue };
            let health = format!("{path}:{}", number(port));
            if !found.contains(&health) {
                found.push(health);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    fn deployment(replicas: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: shop, namespace: prod}}\nspec:\n  {replicas}\n  \
             template:\n    spec:\n      containers:\n      - name: shop\n        image: a/shop:v1\n        ports: \
             [{{name: web, containerPort: 8080}}]\n        livenessProbe: {{httpGet: {{path: /healthz, port: web}}}}\n        \
             readinessProbe: {{tcpSocket: {{port: 9090}}}}\n"
        )
    }

    fn check(files: &[(&str, Option<&str>, Option<&str>)]) -> Vec<(String, String, Workload)> {
        let found = file_facts(&DETECTOR, files);
        let shown = found.into_iter().map(|fact| {
            assert_eq!(fact.verb, Verb::Present);
            let Kind::Workload(workload) = fact.kind else { panic!("{:?}", fact.kind) };
            (fact.id, fact.place.path, workload)
        });
        shown.collect()
    }

    #[test]
    fn a_workload_is_told_with_the_replicas_of_before() {
        let (old, new) = (deployment("replicas: 3"), deployment("replicas: 5"));
        let found = check(&[("k8s/shop.yaml", Some(&old), Some(&new))]);
        let (id, _, workload) = &found[0];
        assert_eq!(id, "workload:Deployment/prod/shop");
        assert_eq!((workload.replicas, workload.changed), (Some(3), true));
        assert_eq!(workload.health, ["/healthz:8080", ":9090"]);
        assert_eq!(workload.images, ["a/shop:v1"]);
    }

    #[test]
    fn one_that_did_not_change_is_told_as_well() {
        let text = deployment("paused: false");
        let found = check(&[("k8s/shop.yaml", Some(&text), Some(&text))]);
        assert_eq!((found[0].2.replicas, found[0].2.changed), (None, false));
    }

    #[test]
    fn a_new_one_has_the_replicas_of_now_and_one_that_is_gone_is_none() {
        let text = deployment("replicas: 2");
        let found = check(&[("k8s/shop.yaml", None, Some(&text))]);
        assert_eq!((found[0].2.replicas, found[0].2.changed), (Some(2), true));
        assert!(check(&[("k8s/shop.yaml", Some(&text), None)]).is_empty());
    }

    #[test]
    fn of_a_patch_and_of_a_rendered_copy_the_source_is_told() {
        let text = deployment("replicas: 2");
        let all = format!("{text}---\napiVersion: v1\nkind: Service\nmetadata: {{name: a}}\n");
        let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: prod}\nspec: {replicas: 9}\n";
        let both = |text| (Some(text), Some(text));
        let file = |path, (before, after)| (path, before, after);
        let found = check(&[
            file("k8s/a-patch.yaml", both(patch)),
            file("k8s/all.yaml", both(&*all)),
            file("k8s/shop.yaml", both(&*text)),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1, "k8s/shop.yaml");
    }

    #[test]
    fn a_copy_without_a_namespace_is_the_same() {
        let text = deployment("replicas: 2");
        let bare = text.replace(", namespace: prod", "");
        let found = check(&[("k8s/a.yaml", None, Some(&bare)), ("k8s/b.yaml", None, Some(&text))]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "workload:Deployment/prod/shop");
    }

    #[test]
    fn manifests_elsewhere_are_not_read() {
        let text = deployment("replicas: 2");
        for path in ["src/shop.yaml", "examples/k8s/shop.yaml", "test/k8s/shop.yaml"] {
            assert!(check(&[(path, Some(&text), Some(&text))]).is_empty());
        }
    }

    #[test]
    fn what_is_no_yaml_is_left_out() {
        assert!(check(&[("k8s/a.yaml", None, Some("kind: Deployment\nmetadata: ["))]).is_empty());
    }
}
