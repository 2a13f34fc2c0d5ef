//! Conditions of GitLab: `if: $CI_COMMIT_BRANCH =~ /^release\//`.
//!
//! ```text
//! or      = and { "||" and }
//! and     = compare { "&&" compare }
//! compare = primary [ ("==" | "!=" | "=~" | "!~") primary ]
//! primary = "(" or ")" | "$" name | text in quotes | "/" regex "/" flags | "null"
//! ```

use regex::{Regex, RegexBuilder};
use relnotes_core::pipeline::{Run, Truth};

const DEEPEST: usize = 50;
const LONGEST: usize = 1000;

/// What a pipeline is started with, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    /// `push`, `merge_request_event`, …
    pub(super) source: String,
    pub(super) branch: Option<String>,
    pub(super) tag: Option<String>,
    pub(super) ref_name: String,
    /// The branches of a merge request: from, into.
    pub(super) merge: Option<(String, String)>,
    pub(super) default_branches: Vec<String>,
}

#[derive(Debug, Clone)]
enum Value {
    Text(String),
    OneOf(Vec<String>),
    Null,
    Regex(Option<Regex>),
    Unknown(String),
}

impl Variables {
    fn get(&self, name: &str) -> Value {
        let text = |value: &Option<String>| value.clone().map_or(Value::Null, Value::Text);
        let merge = |which: fn(&(String, String)) -> &String| {
            self.merge.as_ref().map_or(Value::Null, |merge| Value::Text(which(merge).clone()))
        };
        match name {
            "CI_COMMIT_BRANCH" => text(&self.branch),
            "CI_COMMIT_TAG" => text(&self.tag),
            "CI_COMMIT_REF_NAME" => Value::Text(self.ref_name.clone()),
            "CI_COMMIT_REF_SLUG" => Value::Text(slug(&self.ref_name)),
            "CI_PIPELINE_SOURCE" => Value::Text(self.source.clone()),
            "CI_DEFAULT_BRANCH" => match self.default_branches.as_slice() {
                [name] => Value::Text(name.clone()),
                names => Value::OneOf(names.to_vec()),
            },
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME" => merge(|merge| &merge.0),
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME" => merge(|merge| &merge.1),
            "CI" | "GITLAB_CI" => Value::Text("true".to_owned()),
            name if name.starts_with("CI_MERGE_REQUEST_") && self.merge.is_none() => Value::Null,
            // An id, and whatever else a merge request is sure to have.
            "CI_MERGE_REQUEST_ID" | "CI_MERGE_REQUEST_IID" => Value::Text("1".to_owned()),
            name => Value::Unknown(format!("${name}")),
        }
    }
}

/// slug = lower case, at most 63 characters, anything but letters and digits a dash.
fn slug(name: &str) -> String {
    let name = name.to_lowercase();
    let dashed = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    dashed.take(63).collect::<String>().trim_matches('-').to_owned()
}

/// Returns whether a condition holds.
pub(super) fn holds(text: &str, variables: &Variables) -> Run {
    let beyond =
        || Run::unknown(format!("`{}` cannot be read", text.chars().take(80).collect::<String>()));
    let Some(tokens) = tokens(text) else { return beyond() };
    let mut parser = Parser { tokens, at: 0, depth: 0, variables };
    match parser.or() {
        Some(value) if parser.at == parser.tokens.len() => run_of(&value),
        _ => beyond(),
    }
}

/// Returns whether a regex stands in quotes where a regex is wanted: GitLab reads it as a text.
pub(super) fn has_quoted_regex(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    ["=~\"/", "=~'/", "!~\"/", "!~'/"].iter().any(|trap| compact.contains(trap))
}

/// Returns whether a condition asks for a tag.
pub(super) fn asks_for_tag(text: &str) -> bool {
    let denies = ["$CI_COMMIT_TAG==null", "$CI_COMMIT_TAG==\"\"", "$CI_COMMIT_TAG!~"];
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    compact.contains("$CI_COMMIT_TAG") && !denies.iter().any(|denied| compact.contains(denied))
}

fn run_of(value: &Value) -> Run {
    match value {
        Value::Null => Run::no("its condition does not hold"),
        Value::Text(text) if text.is_empty() => Run::no("its condition does not hold"),
        Value::Text(_) | Value::OneOf(_) | Value::Regex(_) => Run::yes(),
        Value::Unknown(what) => Run::unknown(format!("it depends on `{what}`")),
    }
}

