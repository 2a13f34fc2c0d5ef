//! Alembic: a module for each revision, with `upgrade()` and `downgrade()`, and a link to the revision before.

use std::collections::HashMap;

use relnotes_core::evidence::Framework;

use super::command::word;
use super::files::{Content, Format, Part, Role, Source};
use super::python::{Call, Kind, Token, Value, assigned, body, statements, tokens, value};
use super::step::{Act, Default, NewColumn, Step};
use super::undo::{Operation, Reverse, at};
use super::{python, sql};

pub(crate) static FORMAT: Format = Format { part, read, is_ordered: false };

/// `…/versions/71477dadd6ef_favorites_unique_constraint.py`; its text says whether it is a revision.
fn part(path: &str) -> Option<Part> {
    let (folder, file) = path.rsplit_once('/')?;
    let name = file.strip_suffix(".py").filter(|name| !name.starts_with("__"))?;
    folder.ends_with("versions").then(|| Part {
        key: path.to_owned(),
        name: name.to_owned(),
        version: name.to_owned(),
        folder: folder.to_owned(),
        role: Role::Up,
    })
}

fn read(source: &Source<'_>) -> Option<Content> {
    let path = &source.up.path;
    let Some(text) = &source.up.text else {
        return Some(Content::new(Framework::Alembic, vec![source.up.unread()], None));
    };
    let tokens = tokens(text);
    let previous = assigned(&tokens, "down_revision")?;
    let follows = match &previous {
        Value::Text(revision, _) => vec![revision.clone()],
        Value::List(items) => items.iter().filter_map(text_of).collect(),
        Value::Name(_) | Value::Call(_) | Value::Other => Vec::new(),
    };
    let steps = |name: &str| body(&tokens, "def", name).map(|(body, line)| (steps(body), line));
    let up = steps("upgrade").map(|(steps, _)| steps).unwrap_or_default();
    let reverse = match steps("downgrade") {
        None => Reverse::Missing(path.clone()),
        Some((down, line)) => match down.first() {
            Some(step) if step.text.starts_with("raise") => {
                Reverse::Missing(at(&step.text, path, step.line))
            }
            Some(_) => Reverse::Steps(down, path.clone()),
            None => Reverse::Nothing(at("def downgrade", path, line)),
        },
    };
    let command = match &follows[..] {
        [revision] => Some(format!("alembic downgrade {}", word(revision))),
        [] if previous.is("None") => Some("alembic downgrade base".to_owned()),
        // Before a merge there are two places.
        _ => None,
    };
    let operation = Operation { steps: up, reverse };
    let mut content = Content::new(Framework::Alembic, vec![operation], command);
    content.version = assigned(&tokens, "revision").as_ref().and_then(text_of);
    content.follows = follows;
    content.in_transaction = !text.contains("autocommit_block");
    Some(content)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text, _) => Some(text.clone()),
        _ => None,
    }
}

/// What the statements of a function do.
fn steps(body: &[Token]) -> Vec<Step> {
    let mut steps = Vec::new();
    // `with op.batch_alter_table("a") as batch_op:` names the table for the calls below it.
    let mut batch = None;
    // `query = "UPDATE …"` gives a name to what is run below it.
    let mut texts: HashMap<String, Value> = HashMap::new();
    for statement in statements(body) {
        if let [name, sign, text, ..] = statement
            && sign.is_sign('=')
            && text.kind == Kind::Text
        {
            texts.insert(name.text.clone(), value(statement, 2).0);
        }
        let calls = operations(statement);
        for call in &calls {
            match call.last_name() {
                "batch_alter_table" => batch = call.text("table_name", 0),
                "get_bind" | "get_context" | "f" | "inline_literal" => {}
                "execute" => execute(call, &texts, &mut steps),
                _ => steps.push(step(call, batch.as_ref())),
            }
        }
        if calls.is_empty() {
            other(statement, &texts, &mut steps);
        }
    }
    super::step::settle(steps)
}

