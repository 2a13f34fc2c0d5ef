use super::{BranchStatus, Freeze, Mark, Reason, Sign, Standing, Way};
use crate::pipeline::testing::CONFORMING;
use crate::policy::Checkout;
use crate::policy::testing::{Case, history};

const BEGIN: &str = r#"
commit "feat: one"
tag v1.0.0 "Release"
branch develop
commit "feat: two"
branch release/v1.1.0
commit "fix: three"
tag v1.1.0-rc.1
"#;

const LATE: &str = r#"
commit "feat: late"
tag v1.1.0-rc.2
"#;

const RELEASED: &str = r#"
switch main
merge release/v1.1.0 "Merge branch 'release/v1.1.0'"
tag v1.1.0 "Release 1.1.0"
switch develop
merge main "Merge branch 'main' into develop"
"#;

/// One line a statement: its name, sign, what is broken, and why it cannot be told.
fn marks(standing: &Standing) -> String {
    let line = |mark: &Mark| {
        let sign = match mark.sign {
            Sign::Holds => "holds".to_owned(),
            Sign::Broken => "broken".to_owned(),
            Sign::CannotTell => "cannot tell".to_owned(),
            Sign::NotChecked(why) => format!("{why:?}"),
        };
        let about = mark.about.iter().map(|about| format!(" {about}"));
        let broken = mark.broken.iter().map(|(code, count)| format!(" {code}x{count}"));
        let unknown = mark.unknown.iter().map(|(code, reason)| match reason {
            Reason::Lacks(need) => format!(" {code}?{need:?}"),
            Reason::Said(text) => format!(" {code}?{text}"),
        });
        let stages = mark.missing.iter().map(|stage| format!(" -{}", stage.as_str()));
        let all: String = about.chain(broken).chain(unknown).chain(stages).collect();
        format!("{sign}{all}")
    };
    let all = standing.marks.iter().map(|(of, mark)| format!("{of:?}: {}\n", line(mark)));
    all.collect()
}

#[track_caller]
fn check(case: Case<'_>, range: &str, expected: &[&str]) {
    let said = marks(&case.standing(range));
    for line in expected {
        assert!(said.lines().any(|it| it == *line), "no `{line}` in\n{said}");
    }
}

fn course(standing: &Standing) -> String {
    let Some(course) = &standing.course else { return "none".to_owned() };
    let mut text = String::new();
    for (at, station) in course.stations.iter().enumerate() {
        if let Some(leg) = course.legs.iter().find(|leg| leg.to == at) {
            text += &match leg.way {
                Way::Cut => " -cut-> ".to_owned(),
                Way::Commits(count) => format!(" -{count}-> "),
                Way::Merge(count) => format!(" -merge {count}-> "),
                Way::Back => " -back-> ".to_owned(),
                Way::Missing(count) => format!(" -missing {count}-> "),
            };
        }
        let tag = station.tag.as_ref().map(|(name, _)| name.as_str());
        let words: Vec<&str> = station.branch.as_deref().into_iter().chain(tag).collect();
        text += &words.join(" ");
    }
    text
}

#[test]
fn a_clean_gitflow_holds() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/repos");
    let text = std::fs::read_to_string(folder.join("gitflow.history")).unwrap();
    let standing = history(&text).pipelines(CONFORMING).standing("v1.3.0");
    assert_eq!(
        marks(&standing),
        "Main: holds main\nDevelop: holds develop\nReleases: holds\nFeatures: Nothing\nOthers: holds\n\
         FeatureToDevelop: holds\nCut: holds\nReleaseToMain: holds\nHotfixToMain: holds\n\
         FinalTags: holds v1.3.0\nCandidateTags: holds v1.3.0-rc.2\nHotfixTags: holds v1.2.0-hotfix.1\n\
         FeaturePipeline: holds\nDevelopPipeline: holds\nReleasePipeline: holds\nMainPipeline: holds\n"
    );
    assert_eq!(standing.releases, ["release/v1.3.0", "v1.2.0", "v1.1.0"]);
    assert_eq!(
        course(&standing),
        "develop -cut-> release/v1.3.0 v1.3.0-rc.1 -1-> release/v1.3.0 v1.3.0-rc.2 \
         -merge 0-> main v1.3.0 -back-> develop"
    );
    assert!(standing.freeze.holds(), "{:?}", standing.freeze);
    let hotfix = history(&text).standing("v1.2.0-hotfix.1");
    assert_eq!(course(&hotfix), "main v1.2.0 -merge 2-> main v1.2.0-hotfix.1 -back-> develop");
    assert_eq!(hotfix.freeze, Freeze::Hotfix);
}

