//! One commit message before it is committed: what a `commit-msg` hook asks.

use crate::config::Config;
use crate::config::commits::Kind;
use crate::message::Message;

use super::finding::{Finding, Findings, Subject};
use super::level::Level;
use super::{Report, find, freeze};

/// How the subject of a commit that waits to be folded into another one begins.
const LEFTOVERS: [&str; 5] = ["fixup!", "squash!", "amend!", "wip", "tmp"];

/// Returns the word that marks a subject as unfinished: `fixup!`, `squash!`, `amend!`, `WIP`, `tmp`.
pub fn leftover(subject: &str) -> Option<&'static str> {
    let lower = subject.trim_start().to_lowercase();
    LEFTOVERS.into_iter().find(|word| {
        lower.strip_prefix(word).is_some_and(|rest| {
            word.ends_with('!') || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '/')
        })
    })
}

/// Asks the rules about commits that one message can answer. A near miss of the conventional form
/// is told even where the form is not required; `path` is what findings call the file.
pub fn check_message(message: &Message, path: &str, config: &Config) -> Report {
    let mut report = Report::default();
    let subject = || Subject::File { path: path.to_owned(), line: Some(1) };
    let mut ask = |code: &str, at_least: Level, check: &dyn Fn(&mut Findings<'_>)| {
        let Some(rule) = find(code) else { return };
        let level = config.policy.levels.of(rule).max(at_least);
        if level > Level::Allow {
            report.checked.push(rule.code);
            check(&mut Findings::new(rule, level, &mut report.findings));
        }
    };
    let is_merge = message.merge.is_some() || message.revert.is_some();
    ask("RN402", Level::Allow, &|findings| {
        for trailer in
            message.trailers.iter().filter(|it| it.key.eq_ignore_ascii_case(freeze::TRAILER))
        {
            if freeze::who_and_why(&trailer.value).is_none() {
                findings
                    .violation(subject(), "the freeze exception does not say who agreed and why")
                    .hint(format!("{}: Anna Ivanova: agreed with support", freeze::TRAILER));
            }
        }
    });
    let is_required =
        find("RN405").is_some_and(|rule| config.policy.levels.of(rule) > Level::Allow);
    ask("RN405", Level::Warn, &|findings| {
        for problem in message.problems.iter().filter(|_| !is_merge) {
            findings.violation(subject(), problem.message.clone());
        }
        if is_required && message.problems.is_empty() && message.conventional.is_none() && !is_merge
        {
            findings
                .violation(subject(), "the subject is not conventional")
                .hint("type(scope): description, as in `fix(search): empty queries`");
        }
    });
    ask("RN406", Level::Allow, &|findings| {
        let kind = message.conventional.as_ref().and_then(|it| config.commits.kind_of(&it.kind));
        if message.tickets.is_empty() && kind != Some(Kind::Technical) && !is_merge {
            findings.violation(subject(), "the message names no ticket");
        }
    });
    ask("RN407", Level::Allow, &|findings| {
        if let Some(word) = leftover(&message.subject) {
            findings
                .violation(subject(), format!("the subject begins with `{word}`"))
                .at_most(Level::Warn)
                .hint("git rebase -i --autosquash, before it is merged");
        }
    });
    report
}

impl Report {
    /// Leaves only what is about one thing, by its name.
    pub fn about(&mut self, name: &str) {
        let is_about = |finding: &Finding| match &finding.subject {
            Subject::Branch { name: it, .. } | Subject::Tag { name: it, .. } => it == name,
            Subject::Repository | Subject::File { .. } | Subject::Commit(_) => false,
        };
        self.findings.retain(is_about);
        self.waived.retain(|waived| is_about(&waived.finding));
    }
}
