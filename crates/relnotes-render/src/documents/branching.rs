//! The branching model: the form with the names of the team, what the lint says of each of its lines, and the branches,
//! tags and pipelines that show it.

use relnotes_core::branch::BranchKind;
use relnotes_core::config::Config;
use relnotes_core::pipeline::{Cell, Mark as CellMark, Pipelines, Stage, wanted};
use relnotes_core::policy::{
    BranchRow, BranchStatus, Finding, Names, Outcome, Sign, Standing, Statement, Subject, TagRow,
    Waived,
};
use relnotes_core::tag::TagKind;
use schemars::JsonSchema;
use serde::Serialize;

use crate::context::{Inputs, Markdown};
use crate::escape::{code, markdown};
use crate::finish::Markers;
use crate::links;
use crate::locale::fill;
use crate::marks::{self, NamesView};
use crate::mermaid;

pub(super) const MARKERS: Markers = Markers::Blanks;
pub(super) const READS_FILES: bool = false;

/// The form asks people for nothing.
pub(super) const BLANKS: &[&str] = &[];

/// How many branches of a kind are listed.
const BRANCHES: usize = 10;
/// How many tags of a kind are listed: the last ones.
const TAGS: usize = 5;
/// How many findings of a rule are listed.
const FINDINGS: usize = 3;
/// The longest command that is shown; `relnotes lint` shows every one.
const LONGEST: usize = 120;

/// What the template of the branching model is filled with.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// How branches and tags are named.
    names: NamesView,
    /// What the lint says of each line.
    marks: MarksView,
    /// How many rules were asked, and of which releases; null where nothing was looked at.
    looked: Option<Markdown>,
    /// The version.
    version: String,
    /// The branches, by kind.
    branches: Vec<BranchView>,
    /// The last tags of each kind.
    tags: Vec<TagView>,
    /// The stages that the model wants of any ref.
    stages: Vec<String>,
    /// What each ref gets of them.
    refs: Vec<RefView>,
    /// What could not be read of pipelines.
    problems: Vec<Markdown>,
    /// What the lint found.
    findings: Vec<FindingView>,
    /// What somebody has taken on.
    waived: Vec<Markdown>,
    /// The release's course as Mermaid; null where nothing shows it.
    course: Option<Markdown>,
    /// How many tags are not in it.
    left_out: Option<String>,
    /// Version of this program; null where it is not to be named.
    tool: Option<String>,
}

/// What the lint says of each line of the form.
#[derive(Debug, Serialize, JsonSchema)]
struct MarksView {
    main: Markdown,
    develop: Markdown,
    releases: Markdown,
    features: Markdown,
    /// Null where every branch has a name of the model.
    others: Option<Markdown>,
    feature_to_develop: Markdown,
    cut: Markdown,
    release_to_main: Markdown,
    hotfix_to_main: Markdown,
    final_tags: Markdown,
    candidate_tags: Markdown,
    hotfix_tags: Markdown,
    feature_pipeline: Markdown,
    develop_pipeline: Markdown,
    release_pipeline: Markdown,
    main_pipeline: Markdown,
}

/// A branch, or how many more there are.
#[derive(Debug, Serialize, JsonSchema)]
struct BranchView {
    name: Markdown,
    kind: String,
    status: Markdown,
    tip: Markdown,
}

/// A tag, or how many more there are.
#[derive(Debug, Serialize, JsonSchema)]
struct TagView {
    name: Markdown,
    kind: String,
    status: Markdown,
    commit: Markdown,
}

/// A ref of the matrix of stages.
#[derive(Debug, Serialize, JsonSchema)]
struct RefView {
    name: Markdown,
    /// `✓`, `✗`, `?` or `–` for each stage.
    cells: Vec<String>,
    /// Each stage that is wanted and that a line shows.
    lines: Vec<Markdown>,
}

