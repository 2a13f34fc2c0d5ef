//! Tickets of a tracker, told from pull requests and from names that merely look alike.
//!
//! Three forms: the key of a project and a number (`PAY-123`), a number of the forge (`#12`) and `GH-12`. Patterns
//! from the configuration replace the first form only.

mod false_friend;
mod number;
mod project_key;

use std::fmt;

use regex::Regex;
use serde::Serialize;

pub(crate) use self::number::REFERRING;

/// A ticket as the documents name it: `PAY-123`, `#12`, `GH-12`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TicketId(pub String);

impl TicketId {
    /// Tells whether the ticket belongs to a project of a tracker, not to the forge.
    pub fn has_project_key(&self) -> bool {
        !self.0.starts_with('#') && !self.0.starts_with("GH-")
    }

    /// Returns the number of `#12`.
    pub(crate) fn number(&self) -> Option<u64> {
        self.0.strip_prefix('#')?.parse().ok()
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A pattern of the configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("ticket pattern `{pattern}` is not a regular expression")]
pub struct TicketPatternError {
    /// The pattern as it was written.
    pub pattern: String,
    source: regex::Error,
}

/// How tickets are found.
#[derive(Debug, Clone, Default)]
pub struct TicketPatterns {
    /// Instead of the default form of project keys.
    patterns: Vec<Regex>,
    /// Ids that are no tickets, matched as a whole.
    ignore: Vec<Regex>,
}

impl TicketPatterns {
    /// Compiles patterns of the configuration.
    ///
    /// `patterns` replace the default one for project keys if there are any; the first group, else the whole match, is
    /// the id. What one of `ignore` matches as a whole is no ticket.
    ///
    /// # Errors
    ///
    /// The first pattern that is no regular expression.
    ///
    /// ```
    /// use relnotes_core::ticket::TicketPatterns;
    /// assert!(TicketPatterns::new(&[r"\bPAY-\d+\b".to_owned()], &[]).is_ok());
    /// assert!(TicketPatterns::new(&[], &["(".to_owned()]).unwrap_err().to_string().contains("`(`"));
    /// ```
    pub fn new(patterns: &[String], ignore: &[String]) -> Result<Self, TicketPatternError> {
        let patterns =
            patterns.iter().map(|pattern| compile(pattern, pattern)).collect::<Result<_, _>>()?;
        let ignore =
            ignore.iter().map(|p| compile(p, &format!("^(?:{p})$"))).collect::<Result<_, _>>()?;
        Ok(Self { patterns, ignore })
    }

    /// Finds the tickets of a text, each once, in their order.
    pub fn find(&self, text: &str) -> Vec<TicketId> {
        let mut found: Vec<(usize, String)> = Vec::new();
        let mut end_of_last = 0;
        for (at, b) in text.bytes().enumerate() {
            match b {
                b'#' => found.extend(number::hash(text, at).map(|id| (at, id))),
                b'-' => {
                    if let Some((start, id)) = number::github(text, at) {
                        found.push((start, id));
                    } else if self.patterns.is_empty()
                        && let Some(key) = project_key::in_text(text, at, end_of_last)
                    {
                        end_of_last = key.end;
                        found.push((key.start, text[key].to_owned()));
                    }
                }
                _ => {}
            }
        }
        if !self.patterns.is_empty() {
            found.extend(self.configured(text));
            found.sort_by_key(|(at, _)| *at);
        }
        self.distinct(found.into_iter().map(|(_, id)| id))
    }

    /// Finds the tickets in the name of a branch, where keys may be in lower case: `feature/pay-123-refunds`.
    pub fn find_in_branch(&self, branch: &str) -> Vec<TicketId> {
        if self.patterns.is_empty() {
            return self.distinct(project_key::in_branch(branch));
        }
        let found = self.distinct(self.configured(branch).map(|(_, id)| id));
        if found.is_empty() {
            let upper = branch.to_uppercase();
            return self.distinct(self.configured(&upper).map(|(_, id)| id));
        }
        found
    }

    fn configured(&self, text: &str) -> impl Iterator<Item = (usize, String)> {
        let captures = self.patterns.iter().flat_map(move |pattern| pattern.captures_iter(text));
        captures.filter_map(|captures| captures.get(1).or_else(|| captures.get(0))).filter_map(
            |id| {
                let text = id.as_str().trim();
                (!text.is_empty()).then(|| (id.start(), text.to_owned()))
            },
        )
    }

