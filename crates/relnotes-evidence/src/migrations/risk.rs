//! Which steps of migrations can hurt: data lost, a table blocked, the code of the release before broken.
//!
//! Rules have the names that squawk and `strong_migrations` give them, so that people can look them up. A table that the
//! release itself brings holds nothing yet, and no older code knows it: what is done to it hurts nobody.

use std::collections::BTreeSet;

use relnotes_core::evidence::{Confidence, SqlRisk};

use super::dialect::Dialect;
use super::script::Script;
use super::step::{Act, Default, NewColumn, Step};

/// A rule: its name, and whether data can be lost, a table blocked, the older code broken.
struct Rule(&'static str, bool, bool, bool);

/// A table that is built anew with the rows that it had.
const REBUILDING: Rule = Rule("rebuilding-table", false, true, false);

/// What has to be known of a migration to judge its steps.
pub(crate) struct Circumstances {
    /// Tables that the release brings, in lower case.
    tables: BTreeSet<String>,
    /// Columns that the release brings, with their tables.
    columns: BTreeSet<(String, String)>,
    /// The database.
    pub(crate) dialect: Dialect,
    /// Whether the framework runs the migration in a transaction.
    pub(crate) in_transaction: bool,
}

impl Circumstances {
    /// Returns those of the migrations of a release, in a database that is not known yet.
    pub(crate) fn of(scripts: &[Script]) -> Self {
        let (mut tables, mut columns) = (BTreeSet::new(), BTreeSet::new());
        let mut gone = BTreeSet::new();
        // What a squash makes is there already.
        let scripts = scripts.iter().filter(|script| script.replaces.is_empty());
        let operations = scripts.flat_map(|script| &script.operations);
        for step in operations.flat_map(|operation| &operation.steps) {
            let Some(table) = step.table.as_ref().map(|table| table.to_lowercase()) else {
                continue;
            };
            match (&step.act, &step.column) {
                // One that goes and comes again is no new one.
                (Act::DropTable { .. } | Act::RenameTable { .. }, _)
                    if !tables.contains(&table) =>
                {
                    gone.insert(table);
                }
                (Act::CreateTable { .. }, _) if !gone.contains(&table) => {
                    tables.insert(table);
                }
                (Act::AddColumn(_), Some(column)) => {
                    columns.insert((table, column.to_lowercase()));
                }
                _ => {}
            }
        }
        Self { tables, columns, dialect: Dialect::Unknown, in_transaction: false }
    }

    /// Returns whether a step is on something that no older release has.
    fn is_new(&self, step: &Step) -> bool {
        let Some(table) = step.table.as_ref().map(|table| table.to_lowercase()) else {
            return false;
        };
        if self.tables.contains(&table) {
            return true;
        }
        // What is not in the older release can go; a value that it must have is still missing in older code.
        let goes = matches!(step.act, Act::DropColumn | Act::RenameColumn { .. });
        let column = step.column.as_ref().map(|column| (table, column.to_lowercase()));
        goes && column.is_some_and(|column| self.columns.contains(&column))
    }
}

/// A step that can hurt.
pub(crate) struct Risk<'s> {
    pub(crate) step: &'s Step,
    pub(crate) kind: SqlRisk,
    pub(crate) confidence: Confidence,
    /// What was there, and what is: of a rename.
    pub(crate) names: (Option<String>, Option<String>),
}

/// Returns the steps that can hurt, in their order.
pub(crate) fn risks<'s>(steps: &[&'s Step], circumstances: &Circumstances) -> Vec<Risk<'s>> {
    let mut in_transaction = circumstances.in_transaction;
    let mut risks = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        match step.act {
            Act::Begin => in_transaction = true,
            Act::End => in_transaction = false,
            _ => {}
        }
        if circumstances.is_new(step) {
            continue;
        }
        let rule = match step.act {
            Act::DropTable { .. } if is_copied(steps, at) => Some(REBUILDING),
            _ => rule(step, &steps[at + 1..], in_transaction),
        };
        let Some(Rule(rule, loss, lock, compat)) = rule else { continue };
        let Some(confidence) = confidence(loss || compat, lock, circumstances.dialect) else {
            continue;
        };
        let confidence = if step.act == Act::AlterField { Confidence::Guess } else { confidence };
        let (table, column) = (step.table.clone(), step.column.clone());
        let names = match &step.act {
            Act::RenameTable { to } => (table.clone(), Some(to.clone())),
            Act::RenameColumn { to } => (column.clone(), Some(to.clone())),
            _ => (None, None),
        };
        let kind = SqlRisk { rule, loss, lock, compat, table, column };
        risks.push(Risk { step, kind, confidence, names });
    }
    risks
}

/// How sure a rule is; none where it does not hold in this database.
fn confidence(hurts_anywhere: bool, lock: bool, dialect: Dialect) -> Option<Confidence> {
    match dialect {
        _ if hurts_anywhere || !lock => Some(Confidence::Exact),
        Dialect::Postgres => Some(Confidence::Likely),
        Dialect::Unknown => Some(Confidence::Guess),
        Dialect::Other => None,
    }
}

