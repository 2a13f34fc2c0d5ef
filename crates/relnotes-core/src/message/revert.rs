//! What a commit says it takes back.
//!
//! Reads what git, GitHub and people write; whether the named commits exist is for the caller to see. A *partial*
//! revert is a change of its own and is not recognised.

use super::conventional::{self, Conventional};
use super::{pull_request, scan};

/// What a commit takes back, or brings back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revert {
    /// Object ids, full or abbreviated, in their order.
    pub commits: Vec<String>,
    /// The quoted subject: of `Revert "Revert "x""` it is `Revert "x"`, of `Reapply "x"` it is `x`.
    pub subject: Option<String>,
    /// Pull requests that are named as reverted (`Reverts owner/repo#12`).
    pub pull_requests: Vec<u64>,
    /// Whether the original is brought back: an even number of reverts.
    pub reapplies: bool,
    /// How many reverts the subject nests, `Reapply` counting as two; 1 where only the body speaks of a revert.
    pub depth: u32,
}

/// Reads a revert from subject and body.
///
/// ```text
/// subject  = ("Revert" / "revert" [":"]) " " quoted *<anything> / "Reapply " quoted *<anything>
///          / conventional header of type "revert"
///          / type ": " ("revert" / "reapply") " " quoted [" (" <anything>]
/// sentence = ("This reverts" / <start of line> "revert" ["s" / "ing"]) targets / "reverting changes made to " targets
/// ```
pub(super) fn parse(
    subject: &str,
    body: &str,
    conventional: Option<&Conventional>,
) -> Option<Revert> {
    let quoted = quoted(subject).or_else(|| conventional_subject(conventional?));
    let mut targets = Targets::default();
    if subject.contains("evert") {
        targets.scan(subject);
    }
    if body.contains("evert") {
        targets.scan(if quoted.is_some() { body } else { before_list(body) });
    }
    if let Some(conventional) = conventional.filter(|_| quoted.is_some()) {
        targets.footers(conventional);
    }
    if quoted.is_none() && targets.commits.is_empty() && targets.pull_requests.is_empty() {
        return None;
    }
    let depth = if quoted.is_some() { depth(subject).max(1) } else { 1 };
    Some(Revert {
        commits: targets.commits,
        subject: quoted,
        pull_requests: targets.pull_requests,
        reapplies: depth % 2 == 0,
        depth,
    })
}

/// The part of a body before the list of what was squashed: a sentence below an item speaks of that item. An item that
/// is a revert itself is one that was squashed with its counterpart.
fn before_list(body: &str) -> &str {
    let mut listed = false;
    let own = |line: &str| {
        let quotes = |line: &str| verb(line).is_some() || line.starts_with("Revert \"");
        line.strip_prefix("* ").map_or_else(|| line.starts_with("Revert \""), quotes)
    };
    let end = scan::lines(body).find(|(_, line)| {
        let below = listed && !line.starts_with([' ', '*']) && line.contains("evert");
        listed |= line.starts_with("* ");
        own(line) || below
    });
    &body[..end.map_or(body.len(), |(at, _)| at)]
}

