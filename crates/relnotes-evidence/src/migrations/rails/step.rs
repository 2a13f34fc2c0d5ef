//! What a call in a migration of Rails does, and whether Rails can turn it round.

use crate::migrations::ruby::{Call, Value};
use crate::migrations::sql;
use crate::migrations::step::{Act, Default, NewColumn, Step};

/// A step of a call.
pub(super) struct Effect {
    pub(super) step: Step,
    /// Whether Rails turns it round in `change`; none where the call is none of its own.
    pub(super) can_turn: Option<bool>,
}

/// Calls that leave nothing.
const NOTHING: [&str; 16] = [
    "say",
    "say_with_time",
    "puts",
    "return",
    "reversible",
    "up_only",
    "up",
    "down",
    "safety_assured",
    "suppress_messages",
    "reset_column_information",
    "private",
    "change_table",
    "require",
    "disable!",
    "transaction",
];
/// Calls that hold no data, whichever way they run.
const OTHER: [&str; 20] = [
    "rename_index",
    "validate_foreign_key",
    "validate_check_constraint",
    "validate_constraint",
    "remove_check_constraint",
    "remove_unique_constraint",
    "remove_exclusion_constraint",
    "enable_extension",
    "disable_extension",
    "create_enum",
    "drop_enum",
    "rename_enum",
    "add_enum_value",
    "change_column_comment",
    "change_table_comment",
    "create_schema",
    "remove_foreign_key",
    "mark_readonly",
    "create_view",
    "update_view",
];

fn effect(
    call: &Call,
    act: Act,
    table: Option<String>,
    column: Option<String>,
    can_turn: Option<bool>,
) -> Effect {
    let subject: Vec<&str> = [table.as_deref(), column.as_deref()].into_iter().flatten().collect();
    let text = format!("{} {}", call.last_name(), subject.join("."));
    Effect { step: Step::new(call.line, text.trim(), act).on(table, column), can_turn }
}

/// Returns whether a call runs SQL.
pub(super) fn runs_sql(call: &Call) -> bool {
    matches!(
        call.last_name(),
        "execute"
            | "exec"
            | "exec_query"
            | "exec_update"
            | "query"
            | "query_single"
            | "select_value"
            | "exec_delete"
    )
}

/// Returns what a call does.
pub(super) fn of(call: &Call, has_block: bool) -> Vec<Effect> {
    let last = call.last_name();
    let table = call.name_at(0);
    let column = call.name_at(1);
    let types = call.values.len();
    let one = |act: Act, column: Option<String>, can_turn: bool| {
        vec![effect(call, act, table.clone(), column, Some(can_turn))]
    };
    match last {
        "create_table" | "create_join_table" => {
            let mut effects = one(
                Act::CreateTable { is_temporary: call.key_is("temporary", "true") },
                None,
                true,
            );
            if call.key("force").is_some_and(|it| *it != Value::Word("false".to_owned())) {
                let drop = effect(
                    call,
                    Act::DropTable { if_exists: true },
                    table.clone(),
                    None,
                    Some(true),
                );
                effects.insert(0, drop);
            }
            effects
        }
        "drop_table" | "drop_join_table" => {
            one(Act::DropTable { if_exists: call.key("if_exists").is_some() }, None, has_block)
        }
        "rename_table" => {
            one(column.clone().map_or(Act::Unread, |to| Act::RenameTable { to }), None, true)
        }
        "add_column" => one(Act::AddColumn(new_column(call, 2)), column, true),
        "add_columns" => each(
            call,
            table,
            &call.names_from(1),
            &Act::AddColumn(new_column(call, usize::MAX)),
            true,
        ),
        "add_timestamps" => one(Act::AddColumn(new_column(call, usize::MAX)), None, true),
        "add_reference" | "add_belongs_to" => {
            let column = column.map(|name| format!("{name}_id"));
            one(Act::AddColumn(new_column(call, usize::MAX)), column, true)
        }
        "remove_column" => one(Act::DropColumn, column, types > 2),
        "remove_columns" => {
            each(call, table, &call.names_from(1), &Act::DropColumn, call.key("type").is_some())
        }
        "remove_reference" | "remove_belongs_to" => {
            one(Act::DropColumn, column.map(|name| format!("{name}_id")), true)
        }
        "remove_timestamps" => one(Act::DropColumn, None, true),
        "rename_column" => {
            one(call.name_at(2).map_or(Act::Unread, |to| Act::RenameColumn { to }), column, true)
        }
        "change_column" => one(Act::ChangeType { to: None }, column, false),
        "change_column_default" => one(Act::Other, column, call.key("from").is_some()),
        "change_column_null" => {
            let act = if call.word_is(2, "false") { Act::SetNotNull } else { Act::DropNotNull };
            one(act, column, true)
        }
        "add_index" => one(
            Act::CreateIndex { concurrently: call.key_is("algorithm", "concurrently") },
            None,
            true,
        ),
        "remove_index" => {
            let can_turn = types > 1 || call.key("column").is_some();
            one(
                Act::DropIndex { concurrently: call.key_is("algorithm", "concurrently") },
                None,
                can_turn,
            )
        }
        "add_foreign_key" => {
            one(Act::AddForeignKey { checks_rows: !call.key_is("validate", "false") }, None, true)
        }
        "add_check_constraint" => {
            one(Act::AddCheck { checks_rows: !call.key_is("validate", "false") }, None, true)
        }
        "add_unique_constraint" => {
            one(Act::AddUnique { has_index: call.key("using_index").is_some() }, None, true)
        }
        "rename_enum_value" => one(Act::RenameValue, None, true),
        // Discourse drops what an older release no longer used.
        "execute_drop" if call.values.len() > 1 => {
            each(call, table, &call.names_from(1), &Act::DropColumn, false)
        }
        "execute_drop" => one(Act::DropTable { if_exists: true }, None, false),
        "update_all" | "update!" | "update_columns" | "touch_all" => rows(call, Act::Update),
        "delete_all" | "destroy_all" | "destroy" | "delete" => rows(call, Act::Delete),
        "insert_all" | "create!" | "create" | "find_or_create_by!" | "upsert_all" => {
            rows(call, Act::Insert)
        }
        "raise" => {
            let what = match call.values.first() {
                Some(Value::Word(what)) => what,
                _ => "",
            };
            let step = Step::new(call.line, format!("raise {what}").trim(), Act::Unread);
            vec![Effect { step, can_turn: Some(false) }]
        }
        "revert" => {
            vec![Effect { step: Step::new(call.line, "revert", Act::Unread), can_turn: None }]
        }
        _ if runs_sql(call) => run_sql(call),
        _ if NOTHING.contains(&last) || (has_block && call.values.is_empty()) => Vec::new(),
        _ if OTHER.contains(&last) => vec![effect(call, Act::Other, table, None, Some(true))],
        _ => vec![Effect { step: Step::new(call.line, &call.name, Act::Unread), can_turn: None }],
    }
}

