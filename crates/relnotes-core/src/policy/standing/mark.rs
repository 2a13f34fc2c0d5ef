//! What the lint says of a statement: it holds, it is broken, it cannot be told. What was not looked at has no mark.

use crate::branch::BranchKind;
use crate::config::tags::HotfixStyle;
use crate::pipeline::{Mark as CellMark, Stage, wanted};
use crate::policy::{Facts, Finding, Group, LineKind, Need, Outcome, Report, Subject, find};
use crate::tag::{Tag, TagKind};

use super::scope::{Scope, line_about};
use super::statement::Statement;

/// What the lint says of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// In one sign.
    pub sign: Sign,
    /// The branch or tag that was looked at, where it is one.
    pub about: Option<String>,
    /// The codes of the rules that were asked.
    pub rules: Vec<&'static str>,
    /// The rules that are broken, with the number of findings.
    pub broken: Vec<(&'static str, usize)>,
    /// The rules that cannot tell, each with its first reason.
    pub unknown: Vec<(&'static str, Reason)>,
    /// Stages that no job does.
    pub missing: Vec<Stage>,
    /// Stages of which it cannot be told.
    pub unsure: Vec<Stage>,
}

/// What the lint says, in one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Every rule that was asked found nothing.
    Holds,
    /// A rule is broken.
    Broken,
    /// No rule is broken, but not every one can tell.
    CannotTell,
    /// It was not looked at.
    NotChecked(NotChecked),
}

/// Why a statement was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotChecked {
    /// The policy allows to break all of its rules.
    Allowed,
    /// No rule looks at it in the flow of the repository.
    OtherFlow,
    /// Hotfixes are tagged as patches here.
    OtherStyle,
    /// There is nothing of the kind.
    Nothing,
    /// What there is, is older than the policy.
    Settled,
}

/// Why a rule cannot tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Something is not here that it needs.
    Lacks(Need),
    /// As it says it.
    Said(String),
}

/// Returns what the lint says of a statement.
pub(super) fn mark(
    statement: Statement,
    facts: &Facts<'_>,
    report: &Report,
    scope: &Scope,
) -> Mark {
    match statement {
        Statement::FinalTags => of_tags(TagKind::Final, facts, report),
        Statement::CandidateTags => of_tags(TagKind::Candidate, facts, report),
        Statement::HotfixTags => of_tags(TagKind::Hotfix, facts, report),
        _ if !statement.refs().is_empty() => of_pipelines(statement, facts, report),
        _ => of_rules(statement, facts, report, scope),
    }
}

impl Mark {
    fn not_checked(why: NotChecked) -> Self {
        Self {
            sign: Sign::NotChecked(why),
            about: None,
            rules: Vec::new(),
            broken: Vec::new(),
            unknown: Vec::new(),
            missing: Vec::new(),
            unsure: Vec::new(),
        }
    }

    /// Sums findings up.
    fn of<'f>(
        rules: Vec<&'static str>,
        findings: impl Iterator<Item = &'f Finding>,
        facts: &Facts<'_>,
    ) -> Self {
        let mut mark = Self { rules, ..Self::not_checked(NotChecked::Nothing) };
        for finding in findings {
            match finding.outcome {
                Outcome::Violation => match mark.broken.last_mut() {
                    Some((code, count)) if *code == finding.code => *count += 1,
                    _ => mark.broken.push((finding.code, 1)),
                },
                Outcome::CannotTell => {
                    if mark.unknown.iter().all(|(code, _)| *code != finding.code) {
                        mark.unknown.push((finding.code, reason(finding, facts)));
                    }
                }
            }
        }
        mark.sign = match (mark.broken.is_empty(), mark.unknown.is_empty()) {
            (false, _) => Sign::Broken,
            (true, false) => Sign::CannotTell,
            (true, true) => Sign::Holds,
        };
        mark
    }
}

