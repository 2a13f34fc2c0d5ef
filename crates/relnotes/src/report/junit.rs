//! JUnit XML: a test case for each rule that was asked, or for each of its findings.
//!
//! Held against two schemas: that of Jenkins' xUnit plugin, which refuses files with an attribute that it
//! does not know, and that of Maven Surefire, where a suite is the root and each case says how long it
//! took. What cannot be told is `skipped`, which no consumer takes for passed.

use std::fmt::Write;

use relnotes_core::policy::{self, Finding, Group, Outcome, Rule};

use super::{Printed, group_of, one_line, whole_message};

/// A suite: the rules of a group.
struct Suite {
    name: &'static str,
    cases: Vec<String>,
    failures: usize,
    skipped: usize,
}

pub(super) fn write(printed: &Printed<'_>) -> String {
    let suites: Vec<Suite> = Group::ALL.iter().map(|group| suite(*group, printed)).collect();
    let (tests, failures) = suites
        .iter()
        .fold((0, 0), |(tests, failures), it| (tests + it.cases.len(), failures + it.failures));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"relnotes lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"
    );
    for Suite { name, cases, failures, skipped } in suites {
        let tests = cases.len();
        writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" \
             skipped=\"{skipped}\">"
        )
        .expect("a text takes everything");
        cases.iter().for_each(|case| out += case);
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn suite(group: Group, printed: &Printed<'_>) -> Suite {
    let codes = printed.report.checked.iter().filter(|code| group_of(code) == Some(group));
    let mut suite = Suite { name: group.as_str(), cases: Vec::new(), failures: 0, skipped: 0 };
    for rule in codes.filter_map(|code| policy::find(code)) {
        let before = suite.cases.len();
        for finding in printed.report.findings.iter().filter(|finding| finding.code == rule.code) {
            match finding.outcome {
                Outcome::Violation => suite.failures += 1,
                Outcome::CannotTell => suite.skipped += 1,
            }
            let about = format!(" {}", one_line(&finding.subject.to_string()));
            suite.cases.push(case(rule, &about, &status(finding)));
        }
        if suite.cases.len() == before {
            suite.cases.push(case(rule, "", ""));
        }
    }
    suite
}

fn case(rule: &Rule, about: &str, status: &str) -> String {
    let (name, group) =
        (escape(&format!("{} {}{about}", rule.code, rule.name)), rule.group.as_str());
    let head = format!("    <testcase name=\"{name}\" classname=\"relnotes.{group}\" time=\"0\"");
    match status {
        "" => format!("{head}/>\n"),
        status => format!("{head}>\n      {status}\n    </testcase>\n"),
    }
}

fn status(finding: &Finding) -> String {
    let (message, whole) = (escape(&one_line(&finding.message)), escape(&whole_message(finding)));
    match finding.outcome {
        Outcome::Violation => {
            let level = finding.level.as_str();
            format!("<failure message=\"{message}\" type=\"{level}\">{whole}</failure>")
        }
        Outcome::CannotTell => format!("<skipped message=\"{message}\">{whole}</skipped>"),
    }
}

/// Escapes text, also for attributes. Control characters are visible already; what else XML cannot hold
/// becomes so here.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\u{fffe}' | '\u{ffff}' => escaped.extend(c.escape_unicode()),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(escape("]]><b a=\"x\">&amp;"), "]]&gt;&lt;b a=&quot;x&quot;&gt;&amp;amp;");
        assert_eq!(escape("a\u{ffff}'b'\n"), "a\\u{ffff}'b'\n");
    }
}
