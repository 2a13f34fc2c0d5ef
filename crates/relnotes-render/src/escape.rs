//! The Markdown sink: makes text from git, forges and trackers inert, once, at the edge.
//!
//! [`markdown`] keeps text readable: it escapes a character only where a GFM reader would give it a
//! meaning. What it decides where one could decide otherwise:
//!
//! - `#12` stays as it is: where a forge links it, the reader gets what the author meant, and a
//!   reference notifies nobody;
//! - `@name` would notify people, and forges look for it after they have read the Markdown, so that
//!   a backslash does not help: a zero-width space is written after the `@`, visibly as `&#8203;`;
//! - a bare `https://…` stays as it is: it leads where it says;
//! - `` `code` `` in balanced backticks stays code;
//! - a line break becomes a space, as does every run of white space; control characters, direction
//!   marks and other invisible characters are removed.
//!
//! The result holds neither a line break nor `<!--`, so that text cannot pretend to be one of the
//! comments that relnotes itself writes into documents.

use std::borrow::Cow;

/// Returns the Markdown that shows this text, on one line, and does nothing else.
///
/// ```
/// use relnotes_render::escape::markdown;
///
/// assert_eq!(markdown("fix the foo-bar in v1.2.3 (#12)"), "fix the foo-bar in v1.2.3 (#12)");
/// assert_eq!(markdown("add `--all` to <ls>"), r"add `--all` to \<ls>");
/// assert_eq!(markdown("[click](http://x)"), r"\[click\](http://x)");
/// ```
pub fn markdown(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let start = line_start(&text, &mut out);
    rest_of_line(&text, start, &mut out);
    out
}

/// The same for a text that never begins a line: `> 5` keeps its sign as it is.
pub(crate) fn within_line(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    rest_of_line(&text, 0, &mut out);
    out
}

fn rest_of_line(text: &str, mut at: usize, out: &mut String) {
    while let Some(offset) = text.as_bytes()[at..].iter().position(|byte| is_special(*byte)) {
        out.push_str(&text[at..at + offset]);
        at += offset;
        at += special(text, at, out);
    }
    out.push_str(&text[at..]);
}

/// Returns the address as the target of a Markdown link, or nothing where it is no web address.
pub fn destination(url: &str) -> Option<String> {
    let (scheme, _) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'(' | b')' | b'<' | b'>' | b'\\' | b'[' | b']' | b'"' | b'\'' | b'`' | b'|' | b'*' => {
                out.push_str(&format!("%{byte:02X}"));
            }
            0x21..=0x7e => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(out)
}

/// Returns the text as a code span, or escaped where a code span cannot show it.
pub fn code(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() || text.contains(['`', '|']) || text.contains("<!--") {
        return markdown(&text);
    }
    format!("`{text}`")
}

/// Returns the text as it may stand in a block of code for a shell, or nothing where a shell or the end of the block
/// could read something else in it.
///
/// ```
/// use relnotes_render::escape::shell;
///
/// assert_eq!(shell("git checkout v1.2.0"), Some("git checkout v1.2.0"));
/// assert_eq!(shell("v1.2.0; rm -rf $(x)"), None);
/// assert_eq!(shell("--force"), None);
/// ```
pub fn shell(text: &str) -> Option<&str> {
    let fits = |char: char| char.is_ascii_alphanumeric() || " ./_-=:,@+%".contains(char);
    (text.chars().all(fits) && !text.is_empty() && !text.starts_with(['-', ' '])).then_some(text)
}

