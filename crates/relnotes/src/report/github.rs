//! Annotations of GitHub Actions: `::error title=…::message`.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use relnotes_core::policy::{Level, Outcome, Subject};

use super::{Printed, one_line, whole_message};

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
                format!(",file={},line={}", property(&one_line(path)), line.unwrap_or(1))
            }
            _ => String::new(),
        };
        let title = property(&format!("{} {}{remark}", finding.code, finding.name));
        out += &format!("::{word} title={title}{place}::{}\n", data(&whole_message(finding)));
    }
    out
}

/// Escapes the value of a property, as `@actions/core` does.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Escapes a message: no line feed is left that could begin a command.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_message_begins_a_command() {
        assert_eq!(data("a\n::error::b\r%0A"), "a%0A::error::b%0D%250A");
        assert_eq!(property("x:y,z"), "x%3Ay%2Cz");
    }
}
