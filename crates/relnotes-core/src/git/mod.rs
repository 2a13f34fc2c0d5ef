//! Reading repositories: the only module that names git2.
//!
//! A [`Repository`] gives the raw bytes of commits, the refs, and the few facts about a clone that
//! decide whether its answers can be trusted (shallow boundaries, missing objects). It decides
//! nothing about releases.

mod commit;
mod diff;
mod discover;
mod entries;
mod error;
mod files;
mod lines;
mod new_tag;
mod notes;
mod object;
mod pack;
mod packed_refs;
mod refs;
mod tree;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use self::commit::FilesCommit;
pub use self::diff::{ChangedFile, FileEntry, FileMode};
pub use self::error::Error;
pub use self::files::FolderEntry;
pub use self::object::{RawCommit, RawTag, WrittenPerson};
pub use self::refs::{BranchRef, Revision};
pub use self::tree::FileChange;
use crate::id::{CommitId, IdSet};

/// Where to look for a repository.
#[derive(Debug, Clone, Default)]
pub struct Location {
    /// The folder to begin at; repositories above it are found too.
    pub start: PathBuf,
    /// The value of `GIT_DIR`: no search, this is it.
    pub git_dir: Option<PathBuf>,
}

/// An open repository.
pub struct Repository {
    /// Opened for another thread only where it needs it.
    libgit2: OnceCell<git2::Repository>,
    git_dir: PathBuf,
    common_dir: PathBuf,
    packs: pack::Packs,
    shallow: IdSet,
    partial: bool,
    origin_url: OnceCell<Option<String>>,
    note_refs: OnceCell<BTreeSet<String>>,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository").field("git_dir", &self.git_dir).finish_non_exhaustive()
    }
}

impl Repository {
    /// Opens the repository at a location: normal, bare, worktree, from any folder within.
    ///
    /// # Errors
    /// [`Error::NoRepository`], and [`Error::Unsupported`] for formats that libgit2 cannot read.
    pub fn open(location: &Location) -> Result<Self, Error> {
        let found = discover::find(location)?;
        discover::check_format(&found)?;
        // Git itself does not hash the objects that it reads.
        git2::opts::strict_hash_verification(false);
        let repo = open_libgit2(&found.git_dir).map_err(|source| {
            let path = found.git_dir.clone();
            match source.code() {
                git2::ErrorCode::Owner => Error::Owner { path },
                _ => Error::Open { path, source },
            }
        })?;
        let shallow = discover::shallow_boundary(&found.common_dir)?;
        let partial = discover::is_partial(&found.common_dir);
        let discover::Found { git_dir, common_dir } = found;
        let packs = pack::Packs::open(&common_dir.join("objects"));
        Ok(Self {
            libgit2: OnceCell::from(repo),
            git_dir,
            common_dir,
            packs,
            shallow,
            partial,
            origin_url: OnceCell::new(),
            note_refs: OnceCell::new(),
        })
    }

    /// Returns the same repository for another thread. That costs nothing: files are shared, and
    /// libgit2 opens it once more only where it is asked.
    pub fn share(&self) -> Self {
        Self {
            libgit2: OnceCell::new(),
            git_dir: self.git_dir.clone(),
            common_dir: self.common_dir.clone(),
            packs: self.packs.share(),
            shallow: self.shallow.clone(),
            partial: self.partial,
            origin_url: OnceCell::new(),
            note_refs: OnceCell::new(),
        }
    }

    fn libgit2(&self) -> Result<&git2::Repository, git2::Error> {
        match self.libgit2.get() {
            Some(repo) => Ok(repo),
            None => {
                let repo = open_libgit2(&self.git_dir)?;
                Ok(self.libgit2.get_or_init(|| repo))
            }
        }
    }

    /// Returns the git directory, of a worktree its own.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// Returns the top folder of the work tree; none of a bare repository, which one without a
    /// `config` is as well.
    pub fn work_dir(&self) -> Option<PathBuf> {
        if !self.common_dir.join("config").is_file() {
            return None;
        }
        let known = self.libgit2().ok().and_then(git2::Repository::workdir);
        known.map(Path::to_path_buf).or_else(|| {
            let beside = self.git_dir.parent().filter(|_| self.git_dir.ends_with(".git"))?;
            Some(beside.to_path_buf())
        })
    }

