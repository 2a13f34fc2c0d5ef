//! Of what a commit says it is a copy: trailers of `git cherry-pick -x`, and numbers of original pull requests.

use super::scan;

/// Reads the commits named by `(cherry picked from commit X)`, all of them, in their order.
///
/// ```text
/// note = "(cherry" (" " / "-") "picked from " ["commit" 1*white] object-id ")"
/// ```
pub(super) fn cherry_picked_from(text: &str) -> Vec<String> {
    let mut commits: Vec<String> = Vec::new();
    if !text.contains("(cherry") {
        return commits;
    }
    for (at, _) in text.match_indices("(cherry") {
        let id = text[at + "(cherry".len()..]
            .strip_prefix([' ', '-'])
            .and_then(|rest| rest.strip_prefix("picked from "))
            .map(|rest| scan::strip_word(rest, "commit").unwrap_or(rest))
            .and_then(scan::hex);
        if let Some(id) = id.filter(|id| !commits.iter().any(|known| known == id)) {
            commits.push(id.to_owned());
        }
    }
    commits
}

/// Reads the numbers of original pull requests from a text.
///
/// ```text
/// note      = verb *(filler / ":" / white) reference *(separator reference)
/// verb      = "cherry" [" " / "-"] "pick" ["ed" / "s" / "ing"] / "back" ["-"] "port" ["ed" / "s" / "ing"]
/// reference = ("#" / "!") N / "https://" *<path> ("/pull/" / "/merge_requests/") N / N <before " to ">
/// ```
pub(super) fn numbers_in_text(text: &str, numbers: &mut Vec<u64>) {
    for (start, second, marks) in
        [("cherry", "pick", ["herry", "HERRY"]), ("back", "port", ["ack", "ACK"])]
    {
        if !marks.iter().any(|mark| text.contains(mark)) {
            continue;
        }
        let mut from = 0;
        while let Some(at) = scan::find(text, start, from) {
            from = at + start.len();
            if let Some(rest) =
                verb_end(&text[from..], second).filter(|_| !scan::word_before(text, at))
            {
                references(rest, numbers);
            }
        }
    }
}

/// Strips the second half of a verb and its ending.
fn verb_end<'a>(rest: &'a str, second: &str) -> Option<&'a str> {
    let rest = scan::strip_prefix(rest.strip_prefix([' ', '-']).unwrap_or(rest), second)?;
    let rest = ["ed", "ing", "s"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest);
    (!rest.chars().next().is_some_and(scan::is_word)).then_some(rest)
}

/// Reads what follows a verb, as far as its paragraph goes. Looks no further than it reads: a message
/// may hold thousands of verbs.
fn references(text: &str, numbers: &mut Vec<u64>) {
    let mut rest = text;
    let mut first = true;
    let leaves_paragraph =
        |before: &str, after: &str| before[..before.len() - after.len()].contains("\n\n");
    loop {
        let between = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '&');
        let next = rest.trim_start_matches(between);
        if leaves_paragraph(rest, next) {
            return;
        }
        rest = next;
        if let Some(next) = FILLERS.iter().find_map(|word| scan::strip_word(rest, word)) {
            if leaves_paragraph(rest, next) {
                return;
            }
            rest = next;
            continue;
        }
        let Some((number, next)) = reference(rest, first) else { return };
        add(numbers, number);
        rest = next;
        first = false;
    }
}

/// Words that may stand between the verb and the number.
const FILLERS: &[&str] = &[
    "of",
    "from",
    "for",
    "and",
    "pull requests",
    "pull request",
    "merge request",
    "prs",
    "pr",
    "mr",
    "commits",
];

fn reference(text: &str, first: bool) -> Option<(u64, &str)> {
    if let Some(digits) = text.strip_prefix(['#', '!']) {
        return ended(digits);
    }
    if text.starts_with("https://") {
        let url = &text[..text.find(char::is_whitespace).unwrap_or(text.len())];
        let digits = ["/pull/", "/merge_requests/"].iter().find_map(|part| url.split_once(part))?.1;
        return scan::number(digits).map(|(number, _)| (number, &text[url.len()..]));
    }
    let (number, rest) = ended(text).filter(|_| first)?;
    (number > 99 && (rest.starts_with(" to ") || rest.starts_with(" into ")))
        .then_some((number, rest))
}

fn ended(digits: &str) -> Option<(u64, &str)> {
    let (number, length) = scan::number(digits)?;
    let rest = &digits[length..];
    (!rest.chars().next().is_some_and(scan::is_word)).then_some((number, rest))
}

