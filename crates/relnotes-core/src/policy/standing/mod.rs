//! How a repository stands beside its release model, as plain data for documents: the statements of the model with
//! what the lint says of each, branches and tags, the course of a release, and its freeze.
//!
//! Ages are no part of it: what is told of a release today is told of it tomorrow. Rules about ages, ends of waivers and
//! the clone are left out, and the tip of a branch is its last commit that is more than documents of a release.

mod course;
mod freeze;
mod mark;
mod refs;
mod scope;
mod statement;

#[cfg(test)]
mod tests;

pub use self::course::{Course, Leg, Station, Way};
pub use self::freeze::{Freeze, Late};
pub use self::mark::{Mark, NotChecked, Reason, Sign};
pub use self::refs::{BranchRow, BranchStatus, TagRow};
pub use self::statement::Statement;

use std::cmp::Reverse;

use crate::branch::BranchPattern;
use crate::config::policy::Deploy;
use crate::config::tags::HotfixStyle;
use crate::config::{Config, Flow};
use crate::history::NodeId;
use crate::pipeline::Pipelines;
use crate::release::model::Release;
use crate::version::Stage;

use super::{Chain, Facts, Finding, LineKind, ReleaseLine, Report, Waived};
use scope::Scope;

/// Rules that say something else tomorrow, or in another clone: how long a branch was not touched, when a waiver ends,
/// what was not fetched. What a rule could not tell for that is told where it is missed.
const OF_THE_MOMENT: [&str; 11] = [
    "RN001", "RN002", "RN003", "RN005", "RN107", "RN109",
    // What the files and the documents of open releases show is not looked at for a document.
    "RN210", "RN403", "RN701", "RN702", "RN703",
];

/// How a repository stands beside its release model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How branches and tags are named.
    pub names: Names,
    /// Every statement of the model with its mark, in the order of [`Statement::ALL`].
    pub marks: Vec<(Statement, Mark)>,
    /// The last releases, which the marks of the flow are about, the newest first.
    pub releases: Vec<String>,
    /// The branches: main, develop, releases, hotfixes, features, others; versions from the highest.
    pub branches: Vec<BranchRow>,
    /// The tags that begin like a version, in the model's order.
    pub tags: Vec<TagRow>,
    /// What the lint found.
    pub findings: Vec<Finding>,
    /// What it would have found, had nobody taken it on.
    pub waived: Vec<Waived>,
    /// The codes of the rules that were asked.
    pub checked: Vec<&'static str>,
    /// What runs for which ref.
    pub pipelines: Pipelines,
    /// Where deployments are made.
    pub deploy: Deploy,
    /// The course of the release; none where nothing shows it.
    pub course: Option<Course>,
    /// The freeze of the release.
    pub freeze: Freeze,
}

/// How branches and tags are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// How releases are made.
    pub flow: Flow,
    /// Patterns of main.
    pub main: Vec<String>,
    /// Patterns of develop.
    pub develop: Vec<String>,
    /// Patterns of release branches.
    pub release: Vec<String>,
    /// Patterns of hotfix branches.
    pub hotfix: Vec<String>,
    /// Patterns of feature branches.
    pub feature: Vec<String>,
    /// The main branch that is there, else what it would be called.
    pub main_branch: String,
    /// Where features come together, likewise.
    pub integration: String,
    /// What stands before the numbers of a tag.
    pub prefix: String,
    /// The stage of candidates: `rc`.
    pub candidate: String,
    /// How a hotfix is tagged.
    pub hotfix_style: HotfixStyle,
}

impl Standing {
    /// Returns how things stand for a release. `facts` and `report` are of the whole repository.
    pub fn of(facts: &Facts<'_>, report: Report, release: &Release) -> Self {
        let report = lasting(report, facts);
        let scope = Scope::of(facts);
        let line = line_of(facts, release);
        let marks = Statement::ALL.into_iter().map(|statement| {
            let mark = mark::mark(statement, facts, &report, &scope);
            (statement, mark)
        });
        Self {
            names: Names::of(facts),
            marks: marks.collect(),
            releases: scope.names(facts),
            branches: refs::branches(facts),
            tags: refs::tags(facts, &report),
            pipelines: facts.pipelines.clone(),
            deploy: facts.sources.config.policy.deploy,
            course: line.and_then(|line| course::course(line, facts, &report, release)),
            freeze: freeze::freeze(line, facts, &report, release),
            findings: report.findings,
            waived: report.waived,
            checked: report.checked,
        }
    }

