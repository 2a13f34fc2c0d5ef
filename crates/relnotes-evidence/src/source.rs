//! Source code as text, for detectors that look at calls: no language is parsed, brackets and quotes are followed.
//!
//! Each look is bounded, so that no text takes longer than its length times a constant.

use std::cell::OnceCell;

use memchr::memchr_iter;

use crate::range::FilePath;

/// How many bytes an argument list may have to be looked at.
const LONGEST: usize = 3000;

/// A text with its lines.
pub(crate) struct Source<'t> {
    /// The text.
    pub(crate) text: &'t str,
    /// Where lines begin, once somebody asks: in most texts nothing is found.
    starts: OnceCell<Vec<usize>>,
}

impl<'t> Source<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, starts: OnceCell::new() }
    }

    fn starts(&self) -> &[usize] {
        let ends = || memchr_iter(b'\n', self.text.as_bytes()).map(|at| at + 1);
        self.starts.get_or_init(|| std::iter::once(0).chain(ends()).collect())
    }

    /// Returns the line of a byte, from 0.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.starts().partition_point(|start| *start <= at) - 1
    }

    /// Returns where a part of the text, as other functions of this module return it, begins.
    pub(crate) fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len())
    }

    /// Returns what stands between the bracket that opens at a byte and the one that closes it; none where it is long.
    pub(crate) fn block(&self, open: usize) -> Option<&'t str> {
        let rest = self.text.get(open..).filter(|rest| rest.starts_with(['(', '[', '{']))?;
        let mut depth = 0usize;
        let mut end = None;
        walk(rest, |at, byte| {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        end = Some(at);
                    }
                }
                _ => {}
            }
            end.is_none() && at < LONGEST
        });
        rest.get(1..end?)
    }

    /// Returns whether the line of a byte is a comment.
    pub(crate) fn is_comment(&self, at: usize) -> bool {
        let line = self.text[self.starts()[self.line(at)]..at].trim_start();
        ["//", "#", "* ", "/*"].iter().any(|sign| line.starts_with(sign)) && !line.starts_with("#[")
    }
}

/// Returns a text without the tests at its end, as Rust has them in the file that they test.
pub(crate) fn without_tests<'t>(path: &FilePath, text: &'t str) -> &'t str {
    if path.extension() != "rs" {
        return text;
    }
    let mut places = text.match_indices("#[cfg(test)]");
    let tests = places.find(|(at, sign)| {
        let mut next = text[at + sign.len()..].trim_start();
        // Further attributes stand on lines of their own.
        while next.starts_with("#[") {
            next = next.split_once('\n').map_or("", |(_, rest)| rest.trim_start());
        }
        // `mod tests;` is a file of its own.
        next.starts_with("mod ") && next.split('\n').next().is_some_and(|line| line.contains('{'))
    });
    tests.map_or(text, |(at, _)| &text[..at])
}