/// Something that the lint found, or how much more of the kind.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingView {
    rule: String,
    subject: Markdown,
    fix: Markdown,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let standing = inputs.subject.standing;
    let names = standing.map(|standing| marks::names(&standing.names));
    let course = standing.and_then(|standing| standing.course.as_ref());
    let left_out = course.map_or(0, |course| course.left_out);
    let words = &inputs.strings.course.left_out;
    let list = |of: fn(&Inputs<'_>, &Standing) -> Vec<Markdown>| {
        standing.map(|standing| of(inputs, standing)).unwrap_or_default()
    };
    let stages = standing.map(|standing| stages(&standing.pipelines)).unwrap_or_default();
    View {
        names: names.unwrap_or_else(|| marks::names(&Names::of_config(&Config::default()))),
        marks: marks_view(inputs),
        looked: standing.map(|standing| looked(inputs, standing)),
        version: inputs.version(),
        branches: standing.map(|it| branches(inputs, &it.branches)).unwrap_or_default(),
        tags: standing.map(|it| tags(inputs, &it.tags)).unwrap_or_default(),
        refs: standing.map(|it| refs(inputs, it, &stages)).unwrap_or_default(),
        stages: stages.iter().map(|stage| stage.as_str().to_owned()).collect(),
        problems: list(problems),
        findings: standing.map(|it| findings(inputs, &it.findings)).unwrap_or_default(),
        waived: list(waived),
        course: course.map(|course| Markdown(mermaid::flowchart(inputs, course))),
        left_out: (left_out > 0).then(|| words.of(inputs.settings.locale, left_out)),
        tool: inputs.tool(),
    }
}

fn marks_view(inputs: &Inputs<'_>) -> MarksView {
    let standing = inputs.subject.standing;
    let mark = |statement| inputs.mark(standing.and_then(|standing| standing.mark(statement)));
    let others = standing.and_then(|standing| standing.mark(Statement::Others));
    let others = others.filter(|mark| matches!(mark.sign, Sign::Broken | Sign::CannotTell));
    MarksView {
        main: mark(Statement::Main),
        develop: mark(Statement::Develop),
        releases: mark(Statement::Releases),
        features: mark(Statement::Features),
        others: others.map(|others| inputs.mark(Some(others))),
        feature_to_develop: mark(Statement::FeatureToDevelop),
        cut: mark(Statement::Cut),
        release_to_main: mark(Statement::ReleaseToMain),
        hotfix_to_main: mark(Statement::HotfixToMain),
        final_tags: mark(Statement::FinalTags),
        candidate_tags: mark(Statement::CandidateTags),
        hotfix_tags: mark(Statement::HotfixTags),
        feature_pipeline: mark(Statement::FeaturePipeline),
        develop_pipeline: mark(Statement::DevelopPipeline),
        release_pipeline: mark(Statement::ReleasePipeline),
        main_pipeline: mark(Statement::MainPipeline),
    }
}

fn looked(inputs: &Inputs<'_>, standing: &Standing) -> Markdown {
    let strings = &inputs.strings.mark;
    let rules = strings.rules.of(inputs.settings.locale, standing.checked.len());
    let releases: Vec<String> = standing.releases.iter().map(|name| code(name)).collect();
    let releases = match releases.is_empty() {
        true => strings.no_releases.clone(),
        false => fill(&strings.releases, &[("releases", &releases.join(", "))]),
    };
    Markdown(format!("{} {releases}", fill(&strings.looked, &[("rules", &rules)])))
}

