//! Patterns with `*` for names and paths. Nothing else of the shell's: `[` is a bracket, so that `*[bot]*` means what
//! it says.

use std::ops::Range;

use super::error::{Error, Problem};
use crate::declared::{At, Leaf};

/// A pattern of names or of paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    text: String,
    tokens: Vec<Token>,
    /// The longest run of characters without a star: no text fits that does not hold it.
    literal: String,
}

/// One step of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// This very character.
    One(char),
    /// Any text.
    Anything,
    /// Any text without a slash.
    WithinFolder,
    /// Nothing, or any text that ends with a slash.
    Folders,
}

impl Glob {
    /// Makes a pattern of names, in which `*` stands for any text.
    pub fn of_names(text: &str) -> Self {
        let token = |c| if c == '*' { Token::Anything } else { Token::One(c) };
        Self::new(text, text.chars().map(token).collect())
    }

    /// Makes a pattern of paths: `*` stays within a folder, `**` does not, `**/` also stands for no folder at all.
    pub fn of_paths(text: &str) -> Self {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let at_start =
                rest.len() == text.len() || text[..text.len() - rest.len()].ends_with('/');
            let (token, length) = if at_start && rest.starts_with("**/") {
                (Token::Folders, 3)
            } else if rest.starts_with("**") {
                (Token::Anything, 2)
            } else if character == '*' {
                (Token::WithinFolder, 1)
            } else {
                (Token::One(character), character.len_utf8())
            };
            tokens.push(token);
            rest = &rest[length..];
        }
        Self::new(text, tokens)
    }

    fn new(text: &str, tokens: Vec<Token>) -> Self {
        let run = |run: &[Token]| -> String {
            run.iter()
                .filter_map(|token| if let Token::One(c) = token { Some(*c) } else { None })
                .collect()
        };
        let runs = tokens.split(|token| !matches!(token, Token::One(_))).map(run);
        let literal = runs.max_by_key(String::len).unwrap_or_default();
        Self { text: text.to_owned(), tokens, literal }
    }

    /// Returns the pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Tells whether the whole of a text fits. Takes time proportional to both lengths, whatever the pattern.
    pub fn matches(&self, text: &str) -> bool {
        // Names are short: to look for words in them costs less than to prepare for it.
        let literal = self.literal.as_bytes();
        let mut windows = text.as_bytes().windows(literal.len().max(1));
        if !literal.is_empty() && !windows.any(|window| window == literal) {
            return false;
        }
        let text: Vec<char> = text.chars().collect();
        // reached[i]: the tokens so far can stand for the first i characters.
        let mut reached = vec![false; text.len() + 1];
        reached[0] = true;
        for token in &self.tokens {
            reached = token.advance(&reached, &text);
            if !reached.contains(&true) {
                return false;
            }
        }
        reached[text.len()]
    }
}

impl Leaf for Glob {
    type Raw = String;

    fn read(raw: String, at: &At<'_>, span: &Range<usize>) -> Result<Option<Self>, Error> {
        let fits_none = raw.starts_with(['/', '!']) || raw.starts_with("./") || raw.contains('\\');
        match raw.trim() {
            "" => Ok(None),
            _ if fits_none => Err(at.bad(Problem::PathPattern(raw), span)),
            pattern => Ok(Some(Self::of_paths(pattern))),
        }
    }
}

impl Token {
    fn advance(self, reached: &[bool], text: &[char]) -> Vec<bool> {
        let mut next = vec![false; reached.len()];
        let mut reached_before = false;
        for end in 0..reached.len() {
            let last = end.checked_sub(1).map(|index| text[index]);
            next[end] = match self {
                Self::One(character) => last == Some(character) && reached[end - 1],
                Self::Anything => reached_before || reached[end],
                Self::WithinFolder => {
                    reached[end] || (last.is_some_and(|c| c != '/') && next[end - 1])
                }
                Self::Folders => reached[end] || (last == Some('/') && reached_before),
            };
            reached_before |= reached[end];
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_in_a_name_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("main", "main", true),
            ("main", "main2", false),
            ("feature/*", "feature/a/b", true),
            ("feature/*", "feature", false),
            ("*[bot]*", "dependabot[bot]", true),
            ("*[bot]*", "robot", false),
            ("*", "", true),
            ("a*b*c", "aXbYbZc", true),
            ("", "a", false),
            ("релиз-*", "релиз-1", true),
        ] {
            assert_eq!(Glob::of_names(pattern).matches(text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn a_star_in_a_path_stays_within_its_folder() {
        for (pattern, text, expected) in [
            ("docs/**", "docs/a/b.md", true),
            ("docs/*", "docs/a/b.md", false),
            ("docs/*", "docs/b.md", true),
            ("**/*.md", "README.md", true),
            ("**/*.md", "a/b/c.md", true),
            ("**/*.md", "a/b/c.mdx", false),
            ("a/**/z", "a/z", true),
            ("a/**/z", "a/b/c/z", true),
            ("a/**/z", "az", false),
            ("src/x**", "src/xa/b", true),
        ] {
            assert_eq!(Glob::of_paths(pattern).matches(text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = Glob::of_names(&"*a".repeat(200));
        assert!(!pattern.matches(&"a".repeat(199)));
    }
}
