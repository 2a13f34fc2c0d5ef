//! G06: tests pass.

use crate::declared::{Declared, value_of};
use crate::gate::criterion::declare_criterion;
use crate::gate::external::by_check;
use crate::gate::{Answer, Facts, Reason, Said, Status, TestKind};

declare_criterion! {
    /// Asks whether enough tests pass: of unit and integration tests all, of end-to-end tests 95 of a hundred, unless the
    /// configuration says otherwise. The results are read from JUnit files (`--junit`), else from the checks that
    /// `gate.checks` names for `unit`, `integration` and `e2e` (`--online`), or somebody attests `tests`.
    "G06" "tests-pass" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let Some(all) = &facts.external.tests else {
        return by_checks(facts);
    };
    let mut answer = Answer { status: Status::Pass, said: Vec::new(), evidence: Vec::new() };
    for kind in TestKind::ALL {
        let Some(tests) = all.iter().find(|it| it.kind == kind && it.all > 0) else {
            answer = answer.and(Said::new(Reason::NoTests).with("kind", kind.as_str()));
            // One that fails is worse than one that is not there.
            if answer.status == Status::Pass {
                answer.status = Status::Unknown;
            }
            continue;
        };
        let wanted = wanted(kind, facts);
        // Of 1,999 of 2,000 tests, which are 99 %, a hundred was asked: rounded down it is not met.
        let percent = tests.passed * 100 / tests.all;
        if tests.passed * 100 < wanted * tests.all {
            answer.status = Status::Fail;
        }
        answer = answer.and(
            Said::new(Reason::Tests)
                .with("kind", kind.as_str())
                .with("passed", &tests.passed)
                .with("all", &tests.all)
                .with("percent", &percent)
                .with("wanted", &wanted),
        );
    }
    answer
}

/// Answers by the checks of the forge, where all three kinds have one.
fn by_checks(facts: &Facts<'_>) -> Answer {
    let checks = &facts.config.gate.checks;
    let all = [&checks.unit, &checks.integration, &checks.e2e];
    if all.iter().any(|name| name.is_none()) {
        return facts.attested("tests", Reason::NeedsForge);
    }
    let mut answer = Answer { status: Status::Pass, said: Vec::new(), evidence: Vec::new() };
    for name in all {
        let of_kind = by_check(name, "tests", Reason::NeedsForge, facts);
        answer.status = match (answer.status, of_kind.status) {
            (Status::Fail, _) | (_, Status::Fail) => Status::Fail,
            (Status::Unknown, _) | (_, Status::Unknown) => Status::Unknown,
            _ => Status::Pass,
        };
        for said in of_kind.said {
            // What no forge answers is the same for all of them.
            if !answer.said.contains(&said) {
                answer.said.push(said);
            }
        }
    }
    answer
}

fn wanted(kind: TestKind, facts: &Facts<'_>) -> usize {
    let gate = &facts.config.gate;
    let (declared, usual): (&Option<Declared<u64>>, usize) = match kind {
        TestKind::Unit => (&gate.unit, 100),
        TestKind::Integration => (&gate.integration, 100),
        TestKind::EndToEnd => (&gate.e2e, 95),
    };
    value_of(declared).and_then(|it| usize::try_from(*it).ok()).unwrap_or(usual)
}