/// The rule that a step breaks; `later` are the steps after it.
fn rule(step: &Step, later: &[&Step], in_transaction: bool) -> Option<Rule> {
    Some(match &step.act {
        Act::DropTable { if_exists: true } if is_made_again(step, later) => {
            Rule("creating-table-with-force", true, false, true)
        }
        Act::DropTable { .. } => Rule("ban-drop-table", true, false, true),
        Act::RebuildTable => REBUILDING,
        Act::RenameTable { .. } => Rule("renaming-table", false, false, true),
        Act::AddColumn(NewColumn { is_serial: true, .. }) => {
            Rule("adding-serial-primary-key-field", false, true, false)
        }
        Act::AddColumn(NewColumn { default: Default::Computed, .. }) => {
            Rule("adding-field-with-default", false, true, false)
        }
        Act::AddColumn(NewColumn { is_required: true, default: Default::None, .. }) => {
            Rule("adding-required-field", false, false, true)
        }
        Act::DropColumn => Rule("ban-drop-column", true, false, true),
        Act::RenameColumn { .. } => Rule("renaming-column", false, false, true),
        Act::ChangeType { .. } | Act::AlterField => Rule("changing-column-type", false, true, true),
        Act::SetNotNull => Rule("adding-not-nullable-field", false, true, true),
        Act::DropNotNull => Rule("ban-drop-not-null", false, false, true),
        Act::AddForeignKey { .. }
        | Act::AddCheck { .. }
        | Act::AddUnique { .. }
        | Act::CreateIndex { .. }
        | Act::DropIndex { .. } => {
            Rule(blocking_rule(&step.act, in_transaction)?, false, true, false)
        }
        Act::Truncate { cascades } => Rule(
            if *cascades { "ban-truncate-cascade" } else { "truncating-table" },
            true,
            true,
            false,
        ),
        Act::Delete => Rule("deleting-data", true, true, false),
        Act::Update => Rule("backfilling-data", false, true, false),
        Act::DropSchema => Rule("ban-drop-schema", true, false, true),
        Act::DropDatabase => Rule("ban-drop-database", true, false, true),
        Act::RenameSchema => Rule("renaming-schema", false, false, true),
        Act::RenameValue => Rule("renaming-enum-value", false, false, true),
        Act::Unread => Rule("unread-statement", false, false, false),
        Act::Nothing
        | Act::Other
        | Act::Begin
        | Act::End
        | Act::CreateTable { .. }
        | Act::AddColumn(_)
        | Act::Insert => return None,
    })
}

/// The rule of an index or constraint that blocks its table for as long as it takes to look at every row.
fn blocking_rule(act: &Act, in_transaction: bool) -> Option<&'static str> {
    match act {
        Act::AddForeignKey { checks_rows: true } => Some("adding-foreign-key-constraint"),
        Act::AddCheck { checks_rows: true } => Some("constraint-missing-not-valid"),
        Act::AddUnique { has_index: false } => Some("disallowed-unique-constraint"),
        Act::CreateIndex { concurrently: true } if in_transaction => {
            Some("ban-concurrent-index-creation-in-transaction")
        }
        Act::CreateIndex { concurrently: false } => Some("require-concurrent-index-creation"),
        Act::DropIndex { concurrently: false } => Some("require-concurrent-index-deletion"),
        _ => None,
    }
}

/// How many steps away is near.
const NEAR: usize = 50;

/// Whether the table comes again right away. Not far away, so that a long script is not read from every step.
fn is_made_again(step: &Step, later: &[&Step]) -> bool {
    let makes = |it: &&Step| matches!(it.act, Act::CreateTable { .. }) && it.table == step.table;
    later.iter().take(NEAR).any(makes)
}

