//! Trailers by git's own rule: what `git interpret-trailers --parse --no-divider` prints.
//!
//! The functions follow `trailer.c` of git 2.47 step by step, quirks included, because the answer of git is the one
//! that people see. Configured separators, aliases and comment characters are not read.

use super::cleanup;
use super::scan;
use super::subject::is_space;

/// One trailer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trailer {
    /// The key as it was written.
    pub key: String,
    /// The value, continuation lines joined by a space.
    pub value: String,
}

/// Reads the trailers of a message, as `git interpret-trailers` does of the same text.
///
/// `git log --format=%(trailers)` differs in one case: it first drops blank lines before the subject, so that
/// `"\nA: 1"`, here a trailer after an empty title, is a subject there.
///
/// ```text
/// block   = 1*(trailer / comment / other-line)  ; the last paragraph, never the first; see `block_start`
/// trailer = key *(SP / TAB) ":" value EOL *(white value EOL)
/// key     = 1*(ALPHA / DIGIT / "-")
/// ```
pub fn parse(text: &str) -> Vec<Trailer> {
    let text = &text[..message_end(text)];
    let mut trailers: Vec<Trailer> = Vec::new();
    let mut open = false;
    for (_, line) in scan::lines_with_ends(&text[block_start(text)..]) {
        if open && line.starts_with(is_space) {
            if let Some(last) = trailers.last_mut() {
                last.value.push_str(line);
            }
            continue;
        }
        open = false;
        if let Some(at) = separator(line).filter(|&at| at > 0) {
            let key = line[..at].trim_matches(is_space).to_owned();
            trailers.push(Trailer { key, value: line[at + 1..].to_owned() });
            open = true;
        }
    }
    for trailer in &mut trailers {
        trailer.value = unfold(&trailer.value);
    }
    trailers
}

/// Joins the lines of a value: a newline and the white space after it become one space.
fn unfold(value: &str) -> String {
    let value = value.trim_matches(is_space);
    let mut lines = value.split('\n');
    let mut joined = lines.next().unwrap_or_default().to_owned();
    for line in lines.map(|line| line.trim_start_matches(is_space)).filter(|line| !line.is_empty())
    {
        joined.push(' ');
        joined.push_str(line);
    }
    joined
}

/// Where the message ends for git: before the scissors, and before comments, blank lines and an old `Conflicts:`
/// list at the end (`ignored_log_message_bytes`).
fn message_end(text: &str) -> usize {
    if !text.starts_with('#') && !text.contains("\n#") && !text.contains("\nConflicts:") {
        return text.trim_end_matches('\n').len();
    }
    let cutoff = cleanup::scissors(text).unwrap_or(text.len());
    let mut ignored = None;
    let mut in_conflicts = false;
    let mut at = 0;
    for line in text[..cutoff].split_inclusive('\n') {
        if line.starts_with('#') || line == "\n" {
            ignored = ignored.or(Some(at).filter(|&at| at > 0));
        } else if line.trim_end_matches('\n') == "Conflicts:" {
            in_conflicts = true;
            ignored = ignored.or(Some(at).filter(|&at| at > 0));
        } else if !(in_conflicts && line.starts_with('\t')) && ignored.is_some() {
            ignored = None;
            in_conflicts = false;
        }
        at += line.len();
    }
    ignored.unwrap_or(cutoff)
}

/// Finds where the block of trailers begins, or the end of the text (`find_trailer_block_start`).
///
/// The block is the last paragraph, if all its lines are trailers, or if git made one of them and at least a quarter
/// are trailers.
fn block_start(text: &str) -> usize {
    let title_end = title_end(text);
    let mut tally = Tally::default();
    let mut only_blank = true;
    let mut next = last_line(text, text.len());
    while let Some(at) = next.filter(|&at| at >= title_end) {
        let line = line_at(text, at);
        next = last_line(text, at);
        if line.starts_with('#') {
            tally.close_continuation();
            continue;
        }
        if is_blank(line) {
            if only_blank {
                continue;
            }
            tally.close_continuation();
            return if tally.is_block() { at + line.len() } else { text.len() };
        }
        only_blank = false;
        tally.count(line);
    }
    text.len()
}

/// What the lines of the last paragraph are, counted from its end.
#[derive(Default)]
struct Tally {
    made_by_git: bool,
    trailers: usize,
    others: usize,
    /// Indented lines that belong to a trailer if one precedes them.
    continuation: usize,
}

impl Tally {
    fn close_continuation(&mut self) {
        self.others += self.continuation;
        self.continuation = 0;
    }

