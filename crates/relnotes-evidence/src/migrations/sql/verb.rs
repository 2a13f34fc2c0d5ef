//! What a statement does, by its first words.

use super::Statement;
use super::alter;
use super::statement::{Cursor, at_commas};
use super::token::Kind;
use crate::migrations::step::{Act, Step};

/// Words after which nothing stays.
const NOTHING: [&str; 16] = [
    "SET",
    "RESET",
    "SHOW",
    "USE",
    "PRAGMA",
    "ANALYZE",
    "VACUUM",
    "EXPLAIN",
    "PRINT",
    "PREPARE",
    "DEALLOCATE",
    "VALUES",
    "DISCARD",
    "LISTEN",
    "CHECKPOINT",
    "FLUSH",
];
/// Words of what holds no data.
const OTHER: [&str; 13] = [
    "COMMENT", "GRANT", "REVOKE", "REFRESH", "REINDEX", "CLUSTER", "NOTIFY", "SECURITY", "LOCK",
    "UNLOCK", "REASSIGN", "IMPORT", "OPTIMIZE",
];
/// Reads one statement.
pub(super) fn read(statement: &Statement<'_>, steps: &mut Vec<Step>) {
    let mut cursor = Cursor::new(statement.tokens);
    let is_any = |words: &[&str]| words.iter().any(|word| statement.tokens[0].is(word));
    if cursor.eat("CREATE") {
        steps.push(create(statement, &mut cursor));
    } else if cursor.eat("DROP") {
        drop_thing(statement, &mut cursor, steps);
    } else if cursor.eat("ALTER") {
        alter::read(statement, &mut cursor, steps);
    } else if cursor.eat("RENAME TABLE") || cursor.eat("RENAME TABLES") {
        rename_tables(statement, &cursor, steps);
    } else if cursor.eat("TRUNCATE") {
        truncate(statement, &mut cursor, steps);
    } else if is_any(&["BEGIN", "START"]) {
        steps.push(statement.step(Act::Begin));
    } else if is_any(&["COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"])
        || (is_any(&["END"]) && statement.tokens.len() < 3)
    {
        steps.push(statement.step(Act::End));
    } else if is_any(&["SELECT", "WITH", "PERFORM"]) {
        steps.push(select(statement));
    } else if is_any(&NOTHING) {
        steps.push(statement.step(Act::Nothing));
    } else if is_any(&OTHER) {
        steps.push(statement.step(Act::Other));
    } else {
        steps.push(rows(statement, &mut cursor));
    }
}

/// `INSERT`, `UPDATE`, `DELETE` and what is like them.
fn rows(statement: &Statement<'_>, cursor: &mut Cursor<'_>) -> Step {
    let act = if cursor.eat("INSERT") || cursor.eat("REPLACE") || cursor.eat("MERGE") {
        cursor.eat_any(&[
            "OR",
            "REPLACE",
            "IGNORE",
            "LOW_PRIORITY",
            "DELAYED",
            "HIGH_PRIORITY",
            "ABORT",
        ]);
        cursor.eat("INTO");
        Act::Insert
    } else if cursor.eat("COPY") {
        // Out of a table it is no change, into one rows come.
        if cursor.has("FROM") { Act::Insert } else { Act::Nothing }
    } else if cursor.eat("UPDATE") {
        cursor.eat_any(&["ONLY", "OR", "IGNORE", "LOW_PRIORITY", "REPLACE"]);
        Act::Update
    } else if cursor.eat("DELETE") {
        cursor.eat_any(&["FROM", "ONLY", "LOW_PRIORITY", "QUICK", "IGNORE"]);
        Act::Delete
    } else {
        return statement.step(Act::Unread);
    };
    let table = cursor.name();
    statement.step(act).on(table, None)
}

/// A query; one that changes rows within `WITH` does what the change does.
fn select(statement: &Statement<'_>) -> Step {
    let tokens = statement.tokens;
    for at in 0..tokens.len() {
        let begins = at == 0 || tokens[at - 1].is_sign('(') || tokens[at - 1].is_sign(')');
        let is_change = ["INSERT", "UPDATE", "DELETE", "MERGE"].iter().any(|it| tokens[at].is(it));
        if begins && is_change {
            let mut cursor = Cursor { tokens, at };
            return rows(statement, &mut cursor);
        }
    }
    if let Some(at) = tokens.iter().position(|token| token.is("INTO")) {
        // `SELECT … INTO table` makes one; in a program it fills a variable, which is no harm either.
        let table = Cursor { tokens, at: at + 1 }.name();
        return statement.step(Act::Other).on(table, None);
    }
    // A function may do anything; it is known that `SELECT 1` does nothing.
    let calls = tokens.windows(2).any(|pair| pair[0].is_name() && pair[1].is_sign('('));
    let reads = tokens.iter().any(|token| token.is("FROM"));
    let is_nothing = !calls || (reads && !tokens[0].is("PERFORM"));
    statement.step(if is_nothing { Act::Nothing } else { Act::Other })
}