#[test]
fn what_is_missing_or_switched_off_has_no_sign() {
    let alone = "commit \"feat: one\"\ntag v1.0.0";
    check(
        history(alone).config("policy.rules.flow = \"allow\""),
        "v1.0.0",
        &[
            "Main: holds main",
            "Develop: broken RN004x1",
            "FeatureToDevelop: Allowed",
            "CandidateTags: Nothing",
            "FinalTags: broken v1.0.0 RN302x1",
            "FeaturePipeline: broken -build -unit",
        ],
    );
    check(history(alone), "v1.0.0", &["Cut: cannot tell RN203?Integration"]);
    check(
        history(alone).config("flow = \"trunk\""),
        "v1.0.0",
        &["Develop: OtherFlow", "FeatureToDevelop: OtherFlow", "DevelopPipeline: OtherFlow"],
    );
    check(
        history(alone).config("tags.hotfix_style = \"patch\""),
        "v1.0.0",
        &["HotfixTags: OtherStyle"],
    );
    check(
        history(alone).config("policy.since = \"v1.0.0\""),
        "v1.0.0",
        &["FinalTags: Settled v1.0.0"],
    );
}

#[test]
fn a_clone_with_holes_cannot_tell() {
    let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
    let said = marks(&history("commit \"feat: one\"").checkout(ci).standing("HEAD"));
    for line in ["FinalTags: cannot tell RN301?Tags", "Features: cannot tell RN104?Branches"] {
        assert!(said.lines().any(|it| it == line), "{said}");
    }
}

#[test]
fn only_the_last_releases_count_for_the_flow() {
    let mut text = "commit \"a\"\nbranch develop\n".to_owned();
    for minor in 1..=5 {
        text += &format!(
            "commit \"feat: {minor}\"\nbranch release/v1.{minor}.0\ncommit \"fix: {minor}\"\nswitch main\n\
             merge release/v1.{minor}.0 \"Merge branch 'release/v1.{minor}.0'\"\ntag v1.{minor}.0 \"R\"\n\
             delete-branch release/v1.{minor}.0\nswitch develop\n"
        );
    }
    let standing = history(&text).standing("v1.5.0");
    assert_eq!(standing.releases, ["v1.5.0", "v1.4.0", "v1.3.0"]);
    let all = standing.findings.iter().filter(|it| it.code == "RN205").count();
    assert_eq!(all, 5);
    assert!(marks(&standing).contains("ReleaseToMain: broken RN205x3"), "{}", marks(&standing));
    assert!(course(&standing).ends_with("-missing 1-> develop"), "{}", course(&standing));
}

#[test]
fn a_feature_after_the_cut_is_late_unless_somebody_agreed() {
    let late = format!("{BEGIN}{LATE}");
    let of =
        |text: &str, config: &str, range: &str| history(text).config(config).standing(range).freeze;
    let freeze = of(&late, "", "v1.1.0-rc.2");
    assert!(matches!(&freeze, Freeze::Known { late, agreed, .. }
        if late.len() == 1 && late[0].subject == "feat: late" && late[0].because == "RN401" && agreed.is_empty()));
    assert!(!freeze.holds());
    assert!(of(&late, "", "v1.1.0-rc.1").holds(), "the first candidate does not have it");
    let untyped = late.replace("feat: late", "one more button");
    let freeze = of(&untyped, "", "v1.1.0-rc.2");
    assert!(matches!(&freeze, Freeze::Known { untold, .. } if untold.len() == 1), "{freeze:?}");
    assert!(!freeze.holds());
    let excepted = late.replace(
        "commit \"feat: late\"",
        "commit \"feat: late\"\n  | Freeze-Exception: Anna: agreed with support",
    );
    let freeze = of(&excepted, "", "v1.1.0-rc.2");
    assert!(freeze.holds());
    assert!(matches!(&freeze, Freeze::Known { agreed, .. }
        if agreed.len() == 1 && agreed[0].because == "Anna: agreed with support"));
    let incomplete =
        late.replace("commit \"feat: late\"", "commit \"feat: late\"\n  | Freeze-Exception: yes");
    assert!(
        matches!(of(&incomplete, "", "v1.1.0-rc.2"), Freeze::Known { late, .. } if late[0].because == "RN402")
    );
    let waived = "[[policy.waivers]]\nrule = \"RN401\"\nsubject = \"*\"\nby = \"Anna\"\nreason = \"agreed\"\n\
                  until = \"2030-12-31\"";
    assert!(of(&late, waived, "v1.1.0-rc.2").holds());
    assert_eq!(of(&late, "policy.rules.RN401 = \"allow\"", "v1.1.0-rc.2"), Freeze::Allowed);
    assert_eq!(of("commit \"a\"\nbranch develop", "", "develop"), Freeze::NotCut);
    let moved = format!("{late}switch develop\nreset release/v1.1.0");
    assert!(matches!(of(&moved, "", "v1.1.0-rc.2"), Freeze::Unknown(_)));
}