/// The calls of `op` and of a batch in a statement, but for those within the arguments of another.
fn operations(statement: &[Token]) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut at = 0;
    while at + 3 < statement.len() {
        let is_operations = |token: &Token| {
            let name = token.text.as_str();
            token.kind == Kind::Name && (name == "op" || name == "batch" || name == "batch_op")
        };
        let is_start = is_operations(&statement[at])
            && statement[at + 1].is_sign('.')
            && statement[at + 3].is_sign('(')
            && (at == 0 || !statement[at - 1].is_sign('.'));
        match is_start.then(|| python::call(statement, at)).flatten() {
            Some((call, end)) => {
                calls.push(call);
                at = end;
            }
            None => at += 1,
        }
    }
    calls
}

/// Words of statements that change nothing by themselves.
const STEERS: [&str; 20] = [
    "pass", "return", "if", "else", "elif", "for", "while", "with", "try", "except", "finally",
    "import", "from", "def", "class", "assert", "continue", "break", "global", "print",
];

/// A statement without an operation: only what is known to change nothing is passed over.
fn other(statement: &[Token], texts: &HashMap<String, Value>, steps: &mut Vec<Step>) {
    let first = &statement[0];
    let text = || statement.iter().map(|token| token.text.as_str()).collect::<String>();
    if first.is_name("raise") {
        let text = format!("raise {}", &text()["raise".len()..]);
        steps.push(Step::new(first.line, &text, Act::Unread));
        return;
    }
    let executes = statement
        .windows(3)
        .position(|it| it[0].is_sign('.') && it[1].is_name("execute") && it[2].is_sign('('));
    if let Some(at) = executes {
        if let Some((call, _)) = python::call(statement, at + 1) {
            execute(&call, texts, steps);
        }
        return;
    }
    let is_plain = first.kind != Kind::Name || STEERS.iter().any(|word| first.is_name(word));
    let assigns =
        statement.get(1).is_some_and(|token| ['=', ':', ','].iter().any(|it| token.is_sign(*it)));
    if is_plain || assigns || !statement.iter().any(|token| token.is_sign('(')) {
        return;
    }
    // A type comes and goes with its table: `sa.Enum(name="mood").drop(op.get_bind())`.
    let is_called =
        |word: &str| statement.windows(2).any(|it| it[0].is_sign('.') && it[1].is_name(word));
    let is_type = statement.iter().any(|token| token.text.to_lowercase().contains("enum"));
    let is_type = is_type && (is_called("create") || is_called("drop"));
    // What was run before is only written down.
    let is_commit = is_called("commit") || is_called("flush") || is_called("close");
    let act = match (is_type, is_commit) {
        (true, _) => Act::Other,
        (false, true) => Act::Nothing,
        (false, false) => Act::Unread,
    };
    steps.push(Step::new(first.line, &text(), act));
}

/// `execute("SQL")`, `execute(sa.text("SQL"))`, `execute(query)`.
fn execute(call: &Call, texts: &HashMap<String, Value>, steps: &mut Vec<Step>) {
    let mut argument = call.argument("sqltext", 0).or_else(|| call.named("statement"));
    if let Some(Value::Call(inner)) = argument
        && inner.last_name() == "text"
    {
        argument = inner.argument("text", 0);
    }
    if let Some(Value::Name(name)) = argument {
        argument = texts.get(name);
    }
    match argument {
        Some(Value::Text(text, line)) => steps.extend(sql::read(text, *line)),
        _ => steps.push(Step::new(call.line, "execute", Act::Unread)),
    }
}

