//! Subject and body of a message as git shows them with `%s` and `%b`.

use super::scan;

/// A message cut in two.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// Offset of the first line that is not blank.
    pub(super) start: usize,
    /// The first paragraph, its lines joined by a space.
    pub(super) subject: String,
    /// What follows the blank lines after the subject, without newlines at the end.
    pub(super) body: &'a str,
}

/// Cuts a message into subject and body.
///
/// ```text
/// message = *blank-line subject [1*blank-line body]
/// subject = 1*line            ; joined by SP, white space at the end of each line dropped
/// ```
pub(super) fn split(text: &str) -> Parts<'_> {
    let start = skip_blank(text, 0);
    let mut subject = String::new();
    let mut at = start;
    for (_, line) in scan::lines_with_ends(&text[start..]) {
        let line_text = line.trim_end_matches(is_space);
        if line_text.is_empty() {
            break;
        }
        if at > start {
            subject.push(' ');
        }
        subject.push_str(line_text);
        at += line.len();
    }
    let body = text[skip_blank(text, at)..].trim_end_matches('\n');
    Parts { start, subject, body }
}

/// White space in the eyes of git, whose own `isspace` knows neither form feed nor vertical tab.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// The offset of the first line at or after `from` (a start of a line) that is not blank.
fn skip_blank(text: &str, from: usize) -> usize {
    let mut lines =
        scan::lines_with_ends(&text[from..]).filter(|(_, line)| !line.chars().all(is_space));
    lines.next().map_or(text.len(), |(at, _)| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, subject: &str, body: &str) {
        let parts = split(text);
        assert_eq!((parts.subject.as_str(), parts.body), (subject, body), "{text:?}");
    }

    #[test]
    fn subject_is_the_first_paragraph() {
        check("", "", "");
        check("one", "one", "");
        check("one\n", "one", "");
        check("one\ntwo \n\n\nbody\n\nmore\n\n", "one two", "body\n\nmore");
        check("\n \none\n\n  indented\n", "one", "  indented");
        check("one\r\n\r\nbody\r\n", "one", "body\r");
        check("  one\n\t\nbody", "  one", "body");
    }
}
