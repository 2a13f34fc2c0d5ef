//! Migrations of Rails as people write them.

use relnotes_core::evidence::Undo;

use super::*;
use crate::migrations::step::Act;
use crate::migrations::testing::{added, undo};

const PATH: &str = "db/migrate/20240101000000_x.rb";

/// A migration whose methods are these, from line 2 on.
fn migration(methods: &str) -> String {
    format!("class X < ActiveRecord::Migration[7.0]\n{methods}\nend\n")
}

fn check(methods: &str, class: Undo, reason: &str) {
    let text = migration(methods);
    assert_eq!(undo(&FORMAT, &[(PATH, &text)]), (class, format!("{reason} ({PATH}:3)")), "{text}");
}

fn change(statement: &str, class: Undo, reason: &str) {
    check(&format!("  def change\n    {statement}\n  end"), class, reason);
}

#[test]
fn rails_turns_some_statements_round() {
    change("add_index :a, :b", Undo::Reversible, "add_index a");
    change("rename_column :a, :b, :c", Undo::Reversible, "rename_column a.b");
    change("change_column_null :a, :b, false", Undo::Reversible, "change_column_null a.b");
    change(
        "change_column_default :a, :b, from: 1, to: 2",
        Undo::Reversible,
        "change_column_default a.b",
    );
    change("add_column :a, :b, :string", Undo::Lossy, "add_column a.b");
    change("create_table(:a) { |t| t.string :b }", Undo::Lossy, "create_table a");
    change("add_reference :a, :b, foreign_key: true", Undo::Lossy, "add_reference a.b_id");
    change("remove_column :a, :b, :string", Undo::Lossy, "remove_column a.b");
}

#[test]
fn others_it_refuses() {
    change("remove_column :a, :b", Undo::Missing, "remove_column a.b");
    change("change_column :a, :b, :text", Undo::Missing, "change_column a.b");
    change("change_column_default :a, :b, 1", Undo::Missing, "change_column_default a.b");
    change("drop_table :a", Undo::Missing, "drop_table a");
    change("execute \"CREATE VIEW v AS SELECT 1\"", Undo::Missing, "CREATE VIEW v AS SELECT 1");
    change("do_something_of_our_own", Undo::Unknown, "do_something_of_our_own");
}

#[test]
fn what_may_not_run_does_not_make_all_of_it_irreversible() {
    let text = "  def change\n    create_table :a\n    if sql_server?\n      execute \"CREATE VIEW v AS SELECT 1\"\n    end\n  end";
    check(text, Undo::Lossy, "create_table a");
}

#[test]
fn a_written_undo_is_read() {
    let both = |down: &str| {
        format!("  def down\n    {down}\n  end\n  def up\n    add_index :a, :b\n  end")
    };
    check(&both("remove_index :a, :b"), Undo::Reversible, "remove_index a");
    check(&both("remove_column :a, :b"), Undo::Lossy, "remove_column a.b");
    let raised = "raise ActiveRecord::IrreversibleMigration";
    check(&both(raised), Undo::Missing, raised);
    let text = migration(&both("execute <<~SQL\n      DROP INDEX i;\n    SQL"));
    let reason = format!("DROP INDEX i ({PATH}:4)");
    assert_eq!(undo(&FORMAT, &[(PATH, &text)]), (Undo::Reversible, reason));
}

#[test]
fn an_undo_that_is_absent_or_empty() {
    let text = migration("  def up\n    add_index :a, :b\n  end");
    let place = |what: &str, line: u32| format!("{what} ({PATH}:{line})");
    assert_eq!(undo(&FORMAT, &[(PATH, &text)]), (Undo::Missing, place("def up", 2)));
    let text =
        migration("  def up\n    add_index :a, :b\n  end\n\n  def down\n    # nothing\n  end");
    assert_eq!(undo(&FORMAT, &[(PATH, &text)]), (Undo::NoOp, place("def down", 6)));
    let text = migration("  def up; add_index :a, :b; end\n  def down; end");
    assert_eq!(undo(&FORMAT, &[(PATH, &text)]), (Undo::NoOp, place("def down", 3)));
}

