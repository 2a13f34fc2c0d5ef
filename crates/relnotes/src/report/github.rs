//! Annotations of GitHub Actions: `::error title=…::message`.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use relnotes_core::policy::{Level, Outcome, Subject};

use super::{Printed, whole_message};
use crate::shell::plain;

pub(super) fn write(printed: &Printed<'_>) -> String {
    let mut out = String::new();
    for finding in &printed.report.findings {
        let (word, remark) = match (finding.outcome, finding.level) {
            (Outcome::CannotTell, _) => ("notice", " cannot tell"),
            (Outcome::Violation, Level::Deny) => ("error", ""),
            (Outcome::Violation, Level::Warn | Level::Allow) => ("warning", ""),
        };
        let place = match &finding.subject {
            Subject::File { path, line } => {
                format!(",file={},line={}", property(path), line.unwrap_or(1))
            }
            _ => String::new(),
        };
        let title = property(&format!("{} {}{remark}", finding.code, finding.name));
        out += &format!("::{word} title={title}{place}::{}\n", data(&whole_message(finding)));
    }
    out
}

/// Escapes the value of a property, as `@actions/core` does, and what moves text around.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Escapes a message: a line feed that is ours becomes `%0A`, and no other one can begin a command.
fn data(text: &str) -> String {
    plain(&text.replace('\r', "\u{240d}")).replace('%', "%25").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_message_begins_a_command() {
        assert_eq!(data("a\n::error::b\r%0A"), "a%0A::error::b\u{240d}%250A");
        assert_eq!(property("x:y,z"), "x%3Ay%2Cz");
        assert_eq!(data("\u{1b}[31m\u{202e}"), "\\u{1b}[31m\\u{202e}");
    }
}
