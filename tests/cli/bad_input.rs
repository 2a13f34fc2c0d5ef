//! What was typed cannot be: one error, where it is, and what to type instead.

use snapbox::{assert_data_eq, str};

use super::{Call, fixture, run};

fn refused(arguments: &str) -> String {
    run(fixture("gitflow").path(), arguments).refused()
}

#[test]
fn three_dots_are_explained() {
    assert_data_eq!(
        refused("v1.2.0...v1.3.0"),
        str![[r#"
error: `v1.2.0...v1.3.0` asks for what either side has and the other has not; a release has one side
hint: relnotes v1.2.0..v1.3.0

"#]]
    );
}

#[test]
fn an_unknown_name_is_repeated_and_the_nearest_is_suggested() {
    assert_data_eq!(
        refused("v1.3.1"),
        str![[r#"
error: there is no tag, branch or commit `v1.3.1`
hint: did you mean `v1.3.0`?

"#]]
    );
    assert_data_eq!(
        refused("v1.3"),
        str![[r#"
error: there is no tag, branch or commit `v1.3`
hint: did you mean `v1.3.0`?

"#]]
    );
    assert_data_eq!(
        refused("relase/v1.3.0"),
        str![[r#"
error: there is no tag, branch or commit `relase/v1.3.0`
hint: did you mean `release/v1.3.0`?

"#]]
    );
    assert_data_eq!(
        refused("v1.2.0..nope"),
        str![[r#"
error: there is no tag, branch or commit `nope`
hint: `relnotes tags` lists the tags, `git branch --all` the branches

"#]]
    );
}

#[test]
fn a_misspelt_command_is_suggested() {
    assert_data_eq!(
        refused("tagz"),
        str![[r#"
error: there is no tag, branch or commit `tagz`
hint: did you mean the command `relnotes tags`?

"#]]
    );
    assert_data_eq!(
        refused("changlog"),
        str![[r#"
error: there is no tag, branch or commit `changlog`
hint: did you mean the command `relnotes changelog`?

"#]]
    );
}

#[test]
fn a_range_and_a_command_are_not_both_done() {
    assert_data_eq!(
        refused("v1.3.0 why"),
        str![[r#"
error: `v1.3.0` stands before the command `why`
hint: relnotes why v1.3.0

"#]]
    );
    assert_data_eq!(
        refused("v1.3.0 tags"),
        str![[r#"
error: `v1.3.0` stands before the command `tags`
hint: leave one of them out: relnotes tags

"#]]
    );
}

#[test]
fn an_option_before_a_command_is_not_forgotten() {
    assert_data_eq!(
        refused("--lang ru changelog"),
        str![[r#"
error: `--lang` stands before the command `changelog`
hint: relnotes changelog --lang …

"#]]
    );
    assert_data_eq!(
        refused("-d plan why v1.3.0"),
        str![[r#"
error: `--document` stands before the command `why`
hint: `why` has no `--document`: leave it out

"#]]
    );
    run(fixture("gitflow").path(), "-q --color never tags").done();
}

#[test]
fn what_is_no_commit_is_refused() {
    let repo = fixture("several-tags");
    relnotes_testkit::Oracle::new(repo.path()).git(&["tag", "v9.9.9", "HEAD^{tree}"]);
    assert_data_eq!(
        run(repo.path(), "v9.9.9").refused(),
        str![[r#"
error: `v9.9.9` is a tree, not a commit
hint: name a tag, a branch or a commit; `relnotes tags` lists the release tags

"#]]
    );
    assert_data_eq!(
        run(repo.path(), "why v1.0.0..v9.9.9").refused(),
        str![[r#"
error: `v9.9.9` is a tree, not a commit
hint: name a tag, a branch or a commit; `relnotes tags` lists the release tags

"#]]
    );
}

#[test]
fn a_few_digits_of_several_objects_are_refused() {
    assert_data_eq!(
        refused("0"),
        str![[r#"
error: `0` is short for more than one object
hint: type more digits of the commit's id

"#]]
    );
}

#[test]
fn a_version_that_is_none_is_refused() {
    assert_data_eq!(
        refused("--as 1.4"),
        str![[r#"
error: `1.4` is no version of the release model
hint: write `--as v1.3.0`, `--as v1.3.0-rc.1` or `--as v1.3.0-hotfix.1`

"#]]
    );
}

#[test]
fn a_date_that_is_none_is_refused() {
    assert_data_eq!(
        refused("develop --date tomorrow"),
        str![[r#"
error: `tomorrow` is no date
hint: write 2026-11-22, 2026-11-22T10:00:00+03:00 or seconds since 1970

"#]]
    );
    let repo = fixture("gitflow");
    let by_variable = Call::new(repo.path()).env("SOURCE_DATE_EPOCH", "soon").run("develop");
    assert_data_eq!(
        by_variable.refused(),
        str![[r#"
error: SOURCE_DATE_EPOCH is `soon`, which is no number of seconds
hint: unset it, or: export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)

"#]]
    );
}

#[test]
fn wrong_usage_exits_with_2_and_names_what_is_possible() {
    let repo = fixture("gitflow");
    for (arguments, said) in [
        (
            "v1.3.0 -d bogus",
            "[possible values: user, internal, plan, checklist, rollback, monitoring, branching, delta, all]",
        ),
        ("v1.3.0 --format xml", "[possible values: md, html, json]"),
        ("v1.3.0 v1.2.0", "unexpected argument 'v1.2.0'"),
        ("--tags", "unexpected argument '--tags'"),
        ("lint --ref=", "a value is required for '--ref <NAME>'"),
        ("pipeline --ref=", "a value is required for '--ref <REF>'"),
        ("init", "--print"),
        ("schema nope", "[possible values: config, brief, release, tags"),
    ] {
        let ran = run(repo.path(), arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments}");
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[test]
fn a_folder_that_is_none_is_refused() {
    assert_data_eq!(
        refused("-C nowhere"),
        str![[r#"
error: `nowhere` does not exist
hint: `-C` names the folder of a repository, or one inside it

"#]]
    );
    assert_data_eq!(
        refused("-C README.md"),
        str![[r#"
error: `README.md` is no folder
hint: `-C` names the folder of a repository, or one inside it

"#]]
    );
}