fn step(call: &Call, batch: Option<&String>) -> Step {
    let is_batch = !call.name.starts_with("op.");
    // In a batch the table is no argument.
    let shift = usize::from(!is_batch);
    let table = |name: &str, at: usize| {
        if is_batch { batch.cloned() } else { call.text(name, at) }
    };
    let (act, table, column) = match call.last_name() {
        "create_table" => {
            (Act::CreateTable { is_temporary: false }, call.text("table_name", 0), None)
        }
        "drop_table" => (Act::DropTable { if_exists: false }, call.text("table_name", 0), None),
        "rename_table" => {
            let to = call.text("new_table_name", 1);
            (
                to.map_or(Act::Unread, |to| Act::RenameTable { to }),
                call.text("old_table_name", 0),
                None,
            )
        }
        "add_column" => {
            let column = match call.argument("column", shift) {
                Some(Value::Call(column)) => Some(column),
                _ => None,
            };
            let act = Act::AddColumn(column.map(new_column).unwrap_or_default());
            (act, table("table_name", 0), column.and_then(|it| it.text("name", 0)))
        }
        "drop_column" => (Act::DropColumn, table("table_name", 0), call.text("column_name", shift)),
        "alter_column" => (alter(call), table("table_name", 0), call.text("column_name", shift)),
        "create_index" => {
            let concurrently =
                call.named("postgresql_concurrently").is_some_and(|it| it.is("True"));
            (Act::CreateIndex { concurrently }, table("table_name", 1), None)
        }
        "drop_index" => {
            let concurrently =
                call.named("postgresql_concurrently").is_some_and(|it| it.is("True"));
            (Act::DropIndex { concurrently }, table("table_name", 1), None)
        }
        "create_foreign_key" => {
            let checks_rows = call.named("postgresql_not_valid").is_none();
            (Act::AddForeignKey { checks_rows }, table("source_table", 1), None)
        }
        "create_unique_constraint" | "create_primary_key" | "create_exclude_constraint" => {
            (Act::AddUnique { has_index: false }, table("table_name", 1), None)
        }
        "create_check_constraint" => {
            let checks_rows = call.named("postgresql_not_valid").is_none();
            (Act::AddCheck { checks_rows }, table("table_name", 1), None)
        }
        "bulk_insert" => (Act::Insert, None, None),
        "drop_constraint" | "create_table_comment" | "drop_table_comment" => {
            (Act::Other, table("table_name", 1), None)
        }
        _ => (Act::Unread, None, None),
    };
    let subject: Vec<&str> = [table.as_deref(), column.as_deref()].into_iter().flatten().collect();
    let text = format!("{} {}", call.last_name(), subject.join("."));
    Step::new(call.line, text.trim(), act).on(table, column)
}

/// What `sa.Column("a", sa.Integer(), nullable=False, server_default="0")` says.
fn new_column(column: &Call) -> NewColumn {
    let is_key = column.named("primary_key").is_some_and(|it| it.is("True"));
    let default = match column.named("server_default") {
        None => Default::None,
        Some(value) if value.is("None") => Default::None,
        Some(Value::Call(call)) if is_computed(call) => Default::Computed,
        Some(_) => Default::Constant,
    };
    NewColumn {
        is_required: is_key || column.named("nullable").is_some_and(|it| it.is("False")),
        default,
        is_serial: is_key,
    }
}

fn is_computed(call: &Call) -> bool {
    match call.argument("text", 0) {
        Some(Value::Text(text, _)) if call.last_name() == "text" => {
            let text = text.to_lowercase();
            text.contains('(') && !text.starts_with("now(") && !text.starts_with("current_")
        }
        _ => false,
    }
}

/// A call may change several things of a column: the one that can hurt most is told.
fn alter(call: &Call) -> Act {
    let nullable = call.named("nullable");
    if let Some(to) = call.text("new_column_name", usize::MAX) {
        Act::RenameColumn { to }
    } else if call.named("type_").is_some() {
        Act::ChangeType { to: None }
    } else if nullable.is_some_and(|it| it.is("False")) {
        Act::SetNotNull
    } else if nullable.is_some_and(|it| it.is("True")) {
        Act::DropNotNull
    } else {
        Act::Other
    }
}

#[cfg(test)]
mod tests;
