//! What the undo of a migration is worth.
//!
//! An undo that drops a table or a column loses what was written there since the release, also where the same migration
//! made it: it brings the schema back, and not the data. So does one after a migration that dropped data itself. Indexes,
//! constraints and functions hold none.

use relnotes_core::evidence::Undo;

use super::sql::types;
use super::step::{Act, Step};

/// A part of a migration that is undone as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// What it does.
    pub(crate) steps: Vec<Step>,
    /// How that is taken back.
    pub(crate) reverse: Reverse,
}

/// How what an operation does is taken back. Reasons are texts of the repository with their place, in no language.
#[derive(Debug, Clone)]
pub(crate) enum Reverse {
    /// The framework turns the steps round by itself.
    Automatic,
    /// By what somebody wrote, and in which file.
    Steps(Vec<Step>, String),
    /// By nothing, as somebody said.
    Nothing(String),
    /// It is not: the framework refuses or has nothing to run.
    Missing(String),
    /// It never is in this framework.
    ForwardOnly(String),
    /// That could not be read.
    Unknown(String),
}

/// Writes a text of a file with its place.
pub(crate) fn at(text: &str, path: &str, line: u32) -> String {
    format!("{text} ({path}:{line})")
}

/// Returns what the undo of a migration is worth, and the statement or file that decides.
///
/// Of several operations the worst decides. `path` is the file that the steps stand in.
pub(crate) fn class(operations: &[Operation], path: &str) -> (Undo, String) {
    let rank = |undo: &Undo| match undo {
        Undo::Missing | Undo::ForwardOnly => 0,
        Undo::Lossy => 1,
        Undo::Unknown => 2,
        Undo::NoOp => 3,
        Undo::Reversible => 4,
    };
    let classes = operations.iter().map(|operation| class_of(operation, path));
    let worst = classes.min_by_key(|(undo, _)| rank(undo));
    worst.unwrap_or_else(|| (Undo::Reversible, path.to_owned()))
}

fn class_of(Operation { steps, reverse }: &Operation, path: &str) -> (Undo, String) {
    match reverse {
        Reverse::Missing(reason) => (Undo::Missing, reason.clone()),
        Reverse::ForwardOnly(reason) => (Undo::ForwardOnly, reason.clone()),
        Reverse::Unknown(reason) => (Undo::Unknown, reason.clone()),
        Reverse::Nothing(reason) => (Undo::NoOp, reason.clone()),
        Reverse::Automatic => {
            let (undo, step) = automatic(steps);
            (undo, step.map_or_else(|| path.to_owned(), |step| at(&step.text, path, step.line)))
        }
        Reverse::Steps(down, file) => written(steps, path, down, file),
    }
}

/// Of what the framework turns round by itself.
fn automatic(steps: &[Step]) -> (Undo, Option<&Step>) {
    if let Some(step) = steps.iter().find(|step| step.loses() || step.undo_loses()) {
        return (Undo::Lossy, Some(step));
    }
    // What the values were before is in no file of this migration.
    let is_unclear = |step: &&Step| {
        matches!(
            step.act,
            Act::Unread | Act::RebuildTable | Act::ChangeType { .. } | Act::AlterField
        )
    };
    match steps.iter().find(is_unclear) {
        Some(step) => (Undo::Unknown, Some(step)),
        None => (Undo::Reversible, steps.first()),
    }
}