    fn distinct(&self, ids: impl IntoIterator<Item = String>) -> Vec<TicketId> {
        let mut tickets: Vec<TicketId> = Vec::new();
        for id in ids {
            if !tickets.iter().any(|known| known.0 == id)
                && !self.ignore.iter().any(|ignore| ignore.is_match(&id))
            {
                tickets.push(TicketId(id));
            }
        }
        tickets
    }
}

fn compile(pattern: &str, full: &str) -> Result<Regex, TicketPatternError> {
    Regex::new(full).map_err(|source| TicketPatternError { pattern: pattern.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(tickets: &[TicketId]) -> Vec<&str> {
        tickets.iter().map(|ticket| ticket.0.as_str()).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(ids(&TicketPatterns::default().find(text)), expected, "{text:?}");
    }

    #[track_caller]
    fn check_branch(branch: &str, expected: &[&str]) {
        assert_eq!(ids(&TicketPatterns::default().find_in_branch(branch)), expected, "{branch:?}");
    }

    #[test]
    fn keys_of_projects() {
        check("PAY-123: x", &["PAY-123"]);
        check("[PAY-1][A_B2-22] (OPS-3), «ОК-4» «QA-5».", &["PAY-1", "A_B2-22", "OPS-3", "QA-5"]);
        check("PAY-1/PAY-2, PAY-1", &["PAY-1", "PAY-2"]);
        check("PAY-123-fix and #PAY-7", &["PAY-123", "PAY-7"]);
        check("Refs: PAY-1\nPAY-2", &["PAY-1", "PAY-2"]);
    }

    #[test]
    fn not_parts_of_words_paths_and_versions() {
        check("pay-1 Pay-1 xPAY-1 вPAY-1 P-1 ABCDEFGHIJK-1 PAY-1x PAY-1_2", &[]);
        check("docs/PAY-1 docs/PAY-1.md PAY-1.txt PAY-1.2 FOO-BAR-1 PAY-2024-1 PAY-1/src", &[]);
        check(
            "a.PAY-1 a@PAY-1 PAY-1@b PAY--1 PAY- PAY-0 PAY-01 -1\nSigned-off-by: SAY-5 <a@b>",
            &[],
        );
    }

    #[test]
    fn addresses_of_trackers_only() {
        check("https://jira.host/browse/PAY-1?x=1", &["PAY-1"]);
        check(
            "https://host/issue/PAY-1 https://linear.app/t/issue/ENG-2/title",
            &["PAY-1", "ENG-2"],
        );
        check("https://tracker.yandex.ru/PAY-3", &["PAY-3"]);
        check("https://host/boards?selectedIssue=PAY-4", &["PAY-4"]);
        check("https://host/files/PAY-1 https://host/PAY-1/x", &[]);
    }

    #[test]
    fn false_friends() {
        check(
            "UTF-8 UTF-16 SHA-1 SHA-256 ISO-8601 ISO-8859-1 RFC-2119 CVE-2024-1 GHSA-2345-abcd HTTP-2 TLS-1",
            &[],
        );
        check(
            "AES-256 MD5-1 X86-64 ED-25519 RSA-2048 GPT-4 COVID-19 PEP-8 BASE-64 CP-1251 WINDOWS-1251 V8-11",
            &[],
        );
        check("UTC-3 GMT-5 RUSTSEC-2024-0001 GO-2024-1234 EIP-1559 Q4-2024 RC-1", &[]);
    }

    #[test]
    fn numbers_of_the_forge() {
        check("closes #12, #13 and (#14). #15", &["#12", "#13", "#14", "#15"]);
        check("&#39; o/r#12 x#12 /#12 #012 #0 #12x #fff #1.2 ##", &[]);
        check("color: #123456; fixes #123456, Closes: #1234567", &["#123456", "#1234567"]);
        check("Traces:\n    #1: events.Field\n      #2: b\n\n  #3: c\n    #4 d", &["#3", "#4"]);
        check("GH-12 gh-13: GHX-1 xGH-14 GH-15x", &["GH-12", "GH-13", "GHX-1"]);
    }

    #[test]
    fn branches() {
        check_branch("feature/pay-123-x", &["PAY-123"]);
        check_branch("feature/PAY-123", &["PAY-123"]);
        check_branch("PAY-123_fix", &["PAY-123"]);
        check_branch("fix-PAY-123", &["PAY-123"]);
        check_branch("bugfix/PAY-1-and-OPS-2", &["PAY-1", "OPS-2"]);
        check_branch("user/pay-9", &["PAY-9"]);
        for branch in [
            "patch-1",
            "u/patch-1",
            "pay-1",
            "feature/fix-12",
            "dependabot/npm/lodash-4.17.1",
            "renovate/node-18",
            "x/release-1.2",
            "cherry-pick-123-to-release",
            "feature/utf-8",
            "x/pay-1x",
            "x/v1-2",
        ] {
            check_branch(branch, &[]);
        }
    }

    #[test]
    fn patterns_of_the_configuration_replace_project_keys() {
        let patterns = [r"\bT(\d+)\b".to_owned(), r"\bPAY-\d+\b".to_owned()];
        let patterns =
            TicketPatterns::new(&patterns, &["#1".to_owned(), r"PAY-9\d*".to_owned()]).unwrap();
        assert_eq!(
            ids(&patterns.find("T5 OPS-1 #1 #12 PAY-1 PAY-98 GH-3 T5")),
            ["5", "#12", "PAY-1", "GH-3"]
        );
        assert_eq!(ids(&patterns.find_in_branch("feature/pay-7-x")), ["PAY-7"]);
        assert_eq!(ids(&patterns.find_in_branch("feature/PAY-7")), ["PAY-7"]);
    }

    #[test]
    fn project_keys_are_told_from_numbers() {
        let has = |id: &str| TicketId(id.to_owned()).has_project_key();
        assert_eq!(
            [has("PAY-1"), has("GHX-1"), has("#1"), has("GH-1")],
            [true, true, false, false]
        );
    }
}
