use relnotes_core::evidence::{Kind, Verb};

use super::*;

/// Files as path, text before, text after; facts as `RULE! Verb subject before -> after`, `!` where it breaks.
fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
    let files: Vec<FileDiff> =
        files.iter().map(|(path, old, new)| FileDiff::of(path, *old, *new)).collect();
    let files: Vec<&FileDiff> = files.iter().collect();
    let shown: Vec<String> = compared(&files, &BTreeSet::new()).iter().map(shown).collect();
    assert_eq!(shown, expected);
}

fn shown(fact: &Fact) -> String {
    let Kind::Contract(contract) = &fact.kind else { panic!("no contract") };
    let sign = if contract.breaking { "!" } else { "" };
    let values = match (&fact.before, &fact.after) {
        (None, None) => String::new(),
        (before, after) => {
            let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            format!(" {} -> {}", text(before), text(after))
        }
    };
    format!("{}{sign} {:?} {}{values}", contract.rule, fact.verb, fact.subject)
}

fn check_one(before: &str, after: &str, expected: &[&str]) {
    let [before, after] =
        [before, after].map(|text| format!("syntax = \"proto3\";\npackage a.v1;\n{text}"));
    check(&[("a.proto", Some(&before), Some(&after))], expected);
}

#[test]
fn a_call_that_returns_another_message_breaks() {
    check_one(
        "service S { rpc ListResourceEvents(Q) returns (k8s.io.api.core.v1.EventList) { option (x) = { get: \"/\" }; } }",
        "service S { rpc ListResourceEvents(Q) returns (events.EventList) { option (x) = { get: \"/\" }; } }",
        &[
            "RPC_SAME_RESPONSE_TYPE! Changed S.ListResourceEvents k8s.io.api.core.v1.EventList -> events.EventList",
        ],
    );
}

#[test]
fn calls_come_go_and_stream() {
    check_one(
        "service S { rpc A(Q) returns (R); rpc B(Q) returns (R); }",
        "service S { rpc A(Q) returns (stream R); rpc C(Q) returns (R); }",
        &[
            "RPC_SAME_SERVER_STREAMING! Changed S.A R -> stream R",
            "RPC_NO_DELETE! Removed S.B",
            "RPC_ADDED Added S.C",
        ],
    );
}

#[test]
fn fields_are_known_by_their_numbers() {
    check_one(
        "message M { string a = 1; string b = 2; string c = 3; int32 d = 4; repeated string e = 5; string f = 6; string g = 7; }",
        "message M { reserved 2; string a = 1; string cc = 3; int64 d = 4; string e = 5; optional string f = 6; string g = 8; string h = 9; }",
        &[
            "FIELD_NO_DELETE! Removed M.b",
            "FIELD_SAME_NAME! Renamed M.cc c -> cc",
            "FIELD_SAME_TYPE! Changed M.d int32 -> int64",
            "FIELD_SAME_CARDINALITY! Changed M.e repeated -> ",
            "FIELD_SAME_CARDINALITY Changed M.f  -> optional",
            "FIELD_NO_DELETE! Changed M.g 7 -> 8",
            "FIELD_ADDED Added M.h",
        ],
    );
}

#[test]
fn a_number_that_is_free_again_is_told_as_such() {
    check_one(
        "message M { string a = 1; }",
        "message M { }",
        &["FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED! Removed M.a"],
    );
    check_one(
        "message M { reserved 1, 5 to 9; }",
        "message M { reserved 4 to 20; string a = 1; }",
        &["FIELD_ADDED Added M.a", "RESERVED_MESSAGE_NO_DELETE! Changed M 1 -> 1"],
    );
}

#[test]
fn values_of_enums() {
    check_one(
        "enum E { A = 0; B = 1; C = 2; }",
        "enum E { A = 0; BB = 1; D = 3; }",
        &[
            "ENUM_VALUE_SAME_NAME! Renamed E.BB B -> BB",
            "ENUM_VALUE_NO_DELETE! Removed E.C",
            "ENUM_VALUE_ADDED Added E.D",
        ],
    );
}

#[test]
fn what_is_inside_comes_and_goes_with_what_is_around_it() {
    check_one("", "message M { message N { } enum E { A = 0; } }", &["MESSAGE_ADDED Added M"]);
    check_one(
        "message M { message N { } enum E { A = 0; } }",
        "",
        &["MESSAGE_NO_DELETE! Removed M"],
    );
}

#[test]
fn order_comments_options_and_the_way_a_type_is_written_are_no_news() {
    check_one(
        "message M { .a.v1.N n = 1; string s = 2; } message N { }",
        "// New.\nmessage N { }\nmessage M { // Other.\n string s = 2 [deprecated = true];\n v1.N n = 1;\n}",
        &[],
    );
}

#[test]
fn what_moved_to_another_file_is_no_news() {
    let text = "package a;\nmessage M { string a = 1; }\nservice S { }\n";
    check(&[("a.proto", Some(text), None), ("b/c.proto", None, Some(text))], &[]);
}

#[test]
fn a_file_that_is_gone_is_told_once() {
    let text = "package a;\nmessage M { }\nmessage N { }\n";
    check(&[("a.proto", Some(text), None)], &["FILE_NO_DELETE! Removed a.proto"]);
    let file = FileDiff::of("x/a.proto", Some(text), None);
    assert!(compared(&[&file], &["x/a.proto"].into()).is_empty());
}

#[test]
fn another_package_is_told_once() {
    let text = "package a;\nmessage M { string x = 1; }\n";
    let new = text.replace("package a", "package b");
    check(&[("a.proto", Some(text), Some(&new))], &["FILE_SAME_PACKAGE! Changed a.proto a -> b"]);
}

#[test]
fn a_file_that_cannot_be_understood_says_nothing() {
    check(&[("a.proto", Some("message M { }"), Some("message M {"))], &[]);
    let file = FileDiff::of("a.proto", Some("service S { rpc A(B) returns (C); }"), Some(""));
    assert_eq!(compared(&[&file], &BTreeSet::new())[0].verb, Verb::Removed);
}
