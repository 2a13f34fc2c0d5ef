//! What a change of Liquibase does, and which of them it undoes by itself.

use super::tree::Node;
use crate::migrations::sql;
use crate::migrations::step::{Act, Default, NewColumn, Step};

/// Parts of a change set that change nothing.
const NO_CHANGES: [&str; 8] = [
    "preConditions",
    "comment",
    "validCheckSum",
    "rollback",
    "modifySql",
    "property",
    "tagDatabase",
    "output",
];
/// Changes that Liquibase undoes by itself.
const TURNS: [&str; 19] = [
    "createTable",
    "addColumn",
    "renameTable",
    "renameColumn",
    "addNotNullConstraint",
    "dropNotNullConstraint",
    "createIndex",
    "addForeignKeyConstraint",
    "addUniqueConstraint",
    "addPrimaryKey",
    "createView",
    "createSequence",
    "addDefaultValue",
    "addLookupTable",
    "renameView",
    "renameSequence",
    "setTableRemarks",
    "setColumnRemarks",
    "empty",
];
/// Changes of what holds no data.
const OTHER: [&str; 22] = [
    "createProcedure",
    "createView",
    "createSequence",
    "alterSequence",
    "dropView",
    "dropSequence",
    "dropProcedure",
    "setTableRemarks",
    "setColumnRemarks",
    "addDefaultValue",
    "dropDefaultValue",
    "dropForeignKeyConstraint",
    "dropAllForeignKeyConstraints",
    "dropUniqueConstraint",
    "dropPrimaryKey",
    "renameView",
    "renameSequence",
    "addLookupTable",
    "createFunction",
    "dropFunction",
    "createTrigger",
    "dropTrigger",
];

/// Returns the changes among the children of a set.
pub(super) fn changes(set: &Node) -> impl Iterator<Item = &Node> {
    set.children.iter().filter(|child| !NO_CHANGES.contains(&child.name.as_str()))
}

/// Returns whether Liquibase undoes a change by itself.
pub(super) fn can_turn(change: &Node) -> bool {
    TURNS.contains(&change.name.as_str())
}

/// Returns what a change does.
pub(super) fn steps(change: &Node) -> Vec<Step> {
    let table =
        ["tableName", "baseTableName", "oldTableName"].iter().find_map(|it| change.attribute(it));
    let column = ["columnName", "oldColumnName"].iter().find_map(|it| change.attribute(it));
    let one = |act: Act| vec![step(change, act, table, column)];
    let to = |name: &str| change.attribute(name).map(str::to_owned);
    match change.name.as_str() {
        "createTable" => one(Act::CreateTable { is_temporary: false }),
        "dropTable" => one(Act::DropTable { if_exists: false }),
        "renameTable" => one(to("newTableName").map_or(Act::Unread, |to| Act::RenameTable { to })),
        "addColumn" => each_column(change, table, |column| Act::AddColumn(new_column(column))),
        "dropColumn" if column.is_some() => one(Act::DropColumn),
        "dropColumn" => each_column(change, table, |_| Act::DropColumn),
        "renameColumn" => {
            one(to("newColumnName").map_or(Act::Unread, |to| Act::RenameColumn { to }))
        }
        "modifyDataType" => one(Act::ChangeType { to: to("newDataType") }),
        "addAutoIncrement" => one(Act::ChangeType { to: None }),
        "addNotNullConstraint" => one(Act::SetNotNull),
        "dropNotNullConstraint" => one(Act::DropNotNull),
        "createIndex" => one(Act::CreateIndex { concurrently: false }),
        "dropIndex" => one(Act::DropIndex { concurrently: false }),
        "addForeignKeyConstraint" => one(Act::AddForeignKey { checks_rows: true }),
        "addUniqueConstraint" | "addPrimaryKey" => one(Act::AddUnique { has_index: false }),
        "addCheckConstraint" => one(Act::AddCheck { checks_rows: true }),
        "delete" => one(Act::Delete),
        "update" => one(Act::Update),
        "insert" | "loadData" | "loadUpdateData" => one(Act::Insert),
        "empty" => one(Act::Nothing),
        "sql" => match change.attribute("sql") {
            Some(text) => sql::read(text, change.line),
            None => sql::read(&change.text, change.text_line),
        },
        name if OTHER.contains(&name) => one(Act::Other),
        _ => one(Act::Unread),
    }
}

fn step(change: &Node, act: Act, table: Option<&str>, column: Option<&str>) -> Step {
    let subject: Vec<&str> = [table, column].into_iter().flatten().collect();
    let text = format!("{} {}", change.name, subject.join("."));
    Step::new(change.line, text.trim(), act).on(table.map(str::to_owned), column.map(str::to_owned))
}

fn each_column(change: &Node, table: Option<&str>, act: impl Fn(&Node) -> Act) -> Vec<Step> {
    let columns = change.children.iter().filter(|child| child.name == "column");
    columns.map(|column| step(change, act(column), table, column.attribute("name"))).collect()
}

fn new_column(column: &Node) -> NewColumn {
    let constraints = column.child("constraints");
    let is_false = |name: &str| {
        constraints
            .is_some_and(|it| it.attribute(name).is_some_and(|it| it.eq_ignore_ascii_case("false")))
    };
    let has_default = column.attributes.iter().any(|(name, _)| name.starts_with("defaultValue"));
    NewColumn {
        is_required: is_false("nullable"),
        default: if has_default { Default::Constant } else { Default::None },
        is_serial: column.attribute("autoIncrement") == Some("true"),
    }
}
