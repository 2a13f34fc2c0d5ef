//! What people wrote in commits: [`Parser`] turns the text of a message into a [`Message`].
//!
//! One parser per file, each a function from text to a value that never fails: a message that follows no rule is a
//! message with a subject. Nothing here knows the history; that `Reverts #12` names a commit that exists is for the
//! caller to find out.
//!
//! ```
//! use relnotes_core::message::Parser;
//! let message = Parser::default().parse("feat(api): add refunds (#12)\n\nRefs: PAY-123\n");
//! assert_eq!(message.conventional.unwrap().kind, "feat");
//! assert_eq!(message.pull_request, Some(12));
//! assert_eq!(message.tickets[0].to_string(), "PAY-123");
//! ```

mod backport;
mod block;
mod breaking;
mod cleanup;
mod co_author;
pub mod conventional;
pub mod declaration;
pub mod merge;
pub mod problem;
mod pull_request;
mod release_note;
pub mod revert;
pub(crate) mod scan;
mod squash;
mod subject;
pub mod trailers;

#[cfg(test)]
mod parity_tests;

pub use breaking::Breaking;
pub use cleanup::cleanup;
pub use conventional::{Conventional, Footer, Separator};
pub use merge::{MergeSource, MergeSubject};
pub use problem::{Problem, ProblemCode};
pub use release_note::ReleaseNote;
pub use revert::Revert;
pub use trailers::Trailer;

use crate::person::Person;
use crate::ticket::{TicketId, TicketPatterns};

/// Understands messages; holds the compiled patterns of tickets.
#[derive(Debug, Clone, Default)]
pub struct Parser {
    tickets: TicketPatterns,
}

/// What a commit message says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// The first paragraph, its lines joined by a space: git's `%s`.
    pub subject: String,
    /// What follows it, without newlines at the end: git's `%b`.
    pub body: String,
    /// The message by the conventional rule, if it conforms.
    pub conventional: Option<Conventional>,
    /// The conventional messages of a squash body beyond the subject.
    pub squashed: Vec<Conventional>,
    /// Near misses of the convention, with spans in the text.
    pub problems: Vec<Problem>,
    /// Trailers by git's rule.
    pub trailers: Vec<Trailer>,
    /// Tickets of subject, body, trailers and merged branch, in order of first occurrence.
    pub tickets: Vec<TicketId>,
    /// The pull request that this commit is.
    pub pull_request: Option<u64>,
    /// What a merge subject says, whatever the parents.
    pub merge: Option<MergeSubject>,
    /// What the commit takes back.
    pub revert: Option<Revert>,
    /// Object ids of `(cherry picked from commit X)`.
    pub cherry_picked_from: Vec<String>,
    /// Numbers of the original pull requests of which this is a copy.
    pub backport_of: Vec<u64>,
    /// People of `Co-authored-by:` lines.
    pub co_authors: Vec<Person>,
    /// What the author wrote for the release notes.
    pub release_note: Option<ReleaseNote>,
    /// Whether the commit breaks something.
    pub breaking: Breaking,
}

impl Parser {
    /// Makes a parser that finds tickets by these patterns.
    pub fn new(tickets: TicketPatterns) -> Self {
        Self { tickets }
    }

    /// Reads one message; never fails.
    pub fn parse(&self, text: &str) -> Message {
        let subject::Parts { start, subject, body } = subject::split(text);
        let conventional = conventional::parse(&text[start..]);
        let merge = merge::parse(&subject, body);
        let squashed = squash::parse(&subject, body, conventional.as_ref(), merge.as_ref());
        let trailers = trailers::parse(text);
        let revert = revert::parse(&subject, body, conventional.as_ref());
        let pull_request = pull_request::own(&subject, body, merge.as_ref());
        let backport_of = backport_of(&subject, body, revert.as_ref(), merge.as_ref());
        let mut message = Message {
            problems: problem::near_misses(text, start, conventional.as_ref()),
            cherry_picked_from: backport::cherry_picked_from(text),
            co_authors: co_author::parse(body),
            release_note: release_note::parse(body, &trailers, conventional.as_ref()),
            breaking: breaking::parse(body, conventional.as_ref(), &squashed, &trailers),
            body: body.to_owned(),
            tickets: Vec::new(),
            subject,
            conventional,
            squashed,
            trailers,
            pull_request,
            merge,
            revert,
            backport_of,
        };
        message.tickets = self.tickets_of(&text[start..], &message);
        message
    }

