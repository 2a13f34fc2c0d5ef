//! Finding the git directory, and the facts about it that decide whether it can be read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Error, Location};
use crate::id::{CommitId, IdSet};

/// The folders of a repository.
pub(super) struct Found {
    pub(super) git_dir: PathBuf,
    /// Where objects and refs are; another folder for a worktree.
    pub(super) common_dir: PathBuf,
}

/// Finds the git directory as git does: `GIT_DIR`, else `.git` or a bare repository upwards.
pub(super) fn find(location: &Location) -> Result<Found, Error> {
    let nowhere = || Error::NoRepository { path: location.start.clone() };
    if let Some(git_dir) = &location.git_dir {
        let git_dir = resolve_git_file(&location.start.join(git_dir));
        return if is_git_dir(&git_dir) {
            Ok(with_common_dir(git_dir))
        } else {
            Err(Error::NoRepository { path: git_dir })
        };
    }
    let start = fs::canonicalize(&location.start).map_err(|_| nowhere())?;
    for folder in start.ancestors() {
        for candidate in [resolve_git_file(&folder.join(".git")), folder.to_path_buf()] {
            if is_git_dir(&candidate) {
                return Ok(with_common_dir(candidate));
            }
        }
    }
    Err(nowhere())
}

/// A `.git` file of a worktree or submodule names the folder: `gitdir: PATH`.
fn resolve_git_file(path: &Path) -> PathBuf {
    let named = fs::metadata(path)
        .ok()
        .filter(|metadata| metadata.is_file())
        .and_then(|_| fs::read_to_string(path).ok())
        .and_then(|text| text.strip_prefix("gitdir:").map(|rest| rest.trim().to_owned()));
    match (named, path.parent()) {
        (Some(named), Some(parent)) => parent.join(named),
        _ => path.to_path_buf(),
    }
}

fn is_git_dir(path: &Path) -> bool {
    let common = common_dir_of(path);
    path.join("HEAD").exists() && common.join("objects").is_dir() && common.join("refs").exists()
}

fn common_dir_of(git_dir: &Path) -> PathBuf {
    match fs::read_to_string(git_dir.join("commondir")) {
        Ok(text) => git_dir.join(text.trim()),
        Err(_) => git_dir.to_path_buf(),
    }
}

fn with_common_dir(git_dir: PathBuf) -> Found {
    let common_dir = common_dir_of(&git_dir);
    Found { git_dir, common_dir }
}

/// Refuses formats that libgit2 reads wrongly or not at all, before it opens them.
pub(super) fn check_format(found: &Found) -> Result<(), Error> {
    let path = found.common_dir.join("config");
    let config = match git2::Config::open(&path) {
        Ok(config) if path.exists() => config,
        _ => return Ok(()),
    };
    let unsupported = [
        ("extensions.objectformat", "sha1"),
        ("extensions.refstorage", "files"),
        ("extensions.partialclone", ""),
    ];
    for (key, supported) in unsupported {
        if let Ok(value) = config.get_string(key)
            && !value.eq_ignore_ascii_case(supported)
        {
            let extension = format!("{key} = {value}");
            return Err(Error::Unsupported { path: found.common_dir.clone(), extension });
        }
    }
    Ok(())
}

/// Reads the commits at which a shallow clone ends.
pub(super) fn shallow_boundary(common_dir: &Path) -> Result<IdSet, Error> {
    let path = common_dir.join("shallow");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(IdSet::default()),
        Err(source) => return Err(Error::File { path, source }),
    };
    Ok(text.lines().filter_map(|line| CommitId::from_hex(line.trim().as_bytes())).collect())
}

/// Returns whether a remote promises objects that are not here.
pub(super) fn is_partial(common_dir: &Path) -> bool {
    let packs = fs::read_dir(common_dir.join("objects/pack"));
    packs.is_ok_and(|packs| {
        packs.flatten().any(|pack| pack.path().extension().is_some_and(|end| end == "promisor"))
    })
}