    fn count(&mut self, line: &str) {
        if line.starts_with("Signed-off-by: ") || line.starts_with("(cherry picked from commit ") {
            self.made_by_git = true;
            self.trailers += 1;
            self.continuation = 0;
        } else if line.starts_with(is_space) {
            self.continuation += 1;
        } else if separator(line).is_some_and(|at| at > 0) {
            self.trailers += 1;
            self.continuation = 0;
        } else {
            self.others += 1;
            self.close_continuation();
        }
    }

    fn is_block(&self) -> bool {
        if self.made_by_git {
            self.trailers * 3 >= self.others
        } else {
            self.trailers > 0 && self.others == 0
        }
    }
}

/// Where the first paragraph ends; comments do not end it.
fn title_end(text: &str) -> usize {
    let mut ends =
        scan::lines_with_ends(text).filter(|(_, line)| !line.starts_with('#') && is_blank(line));
    ends.next().map_or(text.len(), |(at, _)| at)
}

/// The start of the last line of `text[..end]`.
fn last_line(text: &str, end: usize) -> Option<usize> {
    let before = end.checked_sub(1)?;
    Some(text.as_bytes()[..before].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1))
}

fn line_at(text: &str, at: usize) -> &str {
    scan::lines_with_ends(&text[at..]).next().map_or("", |(_, line)| line)
}

fn is_blank(line: &str) -> bool {
    line.chars().all(is_space)
}

/// The offset of the colon after a key (`find_separator`).
fn separator(line: &str) -> Option<usize> {
    let mut space = false;
    for (at, b) in line.bytes().enumerate() {
        match b {
            b':' => return Some(at),
            b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' if !space => {}
            b' ' | b'\t' if at > 0 => space = true,
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = parse(text);
        let found: Vec<_> = found.iter().map(|t| (t.key.as_str(), t.value.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn all_lines_of_the_last_paragraph_are_trailers() {
        check("s\n\nA: 1\nB-c : 2\n", &[("A", "1"), ("B-c", "2")]);
        check("s\n\nbody\n\nA: 1", &[("A", "1")]);
        check("s\n\nA: 1\n\nbody\n", &[]);
        check("s\n\nnot a key: 1\n", &[]);
        check("s\n\nA: 1\nplain\n", &[]);
        check("s\n\nBREAKING CHANGE: x\nCloses #12\n", &[]);
        check("s\n\nSee https://x\n", &[]);
        check("s\n\nhttps://x\n", &[("https", "//x")]);
        check("s\n\nA:\n", &[("A", "")]);
        check("s\n\n: x\n", &[]);
    }

    #[test]
    fn the_subject_is_never_a_block() {
        check("", &[]);
        check("A: 1", &[]);
        check("A: 1\nB: 2\n", &[]);
        check("\nA: 1\n", &[("A", "1")]);
    }

    #[test]
    fn a_quarter_is_enough_with_a_line_of_git() {
        check("s\n\none\ntwo\nthree\nSigned-off-by: A <a@b>\n", &[("Signed-off-by", "A <a@b>")]);
        check("s\n\none\ntwo\nthree\nfour\nSigned-off-by: A <a@b>\n", &[]);
        check("s\n\nplain\n(cherry picked from commit 123)\nA: 1\n", &[("A", "1")]);
        check("s\n\nplain\nSigned-Off-By: A <a@b>\n", &[]);
        check("s\n\n(cherry picked from commit 123)\n", &[]);
    }

    #[test]
    fn indented_lines_continue() {
        check("s\n\nA: 1\n  2\n\t3\nB: x\n", &[("A", "1 2 3"), ("B", "x")]);
        check("s\n\nA:\n  2\n", &[("A", "2")]);
        check("s\n\n  A: 1\n", &[]);
        check("s\n\n  lead\nA: 1\n", &[]);
        check("s\n\nplain\n  more\nSigned-off-by: A\n", &[("Signed-off-by", "A")]);
    }

    #[test]
    fn comments_and_what_follows_the_message_do_not_count() {
        check("s\n\nA: 1\n# note: x\nB: 2\n", &[("A", "1"), ("B", "2")]);
        check("s\n\nA: 1\n# note\n  more\n", &[]);
        check("s\n\nA: 1\n\n# note\n\n", &[("A", "1")]);
        check("s\n\nA: 1\n\nConflicts:\n\ta.rs\n\tb.rs\n", &[("A", "1")]);
        check(
            "s\n\nA: 1\n# ------------------------ >8 ------------------------\n\nB: 2\n",
            &[("A", "1")],
        );
        check("s\n\nA: 1\n---\ndiff: x\n", &[]);
    }

    #[test]
    fn white_space_lines_and_carriage_returns() {
        check("s\n \nA: 1\n \t\n", &[("A", "1")]);
        check("s\r\n\r\nA: 1\r\nB: 2\r\n", &[("A", "1"), ("B", "2")]);
        check("s\n\nКлюч: 1\n", &[]);
        check("s\n\nA: значение\n", &[("A", "значение")]);
    }
}