/// Whether the table that a step drops comes again with rows, and a table of the script that was filled before goes
/// after that: `SQLite` has its tables rebuilt so, with the rows kept aside.
fn is_copied(steps: &[&Step], at: usize) -> bool {
    let (earlier, later) = (&steps[at.saturating_sub(NEAR)..at], &steps[at + 1..]);
    let Some(table) = steps[at].table.as_ref() else { return false };
    let is_of = |step: &Step, name: &str| step.table.as_deref() == Some(name);
    let position = |from: usize, wanted: &dyn Fn(&Step) -> bool| {
        let found = later.iter().skip(from).take(NEAR).position(|step| wanted(step));
        found.map(|found| from + found)
    };
    let makes = |step: &Step| matches!(step.act, Act::CreateTable { .. }) && is_of(step, table);
    let fills = |step: &Step| step.act == Act::Insert && is_of(step, table);
    let Some(filled) = position(0, &makes).and_then(|made| position(made, &fills)) else {
        return false;
    };
    let aside = earlier.iter().rev().find(|step| step.act == Act::Insert);
    let Some(aside) = aside.and_then(|step| step.table.as_deref()) else { return false };
    // That the script itself made the copy is known: its drop does no harm.
    let goes = |step: &Step| step.act == Act::Other && is_of(step, aside);
    aside != table && position(filled, &goes).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::sql;
    use super::*;

    fn circumstances(dialect: Dialect) -> Circumstances {
        let (tables, columns) = (BTreeSet::from(["new".to_owned()]), BTreeSet::new());
        Circumstances { tables, columns, dialect, in_transaction: false }
    }

    fn rules(text: &str, dialect: Dialect) -> Vec<&'static str> {
        let steps = sql::read(text, 1);
        let steps: Vec<&Step> = steps.iter().collect();
        risks(&steps, &circumstances(dialect)).iter().map(|risk| risk.kind.rule).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(rules(text, Dialect::Postgres), expected, "{text}");
    }

    #[test]
    fn each_rule_has_a_statement_that_breaks_it() {
        check("DROP TABLE a", &["ban-drop-table"]);
        check("DROP TABLE IF EXISTS a; CREATE TABLE a (b int)", &["creating-table-with-force"]);
        check("ALTER TABLE a DROP b", &["ban-drop-column"]);
        check("DROP DATABASE a", &["ban-drop-database"]);
        check("DROP SCHEMA a", &["ban-drop-schema"]);
        check("TRUNCATE a CASCADE", &["ban-truncate-cascade"]);
        check("TRUNCATE a", &["truncating-table"]);
        check("ALTER TABLE a ALTER b DROP NOT NULL", &["ban-drop-not-null"]);
        check("ALTER TABLE a RENAME TO b", &["renaming-table"]);
        check("ALTER TABLE a RENAME b TO c", &["renaming-column"]);
        check("ALTER TABLE a ALTER b TYPE bigint", &["changing-column-type"]);
        check("ALTER TABLE a ALTER b SET NOT NULL", &["adding-not-nullable-field"]);
        check("ALTER TABLE a ADD b text NOT NULL", &["adding-required-field"]);
        check("ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid()", &["adding-field-with-default"]);
        check("ALTER TABLE a ADD b serial", &["adding-serial-primary-key-field"]);
        check("ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c", &["adding-foreign-key-constraint"]);
        check("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)", &["constraint-missing-not-valid"]);
        check("ALTER TABLE a ADD UNIQUE (b)", &["disallowed-unique-constraint"]);
        check("CREATE INDEX i ON a (b)", &["require-concurrent-index-creation"]);
        check("DROP INDEX i", &["require-concurrent-index-deletion"]);
        check(
            "BEGIN; CREATE INDEX CONCURRENTLY i ON a (b); COMMIT",
            &["ban-concurrent-index-creation-in-transaction"],
        );
        check("UPDATE a SET b = 1", &["backfilling-data"]);
        check("DELETE FROM a", &["deleting-data"]);
        check("ALTER TYPE t RENAME VALUE 'a' TO 'b'", &["renaming-enum-value"]);
        check("ALTER SCHEMA a RENAME TO b", &["renaming-schema"]);
        check("FROBNICATE", &["unread-statement"]);
    }

    #[test]
    fn what_is_harmless_breaks_none() {
        check("CREATE INDEX CONCURRENTLY i ON a (b)", &[]);
        check(
            "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT c",
            &[],
        );
        check("ALTER TABLE a ADD b bool NOT NULL DEFAULT false", &[]);
        check("INSERT INTO a SELECT 1; DROP FUNCTION f; CREATE VIEW v AS SELECT 1", &[]);
    }

    #[test]
    fn nothing_hurts_a_table_that_the_release_brings() {
        check("CREATE INDEX i ON new (b); ALTER TABLE new DROP c; DROP TABLE new", &[]);
    }

    #[test]
    fn a_table_that_comes_again_with_its_rows_is_built_anew() {
        let copy = "CREATE TABLE c (b int); INSERT INTO c SELECT b FROM a";
        let back = "CREATE TABLE a (b int); INSERT INTO a SELECT b FROM c; DROP TABLE c";
        check(&format!("{copy}; DROP TABLE IF EXISTS a; {back}"), &["rebuilding-table"]);
        let seed = "CREATE TABLE a (b int); INSERT INTO a VALUES (1)";
        check(&format!("DROP TABLE IF EXISTS a; {seed}"), &["creating-table-with-force"]);
        check(&format!("{copy}; DROP TABLE a; {seed}"), &["ban-drop-table"]);
    }

    #[test]
    fn locks_are_those_of_postgres() {
        assert!(rules("CREATE INDEX i ON a (b)", Dialect::Other).is_empty());
        assert_eq!(rules("ALTER TABLE a DROP b", Dialect::Other), ["ban-drop-column"]);
        let steps = sql::read("CREATE INDEX i ON a (b)", 1);
        let found = risks(&[&steps[0]], &circumstances(Dialect::Unknown));
        assert_eq!(found[0].confidence, Confidence::Guess);
    }
}