/// Reads the numbers of original pull requests from the name of a merged branch.
///
/// ```text
/// branch = *<anything> ("cherry" ["-" / "_"] "pick" / "backport") *(separator / "of" / "pr" / version) N *<anything>
///        / "mergify/bp/" *<anything> "pr-" N
/// ```
///
/// GitHub's `revert-12-cherry-pick-11-to-1.0` reverts the copy, and is none.
pub(super) fn numbers_in_branch(branch: &str, numbers: &mut Vec<u64>) {
    if scan::find(branch, "revert", 0).is_some() {
        return;
    }
    let verbs = ["cherry-pick", "cherry_pick", "cherrypick", "backport", "mergify/bp"];
    let after = verbs.iter().find_map(|verb| Some(scan::find(branch, verb, 0)? + verb.len()));
    let Some(after) = after else { return };
    for part in branch[after..].split(['-', '_', '/']).filter(|part| !part.is_empty()) {
        let digits = part.strip_prefix('#').unwrap_or(part);
        match scan::number(digits) {
            Some((number, length)) if length == digits.len() && number > 9 => {
                return add(numbers, number);
            }
            _ if is_branch_filler(part) => {}
            _ => return,
        }
    }
}

/// What may stand between the verb and the number in the name of a branch: `of`, `pr`, `7`, `1.x`, `release`, `v2`.
fn is_branch_filler(part: &str) -> bool {
    let version = part.trim_start_matches('v');
    let is_version = version.starts_with(|c: char| c.is_ascii_digit())
        && version.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'x')
        && (version.contains('.') || version.len() == 1);
    is_version || matches!(part, "of" | "pr" | "release" | "upstream" | "stable" | "main" | "v")
}

fn add(numbers: &mut Vec<u64>, number: u64) {
    if !numbers.contains(&number) {
        numbers.push(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(text: &str, expected: &[u64]) {
        let mut numbers = Vec::new();
        numbers_in_text(text, &mut numbers);
        assert_eq!(numbers, expected, "{text:?}");
    }

    #[track_caller]
    fn check_branch(branch: &str, expected: &[u64]) {
        let mut numbers = Vec::new();
        numbers_in_branch(branch, &mut numbers);
        assert_eq!(numbers, expected, "{branch:?}");
    }

    #[test]
    fn trailers_of_cherry_pick() {
        let text =
            "x\n\n(cherry picked from commit 0123456)\n(cherry-picked from commit abcdef0123)\n";
        assert_eq!(cherry_picked_from(text), ["0123456", "abcdef0123"]);
        assert_eq!(cherry_picked_from("(cherry picked from commit 01234)"), [""; 0]);
        assert_eq!(cherry_picked_from("(cherry picked from merge request !1)"), [""; 0]);
        assert_eq!(cherry_picked_from("cherry picked from commit 0123456"), [""; 0]);
    }

    #[test]
    fn notes() {
        check_text("fix: x (cherry-pick #12 for 3.1) (#13)", &[12]);
        check_text("backport of #12", &[12]);
        check_text("Backport #12 to 7-0-stable", &[12]);
        check_text("[backport #12] x", &[12]);
        check_text("Cherry pick of #12 on release-1.1\n\n#12: title", &[12]);
        check_text("Automated cherry pick of #12 #13 and #14: x", &[12, 13, 14]);
        check_text("Backports PR #12", &[12]);
        check_text("Backport of pull request\n#12", &[12]);
        check_text("Backport of https://host/o/r/pull/12.", &[12]);
        check_text("(cherry picked from merge request !12)", &[12]);
        check_text("Backport 48123 to 7-0-stable", &[48123]);
    }

    #[test]
    fn what_is_no_note() {
        check_text("[Backport 7.0] x (#12)", &[]);
        check_text("Backport 2 fixes to 1.0", &[]);
        check_text("backport\n\n#12", &[]);
        check_text("Backport other/repo#12", &[]);
        check_text("Backport the fix (#12)", &[]);
        check_text("cherry tomatoes #12", &[]);
        check_text("Backport Feedback #12", &[]);
    }

    #[test]
    fn branches() {
        check_branch("cherry-pick-123-to-release-1.6", &[123]);
        check_branch("automated-cherry-pick-of-#123-upstream-release-1.1", &[123]);
        check_branch("backport-123-to-1-0", &[123]);
        check_branch("mergify/bp/release/pr-123", &[123]);
        check_branch("mergify/bp/release/2.x/pr-123", &[123]);
        check_branch("backport/1.6/123", &[123]);
        check_branch("backport_123", &[123]);
        check_branch("7-0-backport-123", &[123]);
        check_branch("cherry-pick-0b5a2b-to-release-1.6", &[]);
        check_branch("backport-7-0-fix", &[]);
        check_branch("1.9_backport_bump_golang_1.19.5", &[]);
        check_branch("revert-12-cherry-pick-11-to-1.0", &[]);
        check_branch("feature/x", &[]);
    }
}
