//! Near misses: first lines that were meant to follow the convention, and what to do about them.

use super::conventional::{self, Conventional};

/// One near miss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, as a name that never changes.
    pub code: ProblemCode,
    /// What is wrong and what to write instead.
    pub message: String,
    /// First byte of the message that is concerned.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

/// The near misses that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemCode {
    /// `Feat: x`
    UppercaseType,
    /// `feat:x`
    MissingSpace,
    /// `feat : x`
    SpaceBeforeColon,
    /// `feat (api): x`
    SpaceBeforeScope,
    /// `feat(): x`
    EmptyScope,
    /// `feat(api: x`
    UnclosedScope,
    /// `feat:`
    EmptyDescription,
    /// `feat(api) x`
    MissingColon,
    /// `feat!(api): x`
    MisplacedBreakingMark,
    /// ` feat: x`
    LeadingSpace,
    /// A body right below the first line.
    MissingBlankLine,
}

impl ProblemCode {
    /// Returns the name that the machine-readable output shows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UppercaseType => "uppercase-type",
            Self::MissingSpace => "missing-space",
            Self::SpaceBeforeColon => "space-before-colon",
            Self::SpaceBeforeScope => "space-before-scope",
            Self::EmptyScope => "empty-scope",
            Self::UnclosedScope => "unclosed-scope",
            Self::EmptyDescription => "empty-description",
            Self::MissingColon => "missing-colon",
            Self::MisplacedBreakingMark => "misplaced-breaking-mark",
            Self::LeadingSpace => "leading-space",
            Self::MissingBlankLine => "missing-blank-line",
        }
    }
}

/// Finds the near misses of a message whose first line that is not blank begins at `start`.
///
/// A line that does not conform is one only if it begins with a type in common use: `Update : x` is English.
pub(super) fn near_misses(
    text: &str,
    start: usize,
    conventional: Option<&Conventional>,
) -> Vec<Problem> {
    let line = text[start..].lines().next().unwrap_or_default();
    let mut found = Found { problems: Vec::new(), offset: start };
    if let Some(header) = conventional::header(line) {
        found.header(line, header.kind, header.colon);
        if header.scope.is_some_and(|scope| scope.trim().is_empty()) {
            found.add(ProblemCode::EmptyScope, EMPTY_SCOPE, header.kind.len(), header.colon);
        }
        if conventional.is_none() && line[header.colon + 1..].starts_with(char::is_whitespace) {
            found.missing_blank_line(&text[start..], line.len());
        }
        return found.problems;
    }
    found.line(line);
    found.problems
}

const EMPTY_SCOPE: &str = "the scope is empty: name one, or leave out the parentheses";

/// The problems found so far; offsets in a line become offsets in the text.
struct Found {
    problems: Vec<Problem>,
    offset: usize,
}

impl Found {
    fn add(&mut self, code: ProblemCode, message: impl Into<String>, start: usize, end: usize) {
        let (start, end) = (start + self.offset, end + self.offset);
        self.problems.push(Problem { code, message: message.into(), start, end });
    }

    /// What may be wrong around a type and a colon in their places.
    fn header(&mut self, line: &str, kind: &str, colon: usize) {
        if kind.chars().any(char::is_uppercase) {
            let message = format!("write the type in lower case: `{}`", kind.to_lowercase());
            self.add(ProblemCode::UppercaseType, message, 0, kind.len());
        }
        if line[colon + 1..].starts_with(|c: char| !c.is_whitespace() && c != ':') {
            self.add(ProblemCode::MissingSpace, "put a space after the colon", colon, colon + 1);
        }
    }

    fn missing_blank_line(&mut self, text: &str, first: usize) {
        let start =
            first + text[first..].bytes().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let length = text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
        let message = "put a blank line between the first line and what follows";
        self.add(ProblemCode::MissingBlankLine, message, start, start + length);
    }

