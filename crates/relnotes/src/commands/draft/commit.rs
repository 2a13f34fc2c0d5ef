//! `relnotes draft --commit`: one commit with the files of the bundle.

use relnotes_core::git::FilesCommit;
use relnotes_core::id::CommitId;
use relnotes_core::person::Time;
use relnotes_core::policy::word;

use crate::draft::aim::Aim;
use crate::draft::folder::Folder;
use crate::env::Env;
use crate::failure::Failure;
use crate::hints::of_git;
use crate::identity;
use crate::load::Session;
use crate::shell::Shell;

/// Commits what differs from HEAD in the folder, and nothing else. Nothing is done where nothing differs, so that a
/// pipeline which drafts after every push comes to rest.
pub(super) fn files(
    aim: &Aim,
    folder: &Folder,
    session: &Session,
    env: &Env,
    shell: &mut Shell,
) -> Result<(), Failure> {
    let repository = &session.repository;
    if let Some(what) = repository.unfinished() {
        return Err(Failure::new(format!("a {what} is half done here: nothing was committed"))
            .hint("git status"));
    }
    let head = repository.head_branch().unwrap_or_default();
    let head = head.trim_start_matches("refs/heads/");
    if let Some(branch) = aim.branch.as_deref().filter(|branch| !head.is_empty() && *branch != head)
    {
        let error = format!(
            "the draft is of `{branch}`, and `{head}` is checked out: nothing was committed"
        );
        return Err(Failure::new(error).hint(format!("git switch {}", word(branch))));
    }
    let failed = |error| of_git(error, Some(session));
    let parent: CommitId = repository.resolve("HEAD").map_err(failed)?.commit;
    let wanted = FilesCommit {
        parent,
        paths: &folder.files()?,
        message: &format!("docs(release): draft {}\n", aim.name),
        person: &identity::of(session, env, "the files are written, not committed")?,
        time: Time { seconds: env.now, offset: 0 },
    };
    match repository.commit_files(&wanted).map_err(failed)? {
        Some(commit) => shell.note(&format!("committed {} to its branch", commit.short(10))),
        None => shell.note("nothing to commit: the branch has these files"),
    }
    Ok(())
}
