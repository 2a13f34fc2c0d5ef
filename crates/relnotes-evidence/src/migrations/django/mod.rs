//! Django: a module for each migration, with operations of which most can be turned round.

use relnotes_core::evidence::Framework;

use super::command::word;
use super::files::{Content, Format, Part, Role, Source};
use super::python::{Call, Token, Value, assigned, body, tokens};
use super::sql;
use super::step::{Act, Default, NewColumn, Step};
use super::undo::{Operation, Reverse, at};

pub(crate) static FORMAT: Format = Format { part, read, is_ordered: false };

/// `<app>/migrations/0007_add_totals.py`.
fn part(path: &str) -> Option<Part> {
    let (folder, file) = path.rsplit_once('/')?;
    let name = file.strip_suffix(".py")?;
    let number = name.split('_').next().unwrap_or_default();
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_ours = folder == "migrations" || folder.ends_with("/migrations");
    (is_ours && is_number && name.len() > 5).then(|| Part {
        key: path.to_owned(),
        name: name.to_owned(),
        version: number.to_owned(),
        folder: folder.to_owned(),
        role: Role::Up,
    })
}

fn read(source: &Source<'_>) -> Option<Content> {
    let path = &source.up.path;
    let Some(text) = &source.up.text else {
        return Some(Content::new(Framework::Django, vec![source.up.unread()], None));
    };
    let tokens = tokens(text);
    let (class, line) = body(&tokens, "class", "Migration")?;
    let operations = match assigned(class, "operations") {
        Some(Value::List(items)) => {
            items.iter().flat_map(|item| operations_of(item, path, line, &tokens)).collect()
        }
        // A list that is put together while the program runs.
        Some(_) => vec![unread("operations", path, line)],
        None => Vec::new(),
    };
    let dependencies = pairs(assigned(class, "dependencies").as_ref());
    let app = label(source, &dependencies);
    let names = |pairs: Vec<(String, String)>| {
        pairs.into_iter().filter(|(of, _)| *of == app).map(|(_, name)| name).collect()
    };
    let follows: Vec<String> = names(dependencies);
    let is_first = source.part.version == "0001" || assigned(class, "initial").is_some();
    let mut content =
        Content::new(Framework::Django, operations, undo_command(&app, &follows, is_first));
    content.in_transaction = !assigned(class, "atomic").is_some_and(|value| value.is("False"));
    content.replaces = names(pairs(assigned(class, "replaces").as_ref()));
    content.follows = follows;
    Some(content)
}

/// Where to go back to. Before a merge there are two places, and going to one undoes what leads to the other.
fn undo_command(app: &str, follows: &[String], is_first: bool) -> Option<String> {
    let previous = match follows {
        [] if is_first => "zero",
        [previous] => previous,
        _ => return None,
    };
    Some(format!("python manage.py migrate {} {}", word(app), word(previous)))
}

/// The label of the app: mostly the name of its folder, else that of a dependency that stands in the same folder.
fn label(source: &Source<'_>, dependencies: &[(String, String)]) -> String {
    let folder = &source.part.folder;
    let app = folder.rsplit('/').nth(1).unwrap_or_default();
    if dependencies.iter().any(|(of, _)| of == app) {
        return app.to_owned();
    }
    let tree = source.range.tree(source.side);
    let is_here = |name: &str| {
        let path = format!("{folder}/{name}.py");
        tree.iter().any(|(it, _)| *it == path)
    };
    let sibling = dependencies.iter().find(|(_, name)| is_here(name));
    sibling.map_or_else(|| app.to_owned(), |(of, _)| of.clone())
}

/// The pairs of `[('app', 'name'), …]`.
fn pairs(value: Option<&Value>) -> Vec<(String, String)> {
    let pair = |value: &Value| match value.items() {
        [Value::Text(of, _), Value::Text(name, _)] => Some((of.clone(), name.clone())),
        _ => None,
    };
    value.map(|value| value.items().iter().filter_map(pair).collect()).unwrap_or_default()
}

fn unread(what: &str, path: &str, line: u32) -> Operation {
    let steps = vec![Step::new(line, what, Act::Unread)];
    Operation { steps, reverse: Reverse::Unknown(at(what, path, line)) }
}

