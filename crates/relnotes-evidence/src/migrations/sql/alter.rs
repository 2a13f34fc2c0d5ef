//! `ALTER`: a statement may do several things to a table, and each is a step.

use super::Statement;
use super::statement::{Cursor, at_commas, show};
use super::token::{Kind, Token};
use crate::migrations::step::{Act, Default, NewColumn, Step};

/// Words after which a table is as it was to those who use it.
const OTHER: [&str; 34] = [
    "ENABLE",
    "DISABLE",
    "OWNER",
    "SET",
    "RESET",
    "ATTACH",
    "DETACH",
    "INHERIT",
    "NO",
    "CLUSTER",
    "REPLICA",
    "VALIDATE",
    "ENGINE",
    "CONVERT",
    "DEFAULT",
    "CHARACTER",
    "CHARSET",
    "COLLATE",
    "AUTO_INCREMENT",
    "COMMENT",
    "ORDER",
    "FORCE",
    "ALGORITHM",
    "LOCK",
    "ROW_FORMAT",
    "OF",
    "NOT",
    "WITH",
    "REBUILD",
    "PARTITION",
    "COALESCE",
    "EXCHANGE",
    "OPTIMIZE",
    "AVG_ROW_LENGTH",
];

/// Reads what follows `ALTER`.
pub(super) fn read(statement: &Statement<'_>, cursor: &mut Cursor<'_>, steps: &mut Vec<Step>) {
    if cursor.eat("FOREIGN TABLE") || cursor.eat("TABLE") {
        cursor.eat("IF EXISTS");
        cursor.eat("ONLY");
        let table = cursor.name();
        cursor.eat_sign('*');
        let head = table.as_deref().unwrap_or_default();
        for part in at_commas(cursor.rest()) {
            let text = format!("ALTER TABLE {head} {}", show(statement.source, part));
            let (act, column) = action(statement.source, part);
            steps.push(Step::new(part[0].line, &text, act).on(table.clone(), column));
        }
        return;
    }
    let act = if cursor.eat("TYPE") && cursor.has_all("RENAME VALUE") {
        Act::RenameValue
    } else if cursor.eat("SCHEMA") && cursor.has("RENAME") {
        Act::RenameSchema
    } else {
        Act::Other
    };
    steps.push(statement.step(act));
}

/// One action on a table, and the column it is on.
fn action(source: &str, tokens: &[Token]) -> (Act, Option<String>) {
    let mut cursor = Cursor::new(tokens);
    if cursor.eat("ADD") {
        add(&mut cursor)
    } else if cursor.eat("DROP") {
        drop_part(&mut cursor)
    } else if cursor.eat("ALTER") {
        alter_column(source, &mut cursor)
    } else if cursor.eat("MODIFY") {
        cursor.eat("COLUMN");
        cursor.eat("IF EXISTS");
        let column = cursor.name();
        (Act::ChangeType { to: type_of(source, &cursor) }, column)
    } else if cursor.eat("CHANGE") {
        cursor.eat("COLUMN");
        let (from, to) = (cursor.name(), cursor.name());
        match to {
            Some(to) if from.as_ref() != Some(&to) => (Act::RenameColumn { to }, from),
            Some(_) => (Act::ChangeType { to: type_of(source, &cursor) }, from),
            None => (Act::Unread, None),
        }
    } else if cursor.eat("RENAME") {
        rename(&mut cursor)
    } else if cursor.eat("TRUNCATE PARTITION") {
        (Act::Truncate { cascades: false }, None)
    } else if OTHER.iter().any(|word| cursor.eat(word)) {
        (Act::Other, None)
    } else {
        (Act::Unread, None)
    }
}

fn add(cursor: &mut Cursor<'_>) -> (Act, Option<String>) {
    if cursor.eat("CONSTRAINT") {
        // The name may be left out: `ADD CONSTRAINT FOREIGN KEY`.
        if !starts_constraint(cursor) {
            cursor.eat("IF NOT EXISTS");
            cursor.name();
        }
        return (constraint(cursor), None);
    }
    if starts_constraint(cursor) {
        return (constraint(cursor), None);
    }
    if ["INDEX", "KEY", "FULLTEXT", "SPATIAL"].iter().any(|word| cursor.eat(word)) {
        return (Act::CreateIndex { concurrently: false }, None);
    }
    if cursor.eat("PARTITION") || cursor.eat("VALUE") {
        return (Act::Other, None);
    }
    cursor.eat("COLUMN");
    cursor.eat("IF NOT EXISTS");
    cursor.eat_sign('(');
    let column = cursor.name();
    if column.is_none() {
        return (Act::Unread, None);
    }
    (Act::AddColumn(new_column(cursor.rest())), column)
}

fn starts_constraint(cursor: &Cursor<'_>) -> bool {
    ["FOREIGN", "PRIMARY", "UNIQUE", "CHECK", "EXCLUDE"]
        .iter()
        .any(|word| cursor.peek().is_some_and(|token| token.is(word)))
}

fn constraint(cursor: &mut Cursor<'_>) -> Act {
    let checks_rows = !cursor.has_all("NOT VALID");
    if cursor.eat("FOREIGN") {
        Act::AddForeignKey { checks_rows }
    } else if cursor.eat("CHECK") || cursor.eat("NOT") {
        Act::AddCheck { checks_rows }
    } else if cursor.eat("UNIQUE") || cursor.eat("PRIMARY") || cursor.eat("EXCLUDE") {
        Act::AddUnique { has_index: cursor.has_all("USING INDEX") }
    } else if cursor.eat("DEFAULT") {
        Act::Other
    } else {
        Act::Unread
    }
}