/// The text between the first quote after the verb and the last quote of the subject.
fn quoted(subject: &str) -> Option<String> {
    let rest = verb(subject)?.0;
    let end = rest.rfind('"').unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

/// Strips the verb, white space and the opening quote; tells for how many reverts the verb stands.
fn verb(text: &str) -> Option<(&str, u32)> {
    let (rest, reverts) = match scan::strip_prefix(text, "revert") {
        Some(rest) => (rest.strip_prefix(':').unwrap_or(rest), 1),
        None => (scan::strip_prefix(text, "reapply")?, 2),
    };
    rest.strip_prefix(' ')?.trim_start().strip_prefix('"').map(|rest| (rest, reverts))
}

fn conventional_subject(conventional: &Conventional) -> Option<String> {
    if !conventional.kind.eq_ignore_ascii_case("revert") {
        let after = &conventional.description[conventional.description.rfind('"')? + 1..];
        let ends = after.trim().is_empty() || after.starts_with(" (");
        return quoted(&conventional.description).filter(|_| ends);
    }
    let description = conventional.description.trim();
    let subject = pull_request::trailing(description).map_or(description, |(_, subject)| subject);
    let unquoted = subject.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    Some(unquoted.unwrap_or(subject).to_owned())
}

/// How many reverts a subject nests.
fn depth(mut subject: &str) -> u32 {
    let mut depth = 0;
    loop {
        if let Some((inner, reverts)) = verb(subject) {
            depth += reverts;
            subject = inner;
            continue;
        }
        let Some(header) = conventional::header(subject) else { return depth };
        if header.kind.eq_ignore_ascii_case("revert") {
            depth += 1;
            subject = header.description.strip_prefix('"').unwrap_or(header.description);
        } else if verb(header.description).is_some() {
            subject = header.description;
        } else {
            return depth;
        }
    }
}

/// What the sentences of a message name.
#[derive(Default)]
struct Targets {
    commits: Vec<String>,
    pull_requests: Vec<u64>,
}

impl Targets {
    fn scan(&mut self, text: &str) {
        let mut from = 0;
        while let Some(at) = scan::find(text, "revert", from) {
            from = at + "revert".len();
            if let Some(rest) = sentence(text, at) {
                self.list(rest);
            }
        }
    }

    /// The footer of the convention's own example: `Refs: 676104e, a215868`.
    fn footers(&mut self, conventional: &Conventional) {
        for footer in conventional.footers.iter().filter(|f| f.token.eq_ignore_ascii_case("refs")) {
            self.list(&footer.value);
        }
    }

    /// ```text
    /// targets = *(word / separator) target *(separator target)   ; within one paragraph
    /// target  = object-id / [owner "/" repository] ("#" / "!") N
    /// ```
    fn list(&mut self, text: &str) {
        let mut rest = text.split("\n\n").next().unwrap_or_default();
        let mut sure = false;
        loop {
            rest = rest.trim_start_matches(|c: char| {
                c.is_whitespace() || matches!(c, ',' | ':' | '`' | '\'' | '-' | '*')
            });
            if let Some(next) = strip_words(rest, &["commits", "commit"]) {
                sure = true;
                rest = next;
            } else if let Some(next) = strip_words(rest, FILLERS) {
                rest = next;
            } else if let Some(id) = scan::hex(rest).filter(|id| sure || is_surely_id(id)) {
                rest = &rest[id.len()..];
                if !rest.starts_with("..") {
                    self.commits.extend(
                        (!self.commits.iter().any(|known| known == id)).then(|| id.to_owned()),
                    );
                }
            } else if let Some((number, next)) = reference(rest) {
                self.pull_requests
                    .extend((!self.pull_requests.contains(&number)).then_some(number));
                rest = next;
            } else {
                return;
            }
        }
    }
}

/// Words that may stand before and between targets.
const FILLERS: &[&str] = &[
    "and",
    "the",
    "merge",
    "changes made to",
    "changes made in",
    "pull requests",
    "pull request",
    "prs",
    "pr",
];

fn strip_words<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| scan::strip_word(text, word))
}

/// Without the word `commit` an id must look like one: `defaced` and `1234567` do not.
fn is_surely_id(id: &str) -> bool {
    id.len() >= 40
        || (id.bytes().any(|b| b.is_ascii_digit()) && id.bytes().any(|b| b.is_ascii_alphabetic()))
}

/// ```text
/// reference = [owner "/" repository] ("#" / "!") N
/// ```
fn reference(text: &str) -> Option<(u64, &str)> {
    let sign =
        text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')))?;
    if sign > 0 && !text[..sign].contains('/') {
        return None;
    }
    let digits = text[sign..].strip_prefix(['#', '!'])?;
    let (number, length) = scan::number(digits)?;
    let rest = &digits[length..];
    (!rest.chars().next().is_some_and(scan::is_word)).then_some((number, rest))
}

/// What follows the word at `at`, if it begins a sentence that reverts something.
fn sentence(text: &str, at: usize) -> Option<&str> {
    let before = &text[..at];
    let rest = &text[at + "revert".len()..];
    let (rest, progressive) = match rest.strip_prefix("ing") {
        Some(rest) => (rest, true),
        None => (rest.strip_prefix('s').unwrap_or(rest), false),
    };
    let targets = rest.strip_prefix([' ', '\n', ':'])?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    let starts = line.trim_start_matches([' ', '-', '*']).is_empty();
    let this = before.ends_with("This ") || before.ends_with("this ");
    let made =
        progressive && scan::strip_prefix(targets.trim_start(), "changes made to ").is_some();
    (starts || this || (made && !scan::word_before(text, at))).then_some(targets)
}

