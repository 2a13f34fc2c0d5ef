//! What statements of real migrations are read as.

use super::*;
use crate::migrations::step::{Default, NewColumn};

fn acts(text: &str) -> Vec<Act> {
    read(text, 1).into_iter().map(|step| step.act).collect()
}

/// The act, the table and the column of the only step.
fn only(text: &str) -> (Act, String, String) {
    let mut steps = read(text, 1);
    assert_eq!(steps.len(), 1, "{text}: {steps:?}");
    let step = steps.remove(0);
    (step.act, step.table.unwrap_or_default(), step.column.unwrap_or_default())
}

fn check(text: &str, act: Act, table: &str, column: &str) {
    assert_eq!(only(text), (act, table.to_owned(), column.to_owned()), "{text}");
}

#[test]
fn tables_come_and_go() {
    check(
        "create table if not exists public.\"a b\" (id int)",
        Act::CreateTable { is_temporary: false },
        "a b",
        "",
    );
    check("CREATE TEMP TABLE t AS SELECT 1", Act::CreateTable { is_temporary: true }, "t", "");
    check(
        "CREATE MATERIALIZED VIEW v AS SELECT 1",
        Act::CreateTable { is_temporary: true },
        "v",
        "",
    );
    check("DROP TABLE IF EXISTS `t` CASCADE", Act::DropTable { if_exists: true }, "t", "");
    assert_eq!(read("DROP TABLE a, b.c", 1).len(), 2);
    check("ALTER TABLE a RENAME TO b", Act::RenameTable { to: "b".to_owned() }, "a", "");
    check("RENAME TABLE a TO b", Act::RenameTable { to: "b".to_owned() }, "a", "");
}

#[test]
fn one_statement_alters_several_things() {
    let text = "ALTER TABLE remote_image\n    ADD UNIQUE (link),\n    DROP CONSTRAINT remote_image_pkey,\n    ADD COLUMN id serial PRIMARY KEY;\n\nDROP TABLE image_details;\n";
    let steps = read(text, 1);
    assert_eq!(steps.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 3, 4, 6]);
    assert_eq!(steps[0].act, Act::AddUnique { has_index: false });
    assert_eq!(steps[1].act, Act::Other);
    let id = NewColumn { is_required: true, default: Default::None, is_serial: true };
    assert_eq!((&steps[2].act, steps[2].column.as_deref()), (&Act::AddColumn(id), Some("id")));
    assert_eq!(steps[2].text, "ALTER TABLE remote_image ADD COLUMN id serial PRIMARY KEY");
    assert!(steps[3].loses());
}

#[test]
fn columns_come_with_and_without_values() {
    let new = |text: &str| match only(text).0 {
        Act::AddColumn(column) => (column.is_required, column.default, column.is_serial),
        act => panic!("{text}: {act:?}"),
    };
    assert_eq!(new("ALTER TABLE a ADD b int"), (false, Default::None, false));
    assert_eq!(
        new("ALTER TABLE a ADD COLUMN b bool NOT NULL DEFAULT FALSE"),
        (true, Default::Constant, false)
    );
    assert_eq!(
        new("ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid() NOT NULL"),
        (true, Default::Computed, false)
    );
    assert_eq!(
        new("ALTER TABLE a ADD b timestamptz NOT NULL DEFAULT now()"),
        (true, Default::Constant, false)
    );
    assert_eq!(new("ALTER TABLE a ADD b text NOT NULL"), (true, Default::None, false));
    assert_eq!(new("ALTER TABLE a ADD b int DEFAULT NULL"), (false, Default::None, false));
}

#[test]
fn columns_change() {
    check("ALTER TABLE a DROP COLUMN IF EXISTS b CASCADE", Act::DropColumn, "a", "b");
    check("ALTER TABLE a DROP b", Act::DropColumn, "a", "b");
    check("ALTER TABLE a RENAME b TO c", Act::RenameColumn { to: "c".to_owned() }, "a", "b");
    check(
        "ALTER TABLE a CHANGE COLUMN `b` `c` int",
        Act::RenameColumn { to: "c".to_owned() },
        "a",
        "b",
    );
    let change = |to: &str| Act::ChangeType { to: Some(to.to_owned()) };
    check(
        "ALTER TABLE a ALTER COLUMN b TYPE varchar(512) USING b::text",
        change("varchar(512)"),
        "a",
        "b",
    );
    check("ALTER TABLE a ALTER b SET DATA TYPE bigint", change("bigint"), "a", "b");
    check("ALTER TABLE a MODIFY COLUMN b bigint NOT NULL", change("bigint"), "a", "b");
    check(
        "ALTER TABLE a ALTER COLUMN b character varying(9)",
        change("character varying(9)"),
        "a",
        "b",
    );
    check("ALTER TABLE a ALTER b SET NOT NULL", Act::SetNotNull, "a", "b");
    check("ALTER TABLE a ALTER b DROP NOT NULL", Act::DropNotNull, "a", "b");
    check("ALTER TABLE a ALTER b SET DEFAULT f()", Act::Other, "a", "b");
}

