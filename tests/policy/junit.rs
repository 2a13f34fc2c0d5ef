//! JUnit XML as its readers want it: two schemas as tables, and a walk over the elements.
//!
//! | schema | is |
//! |---|---|
//! | Jenkins | `src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd` of <https://github.com/jenkinsci/xunit-plugin> at 031e285ef3: files with anything else are refused |
//! | Surefire | `maven-surefire-plugin/src/site/resources/xsd/surefire-test-report.xsd` of <https://github.com/apache/maven-surefire> at 15475f28d0: a suite is the root |
//!
//! The tables hold what those say of the elements here: which attributes and children each may have, and which
//! attributes it must have. Elements that no report of ours has are left out, so that one is an error.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::told::attribute;

/// An element: its name, attributes that must be there, attributes that may, children.
type Element =
    (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const JENKINS: &[Element] = &[
    ("testsuites", &[], &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors"],
        &[
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
        ],
        &["testcase"],
    ),
    ("testcase", &["name"], &["time", "classname", "group"], &["skipped", "failure"]),
    ("failure", &[], &["type", "message"], &[]),
    ("skipped", &[], &["type", "message"], &[]),
];

const SUREFIRE: &[Element] = &[
    ("testsuites", &[], &["name", "tests", "failures", "errors"], &["testsuite"]), // its root is below
    (
        "testsuite",
        &["name", "tests", "failures", "errors", "skipped"],
        &["group", "time"],
        &["testcase"],
    ),
    ("testcase", &["name", "time"], &["classname", "group"], &["failure", "skipped"]),
    ("failure", &["type"], &["message"], &[]),
    ("skipped", &[], &["message"], &[]),
];

/// Returns what is wrong with a report.
pub(super) fn problems(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (of, schema) in [("Jenkins", JENKINS), ("Surefire", SUREFIRE)] {
        problems.extend(walk(text, schema).into_iter().map(|problem| format!("{of}: {problem}")));
    }
    problems.extend(wrong_sums(text));
    let strange = text.chars().find(|c| !is_of_xml(*c));
    problems.extend(strange.map(|c| format!("{c:?} cannot stand in XML")));
    problems
}

/// `Char` of XML 1.0.
fn is_of_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn walk(text: &str, schema: &[Element]) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let (mut problems, mut open) = (Vec::new(), Vec::<String>::new());
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return vec![format!("no XML: {error}")],
        };
        match event {
            Event::Start(element) => {
                let name = name(&element);
                check(&element, open.last().map(String::as_str), schema, &mut problems);
                open.push(name);
            }
            Event::Empty(element) => {
                check(&element, open.last().map(String::as_str), schema, &mut problems);
            }
            Event::End(_) => drop(open.pop()),
            // Only what failed or was skipped has text of its own.
            Event::Text(text) => {
                let has_text = open.last().is_some_and(|it| it == "failure" || it == "skipped");
                if !has_text && !text.iter().all(u8::is_ascii_whitespace) {
                    problems.push(format!("text in {open:?}"));
                }
            }
            Event::Decl(_) | Event::GeneralRef(_) => {}
            Event::Eof => return problems,
            other => problems.push(format!("{other:?}")),
        }
    }
}

fn check(
    element: &BytesStart<'_>,
    parent: Option<&str>,
    schema: &[Element],
    problems: &mut Vec<String>,
) {
    let name = name(element);
    let find = |name: &str| schema.iter().find(|(it, ..)| *it == name);
    let Some((_, required, optional, _)) = find(&name) else {
        problems.push(format!("no element {name}"));
        return;
    };
    let is_child = parent.map_or(name == "testsuites", |parent| {
        find(parent).is_some_and(|(_, _, _, children)| children.contains(&name.as_str()))
    });
    if !is_child {
        problems.push(format!("{name} below {parent:?}"));
    }
    for wanted in *required {
        if attribute(element, wanted).is_none() {
            problems.push(format!("{name} without {wanted}"));
        }
    }
    for found in element.attributes() {
        let found = String::from_utf8_lossy(found.unwrap().key.as_ref()).into_owned();
        if !required.contains(&found.as_str()) && !optional.contains(&found.as_str()) {
            problems.push(format!("{name} with {found}"));
        }
    }
}

/// Returns figures of suites that are not those of their cases.
fn wrong_sums(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let (mut said, mut counted) = (Vec::new(), Vec::<[usize; 3]>::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let figure =
                    |key: &str| attribute(&element, key).map_or(0, |it| it.parse().unwrap());
                match name(&element).as_str() {
                    "testsuites" => {
                        said.push([figure("tests"), figure("failures"), 0]);
                        counted.push([0; 3]);
                    }
                    "testsuite" => {
                        said.push([figure("tests"), figure("failures"), figure("skipped")]);
                        counted.push([0; 3]);
                    }
                    word => {
                        let at =
                            ["testcase", "failure", "skipped"].iter().position(|it| *it == word);
                        let at = at.unwrap_or_else(|| panic!("{word}"));
                        counted.last_mut().unwrap()[at] += 1;
                        if at < 2 {
                            counted[0][at] += 1;
                        }
                    }
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let pairs = said.iter().zip(&counted).filter(|(said, counted)| said != counted);
    pairs.map(|(said, counted)| format!("{said:?} said, {counted:?} counted")).collect()
}

fn name(element: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(element.name().as_ref()).into_owned()
}

#[test]
fn what_the_schemas_refuse_is_refused() {
    let suite = |attributes: &str, case: &str| {
        format!(
            "<testsuites><testsuite name=\"a\" tests=\"1\" failures=\"0\" errors=\"0\" {attributes}>\
             {case}</testsuite></testsuites>"
        )
        .replacen("<testsuites", "<testsuites tests=\"1\"", 1)
    };
    let case = "<testcase name=\"x\" time=\"0\"/>";
    assert_eq!(problems(&suite("skipped=\"0\"", case)), Vec::<String>::new());
    assert_eq!(problems(&suite("", case)), ["Surefire: testsuite without skipped"]);
    let unknown = problems(&suite("skipped=\"0\" disabled=\"0\"", case));
    assert_eq!(unknown, ["Jenkins: testsuite with disabled", "Surefire: testsuite with disabled"]);
    let root = suite("skipped=\"0\"", case).replacen("<testsuites", "<testsuites skipped=\"0\"", 1);
    assert_eq!(problems(&root).len(), 2);
    assert_eq!(problems(&suite("skipped=\"1\"", case)), ["[1, 0, 1] said, [1, 0, 0] counted"]);
}
