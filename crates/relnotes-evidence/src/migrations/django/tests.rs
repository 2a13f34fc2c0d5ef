//! Operations of Django as people write them.

use relnotes_core::evidence::Undo;

use super::*;
use crate::migrations::testing::{added, undo};

const PATH: &str = "shop/migrations/0002_x.py";

/// A migration with these operations, the first in line 4.
fn migration(operations: &str) -> String {
    format!(
        "class Migration(migrations.Migration):\n    dependencies = [('shop', '0001_a'), ('other', '0009_b')]\n    operations = [\n{operations}\n    ]\n"
    )
}

fn check(operations: &str, class: Undo, reason: &str) {
    let text = migration(operations);
    assert_eq!(undo(&FORMAT, &[(PATH, &text)]), (class, reason.to_owned()), "{text}");
}

#[test]
fn operations_are_turned_round_or_not() {
    let place = |what: &str| format!("{what} (shop/migrations/0002_x.py:4)");
    check(
        "m.AddIndex(model_name='a', index=models.Index(fields=['b']))",
        Undo::Reversible,
        &place("AddIndex a"),
    );
    check(
        "m.AddField(model_name='a', name='b', field=models.TextField(null=True))",
        Undo::Lossy,
        &place("AddField a.b"),
    );
    check("m.RemoveField('a', 'b')", Undo::Lossy, &place("RemoveField a.b"));
    check(
        "m.AlterField(model_name='a', name='b', field=models.BigIntegerField())",
        Undo::Unknown,
        &place("AlterField a.b"),
    );
    check("m.RunPython(fill)", Undo::Missing, &place("RunPython fill"));
    check("m.RunPython(fill, m.RunPython.noop)", Undo::NoOp, &place("RunPython.noop"));
    check("m.RunPython(fill, reverse_code=empty)", Undo::Unknown, &place("empty"));
    check("m.RunSQL('SELECT f()')", Undo::Missing, &place("RunSQL"));
    check(
        "m.RunSQL('CREATE INDEX i ON a (b)', 'DROP INDEX i')",
        Undo::Reversible,
        &place("DROP INDEX i"),
    );
    check(
        "m.RunSQL('UPDATE a SET b = 1', reverse_sql=m.RunSQL.noop)",
        Undo::NoOp,
        &place("RunSQL.noop"),
    );
    check("own.Operation()", Undo::Unknown, &place("own.Operation"));
}

#[test]
fn the_worst_operation_decides() {
    let operations =
        "m.RunPython(fill, m.RunPython.noop),\nm.RemoveField('a', 'b'),\nm.RunSQL('SELECT 1')";
    check(operations, Undo::Missing, "RunSQL (shop/migrations/0002_x.py:6)");
}

#[test]
fn what_only_the_models_know_changes_no_database() {
    let text = "m.SeparateDatabaseAndState(state_operations=[m.RemoveField('a', 'b')], database_operations=[m.AddIndex('a', i)])";
    check(text, Undo::Reversible, "AddIndex a (shop/migrations/0002_x.py:4)");
}

#[test]
fn one_goes_back_to_the_migration_before_in_the_same_app() {
    let command = |text: &str| added(&FORMAT, &[(PATH, text)])[0].undo_command.clone();
    let text = migration("");
    assert_eq!(command(&text).as_deref(), Some("python manage.py migrate shop 0001_a"));
    let merge = text.replace("('other', '0009_b')", "('shop', '0001_c')");
    assert_eq!(command(&merge), None);
    let first = "class Migration(m.Migration):\n    initial = True\n    operations = []\n";
    assert_eq!(command(first).as_deref(), Some("python manage.py migrate shop zero"));
}

#[test]
fn an_app_may_have_another_label_than_its_folder() {
    let text = migration("").replace("'shop'", "'store'");
    let files = [(PATH, text.as_str()), ("shop/migrations/0001_a.py", "")];
    let found = added(&FORMAT, &files);
    let script = found.iter().find(|script| script.path == PATH).unwrap();
    assert_eq!(script.undo_command.as_deref(), Some("python manage.py migrate store 0001_a"));
    assert_eq!(script.follows, ["0001_a"]);
}

#[test]
fn a_field_without_a_default_in_the_database_is_required_of_older_code() {
    let column = |field: &str| {
        let text = migration(&format!("m.AddField('a', 'b', {field})"));
        match &added(&FORMAT, &[(PATH, &text)])[0].operations[0].steps[0].act {
            Act::AddColumn(column) => (column.is_required, column.default),
            act => panic!("{act:?}"),
        }
    };
    assert_eq!(column("models.CharField(default='x')"), (true, Default::None));
    assert_eq!(column("models.CharField(null=True)"), (false, Default::None));
    assert_eq!(column("models.CharField(db_default='x')"), (true, Default::Constant));
}
