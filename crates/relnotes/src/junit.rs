//! Results of tests in JUnit XML, as far as the gate asks: how many of each kind ran, and how many passed.
//!
//! The format has no official schema; what everybody writes is `<testcase>` elements, one that failed with `<failure>`
//! or `<error>` in it, one that did not run with `<skipped>`. The kind is told by the words of the file's name and of
//! the suites around a case.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use relnotes_core::gate::{TestKind, Tests};

use crate::failure::{Failure, IoError};

/// No file is larger.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Counts the tests of files by their kinds.
pub(crate) fn read(paths: &[(std::path::PathBuf, String)]) -> Result<Vec<Tests>, Failure> {
    let mut all: Vec<Tests> =
        TestKind::ALL.iter().map(|kind| Tests { kind: *kind, all: 0, passed: 0 }).collect();
    for (path, shown) in paths {
        let text = text_of(path, shown)?;
        count(&text, shown, &mut all).map_err(|error| {
            Failure::new(format!("`{shown}` is no JUnit XML: {error}"))
                .hint("`--junit` reads what test runners write as JUnit or xUnit XML")
        })?;
    }
    Ok(all)
}

fn text_of(path: &Path, shown: &str) -> Result<String, Failure> {
    let failed = |source| {
        Failure::new(IoError::new(format!("read `{shown}`"), source))
            .hint("`--junit` names a file that exists")
    };
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::new(format!("`{shown}` is larger than 64 MiB"))
            .hint("split it: `--junit` may be repeated"));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Adds the cases of a text. Entities that a document declares are never looked at.
fn count(text: &str, file: &str, all: &mut [Tests]) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let mut suites: Vec<String> = Vec::new();
    // A case that is open: whether it ran, and whether it passed.
    let mut case: Option<(TestKind, bool, bool)> = None;
    let mut is_junit = false;
    let mut add = |(kind, ran, passed): (TestKind, bool, bool)| {
        if let Some(tests) = all.iter_mut().find(|it| it.kind == kind && ran) {
            tests.all += 1;
            tests.passed += usize::from(passed);
        }
    };
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let is_empty = matches!(event, Event::Empty(_));
        match &event {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                b"testsuites" => is_junit = true,
                b"testsuite" => {
                    is_junit = true;
                    if !is_empty {
                        suites.push(name_of(tag));
                    }
                }
                b"testcase" => {
                    let open = (kind_of(file, &suites), true, true);
                    if is_empty {
                        add(open);
                    } else {
                        case = Some(open);
                    }
                }
                b"failure" | b"error" => case = case.map(|(kind, ran, _)| (kind, ran, false)),
                b"skipped" => case = case.map(|(kind, _, passed)| (kind, false, passed)),
                _ => {}
            },
            Event::End(tag) => match tag.name().as_ref() {
                b"testsuite" => {
                    suites.pop();
                }
                b"testcase" => case.take().into_iter().for_each(&mut add),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if is_junit { Ok(()) } else { Err("it has no testsuite".to_owned()) }
}

fn name_of(tag: &BytesStart<'_>) -> String {
    let name = tag.attributes().flatten().find(|it| it.key.as_ref() == b"name");
    name.map(|it| String::from_utf8_lossy(&it.value).into_owned()).unwrap_or_default()
}

/// The innermost name that tells a kind decides; what tells none is a unit test.
fn kind_of(file: &str, suites: &[String]) -> TestKind {
    let names = suites.iter().rev().map(String::as_str).chain([file]);
    names.filter_map(told).next().unwrap_or(TestKind::Unit)
}

fn told(name: &str) -> Option<TestKind> {
    let lower = name.to_lowercase();
    let mut words = lower.split(|char: char| !char.is_alphanumeric());
    words.find_map(|word| match word {
        "unit" | "units" => Some(TestKind::Unit),
        "integration" | "it" | "integ" => Some(TestKind::Integration),
        "e2e" | "endtoend" | "acceptance" | "cypress" | "playwright" | "system" => {
            Some(TestKind::EndToEnd)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(file: &str, text: &str) -> Result<String, String> {
        let mut all: Vec<Tests> =
            TestKind::ALL.iter().map(|kind| Tests { kind: *kind, all: 0, passed: 0 }).collect();
        count(text, file, &mut all)?;
        let shown = all.iter().map(|it| format!("{} {}/{}", it.kind.as_str(), it.passed, it.all));
        Ok(shown.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn cases_are_counted_by_the_kind_of_their_suite() {
        let text = "<testsuites><testsuite name=\"unit\"><testcase name=\"a\"/><testcase name=\"b\"><failure/></testcase></testsuite>\
                    <testsuite name=\"E2E web\"><testcase name=\"c\"><system-out>x</system-out></testcase><testcase name=\"d\"><skipped/></testcase></testsuite></testsuites>";
        assert_eq!(counted("all.xml", text).unwrap(), "unit 1/2, integration 0/0, e2e 1/1");
        let plain = "<testsuite name=\"shop\"><testcase name=\"a\"><error/></testcase></testsuite>";
        assert_eq!(
            counted("integration-tests.xml", plain).unwrap(),
            "unit 0/0, integration 0/1, e2e 0/0"
        );
    }

    #[test]
    fn what_is_no_junit_is_refused_and_entities_are_not_read() {
        assert!(counted("a.xml", "<html/>").is_err());
        assert!(counted("a.xml", "<testsuite><testcase></testsuite>").is_err());
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><testsuite name=\"&b;\"><testcase/></testsuite>";
        assert_eq!(counted("a.xml", bomb).unwrap(), "unit 1/1, integration 0/0, e2e 0/0");
    }
}
