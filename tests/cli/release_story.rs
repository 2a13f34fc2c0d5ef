//! The story of one release, told once from its cut to its hotfix.

use std::fs;

use super::run;
use super::story::{Story, bare};

#[test]
fn a_release_from_its_cut_to_its_hotfix() {
    let mut story = Story::cut();
    first_draft(&story);
    people_fill_it(&mut story);
    fixes_land(&story);
    a_late_feature_comes(&story);
    the_meeting(&story);
    the_final_and_a_hotfix(&story);
    it_comes_back(&story);
}

fn first_draft(story: &Story) {
    story.draft("--commit");
    assert_eq!(story.git.git(&["status", "--porcelain"]), "");
    let subject =
        |story: &Story| story.git.git(&["log", "-1", "--format=%an: %s"]).trim().to_owned();
    assert_eq!(subject(story), "Rita: docs(release): draft v1.3.0");
    let head = story.git.git(&["rev-parse", "HEAD"]);
    story.draft("--commit");
    assert_eq!(story.git.git(&["rev-parse", "HEAD"]), head, "a commit of nothing");

    story.git.git(&["tag", "-a", "-m", "Release candidate 1 of 1.3.0", "v1.3.0-rc.1"]);
}

fn people_fill_it(story: &mut Story) {
    // People fill, rewrite, tick, move, delete and add.
    story.edit("plan.md", "- Go-live: [date/time]", "- Go-live: 2026-12-01 10:00");
    story.edit(
        "plan.md",
        "- QA sign-off: [date/time] <!-- rn:todo plan.timeline.qa_signoff -->\n",
        "- QA signs on Friday\n",
    );
    story.edit(
        "plan.md",
        "[1-2 sentences: what this release is, why now, business value]",
        "Customers export their orders.",
    );
    story.edit(
        "plan.md",
        "- **export**: orders as CSV",
        "- **export**: every order as CSV, at last",
    );
    story.edit("plan.md", "- [ ] Security review passed", "- [x] Security review passed");
    story.edit(
        "checklist.md",
        "- [ ] Database migrations tested",
        "- [x] Database migrations tested",
    );
    story.edit("checklist.md", "- [ ] Stakeholders notified <!-- rn:i cl.pre.10 -->\n", "- [ ] Stakeholders notified <!-- rn:i cl.pre.10 -->\n- [ ] The cake is ordered\n  - by Ben\n");
    story.edit("checklist.md", "- [ ] Retrospective scheduled <!-- rn:i cl.post.07 -->\n", "");
    story.edit(
        "notes.md",
        "<!-- rn:end notes.foot -->\n",
        "<!-- rn:end notes.foot -->\n\n## From all of us\n\nThank you.\n",
    );
    story.draft("");
    story.git.git(&["add", "-A"]);
    story.git.git(&["commit", "-q", "-m", "docs: the plan is filled"]);
    story.draft("");
}

fn fixes_land(story: &Story) {
    // Fixes land; the migration that was tested is another one now.
    story.land("src/pay.rs", "fn pay() { round() }\n", "fix(pay): round once (SHOP-23)");
    story.land(
        "migrations/0003_drop.up.sql",
        "ALTER TABLE orders DROP COLUMN id;\n",
        "fix(orders): no second id (SHOP-24)",
    );
    story.git.git(&["tag", "-a", "-m", "Release candidate 2 of 1.3.0", "v1.3.0-rc.2"]);
    let ran = story.draft("--commit");
    assert!(
        ran.stderr
            .contains("checklist.md: what stands below the ticked box `cl.pre.06` has changed"),
        "{}",
        ran.stderr
    );
    let checklist = story.read("checklist.md");
    assert!(checklist.contains("- [x] Database migrations tested"), "{checklist}");
    assert!(
        checklist.contains("  - ⚠ ticked at v1.3.0-rc.1; what stands below has changed since"),
        "{checklist}"
    );
    assert!(!checklist.contains("Retrospective"), "{checklist}");
    let plan = story.read("plan.md");
    assert!(plan.contains("round once") && plan.contains("0003_drop"), "{plan}");
}

fn a_late_feature_comes(story: &Story) {
    // A late feature comes, and a change that a person had reworded is taken back.
    story.land("src/late.rs", "fn late() {}\n", "feat(late): one more thing (SHOP-30)");
    let late = story.draft("");
    assert!(
        story.read("checklist.md").contains("- [ ] Feature freeze observed"),
        "{}",
        late.stdout
    );
    let csv = story.git.git(&["log", "--format=%H", "-1", "--merges", "develop"]);
    story.git.git(&["revert", "--no-edit", "-m", "1", csv.trim()]);
    story.draft("--commit");
    let plan = story.read("plan.md");
    let kept = "- **export**: every order as CSV, at last";
    let line = plan.lines().find(|line| line.starts_with(kept)).unwrap();
    assert!(line.ends_with(" _(no longer in v1.2.0..release/v1.3.0)_ <!-- rn:stale -->"), "{line}");
}

