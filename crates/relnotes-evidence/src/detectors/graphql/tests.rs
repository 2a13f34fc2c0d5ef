use relnotes_core::evidence::Kind;

use super::*;

/// Facts as `RULE! Verb subject before -> after`, `!` where it breaks.
#[track_caller]
fn check(before: &str, after: &str, expected: &[&str]) {
    let file = FileDiff::of("schema.graphql", Some(before), Some(after));
    let shown: Vec<String> = compared(&[&file]).iter().map(shown).collect();
    assert_eq!(shown, expected);
}

fn shown(fact: &Fact) -> String {
    let Kind::Contract(contract) = &fact.kind else { panic!("no contract") };
    let sign = if contract.breaking { "!" } else { "" };
    let values = fact.before.iter().chain(&fact.after).cloned().collect::<Vec<_>>().join(" -> ");
    format!("{}{sign} {:?} {} {values}", contract.rule, fact.verb, fact.subject)
        .trim_end()
        .to_owned()
}

#[test]
fn types_and_fields_come_and_go() {
    check(
        "type A { x: Int y: Int } type B { z: Int }",
        "type A { x: Int w: Int! } enum C { D }",
        &[
            "FIELD_REMOVED! Removed A.y",
            "FIELD_ADDED Added A.w",
            "TYPE_REMOVED! Removed B",
            "TYPE_ADDED Added C",
        ],
    );
    check(
        "type A { x: Int }",
        "input A { x: Int }",
        &["TYPE_KIND_CHANGED! Changed A type -> input"],
    );
}

#[test]
fn nothing_may_be_absent_that_was_not_for_those_who_get_it() {
    check(
        "type A { x: [B!]! }",
        "type A { x: [B]! }",
        &["FIELD_TYPE_CHANGED! Changed A.x [B!]! -> [B]!"],
    );
    check(
        "type A { x: [B] }",
        "type A { x: [B!]! }",
        &["FIELD_TYPE_CHANGED Changed A.x [B] -> [B!]!"],
    );
    check(
        "type A { x: Int }",
        "type A { x: String }",
        &["FIELD_TYPE_CHANGED! Changed A.x Int -> String"],
    );
}

#[test]
fn nothing_new_may_be_needed_from_those_who_send_it() {
    check(
        "input A { x: Int }",
        "input A { x: Int! y: Int! z: Int! = 1 }",
        &[
            "INPUT_FIELD_TYPE_CHANGED! Changed A.x Int -> Int!",
            "INPUT_FIELD_ADDED! Added A.y",
            "INPUT_FIELD_ADDED Added A.z",
        ],
    );
    check(
        "type Q { a(x: Int!): Int }",
        "type Q { a(x: Int, y: Int!): Int }",
        &[
            "FIELD_ARGUMENT_TYPE_CHANGED Changed Q.a(x) Int! -> Int",
            "FIELD_ARGUMENT_ADDED! Added Q.a(y)",
        ],
    );
}

#[test]
fn values_and_members() {
    check(
        "enum E { A B } union U = X | Y",
        "enum E { A C } union U = X",
        &[
            "ENUM_VALUE_REMOVED! Removed E.B",
            "ENUM_VALUE_ADDED Added E.C",
            "UNION_MEMBER_REMOVED! Removed U.Y",
        ],
    );
}

#[test]
fn order_descriptions_and_moves_are_no_news() {
    check(
        "type A { x: Int y: Int }",
        "\"\"\"Text.\"\"\"\ntype A {\n  y: Int # new\n  x: Int\n}",
        &[],
    );
    let text = "type A { x: Int }";
    let files =
        [FileDiff::of("a.graphql", Some(text), None), FileDiff::of("b.graphql", None, Some(text))];
    assert!(compared(&files.iter().collect::<Vec<_>>()).is_empty());
}

#[test]
fn a_file_that_only_extends_a_type_takes_back_its_fields() {
    let file = FileDiff::of("a.graphql", Some("extend type Query { x: Int }"), None);
    let shown: Vec<String> = compared(&[&file]).iter().map(shown).collect();
    assert_eq!(shown, ["FIELD_REMOVED! Removed Query.x"]);
}

#[test]
fn a_file_that_cannot_be_understood_says_nothing() {
    check("type A { x: Int }", "type A {", &[]);
}
