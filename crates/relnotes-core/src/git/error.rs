//! What can go wrong with a repository, and the command that repairs it.

use std::path::PathBuf;

use crate::id::CommitId;

/// A repository could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no repository here or above.
    #[error("`{}` is not in a git repository", path.display())]
    NoRepository {
        /// Where the search began.
        path: PathBuf,
    },
    /// A format of repositories that libgit2 cannot read.
    #[error("`{}` uses `{extension}`, which relnotes cannot read", path.display())]
    Unsupported {
        /// The git directory.
        path: PathBuf,
        /// The configuration entry that names the format.
        extension: String,
    },
    /// The repository belongs to somebody else, and git was not told to trust it.
    #[error("`{}` belongs to another user", path.display())]
    Owner {
        /// The git directory.
        path: PathBuf,
    },
    /// The repository is there, but does not open.
    #[error("cannot open the repository `{}`", path.display())]
    Open {
        /// The git directory.
        path: PathBuf,
        /// What libgit2 says.
        source: git2::Error,
    },
    /// A file of the git directory cannot be read.
    #[error("cannot read `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A name is no tag, branch or commit.
    #[error("there is no tag, branch or commit `{name}`")]
    UnknownRevision {
        /// As it was typed.
        name: String,
    },
    /// A few digits stand for more than one object.
    #[error("`{name}` is short for more than one object")]
    Ambiguous {
        /// As it was typed.
        name: String,
    },
    /// The branch that HEAD names has no commit.
    #[error("the branch `{branch}` has no commit yet")]
    Unborn {
        /// Its short name.
        branch: String,
    },
    /// A revision leads to a blob or a tree.
    #[error("`{name}` is a {kind}, not a commit")]
    NotACommit {
        /// As it was typed, or the object id.
        name: String,
        /// The kind of object.
        kind: &'static str,
    },
    /// An object is not there.
    #[error("the object `{id}` is missing")]
    Missing {
        /// Its id.
        id: CommitId,
        /// Whether the clone is a partial one, so that git could fetch it.
        partial: bool,
    },
    /// An object is there, but damaged.
    #[error("the object `{id}` is damaged: {reason}")]
    Corrupt {
        /// Its id.
        id: CommitId,
        /// What is wrong with it.
        reason: String,
    },
    /// History ends at a shallow boundary within what the job needs.
    #[error("the clone is shallow, and the range goes beyond its boundary at `{}`", boundary.short(10))]
    Shallow {
        /// The commit whose parents were not cloned.
        boundary: CommitId,
    },
    /// HEAD names no branch to commit to.
    #[error("HEAD is detached: there is no branch to commit to")]
    Detached,
    /// A tag of this name is there already.
    #[error("the tag `{name}` is there already")]
    TagExists {
        /// Its name.
        name: String,
    },
    /// A branch got another commit while one was made for it.
    #[error("`{}` got another commit meanwhile", branch.trim_start_matches("refs/heads/"))]
    Moved {
        /// Its full name.
        branch: String,
    },
    /// Anything else that libgit2 reports.
    #[error("cannot {action}")]
    Git {
        /// What was being done.
        action: &'static str,
        /// What libgit2 says.
        source: git2::Error,
    },
}
