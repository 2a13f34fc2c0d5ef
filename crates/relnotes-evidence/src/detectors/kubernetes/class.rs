//! What kind of change a difference of two manifests is, and how it is told in a few words.

use relnotes_core::evidence::InfrastructureClass as Class;

use crate::yaml::{Difference, Node, Step, Value};

/// Values above this many characters are not told, names are cut.
const LONGEST: usize = 80;
/// Images have sums in their names.
const LONGEST_IMAGE: usize = 300;
/// Differences of one class of one object that are told; of the rest the number.
const MOST: usize = 8;
/// Keys that only lead to what matters.
const ON_THE_WAY: [&str; 7] =
    ["spec", "template", "jobTemplate", "containers", "properties", "schema", "openAPIV3Schema"];

/// Returns the class of an object that came or went as a whole.
pub(super) fn of_object(kind: &str) -> Class {
    match kind {
        "CustomResourceDefinition" => Class::Definition,
        "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding" | "ServiceAccount" => {
            Class::Rights
        }
        "Secret"
        | "SealedSecret"
        | "ExternalSecret"
        | "PersistentVolumeClaim"
        | "PersistentVolume"
        | "StorageClass" => Class::Volumes,
        "HorizontalPodAutoscaler" | "PodDisruptionBudget" => Class::Replicas,
        "LimitRange" | "ResourceQuota" => Class::Resources,
        _ if kind.ends_with("NetworkPolicy") => Class::Network,
        _ => Class::Shape,
    }
}

/// Returns whether a difference says nothing: descriptions of definitions, who generated them, and sums of what differs
/// elsewhere.
pub(super) fn is_noise(kind: &str, difference: &Difference<'_>) -> bool {
    let Some(Step::Key(key)) = difference.path.last() else { return false };
    let is_prose = *key == "description" || key.starts_with("controller-gen.");
    let is_sum = key.starts_with("checksum/") || key.ends_with("hash") || key.ends_with("checksum");
    is_prose && kind == "CustomResourceDefinition"
        || is_sum && difference.path.contains(&Step::Key("annotations"))
}

/// Returns the class of a difference.
pub(super) fn of_difference(kind: &str, difference: &Difference<'_>) -> Class {
    let of_kind = of_object(kind);
    if of_kind == Class::Definition || is_version(difference) || is_tag_of_image(difference) {
        return if of_kind == Class::Definition { of_kind } else { Class::ImageTag };
    }
    if of_kind != Class::Shape {
        return of_kind;
    }
    let has = |keys: &[&str]| {
        difference.path.iter().any(|step| matches!(step, Step::Key(key) if keys.contains(key)))
    };
    if has(&["env", "envFrom"]) {
        Class::Environment
    } else if has(&["livenessProbe", "readinessProbe", "startupProbe"]) {
        Class::Probes
    } else if has(&["volumes", "volumeMounts", "volumeClaimTemplates", "imagePullSecrets"]) {
        Class::Volumes
    } else if has(&["replicas", "minReplicas", "maxReplicas"]) {
        Class::Replicas
    } else if has(&["containers", "initContainers"]) && has(&["resources"]) {
        Class::Resources
    } else {
        Class::Shape
    }
}

/// Labels and annotations that name the version of what is deployed.
fn is_version(difference: &Difference<'_>) -> bool {
    let last = difference.path.last();
    let is_label = matches!(last, Some(Step::Key(key))
        if matches!(*key, "app.kubernetes.io/version" | "helm.sh/chart" | "chart"));
    let is_metadata = difference
        .path
        .iter()
        .any(|step| matches!(step, Step::Key("labels" | "annotations" | "matchLabels")));
    is_label && is_metadata
}

/// An image of the same repository with another tag or digest, also in a kustomization.
fn is_tag_of_image(difference: &Difference<'_>) -> bool {
    let texts = (text(difference.before), text(difference.after));
    match difference.path.last() {
        Some(Step::Key("newTag" | "digest")) => difference.path.contains(&Step::Key("images")),
        Some(Step::Key("image")) => match texts {
            (Some(before), Some(after)) => repository(before) == repository(after),
            _ => false,
        },
        _ => false,
    }
}

/// The name of an image without tag and digest.
fn repository(image: &str) -> &str {
    let image = image.split_once('@').map_or(image, |(name, _)| name);
    let after_folders = image.rfind('/').map_or(0, |slash| slash + 1);
    let tag = image[after_folders..].find(':');
    tag.map_or(image, |colon| &image[..after_folders + colon])
}

