//! The last releases: what the marks of the flow are about.

use crate::history::NodeSet;
use crate::policy::{Facts, Finding, LineKind, ReleaseLine, Subject};

/// How many releases are looked at.
const RELEASES: usize = 3;

/// The last releases and the hotfixes of them.
pub(super) struct Scope {
    /// Places of lines among all lines, the lowest version first.
    lines: Vec<usize>,
    /// What releases before them have.
    before: NodeSet,
}

impl Scope {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let releases: Vec<&ReleaseLine> = facts
            .lines()
            .filter(|line| line.kind == LineKind::Release && is_real(line, facts))
            .collect();
        let last = &releases[releases.len().saturating_sub(RELEASES)..];
        let lowest = last.first().map(|line| line.version);
        let is_in = |line: &&ReleaseLine| match line.kind {
            LineKind::Release => last.iter().any(|it| it.at == line.at),
            LineKind::Hotfix => lowest.is_some_and(|lowest| {
                let of =
                    |it: crate::branch::BranchVersion| (it.major, it.minor, it.patch.unwrap_or(0));
                of(line.version) >= of(lowest)
            }),
        };
        let lines: Vec<usize> = facts.lines().filter(is_in).map(|line| line.at).collect();
        let lower = facts.lines.iter().filter(|line| lowest.is_some_and(|it| line.version < it));
        let tags = lower.flat_map(|line| &line.tags).map(|at| &facts.sources.tags[*at]);
        let tags = tags.filter(|tag| tag.production().is_some());
        let before = facts.history.reach_of(tags.filter_map(|tag| facts.history.find(tag.commit)));
        Self { lines, before }
    }

    /// Returns the names of the releases, the newest first.
    pub(super) fn names(&self, facts: &Facts<'_>) -> Vec<String> {
        let lines = self.lines.iter().rev().map(|at| &facts.lines[*at]);
        let releases = lines.filter(|line| line.kind == LineKind::Release);
        releases.map(|line| line.name(facts)).collect()
    }

    /// Returns whether there is a line of a kind.
    pub(super) fn has(&self, kind: LineKind, facts: &Facts<'_>) -> bool {
        self.lines.iter().any(|at| facts.lines[*at].kind == kind)
    }

    /// Returns whether a finding is about the last releases, or about no release at all.
    pub(super) fn covers(&self, finding: &Finding, facts: &Facts<'_>) -> bool {
        match &finding.subject {
            Subject::Repository | Subject::File { .. } => true,
            Subject::Branch { .. } => {
                line_about(finding, facts).is_none_or(|line| self.lines.contains(&line.at))
            }
            Subject::Tag { .. } => {
                line_about(finding, facts).is_some_and(|line| self.lines.contains(&line.at))
            }
            Subject::Commit(id) => {
                facts.history.find(*id).is_some_and(|node| !self.before.contains(node))
            }
        }
    }
}

/// Returns whether a line is a release or becomes one: candidates without a branch do not.
fn is_real(line: &ReleaseLine, facts: &Facts<'_>) -> bool {
    line.branch.is_some() || line.is_released(facts)
}

/// Returns the line that a finding about a branch or a tag is about.
pub(super) fn line_about<'f>(finding: &Finding, facts: &'f Facts<'_>) -> Option<&'f ReleaseLine> {
    let has = |line: &&ReleaseLine| match &finding.subject {
        Subject::Branch { name, .. } => line.branch(facts).is_some_and(|it| it.name == *name),
        Subject::Tag { name, .. } => {
            line.tags.iter().any(|at| facts.sources.tags[*at].name == *name)
        }
        Subject::Repository | Subject::File { .. } | Subject::Commit(_) => false,
    };
    facts.lines.iter().find(has)
}
