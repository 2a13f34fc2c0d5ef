//! `relnotes tags`.

use snapbox::prelude::*;
use snapbox::{assert_data_eq, str};

use super::{fixture, run};

#[test]
fn tags_stand_in_the_order_of_the_model() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "tags").done(),
        str![[r#"
v1.1.0           final       6370585664  annotated
v1.2.0-rc.1      candidate   2b9c504469  annotated
v1.2.0           final       fcf3ad06ae  annotated
v1.2.0-hotfix.1  hotfix      3399c7d276  annotated
v1.3.0-rc.1      candidate   2b00c5cc0c  annotated
v1.3.0-rc.2      candidate   d685b9c239  annotated
v1.3.0           final       53e0edce7c  annotated

"#]]
    );
}

#[test]
fn near_misses_say_what_is_wrong_and_what_would_be_right() {
    let repo = fixture("near-misses");
    assert_data_eq!(
        run(repo.path(), "tags").done(),
        str![[r#"
v1.1.0                     final       42250ac24c  annotated
v1.2.0-rc.0                candidate   70a99b7f1b  annotated  numbers start at 1
v1.2.0-RC.1                candidate   a7d398b864  annotated  `-RC.1` is written `-rc.1`; write v1.2.0-rc.1
v1.2.0-rc.2                candidate   70a99b7f1b  annotated
v1.2.0                     final       70a99b7f1b  annotated
v1.2.0-hotfix1             hotfix      05e262d2c8  annotated  `-hotfix1` is written `-hotfix.1`; write v1.2.0-hotfix.1
V1.3.0                     final       70a99b7f1b  annotated  the prefix is written `v`; write v1.3.0
v3.5.0-rc1                 candidate   b5457a12da  annotated  `-rc1` is written `-rc.1`; write v3.5.0-rc.1
v3.5.0-rc.2                candidate   b5457a12da  annotated
1.2.0                      invalid     70a99b7f1b  annotated  the prefix `v` is missing; v1.2.0 is there, too
v01.2.0                    invalid     70a99b7f1b  annotated  invalid leading zero in major version number; v1.2.0 is there, too
v1.0                       invalid     00abfc88ec  lightweight  `1.0` is not MAJOR.MINOR.PATCH
v1.2                       invalid     70a99b7f1b  annotated  `1.2` is not MAJOR.MINOR.PATCH
v1.2.0+build.5             invalid     70a99b7f1b  annotated  `+build.5` is no stage of the model
v1.2.0-beta.1              invalid     05e262d2c8  annotated  `-beta.1` is no stage of the model
v1.2.0-hotfix              invalid     05e262d2c8  annotated  `-hotfix` has no single number
v1.2.0-rc.02               invalid     70a99b7f1b  annotated  `-rc.02` is written `-rc.2`; v1.2.0-rc.2 is there, too
v1.2.0.1                   invalid     70a99b7f1b  annotated  `1.2.0.1` is not MAJOR.MINOR.PATCH
v99999999999999999999.0.0  invalid     b5457a12da  annotated  `99999999999999999999.0.0` is not MAJOR.MINOR.PATCH

"#]]
    );
}

#[test]
fn json_has_its_keys_in_the_order_of_the_contract() {
    let repo = fixture("first-release");
    assert_data_eq!(
        run(repo.path(), "tags --format json").done().raw(),
        str![[r#"
{
  "schema": "relnotes.tags/1",
  "tags": [
    {
      "name": "v1.0.0-rc.1",
      "kind": "candidate",
      "conforming": true,
      "version": "1.0.0",
      "number": 1,
      "commit": "19c1e0d621ea2568dbb3c79a417aaca1f0bae1b9",
      "annotated": true,
      "problem": null,
      "suggestion": null
    },
    {
      "name": "v1.0.0-rc.2",
      "kind": "candidate",
      "conforming": true,
      "version": "1.0.0",
      "number": 2,
      "commit": "7d47306aca7a7c60472d3c2544d375aa552e4c1e",
      "annotated": true,
      "problem": null,
      "suggestion": null
    },
    {
      "name": "v1.0.0",
      "kind": "final",
      "conforming": true,
      "version": "1.0.0",
      "number": null,
      "commit": "7d47306aca7a7c60472d3c2544d375aa552e4c1e",
      "annotated": true,
      "problem": null,
      "suggestion": null
    }
  ]
}

"#]]
        .raw()
    );
}

#[test]
fn no_tags_are_no_error() {
    let folder = tempfile::tempdir().unwrap();
    relnotes_testkit::Oracle::new(folder.path()).git(&["init", "-q"]);
    let ran = run(folder.path(), "tags");
    assert_data_eq!(
        ran.stderr,
        str![[r#"
note: no tag begins like a version (v1.2.3); if there should be some: `git fetch --tags`, or `tags.prefix` in relnotes.toml

"#]]
    );
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
}
