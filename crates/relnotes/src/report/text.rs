//! For people: rules with their findings, the loudest first, and one line that sums up.

use std::fmt::Write;

use relnotes_core::policy::{Finding, Level, Outcome, Subject};

use super::{Printed, count, one_line};

/// How many findings of one rule are shown, and how many lines of evidence of one finding.
const SHOWN: usize = 10;

pub(super) fn write(printed: &Printed<'_>) -> String {
    let mut out = String::new();
    let findings = &printed.report.findings;
    for (outcome, level) in [
        (Outcome::Violation, Level::Deny),
        (Outcome::Violation, Level::Warn),
        (Outcome::CannotTell, Level::Deny),
        (Outcome::CannotTell, Level::Warn),
    ] {
        let of = |finding: &&Finding| finding.outcome == outcome && finding.level == level;
        let found: Vec<&Finding> = findings.iter().filter(of).collect();
        for of_rule in found.chunk_by(|a, b| a.code == b.code) {
            rule(&mut out, of_rule);
        }
    }
    waived(&mut out, printed);
    out + &sum(printed)
}

fn rule(out: &mut String, findings: &[&Finding]) {
    let Some(first) = findings.first() else { return };
    let word = match first.outcome {
        Outcome::Violation => first.level.as_str(),
        Outcome::CannotTell => "cannot tell",
    };
    line(out, &format!("{word}: {} {}", first.code, first.name));
    for finding in findings.iter().take(SHOWN) {
        let place = match &finding.subject {
            Subject::File { .. } => format!("{}: ", finding.subject),
            _ => String::new(),
        };
        line(out, &format!("  {place}{}", finding.message));
        for evidence in finding.evidence.iter().take(SHOWN) {
            line(out, &format!("    - {evidence}"));
        }
        more(out, "    ", finding.evidence.len());
        if let Some(hint) = &finding.hint {
            line(out, &format!("    fix: {hint}"));
        }
    }
    more(out, "  ", findings.len());
    out.push('\n');
}

fn more(out: &mut String, indent: &str, total: usize) {
    if total > SHOWN {
        line(out, &format!("{indent}and {} more: `--format json` lists all", total - SHOWN));
    }
}

fn waived(out: &mut String, printed: &Printed<'_>) {
    for waived in &printed.report.waived {
        let (finding, waiver) = (&waived.finding, &waived.waiver);
        let subject = finding.subject.key();
        let subject = if subject.len() == 40 { &subject[..10] } else { &subject };
        line(
            out,
            &format!(
                "waived: {} {} of {subject} by {} until {}: {}",
                finding.code, finding.name, waiver.by, waiver.until, waiver.reason
            ),
        );
    }
    if !printed.report.waived.is_empty() {
        out.push('\n');
    }
}

fn sum(printed: &Printed<'_>) -> String {
    let report = printed.report;
    let deny = count(report, Outcome::Violation, Level::Deny);
    let warn = count(report, Outcome::Violation, Level::Warn);
    let open = report.findings.len() - deny - warn;
    let mut sum = match deny + warn {
        0 => "no violations".to_owned(),
        1 => format!("1 violation ({deny} deny, {warn} warn)"),
        n => format!("{n} violations ({deny} deny, {warn} warn)"),
    };
    let mut add = |n: usize, what: &str| {
        if n > 0 {
            write!(sum, ", {n} {what}").expect("a text takes everything");
        }
    };
    add(open, "that cannot be told");
    add(report.waived.len(), "waived");
    add(printed.in_baseline, "in the baseline");
    add(printed.in_base, "older than the base");
    let mut line = format!("{sum}; {} rules were asked", report.checked.len());
    if let Some(first) = report.findings.first() {
        write!(line, ". `relnotes explain {}` tells more of a rule", first.code)
            .expect("a text takes everything");
    }
    line + "\n"
}

fn line(out: &mut String, text: &str) {
    out.push_str(&one_line(text));
    out.push('\n');
}
