//! How the repository of the sample stands beside the release model: every sign, branches, tags, pipelines, findings.

use relnotes_core::branch::{BranchKind, BranchVersion};
use relnotes_core::config::Config;
use relnotes_core::config::policy::{Deploy, Waiver};
use relnotes_core::pipeline::{
    Checkout, Host, Job, Pipeline, Pipelines, Place, Problem, Run, Samples, Showing, Stage, Truth,
};
use relnotes_core::policy::{
    BranchRow, BranchStatus, Course, Finding, Freeze, Late, Leg, Level, Mark, Names, Need,
    NotChecked, Outcome, Reason, Sign, Standing, Statement, Station, Subject, TagRow, Waived, Way,
};
use relnotes_core::tag::TagKind;

use super::id;

fn mark(sign: Sign, rules: &[&'static str]) -> Mark {
    Mark {
        sign,
        about: None,
        rules: rules.to_vec(),
        broken: Vec::new(),
        unknown: Vec::new(),
        missing: Vec::new(),
        unsure: Vec::new(),
    }
}

fn marks() -> Vec<(Statement, Mark)> {
    let (holds, broken) = (Sign::Holds, Sign::Broken);
    let not = |why| mark(Sign::NotChecked(why), &["RN202"]);
    let about = |name: &str, mark: Mark| Mark { about: Some(name.to_owned()), ..mark };
    let findings =
        |all: &[(&'static str, usize)]| Mark { broken: all.to_vec(), ..mark(broken, &[]) };
    let unknown = Mark {
        unknown: vec![
            ("RN203", Reason::Lacks(Need::History)),
            ("RN212", Reason::Said("where release/v1.1.0 was cut".to_owned())),
        ],
        ..mark(Sign::CannotTell, &["RN203"])
    };
    let stages = |sign, missing: &[Stage], unsure: &[Stage]| Mark {
        missing: missing.to_vec(),
        unsure: unsure.to_vec(),
        ..mark(sign, &["RN604"])
    };
    let (unit, smoke) = ([Stage::Unit], [Stage::Smoke]);
    vec![
        (Statement::Main, about("main", mark(holds, &["RN004", "RN105"]))),
        (Statement::Develop, about("develop", mark(holds, &["RN004"]))),
        (Statement::Releases, mark(holds, &["RN102", "RN106"])),
        (Statement::Features, not(NotChecked::Nothing)),
        (Statement::Others, findings(&[("RN101", 2), ("RN104", 1)])),
        (Statement::FeatureToDevelop, not(NotChecked::Allowed)),
        (Statement::Cut, unknown),
        (Statement::ReleaseToMain, findings(&[("RN205", 21)])),
        (Statement::HotfixToMain, findings(&[("RN206", 1)])),
        (Statement::FinalTags, about("v1.3.0", findings(&[("RN302", 1), ("RN309", 1)]))),
        (Statement::CandidateTags, about("v1.3.0-rc.2", mark(holds, &["RN301"]))),
        (Statement::HotfixTags, about("v1.2.0-hotfix.1", not(NotChecked::Settled))),
        (Statement::FeaturePipeline, mark(holds, &["RN602"])),
        (Statement::DevelopPipeline, not(NotChecked::OtherFlow)),
        (Statement::ReleasePipeline, stages(broken, &unit, &smoke)),
        (Statement::MainPipeline, stages(Sign::CannotTell, &[], &smoke)),
    ]
}

fn branches() -> Vec<BranchRow> {
    let row = |name: &str, kind, status, commit| BranchRow {
        name: name.to_owned(),
        kind,
        status,
        commit: id(commit),
    };
    let version = |minor| Some(BranchVersion { major: 1, minor, patch: Some(0) });
    let released = BranchStatus::Released("v1.2.0".to_owned());
    let merged = BranchStatus::MergedInto("develop".to_owned());
    let mut rows = vec![
        row("main", BranchKind::Main, BranchStatus::Stays, 20),
        row("develop", BranchKind::Develop, BranchStatus::Stays, 21),
        row("release/v1.3.0", BranchKind::Release(version(3)), BranchStatus::Open, 19),
        row("release/v1.2.0", BranchKind::Release(version(2)), released.clone(), 18),
        row("release/v1.2.0-hotfix", BranchKind::Hotfix(version(2)), released, 17),
        row("feature/a", BranchKind::Feature, merged, 16),
        row("feature/b", BranchKind::Feature, BranchStatus::NotMerged, 15),
    ];
    let others = (1..=12)
        .map(|n| row(&format!("misc-{n:02}"), BranchKind::Other, BranchStatus::NotOfModel, n));
    rows.extend(others);
    rows
}

fn tags() -> Vec<TagRow> {
    let row = |name: &str, kind, asked, broken: &[&'static str]| TagRow {
        name: name.to_owned(),
        kind,
        annotated: broken.is_empty(),
        commit: id(30),
        asked,
        broken: broken.to_vec(),
    };
    let mut rows = vec![
        row("v1.2.0", TagKind::Final, false, &[]),
        row("v1.2.0-hotfix.1", TagKind::Hotfix, true, &[]),
    ];
    rows.extend((1..=7).map(|n| row(&format!("v1.3.0-rc.{n}"), TagKind::Candidate, true, &[])));
    rows.push(row("v1.3.0", TagKind::Final, true, &["RN302", "RN309"]));
    rows.push(row("v1.3", TagKind::Invalid, true, &["RN301"]));
    rows
}

fn finding(code: &'static str, name: &'static str, subject: Subject, hint: &str) -> Finding {
    Finding {
        code,
        name,
        level: Level::Warn,
        outcome: Outcome::Violation,
        subject,
        message: "a message in English".to_owned(),
        hint: Some(hint.to_owned()).filter(|hint| !hint.is_empty()),
        evidence: Vec::new(),
    }
}

fn findings() -> Vec<Finding> {
    let branch = |name: &str| Subject::Branch { name: name.to_owned(), commit: id(18) };
    let tag = |name: &str| Subject::Tag { name: name.to_owned(), commit: id(20) };
    let mut all: Vec<Finding> = (1..=5)
        .map(|n| {
            finding(
                "RN101",
                "unknown-branch-name",
                branch(&format!("misc-{n:02}")),
                "git branch -m OLD NEW",
            )
        })
        .collect();
    let long = format!("git switch develop && git cherry-pick -x{}", " 0123456789".repeat(20));
    all.extend([
        finding("RN106", "parallel-releases", Subject::Repository, ""),
        finding("RN205", "missing-back-merge", branch("release/v1.2.0"), &long),
        finding("RN302", "lightweight-tag", tag("v1.3.0"), "git tag -a -f v1.3.0"),
        finding("RN401", "feature-after-cut", Subject::Commit(id(12)), "git revert 0123456789"),
        Finding {
            outcome: Outcome::CannotTell,
            ..finding(
                "RN602",
                "incomplete-feature-pipeline",
                Subject::File { path: ".github/workflows/ci.yml".to_owned(), line: Some(3) },
                "relnotes pipeline --ref feature/x",
            )
        },
    ]);
    all
}

fn pipelines() -> Pipelines {
    let place = |line| Place { path: ".github/workflows/ci.yml".to_owned(), line };
    let existing = ["main".to_owned(), "develop".to_owned()];
    let samples = Samples::of(&Config::default(), &existing).refs;
    let run = |sign| match sign {
        'y' => Run::yes(),
        '?' => Run::unknown("it depends on `inputs.x`"),
        _ => Run::no("`on.push.branches` does not take it in"),
    };
    let showing = |stage, line, signs: &str| Showing {
        stage,
        place: place(line),
        runs: signs.chars().map(run).collect(),
    };
    let job = Job {
        id: "all".to_owned(),
        place: place(2),
        runs: samples.iter().map(|_| Run::yes()).collect(),
        stages: vec![
            showing(Stage::Build, 3, "yyyyyyyy"),
            showing(Stage::Unit, 4, "yyy-?yyy"),
            showing(Stage::DeployProd, 9, "-----y--"),
        ],
        opaque: None,
        environment: None,
        is_manual: false,
        relnotes: None,
        checkout: Checkout::None,
        asks_for_tag: None,
    };
    let file = Pipeline {
        path: ".github/workflows/ci.yml".to_owned(),
        host: Host::GitHub,
        line: 1,
        tags: Truth::Yes,
        filters: Vec::new(),
        jobs: vec![job],
    };
    let problem =
        Problem { place: place(40), message: "an unknown key".to_owned(), hides_jobs: false };
    Pipelines { samples, files: vec![file], problems: vec![problem], foreign: Vec::new() }
}

fn course() -> Course {
    let station = |branch: &str, tag: Option<(&str, TagKind)>, commit: Option<u8>| Station {
        branch: Some(branch.to_owned()),
        tag: tag.map(|(name, kind)| (name.to_owned(), kind)),
        commit: commit.map(id),
    };
    let leg = |from, way| Leg { from, to: from + 1, way };
    Course {
        stations: vec![
            station("develop", None, Some(10)),
            station("release/v1.3.0", Some(("v1.3.0-rc.1", TagKind::Candidate)), Some(11)),
            station("release/v1.3.0", Some(("v1.3.0-rc.2", TagKind::Candidate)), Some(12)),
            station("main", Some(("v1.3.0", TagKind::Final)), Some(20)),
            station("develop", None, None),
        ],
        legs: vec![
            leg(0, Way::Cut),
            leg(1, Way::Commits(2)),
            leg(2, Way::Merge(1)),
            leg(3, Way::Missing(3)),
        ],
        left_out: 2,
    }
}

/// The freeze with something late, something agreed and something untold.
fn freeze() -> Freeze {
    let late = |number, subject: &str, because: &str| Late {
        commit: id(number),
        subject: subject.to_owned(),
        because: because.to_owned(),
    };
    Freeze::Known {
        line: "release/v1.3.0".to_owned(),
        cut: id(10),
        late: vec![late(12, "feat: late [button]", "RN401")],
        agreed: vec![late(13, "feat: agreed", "Anna: promised to partners")],
        untold: vec![late(14, "Update wording", "")],
    }
}

/// The standing.
pub(crate) fn standing() -> Standing {
    let waiver = Waiver {
        rule: "RN401".to_owned(),
        subject: "0123456".to_owned(),
        by: "Anna Ivanova".to_owned(),
        reason: "promised to partners".to_owned(),
        until: "2026-12-31".to_owned(),
    };
    let finding = finding("RN401", "feature-after-cut", Subject::Commit(id(13)), "");
    Standing {
        names: Names::of_config(&Config::default()),
        marks: marks(),
        releases: ["release/v1.3.0", "v1.2.0", "v1.1.0"].map(str::to_owned).to_vec(),
        branches: branches(),
        tags: tags(),
        findings: findings(),
        waived: vec![Waived { finding, waiver }],
        checked: vec!["RN101", "RN205", "RN401"],
        pipelines: pipelines(),
        deploy: Deploy::Pipeline,
        course: Some(course()),
        freeze: freeze(),
    }
}
