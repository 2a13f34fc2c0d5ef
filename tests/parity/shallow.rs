//! Shallow clones of every depth: the answer of the full clone, or a refusal, and never another one.

use std::path::PathBuf;

use relnotes_core::git;
use relnotes_core::release::model::Release;
use relnotes_core::release::{Error, Outcome};
use relnotes_testkit::{Fixture, Oracle, TestRepo};

use crate::support::Session;

fn clone(repo: &TestRepo, depth: usize) -> PathBuf {
    let folder = repo.path().parent().expect("the folder of the fixture");
    let copy = folder.join(format!("depth-{depth}"));
    let url = format!("file://{}", repo.path().display());
    let depth = format!("--depth={depth}");
    let options = ["clone", "-q", "--no-single-branch", &depth, &url];
    let copy_name = copy.to_string_lossy();
    Oracle::new(folder).git(&[&options[..], &[&copy_name]].concat());
    Oracle::new(&copy).git(&["fetch", "-q", "--tags", &depth]);
    copy
}

/// Compares part by part: a whole release is too long to read when it differs.
fn check_equal(ours: &Release, full: &Release, what: &str) {
    let ids = |release: &Release| release.commits.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ours.range, full.range, "{what}");
    assert_eq!(ours.replaces, full.replaces, "{what}");
    assert_eq!(ids(ours), ids(full), "{what}");
    assert_eq!(ours.changes, full.changes, "{what}");
    assert_eq!(ours.lacks, full.lacks, "{what}");
    assert_eq!(ours.warnings, full.warnings, "{what}");
    assert_eq!(ours, full, "{what}");
}

/// Returns how many targets were answered, and how many refused.
fn check(name: &str, depth: usize) -> (usize, usize) {
    let repo = Fixture::load(name).build();
    let full = Session::open(repo.path());
    let shallow = Session::open(&clone(&repo, depth));
    assert_eq!(full.tags, shallow.tags, "{name}: all tags were fetched");
    let (mut answered, mut refused) = (0, 0);
    let targets = full.tags.iter().filter(|tag| tag.release.is_some());
    for target in targets.map(|tag| tag.name.as_str()) {
        let what = format!("{name} at depth {depth}: {target}");
        match shallow.cut(target) {
            Ok(Outcome::Release(release)) => {
                check_equal(&release, &full.release(target), &what);
                answered += 1;
            }
            Err(Error::Git(git::Error::Shallow { boundary })) => {
                assert!(shallow.repository.shallow().contains(&boundary), "{what}");
                refused += 1;
            }
            other => panic!("{what}: {other:?}"),
        }
    }
    (answered, refused)
}

#[test]
fn every_depth_gives_the_full_answer_or_a_refusal() {
    for name in ["gitflow", "two-lines", "trunk", "squashed-final", "hotfix-lacking"] {
        let depths = [1, 2, 3, 4, 6, 9, 14, 40];
        let results: Vec<_> = depths.iter().map(|depth| check(name, *depth)).collect();
        assert!(results[0].1 > 0, "{name}: depth 1 refuses nothing: {results:?}");
        assert_eq!(results[depths.len() - 1].1, 0, "{name}: the whole is refused: {results:?}");
        let between = &results[1..depths.len() - 1];
        assert!(between.iter().any(|(answered, _)| *answered > 1), "{name}: {results:?}");
    }
}

#[test]
fn a_boundary_inside_the_range_is_refused_and_one_outside_is_not() {
    let text = "commit \"a\"\ncommit \"b\"\ntag v1.0.0\ncommit \"c\"\ncommit \"d\"\ntag v1.1.0\n";
    let repo = Fixture::parse(text).unwrap().build();
    let full = Session::open(repo.path());
    for (depth, answered) in [(1, false), (2, false), (3, true), (4, true)] {
        let folder = repo.path().parent().unwrap();
        let copy = folder.join(format!("plain-{depth}"));
        let url = format!("file://{}", repo.path().display());
        let depth_option = format!("--depth={depth}");
        let copy_name = copy.to_string_lossy();
        Oracle::new(folder).git(&["clone", "-q", &depth_option, &url, &copy_name]);
        let result = Session::open(&copy).cut("v1.1.0");
        if answered {
            let Ok(Outcome::Release(release)) = result else { panic!("{depth}: {result:?}") };
            assert_eq!(*release, full.release("v1.1.0"), "{depth}");
        } else {
            assert!(
                matches!(result, Err(Error::Git(git::Error::Shallow { .. }))),
                "{depth}: {result:?}"
            );
        }
    }
}