fn the_meeting(story: &Story) {
    // The meeting: the late feature is no GO until somebody takes it on.
    let said = run(story.repo.path(), "gate --date 2026-11-26");
    assert_eq!(said.code, 1);
    assert!(said.stdout.contains("G16 FAIL "), "{}", said.stdout);
    let waiver = "\n[[waiver]]\nrule = \"G16\"\nrefs = [\"SHOP-30\"]\nreason = \"sold already\"\nby = \"Rita\"\nuntil = \"2026-12-31\"\n";
    let brief = story.read("release.toml") + waiver;
    fs::write(story.path("release.toml"), brief).unwrap();
    story.draft("--commit");
    let plan = story.read("plan.md");
    assert!(
        plan.contains("- G16 SHOP-30 is waived: sold already (Rita, until 2026-12-31)"),
        "{plan}"
    );
    let said = run(story.repo.path(), "gate --date 2026-11-26");
    assert!(said.stdout.contains("G16 waived "), "{}", said.stdout);
    let decided =
        run(story.repo.path(), "gate --date 2026-11-26 --decide no-go --by Rita --note wait");
    assert_eq!(decided.code, 0, "{}", decided.stderr);
    assert!(story.read("decision.toml").contains("decision = \"no-go\""));
}

fn the_final_and_a_hotfix(story: &Story) {
    // The final; and after it the documents of a hotfix lie in a folder of their own.
    story.git.git(&["checkout", "-q", "main"]);
    story.git.git(&[
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge branch 'release/v1.3.0'",
        "release/v1.3.0",
    ]);
    story.git.git(&["tag", "-a", "-m", "Release 1.3.0", "v1.3.0"]);
    let after = run(story.repo.path(), "draft v1.3.0").done();
    assert!(after.contains("v1.3.0 (v1.2.0..v1.3.0): "), "{after}");
    for (name, line) in &story.mine {
        assert!(
            story.read(name).lines().any(|it| bare(it).starts_with(line.as_str())),
            "{name} lost {line:?}"
        );
    }
    story.git.git(&["add", "-A"]);
    story.git.git(&["commit", "-q", "-m", "docs: after the release"]);
    story.git.git(&["checkout", "-q", "-b", "release/v1.3.0-hotfix", "v1.3.0"]);
    story.land("src/pay.rs", "fn pay() { floor() }\n", "fix(pay): round down (SHOP-40)");
    let hotfix = run(story.repo.path(), "draft --commit").done();
    assert!(
        hotfix.starts_with("v1.3.0-hotfix.1 (v1.3.0..release/v1.3.0-hotfix): 1 change, "),
        "{hotfix}"
    );
    let check = run(story.repo.path(), "draft --check");
    assert_eq!((check.code, check.stdout.as_str()), (0, ""));
    let checklist =
        fs::read_to_string(story.repo.path().join("releases/v1.3.0-hotfix.1/checklist.md"));
    let checklist = checklist.unwrap();
    assert!(checklist.contains("  - not applicable: a hotfix has no freeze\n"), "{checklist}");
}

/// The hotfix goes to main, is tagged, and comes back to develop.
fn it_comes_back(story: &Story) {
    let (path, git) = (story.repo.path(), &story.git);
    git.git(&["checkout", "-q", "main"]);
    let merge = "Merge branch 'release/v1.3.0-hotfix'";
    git.git(&["merge", "-q", "--no-ff", "-m", merge, "release/v1.3.0-hotfix"]);
    assert_eq!(run(path, "tag hotfix").done(), "git push origin refs/tags/v1.3.0-hotfix.1\n");
    assert_eq!(run(path, "hotfix check --check").code, 1);
    git.git(&["checkout", "-q", "develop"]);
    git.git(&["merge", "-q", "-m", "Merge branch 'main' into develop", "main"]);
    assert_eq!(run(path, "hotfix check --check").done(), "every hotfix has come back\n");
    // What people wrote in the documents of v1.3.0 is on develop now, word for word.
    for (name, line) in &story.mine {
        assert!(story.read(name).lines().any(|it| bare(it).starts_with(line.as_str())), "{line:?}");
    }
    // Nothing is unreleased until the next fix comes.
    assert_eq!(run(path, "next -q").stdout, "v1.3.0-hotfix.1\n");
    git.git(&["commit", "-q", "--allow-empty", "-m", "fix: round the total"]);
    assert_eq!(run(path, "next -q").stdout, "v1.3.1\n");
}
