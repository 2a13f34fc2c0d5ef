//! Errors of the libraries with the way out: a command or a setting that can be typed.

use relnotes_core::config;
use relnotes_core::git;
use relnotes_core::policy::GatherError;
use relnotes_core::policy::word;
use relnotes_core::release;
use relnotes_render::{documents, templates};

use crate::cli::COMMANDS;
use crate::env::Env;
use crate::failure::{Failure, IoError};
use crate::load::Session;

/// Explains an error of git, with the command that repairs it.
pub(crate) fn of_git(error: git::Error, session: Option<&Session>) -> Failure {
    let hints: Vec<String> = match &error {
        git::Error::NoRepository { .. } => {
            vec!["go into a repository, or name one: `relnotes -C DIR`".to_owned()]
        }
        git::Error::Unsupported { extension, .. } => unsupported(extension),
        git::Error::Owner { path } => {
            let shown = path.parent().filter(|_| path.ends_with(".git")).unwrap_or(path);
            vec![format!("git config --global --add safe.directory '{}'", shown.display())]
        }
        git::Error::UnknownRevision { name } => unknown_revision(name, session),
        git::Error::Ambiguous { .. } => vec!["type more digits of the commit's id".to_owned()],
        git::Error::Unborn { .. } => vec![
            "make the first commit, or name a tag or branch that has one: `git branch --all`"
                .to_owned(),
        ],
        git::Error::NotACommit { .. } => vec![
            "name a tag, a branch or a commit; `relnotes tags` lists the release tags".to_owned(),
        ],
        git::Error::Missing { partial: true, .. } => vec![
            "the clone is partial: `git fetch --refetch --no-filter` brings what is missing"
                .to_owned(),
        ],
        git::Error::Missing { .. } | git::Error::Corrupt { .. } => {
            vec!["`git fsck` tells what is damaged; a fresh clone repairs it".to_owned()]
        }
        git::Error::Shallow { .. } => vec![
            "git fetch --unshallow --tags".to_owned(),
            "in GitHub Actions: `fetch-depth: 0` for actions/checkout; in GitLab: `GIT_DEPTH: 0`"
                .to_owned(),
        ],
        git::Error::Open { .. } => vec!["`git status` there shows what git says of it".to_owned()],
        git::Error::File { path, .. } => vec![format!("ls -l '{}'", path.display())],
        git::Error::Detached => vec!["git switch BRANCH".to_owned()],
        git::Error::TagExists { name } => vec![format!("git show {}", word(name))],
        git::Error::Moved { .. } => vec!["run it once more: nothing was committed".to_owned()],
        git::Error::Git { .. } => vec!["`git fsck` tells whether the clone is damaged".to_owned()],
    };
    Failure::new(error).hints(hints)
}

/// Explains why there is no repository to open: a search that failed, or `GIT_DIR`.
pub(crate) fn of_open(error: git::Error, env: &Env) -> Failure {
    let git::Error::NoRepository { path } = &error else { return of_git(error, None) };
    if env.git_dir.is_some() {
        return Failure::new(error)
            .hint("GIT_DIR names it: unset GIT_DIR, or let it name a git directory");
    }
    for git in path.ancestors().map(|above| above.join(".git")).filter(|git| git.is_dir()) {
        if let Err(source) = std::fs::read_dir(&git) {
            let shown = git.display();
            return Failure::new(IoError::new(format!("read `{shown}`"), source))
                .hint(format!("see whose it is: ls -ld '{shown}'"));
        }
    }
    of_git(error, None)
}

fn unsupported(extension: &str) -> Vec<String> {
    let way_out = if extension.contains("objectformat") {
        "relnotes reads SHA-1 repositories; a copy of the history, with other commit ids: \
         `git init --object-format=sha1 COPY && git fast-export --all | git -C COPY fast-import`"
    } else if extension.contains("refstorage") {
        "git refs migrate --ref-format=files"
    } else if extension.contains("partialclone") {
        "git config remote.origin.promisor true && git config --unset extensions.partialClone"
    } else {
        "clone it again in the usual format"
    };
    vec![way_out.to_owned()]
}

