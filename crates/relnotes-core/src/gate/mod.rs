//! The go/no-go gate of a release: one criterion a file, over plain facts.
//!
//! | item | is |
//! |---|---|
//! | [`Criterion`], [`ALL`] | the criteria, in the order of their codes |
//! | [`Facts`] | what they may see |
//! | [`Answer`], [`Status`] | what they say: pass, fail, waived, unknown, not applicable |
//! | [`Gate`], [`Verdict`] | all answers: go, no-go, cannot tell |
//! | [`decision`] | what people decided, and whether that still holds |
//!
//! Unknown is never a pass. What a clone cannot know comes as [`External`] from elsewhere, or somebody attests it in
//! `release.toml`. A person's word counts where no service answers, and never against one that does.

mod answer;
mod criteria;
mod criterion;
pub mod decision;
mod external;
mod facts;

#[cfg(test)]
mod tests;

pub use self::answer::{Answer, Reason, Said, Status};
pub use self::criteria::ALL;
pub use self::criterion::Criterion;
pub use self::external::{External, TestKind, Tests, Tickets, Version};
pub use self::facts::{Candidate, Facts};

use crate::brief::sign_off::Waiver;
use crate::declared::{Declared, value_of};

/// What comes out of all criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing speaks against the release.
    Go,
    /// At least one criterion fails.
    NoGo,
    /// None fails, and at least one cannot be told.
    CannotTell,
}

impl Verdict {
    /// Returns the word of the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::NoGo => "no-go",
            Self::CannotTell => "cannot-tell",
        }
    }
}

/// The gate of a release at one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Every criterion with its answer, in the order of codes.
    pub answers: Vec<(&'static Criterion, Answer)>,
}

impl Gate {
    /// Returns the verdict.
    pub fn verdict(&self) -> Verdict {
        let has =
            |wanted: fn(&Status) -> bool| self.answers.iter().any(|(_, it)| wanted(&it.status));
        if has(|status| *status == Status::Fail) {
            Verdict::NoGo
        } else if has(|status| *status == Status::Unknown) {
            Verdict::CannotTell
        } else {
            Verdict::Go
        }
    }

    /// Returns the codes with a status.
    pub fn codes(&self, wanted: &Status) -> Vec<&'static str> {
        let with = self.answers.iter().filter(|(_, answer)| answer.status == *wanted);
        with.map(|(criterion, _)| criterion.code).collect()
    }

    /// Returns a number of the whole result, the same for the same result: sixteen hexadecimal digits.
    pub fn hash(&self) -> String {
        let mut text = String::new();
        for (criterion, answer) in &self.answers {
            text.push_str(&format!("{} {:?}", criterion.code, answer.status));
            for said in &answer.said {
                // Time goes by, and nothing else has changed.
                let passes = |name: &str| matches!(name, "hours" | "read_at");
                let values = said.values.iter().filter(|(name, _)| !passes(name));
                let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
                text.push_str(&format!(" {:?} {}", said.reason, values.join(" ")));
            }
            text.push('\n');
        }
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }
}

/// Asks every criterion. `unasked` are codes whose unknown answers somebody takes on for this run.
pub fn gate(facts: &Facts<'_>, unasked: &[String]) -> Gate {
    let answer = |criterion: &'static Criterion| {
        let skipped =
            facts.config.gate.skip.iter().find(|it| it.value.eq_ignore_ascii_case(criterion.code));
        if let Some(skipped) = skipped {
            return Answer::not_applicable(
                Said::new(Reason::Skipped).with("place", &skipped.reference),
            );
        }
        let answer = (criterion.check)(facts);
        let is_open = matches!(answer.status, Status::Fail | Status::Unknown);
        if let Some(waiver) = waiver(criterion, facts).filter(|_| is_open) {
            return answer.waived(waiver, facts);
        }
        let is_unasked = unasked.iter().any(|code| code.eq_ignore_ascii_case(criterion.code));
        if answer.status == Status::Unknown && is_unasked {
            return answer.unasked();
        }
        answer
    };
    Gate { answers: ALL.iter().map(|criterion| (*criterion, answer(criterion))).collect() }
}

/// Returns the waiver of a criterion that has not run out.
fn waiver<'f>(criterion: &Criterion, facts: &Facts<'f>) -> Option<&'f Declared<Waiver>> {
    facts.brief.waiver.iter().find(|row| {
        let is_of =
            value_of(&row.value.rule).is_some_and(|rule| rule.eq_ignore_ascii_case(criterion.code));
        // The last day counts to its end.
        let until = value_of(&row.value.until).map(|until| until.time.seconds + 86_400);
        is_of && until.is_some_and(|until| facts.now < until)
    })
}
