//! Calls that change tables, columns and indexes, by their names in Rails.

use super::step::Effect;
use crate::migrations::ruby::{Call, Value};
use crate::migrations::step::{Act, Default, NewColumn, Step};

/// A step of a call on a table and column, with whether Rails turns it round.
pub(super) fn effect(
    call: &Call,
    act: Act,
    table: Option<String>,
    column: Option<String>,
    can_turn: bool,
) -> Effect {
    let subject: Vec<&str> = [table.as_deref(), column.as_deref()].into_iter().flatten().collect();
    let text = format!("{} {}", call.last_name(), subject.join("."));
    let step = Step::new(call.line, text.trim(), act).on(table, column);
    Effect { step, can_turn: Some(can_turn) }
}

/// A step for each column; one of no column where they are not written down.
fn each(
    call: &Call,
    table: Option<&String>,
    from: usize,
    act: &Act,
    can_turn: bool,
) -> Vec<Effect> {
    let one = |column| effect(call, act.clone(), table.cloned(), column, can_turn);
    let columns = call.names_from(from);
    if columns.is_empty() {
        return vec![one(None)];
    }
    columns.into_iter().map(|column| one(Some(column))).collect()
}

/// Calls on whole tables.
pub(super) fn of_table(call: &Call, has_block: bool) -> Option<Vec<Effect>> {
    let one = |act: Act, can_turn: bool| effect(call, act, call.name_at(0), None, can_turn);
    let effects = match call.last_name() {
        "create_table" | "create_join_table" => {
            let is_temporary = call.key_is("temporary", "true");
            let create = one(Act::CreateTable { is_temporary }, true);
            let force = call.key("force");
            if force.is_some_and(|it| *it != Value::Word("false".to_owned())) {
                return Some(vec![one(Act::DropTable { if_exists: true }, true), create]);
            }
            create
        }
        "drop_table" | "drop_join_table" => {
            one(Act::DropTable { if_exists: call.key("if_exists").is_some() }, has_block)
        }
        "rename_table" => {
            one(call.name_at(1).map_or(Act::Unread, |to| Act::RenameTable { to }), true)
        }
        // Discourse drops what an older release no longer used.
        "execute_drop" if call.values.len() == 1 => one(Act::DropTable { if_exists: true }, false),
        _ => return None,
    };
    Some(vec![effects])
}

/// Calls on columns.
pub(super) fn of_column(call: &Call) -> Option<Vec<Effect>> {
    let (table, column) = (call.name_at(0), call.name_at(1));
    let each = |act: Act, can_turn: bool| Some(each(call, table.as_ref(), 1, &act, can_turn));
    let reference = column.as_ref().map(|name| format!("{name}_id"));
    let new = |type_at: usize| Act::AddColumn(new_column(call, type_at));
    let (act, column, can_turn) = match call.last_name() {
        "add_columns" => return each(new(usize::MAX), true),
        "remove_columns" => return each(Act::DropColumn, call.key("type").is_some()),
        "execute_drop" => return each(Act::DropColumn, false),
        "add_column" => (new(2), column, true),
        "add_timestamps" => (new(usize::MAX), None, true),
        "add_reference" | "add_belongs_to" => (new(usize::MAX), reference, true),
        "remove_column" => (Act::DropColumn, column, call.values.len() > 2),
        "remove_reference" | "remove_belongs_to" => (Act::DropColumn, reference, true),
        "remove_timestamps" => (Act::DropColumn, None, true),
        "rename_column" => {
            (call.name_at(2).map_or(Act::Unread, |to| Act::RenameColumn { to }), column, true)
        }
        "change_column" => (Act::ChangeType { to: None }, column, false),
        "change_column_default" => (Act::Other, column, call.key("from").is_some()),
        "change_column_null" if call.word_is(2, "false") => (Act::SetNotNull, column, true),
        "change_column_null" => (Act::DropNotNull, column, true),
        "rename_enum_value" => (Act::RenameValue, None, true),
        _ => return None,
    };
    Some(vec![effect(call, act, table.clone(), column, can_turn)])
}

