//! One thing that a migration does, whatever it is written in.

use std::collections::{HashMap, HashSet};

/// One thing that a migration does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Where it stands, from 1.
    pub(crate) line: u32,
    /// As written, in one line and not too long: `DROP TABLE image_details`.
    pub(crate) text: String,
    /// What it does.
    pub(crate) act: Act,
    /// The table, without its schema.
    pub(crate) table: Option<String>,
    /// The column.
    pub(crate) column: Option<String>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Nothing that stays: `SELECT 1`, `SET`.
    Nothing,
    /// Something that holds no data and blocks no table for long: functions, views, grants, defaults.
    Other,
    /// A transaction begins.
    Begin,
    /// A transaction ends.
    End,
    /// A table comes; a temporary one is gone at the end.
    CreateTable { is_temporary: bool },
    /// A table goes; `if_exists` where it need not be there.
    DropTable { if_exists: bool },
    /// A table is built anew under another name, filled and renamed, as `SQLite` needs it.
    RebuildTable,
    /// A table gets another name.
    RenameTable { to: String },
    /// A column comes.
    AddColumn(NewColumn),
    /// A column goes.
    DropColumn,
    /// A column gets another name.
    RenameColumn { to: String },
    /// A column gets another type; none where the new one could not be read.
    ChangeType { to: Option<String> },
    /// A field is defined anew, which may change its column or only what the program knows of it.
    AlterField,
    /// A column must have a value from now on.
    SetNotNull,
    /// A column need not have a value any more.
    DropNotNull,
    /// A foreign key comes; the rows that are there may be checked.
    AddForeignKey { checks_rows: bool },
    /// A check comes; the rows that are there may be checked.
    AddCheck { checks_rows: bool },
    /// A unique constraint or a primary key comes; its index may be there already.
    AddUnique { has_index: bool },
    /// An index comes.
    CreateIndex { concurrently: bool },
    /// An index goes.
    DropIndex { concurrently: bool },
    /// A table is emptied.
    Truncate { cascades: bool },
    /// Rows go.
    Delete,
    /// Rows change.
    Update,
    /// Rows come.
    Insert,
    /// A whole schema goes.
    DropSchema,
    /// A whole database goes.
    DropDatabase,
    /// A schema gets another name.
    RenameSchema,
    /// A value of an enumeration gets another name.
    RenameValue,
    /// It could not be read: it may do anything.
    Unread,
}

/// A column that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NewColumn {
    /// It must have a value.
    pub(crate) is_required: bool,
    /// What rows get that are there already.
    pub(crate) default: Default,
    /// The database numbers it: every row is written anew.
    pub(crate) is_serial: bool,
}

/// What rows that are there already get in a new column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Default {
    /// Nothing.
    #[default]
    None,
    /// The same value for all.
    Constant,
    /// What a function returns, row by row.
    Computed,
}

impl Step {
    /// Returns a step of no table.
    pub(crate) fn new(line: u32, text: &str, act: Act) -> Self {
        Self { line, text: shorten(text), act, table: None, column: None }
    }

    /// Returns the step with its table and column.
    #[must_use]
    pub(crate) fn on(mut self, table: Option<String>, column: Option<String>) -> Self {
        (self.table, self.column) = (table, column);
        self
    }

    /// Returns whether data is gone after it.
    pub(crate) fn loses(&self) -> bool {
        matches!(
            self.act,
            Act::DropTable { .. }
                | Act::DropColumn
                | Act::Truncate { .. }
                | Act::Delete
                | Act::DropSchema
                | Act::DropDatabase
        )
    }

    /// Returns whether undoing it, as a framework does by itself, drops what was written since.
    pub(crate) fn undo_loses(&self) -> bool {
        matches!(self.act, Act::CreateTable { is_temporary: false } | Act::AddColumn(_))
    }

    /// Returns whether nothing stays of it.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self.act, Act::Nothing | Act::Begin | Act::End)
    }
}

/// How long the text of a step may be.
const LONGEST: usize = 100;

/// Puts a text into one line that is not too long.
pub(super) fn shorten(text: &str) -> String {
    let mut out = String::new();
    // Words are looked at one by one, so that a body of a thousand lines is not copied to keep a hundred letters.
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > LONGEST {
            break;
        }
    }
    if out.len() > LONGEST {
        let end = (0..=LONGEST - '…'.len_utf8()).rev().find(|at| out.is_char_boundary(*at));
        out.truncate(end.unwrap_or_default());
        out.push('…');
    }
    out
}

/// Takes out of a list of steps what only prepares: a table that the script itself made and drops again holds nothing
/// of anybody, and a table that another takes the place of is built anew.
pub(super) fn settle(mut steps: Vec<Step>) -> Vec<Step> {
    let mut made: HashSet<String> = HashSet::new();
    // What a name was given to last: the tables that take the place of others.
    let mut given: HashMap<String, (usize, String)> = HashMap::new();
    for (at, step) in steps.iter().enumerate() {
        if let (Act::RenameTable { to }, Some(from)) = (&step.act, &step.table) {
            given.insert(to.clone(), (at, from.clone()));
        }
    }
    for (at, step) in steps.iter_mut().enumerate() {
        let Some(table) = step.table.clone() else { continue };
        match &step.act {
            Act::CreateTable { .. } => {
                made.insert(table);
            }
            Act::DropTable { .. } if made.contains(&table) => step.act = Act::Other,
            Act::DropTable { .. } => {
                let successor = given.get(&table).filter(|(later, _)| *later > at);
                if successor.is_some_and(|(_, from)| made.contains(from)) {
                    step.act = Act::RebuildTable;
                }
            }
            Act::RenameTable { to } if made.contains(&table) => {
                made.insert(to.clone());
                step.act = Act::Other;
            }
            _ => {}
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(act: Act, table: &str) -> Step {
        Step::new(1, "x", act).on(Some(table.to_owned()), None)
    }

    const CREATE: Act = Act::CreateTable { is_temporary: false };
    const DROP: Act = Act::DropTable { if_exists: false };

    #[test]
    fn a_table_that_takes_the_place_of_another_is_built_anew() {
        let rename = Act::RenameTable { to: "a".to_owned() };
        let steps = settle(vec![step(CREATE, "new_a"), step(DROP, "a"), step(rename, "new_a")]);
        assert_eq!(steps[1].act, Act::RebuildTable);
        assert_eq!(steps[2].act, Act::Other);
    }

    #[test]
    fn a_table_of_the_script_itself_loses_nothing() {
        let steps = settle(vec![step(CREATE, "a"), step(DROP, "a"), step(DROP, "b")]);
        assert!(!steps[1].loses());
        assert!(steps[2].loses());
    }

    #[test]
    fn texts_are_one_line_and_short() {
        assert_eq!(shorten("DROP\n  TABLE a"), "DROP TABLE a");
        let long = shorten(&"я".repeat(500));
        assert!(long.len() <= LONGEST && long.ends_with('…'), "{long}");
    }
}
