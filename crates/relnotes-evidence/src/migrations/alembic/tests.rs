//! Revisions of Alembic as people write them.

use relnotes_core::evidence::Undo;

use super::*;
use crate::migrations::testing::{added, undo};

const PATH: &str = "migrations/versions/aa_x.py";

/// A revision with these bodies, in the lines 4 and 6.
fn revision(up: &str, down: &str) -> String {
    format!(
        "revision = 'aa'\ndown_revision = 'bb'\ndef upgrade():\n    {up}\ndef downgrade():\n    {down}\n"
    )
}

fn check(up: &str, down: &str, class: Undo, reason: &str) {
    let text = revision(up, down);
    assert_eq!(undo(&FORMAT, &[(PATH, &text)]), (class, reason.to_owned()), "{text}");
}

#[test]
fn downgrades_are_classed() {
    check(
        "op.create_table('a')",
        "op.drop_table('a')",
        Undo::Lossy,
        "drop_table a (migrations/versions/aa_x.py:6)",
    );
    check(
        "op.create_index('i', 'a', ['b'])",
        "op.drop_index('i', table_name='a')",
        Undo::Reversible,
        "drop_index a (migrations/versions/aa_x.py:6)",
    );
    check(
        "op.execute('UPDATE a SET b = 1')",
        "pass",
        Undo::NoOp,
        "def downgrade (migrations/versions/aa_x.py:5)",
    );
    check(
        "x = 1",
        "raise NotImplementedError('no')",
        Undo::Missing,
        "raise NotImplementedError(no) (migrations/versions/aa_x.py:6)",
    );
    check(
        "x = 1",
        "put_back(conn)",
        Undo::Unknown,
        "put_back(conn) (migrations/versions/aa_x.py:6)",
    );
    let text = "down_revision = None\nrevision = 'aa'\ndef upgrade():\n    pass\n";
    assert_eq!(undo(&FORMAT, &[(PATH, text)]).0, Undo::Missing);
}

#[test]
fn revisions_are_linked_and_go_back_to_the_one_before() {
    let scripts = added(&FORMAT, &[(PATH, &revision("pass", "pass"))]);
    assert_eq!(
        (scripts[0].version.as_str(), &scripts[0].follows[..]),
        ("aa", &["bb".to_owned()][..])
    );
    assert_eq!(scripts[0].undo_command.as_deref(), Some("alembic downgrade bb"));
    let merge = "revision = 'aa'\ndown_revision = ('bb', 'cc')\ndef upgrade(): pass\ndef downgrade(): pass\n";
    assert_eq!(added(&FORMAT, &[(PATH, merge)])[0].undo_command, None);
}

#[test]
fn a_module_without_a_link_is_none() {
    assert!(added(&FORMAT, &[("api/versions/v1.py", "x = 1\n")]).is_empty());
}

fn up(text: &str) -> Vec<(Act, String, String)> {
    let scripts = added(&FORMAT, &[(PATH, &revision(text, "pass"))]);
    let steps = scripts[0].operations[0].steps.iter();
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    steps.map(|step| (step.act.clone(), name(&step.table), name(&step.column))).collect()
}

#[test]
fn operations_are_read_also_in_batches() {
    let found = up(
        "with op.batch_alter_table('a') as batch_op:\n        batch_op.drop_column('b')\n        batch_op.alter_column('c', new_column_name='d')",
    );
    let rename = Act::RenameColumn { to: "d".to_owned() };
    assert_eq!(
        found,
        [(Act::DropColumn, "a".into(), "b".into()), (rename, "a".into(), "c".into())]
    );
    let column = NewColumn { is_required: true, default: Default::Constant, is_serial: false };
    let found =
        up("op.add_column('a', sa.Column('b', sa.Integer(), nullable=False, server_default='0'))");
    assert_eq!(found, [(Act::AddColumn(column), "a".into(), "b".into())]);
}

#[test]
fn sql_is_read_where_it_is_written() {
    let delete = vec![(Act::Delete, "a".to_owned(), String::new())];
    assert_eq!(up("op.execute(sa.text('DELETE FROM a'))"), delete);
    assert_eq!(up("query = 'DELETE FROM a'\n    conn.execute(query)"), delete);
    assert_eq!(up("op.execute(f'DELETE FROM {a}')")[0].0, Act::Unread);
}
