//! Conventional Commits 1.0, read as the `git-conventional` crate reads them.
//!
//! Only what conforms is [`Conventional`]; what nearly does is a [`super::Problem`]. Footers follow the conventional
//! rule (`BREAKING CHANGE: x`, `Closes #12`, anywhere after a blank line), which is not git's rule for trailers.

use super::scan;

/// A message that follows the convention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conventional {
    /// The type as it was written: `feat`, `Fix`, `фича`.
    pub kind: String,
    /// The text in parentheses after the type.
    pub scope: Option<String>,
    /// Whether `!` stands before the colon or a `BREAKING CHANGE` footer follows.
    pub breaking: bool,
    /// The rest of the first line.
    pub description: String,
    /// What stands between the first line and the first footer.
    pub body: Option<String>,
    /// The footers in their order.
    pub footers: Vec<Footer>,
}

/// One footer of a conventional message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footer {
    /// What stands before the separator.
    pub token: String,
    /// Which separator was used.
    pub separator: Separator,
    /// What follows, up to the next footer; may span paragraphs.
    pub value: String,
}

impl Footer {
    /// Tells whether the footer announces a breaking change; the convention wants capitals.
    pub fn is_breaking(&self) -> bool {
        matches!(self.token.as_str(), "BREAKING CHANGE" | "BREAKING-CHANGE")
    }
}

/// What stands between the token and the value of a footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `Token: value`
    Colon,
    /// `Token #value`
    Hash,
}

impl Separator {
    /// Returns the character that the machine-readable output shows: `:` or `#`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Colon => ":",
            Self::Hash => "#",
        }
    }
}

/// The first line of a conventional message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) kind: &'a str,
    pub(super) scope: Option<&'a str>,
    pub(super) bang: bool,
    pub(super) description: &'a str,
    /// Offset of the colon in the line.
    pub(super) colon: usize,
}

/// Reads a whole message; `None` if it does not conform.
///
/// ```text
/// message = header [EOL EOL *EOL [body] *footer]
/// EOL     = LF / CR LF
/// ```
pub fn parse(text: &str) -> Option<Conventional> {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let header = header(&text[..end])?;
    let mut rest = &text[end..];
    if !rest.is_empty() {
        rest = strip_line_end(rest)?;
        if !rest.is_empty() {
            rest = strip_line_end(rest)?;
        }
    }
    while let Some(next) = strip_line_end(rest) {
        rest = next;
    }
    let (body, rest) = rest.split_at(body_length(rest));
    let body = body.trim_end();
    let footers = footers(rest);
    Some(Conventional {
        kind: header.kind.to_owned(),
        scope: header.scope.map(str::to_owned),
        breaking: header.bang || footers.iter().any(Footer::is_breaking),
        description: header.description.to_owned(),
        body: (!body.is_empty()).then(|| body.to_owned()),
        footers,
    })
}

/// Reads a first line.
///
/// ```text
/// header = type ["(" scope ")"] ["!"] ":" *white description
/// type   = 1*<any character but white space, "(", ")", ":", "!">
/// scope  = 1*<any character but "(", ")">
/// ```
///
/// No space is required after the colon, as in `git-conventional`; its lack is a [`super::Problem`].
pub(super) fn header(line: &str) -> Option<Header<'_>> {
    let kind = type_of(line)?;
    let mut at = kind.len();
    let mut scope = None;
    if let Some(rest) = line[at..].strip_prefix('(') {
        let end = rest.find(['(', ')'])?;
        if end == 0 || !rest[end..].starts_with(')') {
            return None;
        }
        scope = Some(&rest[..end]);
        at += end + 2;
    }
    let bang = line[at..].starts_with('!');
    at += usize::from(bang);
    let description = line[at..].strip_prefix(':')?.trim_start();
    (!description.is_empty()).then_some(Header { kind, scope, bang, description, colon: at })
}

/// The type, or the token of a footer, at the start of a line.
fn type_of(line: &str) -> Option<&str> {
    let ends = |c: char| matches!(c, '(' | ')' | ':' | '!') || c.is_whitespace();
    let ascii =
        line.bytes().position(|b| !b.is_ascii() || ends(char::from(b))).unwrap_or(line.len());
    let end = line[ascii..].find(ends).map_or(line.len(), |end| ascii + end);
    (end > 0).then(|| &line[..end])
}

fn strip_line_end(text: &str) -> Option<&str> {
    text.strip_prefix('\n').or_else(|| text.strip_prefix("\r\n"))
}