    /// Reads only what relates a message to other commits: subject, pull request, merge, revert,
    /// where it was picked from. Everything else is empty. For the many commits around a range.
    pub fn parse_relations(&self, text: &str) -> Message {
        let subject::Parts { start, subject, body } = subject::split(text);
        let is_revert = text.contains("evert") || text.contains("eapply");
        let conventional = is_revert.then(|| conventional::parse(&text[start..])).flatten();
        let merge = merge::parse(&subject, body);
        let revert = revert::parse(&subject, body, conventional.as_ref());
        Message {
            pull_request: pull_request::own(&subject, body, merge.as_ref()),
            backport_of: backport_of(&subject, body, revert.as_ref(), merge.as_ref()),
            cherry_picked_from: backport::cherry_picked_from(text),
            subject,
            merge,
            revert,
            ..Message::default()
        }
    }

    /// Tickets of the text, less the numbers that are pull requests, then those of the merged branch.
    fn tickets_of(&self, text: &str, message: &Message) -> Vec<TicketId> {
        let mut tickets = self.tickets.find(text);
        let is_pull_request = |ticket: &TicketId| {
            ticket.number().is_some_and(|number| {
                message.pull_request == Some(number)
                    || message.backport_of.contains(&number)
                    || message.revert.as_ref().is_some_and(|revert| reverted(revert, number))
            })
        };
        tickets.retain(|ticket| !is_pull_request(ticket));
        if let Some(head) = message.merge.as_ref().and_then(|merge| merge.head.as_deref()) {
            for ticket in self.tickets.find_in_branch(head) {
                if !tickets.contains(&ticket) {
                    tickets.push(ticket);
                }
            }
        }
        tickets
    }
}

/// Tells whether `number` is a pull request that a revert names, by number or as `(#N)` in the quoted subject.
fn reverted(revert: &Revert, number: u64) -> bool {
    let quoted = || {
        revert.subject.as_deref().is_some_and(|subject| subject.contains(&format!("(#{number})")))
    };
    revert.pull_requests.contains(&number) || quoted()
}

