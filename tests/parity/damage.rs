//! Repositories with something missing or damaged: the right error, and only where it matters.

use std::path::{Path, PathBuf};

use relnotes_core::git::{self, Location, Repository};
use relnotes_core::release::{Error, Outcome};
use relnotes_testkit::{Fixture, Oracle, TestRepo};

use crate::support::Session;

/// v1.0.0 and before in a pack; the commits of v1.1.0 as files of their own.
struct Loose {
    repo: TestRepo,
    commits: Vec<String>,
}

impl Loose {
    fn new() -> Self {
        let repo = Fixture::parse("commit \"a\"\ncommit \"b\"\ntag v1.0.0\n")
            .expect("the text is right")
            .build();
        let git = Oracle::new(repo.path());
        let mut parent = repo.id("v1.0.0");
        let commits = (0..4).map(|at| {
            let subject = format!("feat: {at}");
            let tree = "HEAD^{tree}";
            let id = git.git(&["commit-tree", tree, "-p", &parent, "-m", &subject]);
            parent = id.trim().to_owned();
            parent.clone()
        });
        let commits: Vec<String> = commits.collect();
        git.git(&["tag", "v1.1.0", &commits[2]]);
        git.git(&["tag", "v1.2.0", &commits[3]]);
        Self { repo, commits }
    }

    fn file(&self, id: &str) -> PathBuf {
        self.repo.path().join(".git/objects").join(&id[..2]).join(&id[2..])
    }

    fn cut(&self, range: &str) -> Result<Outcome, Error> {
        Session::open(self.repo.path()).cut(range)
    }
}

#[test]
fn a_missing_commit_of_the_range_is_named() {
    let loose = Loose::new();
    std::fs::remove_file(loose.file(&loose.commits[1])).unwrap();
    for range in ["v1.1.0", "v1.0.0..v1.1.0"] {
        let Err(Error::Git(error)) = loose.cut(range) else { panic!("{range} is answered") };
        let git::Error::Missing { id, partial: false } = error else { panic!("{range}: {error}") };
        assert_eq!(id.to_string(), loose.commits[1], "{range}");
    }
}

#[test]
fn a_missing_commit_beyond_the_range_does_not_matter_to_an_explicit_range() {
    let loose = Loose::new();
    std::fs::remove_file(loose.file(&loose.commits[3])).unwrap();
    let session =
        Session::open_at(&Location { start: loose.repo.path().to_owned(), git_dir: None }, "");
    // The tag of the missing commit is a tag of nothing: refs cannot be read.
    let Err(error) = session else { panic!("the tag leads to nothing") };
    assert!(matches!(error, git::Error::Missing { .. }), "{error}");
}

#[test]
fn a_damaged_commit_of_the_range_is_named() {
    for damage in [&b"garbage"[..], b""] {
        let loose = Loose::new();
        overwrite(&loose.file(&loose.commits[1]), damage);
        let Err(Error::Git(error)) = loose.cut("v1.1.0") else { panic!("it is answered") };
        let git::Error::Corrupt { id, .. } = error else { panic!("{damage:?}: {error:?}") };
        assert_eq!(id.to_string(), loose.commits[1]);
    }
}

fn overwrite(path: &Path, bytes: &[u8]) {
    // Git writes its objects read-only.
    std::fs::remove_file(path).expect("the object is a file");
    std::fs::write(path, bytes).expect("the folder can be written");
}

#[test]
fn an_object_that_is_no_commit_inside_is_damaged() {
    let loose = Loose::new();
    let git = Oracle::new(loose.repo.path());
    let text = "author A <a@example.com> 1 +0000\n\nno tree\n";
    let id =
        git.git_with_input(&["hash-object", "-t", "commit", "--literally", "-w", "--stdin"], text);
    let text = format!(
        "tree {}\nparent {}\nauthor A <a@example.com> 1800000000 +0000\ncommitter A \
         <a@example.com> 1800000000 +0000\n\nfeat: on nonsense\n",
        git.git(&["rev-parse", "HEAD^{tree}"]).trim(),
        id.trim()
    );
    let tip =
        git.git_with_input(&["hash-object", "-t", "commit", "--literally", "-w", "--stdin"], &text);
    let Err(Error::Git(error)) = loose.cut(&format!("v1.0.0..{}", tip.trim())) else {
        panic!("it is answered")
    };
    let git::Error::Corrupt { id: named, .. } = error else { panic!("{error:?}") };
    assert_eq!(named.to_string(), id.trim());
}

