//! The course of a release through its branches: stations and the legs between them.

use crate::config::Flow;
use crate::history::NodeId;
use crate::id::CommitId;
use crate::policy::{Cut, Facts, LineKind, Outcome, ReleaseLine, Report, Subject};
use crate::release::model::Release;
use crate::tag::{Tag, TagKind};

use super::last_of;

/// How many tags are shown.
const TAGS: usize = 12;

/// The course of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Where it passes, in order.
    pub stations: Vec<Station>,
    /// The ways between stations.
    pub legs: Vec<Leg>,
    /// How many tags in the middle are left out.
    pub left_out: usize,
}

/// Where a release passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// The branch that it is on; none where that is gone.
    pub branch: Option<String>,
    /// The tag, with its kind; none where the branch alone is meant.
    pub tag: Option<(String, TagKind)>,
    /// The commit; none where the branch alone is meant.
    pub commit: Option<CommitId>,
}

/// A way between two stations, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// From here.
    pub from: usize,
    /// To here.
    pub to: usize,
    /// What happens on it.
    pub way: Way,
}

/// What happens between two stations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The branch is cut.
    Cut,
    /// So many commits, documents of releases and merges not counted.
    Commits(usize),
    /// The release is merged to main, with so many commits since.
    Merge(usize),
    /// Everything comes back.
    Back,
    /// So much has not come back.
    Missing(usize),
}

/// Returns the course of a release on its line; none where there is no more than one station.
pub(super) fn course(
    line: &ReleaseLine,
    facts: &Facts<'_>,
    report: &Report,
    release: &Release,
) -> Option<Course> {
    let graph = facts.history.graph();
    let own = line.branch(facts).map(|branch| branch.name.clone());
    let mut course = Course { stations: Vec::new(), legs: Vec::new(), left_out: 0 };
    let mut passed = tags_of(line, release, facts);
    course.left_out = passed.len().saturating_sub(TAGS);
    passed.drain(..course.left_out);
    let mut last = None;
    if let Cut::Known(cut) = line.cut {
        course.go(None, source(line, cut, facts));
        last = Some(cut);
        let is_first = passed.first().is_none_or(|(tag, node)| is_on_main(tag, *node, facts));
        if own.is_some() && is_first {
            course.go(Some(Way::Cut), Station { branch: own.clone(), tag: None, commit: None });
        }
    }
    for (tag, node) in passed {
        let main = facts.main.as_ref().filter(|_| is_on_main(tag, node, facts));
        let is_cut = course.stations.len() == 1 && matches!(line.cut, Cut::Known(_));
        let way = last.map(|last| match (main, commits(facts, node, last)) {
            (Some(_), count) => Way::Merge(count),
            (None, _) if is_cut => Way::Cut,
            (None, count) => Way::Commits(count),
        });
        let main = main.map(|main| facts.branch_of(main).name.clone());
        let branch = main.or_else(|| own.clone());
        let named = Some((tag.name.clone(), tag.kind(&facts.tag_rules())));
        course.go(way, Station { branch, tag: named, commit: Some(tag.commit) });
        last = Some(node);
    }
    let tip = last_of(facts, line.tip);
    let goes_on =
        |last: NodeId| line.branch.is_some() && last != tip && facts.history.reaches(tip, last);
    if let Some(before) = last.filter(|last| goes_on(*last)) {
        let way = Way::Commits(commits(facts, tip, before));
        course.go(Some(way), Station { branch: own, tag: None, commit: Some(graph.id(tip)) });
        last = Some(tip);
    }
    // What a line has after the release is not the release's to bring back.
    if last.is_some_and(|last| facts.history.reaches(last, tip)) {
        course.come_back(line, facts, report);
    }
    (course.stations.len() > 1).then_some(course)
}

/// Where a line was cut: a commit of the branch that it comes from, or the release that it mends.
fn source(line: &ReleaseLine, cut: NodeId, facts: &Facts<'_>) -> Station {
    let chain = match line.kind {
        LineKind::Hotfix => &facts.main,
        LineKind::Release => &facts.integration,
    };
    let commit = facts.history.graph().id(cut);
    let mended = facts.sources.tags.iter().find(|tag| {
        line.kind == LineKind::Hotfix && tag.commit == commit && tag.production().is_some()
    });
    Station {
        branch: chain.as_ref().map(|it| facts.branch_of(it).name.clone()),
        tag: mended.map(|tag| (tag.name.clone(), tag.kind(&facts.tag_rules()))),
        commit: Some(commit),
    }
}

/// Returns whether a tag was made on main: candidates are not, and in a trunk neither are finals.
fn is_on_main(tag: &Tag, node: NodeId, facts: &Facts<'_>) -> bool {
    facts.sources.config.flow == Flow::Gitflow
        && tag.production().is_some()
        && facts.main.as_ref().is_some_and(|main| main.nodes.contains(node))
}

impl Course {
    /// Adds a station, and how one comes there.
    fn go(&mut self, way: Option<Way>, station: Station) {
        let to = self.stations.len();
        if let Some(way) = way.filter(|_| to > 0) {
            self.legs.push(Leg { from: to - 1, to, way });
        }
        self.stations.push(station);
    }

    /// Adds what the rule of back-merges says, where it says something.
    fn come_back(&mut self, line: &ReleaseLine, facts: &Facts<'_>, report: &Report) {
        const RULE: &str = "RN205";
        let Some(integration) = facts.integration.as_ref().filter(|_| !self.stations.is_empty())
        else {
            return;
        };
        let about = [Subject::Repository, line.subject(facts)];
        let found =
            report.findings.iter().find(|it| it.code == RULE && about.contains(&it.subject));
        let way = match found {
            Some(finding) if finding.outcome == Outcome::Violation => {
                Way::Missing(finding.evidence.len())
            }
            Some(_) => return,
            None if report.checked.contains(&RULE) && line.is_released(facts) => Way::Back,
            None => return,
        };
        let branch = Some(facts.branch_of(integration).name.clone());
        self.go(Some(way), Station { branch, tag: None, commit: None });
    }
}

/// Returns the tags of a line that are of the release's version; all of them where it has none.
fn tags_of<'f>(
    line: &ReleaseLine,
    release: &Release,
    facts: &'f Facts<'_>,
) -> Vec<(&'f Tag, NodeId)> {
    let version = release.range.to.version.map(|it| it.version);
    let tags = line.tags.iter().map(|at| &facts.sources.tags[*at]);
    let of_version = tags.filter(|tag| {
        tag.release.is_some_and(|it| version.is_none_or(|version| it.version == version))
    });
    of_version.filter_map(|tag| Some((tag, facts.history.find(tag.commit)?))).collect()
}

/// Counts the commits between two, as documents count them.
fn commits(facts: &Facts<'_>, tip: NodeId, base: NodeId) -> usize {
    let graph = facts.history.graph();
    let range = facts.history.range(tip, &[base]);
    let own = range.iter().filter(|node| graph.parents(**node).len() < 2);
    own.filter(|node| !facts.touches_only_documents(**node)).count()
}
