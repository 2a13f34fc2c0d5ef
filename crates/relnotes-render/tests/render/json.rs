//! The public JSON against its published schema.

use relnotes_render::json::{release_json, schema};

use crate::documents::assert_golden;
use crate::sample;

#[test]
fn the_published_schema_is_the_one_of_the_code() {
    let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    assert_golden("docs/schema/release.schema.json", &text);
}

#[test]
fn releases_are_valid() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for release in [sample::release(), sample::empty()] {
        let value = serde_json::to_value(release_json(&release)).unwrap();
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn the_sample_is_written_in_the_order_of_the_contract() {
    let text = serde_json::to_string_pretty(&release_json(&sample::release())).unwrap() + "\n";
    assert_golden("fixtures/golden/sample/release.json", &text);
    let keys: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("  \"")?.split('"').next()).collect();
    assert_eq!(
        keys,
        [
            "schema",
            "range",
            "base",
            "replaces",
            "date",
            "changes",
            "duplicates",
            "reverted",
            "merges",
            "lacks",
            "tickets",
            "warnings",
            "accounting"
        ]
    );
}

#[test]
fn what_does_not_apply_is_null() {
    let value = serde_json::to_value(release_json(&sample::empty())).unwrap();
    for pointer in [
        "/range/from",
        "/range/from_commit",
        "/range/merge_base",
        "/range/from_is_ancestor",
        "/base/tag",
        "/replaces",
    ] {
        assert_eq!(value.pointer(pointer), Some(&serde_json::Value::Null), "{pointer}");
    }
    assert_eq!(value["changes"], serde_json::json!([]));
}

/// What users' templates rely on: fields are added, never changed.
#[test]
fn the_published_contexts_are_those_of_the_code() {
    for document in relnotes_render::documents::ALL {
        let text = serde_json::to_string_pretty(&document.context_schema()).unwrap() + "\n";
        assert_golden(&format!("docs/schema/context/{}.schema.json", document.name), &text);
    }
}
