//! The forms that values of declarations have.

use super::{Key, RiskLevel, Value};

/// Returns what a declaration says; a text where it has not the form of its key.
pub(super) fn value_of(key: Key, text: &str) -> Value {
    let value = match key {
        Key::WatchMetric => metric(text),
        Key::KnownIssue => issue(text),
        Key::FeatureFlag => flag(text),
        Key::Risk => risk(text),
        Key::ReleaseNote
        | Key::ReleaseNoteInternal
        | Key::Migration
        | Key::Rollback
        | Key::WatchLog
        | Key::AlertIf
        | Key::TestCase
        | Key::DependsOn
        | Key::Breaking
        | Key::FreezeException => None,
    };
    value.unwrap_or_else(|| Value::Text(text.to_owned()))
}

/// Reads a metric; the name may be an expression with labels.
///
/// ```text
/// metric = name [SP op *SP value]
/// op     = "<" / "<=" / ">" / ">=" / "=" / "==" / "!="
/// ```
fn metric(text: &str) -> Option<Value> {
    let is_operator = |word: &str| word.starts_with(['<', '>', '=']) || word.starts_with("!=");
    let mut at = 0;
    for word in text.split(' ') {
        if at > 0 && is_operator(word) {
            let threshold = text[at..].trim();
            let has_value = !threshold.trim_start_matches(['<', '>', '=', '!', ' ']).is_empty();
            let (name, threshold) = (text[..at].trim().to_owned(), threshold.to_owned());
            return has_value.then_some(Value::Metric { name, threshold: Some(threshold) });
        }
        at += word.len() + 1;
    }
    let is_name = !text.contains(char::is_whitespace);
    is_name.then(|| Value::Metric { name: text.to_owned(), threshold: None })
}

/// ```text
/// issue = text ["|" workaround ["|" fix]]
/// ```
fn issue(text: &str) -> Option<Value> {
    let filled =
        |part: Option<&str>| part.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned);
    let mut parts = text.splitn(3, '|');
    let text = filled(parts.next())?;
    Some(Value::Issue { text, workaround: filled(parts.next()), fix: filled(parts.next()) })
}

/// ```text
/// flag = name "=" default
/// ```
fn flag(text: &str) -> Option<Value> {
    let (name, default) = text.split_once('=')?;
    let (name, default) = (name.trim(), default.trim());
    let is_flag = !name.is_empty() && !name.contains(char::is_whitespace) && !default.is_empty();
    is_flag.then(|| Value::Flag { name: name.to_owned(), default: default.to_owned() })
}

/// ```text
/// risk = ("high" / "medium" / "low") [":" why]
/// ```
fn risk(text: &str) -> Option<Value> {
    let (level, why) = text.split_once(':').unwrap_or((text, ""));
    let level = match level.trim().to_ascii_lowercase().as_str() {
        "high" => RiskLevel::High,
        "medium" => RiskLevel::Medium,
        "low" => RiskLevel::Low,
        _ => return None,
    };
    let why = Some(why.trim()).filter(|why| !why.is_empty()).map(str::to_owned);
    Some(Value::Risk { level, why })
}
