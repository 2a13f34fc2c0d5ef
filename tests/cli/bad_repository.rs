//! Repositories that cannot be read: said before anything is printed, with what repairs them.

use std::fs;
use std::path::Path;

use relnotes_testkit::{Oracle, TestRepo};
use snapbox::{assert_data_eq, str};
use tempfile::TempDir;

use super::{Call, fixture, run};

fn init(arguments: &[&str]) -> (TempDir, Oracle) {
    let folder = TempDir::new().unwrap();
    let git = Oracle::new(folder.path());
    git.git(&[&["init", "-q", "-b", "main"], arguments].concat());
    (folder, git)
}

/// Two commits as loose files, the second tagged v1.0.0; returns the path of the first.
fn loose() -> (TempDir, std::path::PathBuf) {
    let (folder, git) = init(&[]);
    git.git(&["commit", "-q", "--allow-empty", "-m", "feat: one"]);
    git.git(&["commit", "-q", "--allow-empty", "-m", "feat: two"]);
    git.git(&["tag", "-a", "-m", "1", "v1.0.0"]);
    let id = git.git(&["rev-parse", "HEAD~1"]);
    let path = folder.path().join(".git/objects").join(&id[..2]).join(id[2..].trim());
    (folder, path)
}

fn refused_by_all(folder: &Path) -> String {
    let said = run(folder, "v1.0.0").refused();
    for arguments in ["why v1.0.0", "changelog", "v1.0.0 --format json"] {
        assert_eq!(run(folder, arguments).refused(), said, "{arguments}");
    }
    said
}