/// Of what somebody wrote.
fn written(up: &[Step], path: &str, down: &[Step], file: &str) -> (Undo, String) {
    let reason = |step: &Step| at(&step.text, file, step.line);
    if down.iter().all(Step::is_nothing) {
        return (Undo::NoOp, down.first().map_or_else(|| file.to_owned(), reason));
    }
    if let Some(step) = down.iter().find(|step| step.loses()) {
        return (Undo::Lossy, reason(step));
    }
    if let Some(step) = up.iter().find(|step| step.loses()) {
        return (Undo::Lossy, at(&step.text, path, step.line));
    }
    let narrows = |step: &&Step| holds_all(up, step) == Some(false);
    if let Some(step) = down.iter().find(narrows) {
        return (Undo::Lossy, reason(step));
    }
    let is_unclear = |step: &&Step| {
        matches!(step.act, Act::Unread | Act::RebuildTable) || holds_all(up, step).is_none()
    };
    if let Some(step) = down.iter().find(is_unclear) {
        return (Undo::Unknown, reason(step));
    }
    let first = down.iter().find(|step| !step.is_nothing());
    (Undo::Reversible, first.map_or_else(|| file.to_owned(), reason))
}

/// Whether the type that a step goes back to holds every value of the one that the migration made.
fn holds_all(up: &[Step], step: &Step) -> Option<bool> {
    let Act::ChangeType { to: into } = &step.act else { return Some(true) };
    let from = up.iter().rev().find_map(|it| match &it.act {
        Act::ChangeType { to } if it.table == step.table && it.column == step.column => to.as_ref(),
        _ => None,
    });
    types::fits(from?, into.as_ref()?)
}

#[cfg(test)]
mod tests {
    use super::super::sql;
    use super::*;

    fn check(up: &str, down: &str, undo: Undo, reason: &str) {
        let operation = Operation {
            steps: sql::read(up, 1),
            reverse: Reverse::Steps(sql::read(down, 1), "down.sql".to_owned()),
        };
        assert_eq!(class(&[operation], "up.sql"), (undo, reason.to_owned()), "{down}");
    }

    #[test]
    fn an_undo_that_drops_what_its_migration_made_loses_what_was_written_since() {
        let up = "CREATE TABLE image_details (link text);";
        let down = "-- back\nDROP TABLE image_details;";
        check(up, down, Undo::Lossy, "DROP TABLE image_details (down.sql:2)");
        check(
            "ALTER TABLE a ADD b int",
            "ALTER TABLE a DROP COLUMN b",
            Undo::Lossy,
            "ALTER TABLE a DROP COLUMN b (down.sql:1)",
        );
    }

    #[test]
    fn no_undo_brings_back_what_the_migration_dropped() {
        let (up, down) = ("ALTER TABLE a DROP COLUMN b", "ALTER TABLE a ADD COLUMN b int");
        check(up, down, Undo::Lossy, "ALTER TABLE a DROP COLUMN b (up.sql:1)");
    }

    #[test]
    fn an_undo_that_does_nothing_is_none() {
        check("UPDATE a SET b = 1", "SELECT\n    1;", Undo::NoOp, "SELECT 1 (down.sql:1)");
        check("UPDATE a SET b = 1", "-- nothing to do\n", Undo::NoOp, "down.sql");
    }

    #[test]
    fn indexes_constraints_and_functions_hold_no_data() {
        for down in ["DROP INDEX i", "ALTER TABLE a DROP CONSTRAINT c", "DROP FUNCTION f CASCADE"] {
            check("SELECT 1", down, Undo::Reversible, &format!("{down} (down.sql:1)"));
        }
    }

    #[test]
    fn a_type_that_is_narrower_loses_and_one_that_cannot_be_compared_is_unknown() {
        let change = |to: &str| format!("ALTER TABLE a ALTER b TYPE {to}");
        let reason = |to: &str| format!("{} (down.sql:1)", change(to));
        let narrow = "varchar(512)";
        check(&change("varchar(2000)"), &change(narrow), Undo::Lossy, &reason(narrow));
        check(&change("smallint"), &change("int"), Undo::Reversible, &reason("int"));
        check(&change("text"), &change("jsonb"), Undo::Unknown, &reason("jsonb"));
    }

    #[test]
    fn a_statement_that_could_not_be_read_is_unknown() {
        check("SELECT 1", "CALL f()", Undo::Unknown, "CALL f() (down.sql:1)");
    }
}
