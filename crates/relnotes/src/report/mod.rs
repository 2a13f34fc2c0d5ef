//! The formats of `relnotes lint`, one file each. All print the same findings; none decides how the
//! run ends.

pub(crate) mod gate_github;
pub(crate) mod gate_junit;
mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod text;

use relnotes_core::policy::{Finding, Group, Level, Outcome, Report, Subject};

pub(crate) use self::json::LintJson;
use crate::failure::Failure;
use crate::shell::plain;

/// What is printed: the report, and how much of it is not shown.
pub(crate) struct Printed<'a> {
    /// The findings that count.
    pub(crate) report: &'a Report,
    /// How many are in the baseline.
    pub(crate) in_baseline: usize,
    /// How many are about what `--base` has already.
    pub(crate) in_base: usize,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people: grouped by rule
    Text,
    /// For programs: described by `relnotes schema lint`
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// JUnit XML, for whatever shows test results
    Junit,
}

impl Format {
    /// Writes a report.
    pub(crate) fn write(self, printed: &Printed<'_>) -> Result<String, Failure> {
        match self {
            Self::Text => Ok(text::write(printed)),
            Self::Json => json::write(printed),
            Self::Sarif => sarif::write(printed),
            Self::Github => Ok(github::write(printed)),
            Self::Gitlab => gitlab::write(printed),
            Self::Junit => Ok(junit::write(printed)),
        }
    }
}

/// The file that findings about refs and commits are shown at, where a format wants a file: the
/// policy is written there.
const POLICY_FILE: &str = "relnotes.toml";

/// Returns the file and line that a finding is shown at.
fn location(finding: &Finding) -> (&str, usize) {
    match &finding.subject {
        Subject::File { path, line } => (path, line.unwrap_or(1)),
        _ => (POLICY_FILE, 1),
    }
}

/// Returns the whole message, harmless for who looks at it: what is wrong, what shows it, the way out.
fn whole_message(finding: &Finding) -> String {
    let mut message = match finding.outcome {
        Outcome::Violation => one_line(&finding.message),
        Outcome::CannotTell => format!("cannot tell: {}", one_line(&finding.message)),
    };
    for evidence in &finding.evidence {
        message += &format!("\n- {}", one_line(evidence));
    }
    if let Some(hint) = &finding.hint {
        message += &format!("\nfix: {}", one_line(hint));
    }
    message
}

/// Makes text harmless and keeps it on its line: line ends are ours alone.
fn one_line(text: &str) -> String {
    plain(&text.replace('\n', "\u{240a}"))
}

/// Returns a text that is the same for the same finding in every run, and for no other one.
fn fingerprint(finding: &Finding) -> String {
    let text = format!("{} {} {}", finding.code, finding.outcome.as_str(), finding.subject.key());
    let with_message = format!("{text} {}", finding.message);
    // FNV-1a: stable over versions of the compiler, and nobody's security depends on it.
    let hash = |text: &str| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    format!("{:016x}{:016x}", hash(&text), hash(&with_message))
}

/// Returns the group of a rule by its code.
fn group_of(code: &str) -> Option<Group> {
    let digit = code.strip_prefix("RN")?.chars().next()?.to_digit(10)?;
    Group::ALL.get(usize::try_from(digit).ok()?).copied()
}

/// Counts findings of an outcome at a level.
fn count(report: &Report, outcome: Outcome, level: Level) -> usize {
    let of = |finding: &&Finding| finding.outcome == outcome && finding.level == level;
    report.findings.iter().filter(of).count()
}