#[test]
fn no_repository() {
    let folder = TempDir::new().unwrap();
    assert_data_eq!(
        run(folder.path(), "").refused(),
        str![[r#"
error: `[ROOT]` is not in a git repository
hint: go into a repository, or name one: `relnotes -C DIR`

"#]]
    );
    let by_variable = Call::new(folder.path()).env("GIT_DIR", "nowhere").run("tags");
    assert_data_eq!(
        by_variable.refused(),
        str![[r#"
error: `[ROOT]/nowhere` is not in a git repository
hint: GIT_DIR names it: unset GIT_DIR, or let it name a git directory

"#]]
    );
}

#[test]
fn an_empty_repository() {
    let (folder, _git) = init(&[]);
    assert_data_eq!(
        run(folder.path(), "").refused(),
        str![[r#"
error: the branch `main` has no commit yet
hint: make the first commit, or name a tag or branch that has one: `git branch --all`

"#]]
    );
    run(folder.path(), "why").refused();
    run(folder.path(), "changelog").refused();
    assert_data_eq!(
        run(folder.path(), "v1.0.0").refused(),
        str![[r#"
error: there is no tag, branch or commit `v1.0.0`
hint: there are no release tags here: `git fetch --tags` brings them

"#]]
    );
}

#[test]
fn a_branch_without_commits_beside_others() {
    let repo = fixture("gitflow");
    Oracle::new(repo.path()).git(&["symbolic-ref", "HEAD", "refs/heads/new"]);
    assert_data_eq!(
        run(repo.path(), "").refused(),
        str![[r#"
error: the branch `new` has no commit yet
hint: make the first commit, or name a tag or branch that has one: `git branch --all`

"#]]
    );
    run(repo.path(), "v1.3.0").done();
}

#[test]
fn a_damaged_commit() {
    let (folder, path) = loose();
    fs::remove_file(&path).unwrap();
    fs::write(&path, "no object").unwrap();
    let said = refused_by_all(folder.path());
    assert!(said.starts_with("error: the object `") && said.contains("` is damaged: "), "{said}");
    assert!(said.contains("hint: `git fsck`"), "{said}");
}

#[test]
fn a_missing_commit() {
    let (folder, path) = loose();
    fs::remove_file(&path).unwrap();
    let said = refused_by_all(folder.path());
    assert!(said.contains("` is missing\nhint: `git fsck`"), "{said}");
}

#[test]
fn a_missing_commit_of_a_partial_clone() {
    let (folder, path) = loose();
    fs::remove_file(&path).unwrap();
    fs::write(folder.path().join(".git/objects/pack/pack-1.promisor"), "").unwrap();
    let said = refused_by_all(folder.path());
    assert!(
        said.contains("` is missing\nhint: the clone is partial: `git fetch --refetch"),
        "{said}"
    );
}

#[test]
fn a_shallow_clone() {
    let repo = fixture("gitflow");
    let folder = TempDir::new().unwrap();
    let url = format!("file://{}", repo.path().display());
    let git = Oracle::new(folder.path());
    git.git(&["clone", "-q", "--depth", "2", "--branch", "v1.3.0", &url, "clone"]);
    let clone = folder.path().join("clone");
    assert_data_eq!(
        run(&clone, "v1.3.0").refused(),
        str![[r#"
error: the clone is shallow, and the range goes beyond its boundary at `d685b9c239`
hint: git fetch --unshallow --tags
hint: in GitHub Actions: `fetch-depth: 0` for actions/checkout; in GitLab: `GIT_DEPTH: 0`

"#]]
    );
    run(&clone, "changelog").refused();
}

#[test]
fn a_message_of_ten_megabytes() {
    let (folder, git) = init(&[]);
    let message = format!("feat: long\n\n{}", "word word word\n".repeat(700_000));
    git.git_with_input(&["commit", "-q", "--allow-empty", "-F", "-"], &message);
    git.git(&["tag", "v1.0.0"]);
    let text = run(folder.path(), "v1.0.0 -d all").done();
    assert!(text.contains("long") && text.len() < 100_000, "{}", text.len());
}

#[test]
fn formats_that_cannot_be_read() {
    let unsupported = |folder: &Path| {
        let said = run(folder, "v1.0.0").refused();
        for arguments in ["tags", "parse", "", "changelog"] {
            assert_eq!(run(folder, arguments).refused(), said, "{arguments}");
        }
        said
    };
    let (folder, git) = init(&["--object-format=sha256"]);
    git.git(&["commit", "-q", "--allow-empty", "-m", "feat: one"]);
    assert_data_eq!(
        unsupported(folder.path()),
        str![[r#"
error: `[ROOT]/.git` uses `extensions.objectformat = sha256`, which relnotes cannot read
hint: relnotes reads SHA-1 repositories; a copy of the history, with other commit ids: `git init --object-format=sha1 COPY && git fast-export --all | git -C COPY fast-import`

"#]]
    );
    if let Ok((folder, _git)) = std::panic::catch_unwind(|| init(&["--ref-format=reftable"])) {
        assert_data_eq!(
            unsupported(folder.path()),
            str![[r#"
error: `[ROOT]/.git` uses `extensions.refstorage = reftable`, which relnotes cannot read
hint: git refs migrate --ref-format=files

"#]]
        );
    }
    let repo = fixture("gitflow");
    let git = Oracle::new(repo.path());
    git.git(&["config", "extensions.partialClone", "origin"]);
    assert_data_eq!(
        unsupported(repo.path()),
        str![[r#"
error: `[ROOT]/.git` uses `extensions.partialclone = origin`, which relnotes cannot read
hint: git config remote.origin.promisor true && git config --unset extensions.partialClone

"#]]
    );
}

#[test]
fn an_extension_that_nobody_knows() {
    let repo = fixture("gitflow");
    let git = Oracle::new(repo.path());
    git.git(&["config", "core.repositoryformatversion", "1"]);
    git.git(&["config", "extensions.frobnicate", "true"]);
    assert_data_eq!(
        run(repo.path(), "v1.3.0").refused(),
        str![[r#"
error: cannot open the repository `[ROOT]/.git`
caused by: unsupported extension name extensions.frobnicate
hint: `git status` there shows what git says of it

"#]]
    );
}

#[test]
fn a_damaged_git_directory() {
    let damaged = |file: &str, bytes: &str| -> TestRepo {
        let repo = fixture("gitflow");
        fs::write(repo.path().join(".git").join(file), bytes).unwrap();
        repo
    };
    let repo = damaged("config", "[core\n");
    assert_data_eq!(
        run(repo.path(), "v1.3.0").refused(),
        str![[r#"
error: cannot open the repository `[ROOT]/.git`
caused by: failed to parse config file: missing ']' in section header (in [ROOT]/.git/config:1)
hint: `git status` there shows what git says of it

"#]]
    );
    let repo = damaged("HEAD", "garbage\n");
    run(repo.path(), "").refused();
}

#[cfg(unix)]
#[test]
fn a_repository_of_another_user() {
    let repo = fixture("gitflow");
    if std::os::unix::fs::chown(repo.path(), Some(12_345), None).is_err() {
        return; // only root may give files away
    }
    std::os::unix::fs::chown(repo.path().join(".git"), Some(12_345), None).unwrap();
    assert_data_eq!(
        run(repo.path(), "v1.3.0").refused(),
        str![[r#"
error: `[ROOT]/.git` belongs to another user
hint: git config --global --add safe.directory '[ROOT]'

"#]]
    );
}

#[cfg(unix)]
#[test]
fn a_git_directory_without_rights() {
    use std::os::unix::fs::PermissionsExt;
    let repo = fixture("gitflow");
    let git = repo.path().join(".git");
    fs::set_permissions(&git, fs::Permissions::from_mode(0o000)).unwrap();
    let is_root = fs::read_dir(&git).is_ok();
    let ran = run(repo.path(), "v1.3.0");
    fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).unwrap();
    if is_root {
        return; // root may read everything
    }
    assert_data_eq!(
        ran.refused(),
        str![[r#"
error: cannot read `[ROOT]/.git`
caused by: Permission denied (os error 13)
hint: see whose it is: ls -ld '[ROOT]/.git'

"#]]
    );
}
