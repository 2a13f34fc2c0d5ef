use super::*;
use crate::testing::file_facts;

fn deployment(image: &str, extra: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      \
         containers:\n      - name: shop\n        image: {image}\n{extra}"
    )
}

#[track_caller]
fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
    let shown: Vec<String> = file_facts(&DETECTOR, files)
        .iter()
        .map(|fact| {
            let Kind::Infrastructure(kind) = &fact.kind else { panic!("{:?}", fact.kind) };
            let text = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
            let line = fact.place.line.unwrap_or(0);
            let values = (text(&fact.before), text(&fact.after));
            format!(
                "{:?} {:?} {} {} -> {} :{line}",
                fact.verb, kind.class, fact.id, values.0, values.1
            )
        })
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_bump_of_the_image_stands_apart_from_what_changed_otherwise() {
    let before = deployment("a/shop:v1", "");
    let after =
        deployment("a/shop:v2", "        env:\n        - name: PORT\n          value: \"80\"\n");
    check(
        &[("k8s/shop.yaml", Some(&before), Some(&after))],
        &[
            "Changed Environment infra:k8s/shop.yaml#Deployment/shop:env - -> PORT=80 :12",
            "Changed ImageTag infra:k8s/shop.yaml#Deployment/shop:image a/shop:v1 -> a/shop:v2 :10",
        ],
    );
}

#[test]
fn one_tag_in_many_files_is_one_change() {
    let of = |tag: &str| format!("images:\n- name: a/shop\n  newTag: {tag}\n");
    let (before, after) = (of("v1"), of("v2"));
    check(
        &[
            ("k8s/base/kustomization.yaml", Some(&before), Some(&after)),
            ("k8s/ha/kustomization.yaml", Some(&before), Some(&after)),
            (
                "k8s/shop.yaml",
                Some(&deployment("a/shop:v1", "")),
                Some(&deployment("a/shop:v2", "")),
            ),
        ],
        &[
            "Changed ImageTag infra:k8s/base/kustomization.yaml#Kustomization/k8s/base:image a/shop:v1 -> a/shop:v2 :3",
        ],
    );
}

#[test]
fn a_rendered_copy_tells_nothing_new() {
    let other = "---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n";
    let env = "        env: [{name: NEW, value: x}]\n";
    let (old, new) = (deployment("a:1", ""), deployment("a:1", env));
    let (old_all, new_all) = (format!("{old}{other}"), format!("{new}{other}"));
    check(
        &[
            ("k8s/all.yaml", Some(&old_all), Some(&new_all)),
            ("k8s/base/shop.yaml", Some(&old), Some(&new)),
        ],
        &["Changed Environment infra:k8s/base/shop.yaml#Deployment/shop:env - -> NEW=x :11"],
    );
}

#[test]
fn objects_come_and_go() {
    let role =
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules: []\n";
    check(
        &[
            ("k8s/role.yaml", None, Some(role)),
            ("k8s/shop.yaml", Some(&deployment("a:1", "")), None),
        ],
        &[
            "Added Rights infra:k8s/role.yaml#Role/r - -> - :1",
            "Removed Shape infra:k8s/shop.yaml#Deployment/shop - -> - :1",
        ],
    );
}

#[test]
fn an_object_that_stands_in_another_file_now_is_compared() {
    let before = deployment("a:1", "");
    let after = deployment("a:1", "        resources: {limits: {cpu: 1}}\n");
    check(
        &[("k8s/new.yaml", None, Some(&after)), ("k8s/old.yaml", Some(&before), None)],
        &["Changed Resources infra:k8s/new.yaml#Deployment/shop:resources - -> resources :11"],
    );
    check(&[("k8s/new.yaml", None, Some(&before)), ("k8s/old.yaml", Some(&before), None)], &[]);
}