/// Returns how the older and the newer side of some differences can be told; none where a side lacks them all.
pub(super) fn words(
    kind: &str,
    differences: &[&Difference<'_>],
) -> (Option<String>, Option<String>) {
    let side = |side: fn(&Difference<'_>) -> Option<Node>| {
        let mut words: Vec<String> = Vec::new();
        for difference in differences {
            if let Some(node) = side(difference) {
                let word = word(kind, &difference.path, &node);
                if !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        let more = words.len().saturating_sub(MOST);
        words.truncate(MOST);
        if more > 0 {
            words.push(format!("… (+{more})"));
        }
        (!words.is_empty()).then(|| words.join(", "))
    };
    (side(|it| it.before.cloned()), side(|it| it.after.cloned()))
}

/// `ARGOCD_PORT=8080`, `volumes[tls]`, `replicas=3`.
fn word(kind: &str, path: &[Step<'_>], node: &Node) -> String {
    let last = path.last().copied();
    let value = node.text().or_else(|| node.text_of("value"));
    let value =
        value.filter(|_| !matches!(last, Some(Step::Item(item)) if Some(item) == node.text()));
    if let (Some(Step::Key("newTag" | "image")), Some(value)) = (last, value) {
        return match path {
            [.., Step::Item(image), Step::Key("newTag")] => format!("{image}:{value}"),
            _ => value.chars().take(LONGEST_IMAGE).collect(),
        };
    }
    let mut name = name(path);
    if let Some(Step::Item("")) = last {
        // What has no name is told by what it says: `rules[get list pods]`.
        let mut said = String::new();
        texts(node, &mut said);
        name.truncate(name.len().saturating_sub("[]".len()));
        name = format!("{name}[{}]", short(said.trim_end()));
    }
    let is_told = |value: &&str| {
        let is_short = value.chars().count() <= LONGEST && !value.contains('\n');
        is_short && !value.is_empty() && kind != "Secret" && !is_secret(&name)
    };
    match value.filter(is_told) {
        Some(value) => format!("{name}={value}"),
        None => name,
    }
}

/// The steps of a path that say something; of a variable its name alone.
fn name(path: &[Step<'_>]) -> String {
    let mut name = String::new();
    let mut steps = path.iter().peekable();
    while let Some(step) = steps.next() {
        match step {
            Step::Key("containers" | "initContainers")
                if matches!(steps.peek(), Some(Step::Item(_))) && path.len() > 5 =>
            {
                steps.next();
            }
            Step::Key("env") if matches!(steps.peek(), Some(Step::Item(_))) => name.clear(),
            Step::Key("value" | "valueFrom") if !name.is_empty() => break,
            Step::Key(key) if ON_THE_WAY.contains(key) => {}
            Step::Key(key) => {
                if !name.is_empty() {
                    name.push('.');
                }
                name.push_str(&short(key));
            }
            Step::Item(item) if name.is_empty() => name = short(item),
            Step::Item(item) => {
                name.push('[');
                name.push_str(&short(item));
                name.push(']');
            }
        }
    }
    name
}

/// The texts of a tree with spaces between, as many as will be told.
fn texts(node: &Node, said: &mut String) {
    if said.len() > LONGEST {
        return;
    }
    match node.value() {
        Value::Text(text) => {
            said.push_str(text);
            said.push(' ');
        }
        Value::List(nodes) => nodes.iter().for_each(|node| texts(node, said)),
        Value::Map(entries) => entries.iter().for_each(|entry| texts(&entry.value, said)),
    }
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Names whose values are nobody's business.
fn is_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["secret", "password", "passwd", "token", "credential", "private", "apikey", "api_key"]
        .iter()
        .any(|word| lower.contains(word))
}

fn text(node: Option<&Node>) -> Option<&str> {
    node.and_then(Node::text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{differences, parse};

    #[track_caller]
    fn check(kind: &str, before: &str, after: &str, expected: &[(Class, &str, &str)]) {
        let first = |text: &str| parse(text.as_bytes()).unwrap().remove(0);
        let (before, after) = (first(before), first(after));
        let found = differences(&before, &after);
        let shown: Vec<(Class, String, String)> = found
            .iter()
            .map(|it| {
                let (before, after) = words(kind, &[it]);
                (of_difference(kind, it), before.unwrap_or_default(), after.unwrap_or_default())
            })
            .collect();
        let shown: Vec<(Class, &str, &str)> =
            shown.iter().map(|(class, before, after)| (*class, &**before, &**after)).collect();
        assert_eq!(shown, expected);
    }

    fn pod(container: &str) -> String {
        format!("spec: {{template: {{spec: {{containers: [{{name: c, {container}}}]}}}}}}\n")
    }

    #[test]
    fn a_tag_is_told_apart_from_another_image() {
        let of = |image: &str| pod(&format!("image: {image}"));
        check(
            "Deployment",
            &of("reg:5000/a/b:1"),
            &of("reg:5000/a/b:2@sha256:ff"),
            &[(Class::ImageTag, "reg:5000/a/b:1", "reg:5000/a/b:2@sha256:ff")],
        );
        check("Deployment", &of("a/b:1"), &of("a/c:1"), &[(Class::Shape, "a/b:1", "a/c:1")]);
        check(
            "Kustomization",
            "images: [{name: a/b, newTag: v1}]",
            "images: [{name: a/b, newTag: v2}]",
            &[(Class::ImageTag, "a/b:v1", "a/b:v2")],
        );
    }

    #[test]
    fn variables_are_told_by_name_and_value() {
        check(
            "Deployment",
            &pod("env: [{name: PORT, value: 1}, {name: OLD, value: x}]"),
            &pod("env: [{name: PORT, value: 2}, {name: NEW, valueFrom: {k: v}}]"),
            &[
                (Class::Environment, "OLD=x", ""),
                (Class::Environment, "PORT=1", "PORT=2"),
                (Class::Environment, "", "NEW"),
            ],
        );
    }

    #[test]
    fn values_of_secrets_are_not_told() {
        check(
            "Deployment",
            &pod("env: []"),
            &pod("env: [{name: DB_PASSWORD, value: hunter2}]"),
            &[(Class::Environment, "", "DB_PASSWORD")],
        );
        check(
            "Secret",
            "stringData: {user: a}\n",
            "stringData: {user: b}\n",
            &[(Class::Volumes, "stringData.user", "stringData.user")],
        );
    }

    #[test]
    fn classes_follow_the_path_and_the_kind() {
        check(
            "Deployment",
            "spec: {replicas: 1}",
            "spec: {replicas: 3}",
            &[(Class::Replicas, "replicas=1", "replicas=3")],
        );
        check(
            "Deployment",
            &pod("resources: {limits: {cpu: 1}}"),
            &pod("resources: {limits: {cpu: 2}}"),
            &[(Class::Resources, "resources.limits.cpu=1", "resources.limits.cpu=2")],
        );
        check(
            "Deployment",
            &pod("livenessProbe: {a: 1}"),
            &pod("livenessProbe: {a: 2}"),
            &[(Class::Probes, "livenessProbe.a=1", "livenessProbe.a=2")],
        );
        check(
            "Deployment",
            "spec: {template: {spec: {volumes: []}}}",
            "spec: {template: {spec: {volumes: [{name: tls, secret: {}}]}}}",
            &[(Class::Volumes, "", "volumes[tls]")],
        );
        check(
            "ClusterRole",
            "rules: []",
            "rules: [{verbs: [get]}]",
            &[(Class::Rights, "", "rules[get]")],
        );
        check(
            "CustomResourceDefinition",
            "spec: {versions: [{name: v1, schema: {openAPIV3Schema: {properties: {}}}}]}",
            "spec: {versions: [{name: v1, schema: {openAPIV3Schema: {properties: {size: {type: integer}}}}}]}",
            &[(Class::Definition, "", "versions[v1].size")],
        );
        check(
            "Deployment",
            "metadata: {labels: {helm.sh/chart: a-1}}",
            "metadata: {labels: {helm.sh/chart: a-2}}",
            &[(
                Class::ImageTag,
                "metadata.labels.helm.sh/chart=a-1",
                "metadata.labels.helm.sh/chart=a-2",
            )],
        );
    }

    #[test]
    fn long_values_and_long_lists_are_cut() {
        let long = "x".repeat(100);
        check(
            "ConfigMap",
            "data: {k: a}",
            &format!("data: {{k: {long}}}"),
            &[(Class::Shape, "data.k=a", "data.k")],
        );
        let first = |text: &str| parse(text.as_bytes()).unwrap().remove(0);
        let keys: Vec<String> = (0..20).map(|at| format!("k{at:02}: 1")).collect();
        let (before, after) = (first("data: {}"), first(&format!("data: {{{}}}", keys.join(", "))));
        let found = differences(&before, &after);
        let (_, after) = words("ConfigMap", &found.iter().collect::<Vec<_>>());
        assert!(after.unwrap().ends_with("data.k07=1, … (+12)"));
    }
}
