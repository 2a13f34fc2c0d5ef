//! The formats of the lint: all tell the same, and each is what its readers want.

use std::collections::BTreeSet;
use std::path::Path;

use jsonschema::{Validator, validator_for};
use serde_json::Value;

use super::histories::HISTORIES;
use super::{junit, lint, told};
use crate::cli::{fixture, run};

pub(super) const FORMATS: [&str; 6] = ["text", "json", "sarif", "github", "gitlab", "junit"];

/// What others expect of a format.
pub(super) struct Readers {
    json: Validator,
    sarif: Validator,
    gitlab: Validator,
}

impl Readers {
    pub(super) fn new() -> Self {
        let own = run(&std::env::temp_dir(), "schema lint").done();
        let of = |text: &str| validator_for(&serde_json::from_str(text).unwrap()).unwrap();
        let file = |name: &str| {
            let path = format!("{}/../../fixtures/schemas/{name}", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).unwrap()
        };
        Self {
            json: of(&own),
            sarif: of(&file("sarif-2.1.0.json")),
            gitlab: of(&file("code-quality.json")),
        }
    }

    fn accept(&self, format: &str, text: &str, what: &str) {
        let of_schema = |validator: &Validator| {
            let json: Value = serde_json::from_str(text).unwrap();
            let problems = validator.iter_errors(&json);
            problems.map(|error| format!("{error} at {}", error.instance_path)).collect()
        };
        let problems: Vec<String> = match format {
            "json" => of_schema(&self.json),
            "sarif" => of_schema(&self.sarif),
            "gitlab" => of_schema(&self.gitlab),
            "junit" => junit::problems(text),
            _ => Vec::new(),
        };
        assert!(problems.is_empty(), "{what}: {format}: {problems:?}\n{text}");
    }
}

/// Lints a repository in all formats: the same findings, the same end, and nothing that steers a terminal.
pub(super) fn tell_the_same(folder: &Path, what: &str, readers: &Readers) -> i32 {
    let json = lint(folder, "--format json");
    let findings = told::findings(&json.stdout);
    for format in FORMATS {
        let ran = lint(folder, &format!("--format {format}"));
        assert_eq!((ran.code, ran.stderr.as_str()), (json.code, ""), "{what}: {format}");
        readers.accept(format, &ran.stdout, what);
        let expected = told::expected(format, &findings);
        assert_eq!(expected.len(), findings.len(), "{what}: findings that cannot be told apart");
        assert_eq!(told::read(format, &ran.stdout), expected, "{what}: {format}\n{}", ran.stdout);
        let hidden = ran.stdout.chars().find(|c| c.is_control() && *c != '\n' || is_bidi(*c));
        assert_eq!(hidden, None, "{what}: {format}");
    }
    json.code
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

#[test]
fn every_format_tells_the_same_of_every_history() {
    let readers = Readers::new();
    for (name, _) in HISTORIES {
        tell_the_same(fixture(name).path(), name, &readers);
    }
}

#[test]
fn fingerprints_are_of_one_finding_each_and_stay() {
    let repo = fixture("policy-violations");
    let prints = || -> Vec<String> {
        let issues: Value =
            serde_json::from_str(&lint(repo.path(), "--format gitlab").stdout).unwrap();
        let issues = issues.as_array().unwrap().iter();
        issues.map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let first = prints();
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), first.len());
    assert_eq!(first, prints());
}