#[test]
fn constraints_and_indexes() {
    check(
        "ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d",
        Act::AddForeignKey { checks_rows: true },
        "a",
        "",
    );
    check(
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID",
        Act::AddCheck { checks_rows: false },
        "a",
        "",
    );
    check(
        "ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX i",
        Act::AddUnique { has_index: true },
        "a",
        "",
    );
    check(
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.a (b)",
        Act::CreateIndex { concurrently: true },
        "a",
        "",
    );
    check("DROP INDEX i ON a", Act::DropIndex { concurrently: false }, "a", "");
    check("ALTER TABLE a DROP KEY i", Act::DropIndex { concurrently: false }, "a", "");
    check("ALTER TABLE a DROP CONSTRAINT i", Act::Other, "a", "");
}

#[test]
fn rows_change() {
    check("DELETE FROM a WHERE b", Act::Delete, "a", "");
    check("UPDATE\n    a\nSET b = CASE WHEN c THEN 1 ELSE 2 END", Act::Update, "a", "");
    check("WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x", Act::Delete, "a", "");
    check("WITH x AS (SELECT 1) UPDATE a SET b = 1", Act::Update, "a", "");
    check("TRUNCATE a CASCADE", Act::Truncate { cascades: true }, "a", "");
    check("INSERT OR IGNORE INTO a VALUES (1)", Act::Insert, "a", "");
}

#[test]
fn nothing_is_told_from_something() {
    for text in ["SELECT\n    1;", "SELECT;", "SET search_path = x", "SELECT a FROM b"] {
        assert!(read(text, 1).iter().all(Step::is_nothing), "{text}");
    }
    assert_eq!(acts("SELECT setval('a', 1)"), [Act::Other]);
    assert_eq!(acts("DROP FUNCTION a, b CASCADE"), [Act::Other]);
    assert_eq!(acts("-- nothing\n"), []);
}

#[test]
fn the_body_of_a_block_runs() {
    let text = "DO $$\nDECLARE\n  r record;\n  n int := 1;\nBEGIN\n  IF (SELECT count(*) FROM a) = 1 THEN\n    INSERT INTO b SELECT 1;\n  END IF;\n  n := 2;\n  EXECUTE format('DROP TABLE %I', r);\n  DROP TABLE c;\nEND\n$$;";
    let steps = read(text, 10);
    let shown: Vec<_> = steps.iter().map(|it| (it.line, it.act.clone())).collect();
    assert_eq!(
        shown,
        [(16, Act::Insert), (19, Act::Unread), (20, Act::DropTable { if_exists: false }),]
    );
}

#[test]
fn bodies_of_functions_do_not_run() {
    assert_eq!(
        acts("CREATE FUNCTION f() RETURNS void AS $$ BEGIN DROP TABLE a; END $$ LANGUAGE plpgsql;"),
        [Act::Other]
    );
    assert_eq!(
        acts("CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END; DROP TABLE a;"),
        [Act::Other, Act::DropTable { if_exists: false }]
    );
}

#[test]
fn what_is_not_understood_is_said_so() {
    for text in [
        "FROBNICATE a",
        "CALL f()",
        "EXECUTE x",
        "DROP TABLE 'a",
        "DROP TYPE t CASCADE",
        "ALTER TABLE a FROB b",
    ] {
        assert_eq!(acts(text), [Act::Unread], "{text}");
    }
}

#[test]
fn a_template_of_go_is_read_through() {
    let text = "{{if .postgres}}\nALTER TABLE {{.prefix}}boards DROP COLUMN a;\n{{end}}\n";
    check(text, Act::DropColumn, "boards", "a");
}

#[test]
fn column_names_may_be_key_words() {
    check("ALTER TABLE a DROP COLUMN key", Act::DropColumn, "a", "key");
    check(
        "ALTER TABLE a ADD COLUMN comment text",
        Act::AddColumn(NewColumn::default()),
        "a",
        "comment",
    );
}