fn reason(finding: &Finding, facts: &Facts<'_>) -> Reason {
    let needs = find(finding.code).map(|rule| rule.needs).unwrap_or_default();
    let lacking = needs.iter().find(|need| facts.lack(**need).is_some());
    match (lacking, &finding.subject) {
        (Some(need), Subject::Repository) => Reason::Lacks(*need),
        _ => Reason::Said(finding.message.clone()),
    }
}

fn of_rules(statement: Statement, facts: &Facts<'_>, report: &Report, scope: &Scope) -> Mark {
    let of_statement = statement.rules(facts.sources.config.flow);
    if of_statement.is_empty() {
        return Mark::not_checked(NotChecked::OtherFlow);
    }
    let asked = of_statement.iter().copied().filter(|code| report.checked.contains(code));
    let rules: Vec<&'static str> = asked.collect();
    if rules.is_empty() {
        return Mark::not_checked(NotChecked::Allowed);
    }
    let findings = report.findings.iter().filter(|it| rules.contains(&it.code));
    let findings = findings.filter(|it| is_about(statement, it, facts, scope));
    let mut mark = Mark::of(rules.clone(), findings, facts);
    if mark.sign == Sign::Holds && !is_there(statement, facts, scope) {
        let lacks = [Need::Branches, Need::Tags].into_iter().find(|it| facts.lack(*it).is_some());
        mark = Mark { rules, ..Mark::not_checked(NotChecked::Nothing) };
        if let Some(need) = lacks {
            let unknown = mark.rules.iter().map(|code| (*code, Reason::Lacks(need)));
            (mark.sign, mark.unknown) = (Sign::CannotTell, unknown.take(1).collect());
        }
    }
    mark.about = match statement {
        Statement::Main => facts.main.as_ref().map(|chain| facts.branch_of(chain).name.clone()),
        Statement::Develop => {
            facts.integration.as_ref().map(|chain| facts.branch_of(chain).name.clone())
        }
        _ => None,
    };
    mark
}

/// Returns whether there is something that the rules of a statement could look at.
fn is_there(statement: Statement, facts: &Facts<'_>, scope: &Scope) -> bool {
    let has = |wanted: fn(BranchKind) -> bool| facts.branches.iter().any(|it| wanted(it.kind));
    match statement {
        Statement::Main => facts.main.is_some(),
        Statement::Develop => facts.integration.is_some(),
        Statement::Releases => has(is_release),
        Statement::Features => has(|kind| kind == BranchKind::Feature),
        Statement::Others => !facts.branches.is_empty(),
        Statement::FeatureToDevelop => facts.main.is_some(),
        Statement::Cut | Statement::ReleaseToMain => scope.has(LineKind::Release, facts),
        Statement::HotfixToMain => scope.has(LineKind::Hotfix, facts),
        Statement::FinalTags
        | Statement::CandidateTags
        | Statement::HotfixTags
        | Statement::FeaturePipeline
        | Statement::DevelopPipeline
        | Statement::ReleasePipeline
        | Statement::MainPipeline => true,
    }
}

fn is_release(kind: BranchKind) -> bool {
    matches!(kind, BranchKind::Release(_) | BranchKind::Hotfix(_))
}

/// Returns whether a finding of a rule that several statements share is about this one.
fn is_about(statement: Statement, finding: &Finding, facts: &Facts<'_>, scope: &Scope) -> bool {
    match finding.code {
        "RN004" => match statement {
            Statement::Main => facts.main.is_none(),
            _ => facts.integration.is_none(),
        },
        "RN104" => {
            let branch = facts.branches.iter().find(|it| finding.subject == Subject::from(*it));
            branch.is_none_or(|branch| match statement {
                Statement::Main => branch.kind == BranchKind::Main,
                Statement::Develop => branch.kind == BranchKind::Develop,
                Statement::Releases => is_release(branch.kind),
                Statement::Features => branch.kind == BranchKind::Feature,
                _ => branch.kind == BranchKind::Other,
            })
        }
        "RN205" if finding.subject != Subject::Repository => {
            let wanted = match statement {
                Statement::HotfixToMain => LineKind::Hotfix,
                _ => LineKind::Release,
            };
            let line = line_about(finding, facts);
            line.is_some_and(|line| line.kind == wanted) && scope.covers(finding, facts)
        }
        _ => !is_of_flow(finding) || scope.covers(finding, facts),
    }
}