/// Calls on indexes and constraints.
pub(super) fn of_index(call: &Call) -> Option<Vec<Effect>> {
    let concurrently = call.key_is("algorithm", "concurrently");
    let checks_rows = !call.key_is("validate", "false");
    let (act, can_turn) = match call.last_name() {
        "add_index" => (Act::CreateIndex { concurrently }, true),
        "remove_index" => {
            (Act::DropIndex { concurrently }, call.values.len() > 1 || call.key("column").is_some())
        }
        "add_foreign_key" => (Act::AddForeignKey { checks_rows }, true),
        "add_check_constraint" => (Act::AddCheck { checks_rows }, true),
        "add_unique_constraint" => {
            (Act::AddUnique { has_index: call.key("using_index").is_some() }, true)
        }
        _ => return None,
    };
    Some(vec![effect(call, act, call.name_at(0), None, can_turn)])
}

/// Returns what a call on the value of a `change_table` block does: `t.string :name`.
pub(super) fn on_table(call: &Call, table: Option<&String>) -> Vec<Effect> {
    let all = |act: Act, can_turn: bool| each(call, table, 0, &act, can_turn);
    let one = |act: Act, column: Option<String>, can_turn: bool| {
        vec![effect(call, act, table.cloned(), column, can_turn)]
    };
    let first = call.name_at(0);
    let new = |type_at: usize| Act::AddColumn(new_column(call, type_at));
    let concurrently = call.key_is("algorithm", "concurrently");
    match call.last_name() {
        "remove" => all(Act::DropColumn, call.key("type").is_some()),
        "remove_references" | "remove_belongs_to" | "remove_timestamps" => {
            all(Act::DropColumn, true)
        }
        "rename" => {
            one(call.name_at(1).map_or(Act::Unread, |to| Act::RenameColumn { to }), first, true)
        }
        "change" => one(Act::ChangeType { to: None }, first, false),
        "change_default" => one(Act::Other, first, call.key("from").is_some()),
        "change_null" if call.word_is(1, "false") => one(Act::SetNotNull, first, true),
        "change_null" => one(Act::DropNotNull, first, true),
        "index" => one(Act::CreateIndex { concurrently }, None, true),
        "remove_index" => {
            let can_turn = call.key("column").is_some() || !call.values.is_empty();
            one(Act::DropIndex { concurrently }, None, can_turn)
        }
        "foreign_key" => {
            one(Act::AddForeignKey { checks_rows: !call.key_is("validate", "false") }, None, true)
        }
        "check_constraint" => one(Act::AddCheck { checks_rows: true }, None, true),
        "unique_constraint" => one(Act::AddUnique { has_index: false }, None, true),
        "rename_index" | "remove_foreign_key" | "remove_check_constraint" => {
            one(Act::Other, None, true)
        }
        "column" => one(new(1), first, true),
        "timestamps" => one(new(usize::MAX), None, true),
        "references" | "belongs_to" => {
            one(new(usize::MAX), first.map(|name| format!("{name}_id")), true)
        }
        // Any other is the name of a type.
        _ => all(new(usize::MAX), true),
    }
}

/// What the arguments say of a new column; its type stands at a place.
fn new_column(call: &Call, type_at: usize) -> NewColumn {
    let serials = ["serial", "bigserial", "primary_key"];
    let default = match call.key("default") {
        None => Default::None,
        Some(Value::Word(word)) if word == "nil" => Default::None,
        // `-> { "gen_random_uuid()" }` differs for each row, the moment does not.
        Some(Value::Block(text))
            if !text.to_lowercase().starts_with("now(") && text.contains('(') =>
        {
            Default::Computed
        }
        Some(_) => Default::Constant,
    };
    NewColumn {
        is_required: call.key_is("null", "false"),
        default,
        is_serial: call.name_at(type_at).is_some_and(|it| serials.contains(&it.as_str())),
    }
}