#[test]
fn blocks_for_one_direction_belong_together() {
    let text = migration(
        "  def change\n    reversible do |dir|\n      dir.up do\n        execute \"CREATE VIEW v AS SELECT 1\"\n      end\n      dir.down { execute \"DROP VIEW v\" }\n    end\n  end",
    );
    assert_eq!(
        undo(&FORMAT, &[(PATH, &text)]),
        (Undo::Reversible, format!("DROP VIEW v ({PATH}:7)"))
    );
}

fn steps(methods: &str) -> Vec<(Act, String, String)> {
    let scripts = added(&FORMAT, &[(PATH, &migration(methods))]);
    let steps = scripts[0].operations.iter().flat_map(|operation| &operation.steps);
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    steps.map(|step| (step.act.clone(), name(&step.table), name(&step.column))).collect()
}

#[test]
fn blocks_of_tables_name_the_table() {
    let found = steps(
        "  def up\n    change_table :a, bulk: true do |t|\n      t.remove :b, :c\n      t.rename :d, :e\n    end\n    create_table :f do |t|\n      t.string :g\n    end\n  end",
    );
    let rename = Act::RenameColumn { to: "e".to_owned() };
    assert_eq!(
        found,
        [
            (Act::DropColumn, "a".into(), "b".into()),
            (Act::DropColumn, "a".into(), "c".into()),
            (rename, "a".into(), "d".into()),
            (Act::CreateTable { is_temporary: false }, "f".into(), String::new()),
        ]
    );
}

#[test]
fn statements_within_others_are_found() {
    let drop = |column: &str| (Act::DropColumn, "a".to_owned(), column.to_owned());
    let text = "  def up\n    safety_assured { remove_column :a, :b }\n    if column_exists?(:a, :c)\n      remove_column :a, :c\n    end\n    remove_column :a, :d if x\n    Migration::ColumnDropper.execute_drop(:a, %i[e])\n  end";
    assert_eq!(steps(text), ["b", "c", "d", "e"].map(drop));
}

#[test]
fn a_name_that_stands_for_a_table_is_no_table() {
    let text = "  def up\n    [:a, :b].each do |name|\n      add_index name, :c, algorithm: :concurrently\n    end\n    User.where(a: 1).update_all(b: 2)\n  end";
    assert_eq!(
        steps(text),
        [
            (Act::CreateIndex { concurrently: true }, String::new(), String::new()),
            (Act::Update, String::new(), String::new()),
        ]
    );
}

#[test]
fn what_is_in_other_methods_and_classes_is_not_run() {
    let text = "  class User < ActiveRecord::Base\n    def x\n      remove_column :a, :b\n    end\n  end\n  def up\n    add_index :a, :b\n  end\n\n  private\n\n  def help\n    drop_table :a\n  end";
    assert_eq!(steps(text).len(), 1);
}

#[test]
fn one_that_runs_after_the_deploy_says_so() {
    let text = migration("  def change\n  end");
    let path = "plugins/chat/db/post_migrate/20240101000000_x.rb";
    let scripts = added(&FORMAT, &[(path, &text), (PATH, &text)]);
    let shown: Vec<_> = scripts.iter().map(|it| (it.path.as_str(), it.after_deploy)).collect();
    assert_eq!(shown, [(PATH, false), (path, true)]);
    assert_eq!(
        scripts[0].undo_command.as_deref(),
        Some("bin/rails db:migrate:down VERSION=20240101000000")
    );
}

#[test]
fn broken_texts_end() {
    for text in [
        "def up",
        "def",
        "end end end",
        "def up\n create_table :a do |",
        "def change\n add_column(",
        "{ { {",
        "def up =",
        "a do",
        "= if",
    ] {
        block::read(text, PATH);
    }
    let deep = format!("def change\n{}", "a do\n".repeat(50_000));
    assert_eq!(block::read(&deep, PATH).change.last().unwrap().steps[0].act, Act::Unread);
}