fn operations_of(item: &Value, path: &str, line: u32, module: &[Token]) -> Vec<Operation> {
    let Value::Call(call) = item else { return vec![unread("operations", path, line)] };
    match call.last_name() {
        // What only the models know changes no database.
        "SeparateDatabaseAndState" => {
            let inner =
                call.argument("database_operations", 0).map(Value::items).unwrap_or_default();
            inner
                .iter()
                .filter(|it| !is_separate(it))
                .flat_map(|it| operations_of(it, path, call.line, module))
                .collect()
        }
        "RunSQL" => vec![run_sql(call, path, module)],
        "RunPython" => vec![run_python(call, path)],
        _ => vec![match act(call) {
            Some((act, table, column)) => {
                let subject = [table.as_deref(), column.as_deref()];
                let subject: Vec<&str> = subject.into_iter().flatten().collect();
                let text = format!("{} {}", call.last_name(), subject.join("."));
                let step = Step::new(call.line, text.trim(), act).on(table, column);
                Operation { steps: vec![step], reverse: Reverse::Automatic }
            }
            None => unread(&call.name, path, call.line),
        }],
    }
}

fn is_separate(value: &Value) -> bool {
    matches!(value, Value::Call(call) if call.last_name() == "SeparateDatabaseAndState")
}

/// What an operation does, to which model and field.
fn act(call: &Call) -> Option<(Act, Option<String>, Option<String>)> {
    let model = || call.text("model_name", 0);
    let name = || call.text("name", 0);
    let field = || call.text("name", 1);
    Some(match call.last_name() {
        "CreateModel" => (Act::CreateTable { is_temporary: false }, name(), None),
        "DeleteModel" => (Act::DropTable { if_exists: false }, name(), None),
        "RenameModel" => {
            (Act::RenameTable { to: call.text("new_name", 1)? }, call.text("old_name", 0), None)
        }
        "AlterModelTable" => (Act::RenameTable { to: call.text("table", 1)? }, name(), None),
        "AddField" => add_field(call),
        "RemoveField" => (Act::DropColumn, model(), field()),
        "RenameField" => {
            (Act::RenameColumn { to: call.text("new_name", 2)? }, model(), call.text("old_name", 1))
        }
        "AlterField" => (Act::AlterField, model(), field()),
        "AddIndex" => (Act::CreateIndex { concurrently: false }, model(), None),
        "AddIndexConcurrently" => (Act::CreateIndex { concurrently: true }, model(), None),
        "RemoveIndex" => (Act::DropIndex { concurrently: false }, model(), None),
        "RemoveIndexConcurrently" => (Act::DropIndex { concurrently: true }, model(), None),
        "AddConstraint" => (constraint(call), model(), None),
        "AddConstraintNotValid" => (Act::AddCheck { checks_rows: false }, model(), None),
        "AlterUniqueTogether" if has_sets(call, "unique_together") => {
            (Act::AddUnique { has_index: false }, name(), None)
        }
        "AlterIndexTogether" if has_sets(call, "index_together") => {
            (Act::CreateIndex { concurrently: false }, name(), None)
        }
        "ValidateConstraint" | "RemoveConstraint" | "AlterConstraint" | "RenameIndex" => {
            (Act::Other, model(), None)
        }
        "AlterUniqueTogether"
        | "AlterIndexTogether"
        | "AlterModelOptions"
        | "AlterModelManagers"
        | "AlterModelTableComment" => (Act::Other, name(), None),
        "CreateExtension" | "CreateCollation" | "RemoveCollation" => (Act::Other, None, None),
        other if other.ends_with("Extension") => (Act::Other, None, None),
        _ => return None,
    })
}

/// Whether any set of fields is named: without one the operation only takes away.
fn has_sets(call: &Call, name: &str) -> bool {
    match call.argument(name, 1) {
        Some(Value::List(items)) => !items.is_empty(),
        Some(Value::Call(set)) => !set.arguments.is_empty(),
        // `{('a', 'b')}` is a set, which is not read.
        Some(Value::Other) => true,
        _ => false,
    }
}