/// What the definition of a new column says.
fn new_column(tokens: &[Token]) -> NewColumn {
    let cursor = Cursor::new(tokens);
    let is_key = cursor.has_all("PRIMARY KEY");
    let serials =
        ["SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL4", "SERIAL8", "IDENTITY", "AUTO_INCREMENT"];
    let default = tokens.iter().position(|token| token.is("DEFAULT"));
    // `GENERATED ALWAYS AS (…) STORED` is filled for every row.
    let is_computed = cursor.has("STORED");
    let default = match default.map(|at| &tokens[at + 1..]) {
        _ if is_computed => Default::Computed,
        None => Default::None,
        Some(value) => default_of(value),
    };
    NewColumn {
        is_required: cursor.has_all("NOT NULL") || is_key,
        default,
        is_serial: serials.iter().any(|word| cursor.has(word)),
    }
}

fn default_of(value: &[Token]) -> Default {
    let Some(first) = value.first() else { return Default::None };
    // The moment is one for all rows, whatever function tells it.
    let moments =
        ["NOW", "CURRENT_TIMESTAMP", "TRANSACTION_TIMESTAMP", "CURRENT_DATE", "LOCALTIMESTAMP"];
    let is_call = first.is_name() && value.get(1).is_some_and(|token| token.is_sign('('));
    if first.is("NULL") {
        Default::None
    } else if (is_call || first.is_sign('(') && calls(value))
        && !moments.iter().any(|it| first.is(it))
    {
        Default::Computed
    } else {
        Default::Constant
    }
}

fn calls(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|pair| pair[0].kind == Kind::Word && pair[1].is_sign('('))
}

fn drop_part(cursor: &mut Cursor<'_>) -> (Act, Option<String>) {
    if ["CONSTRAINT", "FOREIGN KEY", "PRIMARY KEY", "CHECK", "DEFAULT"]
        .iter()
        .any(|it| cursor.eat(it))
    {
        return (Act::Other, None);
    }
    if cursor.eat("PARTITION") {
        return (Act::Truncate { cascades: false }, None);
    }
    // A column may have the name of a key word: `DROP key` is one, `DROP KEY name` an index.
    let names_index = cursor.tokens.len() > cursor.at + 1;
    if names_index && (cursor.eat("INDEX") || cursor.eat("KEY")) {
        return (Act::DropIndex { concurrently: false }, None);
    }
    cursor.eat("COLUMN");
    cursor.eat("IF EXISTS");
    cursor.eat_sign('(');
    match cursor.name() {
        Some(column) => (Act::DropColumn, Some(column)),
        None => (Act::Unread, None),
    }
}

fn alter_column(source: &str, cursor: &mut Cursor<'_>) -> (Act, Option<String>) {
    if cursor.eat("INDEX") || cursor.eat("CONSTRAINT") || cursor.eat("CHECK") {
        return (Act::Other, None);
    }
    cursor.eat("COLUMN");
    let column = cursor.name();
    if column.is_none() {
        return (Act::Unread, None);
    }
    let act = if cursor.eat("SET DATA TYPE") || cursor.eat("TYPE") || cursor.eat("SET TYPE") {
        Act::ChangeType { to: type_of(source, cursor) }
    } else if cursor.eat("SET NOT NULL") {
        Act::SetNotNull
    } else if cursor.eat("DROP NOT NULL") || cursor.eat("SET NULL") {
        Act::DropNotNull
    } else if cursor.eat("SET")
        || cursor.eat("DROP")
        || cursor.eat("ADD")
        || cursor.eat("RESET")
        || cursor.eat("RESTART")
    {
        Act::Other
    } else if cursor.eat("RENAME TO") {
        match cursor.name() {
            Some(to) => Act::RenameColumn { to },
            None => Act::Unread,
        }
    } else if cursor.peek().is_some_and(Token::is_name) {
        // SQL Server and H2: `ALTER COLUMN a bigint NOT NULL`.
        Act::ChangeType { to: type_of(source, cursor) }
    } else {
        Act::Unread
    };
    (act, column)
}

/// The type that follows, without what may stand behind it.
fn type_of(source: &str, cursor: &Cursor<'_>) -> Option<String> {
    let after = [
        "USING",
        "NOT",
        "NULL",
        "DEFAULT",
        "COLLATE",
        "COMMENT",
        "AFTER",
        "FIRST",
        "PRIMARY",
        "CHECK",
        "CHARACTER",
        "AUTO_INCREMENT",
    ];
    let rest = cursor.rest();
    let is_end = |(at, token): (usize, &Token)| {
        // `character varying` is a type and `CHARACTER SET` stands behind one.
        after.iter().any(|word| token.is(word)) && !(at == 0 && token.is("CHARACTER"))
    };
    let end = rest.iter().enumerate().position(is_end).unwrap_or(rest.len());
    let text = show(source, &rest[..end]);
    (!text.is_empty()).then_some(text)
}

fn rename(cursor: &mut Cursor<'_>) -> (Act, Option<String>) {
    if cursor.eat("CONSTRAINT") || cursor.eat("INDEX") || cursor.eat("KEY") {
        return (Act::Other, None);
    }
    if cursor.eat("TO") || cursor.eat("AS") {
        return match cursor.name() {
            Some(to) => (Act::RenameTable { to }, None),
            None => (Act::Unread, None),
        };
    }
    cursor.eat("COLUMN");
    cursor.eat("IF EXISTS");
    let from = cursor.name();
    match (cursor.eat("TO"), cursor.name()) {
        (true, Some(to)) => (Act::RenameColumn { to }, from),
        _ => (Act::Unread, from),
    }
}
