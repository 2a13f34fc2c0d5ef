//! `relnotes why`.

use snapbox::prelude::*;
use snapbox::{assert_data_eq, str};

use super::{fixture, run};

#[test]
fn the_base_its_rule_and_the_rejected_are_told() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "why v1.3.0").done(),
        str![[r#"
v1.3.0: base v1.2.0-hotfix.1, 27 commits
rule: the fewest commits of all lower releases; an ancestor
replaces in production: v1.2.0-hotfix.1

rejected:
  v1.2.0       30  ancestor  3 more commits than the base
  v1.1.0       34  ancestor  7 more commits than the base

"#]]
    );
}

#[test]
fn a_sibling_is_told_with_its_branch_point() {
    let repo = fixture("trunk");
    assert_data_eq!(
        run(repo.path(), "why v1.2.0").done(),
        str![[r#"
v1.2.0: base v1.1.0, 5 commits
rule: the fewest commits of all lower releases; on another line, which leaves at 78aa9f054e
replaces in production: v1.1.1

rejected:
  v1.1.1        5  sibling   as near as v1.1.0, which is the lowest of its line
  v1.1.2        5  sibling   came after the target, on another line
  v1.0.0        6  ancestor  1 more commit than the base

"#]]
    );
}

#[test]
fn a_candidate_follows_the_one_before() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "why v1.3.0-rc.2").done(),
        str![[r#"
v1.3.0-rc.2: base v1.3.0-rc.1, 1 commit
rule: the candidate before this one
replaces in production: v1.2.0-hotfix.1

rejected:
  v1.2.0-hotfix.1       26  sibling   the candidate before comes first
  v1.2.0                28  ancestor  the candidate before comes first
  v1.1.0                32  ancestor  the candidate before comes first

"#]]
    );
}

#[test]
fn the_first_release_has_no_base() {
    let repo = fixture("first-release");
    assert_data_eq!(
        run(repo.path(), "why v1.0.0").done(),
        str![[r#"
v1.0.0: the first release, 5 commits
rule: no lower release: everything since the root

"#]]
    );
}

#[test]
fn a_range_is_as_typed() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "why v1.2.0..v1.3.0").done(),
        str![[r#"
v1.3.0: base v1.2.0, 30 commits
rule: typed
replaces in production: v1.2.0-hotfix.1

rejected:
  v1.2.0-hotfix.1       27  ancestor  the older end was typed
  v1.1.0                34  ancestor  the older end was typed

"#]]
    );
}

#[test]
fn what_is_released_already_is_said() {
    let repo = fixture("gitflow");
    let text = run(repo.path(), "why main").done();
    assert_eq!(text.lines().next(), Some("main: nothing unreleased, contained in v1.3.0"));
}

#[test]
fn json_has_its_keys_in_the_order_of_the_contract() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "why v1.3.0 --format json").done().raw(),
        str![[r#"
{
  "schema": "relnotes.why/1",
  "target": "v1.3.0",
  "base": {
    "tag": "v1.2.0-hotfix.1",
    "rule": "ancestor",
    "commits": 27,
    "branch_point": "3399c7d276cc334c2103e875414195f1aa6f2f86"
  },
  "replaces": "v1.2.0-hotfix.1",
  "contained_in": null,
  "candidates": [
    {
      "tag": "v1.1.0",
      "commits": 34,
      "is_ancestor": true,
      "reason": "7 more commits than the base"
    },
    {
      "tag": "v1.2.0",
      "commits": 30,
      "is_ancestor": true,
      "reason": "3 more commits than the base"
    },
    {
      "tag": "v1.2.0-hotfix.1",
      "commits": 27,
      "is_ancestor": true,
      "reason": "base: the fewest commits"
    }
  ]
}

"#]]
        .raw()
    );
}