/// Length of the body: up to the first footer that follows a blank line or begins the text.
fn body_length(text: &str) -> usize {
    let mut length = 0;
    let mut after_blank = true;
    for (_, line) in scan::lines_with_ends(text) {
        if after_blank && footer_start(line).is_some() {
            break;
        }
        after_blank = line.trim().is_empty();
        length += line.len();
    }
    length
}

/// Reads the footers that fill the rest of a message.
///
/// ```text
/// footer = token separator *white value   ; the value ends where the next footer or the message does
/// ```
fn footers(mut text: &str) -> Vec<Footer> {
    let mut footers = Vec::new();
    while let Some((token, separator)) = footer_start(text.split('\n').next().unwrap_or_default()) {
        let after = match separator {
            Separator::Colon => token.len() + 1,
            Separator::Hash => token.len() + 2,
        };
        let rest = text[after..].trim_start();
        let mut length = 0;
        for (at, line) in scan::lines_with_ends(rest) {
            if at > 0 && footer_start(line).is_some() {
                break;
            }
            length += line.len();
        }
        let value = rest[..length].trim_end().to_owned();
        footers.push(Footer { token: token.to_owned(), separator, value });
        text = &rest[length..];
    }
    footers
}

/// Reads token and separator at the start of a line.
///
/// ```text
/// token     = "BREAKING CHANGE" / type
/// separator = ":" / " #"
/// ```
fn footer_start(line: &str) -> Option<(&str, Separator)> {
    const PHRASE: &str = "BREAKING CHANGE";
    let token = if line.starts_with(PHRASE) { &line[..PHRASE.len()] } else { type_of(line)? };
    let rest = &line[token.len()..];
    if rest.starts_with(':') {
        return Some((token, Separator::Colon));
    }
    rest.starts_with(" #").then_some((token, Separator::Hash))
}

/// The types in common use: enough to tell a slip (`Feat : x`) and a squashed message from English.
const KNOWN_TYPES: &[&str] = &[
    "bug",
    "bugfix",
    "build",
    "chore",
    "ci",
    "dep",
    "deps",
    "doc",
    "docs",
    "dx",
    "enhancement",
    "feat",
    "feature",
    "fix",
    "hotfix",
    "improvement",
    "perf",
    "refactor",
    "release",
    "revert",
    "security",
    "style",
    "test",
    "tests",
    "types",
    "wip",
];

/// Tells whether `word` is a type in common use, whatever its case.
pub(super) fn is_known_type(word: &str) -> bool {
    KNOWN_TYPES.iter().any(|known| scan::strip_prefix(word, known) == Some(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows a message as `kind(scope)! description [body] token:value`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = parse(text).map_or_else(String::new, |m| {
            let scope = m.scope.map(|scope| format!("({scope})")).unwrap_or_default();
            let body = m.body.map(|body| format!(" [{body}]")).unwrap_or_default();
            let footer = |f: &Footer| format!(" {}{}{}", f.token, f.separator.as_str(), f.value);
            let footers: String = m.footers.iter().map(footer).collect();
            format!(
                "{}{scope}{} {}{body}{footers}",
                m.kind,
                if m.breaking { "!" } else { "" },
                m.description
            )
        });
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn headers() {
        check("feat: x", "feat x");
        check("feat(api): x", "feat(api) x");
        check("feat(api)!: x", "feat(api)! x");
        check("фича(апи): новое", "фича(апи) новое");
        check("Feat:x", "Feat x");
        for text in [
            "",
            "x",
            "feat",
            "feat:",
            "feat(): x",
            "feat : x",
            "feat (a): x",
            "feat(a: x",
            "a b: x",
            ": x",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn bodies_need_a_blank_line() {
        check("feat: x\n\nbody\n\nmore\n", "feat x [body\n\nmore]");
        check("feat: x\r\n\r\nbody\r\n", "feat x [body]");
        check("feat: x\nbody", "");
        check("feat: x\n \nbody", "");
    }

    #[test]
    fn footers_follow_the_convention() {
        check(
            "fix: x\n\nBREAKING CHANGE: y\n\nz\nCloses #12\n",
            "fix! x BREAKING CHANGE:y\n\nz Closes#12",
        );
        check("fix: x\n\nbody\nNot-one: y\n\nOne: y", "fix x [body\nNot-one: y] One:y");
        check("fix: x\n\nBREAKING-CHANGE: y", "fix! x BREAKING-CHANGE:y");
        check("fix: x\n\nbreaking change: y", "fix x [breaking change: y]");
        check("fix: x\n\nFixes:\n", "fix x Fixes:");
    }
}