fn each(
    call: &Call,
    table: Option<String>,
    columns: &[String],
    act: &Act,
    can_turn: bool,
) -> Vec<Effect> {
    let one = |column: &String| {
        effect(call, act.clone(), table.clone(), Some(column.clone()), Some(can_turn))
    };
    let effects: Vec<Effect> = columns.iter().map(one).collect();
    if effects.is_empty() {
        vec![effect(call, act.clone(), table, None, Some(can_turn))]
    } else {
        effects
    }
}

/// Rows that a model changes: which table that is the model knows.
fn rows(call: &Call, act: Act) -> Vec<Effect> {
    vec![Effect { step: Step::new(call.line, &call.name, act), can_turn: None }]
}

fn run_sql(call: &Call) -> Vec<Effect> {
    let steps = match call.values.first() {
        Some(Value::Text(text, line)) => sql::read(text, *line),
        _ => vec![Step::new(call.line, call.last_name(), Act::Unread)],
    };
    let changes = steps.into_iter().filter(|step| !step.is_nothing());
    changes.map(|step| Effect { step, can_turn: Some(false) }).collect()
}

/// Returns what a call on the value of a `change_table` block does: `t.string :name`.
pub(super) fn on_table(call: &Call, table: Option<String>) -> Vec<Effect> {
    let all =
        |act: Act, can_turn: bool| each(call, table.clone(), &call.names_from(0), &act, can_turn);
    let first = |act: Act, can_turn: bool| {
        vec![effect(call, act, table.clone(), call.name_at(0), Some(can_turn))]
    };
    let none =
        |act: Act, can_turn: bool| vec![effect(call, act, table.clone(), None, Some(can_turn))];
    match call.last_name() {
        "remove" => all(Act::DropColumn, call.key("type").is_some()),
        "remove_references" | "remove_belongs_to" | "remove_timestamps" => {
            all(Act::DropColumn, true)
        }
        "rename" => first(call.name_at(1).map_or(Act::Unread, |to| Act::RenameColumn { to }), true),
        "change" => first(Act::ChangeType { to: None }, false),
        "change_default" => first(Act::Other, call.key("from").is_some()),
        "change_null" if call.word_is(1, "false") => first(Act::SetNotNull, true),
        "change_null" => first(Act::DropNotNull, true),
        "index" => {
            none(Act::CreateIndex { concurrently: call.key_is("algorithm", "concurrently") }, true)
        }
        "remove_index" => none(
            Act::DropIndex { concurrently: false },
            call.key("column").is_some() || !call.values.is_empty(),
        ),
        "foreign_key" => {
            none(Act::AddForeignKey { checks_rows: !call.key_is("validate", "false") }, true)
        }
        "check_constraint" => none(Act::AddCheck { checks_rows: true }, true),
        "unique_constraint" => none(Act::AddUnique { has_index: false }, true),
        "rename_index" | "remove_foreign_key" | "remove_check_constraint" => none(Act::Other, true),
        "column" => first(Act::AddColumn(new_column(call, 1)), true),
        "timestamps" => none(Act::AddColumn(new_column(call, usize::MAX)), true),
        "references" | "belongs_to" => {
            let column = call.name_at(0).map(|name| format!("{name}_id"));
            vec![effect(
                call,
                Act::AddColumn(new_column(call, usize::MAX)),
                table.clone(),
                column,
                Some(true),
            )]
        }
        // Any other is the name of a type.
        _ => all(Act::AddColumn(new_column(call, usize::MAX)), true),
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