#[test]
fn branches_say_what_became_of_them() {
    let text = format!(
        "{BEGIN}{RELEASED}branch feature/done\nswitch develop\nbranch feature/open\ncommit \"feat: x\"\n\
         switch develop\nbranch misc\nbranch release/v1.2.0\ncommit \"fix: y\"\nbranch fix/z\ncommit \"fix: z\""
    );
    let standing = history(&text).standing("v1.1.0");
    let rows: Vec<_> =
        standing.branches.iter().map(|it| (it.name.as_str(), it.status.clone())).collect();
    assert_eq!(
        rows,
        [
            ("main", BranchStatus::Stays),
            ("develop", BranchStatus::Stays),
            ("release/v1.2.0", BranchStatus::Open),
            ("release/v1.1.0", BranchStatus::Released("v1.1.0".to_owned())),
            ("feature/done", BranchStatus::MergedInto("develop".to_owned())),
            ("feature/open", BranchStatus::NotMerged),
            ("fix/z", BranchStatus::NotMerged),
            ("misc", BranchStatus::NotOfModel),
        ]
    );
}

#[test]
fn tags_have_the_rules_that_they_break() {
    let standing = history(&format!("{BEGIN}{RELEASED}tag v1.2.0-rc1")).standing("v1.1.0");
    let of = |name: &str| &standing.tags.iter().find(|it| it.name == name).unwrap().broken;
    assert!(of("v1.1.0").is_empty());
    assert!(of("v1.2.0-rc1").contains(&"RN301"), "{:?}", of("v1.2.0-rc1"));
}

/// A draft after the commit of a draft says the same.
#[test]
fn documents_of_a_release_move_no_tip() {
    let with =
        format!("{BEGIN}write releases/v1.1.0/plan.md \"x\"\ncommit \"docs: draft of v1.1.0\"\n");
    let (before, after) =
        (history(BEGIN).standing("release/v1.1.0"), history(&with).standing("release/v1.1.0"));
    assert_eq!((&before.branches, &before.course), (&after.branches, &after.course));
}

#[test]
fn a_course_names_no_branch_that_is_gone_and_brings_back_what_is_its_own() {
    let trunk = "commit \"a\"\nbranch release-1.0\ncommit \"fix: b\"\ntag v1.0.0\ncommit \"fix: c\"\n\
                 tag v1.0.1\nswitch main\ncommit \"d\"";
    let config = "flow = \"trunk\"\nbranches.release = \"release-*\"";
    let of = |text: &str, tag: &str| course(&history(text).config(config).standing(tag));
    assert_eq!(
        of(trunk, "v1.0.0"),
        "main -cut-> release-1.0 v1.0.0 -1-> release-1.0 -missing 2-> main"
    );
    let gone = format!("{trunk}\ndelete-branch release-1.0");
    assert_eq!(of(&gone, "v1.0.0"), "main -cut-> v1.0.0");
    assert_eq!(of(&gone, "v1.0.1"), "main -cut-> v1.0.1 -missing 2-> main");
}

#[test]
fn findings_of_a_rule_begin_with_the_newest() {
    let text = "commit \"a\"\ntag v1.0.0\ncommit \"b\"\ntag v1.1.0\ncommit \"c\"\ntag v1.2.0";
    let standing = history(text).config("flow = \"trunk\"").standing("v1.2.0");
    let light = standing.findings.iter().filter(|finding| finding.code == "RN302");
    let names: Vec<String> = light.map(|finding| finding.subject.key()).collect();
    assert_eq!(names, ["v1.2.0", "v1.1.0", "v1.0.0"]);
}

#[test]
fn what_is_about_the_clone_or_depends_on_the_day_is_no_part_of_it() {
    let standing =
        history(BEGIN).config("policy.rules.branches = \"warn\"").standing("release/v1.1.0");
    assert!(standing.checked.contains(&"RN106"));
    for code in ["RN001", "RN003", "RN005", "RN107", "RN109"] {
        assert!(!standing.checked.contains(&code));
    }
}