fn branches(inputs: &Inputs<'_>, all: &[BranchRow]) -> Vec<BranchView> {
    let kind_of = |row: &BranchRow| match row.kind {
        BranchKind::Main => "main".to_owned(),
        BranchKind::Develop => "develop".to_owned(),
        BranchKind::Release(_) => "release".to_owned(),
        BranchKind::Hotfix(_) => "hotfix".to_owned(),
        BranchKind::Feature => "feature".to_owned(),
        BranchKind::Other => inputs.strings.r#ref.other.clone(),
    };
    let mut rows = Vec::new();
    for of_kind in all.chunk_by(|a, b| kind_of(a) == kind_of(b)) {
        let kind = kind_of(&of_kind[0]);
        rows.extend(of_kind.iter().take(BRANCHES).map(|row| BranchView {
            name: Markdown(code(&row.name)),
            kind: kind.clone(),
            status: branch_status(inputs, &row.status),
            tip: Markdown(links::commit(inputs.settings, &row.commit)),
        }));
        if let Some(more) = of_kind.len().checked_sub(BRANCHES).filter(|more| *more > 0) {
            let none = || Markdown(String::new());
            rows.push(BranchView { name: inputs.more(more), kind, status: none(), tip: none() });
        }
    }
    rows
}

fn branch_status(inputs: &Inputs<'_>, status: &BranchStatus) -> Markdown {
    let words = &inputs.strings.r#ref;
    Markdown(match status {
        BranchStatus::Stays => String::new(),
        BranchStatus::Open => words.open.clone(),
        BranchStatus::Released(tag) => fill(&words.released, &[("tag", &code(tag))]),
        BranchStatus::MergedInto(branch) => fill(&words.merged, &[("branch", &code(branch))]),
        BranchStatus::NotMerged => words.not_merged.clone(),
        BranchStatus::NotOfModel => words.not_of_model.clone(),
    })
}