/// The original pull requests that subject, body and merged branch name.
///
/// Two numbers end the subject where a copy was squashed: `fix: x (#12) (#13)` is #13 and copies #12. The quoted
/// subject of a revert speaks of the commit that is reverted.
fn backport_of(
    subject: &str,
    body: &str,
    revert: Option<&Revert>,
    merge: Option<&MergeSubject>,
) -> Vec<u64> {
    let mut numbers = Vec::new();
    if revert.is_none_or(|revert| revert.subject.is_none()) {
        backport::numbers_in_text(subject, &mut numbers);
        let mut rest = pull_request::trailing(subject).map(|(_, rest)| rest);
        while let Some((number, before)) = rest.and_then(pull_request::trailing) {
            numbers.extend((!numbers.contains(&number)).then_some(number));
            rest = Some(before);
        }
    }
    backport::numbers_in_text(body, &mut numbers);
    if let Some(head) = merge.and_then(|merge| merge.head.as_deref()) {
        backport::numbers_in_branch(head, &mut numbers);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Message {
        Parser::default().parse(text)
    }

    #[track_caller]
    fn check_tickets(text: &str, expected: &[&str]) {
        let tickets = parse(text).tickets;
        let found: Vec<_> = tickets.iter().map(|ticket| ticket.0.as_str()).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[track_caller]
    fn check_backport(text: &str, expected: &[u64]) {
        assert_eq!(parse(text).backport_of, expected, "{text:?}");
    }

    #[test]
    fn relations_are_those_of_the_whole_parse() {
        for text in [
            "fix: x (#12)\n\n(cherry picked from commit 0123456789abcdef)",
            "Revert \"feat: x (#3)\" (#4)\n\nThis reverts commit 0123456.",
            "revert: feat: x\n\nRefs: 0123456",
            "Reapply \"x\"",
            "Merge pull request #12 from a/cherry-pick-7-to-release-1\n\nTitle",
            "backport of #9\n\nbody",
        ] {
            let (whole, part) = (parse(text), Parser::default().parse_relations(text));
            let relations = |message: &Message| {
                let Message { subject, pull_request, merge, revert, .. } = message.clone();
                let Message { cherry_picked_from, backport_of, .. } = message.clone();
                (subject, pull_request, merge, revert, cherry_picked_from, backport_of)
            };
            assert_eq!(relations(&part), relations(&whole), "{text}");
        }
    }

    #[test]
    fn numbers_of_pull_requests_are_no_tickets() {
        check_tickets("fix: x (#12)\n\ncloses #13", &["#13"]);
        check_tickets("fix: #11 (#12)", &["#11"]);
        check_tickets("Merge pull request #12 from a/b\n\nFix #13", &["#13"]);
        check_tickets("Revert \"x (#12)\" (#13)", &[]);
        check_tickets("Revert \"Revert \"x (#12)\"\"", &[]);
        check_tickets("Revert \"Revert \"x (#12)\" (#13)\" (#14)", &[]);
        check_tickets("fix: x (cherry-pick #12 for 3.1) (#13)", &[]);
        check_tickets("fix: x (#12) (#13)", &[]);
        check_tickets("x\n\nReverts o/r#12\nReverts #13\n\nRefs #14", &["#14"]);
    }

    #[test]
    fn tickets_stand_in_order_and_once() {
        check_tickets(
            "PAY-2 and PAY-1\n\n#7 PAY-2\n\nRefs: PAY-3",
            &["PAY-2", "PAY-1", "#7", "PAY-3"],
        );
        check_tickets(
            "Merge branch 'feature/pay-123-x' into 'main'\n\nPAY-5: title",
            &["PAY-5", "PAY-123"],
        );
        check_tickets("Merge pull request #1 from owner/feature/PAY-9", &["PAY-9"]);
    }

    #[test]
    fn copies_name_their_originals() {
        check_backport("fix: x (#12) (#13)", &[12]);
        check_backport("fix: x (cherry-pick #12 for 3.1) (#13)", &[12]);
        check_backport("Revert \"fix: x (cherry-pick #12)\" (#13)", &[]);
        check_backport("Merge pull request #2 from bot/cherry-pick-1234-to-release/1.7", &[1234]);
        check_backport(
            "Merge pull request #2 from bot/backport-12-to-1.0\n\nBackport of #12",
            &[12],
        );
        check_backport("fix: x (#12)", &[]);
    }

    #[test]
    fn an_empty_message_says_nothing() {
        assert_eq!(parse(""), Message::default());
        assert_eq!(parse("\n \n"), Message::default());
    }

    /// Pieces from which hostile messages are made.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("feat".to_owned()),
            Just("Фича".to_owned()),
            Just("Revert \"".to_owned()),
            Just("This reverts commit 0123456".to_owned()),
            Just("(cherry picked from commit 0123456".to_owned()),
            Just("cherry-pick #".to_owned()),
            Just("Backport of ".to_owned()),
            Just("Merge pull request #".to_owned()),
            Just("Merge branch '".to_owned()),
            Just(" into ".to_owned()),
            Just("See merge request a!".to_owned()),
            Just("Pull request #1:".to_owned()),
            Just("BREAKING CHANGE".to_owned()),
            Just("Co-authored-by: A <".to_owned()),
            Just("```release-note\n".to_owned()),
            Just("Conflicts:\n".to_owned()),
            Just("# ------------------------ >8 ------------------------\n".to_owned()),
            Just("PAY-12".to_owned()),
            Just("https://x/browse/".to_owned()),
            Just("\r\n".to_owned()),
            "[\n\n\n :!()#\"'<>,.*/-]{1,4}",
            "[0-9]{1,12}",
            "\\PC{0,4}",
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    #[track_caller]
    fn holds(text: &str) {
        let message = parse(text);
        for problem in &message.problems {
            assert!(
                problem.start <= problem.end && problem.end <= text.len(),
                "{problem:?} in {text:?}"
            );
            assert!(text.get(problem.start..problem.end).is_some(), "{problem:?} in {text:?}");
        }
        assert!(text.contains(&message.body));
        assert_eq!(cleanup(&cleanup(text)), cleanup(text), "{text:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_spans_lie_inside(text in any::<String>()) {
            holds(&text);
        }

        #[test]
        fn any_pieces_are_read_and_spans_lie_inside(text in pieces()) {
            holds(&text);
        }
    }
}