    /// A first line that does not conform.
    ///
    /// ```text
    /// line = *white type *white ["!"] ["(" [scope] ")"] *white ["!"] *white ":" [description]
    /// ```
    fn line(&mut self, line: &str) {
        let indent = line.len() - line.trim_start().len();
        let mut scan = Scan { line, at: indent };
        let kind = scan.until(|c| matches!(c, '(' | ')' | ':' | '!') || c.is_whitespace());
        if !conventional::is_known_type(kind) {
            return;
        }
        let after_kind = scan.white();
        let bang_before = scan.at;
        let early_bang = scan.eat('!');
        let open = scan.at;
        let scope = scan.eat('(').then(|| scan.until(|c| matches!(c, '(' | ')')));
        if scope.is_some() && !scan.eat(')') {
            if after_kind.is_empty() && !early_bang {
                self.add(ProblemCode::UnclosedScope, "close the scope with `)`", open, line.len());
            }
            return;
        }
        let scope_end = scan.at;
        let mut gap = scan.white();
        if scan.eat('!') {
            gap = if gap.is_empty() { scan.white() } else { gap };
        }
        let colon = scan.at;
        if !scan.eat(':') {
            if after_kind.is_empty() && scope.is_some_and(|scope| !scope.trim().is_empty()) {
                let message = "put `: ` between the scope and the description";
                self.add(ProblemCode::MissingColon, message, open, scope_end);
            }
            return;
        }
        let gap = if scope.is_none() && gap.is_empty() { after_kind } else { gap };
        if !gap.is_empty() && line[colon + 1..].starts_with(|c: char| !c.is_whitespace()) {
            return; // a symbol of Ruby, `fix :nodoc: comments`
        }
        if indent > 0 {
            self.add(ProblemCode::LeadingSpace, "begin the line with the type", 0, indent);
        }
        if let Some(scope) = scope {
            self.scope(scope, after_kind, open, scope_end);
            if early_bang {
                let message = "put `!` after the scope, right before the colon";
                self.add(ProblemCode::MisplacedBreakingMark, message, bang_before, bang_before + 1);
            }
        }
        self.colon(line, colon, gap);
        self.offset += indent;
        self.header(&line[indent..], kind, colon - indent);
    }

    fn colon(&mut self, line: &str, colon: usize, gap: &str) {
        if !gap.is_empty() {
            let start =
                line[..colon].trim_end_matches(|c: char| c == '!' || c.is_whitespace()).len();
            let message = "remove the space before the colon";
            self.add(ProblemCode::SpaceBeforeColon, message, start, colon);
        }
        if line[colon + 1..].trim().is_empty() {
            let message = "say after the colon what the commit does";
            self.add(ProblemCode::EmptyDescription, message, colon, colon + 1);
        }
    }

    fn scope(&mut self, scope: &str, before: &str, open: usize, end: usize) {
        if scope.trim().is_empty() {
            self.add(ProblemCode::EmptyScope, EMPTY_SCOPE, open, end);
        }
        if !before.is_empty() {
            let message = "remove the space between the type and the scope";
            self.add(ProblemCode::SpaceBeforeScope, message, open - before.len(), open);
        }
    }
}

/// A place in a line.
struct Scan<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.line[self.at..];
        let taken = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn white(&mut self) -> &'a str {
        self.until(|c| !c.is_whitespace())
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.line[self.at..].starts_with(c);
        self.at += if found { c.len_utf8() } else { 0 };
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let start = super::super::subject::split(text).start;
        let conventional = conventional::parse(&text[start..]);
        let problems = near_misses(text, start, conventional.as_ref());
        let found: Vec<_> =
            problems.iter().map(|p| (p.code.as_str(), &text[p.start..p.end])).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn what_conforms_or_is_english_has_no_problem() {
        for text in [
            "",
            "feat: add x",
            "feat(api)!: add x.",
            "фича: новое",
            "feat:  two spaces",
            "Update the docs : all",
            "fix typo",
            "fix (some) typos",
            "fix the : in names",
            "fix :nodoc: comments",
            "mime::js is registered",
            "Merge branch 'x'",
            "feat: x\n\nbody",
            "Revert \"feat : x\"",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn accepted_lines_with_a_blemish() {
        check("Feat:add", &[("uppercase-type", "Feat"), ("missing-space", ":")]);
        check("Фича: x", &[("uppercase-type", "Фича")]);
        check("\nfix(a):b", &[("missing-space", ":")]);
        check("feat( ): x", &[("empty-scope", "( )")]);
    }

    #[test]
    fn lines_that_nearly_conform() {
        check("feat : x", &[("space-before-colon", " ")]);
        check("feat(scope) : x", &[("space-before-colon", " ")]);
        check("feat(scope)! : x", &[("space-before-colon", "! ")]);
        check("feat ! : x", &[("space-before-colon", " ! ")]);
        check("Feat  : x", &[("space-before-colon", "  "), ("uppercase-type", "Feat")]);
        check("feat (api): x", &[("space-before-scope", " ")]);
        check("feat(): x", &[("empty-scope", "()")]);
        check("feat:", &[("empty-description", ":")]);
        check("feat(api): \n\nbody", &[("empty-description", ":")]);
        check("feat(api: x", &[("unclosed-scope", "(api: x")]);
        check("feat(api) x", &[("missing-colon", "(api)")]);
        check("feat!(api): x", &[("misplaced-breaking-mark", "!")]);
        check("  feat: x", &[("leading-space", "  ")]);
    }

    #[test]
    fn a_body_needs_a_blank_line() {
        check("feat: x\nbody\nmore", &[("missing-blank-line", "body")]);
        check("Feat: x\r\nтело", &[("uppercase-type", "Feat"), ("missing-blank-line", "тело")]);
        check("fix: x\n \nbody", &[("missing-blank-line", " ")]);
    }
}
