//! What forges and trackers know of a release, as plain data: whoever asked them is not known here.
//!
//! Nothing of it decides which commits a release has: that is git's to say. It says which pull request a commit came
//! with, what people wrote there, and how tickets stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::branch::{BranchKind, classify};
use crate::config::branches::Branches;
use crate::id::CommitId;
use crate::ticket::REFERRING;

/// What was learned about the commits and tickets of a range.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enrichment {
    /// Pull requests by their numbers.
    pub pull_requests: BTreeMap<u64, PullRequest>,
    /// The pull request that each commit came with.
    pub of_commits: BTreeMap<CommitId, u64>,
    /// Tickets by their ids, as commits name them.
    pub tickets: BTreeMap<String, Ticket>,
    /// Who was asked, and how that went.
    pub readings: Vec<Reading>,
}

/// Nothing was asked.
pub static NOTHING: Enrichment = Enrichment {
    pull_requests: BTreeMap::new(),
    of_commits: BTreeMap::new(),
    tickets: BTreeMap::new(),
    readings: Vec::new(),
};

/// A pull request, a merge request: what a branch was merged with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Its description; empty where there is none.
    pub body: String,
    /// Where it can be opened.
    pub url: Option<String>,
    /// The name of its author at the forge.
    pub author: Option<String>,
    /// Whether it is the first one of its author that was merged; none where nobody looked.
    pub is_first: Option<bool>,
    /// Its labels.
    pub labels: Vec<String>,
    /// Names of those who approved it at the forge.
    pub approved_by: Vec<String>,
    /// Its milestone.
    pub milestone: Option<String>,
    /// The branch that was merged.
    pub head: Option<String>,
    /// Whether that branch is of another repository.
    pub from_fork: bool,
    /// The branch that it was merged into.
    pub base: Option<String>,
    /// The commit on the base that brought it.
    pub merge_commit: Option<CommitId>,
    /// When it was merged, in seconds since 1970.
    pub merged_at: Option<i64>,
}

impl PullRequest {
    /// Returns title and description as one message, without the comments that templates leave in HTML.
    pub fn text(&self) -> String {
        let mut body = String::new();
        let mut rest = self.body.as_str();
        while let Some((before, after)) = rest.split_once("<!--") {
            body.push_str(before);
            rest = after.split_once("-->").map_or("", |(_, after)| after);
        }
        body.push_str(rest);
        format!("{}\n\n{}", self.title.trim(), body.trim()).replace('\r', "")
    }

    /// Returns the title and the lines of the description that say what it is for: `Closes #12`, `Refs: PAY-7`. What else
    /// stands there, of a template or beside the matter, names tickets that are others' work.
    pub(crate) fn referring(&self) -> String {
        let is_referring = |line: &&str| {
            let line = line.trim_start_matches(|it: char| !it.is_alphanumeric() && it != '#');
            let first = line.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
            let first = first.to_lowercase();
            REFERRING.iter().chain(&FURTHER).any(|word| *word == first)
        };
        let text = self.text();
        let mut lines = text.lines();
        let title = lines.next().unwrap_or_default().to_owned();
        let body: Vec<&str> = lines.filter(is_referring).collect();
        format!("{title}\n\n{}", body.join("\n"))
    }

    /// Whether it brought a line of the release model as a whole, such as a release branch to main.
    fn is_of_main_line(&self, branches: &Branches) -> bool {
        let of_line = |name: &str| match classify(branches, name) {
            BranchKind::Main | BranchKind::Develop => true,
            BranchKind::Release(_) | BranchKind::Hotfix(_) => true,
            BranchKind::Feature | BranchKind::Other => false,
        };
        // Whoever works in a fork of their own may well do so on its main.
        !self.from_fork && self.head.as_deref().is_some_and(of_line)
    }
}

/// What descriptions of pull requests put before their tickets beside the words of commits.
const FURTHER: [&str; 10] = [
    "implement",
    "implements",
    "implemented",
    "ticket",
    "tickets",
    "jira",
    "task",
    "задача",
    "тикет",
    "закрывает",
];

/// Of the pull requests that hold a commit, returns the one that it was written for: the first that was merged and brought
/// no whole line of the release model.
pub fn innermost<'p>(
    candidates: impl IntoIterator<Item = &'p PullRequest>,
    branches: &Branches,
) -> Option<&'p PullRequest> {
    let merged = candidates.into_iter().filter(|it| it.merged_at.is_some());
    let own = merged.filter(|request| !request.is_of_main_line(branches));
    own.min_by_key(|request| (request.merged_at, request.number))
}

