//! Change sets in each of the forms of a changelog.

use relnotes_core::evidence::Undo;

use super::*;
use crate::migrations::undo;

/// The classes of the undo of each set, with their reasons.
fn classes(path: &str, text: &str) -> Vec<(String, Undo, String)> {
    let class = |(key, set): (String, Set)| {
        let (undo, reason) = undo::class(&set.operations, path);
        (key, undo, reason)
    };
    sets(path, text).into_iter().map(class).collect()
}

fn check(path: &str, text: &str, expected: &[(&str, Undo, &str)]) {
    let found = classes(path, text);
    let found: Vec<_> =
        found.iter().map(|(key, undo, reason)| (key.as_str(), *undo, reason.as_str())).collect();
    assert_eq!(found, expected);
}

fn xml(sets: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<databaseChangeLog xmlns=\"x\">\n{sets}\n</databaseChangeLog>\n"
    )
}

#[test]
fn change_sets_of_xml() {
    let text = xml(
        "<changeSet id=\"1\" author=\"a\"><createTable tableName=\"t\"><column name=\"b\" type=\"int\"/></createTable></changeSet>\n\
         <changeSet id=\"2\" author=\"a\"><sql>UPDATE t SET b = 1 WHERE b &lt; 0</sql></changeSet>\n\
         <changeSet id=\"3\" author=\"a\"><sql>UPDATE t SET b = 1</sql><rollback/></changeSet>\n\
         <changeSet id=\"4\" author=\"a\"><createIndex tableName=\"t\"/></changeSet>\n\
         <changeSet id=\"5\" author=\"a\">\n<dropIndex tableName=\"t\"/>\n<rollback>CREATE INDEX i ON t (b)</rollback></changeSet>",
    );
    check(
        "c.xml",
        &text,
        &[
            ("a:1", Undo::Lossy, "createTable t (c.xml:3)"),
            ("a:2", Undo::Missing, "UPDATE t SET b = 1 WHERE b < 0 (c.xml:4)"),
            ("a:3", Undo::NoOp, "rollback (c.xml:5)"),
            ("a:4", Undo::Reversible, "createIndex t (c.xml:6)"),
            ("a:5", Undo::Reversible, "CREATE INDEX i ON t (b) (c.xml:9)"),
        ],
    );
}

#[test]
fn change_sets_of_yaml_and_json() {
    let yaml = "databaseChangeLog:\n- changeSet:\n    id: 1\n    author: a\n    changes:\n    - addColumn:\n        tableName: t\n        columns:\n        - column:\n            name: b\n            type: int\n            constraints:\n              nullable: false\n- changeSet:\n    id: 2\n    author: a\n    changes:\n    - dropTable:\n        tableName: t\n    rollback: CREATE TABLE t (b int)\n";
    check(
        "c.yaml",
        yaml,
        &[
            ("a:1", Undo::Lossy, "addColumn t.b (c.yaml:6)"),
            ("a:2", Undo::Lossy, "dropTable t (c.yaml:18)"),
        ],
    );
    let json = "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": \"1\", \"author\": \"a\", \"changes\": [{\"dropView\": {\"viewName\": \"v\"}}]}}]}";
    check("c.json", json, &[("a:1", Undo::Missing, "dropView (c.json:1)")]);
}

#[test]
fn change_sets_of_sql() {
    let text = "--liquibase formatted sql\n\n--changeset a:1\nCREATE TABLE t (b int);\n--rollback DROP TABLE t;\n\n-- changeset a:2 runOnChange:true\nDROP INDEX i;\n";
    check(
        "c.sql",
        text,
        &[
            ("a:1", Undo::Lossy, "DROP TABLE t (c.sql:3)"),
            ("a:2", Undo::Missing, "changeset a:2 (c.sql:7)"),
        ],
    );
    assert!(classes("c.sql", "CREATE TABLE t (b int);").is_empty());
}

#[test]
fn how_a_change_is_written_down_does_not_matter() {
    let substance = |text: &str| sets("c.xml", &xml(text)).remove("a:1").unwrap().substance;
    let one = "<changeSet id=\"1\" author=\"a\"><dropTable tableName=\"t\" cascadeConstraints=\"true\"/></changeSet>";
    let other = "<changeSet author=\"a\" id=\"1\">\n <comment>why</comment>\n <dropTable cascadeConstraints=\"true\"\n tableName=\"t\"></dropTable>\n</changeSet>";
    assert_eq!(substance(one), substance(other));
    assert_ne!(substance(one), substance(&one.replace("\"t\"", "\"u\"")));
}

#[test]
fn broken_changelogs_are_none() {
    for text in [
        "<databaseChangeLog>",
        "<databaseChangeLog",
        "databaseChangeLog",
        "</a>databaseChangeLog",
        "databaseChangeLog: [",
    ] {
        assert!(sets("c.xml", text).is_empty() && sets("c.yaml", text).is_empty(), "{text}");
    }
    let deep = format!("<databaseChangeLog>{}", "<a>".repeat(100_000));
    assert!(sets("c.xml", &deep).is_empty());
}
