//! The policy of branches, tags, commits, versions and pipelines: rules over plain facts.
//!
//! A rule is a file in `rules/`: its page, its code, and a check of one subject. [`check`] goes
//! through the subjects. A rule whose needs the clone does not meet says that it cannot tell;
//! silence means that it looked and found nothing.
//!
//! | item | is |
//! |---|---|
//! | [`Rule`], [`ALL`] | the rules, in the order of their codes |
//! | [`Facts`] | what they may see |
//! | [`Finding`], [`Report`] | what they say |
//! | [`Level`], [`Levels`] | how loud they are |
//! | [`Waived`] | what somebody takes on |
//! | [`Standing`] | all of it for documents: statements of the model with their marks, branches, tags, a release's course |

mod branch;
mod bump;
mod checkout;
mod clone;
mod command;
mod direct;
mod facts;
mod finding;
mod freeze;
mod ledger;
mod level;
mod line;
mod message;
mod model_stages;
mod open;
mod rule;
mod rules;
mod standing;
mod tags;
mod waiver;

#[cfg(test)]
mod testing;

pub use self::branch::Branch;
pub use self::checkout::{Checkout, Merger};
pub use self::clone::{Clone, Lack};
pub use self::command::word;
pub use self::facts::{Chain, Facts, GatherError, LineCommit, Settled};
pub use self::finding::{Finding, Findings, Outcome, Subject};
pub use self::level::{Level, Levels};
pub use self::line::{Cut, LineKind, ReleaseLine};
pub use self::message::{check_message, leftover};
pub use self::open::OpenRelease;
pub use self::rule::{Check, Group, Need, Rule};
pub use self::rules::ALL;
pub use self::standing::{
    BranchRow, BranchStatus, Course, Freeze, Late, Leg, Mark, Names, NotChecked, Reason, Sign,
    Standing, Statement, Station, TagRow, Way,
};
pub use self::tags::TagFact;
pub use self::waiver::Waived;

use crate::history::NodeSet;

/// What all rules have to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// In the order of codes, then subjects.
    pub findings: Vec<Finding>,
    /// What would be findings, had nobody waived them.
    pub waived: Vec<Waived>,
    /// The codes of the rules that were asked.
    pub checked: Vec<&'static str>,
}

/// Returns the rule of a code or a name.
pub fn find(key: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.code.eq_ignore_ascii_case(key) || rule.name == key).copied()
}

/// Asks every rule that is not allowed to be broken.
pub fn check(facts: &Facts<'_>) -> Report {
    let policy = &facts.sources.config.policy;
    let (mut findings, mut checked) = (Vec::new(), Vec::new());
    for rule in ALL.iter().copied() {
        let level = policy.levels.of(rule);
        if level == Level::Allow {
            continue;
        }
        checked.push(rule.code);
        ask(rule, level, facts, &mut findings);
    }
    findings.sort_by(|a, b| (a.code, a.outcome, &a.subject).cmp(&(b.code, b.outcome, &b.subject)));
    findings.dedup();
    let (findings, waived) = waiver::apply(findings, &policy.waivers, facts.now);
    Report { findings, waived, checked }
}

/// Asks one rule, whatever its level, and takes no waiver.
pub fn check_one(rule: &'static Rule, facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    ask(rule, rule.level.max(Level::Warn), facts, &mut findings);
    findings
}

/// Asks one rule about all its subjects.
fn ask(rule: &'static Rule, level: Level, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let mut findings = Findings::new(rule, level, findings);
    if let Some((need, reason)) =
        rule.needs.iter().find_map(|need| Some((*need, facts.lack(*need)?)))
    {
        findings.cannot_tell(Subject::Repository, reason).hint(facts.remedy(need));
        return;
    }
    match rule.check {
        Check::Whole(check) => check(facts, &mut findings),
        Check::Branch(check) => {
            facts.branches.iter().for_each(|branch| check(branch, facts, &mut findings));
        }
        Check::Tag(check) => facts.tags().for_each(|tag| check(&tag, facts, &mut findings)),
        Check::Line(check) => facts.lines().for_each(|line| check(line, facts, &mut findings)),
        Check::Commit(check) => {
            let mut seen = NodeSet::default();
            for line in facts.lines() {
                for (node, commit) in facts.commits_of(line).iter() {
                    if seen.insert(*node) {
                        check(&LineCommit { line, node: *node, commit }, facts, &mut findings);
                    }
                }
            }
        }
    }
}
