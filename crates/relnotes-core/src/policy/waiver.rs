//! Waivers: findings that somebody takes on, with a name, a reason and an end.

use crate::branch::BranchPattern;
use crate::config::policy::Waiver;
use crate::person::Time;

use super::finding::{Finding, Outcome, Subject};

/// A finding that somebody has waived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// What was found.
    pub finding: Finding,
    /// Who waived it, why, until when.
    pub waiver: Waiver,
}

/// Takes out what a waiver covers. A waiver that has ended covers nothing.
pub(super) fn apply(
    findings: Vec<Finding>,
    waivers: &[Waiver],
    now: i64,
) -> (Vec<Finding>, Vec<Waived>) {
    let (mut left, mut waived) = (Vec::new(), Vec::new());
    for finding in findings {
        let covering =
            waivers.iter().find(|waiver| !is_expired(waiver, now) && covers(waiver, &finding));
        match covering {
            Some(waiver) => waived.push(Waived { finding, waiver: waiver.clone() }),
            None => left.push(finding),
        }
    }
    (left, waived)
}

/// Returns whether the last day of a waiver is over, in UTC.
pub(super) fn is_expired(waiver: &Waiver, now: i64) -> bool {
    const DAY: i64 = 86_400;
    Time::parse(&waiver.until).is_some_and(|until| now >= until.seconds + DAY)
}

/// A waiver names a rule by code or name, and a subject by its name, a pattern of it or an
/// abbreviated id. What cannot be told is not waived: nobody has seen it.
fn covers(waiver: &Waiver, finding: &Finding) -> bool {
    let names_rule = waiver.rule == finding.code || waiver.rule == finding.name;
    if !names_rule || finding.outcome == Outcome::CannotTell {
        return false;
    }
    let named = BranchPattern::new(&waiver.subject, "").find(&finding.subject.key()).is_some();
    let is_id = waiver.subject.len() >= 7;
    named
        || match &finding.subject {
            Subject::Commit(id) => is_id && id.starts_with(&waiver.subject),
            _ => waiver.subject == finding.subject.to_string(),
        }
}