fn truth(value: &Value) -> Truth {
    run_of(value).truth
}

fn of_truth(truth: Truth, why: &str) -> Value {
    match truth {
        Truth::Yes => Value::Text("true".to_owned()),
        Truth::No => Value::Null,
        Truth::Unknown => Value::Unknown(why.to_owned()),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Variable(String),
    Text(String),
    Regex(String, String),
    Null,
    Sign(&'static str),
}

const SIGNS: [&str; 8] = ["&&", "||", "==", "!=", "=~", "!~", "(", ")"];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' | '\'' => {
                let end = 1 + rest[1..].find(c)?;
                tokens.push(Token::Text(rest[1..end].to_owned()));
                end + 1
            }
            '$' => {
                let name = &rest[1..];
                let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let end = end.unwrap_or(name.len());
                tokens.push(Token::Variable(name[..end].to_owned()));
                (end > 0).then_some(end + 1)?
            }
            '/' => {
                let end = end_of_regex(rest)?;
                let flags = rest[end + 1..].bytes().take_while(u8::is_ascii_lowercase).count();
                let flags = &rest[end + 1..end + 1 + flags];
                tokens.push(Token::Regex(rest[1..end].to_owned(), flags.to_owned()));
                end + 1 + flags.len()
            }
            _ if rest.starts_with("null") => {
                tokens.push(Token::Null);
                4
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
                tokens.push(Token::Sign(sign));
                sign.len()
            }
        };
        rest = rest[length..].trim_start();
        if tokens.len() > LONGEST {
            return None;
        }
    }
    Some(tokens)
}

/// Returns the place of the slash that ends a regex.
fn end_of_regex(rest: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '/' => return Some(at),
            _ => {}
        }
    }
    None
}

/// Makes a regex of GitLab's: `/` may be escaped in it.
pub(super) fn compile(pattern: &str, flags: &str) -> Option<Regex> {
    let pattern = pattern.replace("\\/", "/");
    RegexBuilder::new(&pattern)
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .size_limit(1 << 20)
        .build()
        .ok()
}

/// Reads and decides in one go.
struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    variables: &'a Variables,
}

impl Parser<'_> {
    fn or(&mut self) -> Option<Value> {
        let mut left = self.and()?;
        while self.take("||") {
            let right = self.and()?;
            left = match truth(&left).or(truth(&right)) {
                Truth::Unknown if truth(&left) == Truth::Unknown => left,
                Truth::Unknown => right,
                known => of_truth(known, ""),
            };
        }
        Some(left)
    }

    fn and(&mut self) -> Option<Value> {
        let mut left = self.compare()?;
        while self.take("&&") {
            let right = self.compare()?;
            left = match truth(&left).and(truth(&right)) {
                Truth::Unknown if truth(&left) == Truth::Unknown => left,
                Truth::Unknown => right,
                known => of_truth(known, ""),
            };
        }
        Some(left)
    }

    fn compare(&mut self) -> Option<Value> {
        let left = self.primary()?;
        for (sign, is_negated) in [("==", false), ("!=", true), ("=~", false), ("!~", true)] {
            if self.take(sign) {
                let right = self.primary()?;
                let found =
                    if sign.contains('~') { fits(&left, &right) } else { equals(&left, &right) };
                let found = if is_negated { found.negate() } else { found };
                return Some(of_truth(found, &why(&left, &right)));
            }
        }
        Some(left)
    }

    fn primary(&mut self) -> Option<Value> {
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        match token {
            Token::Variable(name) => Some(self.variables.get(&name)),
            Token::Text(text) => Some(Value::Text(text)),
            Token::Null => Some(Value::Null),
            Token::Regex(pattern, flags) => Some(Value::Regex(compile(&pattern, &flags))),
            Token::Sign("(") => {
                self.depth += 1;
                let inner = if self.depth > DEEPEST { None } else { self.or() };
                self.depth -= 1;
                let inner = inner?;
                self.take(")").then_some(inner)
            }
            Token::Sign(_) => None,
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(found);
        found
    }
}