    /// Returns the mark of a statement.
    pub fn mark(&self, statement: Statement) -> Option<&Mark> {
        self.marks.iter().find(|(of, _)| *of == statement).map(|(_, mark)| mark)
    }
}

impl Names {
    /// Returns the names of a configuration, as far as there are patterns only.
    pub fn of_config(config: &Config) -> Self {
        Self::new(config, None, None)
    }

    fn of(facts: &Facts<'_>) -> Self {
        let name = |chain: &Option<Chain>| Some(facts.branch_of(chain.as_ref()?).name.clone());
        Self::new(facts.sources.config, name(&facts.main), name(&facts.integration))
    }

    fn new(config: &Config, main_branch: Option<String>, integration: Option<String>) -> Self {
        let Config { branches, tags, flow, .. } = config;
        let texts = |patterns: &[BranchPattern]| -> Vec<String> {
            patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect()
        };
        let (main, develop) = (texts(&branches.main), texts(&branches.develop));
        let first = |patterns: &[String]| patterns.first().cloned().unwrap_or_default();
        let of_integration = match flow {
            Flow::Gitflow => &develop,
            Flow::Trunk => &main,
        };
        Self {
            flow: *flow,
            main_branch: main_branch.unwrap_or_else(|| first(&main)),
            integration: integration.unwrap_or_else(|| first(of_integration)),
            main,
            develop,
            release: texts(&branches.release),
            hotfix: texts(&branches.hotfix),
            feature: texts(&branches.feature),
            prefix: tags.prefix.clone(),
            candidate: tags.stages.last().cloned().unwrap_or_default(),
            hotfix_style: tags.hotfix_style,
        }
    }
}

/// Leaves out what is of the moment only, and puts the newest first among the findings of a rule.
fn lasting(mut report: Report, facts: &Facts<'_>) -> Report {
    report.findings.retain(|finding| !OF_THE_MOMENT.contains(&finding.code));
    report.waived.retain(|waived| !OF_THE_MOMENT.contains(&waived.finding.code));
    report.checked.retain(|code| !OF_THE_MOMENT.contains(code));
    let time = |finding: &Finding| {
        let node = finding.subject.commit().and_then(|id| facts.history.find(id));
        node.map(|node| facts.history.graph().time(last_of(facts, node)))
    };
    report.findings.sort_by_cached_key(|it| (it.code, it.outcome, Reverse(time(it))));
    report
}

/// Returns the line of a release: that of its tag, else that of its version.
fn line_of<'f>(facts: &'f Facts<'_>, release: &Release) -> Option<&'f ReleaseLine> {
    let to = &release.range.to;
    let has_tag = |line: &&ReleaseLine| {
        let mut tags = line.tags.iter().map(|at| &facts.sources.tags[*at].name);
        tags.any(|name| Some(name) == to.tag.as_ref())
    };
    let of_version = |line: &&ReleaseLine| {
        to.version.is_some_and(|it| {
            let kind = match it.stage {
                Stage::Hotfix(_) => LineKind::Hotfix,
                Stage::Candidate { .. } | Stage::Final => LineKind::Release,
            };
            let patch = line.version.patch.is_none_or(|patch| patch == it.version.patch);
            let minor = (line.version.major, line.version.minor) == it.version.line();
            kind == line.kind && minor && patch
        })
    };
    let lines = || facts.lines.iter();
    lines().find(has_tag).or_else(|| lines().rfind(of_version))
}

/// Returns the last commit below a tip that is more than documents of a release.
fn last_of(facts: &Facts<'_>, tip: NodeId) -> NodeId {
    let mut own = facts.history.first_parents(tip);
    own.find(|node| !facts.touches_only_documents(*node)).unwrap_or(tip)
}
