//! What is printed as JSON, against the schemas that are published.

use serde_json::Value;

use super::{Call, fixture, run};

fn validator(name: &str) -> jsonschema::Validator {
    let folder = tempfile::tempdir().unwrap();
    let schema: Value =
        serde_json::from_str(&run(folder.path(), &format!("schema {name}")).done()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn check(validator: &jsonschema::Validator, text: &str, what: &str) {
    let json: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&json)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{text}");
}

#[test]
fn the_json_of_every_fixture_is_as_published() {
    let (tags, why, release) = (validator("tags"), validator("why"), validator("release"));
    for name in relnotes_testkit::Fixture::names() {
        let repo = fixture(&name);
        let all = run(repo.path(), "tags --format json").done();
        check(&tags, &all, &name);
        let all: Value = serde_json::from_str(&all).unwrap();
        let released =
            all["tags"].as_array().unwrap().iter().filter(|tag| tag["kind"] != "invalid");
        for tag in released.map(|tag| tag["name"].as_str().unwrap()).chain(["HEAD"]) {
            check(&why, &run(repo.path(), &format!("why {tag} --format json")).done(), &name);
            check(&release, &run(repo.path(), &format!("{tag} --format json")).done(), &name);
        }
        for line in run(repo.path(), "changelog --format json").done().lines() {
            check(&release, line, &name);
        }
    }
}

#[test]
fn parsed_messages_are_as_published() {
    let validator = validator("parse");
    let folder = tempfile::tempdir().unwrap();
    let messages = b"feat(api)!: a\n\nbody\n\nBREAKING CHANGE: b\nFixes #7\0no type\0\0fix: x (#1)\n\nPAY-1\0Feat : a";
    let text = Call::new(folder.path()).input(messages).run("parse -0").done();
    assert_eq!(text.lines().count(), 5);
    for line in text.lines() {
        check(&validator, line, "parse");
    }
}
