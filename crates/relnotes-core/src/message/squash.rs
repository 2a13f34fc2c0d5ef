//! The conventional messages that a forge kept in the body when it squashed a pull request.

use super::conventional::{self, Conventional};
use super::merge::{MergeSource, MergeSubject};
use super::{pull_request, scan};

/// Reads the messages of a squash body, without the one that repeats the subject.
///
/// ```text
/// body    = *(section)
/// section = ["* " / "- "] header EOL *(line EOL)   ; a paragraph of its own, or an item of a list
/// ```
///
/// A header must have a type in common use, in lower case, or that of the subject: `Note: x` and `Fix: x` are English. A line of dashes ends the
/// list (GitHub puts co-authors below). Merges, releases and their lists of changes are left alone: what they name is
/// in the history itself.
pub(super) fn parse(
    subject: &str,
    body: &str,
    own: Option<&Conventional>,
    merge: Option<&MergeSubject>,
) -> Vec<Conventional> {
    if !body.contains(':') || is_collection(subject, own, merge) {
        return Vec::new();
    }
    let mut messages: Vec<Conventional> = Vec::new();
    for section in sections(body, own.map(|own| own.kind.as_str())) {
        let Some(message) = conventional::parse(&section) else { continue };
        let repeats = |known: &Conventional| says_the_same(known, &message);
        if !own.is_some_and(repeats) && !messages.iter().any(repeats) {
            messages.push(message);
        }
    }
    messages
}

/// Tells whether the body lists commits that are in the history themselves.
fn is_collection(subject: &str, own: Option<&Conventional>, merge: Option<&MergeSubject>) -> bool {
    let merged = merge.is_some_and(|merge| match merge.source {
        MergeSource::Github | MergeSource::Gitlab | MergeSource::Plain => true,
        MergeSource::Bitbucket | MergeSource::Azure => false,
    });
    let release = own.is_some_and(|own| {
        own.kind == "release"
            || own.scope.as_deref().is_some_and(|scope| scope.starts_with("release"))
            || scan::strip_word(&own.description, "release").is_some()
    });
    let title = subject.trim_start_matches(['v', 'V']);
    merged
        || release
        || scan::strip_word(subject, "release").is_some()
        || title.starts_with(|c: char| c.is_ascii_digit())
}

fn says_the_same(a: &Conventional, b: &Conventional) -> bool {
    a.kind == b.kind && a.scope == b.scope && title(&a.description) == title(&b.description)
}

/// A description without the pull requests at its end.
fn title(mut description: &str) -> &str {
    while let Some((_, before)) = pull_request::trailing(description) {
        description = before;
    }
    description.trim()
}

/// Cuts the body into messages: a header, a blank line, the lines below it without their indent.
fn sections(body: &str, own_kind: Option<&str>) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    let mut open = false;
    let mut blank_before = true;
    for (at, line) in scan::lines(body) {
        if line.starts_with("---") && line.bytes().all(|b| b == b'-') {
            break;
        }
        let item = line.strip_prefix("* ").or_else(|| line.strip_prefix("- "));
        let after_blank = blank_before;
        blank_before = line.trim().is_empty();
        if is_header(item.unwrap_or(line), own_kind)
            && (item.is_some() || (after_blank && blank_follows(body, at)))
        {
            sections.push(format!("{}\n\n", item.unwrap_or(line).trim_end()));
            open = true;
        } else if item.is_some() {
            open = false;
        } else if let Some(section) = sections.last_mut().filter(|_| open) {
            section.push_str(line.strip_prefix("  ").unwrap_or(line));
            section.push('\n');
        }
    }
    sections
}

/// Tells whether the line after the one at `at` is blank, or there is none.
fn blank_follows(body: &str, at: usize) -> bool {
    body[at..].lines().nth(1).is_none_or(|next| next.trim().is_empty())
}

/// Tells whether a line is the header of a squashed message, not English, a footer or a bare reference.
fn is_header(line: &str, own_kind: Option<&str>) -> bool {
    let Some(header) = conventional::header(line) else { return false };
    let word = |kind: &str| kind.chars().all(char::is_alphabetic);
    let typed = match own_kind {
        Some(own) if own == header.kind => word(own),
        _ => {
            conventional::is_known_type(header.kind)
                && header.kind.bytes().all(|b| b.is_ascii_lowercase())
        }
    };
    let spaced = line[header.colon + 1..].starts_with(' ');
    let reference = !header.description.contains(' ')
        && (header.description.starts_with(['#', '!']) || header.description.contains("://"));
    typed && spaced && !reference
}

#[cfg(test)]
mod tests {
    use super::super::{merge, subject};
    use super::*;

    /// Shows the messages as `kind(scope) description [body]`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let parts = subject::split(text);
        let own = conventional::parse(text);
        let merge = merge::parse(&parts.subject, parts.body);
        let shown: Vec<_> = parse(&parts.subject, parts.body, own.as_ref(), merge.as_ref())
            .into_iter()
            .map(|m| {
                let body = m.body.map(|body| format!(" [{body}]")).unwrap_or_default();
                format!("{}({}) {}{body}", m.kind, m.scope.unwrap_or_default(), m.description)
            })
            .collect();
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn lists_of_github() {
        check(
            "feat: a (#1)\n\n* feat: a\n\n* fix(x): b\n\nwhy b\n\n* review\n\nmore\n\n* fix(x): b\n\n---------\n\n* fix: c",
            &["fix(x) b [why b]"],
        );
        check("feat: a (#1) (#2)\n\n* feat: a (#1)", &[]);
        check("Add a (#1)\n\n* feat: a\r\n\r\n* fix: b\r\n", &["feat() a", "fix() b"]);
    }

    #[test]
    fn lists_of_gitlab_and_bitbucket() {
        check("Add a\n\n- feat: a\n- fix: b\n  why b\n", &["feat() a", "fix() b [why b]"]);
        check(
            "Merged in x (pull request #1)\n\nTitle\n\n* feat: a\n\n* fix: b",
            &["feat() a", "fix() b"],
        );
    }

    #[test]
    fn paragraphs() {
        check(
            "feat: a\n\nfix: b\n\nwhy b\n\nBREAKING CHANGE: x\n\ntest: c",
            &["fix() b [why b]", "test() c"],
        );
        check("фича: а\n\nфича: б\n\nбаг: в", &["фича() б"]);
    }

    #[test]
    fn what_is_no_squash() {
        for text in [
            "feat: a",
            "feat: a\n\nNote: b\n\nFix: c",
            "go.mod: a\n\ngo.mod: github.com/x/y v1.0",
            "feat: a\n\nfix: #12",
            "feat: a\n\ndocs: https://host/x",
            "feat: a\n\nfix: in the middle\nof a paragraph",
            "chore(release): 1.2.0\n\n* feat: a\n* fix: b",
            "chore: release v1.2.0\n\n* feat: a",
            "v1.2.0\n\n* feat: a",
            "Merge pull request #1 from a/b\n\nfeat: a",
            "feat: a\n\n    fix: code",
        ] {
            check(text, &[]);
        }
    }
}