fn is_of_flow(finding: &Finding) -> bool {
    find(finding.code).is_some_and(|rule| rule.group == Group::Flow)
}

/// The last tag of a kind stands for all of them: what was wrong with older ones cannot be mended.
fn of_tags(kind: TagKind, facts: &Facts<'_>, report: &Report) -> Mark {
    let config = &facts.sources.config.tags;
    if kind == TagKind::Hotfix && config.hotfix_style == HotfixStyle::Patch {
        return Mark::not_checked(NotChecked::OtherStyle);
    }
    let rules: Vec<&'static str> = report.checked.iter().copied().filter(is_of_tags).collect();
    if rules.is_empty() {
        return Mark::not_checked(NotChecked::Allowed);
    }
    let wanted = |tag: &&Tag| tag.kind(&facts.tag_rules()) == kind;
    let Some(last) = facts.sources.tags.iter().rfind(wanted) else {
        let mut mark = Mark::not_checked(NotChecked::Nothing);
        if facts.lack(Need::Tags).is_some() {
            let unknown = rules.iter().map(|code| (*code, Reason::Lacks(Need::Tags)));
            (mark.sign, mark.unknown) = (Sign::CannotTell, unknown.take(1).collect());
        }
        return mark;
    };
    if facts.is_settled_tag(last) {
        let about = Some(last.name.clone());
        return Mark { about, ..Mark::not_checked(NotChecked::Settled) };
    }
    let is_about = |finding: &&Finding| match &finding.subject {
        Subject::Repository => true,
        Subject::Tag { name, .. } => *name == last.name,
        Subject::File { .. } | Subject::Branch { .. } | Subject::Commit(_) => false,
    };
    let findings = report.findings.iter().filter(|it| rules.contains(&it.code)).filter(is_about);
    Mark { about: Some(last.name.clone()), ..Mark::of(rules.clone(), findings, facts) }
}

fn is_of_tags(code: &&'static str) -> bool {
    find(code).is_some_and(|rule| rule.group == Group::Tags)
}

/// The row of the matrix says more than the finding: which stages.
fn of_pipelines(statement: Statement, facts: &Facts<'_>, report: &Report) -> Mark {
    let rules = statement.rules(facts.sources.config.flow);
    if rules.is_empty() {
        return Mark::not_checked(NotChecked::OtherFlow);
    }
    if rules.iter().all(|code| !report.checked.contains(code)) {
        return Mark::not_checked(NotChecked::Allowed);
    }
    let pipelines = &facts.pipelines;
    let mut mark = Mark { rules: rules.to_vec(), ..Mark::not_checked(NotChecked::Nothing) };
    let samples = pipelines.samples.iter().enumerate();
    let samples: Vec<_> = samples.filter(|(_, it)| statement.refs().contains(&it.kind)).collect();
    if samples.is_empty() {
        return Mark::not_checked(NotChecked::Nothing);
    }
    for (at, sample) in samples {
        for stage in wanted(sample.kind) {
            let found = pipelines.cell(at, *stage, facts.sources.config.policy.deploy).mark;
            let list = match found {
                CellMark::Missing => &mut mark.missing,
                CellMark::Unknown => &mut mark.unsure,
                CellMark::Provided | CellMark::NotWanted => continue,
            };
            if !list.contains(stage) {
                list.push(*stage);
            }
        }
    }
    mark.missing.sort();
    mark.unsure.sort();
    mark.sign = match (mark.missing.is_empty(), mark.unsure.is_empty()) {
        (false, _) => Sign::Broken,
        (true, false) => Sign::CannotTell,
        (true, true) => Sign::Holds,
    };
    mark
}
