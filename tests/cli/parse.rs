//! `relnotes parse`.

use snapbox::prelude::*;
use snapbox::{assert_data_eq, str};

use super::{Call, run};

fn parse(arguments: &str, input: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    Call::new(folder.path()).input(input).run(&format!("parse {arguments}")).done()
}

#[test]
fn a_message_is_one_line_with_keys_in_the_order_of_the_contract() {
    let message = b"feat(api)!: remove v1 (PAY-7) (#42)\n\nWhy it went.\n\nReviewed-by: Anna <a@example.com>\nFixes #7\n";
    assert_data_eq!(parse("", message).raw(), str![[r##"
{"schema":"relnotes.parse/1","conventional":{"type":"feat","scope":"api","breaking":true,"description":"remove v1 (PAY-7) (#42)","body":"Why it went.","footers":[{"token":"Reviewed-by","separator":":","value":"Anna <a@example.com>"},{"token":"Fixes","separator":"#","value":"7"}]},"messages":1,"problems":[],"trailers":[],"tickets":["PAY-7","#7"],"pull_requests":[42]}

"##]].raw());
}

#[test]
fn many_messages_are_separated_by_nul() {
    let text = parse("-0", b"fix: a\0\0no type\0");
    let kinds: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|json| json["conventional"]["type"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(kinds, [Some("fix".to_owned()), None, None]);
    assert_eq!(parse("-0", b""), "");
}

#[test]
fn comments_are_cut_only_when_told() {
    let message =
        b"fix: a\n\n# a comment\n# ------------------------ >8 ------------------------\ndiff\n";
    let kept: serde_json::Value = serde_json::from_str(&parse("", message)).unwrap();
    let cut: serde_json::Value = serde_json::from_str(&parse("--cleanup", message)).unwrap();
    assert_eq!(cut["conventional"]["body"], serde_json::Value::Null);
    assert_ne!(kept["conventional"]["body"], cut["conventional"]["body"]);
}

#[test]
fn bytes_that_are_no_text_and_ten_megabytes_are_read() {
    assert_eq!(parse("", b"fix: \xff\xfe\x00 x").lines().count(), 1);
    let mut long = b"fix: long\n\n".to_vec();
    long.extend(std::iter::repeat_n(*b"word word\n", 1_000_000).flatten());
    let json: serde_json::Value = serde_json::from_str(&parse("", &long)).unwrap();
    assert_eq!(json["conventional"]["description"], "long");
}

#[test]
fn tickets_are_those_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.toml"), "[tickets]\npatterns = ['TASK\\d+']\n").unwrap();
    let call = Call::new(folder.path()).input(b"fix: a TASK12\n");
    assert!(call.run("parse --config own.toml").done().contains(r#""tickets":["TASK12"]"#));
    run(folder.path(), "parse --config none.toml").refused();
}
