//! G06: tests pass.

use crate::declared::{Declared, value_of};
use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said, Status, TestKind};

declare_criterion! {
    /// Asks whether enough tests pass: of unit and integration tests all, of end-to-end tests 95 of a hundred, unless the
    /// configuration says otherwise. The results are read from JUnit files (`--junit`), or somebody attests `tests`.
    "G06" "tests-pass" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let Some(all) = &facts.external.tests else {
        return facts.attested("tests", Reason::NeedsForge);
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

fn wanted(kind: TestKind, facts: &Facts<'_>) -> usize {
    let gate = &facts.config.gate;
    let (declared, usual): (&Option<Declared<u64>>, usize) = match kind {
        TestKind::Unit => (&gate.unit, 100),
        TestKind::Integration => (&gate.integration, 100),
        TestKind::EndToEnd => (&gate.e2e, 95),
    };
    value_of(declared).and_then(|it| usize::try_from(*it).ok()).unwrap_or(usual)
}