#[test]
fn a_parent_that_is_a_blob_is_no_commit() {
    let loose = Loose::new();
    let git = Oracle::new(loose.repo.path());
    let blob = git.git_with_input(&["hash-object", "-w", "--stdin"], "text");
    let text = format!(
        "tree {}\nparent {}\nauthor A <a@example.com> 1800000000 +0000\ncommitter A \
         <a@example.com> 1800000000 +0000\n\nfeat: on a blob\n",
        git.git(&["rev-parse", "HEAD^{tree}"]).trim(),
        blob.trim()
    );
    let tip =
        git.git_with_input(&["hash-object", "-t", "commit", "--literally", "-w", "--stdin"], &text);
    let Err(Error::Git(error)) = loose.cut(&format!("v1.0.0..{}", tip.trim())) else {
        panic!("it is answered")
    };
    assert!(matches!(error, git::Error::NotACommit { kind: "blob", .. }), "{error:?}");
}

#[test]
fn missing_files_do_not_matter_to_the_content() {
    let loose = Loose::new();
    let git = Oracle::new(loose.repo.path());
    // A commit with a tree of its own, which then goes.
    let blob = git.git_with_input(&["hash-object", "-w", "--stdin"], "gone");
    let entry = format!("100644 blob {}\tgone.txt\n", blob.trim());
    let tree = git.git_with_input(&["mktree"], &entry);
    let parent = &loose.commits[2];
    let commit = git.git(&["commit-tree", tree.trim(), "-p", parent, "-m", "feat: gone"]);
    std::fs::remove_file(loose.file(blob.trim())).unwrap();
    let release = Session::open(loose.repo.path()).release(&format!("v1.0.0..{}", commit.trim()));
    assert_eq!(release.accounting.user, 4);
}

#[test]
fn an_empty_repository_has_an_unborn_branch() {
    let folder = tempfile::tempdir().unwrap();
    Oracle::new(folder.path()).git(&["init", "-q", "-b", "trunk"]);
    let Err(Error::Git(error)) = Session::open(folder.path()).cut("") else { panic!("answered") };
    let git::Error::Unborn { branch } = error else { panic!("{error:?}") };
    assert_eq!(branch, "trunk");
}

#[test]
fn an_unborn_branch_beside_a_history() {
    let repo = Fixture::load("first-release").build();
    Oracle::new(repo.path()).git(&["symbolic-ref", "HEAD", "refs/heads/nothing/yet"]);
    let session = Session::open(repo.path());
    let Err(Error::Git(error)) = session.cut("") else { panic!("HEAD is nothing") };
    assert!(matches!(&error, git::Error::Unborn { branch } if branch == "nothing/yet"), "{error}");
    assert_eq!(session.release("v1.0.0").commits.len(), 5);
}

#[test]
fn a_detached_head_is_what_it_stands_on() {
    let repo = Fixture::load("first-release").build();
    Oracle::new(repo.path()).git(&["checkout", "-q", "--detach", "refs/tags/v1.0.0-rc.1"]);
    let result = Session::open(repo.path()).cut("").unwrap();
    assert!(matches!(result, Outcome::Contained { tag, .. } if tag == "v1.0.0"));
}

#[test]
fn a_folder_without_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location { start: folder.path().to_owned(), git_dir: None };
    assert!(matches!(Repository::open(&location), Err(git::Error::NoRepository { .. })));
}

#[test]
fn formats_that_cannot_be_read_are_named() {
    for options in [&["--object-format=sha256"][..], &["--ref-format=reftable"]] {
        let folder = tempfile::tempdir().unwrap();
        let git = Oracle::new(folder.path());
        // Older gits do not know them: nothing to test then.
        if git.try_git(&[&["init", "-q"], options].concat()).is_err() {
            continue;
        }
        let location = Location { start: folder.path().to_owned(), git_dir: None };
        let result = Repository::open(&location);
        assert!(matches!(result, Err(git::Error::Unsupported { .. })), "{options:?}: {result:?}");
    }
}
