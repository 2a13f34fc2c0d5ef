//! What a call in a migration of Rails does, and whether Rails can turn it round.

use super::schema;
use crate::migrations::ruby::{Call, Value};
use crate::migrations::sql;
use crate::migrations::step::{Act, Step};

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
    let schema = schema::of_table(call, has_block)
        .or_else(|| schema::of_column(call))
        .or_else(|| schema::of_index(call));
    if let Some(effects) = schema {
        return effects;
    }
    match last {
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
        _ if OTHER.contains(&last) => {
            vec![schema::effect(call, Act::Other, call.name_at(0), None, true)]
        }
        _ => vec![Effect { step: Step::new(call.line, &call.name, Act::Unread), can_turn: None }],
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