/// Splits a list of arguments at the commas that stand in no bracket and in no quotes.
pub(crate) fn arguments(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    walk(list, |at, byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        true
    });
    parts.push(list[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// Returns the text of an expression that is one literal: `"x"`, `'x'`, `` `x` ``, Ruby's `:x`.
pub(crate) fn literal(expression: &str) -> Option<&str> {
    let expression = expression.trim();
    let word = |text: &str| text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    if let Some(symbol) = expression.strip_prefix(':') {
        return (!symbol.is_empty() && word(symbol)).then_some(symbol);
    }
    let quote = expression.chars().next().filter(|it| matches!(it, '"' | '\'' | '`'))?;
    let inner = expression.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains([quote, '\n', '\\'])).then_some(inner)
}

/// Returns the texts of an expression that joins literals with what only the program knows: `"APP_" + prefix + "PORT"`
/// is `APP_` and `PORT`; none where it is anything else.
pub(crate) fn composed(expression: &str) -> Option<String> {
    let parts: Vec<&str> = expression.split('+').map(str::trim).collect();
    let known: Vec<&str> = parts.iter().filter_map(|part| literal(part)).collect();
    (parts.len() > 1 && !known.is_empty() && known.len() < parts.len()).then(|| known.concat())
}

/// Returns a default as documents show it, if it is a value by itself and no name of one: `5`, `"x"`, `true`.
pub(crate) fn value(expression: &str) -> Option<String> {
    let expression = expression.trim();
    let is_word =
        matches!(expression, "true" | "false" | "nil" | "None" | "True" | "False" | "null");
    let is_number = expression
        .strip_prefix('-')
        .unwrap_or(expression)
        .starts_with(|char: char| char.is_ascii_digit());
    let is_list = ["[]string{", "[]int64{", "[]int{", "map[string]string{", "[]"]
        .iter()
        .any(|start| expression.starts_with(start));
    let is_time = expression.starts_with("time.") && !expression.contains('(');
    if let Some(text) = literal(expression) {
        return Some(text.to_owned()).filter(|text| text.len() < 200);
    }
    let is_short = expression.len() < 100 && !expression.contains('\n');
    ((is_word || is_number || is_list || is_time) && is_short).then(|| expression.to_owned())
}

/// Returns a value of several lines as one of single spaces, cut where it is long.
pub(crate) fn short(value: &str) -> String {
    const LONGEST: usize = 200;
    let words: Vec<&str> = value.split_whitespace().collect();
    let text = words
        .join(" ")
        .replace("[ ", "[")
        .replace(" ]", "]")
        .replace(", ]", "]")
        .replace(",]", "]");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Shows each byte that stands in no quotes and in no `//` comment, until it is told to stop.
fn walk(text: &str, mut show: impl FnMut(usize, u8) -> bool) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if at > LONGEST * 2 {
            return;
        }
        match byte {
            b'"' | b'\'' | b'`' => {
                at = end_of_quote(bytes, at).unwrap_or(at);
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                let line = bytes[at..].iter().take(LONGEST).position(|byte| *byte == b'\n');
                at += line.unwrap_or(LONGEST);
            }
            byte => {
                if !show(at, *byte) {
                    return;
                }
            }
        }
        at += 1;
    }
}

/// The closing quote; none of an apostrophe, and of what is not closed on its line unless a backquote opened it.
fn end_of_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let quote = bytes[open];
    let mut at = open + 1;
    while at < bytes.len().min(open + LONGEST) {
        match bytes[at] {
            b'\\' if quote != b'`' => at += 1,
            b'\n' if quote != b'`' => return None,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_over_lines_quotes_and_comments() {
        let source = Source::new("f(\n  \"a, (b\", // don't\n  g(1, 2),\n)\nrest)");
        let block = source.block(1).unwrap();
        let parts = arguments(block);
        assert_eq!(parts.len(), 2);
        assert_eq!(literal(parts[0]), Some("a, (b"));
        assert!(parts[1].ends_with("g(1, 2)"));
        assert_eq!(source.line(source.offset(parts[0])), 1);
        assert_eq!(source.block(0), None);
    }

    #[test]
    fn tests_of_rust_are_cut_off() {
        let path = FilePath::new("a.rs", &[]);
        let text =
            "fn a() {}\n#[cfg(test)]\nmod helper;\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n}\n";
        assert_eq!(without_tests(&path, text), "fn a() {}\n#[cfg(test)]\nmod helper;\n");
        assert_eq!(without_tests(&FilePath::new("a.go", &[]), text), text);
    }

    #[test]
    fn literals_are_one_text() {
        assert_eq!(literal(" 'x' "), Some("x"));
        assert_eq!(literal(":orders_total"), Some("orders_total"));
        assert_eq!(literal("\"a\" + \"b\""), None);
        assert_eq!(composed("\"A_\" + prefix+\"B\"").as_deref(), Some("A_B"));
        assert_eq!(composed("name"), None);
        assert_eq!(value("5").as_deref(), Some("5"));
        assert_eq!(value("30*time.Second").as_deref(), Some("30*time.Second"));
        assert_eq!(value("defaultPort"), None);
    }

    #[test]
    fn what_is_not_closed_takes_no_time() {
        let begun = std::time::Instant::now();
        let text = "f(\"".repeat(300_000);
        let source = Source::new(&text);
        for at in (1..text.len()).step_by(3000) {
            assert_eq!(source.block(at), None);
        }
        assert_eq!(source.line(0), 0);
        assert!(begun.elapsed().as_secs() < 20);
    }
}
