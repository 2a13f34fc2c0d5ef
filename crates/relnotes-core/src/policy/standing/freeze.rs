//! The freeze of a release: features that came to it after its branch was cut, and who agreed.

use crate::history::{NodeId, NodeSet};
use crate::id::CommitId;
use crate::policy::freeze::exceptions;
use crate::policy::{Cut, Facts, LineKind, Outcome, ReleaseLine, Report, Subject, Waived};
use crate::release::is_version_bump;
use crate::release::model::{Commit, Kind, Release};

/// The rules that look at the freeze.
const RULES: [&str; 2] = ["RN401", "RN402"];

/// The freeze of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freeze {
    /// What came after the cut is known.
    Known {
        /// The branch, else the last tag, of the release.
        line: String,
        /// Where the branch was cut.
        cut: CommitId,
        /// Features, and exceptions that do not say who agreed and why.
        late: Vec<Late>,
        /// What somebody agreed to.
        agreed: Vec<Late>,
        /// Commits that do not tell what they are: they may be features.
        untold: Vec<Late>,
    },
    /// It cannot be told, for this reason.
    Unknown(String),
    /// No release branch was cut.
    NotCut,
    /// A hotfix has none.
    Hotfix,
    /// The policy allows features after the cut.
    Allowed,
}

/// Something that came after the cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The commit.
    pub commit: CommitId,
    /// Its subject line.
    pub subject: String,
    /// The rule that it breaks, or who agreed to it and why; empty where nothing is known.
    pub because: String,
}

impl Freeze {
    /// Returns whether it is proved that nothing came after the cut but what somebody agreed to.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Known { late, untold, .. } if late.is_empty() && untold.is_empty())
    }
}

/// Looks at what a release got after its cut and has not in common with the release before.
pub(super) fn freeze(
    line: Option<&ReleaseLine>,
    facts: &Facts<'_>,
    report: &Report,
    release: &Release,
) -> Freeze {
    if RULES.iter().any(|code| !report.checked.contains(code)) {
        return Freeze::Allowed;
    }
    let Some(line) = line else { return Freeze::NotCut };
    if line.kind == LineKind::Hotfix {
        return Freeze::Hotfix;
    }
    let of_freeze = || report.findings.iter().filter(|it| RULES.contains(&it.code));
    let of_line = [Subject::Repository, line.subject(facts)];
    let mut unknown = of_freeze().filter(|it| it.outcome == Outcome::CannotTell);
    if let Some(finding) = unknown.find(|it| of_line.contains(&it.subject)) {
        return Freeze::Unknown(finding.message.clone());
    }
    let range = &release.range;
    let to = facts.history.find(range.to.commit);
    let (Cut::Known(cut), Some(to)) = (&line.cut, to) else {
        let Cut::Unknown(reason) = &line.cut else { return Freeze::NotCut };
        return Freeze::Unknown(reason.clone());
    };
    let from = range.from.as_ref().and_then(|from| facts.history.find(from.commit));
    let of_release: NodeSet = facts
        .history
        .range(to, &from.into_iter().chain([*cut]).collect::<Vec<_>>())
        .into_iter()
        .collect();
    let is_here = |node: NodeId| of_release.contains(node);
    let late = |id: CommitId, because: &str| {
        let node = facts.history.find(id).filter(|node| is_here(*node))?;
        Some(Late { commit: id, subject: facts.subject(node), because: because.to_owned() })
    };
    let mut agreed: Vec<Late> = Vec::new();
    for Waived { finding, waiver } in
        report.waived.iter().filter(|it| RULES.contains(&it.finding.code))
    {
        let because = format!("{}: {}", waiver.by, waiver.reason);
        agreed.extend(finding.subject.commit().and_then(|id| late(id, &because)));
    }
    let broken: Vec<Late> =
        of_freeze().filter_map(|finding| late(finding.subject.commit()?, finding.code)).collect();
    let mut untold = Vec::new();
    for (node, commit) in facts.commits_of(line) {
        let is_broken = broken.iter().any(|it| it.commit == commit.id);
        if let Some(because) = exceptions(commit).next().filter(|_| !is_broken) {
            agreed.extend(late(commit.id, because));
        } else if is_untold(*node, commit, facts) {
            untold.extend(late(commit.id, ""));
        }
    }
    Freeze::Known {
        line: line.name(facts),
        cut: facts.history.graph().id(*cut),
        late: broken,
        agreed,
        untold,
    }
}

/// Returns whether a commit may be a feature for all that it says.
fn is_untold(node: NodeId, commit: &Commit, facts: &Facts<'_>) -> bool {
    let conventional = commit.message.conventional.as_ref();
    let kind = conventional.and_then(|it| facts.sources.config.commits.kind_of(&it.kind));
    matches!(kind, None | Some(Kind::Unclassified))
        && commit.parents.len() < 2
        && commit.message.revert.is_none()
        && !is_version_bump(commit)
        && !facts.touches_only_documents(node)
}
