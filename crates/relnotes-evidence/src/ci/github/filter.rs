//! Patterns of branches, tags and paths in the triggers of GitHub.
//!
//! ```text
//! pattern = ["!"] { "**/" | "**" | "*" | "?" | "+" | "[" class "]" | "\" any | any }
//! ```
//! `*` stays within a slash, `**` does not; `?` and `+` repeat what stands before them. Of several patterns the last one
//! that fits decides, and `!` takes away what earlier ones took in.

use regex::Regex;

/// A pattern, compiled.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) is_negated: bool,
    regex: Regex,
}

impl Pattern {
    /// Makes a pattern; none where GitHub would not understand it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let (is_negated, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if text.len() > 1000 {
            return None;
        }
        let regex = Regex::new(&format!("^(?s:{})$", translate(text)?)).ok()?;
        Some(Self { is_negated, regex })
    }

    /// Returns whether a name fits, whatever stands in front of the pattern.
    pub(super) fn fits(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }
}

/// Returns whether a list of patterns takes a name in.
pub(super) fn takes(patterns: &[Pattern], name: &str) -> bool {
    let last = patterns.iter().rev().find(|pattern| pattern.fits(name));
    last.is_some_and(|pattern| !pattern.is_negated)
}

/// Writes a pattern as a regular expression.
fn translate(pattern: &str) -> Option<String> {
    let mut regex = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let at_start = rest.len() == pattern.len() || regex.ends_with('/');
        let (piece, length) = if at_start && rest.starts_with("**/") {
            ("(?:.*/)?".to_owned(), 3)
        } else if rest.starts_with("**") {
            (".*".to_owned(), 2)
        } else {
            match c {
                '*' => ("[^/]*".to_owned(), 1),
                '?' | '+' if regex.is_empty() => return None,
                '?' | '+' => (c.to_string(), 1),
                '[' => {
                    let end = rest.find(']')?;
                    (format!("[{}]", class(&rest[1..end])?), end + 1)
                }
                '\\' => {
                    let escaped = rest[1..].chars().next()?;
                    (regex::escape(escaped.encode_utf8(&mut [0; 4])), 1 + escaped.len_utf8())
                }
                c => (regex::escape(c.encode_utf8(&mut [0; 4])), c.len_utf8()),
            }
        };
        regex.push_str(&piece);
        rest = &rest[length..];
    }
    Some(regex)
}

/// class = { letter or digit [ "-" letter or digit ] }
fn class(text: &str) -> Option<&str> {
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (is_plain && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(patterns: &[&str], taken: &[&str], left: &[&str]) {
        let compiled: Vec<Pattern> =
            patterns.iter().map(|pattern| Pattern::new(pattern).unwrap()).collect();
        for name in taken {
            assert!(takes(&compiled, name), "{patterns:?} takes {name}");
        }
        for name in left {
            assert!(!takes(&compiled, name), "{patterns:?} leaves {name}");
        }
    }

    #[test]
    fn a_star_stays_within_a_slash() {
        check(&["feature/*"], &["feature/x", "feature/"], &["feature/a/b", "feature"]);
        check(&["feature/**"], &["feature/x", "feature/a/b"], &["feature", "xfeature/x"]);
        check(&["*"], &["main"], &["a/b"]);
        check(&["**"], &["main", "a/b"], &[]);
        check(&["**/docs/**"], &["docs/a.md", "x/docs/y/z"], &["xdocs/a"]);
        check(&["**.js"], &["index.js", "src/a.js"], &["a.jsx"]);
    }

    #[test]
    fn repetition_and_classes() {
        check(&["v[12].[0-9]+.[0-9]+"], &["v1.10.1", "v2.0.0"], &["v3.0.0", "v1.x.0"]);
        check(&["*.jsx?"], &["a.js", "a.jsx"], &["a.jsxx"]);
        check(&["v1.*"], &["v1.2.3-rc.1"], &["v11", "v1x"]);
        check(&["a\\*"], &["a*"], &["ab"]);
    }

    #[test]
    fn the_last_that_fits_decides() {
        check(&["release/**", "!release/**-alpha"], &["release/1"], &["release/1-alpha"]);
        check(&["release/**", "!release/a*", "release/abc"], &["release/abc"], &["release/ab"]);
        check(&["!**"], &[], &["v1.2.3"]);
        check(&[], &[], &["main"]);
    }

    #[test]
    fn nonsense_is_no_pattern() {
        for text in ["[", "[]", "[^a]", "?x", "a\\", "a**+++++{"] {
            if let Some(pattern) = Pattern::new(text) {
                assert!(!pattern.fits("main"), "{text}");
            }
        }
        assert!(Pattern::new("?x").is_none() && Pattern::new("[").is_none());
    }
}