/// A ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticket {
    /// Its id, as commits name it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it can be opened.
    pub url: Option<String>,
    /// Its status in the tracker's own words.
    pub status: String,
    /// How far it is.
    pub progress: Progress,
    /// What it is in the tracker's own words: bug, story.
    pub kind: Option<String>,
    /// Its labels.
    pub labels: Vec<String>,
    /// The versions or milestones that it belongs to.
    pub versions: Vec<String>,
    /// The tracker's own word for how urgent it is.
    pub priority: Option<String>,
}

/// How far a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// The tracker does not say.
    #[default]
    Unknown,
    /// Somebody has yet to finish it.
    Open,
    /// It is done.
    Done,
}

impl Ticket {
    /// Whether it is done: by the statuses that count as such, else as the tracker itself sees it; none where it cannot be
    /// told.
    pub fn is_done(&self, statuses: &[String]) -> Option<bool> {
        if !statuses.is_empty() {
            return Some(
                statuses.iter().any(|done| done.to_lowercase() == self.status.to_lowercase()),
            );
        }
        match self.progress {
            Progress::Unknown => None,
            Progress::Open => Some(false),
            Progress::Done => Some(true),
        }
    }

    /// Whether one of its labels, or its priority, is one of these words.
    pub fn is_one_of(&self, words: &BTreeSet<String>) -> bool {
        let mut own = self.labels.iter().chain(&self.priority);
        own.any(|word| words.contains(&word.to_lowercase()))
    }
}

/// Who was asked, and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What was asked: `GitHub`; empty where it is not known what there is to ask.
    pub service: String,
    /// Why there is no answer, or not a whole one.
    pub problem: Option<String>,
}

/// What a service knows of one question; never a guess.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Known<T> {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// It was asked and did not answer.
    Failed {
        /// Who.
        service: String,
        /// Why.
        reason: String,
    },
    /// It answered.
    Read {
        /// Who.
        service: String,
        /// When, in seconds since 1970.
        at: i64,
        /// What.
        value: T,
    },
}

/// A check of a commit: a check run, a commit status, a job of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: CheckOutcome,
    /// Where it can be opened.
    pub url: Option<String>,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOutcome {
    /// It succeeded.
    Success,
    /// It did not succeed.
    Failure,
    /// It did not run, or has no opinion: skipped, neutral, manual.
    Skipped,
    /// It has not ended.
    Running,
}

impl CheckOutcome {
    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
            Self::Running => "running",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_commit_belongs_to_the_pull_request_it_was_written_for() {
        let config = Config::default();
        let request = |number, head: &str, merged_at| PullRequest {
            number,
            head: Some(head.to_owned()),
            merged_at,
            ..PullRequest::default()
        };
        let all = [
            request(9, "release/v1.3.0", Some(10)),
            request(8, "develop", Some(11)),
            request(7, "feature/big", Some(30)),
            request(5, "feature/part", Some(20)),
            request(4, "feature/open", None),
        ];
        let found = innermost(&all, &config.branches).map(|it| it.number);
        assert_eq!(found, Some(5));
        assert_eq!(innermost(&all[..2], &config.branches), None);
        let forked = PullRequest { from_fork: true, ..all[1].clone() };
        assert!(innermost([&forked], &config.branches).is_some());
    }

    #[test]
    fn a_pull_request_is_for_the_tickets_that_it_says_so_of() {
        let request = PullRequest {
            title: "feat: refunds (PAY-1)".to_owned(),
            body: "As in PAY-9, which stays open.\n- Closes #12\nRefs: PAY-2\n**Задача**: PAY-3\n\
                   - [ ] I have read #100\nfixture PAY-8"
                .to_owned(),
            ..PullRequest::default()
        };
        let expected = "feat: refunds (PAY-1)\n\n- Closes #12\nRefs: PAY-2\n**Задача**: PAY-3";
        assert_eq!(request.referring(), expected);
    }

    #[test]
    fn what_templates_leave_behind_is_no_text() {
        let request = PullRequest {
            title: " Faster \n".to_owned(),
            body: "<!-- Closes #1 -->\r\nIt is.<!-- open".to_owned(),
            ..PullRequest::default()
        };
        assert_eq!(request.text(), "Faster\n\nIt is.");
    }

    #[test]
    fn what_is_done_is_never_guessed() {
        let ticket = |progress, status: &str| Ticket {
            progress,
            status: status.to_owned(),
            ..Ticket::default()
        };
        let done = ["Released".to_owned()];
        assert_eq!(ticket(Progress::Done, "Closed").is_done(&[]), Some(true));
        assert_eq!(ticket(Progress::Done, "Closed").is_done(&done), Some(false));
        assert_eq!(ticket(Progress::Open, "released").is_done(&done), Some(true));
        assert_eq!(ticket(Progress::Unknown, "x").is_done(&[]), None);
    }
}