#[cfg(test)]
mod tests {
    use super::super::subject;
    use super::*;

    const A: &str = "0123456789abcdef0123456789abcdef01234567";

    /// Shows a revert as `depth "subject" commits #numbers`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let parts = subject::split(text);
        let conventional = conventional::parse(text);
        let shown = parse(&parts.subject, parts.body, conventional.as_ref()).map_or_else(
            String::new,
            |revert| {
                assert_eq!(revert.reapplies, revert.depth % 2 == 0);
                let subject =
                    revert.subject.map(|subject| format!(" <{subject}>")).unwrap_or_default();
                let commits: String =
                    revert.commits.iter().map(|id| format!(" {}", &id[..7])).collect();
                let numbers: String =
                    revert.pull_requests.iter().map(|n| format!(" #{n}")).collect();
                format!("{}{subject}{commits}{numbers}", revert.depth)
            },
        );
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn subjects_of_git() {
        check(
            &format!("Revert \"fix: x (#12)\"\n\nThis reverts commit {A}."),
            "1 <fix: x (#12)> 0123456",
        );
        check("Revert \"Revert \"x\"\" (#13)", "2 <Revert \"x\">");
        check("Reapply \"x\"", "2 <x>");
        check("Revert \"Reapply \"x\"\"", "3 <Reapply \"x\">");
        check("Revert \"a \"quoted\" b\"", "1 <a \"quoted\" b>");
        check("Revert \"cut", "1 <cut>");
        check(
            &format!(
                "Revert \"Merge branch 'x'\"\n\nThis reverts commit {A}, reversing\nchanges made to abcdef1."
            ),
            "1 <Merge branch 'x'> 0123456",
        );
    }

    #[test]
    fn subjects_of_people() {
        check("revert: feat: x", "1 <feat: x>");
        check("revert: \"feat(a): x (#12)\"", "1 <feat(a): x (#12)>");
        check("revert(api): feat: x (#12) (#13)", "1 <feat: x (#12)>");
        check("revert: revert: feat: x", "2 <revert: feat: x>");
        check("chore: revert \"feat: x (#12)\" (#13)", "1 <feat: x (#12)>");
        check("fix: Revert \"fix: Revert \"x\"\"", "2 <fix: Revert \"x\">");
        check("fix: Reapply \"x\"", "2 <x>");
        check("all: revert \"internal\" change", "");
        check("revert: let us not\n\nRefs: 676104e, a215868", "1 <let us not> 676104e a215868");
        check("Revert commit 676104e", "1 676104e");
        check("Revert #12", "1 #12");
        check("Revert PR #12 (#13)", "1 #12");
        check("Revert the new parser", "");
    }

    #[test]
    fn sentences_of_the_body() {
        check(
            "x\n\nThis reverts commits 676104e, a215868 and\nb215868.",
            "1 676104e a215868 b215868",
        );
        check("x\n\nThis reverts merge commit 676104e.", "1 676104e");
        check("x\n\nthis undoes it, reverting changes made to 676104e", "1 676104e");
        check(
            "x\n\nThis reverts commit 676104e.\nThis reverts commit a215868.",
            "1 676104e a215868",
        );
        check("x\n\nReverts owner/repo.js#12", "1 #12");
        check("x\n\nReverts #12 and #13", "1 #12 #13");
        check("x\n\nThis reverts commit\n`676104e`", "1 676104e");
        check("x\n\nThis reverts commits:\n* 676104e\n* a215868", "1 676104e a215868");
        check(
            "x\n\n* This reverts commit 676104e.\n* This reverts commit a215868.",
            "1 676104e a215868",
        );
    }

    #[test]
    fn what_reverts_nothing() {
        check("x\n\nThis partially reverts commit 676104e.", "");
        check("x\n\nWe may revert commit 676104e later.", "");
        check("x\n\nThis reverts to the defaced default", "");
        check("x\n\nThis reverts commits 676104e..a215868", "");
        check("x\n\nThis reverts commit 67610.", "");
        check("x (#1)\n\n* a\n\n* Revert \"a\"\n\nThis reverts commit 676104e.", "");
        check("x\n\nirreverts commit 676104e", "");
        check("x (#1)\n\n* a\n\n* revert: \"a\"\n\nThis reverts commit 676104e.", "");
        check("x (#1)\n\n* a\n\n* undo a\n\nThis reverts commit 676104e.", "");
    }
}