#[test]
fn order_and_comments_are_no_news() {
    let before = deployment("a:1", "");
    let after = format!(
        "# of people\n{}",
        before.replace(
            "kind: Deployment\nmetadata:\n  name: shop\n",
            "metadata: {name: \"shop\"}\nkind: Deployment\n"
        )
    );
    check(&[("k8s/shop.yaml", Some(&before), Some(&after))], &[]);
}

#[test]
fn tests_examples_and_templates_are_left_alone() {
    let (before, after) = (deployment("a:1", ""), deployment("b:1", ""));
    for path in
        ["test/e2e/testdata/shop.yaml", "examples/shop.yaml", "docs/shop.yaml", ".github/shop.yaml"]
    {
        check(&[(path, Some(&before), Some(&after))], &[]);
    }
    let template =
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n  {{- if x }}\n";
    check(&[("charts/a/templates/service.yaml", None, Some(template))], &[]);
}

#[test]
fn a_manifest_that_is_no_yaml_is_told_as_a_file() {
    let broken = "apiVersion: v1\nkind: Service\nmetadata: [\n";
    check(
        &[("k8s/a.yaml", Some(&deployment("a:1", "")), Some(broken))],
        &["Changed Shape infra:k8s/a.yaml - -> - :0"],
    );
}

#[test]
fn descriptions_of_a_definition_are_no_news() {
    let of = |words: &str, more: &str| {
        format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: a.b}}\nspec:\n  \
             versions:\n  - name: v1\n    schema:\n      description: {words}\n{more}"
        )
    };
    check(&[("crds/a.yaml", Some(&of("old", "")), Some(&of("new", "")))], &[]);
    check(
        &[("crds/a.yaml", Some(&of("old", "")), Some(&of("new", "    served: true\n")))],
        &[
            "Changed Definition infra:crds/a.yaml#CustomResourceDefinition/a.b:definition - -> versions[v1].served=true :9",
        ],
    );
}

#[test]
fn an_object_in_another_namespace_is_compared() {
    let of = |namespace: &str| {
        format!(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n  namespace: {namespace}\n"
        )
    };
    check(
        &[("k8s/a.yaml", Some(&of("x")), Some(&of("y")))],
        &[
            "Changed Rights infra:k8s/a.yaml#ServiceAccount/a:rights metadata.namespace=x -> metadata.namespace=y :5",
        ],
    );
}

#[test]
fn a_copy_for_another_cluster_brings_nothing_new() {
    let (before, after) = (deployment("a:1", ""), deployment("a:2", ""));
    check(
        &[
            ("k8s/a/shop.yaml", Some(&before), Some(&after)),
            ("k8s/b/shop.yaml", None, Some(&after)),
        ],
        &["Changed ImageTag infra:k8s/a/shop.yaml#Deployment/shop:image a:1 -> a:2 :10"],
    );
}

#[test]
fn sums_of_what_differs_elsewhere_are_no_news() {
    let of = |hash: &str| {
        deployment("a:1", "")
            .replace("metadata:\n", &format!("metadata:\n  annotations: {{config_hash: {hash}}}\n"))
    };
    check(&[("k8s/shop.yaml", Some(&of("a")), Some(&of("b")))], &[]);
}

#[test]
fn equal_objects_of_a_file_have_ids_of_their_own() {
    let of = |namespace: &str, count: &str| {
        format!(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a, namespace: {namespace}}}\nspec: {{replicas: {count}}}\n"
        )
    };
    let before = format!("{}{}", of("x", "1"), of("y", "1"));
    let after = format!("{}{}", of("x", "2"), of("y", "3"));
    check(
        &[("k8s/a.yaml", Some(&before), Some(&after))],
        &[
            "Changed Replicas infra:k8s/a.yaml#Deployment/a:replicas replicas=1 -> replicas=2 :5",
            "Changed Replicas infra:k8s/a.yaml#Deployment/a:replicas~2 replicas=1 -> replicas=3 :10",
        ],
    );
}
