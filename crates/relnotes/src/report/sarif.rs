//! SARIF 2.1.0: as much of it as code scanning reads.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use relnotes_core::policy::{self, Finding, Level, Outcome, Rule, Subject};
use serde_json::{Value, json};

use super::{Printed, fingerprint, location, one_line, whole_message};
use crate::failure::Failure;

pub(super) fn write(printed: &Printed<'_>) -> Result<String, Failure> {
    let report = printed.report;
    let asked = report.checked.iter().filter_map(|code| policy::find(code));
    let rules: Vec<Value> = asked.map(rule).collect();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| result(finding, report.checked.iter().position(|it| *it == finding.code)))
        .chain(report.waived.iter().map(|waived| {
            let index = report.checked.iter().position(|it| *it == waived.finding.code);
            let mut result = result(&waived.finding, index);
            let waiver = &waived.waiver;
            let why = format!("{} until {}: {}", waiver.by, waiver.until, waiver.reason);
            let why = one_line(&why);
            result["suppressions"] = json!([{"kind": "external", "justification": why}]);
            result
        }))
        .collect();
    crate::commands::pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "relnotes",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rule(rule: &Rule) -> Value {
    let page: String = rule.docs.lines().map(|line| line.trim().to_owned() + "\n").collect();
    let section = |name: &str| {
        let rest = page.split_once(name).map_or("", |(_, rest)| rest);
        rest.split("\n## ").next().unwrap_or_default().trim().replace('\n', " ")
    };
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": format!("{}: {}", rule.code, rule.name)},
        "fullDescription": {"text": section("## What it does")},
        "help": {"text": section("## How to fix"), "markdown": page},
        "defaultConfiguration": {"level": level(rule.level)},
        "properties": {"tags": [rule.group.as_str()]},
    })
}

fn result(finding: &Finding, index: Option<usize>) -> Value {
    let (kind, level) = match finding.outcome {
        Outcome::Violation => ("fail", level(finding.level)),
        Outcome::CannotTell => ("open", "none"),
    };
    let (path, line) = location(finding);
    let mut location = json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": line},
    }});
    if !matches!(finding.subject, Subject::File { .. }) {
        location["logicalLocations"] = json!([{
            "fullyQualifiedName": finding.subject.to_string(),
            "kind": finding.subject.kind(),
        }]);
    }
    let mut result = json!({
        "ruleId": finding.code,
        "kind": kind,
        "level": level,
        "message": {"text": whole_message(finding)},
        "locations": [location],
        "partialFingerprints": {"relnotes/v1": fingerprint(finding)},
    });
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    result
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Allow => "note",
    }
}

/// Encodes a path as a relative URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}