fn create(statement: &Statement<'_>, cursor: &mut Cursor<'_>) -> Step {
    cursor.eat("OR REPLACE");
    let is_temporary = ["TEMP", "TEMPORARY"].iter().any(|word| cursor.has_near(word));
    cursor.eat_any(&["GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "FOREIGN", "COLUMN"]);
    // A view that is filled holds nothing of its own, as a temporary table does.
    let is_view = cursor.eat("MATERIALIZED VIEW");
    if is_view || cursor.eat("TABLE") {
        cursor.eat("IF NOT EXISTS");
        let table = cursor.name();
        let act = Act::CreateTable { is_temporary: is_temporary || is_view };
        return statement.step(act).on(table, None);
    }
    cursor.eat_any(&[
        "UNIQUE",
        "CLUSTERED",
        "NONCLUSTERED",
        "FULLTEXT",
        "SPATIAL",
        "BITMAP",
        "COLUMNSTORE",
    ]);
    if cursor.eat("INDEX") {
        let concurrently = cursor.eat("CONCURRENTLY");
        let table = cursor.tokens.iter().position(|token| token.is("ON"));
        let table = table.and_then(|at| {
            let mut cursor = Cursor { tokens: cursor.tokens, at: at + 1 };
            cursor.eat("ONLY");
            cursor.name()
        });
        return statement.step(Act::CreateIndex { concurrently }).on(table, None);
    }
    statement.step(Act::Other)
}

fn drop_thing(statement: &Statement<'_>, cursor: &mut Cursor<'_>, steps: &mut Vec<Step>) {
    cursor.eat_any(&["TEMPORARY", "FOREIGN"]);
    if cursor.eat("TABLE") {
        let if_exists = cursor.eat("IF EXISTS");
        for part in at_commas(cursor.rest()) {
            let table = Cursor::new(part).name();
            let text = format!("DROP TABLE {}", table.as_deref().unwrap_or_default());
            let line = part[0].line;
            steps.push(Step::new(line, &text, Act::DropTable { if_exists }).on(table, None));
        }
    } else if cursor.eat("INDEX") {
        let concurrently = cursor.eat("CONCURRENTLY");
        let on = cursor.tokens.iter().position(|token| token.is("ON"));
        let table = on.and_then(|at| Cursor { tokens: cursor.tokens, at: at + 1 }.name());
        steps.push(statement.step(Act::DropIndex { concurrently }).on(table, None));
    } else if cursor.eat("DATABASE") {
        steps.push(statement.step(Act::DropDatabase));
    } else if cursor.eat("SCHEMA") || cursor.eat("OWNED") {
        steps.push(statement.step(Act::DropSchema));
    } else if cursor.has("CASCADE")
        && (cursor.eat("TYPE") || cursor.eat("DOMAIN") || cursor.eat("EXTENSION"))
    {
        // Columns of that type go with it, and which they are is not said.
        steps.push(statement.step(Act::Unread));
    } else {
        steps.push(statement.step(Act::Other));
    }
}

fn rename_tables(statement: &Statement<'_>, cursor: &Cursor<'_>, steps: &mut Vec<Step>) {
    for part in at_commas(cursor.rest()) {
        let mut names = Cursor::new(part);
        names.eat("IF EXISTS");
        let from = names.name();
        let to = if names.eat("TO") { names.name() } else { None };
        let act = to.map_or(Act::Unread, |to| Act::RenameTable { to });
        steps.push(statement.step(act).on(from, None));
    }
}

fn truncate(statement: &Statement<'_>, cursor: &mut Cursor<'_>, steps: &mut Vec<Step>) {
    cursor.eat_any(&["TABLE", "ONLY"]);
    let cascades = cursor.has("CASCADE");
    for part in at_commas(cursor.rest()) {
        let table = Cursor::new(part).name();
        steps.push(statement.step(Act::Truncate { cascades }).on(table, None));
    }
}

impl Cursor<'_> {
    /// Returns whether a word is one of the next few.
    fn has_near(&self, word: &str) -> bool {
        self.rest().iter().take(3).any(|token| token.kind == Kind::Word && token.is(word))
    }
}