fn unknown_revision(name: &str, session: Option<&Session>) -> Vec<String> {
    let mut hints = Vec::new();
    if let Some(command) = config::nearest(name, COMMANDS) {
        hints.push(format!("did you mean the command `relnotes {command}`?"));
    }
    let Some(session) = session else { return hints };
    if let Some(near) = near_revision(name, session) {
        hints.push(format!("did you mean `{near}`?"));
    }
    if session.tags.is_empty() {
        hints.push("there are no release tags here: `git fetch --tags` brings them".to_owned());
    } else if hints.is_empty() {
        hints.push("`relnotes tags` lists the tags, `git branch --all` the branches".to_owned());
    }
    hints
}

/// A release that begins so (`v1.3` for `v1.3.0`), else a tag or branch spelled alike.
fn near_revision(name: &str, session: &Session) -> Option<String> {
    let releases = session.tags.iter().filter(|tag| tag.production().is_some());
    let line = format!("{name}.");
    if let Some(tag) = releases.clone().find(|tag| tag.name.starts_with(&line)) {
        return Some(tag.name.clone());
    }
    let branches = session.repository.branches().unwrap_or_else(|_| Vec::new());
    let tags = releases.chain(session.tags.iter()).map(|tag| tag.name.as_str());
    config::nearest(name, tags.chain(branches.iter().map(git::BranchRef::short_name)))
        .map(str::to_owned)
}

/// Explains why the facts of the policy could not be gathered.
pub(crate) fn of_gather(error: GatherError, session: &Session) -> Failure {
    match error {
        GatherError::Git(error) => of_git(error, Some(session)),
        GatherError::Since(_) => Failure::new(error).hint(
            "`relnotes tags` lists the tags; `git fetch --tags` brings those that are missing",
        ),
    }
}

/// Explains why a release could not be cut.
pub(crate) fn of_release(error: release::Error, session: &Session) -> Failure {
    match error {
        release::Error::Git(error) => of_git(error, Some(session)),
    }
}

/// Explains what is wrong with a configuration.
pub(crate) fn of_config(error: config::Error) -> Failure {
    Failure::new(error).hint("`relnotes init --print` explains every key")
}

/// Explains what is wrong with a brief.
pub(crate) fn of_brief(error: config::Error) -> Failure {
    Failure::new(error).hint("`relnotes schema brief` describes every key")
}

/// Explains why a document could not be written.
pub(crate) fn of_render(error: documents::Error) -> Failure {
    let names = || {
        let names: Vec<String> =
            documents::ALL.iter().map(|document| format!("{}.md.hbs", document.name)).collect();
        names.join(", ")
    };
    let hint = match &error {
        documents::Error::Templates(error) => match error {
            templates::Error::Read { .. } => {
                "a template is a file of UTF-8 text that you may read".to_owned()
            }
            templates::Error::Outside { .. } => "put the file itself into the folder".to_owned(),
            templates::Error::UnknownName { .. } => format!("the templates are {}", names()),
            templates::Error::Syntax { .. } => {
                "mend the template, or take it away: then the built-in one counts".to_owned()
            }
            templates::Error::Check { .. } | templates::Error::Render { .. } => {
                "`relnotes schema notes` lists what a template may name; so do `internal-notes`, \
                 `plan` and `changelog`"
                    .to_owned()
            }
        },
        documents::Error::DateFormat { .. } => {
            "write `date_format` of `[documents]` like \"%d.%m.%Y\", or leave it empty".to_owned()
        }
        documents::Error::Context { .. } => {
            "this is a defect of relnotes: please report it with the range".to_owned()
        }
    };
    Failure::new(error).hint(hint)
}
