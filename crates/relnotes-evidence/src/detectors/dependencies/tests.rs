use super::*;
use crate::testing::file_facts;

fn cargo(packages: &[(&str, &str)]) -> String {
    let mut text = String::from("version = 4\n");
    for (name, version) in packages {
        text.push_str(&format!(
            "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"r\"\n"
        ));
    }
    text
}

#[track_caller]
fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
    let shown: Vec<String> = file_facts(&DETECTOR, files)
        .iter()
        .map(|fact| {
            let Kind::Dependency(kind) = &fact.kind else { panic!("{:?}", fact.kind) };
            let text = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
            let leap = kind.leap.map(|leap| format!(" {leap:?}")).unwrap_or_default();
            let direct = if kind.direct == Some(true) { " direct" } else { "" };
            format!(
                "{:?} {} {} -> {}{leap}{direct}",
                fact.verb,
                fact.id,
                text(&fact.before),
                text(&fact.after)
            )
        })
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn packages_come_go_and_leap() {
    let before = cargo(&[("a", "1.0.0"), ("b", "1.0.0"), ("gone", "1.0.0"), ("same", "1.0.0")]);
    let after = cargo(&[("a", "2.0.0"), ("b", "0.9.0"), ("new", "0.1.0"), ("same", "1.0.0")]);
    check(
        &[("Cargo.lock", Some(&before), Some(&after))],
        &[
            "Changed dep:cargo/a 1.0.0 -> 2.0.0 Major",
            "Changed dep:cargo/b 1.0.0 -> 0.9.0 Back",
            "Removed dep:cargo/gone 1.0.0 -> -",
            "Added dep:cargo/new - -> 0.1.0",
        ],
    );
}

#[test]
fn of_several_versions_those_count_that_came_and_went() {
    let before = cargo(&[("syn", "1.0.0"), ("syn", "2.0.1"), ("dup", "2.0.0"), ("up", "1.0.0")]);
    let after = cargo(&[
        ("syn", "1.0.0"),
        ("syn", "2.0.2"),
        ("dup", "1.0.0"),
        ("dup", "2.0.0"),
        ("up", "1.0.0"),
        ("up", "2.0.0"),
    ]);
    check(
        &[("Cargo.lock", Some(&before), Some(&after))],
        &[
            "Changed dep:cargo/syn 2.0.1 -> 2.0.2 Patch",
            "Changed dep:cargo/up 1.0.0 -> 2.0.0 Major",
        ],
    );
}

#[test]
fn a_package_in_the_lock_file_of_another_tool_is_no_news() {
    let yarn = "a@^1:\n  version \"1.0.0\"\nb@^1:\n  version \"1.0.0\"\n";
    let pnpm = "importers: {.: {dependencies: {a: {version: 1.0.0}}}}\npackages:\n  a@1.0.0: {}\n  b@1.1.0: {}\n";
    check(
        &[("ui/yarn.lock", Some(yarn), None), ("ui/pnpm-lock.yaml", None, Some(pnpm))],
        &["Changed dep:npm/b 1.0.0 -> 1.1.0 Minor"],
    );
}

#[test]
fn many_lock_files_tell_a_package_once() {
    let of = |version: &str| format!("module x\nrequire a.io/b {version}\n");
    let (before, after) = (of("v1.0.0"), of("v1.1.0"));
    let found = file_facts(
        &DETECTOR,
        &[("api/go.mod", Some(&before), Some(&after)), ("go.mod", Some(&before), Some(&after))],
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place, Place::after("go.mod", 2));
}

#[test]
fn a_step_of_a_go_module_to_another_path_is_one_of_its_version() {
    let of = |path: &str| format!("module x\nrequire {path}\n");
    check(
        &[("go.mod", Some(&of("a.io/b/v3 v3.9.0")), Some(&of("a.io/b/v4 v4.0.0")))],
        &["Changed dep:go/a.io/b v3.9.0 -> v4.0.0 Major direct"],
    );
}

#[test]
fn the_manifest_beside_says_what_is_direct() {
    let of = |version: &str| format!("a@^1:\n  version \"{version}\"\n");
    let manifest = "{\"dependencies\": {\"a\": \"^1\"}}";
    check(
        &[
            ("ui/package.json", Some(manifest), Some(manifest)),
            ("ui/yarn.lock", Some(&of("1.0.0")), Some(&of("1.0.1"))),
        ],
        &["Changed dep:npm/a 1.0.0 -> 1.0.1 Patch direct"],
    );
}

#[test]
fn a_damaged_lock_file_says_nothing() {
    check(&[("Cargo.lock", Some(&cargo(&[("a", "1.0.0")])), Some("<<<<<<< HEAD\n"))], &[]);
}

#[test]
fn lock_files_of_tests_documentation_and_examples_are_left_alone() {
    let lock = cargo(&[("a", "1.0.0")]);
    for path in [
        "tests/a/Cargo.lock",
        "api_tests/Cargo.lock",
        "docs/Cargo.lock",
        "examples/a/Cargo.lock",
        "vendor/a/Cargo.lock",
    ] {
        check(&[(path, None, Some(&lock))], &[]);
    }
    check(
        &[("docs/requirements.txt", None, Some("a==1\n")), ("notes.txt", None, Some("a==1\n"))],
        &[],
    );
    check(&[("requirements/base.txt", None, Some("a==1\n"))], &["Added dep:pypi/a - -> 1 direct"]);
}

#[test]
fn a_package_has_the_commits_that_changed_its_version() {
    let lock =
        |a: &str, b: &str| cargo(&[("a", a), ("b", b)]).replace('"', "\\\"").replace('\n', "\\n");
    let (first, second, third) =
        (lock("1.0.0", "1.0.0"), lock("1.0.1", "1.0.0"), lock("1.0.1", "1.0.1"));
    let history = format!(
        "write Cargo.lock \"{first}\"\ncommit \"feat: a\"\ntag v1.0.0\nwrite Cargo.lock \"{second}\"\n\
         commit \"build: a\"\nwrite Cargo.lock \"{third}\"\ncommit \"build: b\"\ntag v1.1.0"
    );
    let found = crate::testing::range_facts(&[&DETECTOR], &history, "v1.0.0..v1.1.0");
    let commits: Vec<usize> = found.iter().map(|fact| fact.commits.len()).collect();
    assert_eq!(commits, [1, 1]);
    assert_ne!(found[0].commits, found[1].commits);
}
