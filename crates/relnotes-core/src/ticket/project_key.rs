//! Keys of projects with a number: `PAY-123`.

use std::ops::Range;

use super::false_friend::is_false_friend;
use crate::message::scan;

/// Reads `PAY-123` around the byte `at` of its `-`; `end_of_last` is where the ticket before it ended.
///
/// ```text
/// id  = key "-" 1*9DIGIT
/// key = UPPER 1*9(UPPER / DIGIT / "_")      ; a whole word, no false friend
/// ```
///
/// An id in a path is none, unless the path is that of a tracker, and none in a longer name or version.
pub(super) fn in_text(text: &str, at: usize, end_of_last: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if !bytes.get(at + 1)?.is_ascii_digit()
        || !matches!(bytes.get(at.checked_sub(1)?)?, b'A'..=b'Z' | b'0'..=b'9' | b'_')
    {
        return None;
    }
    let length = bytes[..at].iter().rev().take_while(|b| is_key_byte(**b)).count();
    let start = at - length;
    let end = at + 1 + digits(&text[at + 1..])?;
    let key = &text[start..at];
    if !is_key(key) || scan::word_before(text, start) {
        return None;
    }
    let listed = start > 0 && start - 1 == end_of_last;
    (starts_well(&text[..start], listed) && ends_well(text, start, end)).then_some(start..end)
}

/// Finds the keys in the name of a branch.
///
/// ```text
/// branch = *(part ("/" / "-" / "_"))
/// ```
///
/// A key in capitals may begin any part; one in lower case only a part after a `/` (`feature/pay-123-x`): `patch-1` and
/// `python-3` are how people and bots name branches.
pub(super) fn in_branch(branch: &str) -> Vec<String> {
    let bot = branch.starts_with("dependabot/") || branch.starts_with("renovate/");
    let dashes = branch.match_indices('-').filter(|_| !bot);
    dashes.filter_map(|(at, _)| key_in_branch(branch, at)).collect()
}

fn key_in_branch(branch: &str, at: usize) -> Option<String> {
    let length = branch[..at].bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let start = at - length;
    let end = at + 1 + digits(&branch[at + 1..])?;
    let key = branch[start..at].to_ascii_uppercase();
    let capitals = key == branch[start..at];
    let after = branch[end..].chars().next();
    let ends = after.is_none_or(|c| matches!(c, '-' | '_' | '/'));
    let begins = if capitals {
        !scan::word_before(branch, start) || branch[..start].ends_with('_')
    } else {
        branch[..start].ends_with('/')
            && !BRANCH_WORDS.contains(&key.as_str())
            && key.bytes().all(|b| b.is_ascii_uppercase())
    };
    let version = branch[end..]
        .strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (ends && begins && !version && is_key(&key)).then(|| format!("{key}{}", &branch[at..end]))
}

/// Words that stand before a number in the names of branches.
const BRANCH_WORDS: &[&str] = &[
    "ALPHA", "ATTEMPT", "BACKPORT", "BETA", "BRANCH", "BUG", "BUGFIX", "BUILD", "BUMP", "CHANGE",
    "CHERRY", "CHORE", "CI", "DAY", "DEV", "DOC", "DOCS", "EXP", "FEAT", "FEATURE", "FIX", "GH",
    "HOTFIX", "ISSUE", "ITER", "JAVA", "MAIN", "MASTER", "MR", "NEXT", "NO", "PART", "PATCH",
    "PHASE", "PICK", "PR", "PULL", "RC", "RELEASE", "REVERT", "REVIEW", "SPRINT", "STABLE",
    "STAGE", "STEP", "TAKE", "TASK", "TEMP", "TEST", "TESTS", "TICKET", "TMP", "TO", "TRY",
    "UPDATE", "UPGRADE", "VERSION", "WEEK", "WIP",
];

fn is_key(key: &str) -> bool {
    (2..=10).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.bytes().all(is_key_byte)
        && !is_false_friend(key)
}

fn is_key_byte(b: u8) -> bool {
    matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_')
}

/// Length of a number; trackers write no zeros before it (`ORA-00942` and `HIP-0025` are no tickets).
fn digits(text: &str) -> Option<usize> {
    scan::number(text).map(|(_, length)| length)
}

/// Tells whether an id may follow `before`; `listed` if a ticket and one byte end it.
fn starts_well(before: &str, listed: bool) -> bool {
    match before.bytes().next_back() {
        Some(b'/') => listed || is_tracker(before),
        Some(b'=') => before.ends_with("selectedIssue="),
        Some(b'-' | b'.' | b'@' | b'\\' | b'$' | b'%' | b'~' | b'&' | b'+') => false,
        _ => true,
    }
}

/// Tells whether `before` ends like the address of a ticket in a tracker.
fn is_tracker(before: &str) -> bool {
    ["/browse/", "/issue/", "/issues/", "tracker.yandex.ru/"]
        .iter()
        .any(|end| before.ends_with(end))
}

/// Tells whether the id ends where a longer name, path or version does not go on.
fn ends_well(text: &str, start: usize, end: usize) -> bool {
    let mut after = text[end..].chars();
    let next = after.next();
    let beyond = after.next();
    match next {
        Some('-') => !beyond.is_some_and(|c| c.is_ascii_digit()),
        Some('.') => !beyond.is_some_and(char::is_alphanumeric),
        Some('/') => {
            is_tracker(&text[..start])
                || beyond.is_none_or(|c| c.is_ascii_uppercase() || c.is_whitespace())
        }
        Some('@') => false,
        Some(' ') => beyond != Some('<'), // the name of a person, before the address
        Some(c) => !scan::is_word(c),
        None => true,
    }
}
