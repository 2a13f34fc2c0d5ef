//! What a report tells, read back from each format.

use std::collections::BTreeSet;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::Value;

/// One finding as a format tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Told {
    pub(crate) code: String,
    /// deny, warn or cannot-tell.
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    /// The subject, or the file and line, where the format has one.
    pub(crate) place: Option<String>,
}

/// One finding of the JSON.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) code: String,
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    pub(crate) subject: String,
    pub(crate) file: Option<String>,
    pub(crate) hint: Option<String>,
}

/// Reads the findings of the JSON, which has everything.
pub(crate) fn findings(text: &str) -> Vec<Finding> {
    let json: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let finding = |it: &Value| {
        let word = |key: &str| it[key].as_str().unwrap().to_owned();
        let path = it["path"].as_str();
        Finding {
            code: word("code"),
            kind: kind(&word(if word("outcome") == "violation" { "level" } else { "outcome" })),
            message: word("message"),
            subject: word("subject"),
            file: path.map(|path| format!("{path}:{}", it["line"].as_u64().unwrap_or(1))),
            hint: it["hint"].as_str().map(str::to_owned),
        }
    };
    json["findings"].as_array().unwrap().iter().map(finding).collect()
}

/// What a format has to tell of findings.
pub(crate) fn expected(format: &str, findings: &[Finding]) -> BTreeSet<Told> {
    let expect = |finding: &Finding| {
        let Finding { code, kind, message, subject, file, .. } = finding;
        let message = match (format, file) {
            ("text", Some(_)) => format!("{subject}: {message}"),
            _ => message.clone(),
        };
        let place = match format {
            "text" => None,
            "github" => file.clone(),
            "junit" => Some(subject.clone()),
            _ => Some(file.clone().unwrap_or_else(|| "relnotes.toml:1".to_owned())),
        };
        told(code, kind, &message, place.as_deref())
    };
    findings.iter().map(expect).collect()
}

/// Reads a report back.
pub(crate) fn read(format: &str, text: &str) -> BTreeSet<Told> {
    match format {
        "text" => of_text(text),
        "json" => expected("json", &findings(text)),
        "sarif" => of_sarif(text),
        "github" => text.lines().map(of_command).collect(),
        "gitlab" => of_gitlab(text),
        "junit" => of_junit(text),
        _ => panic!("{format} is no format"),
    }
}

fn told(code: &str, kind: &'static str, message: &str, place: Option<&str>) -> Told {
    let message = message.strip_prefix("cannot tell: ").unwrap_or(message);
    Told { code: code.to_owned(), kind, message: seen(message), place: place.map(seen) }
}

fn kind(word: &str) -> &'static str {
    match word {
        "deny" | "error" | "major" => "deny",
        "warn" | "warning" | "minor" => "warn",
        "cannot-tell" | "cannot tell" | "notice" | "info" | "none" => "cannot-tell",
        _ => panic!("`{word}` is no level"),
    }
}

/// Takes back what makes hidden characters visible.
fn seen(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut seen = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap_or_else(|| panic!("no end in {text}"));
        seen.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
        seen += rest;
    }
    seen.replace('\u{240a}', "\n")
}

/// `deny: RN205 missing-back-merge`, and below it with two spaces each finding.
fn of_text(text: &str) -> BTreeSet<Told> {
    let mut found = BTreeSet::new();
    let mut rule: Option<(&'static str, &str)> = None;
    for line in text.lines() {
        if line.is_empty() {
            rule = None;
        } else if let Some((word, rest)) = line.split_once(": RN").filter(|_| rule.is_none()) {
            if word != "waived" {
                rule = Some((kind(word), &line[word.len() + 2..][..5]));
                assert!(rest.contains(' '), "no name in {line}");
            }
        } else if let Some((kind, code)) = rule.filter(|_| !line.starts_with("   ")) {
            let message = line.strip_prefix("  ").unwrap_or_else(|| panic!("{line}"));
            assert!(!message.starts_with("and "), "not all are shown: {text}");
            found.insert(told(code, kind, message, None));
        }
    }
    found
}

/// `::error title=RN205 missing-back-merge,file=…,line=…::message`
fn of_command(line: &str) -> Told {
    let (head, data) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")).unwrap();
    let (word, properties) = head.split_once(' ').unwrap();
    let property = |name: &str| {
        let mut all = properties.split(',').filter_map(|it| it.split_once('='));
        all.find(|(key, _)| *key == name).map(|(_, value)| decoded(value))
    };
    let title = property("title").unwrap();
    let data = decoded(data);
    let message = data.lines().next().unwrap_or_default();
    let place = property("file").map(|file| format!("{file}:{}", property("line").unwrap()));
    told(&title[..5], kind(word), message, place.as_deref())
}

fn decoded(text: &str) -> String {
    ["%0A", "%0D", "%3A", "%2C", "%25"]
        .iter()
        .zip(["\n", "\r", ":", ",", "%"])
        .fold(text.to_owned(), |text, (code, meaning)| text.replace(code, meaning))
}

fn of_gitlab(text: &str) -> BTreeSet<Told> {
    let issues: Value = serde_json::from_str(text).unwrap();
    let issue = |it: &Value| {
        let code = it["check_name"].as_str().unwrap();
        let description = it["description"].as_str().unwrap();
        let (title, message) = description.split_once(": ").unwrap();
        assert!(title.starts_with(code), "{description}");
        let message = message.lines().next().unwrap_or_default();
        let (path, line) = (&it["location"]["path"], &it["location"]["lines"]["begin"]);
        let place = format!("{}:{line}", path.as_str().unwrap());
        told(code, kind(it["severity"].as_str().unwrap()), message, Some(&place))
    };
    issues.as_array().unwrap().iter().map(issue).collect()
}

fn of_sarif(text: &str) -> BTreeSet<Told> {
    let sarif: Value = serde_json::from_str(text).unwrap();
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().unwrap().iter();
    let result = |it: &Value| {
        let code = it["ruleId"].as_str().unwrap();
        let at = usize::try_from(it["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][at]["id"], code);
        let message = it["message"]["text"].as_str().unwrap().lines().next().unwrap_or_default();
        let physical = &it["locations"][0]["physicalLocation"];
        let path = percent_decoded(physical["artifactLocation"]["uri"].as_str().unwrap());
        let place = format!("{path}:{}", physical["region"]["startLine"]);
        told(code, kind(it["level"].as_str().unwrap()), message, Some(&place))
    };
    results.filter(|it| it["suppressions"].is_null()).map(result).collect()
}

fn percent_decoded(uri: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), uri);
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(&after[..2], 16).unwrap());
        rest = &after[2..];
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).unwrap()
}

fn of_junit(text: &str) -> BTreeSet<Told> {
    let mut reader = Reader::from_str(text);
    let (mut found, mut name) = (BTreeSet::new(), String::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}\n{text}")) {
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                b"testcase" => name = attribute(&element, "name").unwrap(),
                b"failure" | b"skipped" => {
                    let level = attribute(&element, "type");
                    let message = attribute(&element, "message").unwrap();
                    let subject = name.splitn(3, ' ').nth(2);
                    let kind = kind(level.as_deref().unwrap_or("cannot-tell"));
                    found.insert(told(&name[..5], kind, &message, subject));
                }
                _ => {}
            },
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// Returns an attribute of an element as a reader of XML understands it.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).unwrap()?;
    let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap();
    Some(value.into_owned())
}