/// The last tags of each kind, the newest first.
fn tags(inputs: &Inputs<'_>, all: &[TagRow]) -> Vec<TagView> {
    let words = &inputs.strings.r#ref;
    let kinds = [
        (TagKind::Final, &words.r#final),
        (TagKind::Hotfix, &words.hotfix),
        (TagKind::Candidate, &words.candidate),
        (TagKind::Prerelease, &words.prerelease),
        (TagKind::Invalid, &words.invalid),
    ];
    let mut rows = Vec::new();
    for (kind, word) in kinds {
        let of_kind: Vec<&TagRow> = all.iter().rev().filter(|row| row.kind == kind).collect();
        rows.extend(of_kind.iter().take(TAGS).map(|row| TagView {
            name: Markdown(code(&row.name)),
            kind: if row.annotated {
                word.clone()
            } else {
                format!("{word}, {}", words.lightweight)
            },
            status: tag_status(inputs, row),
            commit: Markdown(links::commit(inputs.settings, &row.commit)),
        }));
        if let Some(more) = of_kind.len().checked_sub(TAGS).filter(|more| *more > 0) {
            let none = || Markdown(String::new());
            let (name, kind) = (inputs.more(more), word.clone());
            rows.push(TagView { name, kind, status: none(), commit: none() });
        }
    }
    rows
}

fn tag_status(inputs: &Inputs<'_>, row: &TagRow) -> Markdown {
    Markdown(match (row.asked, &row.broken[..]) {
        (_, [_, ..]) => format!("✗ {}", row.broken.join(", ")),
        (true, []) => "✓".to_owned(),
        (false, []) => inputs.strings.mark.not_checked.clone(),
    })
}

/// The stages that the model wants of any of the refs.
fn stages(pipelines: &Pipelines) -> Vec<Stage> {
    let wanted = |stage: &Stage| pipelines.samples.iter().any(|it| wanted(it.kind).contains(stage));
    Stage::ALL.into_iter().filter(wanted).collect()
}

/// Refs of which the model wants anything.
fn refs(inputs: &Inputs<'_>, standing: &Standing, stages: &[Stage]) -> Vec<RefView> {
    let pipelines = &standing.pipelines;
    let samples =
        pipelines.samples.iter().enumerate().filter(|(_, it)| !wanted(it.kind).is_empty());
    let row = |(at, sample): (usize, &relnotes_core::pipeline::SampleRef)| {
        let cell = |stage: &Stage| pipelines.cell(at, *stage, standing.deploy);
        let lines = stages.iter().map(|stage| (stage, cell(stage)));
        let lines = lines.filter(|(_, cell)| cell.mark != CellMark::NotWanted);
        let lines = lines.filter(|(_, cell)| cell.place.is_some() || cell.reason.is_some());
        let names: Vec<String> = sample.names().map(code).collect();
        RefView {
            name: Markdown(names.join(" / ")),
            cells: stages.iter().map(|stage| cell(stage).mark.sign().to_owned()).collect(),
            lines: lines.map(|(stage, cell)| cell_line(inputs, *stage, &cell)).collect(),
        }
    };
    samples.map(row).collect()
}

/// `✓ unit: ci.yml:12`.
fn cell_line(inputs: &Inputs<'_>, stage: Stage, cell: &Cell) -> Markdown {
    let place = cell.place.as_ref().map(|place| {
        let commit = inputs.release.range.to.tag.as_ref().map(|_| &inputs.release.range.to.commit);
        let line = u32::try_from(place.line).ok();
        links::place(inputs.settings, commit, &place.path, line)
    });
    let reason = cell.reason.as_deref().map(markdown);
    let shown: Vec<String> = place.into_iter().chain(reason).collect();
    let colon = if shown.is_empty() { "" } else { ": " };
    Markdown(format!("{} {}{colon}{}", cell.mark.sign(), stage.as_str(), shown.join(" — ")))
}

fn problems(_: &Inputs<'_>, standing: &Standing) -> Vec<Markdown> {
    let problems = standing.pipelines.problems.iter();
    let problems =
        problems.map(|it| format!("{}: {}", code(&it.place.to_string()), markdown(&it.message)));
    let foreign = standing.pipelines.foreign.iter().map(|path| code(path));
    problems.chain(foreign).map(Markdown).collect()
}

/// The first findings of each rule, and how many more there are.
fn findings(inputs: &Inputs<'_>, all: &[Finding]) -> Vec<FindingView> {
    let mut rows = Vec::new();
    for of_rule in all.chunk_by(|a, b| (a.code, a.outcome) == (b.code, b.outcome)) {
        let rule = |finding: &Finding| {
            let sign = if finding.outcome == Outcome::Violation { "✗" } else { "?" };
            format!("{sign} {} {}", finding.code, finding.name)
        };
        rows.extend(of_rule.iter().take(FINDINGS).map(|finding| FindingView {
            rule: rule(finding),
            subject: subject(inputs, &finding.subject),
            fix: Markdown(fix(finding)),
        }));
        if let Some(more) = of_rule.len().checked_sub(FINDINGS).filter(|more| *more > 0) {
            let (rule, subject) = (rule(&of_rule[0]), inputs.more(more));
            rows.push(FindingView { rule, subject, fix: Markdown(String::new()) });
        }
    }
    rows
}

fn subject(inputs: &Inputs<'_>, subject: &Subject) -> Markdown {
    let words = &inputs.strings.r#ref;
    Markdown(match subject {
        Subject::Repository => words.repository.clone(),
        Subject::Commit(id) => links::commit(inputs.settings, id),
        Subject::Branch { name, .. } => code(name),
        Subject::Tag { name, .. } => fill(&words.tag, &[("name", &code(name))]),
        Subject::File { .. } => code(&subject.to_string()),
    })
}

/// The command, where it is no longer than a row can be; `relnotes explain` leads to it elsewhere.
fn fix(finding: &Finding) -> String {
    let hint = finding.hint.as_deref().filter(|hint| hint.chars().count() <= LONGEST);
    let explain = || format!("relnotes explain {}", finding.code);
    code(&hint.map_or_else(explain, str::to_owned))
}

fn waived(inputs: &Inputs<'_>, standing: &Standing) -> Vec<Markdown> {
    let row = |Waived { finding, waiver }: &Waived| {
        let about = subject(inputs, &finding.subject).0;
        let (by, reason) = (markdown(&waiver.by), markdown(&waiver.reason));
        Markdown(format!("{} {about} — {by}: {reason}", finding.code))
    };
    inputs.bounded(standing.waived.iter().map(row).collect(), BRANCHES)
}
