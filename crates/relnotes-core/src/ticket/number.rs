//! Numbers of the forge: `#12` and `GH-12`.

use crate::message::scan;

/// Reads `#12` at the byte `at` of a `#`.
///
/// ```text
/// hash = <not after a word, "&" or "/"> "#" N <not before a word or ".digit">
/// ```
///
/// From six digits on it may be a colour, and is taken only after a word such as `closes`. `    #3: x` in an
/// indented block is the third line of what some program printed.
pub(super) fn hash(text: &str, at: usize) -> Option<String> {
    let (_, length) = scan::number(&text[at + 1..])?;
    let end = at + 1 + length;
    let joined = scan::word_before(text, at) || text[..at].ends_with(['&', '/', '#']);
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    if line.len() >= 4 && line.bytes().all(|byte| byte == b' ') && text[end..].starts_with(':') {
        return None;
    }
    let bytes = text.as_bytes();
    let version =
        bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    if joined || version || text[end..].chars().next().is_some_and(scan::is_word) {
        return None;
    }
    (length < 6 || after_reference_word(&text[..at])).then(|| text[at..end].to_owned())
}

/// Reads `GH-12` at the byte `at` of its `-`, in either case; returns its start.
pub(super) fn github(text: &str, at: usize) -> Option<(usize, String)> {
    let start = at.checked_sub(2)?;
    if !text.as_bytes()[start..at].eq_ignore_ascii_case(b"GH") {
        return None;
    }
    let (number, length) = scan::number(&text[at + 1..])?;
    let joined = scan::word_before(text, start) || text[..start].ends_with(['-', '/', '.', '@']);
    let goes_on = text[at + 1 + length..].chars().next().is_some_and(scan::is_word);
    (!joined && !goes_on).then(|| (start, format!("GH-{number}")))
}

/// Words that say of the ticket behind them that the text is for it.
pub(crate) const REFERRING: [&str; 15] = [
    "close",
    "closes",
    "closed",
    "fix",
    "fixes",
    "fixed",
    "resolve",
    "resolves",
    "resolved",
    "ref",
    "refs",
    "reference",
    "references",
    "issue",
    "issues",
];

fn after_reference_word(before: &str) -> bool {
    let word =
        before.trim_end_matches([' ', ':']).rsplit(|c: char| !c.is_ascii_alphabetic()).next();
    let mut words = REFERRING.iter().chain(&["see"]);
    word.is_some_and(|word| words.any(|known| word.eq_ignore_ascii_case(known)))
}