/// Django gives rows that are there the default itself and takes it from the database again: code that does not know the
/// field cannot write rows any more, unless the field may be empty or has a default in the database.
fn add_field(call: &Call) -> (Act, Option<String>, Option<String>) {
    let (model, name) = (call.text("model_name", 0), call.text("name", 1));
    let field = match call.argument("field", 2) {
        Some(Value::Call(field)) => field,
        _ => return (Act::AddColumn(NewColumn::default()), model, name),
    };
    match field.last_name() {
        // A table between two others, and one that is there already.
        "ManyToManyField" if field.named("through").is_none() => {
            let table = [model, name].into_iter().flatten().collect::<Vec<_>>().join("_");
            (Act::CreateTable { is_temporary: false }, Some(table), None)
        }
        "ManyToManyField" | "TaggableManager" | "GenericRelation" | "GenericForeignKey" => {
            (Act::Other, model, name)
        }
        _ => {
            let is_true = |name: &str| field.named(name).is_some_and(|value| value.is("True"));
            let has_default = field.named("db_default").is_some();
            let column = NewColumn {
                is_required: !is_true("null"),
                default: if has_default { Default::Constant } else { Default::None },
                is_serial: field.last_name().ends_with("AutoField"),
            };
            (Act::AddColumn(column), model, name)
        }
    }
}

fn constraint(call: &Call) -> Act {
    match call.argument("constraint", 1) {
        Some(Value::Call(it)) if it.last_name() == "CheckConstraint" => {
            Act::AddCheck { checks_rows: true }
        }
        _ => Act::AddUnique { has_index: false },
    }
}

fn run_sql(call: &Call, path: &str, module: &[Token]) -> Operation {
    let head = at("RunSQL", path, call.line);
    let unread = || vec![Step::new(call.line, "RunSQL", Act::Unread)];
    let steps = call.argument("sql", 0).and_then(|it| sql_of(it, module)).unwrap_or_else(unread);
    let reverse = match call.argument("reverse_sql", 1) {
        None => Reverse::Missing(head),
        Some(value) if value.is("None") => Reverse::Missing(head),
        Some(value) if is_noop(value) => Reverse::Nothing(at("RunSQL.noop", path, call.line)),
        Some(value) => match sql_of(value, module) {
            Some(steps) => Reverse::Steps(steps, path.to_owned()),
            None => Reverse::Unknown(head),
        },
    };
    Operation { steps, reverse }
}

fn is_noop(value: &Value) -> bool {
    match value {
        Value::Name(name) => name.ends_with(".noop") || name == "noop",
        Value::Text(text, _) => text.trim().is_empty(),
        _ => false,
    }
}

/// The steps of a statement, of several, or of statements with parameters; none where a text is computed.
fn sql_of(value: &Value, module: &[Token]) -> Option<Vec<Step>> {
    match value {
        _ if is_noop(value) => Some(Vec::new()),
        // A text with a name of its own at the top of the module.
        Value::Name(name) => match assigned(module, name)? {
            Value::Text(text, line) => Some(sql::read(&text, line)),
            _ => None,
        },
        Value::Text(text, line) => Some(sql::read(text, *line)),
        Value::List(items) => {
            let mut steps = Vec::new();
            for item in items {
                let text = item.items().first().unwrap_or(item);
                let Value::Text(text, line) = text else { return None };
                steps.extend(sql::read(text, *line));
            }
            Some(steps)
        }
        Value::Call(_) | Value::Other => None,
    }
}

fn run_python(call: &Call, path: &str) -> Operation {
    let name = |value: Option<&Value>| match value {
        Some(Value::Name(name)) => name.clone(),
        _ => String::new(),
    };
    let code = call.argument("code", 0);
    let head = format!("RunPython {}", name(code));
    let is_nothing = code.is_some_and(is_noop);
    let act = if is_nothing { Act::Nothing } else { Act::Unread };
    let steps = vec![Step::new(call.line, head.trim(), act)];
    let reverse = match call.argument("reverse_code", 1) {
        Some(value) if is_noop(value) => Reverse::Nothing(at("RunPython.noop", path, call.line)),
        Some(value) if !value.is("None") => {
            Reverse::Unknown(at(&name(Some(value)), path, call.line))
        }
        _ => Reverse::Missing(at(head.trim(), path, call.line)),
    };
    Operation { steps, reverse }
}

#[cfg(test)]
mod tests;