fn why(left: &Value, right: &Value) -> String {
    let unknown = [left, right].into_iter().find_map(|value| match value {
        Value::Unknown(what) => Some(what.clone()),
        Value::OneOf(_) => Some("$CI_DEFAULT_BRANCH".to_owned()),
        _ => None,
    });
    unknown.unwrap_or_else(|| "a pattern that cannot be read".to_owned())
}

fn equals(left: &Value, right: &Value) -> Truth {
    match (left, right) {
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => Truth::Unknown,
        (Value::OneOf(texts), other) | (other, Value::OneOf(texts)) => {
            same(texts.iter().map(|text| equals(&Value::Text(text.clone()), other)))
        }
        (Value::Text(a), Value::Text(b)) => Truth::from(a == b),
        (Value::Null, Value::Null) => Truth::Yes,
        _ => Truth::No,
    }
}

fn fits(left: &Value, right: &Value) -> Truth {
    match (left, right) {
        (Value::Unknown(_), _) => Truth::Unknown,
        (Value::Null, _) => Truth::No,
        (Value::OneOf(texts), right) => {
            same(texts.iter().map(|text| fits(&Value::Text(text.clone()), right)))
        }
        (Value::Text(text), Value::Regex(Some(regex))) => Truth::from(regex.is_match(text)),
        _ => Truth::Unknown,
    }
}

fn same(mut answers: impl Iterator<Item = Truth>) -> Truth {
    let first = answers.next().unwrap_or(Truth::No);
    if answers.all(|answer| answer == first) { first } else { Truth::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Truth) {
        let variables = Variables {
            source: "push".to_owned(),
            branch: Some("release/v1.2.3".to_owned()),
            ref_name: "release/v1.2.3".to_owned(),
            default_branches: vec!["main".to_owned(), "develop".to_owned()],
            ..Variables::default()
        };
        assert_eq!(holds(text, &variables).truth, expected, "{text}");
    }

    #[test]
    fn refs_are_known() {
        for text in [
            r"$CI_COMMIT_BRANCH =~ /^release\//",
            r#"$CI_COMMIT_BRANCH == "release/v1.2.3""#,
            "$CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH",
            "$CI_COMMIT_TAG == null && $CI_PIPELINE_SOURCE == 'push'",
            "$CI_COMMIT_BRANCH",
            "($CI_COMMIT_TAG || $CI_COMMIT_BRANCH) && $CI_MERGE_REQUEST_ID == null",
            r"$CI_COMMIT_REF_NAME =~ /RELEASE/i",
            "$CI_COMMIT_TAG !~ /x/",
            "$CI_COMMIT_REF_SLUG == 'release-v1-2-3'",
        ] {
            check(text, Truth::Yes);
        }
        for text in [
            "$CI_COMMIT_TAG",
            "$CI_COMMIT_TAG =~ /^v/",
            "$CI_PIPELINE_SOURCE == 'merge_request_event'",
            "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
            "$DEPLOY == 'yes' && $CI_COMMIT_TAG",
        ] {
            check(text, Truth::No);
        }
        for text in [
            "$DEPLOY",
            "$DEPLOY == 'yes'",
            r#"$CI_COMMIT_BRANCH =~ "/^release/""#,
            "$CI_COMMIT_BRANCH =~ $PATTERN",
            "$CI_COMMIT_BRANCH =~ /(/",
            "$CI_COMMIT_BRANCH =",
            "nonsense",
            "\"open",
            "",
        ] {
            check(text, Truth::Unknown);
        }
    }

    #[test]
    fn hostile_conditions_take_no_time() {
        check(&"(".repeat(100_000), Truth::Unknown);
        check(&"$A || ".repeat(100_000), Truth::Unknown);
        check(&format!("$CI_COMMIT_BRANCH =~ /{}/", "(a{1000}){1000}".repeat(9)), Truth::Unknown);
    }

    #[test]
    fn regexes_in_quotes_are_a_trap() {
        assert!(has_quoted_regex(r#"$CI_COMMIT_BRANCH =~ "/^a/""#));
        assert!(!has_quoted_regex(r"$CI_COMMIT_BRANCH =~ /^a/"));
        assert!(asks_for_tag("$CI_COMMIT_TAG") && asks_for_tag("$CI_COMMIT_TAG =~ /^v/"));
        assert!(!asks_for_tag("$CI_COMMIT_TAG == null"));
    }
}