    /// Returns whether objects may be missing that a remote promises to have.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// Returns the commits whose parents were not cloned.
    pub fn shallow(&self) -> &IdSet {
        &self.shallow
    }

    /// Reads a commit object.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::NotACommit`], [`Error::Corrupt`].
    pub fn read_commit(&self, id: CommitId) -> Result<Vec<u8>, Error> {
        if let Some((pack::COMMIT, bytes)) = self.packs.read(id) {
            return Ok(bytes);
        }
        let (kind, bytes) = self.read(id)?;
        match kind {
            git2::ObjectType::Commit => Ok(bytes),
            kind => Err(Error::NotACommit { name: id.to_string(), kind: kind_name(kind) }),
        }
    }

    /// Reads an annotated tag.
    ///
    /// # Errors
    /// As [`Repository::read_commit`].
    pub fn read_tag(&self, id: CommitId) -> Result<RawTag, Error> {
        let bytes = match self.packs.read(id) {
            Some((pack::TAG, bytes)) => bytes,
            _ => self.read(id)?.1,
        };
        RawTag::parse(&bytes).ok_or(Error::Corrupt { id, reason: "it is no tag object".to_owned() })
    }

    fn read(&self, id: CommitId) -> Result<(git2::ObjectType, Vec<u8>), Error> {
        let failed = |source: git2::Error| match source.code() {
            git2::ErrorCode::NotFound => Error::Missing { id, partial: self.partial },
            _ => Error::Corrupt { id, reason: source.message().to_owned() },
        };
        let odb = self.libgit2().and_then(git2::Repository::odb).map_err(failed)?;
        let object = odb.read(to_oid(id)).map_err(failed)?;
        Ok((object.kind(), object.data().to_vec()))
    }

    /// Returns what a fetch from a remote brings, as configured; none where there is no such remote.
    pub fn fetch_settings(&self, name: &str) -> Option<FetchSettings> {
        let remote = self.libgit2().ok()?.find_remote(name).ok()?;
        let specs = remote.fetch_refspecs().ok()?;
        let refspecs = specs.iter().filter_map(|spec| Some(spec.ok()??.to_owned())).collect();
        let config = self.git_config().ok()?;
        let option = config.get_string(&format!("remote.{name}.tagopt")).unwrap_or_default();
        Some(FetchSettings { refspecs, fetches_tags: option != "--no-tags" })
    }

    fn git_config(&self) -> Result<git2::Config, git2::Error> {
        self.libgit2()?.config()?.snapshot()
    }

    /// Returns the url of the remote `origin`, as configured. It is looked for once: that reads all of git's
    /// configuration.
    pub fn origin_url(&self) -> Option<&str> {
        let read = || {
            let remote = self.libgit2().ok()?.find_remote("origin").ok()?;
            remote.url().ok().map(str::to_owned)
        };
        self.origin_url.get_or_init(read).as_deref()
    }
}

fn open_libgit2(git_dir: &Path) -> Result<git2::Repository, git2::Error> {
    let flags = git2::RepositoryOpenFlags::NO_SEARCH | git2::RepositoryOpenFlags::NO_DOTGIT;
    let no_ceiling: &[&Path] = &[];
    git2::Repository::open_ext(git_dir, flags, no_ceiling)
}

/// What `git fetch` brings from a remote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchSettings {
    /// `remote.NAME.fetch`.
    pub refspecs: Vec<String>,
    /// Whether tags come along: `remote.NAME.tagOpt` is not `--no-tags`.
    pub fetches_tags: bool,
}

fn to_oid(id: CommitId) -> git2::Oid {
    git2::Oid::from_bytes(&id.0).expect("an id has twenty bytes")
}

fn from_oid(oid: git2::Oid) -> CommitId {
    let mut id = CommitId([0; 20]);
    id.0.copy_from_slice(oid.as_bytes());
    id
}

fn kind_name(kind: git2::ObjectType) -> &'static str {
    match kind {
        git2::ObjectType::Blob => "blob",
        git2::ObjectType::Tree => "tree",
        git2::ObjectType::Tag => "tag",
        git2::ObjectType::Commit => "commit",
        git2::ObjectType::Any => "object",
    }
}