/// Returns the text on one line, trimmed, without anything that one cannot see.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| (0x21..0x7f).contains(&byte);
    let mut previous = b' ';
    let tidy = text.bytes().all(|byte| {
        let fits = plain(byte) || (byte == b' ' && previous != b' ');
        previous = byte;
        fits
    });
    if tidy && previous != b' ' {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_whitespace() && char != '\u{a0}' && char != '\u{202f}' {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_invisible(char) || (is_joiner(char) && joins(&out)) {
            out.push(char);
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    Cow::Owned(out)
}

/// Joiners build emoji and letters of many scripts; after ASCII they only hide something.
fn is_joiner(char: char) -> bool {
    matches!(char, '\u{200c}' | '\u{200d}')
}

fn joins(before: &str) -> bool {
    before.bytes().next_back().is_some_and(|byte| !byte.is_ascii())
}

/// Whether nobody sees a character, or it changes the order of those around it.
pub(crate) fn is_invisible(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Escapes what has a meaning at the start of a line only; returns how many bytes it has written.
fn line_start(text: &str, out: &mut String) -> usize {
    let Some(first) = text.bytes().next() else { return 0 };
    let ends = |at: usize| text.as_bytes().get(at).is_none_or(|byte| *byte == b' ');
    match first {
        b'>' => {}
        b'-' | b'+' if ends(1) || all_of(text, first) => {}
        b'=' if all_of(text, first) => {}
        b':' if ends(1) => {}
        b'0'..=b'9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let closes = matches!(text.as_bytes().get(digits), Some(b'.' | b')'));
            if digits < 10 && closes && ends(digits + 1) {
                out.push_str(&text[..digits]);
                out.push('\\');
                out.push_str(&text[digits..=digits]);
                return digits + 1;
            }
            return 0;
        }
        _ => return 0,
    }
    out.push('\\');
    out.push(first as char);
    1
}

fn all_of(text: &str, wanted: u8) -> bool {
    text.bytes().all(|byte| byte == wanted || byte == b' ')
}

fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'~' | b'|' | b'#' | b'&' | b'$' | b'@'
    )
}

/// Writes the special character at this place; returns how many bytes of the text it took.
fn special(text: &str, at: usize, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    let byte = bytes[at];
    let next = bytes.get(at + 1).copied();
    match byte {
        b'`' => return backticks(text, at, out),
        b'_' => return underscores(text, at, out),
        b'#' => return hashes(text, at, out),
        b'@' => {
            out.push('@');
            let before = text[..at].chars().next_back();
            let is_mention = next.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                && !before.is_some_and(char::is_alphanumeric);
            if is_mention {
                out.push_str("&#8203;");
            }
            return 1;
        }
        b'<' if next == Some(b'!') => {
            out.push_str("\\<\\!");
            return 2;
        }
        b'<' if next.is_some_and(|byte| matches!(byte, b' ' | b'=' | b'0'..=b'9')) => {}
        b'&' if !is_entity(&bytes[at + 1..]) => {}
        b'\\' if next.is_some_and(|byte| !byte.is_ascii_punctuation()) => {}
        b'$' if next.is_none_or(|byte| byte == b' ') => {}
        _ => out.push('\\'),
    }
    out.push(byte as char);
    1
}

/// `name;`, `#12;`, `#x1f;` after the ampersand.
fn is_entity(rest: &[u8]) -> bool {
    let body = rest.strip_prefix(b"#").unwrap_or(rest);
    let length = body.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    length > 0 && body.get(length) == Some(&b';')
}

fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count()
}

fn push_escaped(out: &mut String, char: char, times: usize) {
    for _ in 0..times {
        out.push('\\');
        out.push(char);
    }
}

/// Underscores inside a word never emphasise.
fn underscores(text: &str, at: usize, out: &mut String) -> usize {
    let length = run(text.as_bytes(), at);
    let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let after = text[at + length..].chars().next().is_some_and(char::is_alphanumeric);
    if before && after {
        out.push_str(&text[at..at + length]);
    } else {
        push_escaped(out, '_', length);
    }
    length
}

/// Hashes that stand alone open or close a heading.
fn hashes(text: &str, at: usize, out: &mut String) -> usize {
    let length = run(text.as_bytes(), at);
    let alone = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
    if alone(at.checked_sub(1).and_then(|before| text.as_bytes().get(before)))
        && alone(text.as_bytes().get(at + length))
    {
        out.push('\\');
    }
    out.push_str(&text[at..at + length]);
    length
}

/// A code span stays one where it is closed and holds nothing that acts beyond it.
fn backticks(text: &str, at: usize, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    let length = run(bytes, at);
    let from = at + length;
    if length < 3
        && let Some(to) = closing(bytes, from, length)
    {
        let code = &text[from..to];
        if !code.contains('|') && !code.contains("<!--") {
            out.push_str(&text[at..to + length]);
            return to + length - at;
        }
    }
    push_escaped(out, '`', length);
    length
}

/// Where the next run of exactly so many backticks begins.
fn closing(bytes: &[u8], mut at: usize, length: usize) -> Option<usize> {
    while let Some(offset) = bytes[at..].iter().position(|byte| *byte == b'`') {
        at += offset;
        let found = run(bytes, at);
        if found == length {
            return Some(at);
        }
        at += found;
    }
    None
}

#[cfg(test)]
mod tests;
