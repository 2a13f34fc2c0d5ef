//! JUnit XML: a test case for each rule that was asked, or for each of its findings.
//!
//! What cannot be told is `skipped`, which no consumer takes for passed.

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use relnotes_core::policy::{self, Finding, Group, Outcome, Rule};

use super::{Printed, group_of, whole_message};
use crate::failure::Failure;
use crate::shell::plain;

pub(super) fn write(printed: &Printed<'_>) -> Result<String, Failure> {
    let mut all = quick_junit::Report::new("relnotes lint");
    for group in Group::ALL {
        let codes = printed.report.checked.iter().filter(|code| group_of(code) == Some(group));
        let mut suite = TestSuite::new(group.as_str());
        for rule in codes.filter_map(|code| policy::find(code)) {
            let findings = printed.report.findings.iter();
            let of_rule: Vec<&Finding> =
                findings.filter(|finding| finding.code == rule.code).collect();
            if of_rule.is_empty() {
                suite.add_test_case(case(rule, "", TestCaseStatus::success()));
            }
            for finding in of_rule {
                let about = format!(" {}", plain(&finding.subject.to_string()));
                suite.add_test_case(case(rule, &about, status(finding)));
            }
        }
        all.add_test_suite(suite);
    }
    all.to_string().map_err(Failure::new)
}

fn case(rule: &Rule, about: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(format!("{} {}{about}", rule.code, rule.name), status);
    case.set_classname(format!("relnotes.{}", rule.group.as_str()));
    case
}

fn status(finding: &Finding) -> TestCaseStatus {
    let mut status = match finding.outcome {
        Outcome::Violation => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::CannotTell => TestCaseStatus::skipped(),
    };
    status.set_message(plain(&finding.message));
    if finding.outcome == Outcome::Violation {
        status.set_type(finding.level.as_str());
        status.set_description(plain(&whole_message(finding)));
    }
    status
}
