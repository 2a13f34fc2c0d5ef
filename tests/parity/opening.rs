//! One history in every shape in which a repository can lie on a disk: the answer is the same.

use std::path::{Path, PathBuf};

use relnotes_core::git::{self, Location, Repository};
use relnotes_core::release::Error;
use relnotes_testkit::{Fixture, Oracle, TestRepo};

use crate::support::Session;

const FIXTURE: &str = "gitflow";
const TARGET: &str = "v1.3.0";

fn check_same(path: &Path, what: &str) {
    let normal = Fixture::load(FIXTURE).build();
    let expected = Session::open(normal.path());
    let session = Session::open(path);
    assert_eq!(session.tags, expected.tags, "{what}: tags");
    assert_eq!(session.release(TARGET), expected.release(TARGET), "{what}");
}

fn beside(repo: &TestRepo, name: &str) -> PathBuf {
    repo.path().parent().expect("the folder of the fixture").join(name)
}

#[test]
fn a_bare_repository() {
    let repo = Fixture::load(FIXTURE).build_bare();
    check_same(repo.path(), "bare");
    assert!(Session::open(repo.path()).repository.work_dir().is_none());
}

#[test]
fn a_bare_repository_without_config() {
    let repo = Fixture::load(FIXTURE).build_bare();
    std::fs::remove_file(repo.path().join("config")).unwrap();
    check_same(repo.path(), "bare without config");
}

#[test]
fn a_subfolder() {
    let repo = Fixture::load(FIXTURE).build();
    check_same(&repo.path().join("storefront/search"), "subfolder");
}

#[test]
fn the_git_directory_itself() {
    let repo = Fixture::load(FIXTURE).build();
    let session = Session::open(&repo.path().join(".git"));
    assert_eq!(session.release(TARGET).accounting.unaccounted, 0);
}

#[test]
fn a_linked_worktree_and_its_subfolder() {
    let repo = Fixture::load(FIXTURE).build();
    let linked = beside(&repo, "linked");
    let git = Oracle::new(repo.path());
    git.git(&["worktree", "add", "--detach", &linked.to_string_lossy(), "refs/tags/v1.3.0"]);
    check_same(&linked, "worktree");
    check_same(&linked.join("payment"), "subfolder of a worktree");
    let session = Session::open(&linked);
    let top = session.repository.work_dir().expect("a worktree has a work tree");
    assert_eq!(top.canonicalize().unwrap(), linked.canonicalize().unwrap());
}

#[test]
fn git_dir_wins_over_the_folder() {
    let repo = Fixture::load(FIXTURE).build();
    let other = Fixture::load("first-release").build();
    let location =
        Location { start: other.path().to_owned(), git_dir: Some(repo.path().join(".git")) };
    let session = Session::open_at(&location, "").unwrap();
    assert_eq!(session.release(TARGET).range.to.name, TARGET);
    let nowhere = Location { git_dir: Some("nothing-here".into()), ..location };
    assert!(matches!(Repository::open(&nowhere), Err(git::Error::NoRepository { .. })));
}

#[test]
fn packed_refs_and_what_was_moved_since() {
    let repo = Fixture::load(FIXTURE).build();
    let git = Oracle::new(repo.path());
    git.git(&["pack-refs", "--all"]);
    check_same(repo.path(), "packed refs");
    git.git(&["tag", "-f", "v1.1.0", "refs/tags/v1.2.0^{}"]);
    git.git(&["tag", "-d", "v1.3.0-rc.1"]);
    let session = Session::open(repo.path());
    let find = |name: &str| session.tags.iter().find(|tag| tag.name == name);
    assert_eq!(find("v1.1.0").unwrap().commit, find("v1.2.0").unwrap().commit);
    assert_eq!(find("v1.3.0-rc.1"), None);
}

#[test]
fn a_clone_and_a_repacked_one_with_a_commit_graph() {
    let repo = Fixture::load(FIXTURE).build();
    let copy = beside(&repo, "copy");
    let git = Oracle::new(repo.path());
    git.git(&["clone", "--quiet", ".", &copy.to_string_lossy()]);
    let git = Oracle::new(&copy);
    git.git(&["repack", "-adq"]);
    git.git(&["commit-graph", "write", "--reachable"]);
    let session = Session::open(&copy);
    let normal = Session::open(repo.path());
    assert_eq!(session.release(TARGET).changes, normal.release(TARGET).changes);
    assert_eq!(session.release(TARGET).accounting, normal.release(TARGET).accounting);
}

#[test]
fn a_repository_that_borrows_objects() {
    let repo = Fixture::load(FIXTURE).build();
    let copy = beside(&repo, "borrower");
    Oracle::new(repo.path()).git(&["clone", "-q", "-s", ".", &copy.to_string_lossy()]);
    assert_eq!(Session::open(&copy).release(TARGET).accounting.unaccounted, 0);
}

/// Tags that lead through tags, to blobs and to trees, loose and packed.
const ODD_TAGS: &str = r#"
commit "chore: import"
tag v1.0.0 "Release"
commit "feat: a"
tag inner "A tag"
tag middle "Of a tag" on-tag inner
tag v1.1.0 "Of a tag of a tag" on-tag middle
tag v1.1.0-rc.1 on-blob "no commit"
tag v1.1.0-rc.2 "A tag" on-blob "no commit"
tag v1.0.5 on-tree v1.0.0
tag v1.0.6 "A tag" on-tree v1.0.0
tag v1.0.0-hotfix.1 on-blob "no commit either"
commit "feat: b"
tag v1.2.0 "Release"
"#;

#[test]
fn tags_of_tags_blobs_and_trees() {
    for packed in [false, true] {
        let repo = Fixture::parse(ODD_TAGS).unwrap().build();
        if packed {
            Oracle::new(repo.path()).git(&["pack-refs", "--all"]);
        }
        let session = Session::open(repo.path());
        for (target, base) in [("v1.1.0", "v1.0.0"), ("v1.2.0", "v1.1.0")] {
            let release = session.release(target);
            let from = release.range.from.map(|end| end.name);
            assert_eq!(from.as_deref(), Some(base), "{target}, packed: {packed}");
            assert_eq!(release.commits.len(), 1, "{target}, packed: {packed}");
            assert_eq!(session.explain(target).base.as_deref(), Some(base), "packed: {packed}");
        }
        for name in ["v1.1.0-rc.1", "v1.1.0-rc.2", "v1.0.5", "v1.0.6"] {
            let error = session.cut(name).expect_err("it is no commit");
            let Error::Git(error) = error;
            assert!(matches!(error, git::Error::NotACommit { .. }), "{name}: {error}");
        }
    }
}

#[test]
fn a_tag_comes_before_a_branch_of_the_same_name() {
    let repo = Fixture::load("several-tags").build();
    let session = Session::open(repo.path());
    let release = session.release("v1.3.0");
    assert_eq!(release.range.to.commit.to_string(), repo.id("good"));
    assert_eq!(release.range.to.tag.as_deref(), Some("v1.3.0"));
    let branch = session.release("refs/heads/v1.3.0");
    assert_eq!(branch.range.to.commit.to_string(), repo.id("ahead"));
    assert_eq!(branch.range.to.tag, None);
}

#[test]
fn a_name_that_is_nothing() {
    let session = Session::open(Fixture::load("first-release").build().path());
    for name in ["v9.9.9", "no/such/branch", "v1.0.0..nothing", "deadbeef"] {
        let Error::Git(error) = session.cut(name).expect_err("there is no such thing");
        assert!(matches!(error, git::Error::UnknownRevision { .. }), "{name}: {error}");
    }
}
