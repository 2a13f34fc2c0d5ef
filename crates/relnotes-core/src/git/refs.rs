//! Tags and branches by full name, and revisions as people type them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::packed_refs::{self, Target};
use super::{Error, Repository, from_oid, kind_name};
use crate::id::CommitId;
use crate::tag::TagRef;

/// A branch and the commit at its tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchRef {
    /// The full name: `refs/heads/main`, `refs/remotes/origin/main`.
    pub name: String,
    /// The tip.
    pub commit: CommitId,
}

impl BranchRef {
    /// Returns the name without `refs/heads/` or `refs/remotes/REMOTE/`.
    pub fn short_name(&self) -> &str {
        match self.name.strip_prefix("refs/remotes/").and_then(|rest| rest.split_once('/')) {
            Some((_, name)) => name,
            None => self.name.strip_prefix("refs/heads/").unwrap_or(&self.name),
        }
    }
}

/// What a revision that somebody typed leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The commit.
    pub commit: CommitId,
    /// The full name of the ref, where it was one.
    pub reference: Option<String>,
    /// The tag object, where the ref is an annotated tag.
    pub tag_object: Option<CommitId>,
}

impl Repository {
    /// Returns all tags that lead to a commit, by name; and how many lead to something else.
    ///
    /// # Errors
    /// Where refs cannot be read or a tag object is damaged.
    pub fn tags(&self) -> Result<(Vec<TagRef>, usize), Error> {
        let mut tags = Vec::new();
        let mut others = 0;
        for (name, target) in self.refs_below("refs/tags/")? {
            let name = name["refs/tags/".len()..].to_owned();
            match self.peel(target)? {
                Some(commit) => {
                    let object = Some(target.object).filter(|object| *object != commit);
                    tags.push(TagRef { name, commit, object });
                }
                None => others += 1,
            }
        }
        Ok((tags, others))
    }

    /// Returns local and remote-tracking branches, local ones first.
    ///
    /// # Errors
    /// Where refs cannot be read.
    pub fn branches(&self) -> Result<Vec<BranchRef>, Error> {
        let mut branches = Vec::new();
        for folder in ["refs/heads/", "refs/remotes/"] {
            let refs = self.refs_below(folder)?.into_iter();
            branches.extend(refs.map(|(name, target)| BranchRef { name, commit: target.object }));
        }
        Ok(branches)
    }

    /// Returns the objects that `git replace` shows as others; nothing here applies them.
    ///
    /// # Errors
    /// Where refs cannot be read.
    pub fn replaced(&self) -> Result<Vec<String>, Error> {
        let refs = self.refs_below("refs/replace/")?;
        Ok(refs.into_keys().map(|name| name["refs/replace/".len()..].to_owned()).collect())
    }

    /// Returns whether `info/grafts` gives commits other parents; nothing here applies it.
    pub fn has_grafts(&self) -> bool {
        let grafts = fs::read_to_string(self.common_dir.join("info/grafts")).unwrap_or_default();
        grafts.lines().any(|line| !line.trim().is_empty() && !line.starts_with('#'))
    }

    /// Returns the values of a key in git's configuration, in the order in which git reads them.
    pub fn settings(&self, key: &str) -> Vec<String> {
        let mut values = Vec::new();
        if let Ok(config) = self.git_config()
            && let Ok(mut entries) = config.multivar(key, None)
        {
            while let Some(Ok(entry)) = entries.next() {
                values.extend(entry.value().ok().map(str::to_owned));
            }
        }
        values
    }

    /// Returns the full name of the branch that HEAD names; none where it is detached.
    pub fn head_branch(&self) -> Option<String> {
        let text = fs::read_to_string(self.git_dir.join("HEAD")).ok()?;
        text.strip_prefix("ref:").map(|name| name.trim().to_owned())
    }

    /// Finds the commit that a person names: a tag first, then a branch, then any revision.
    ///
    /// # Errors
    /// [`Error::UnknownRevision`], [`Error::Ambiguous`], [`Error::NotACommit`], [`Error::Unborn`].
    pub fn resolve(&self, name: &str) -> Result<Revision, Error> {
        let failed = |source| Error::Git { action: "follow a reference", source };
        let repo = self.libgit2().map_err(failed)?;
        for folder in ["", "refs/tags/", "refs/heads/", "refs/remotes/"] {
            if folder.is_empty() && !name.starts_with("refs/") {
                continue;
            }
            let full = format!("{folder}{name}");
            if let Ok(reference) = repo.find_reference(&full) {
                let tag_object =
                    reference.peel(git2::ObjectType::Tag).ok().map(|tag| from_oid(tag.id()));
                let commit = self.peel_to_commit(reference.peel(git2::ObjectType::Any), name)?;
                return Ok(Revision { commit, reference: Some(full), tag_object });
            }
        }
        let object = match repo.revparse_single(name) {
            Ok(object) => object,
            Err(error) => return Err(self.unresolved(name, &error)),
        };
        let commit = self.peel_to_commit(Ok(object), name)?;
        Ok(Revision { commit, reference: None, tag_object: None })
    }

    fn unresolved(&self, name: &str, error: &git2::Error) -> Error {
        let name = name.to_owned();
        match error.code() {
            git2::ErrorCode::Ambiguous => Error::Ambiguous { name },
            _ => match self.head_branch().filter(|_| name == "HEAD") {
                Some(branch) => {
                    let branch = branch.trim_start_matches("refs/heads/").to_owned();
                    Error::Unborn { branch }
                }
                None => Error::UnknownRevision { name },
            },
        }
    }

    fn peel_to_commit(
        &self,
        object: Result<git2::Object<'_>, git2::Error>,
        name: &str,
    ) -> Result<CommitId, Error> {
        let object =
            object.map_err(|source| Error::Git { action: "follow a reference", source })?;
        let kind = object.kind().map_or("object", kind_name);
        match object.peel(git2::ObjectType::Commit) {
            Ok(commit) => Ok(from_oid(commit.id())),
            Err(error) if error.code() == git2::ErrorCode::NotFound => {
                Err(Error::Missing { id: from_oid(object.id()), partial: self.partial })
            }
            Err(_) => Err(Error::NotACommit { name: name.to_owned(), kind }),
        }
    }

    /// Finds the commit that a few hexadecimal digits stand for; none if there is not just one.
    pub fn find_abbreviated(&self, hex: &str) -> Option<CommitId> {
        if hex.len() == 40 {
            return CommitId::from_hex(hex.as_bytes());
        }
        let repo = self.libgit2().ok()?;
        let object = repo.find_object_by_prefix(hex, Some(git2::ObjectType::Commit)).ok()?;
        Some(from_oid(object.id()))
    }

    /// Follows tag objects to a commit; none where they lead to a blob or a tree.
    fn peel(&self, target: Target) -> Result<Option<CommitId>, Error> {
        if let Some(peeled) = target.peeled {
            return Ok(Some(peeled));
        }
        if target.fully_peeled {
            return Ok(Some(target.object));
        }
        let mut id = target.object;
        loop {
            let odb = self.libgit2().and_then(git2::Repository::odb);
            let header = odb.and_then(|odb| odb.read_header(super::to_oid(id)));
            match header {
                Ok((_, git2::ObjectType::Commit)) => return Ok(Some(id)),
                Ok((_, git2::ObjectType::Tag)) => id = self.read_tag(id)?.target,
                Ok(_) => return Ok(None),
                Err(error) if error.code() == git2::ErrorCode::NotFound => {
                    return Err(Error::Missing { id, partial: self.partial });
                }
                Err(error) => {
                    return Err(Error::Corrupt { id, reason: error.message().to_owned() });
                }
            }
        }
    }

    /// Reads the refs below a folder: `packed-refs`, overridden by files.
    pub(super) fn refs_below(&self, folder: &str) -> Result<BTreeMap<String, Target>, Error> {
        let mut refs = BTreeMap::new();
        let path = self.common_dir.join("packed-refs");
        packed_refs::read(&path, folder, &mut refs)
            .map_err(|source| Error::File { path, source })?;
        read_loose(&self.common_dir.join(folder), folder, &mut refs)?;
        Ok(refs)
    }
}

fn read_loose(path: &Path, prefix: &str, refs: &mut BTreeMap<String, Target>) -> Result<(), Error> {
    let failed = |source| Error::File { path: path.to_path_buf(), source };
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(failed(source)),
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if entry.path().is_dir() {
            read_loose(&entry.path(), &format!("{prefix}{name}/"), refs)?;
        } else if let Ok(text) = fs::read_to_string(entry.path())
            && let Some(object) = CommitId::from_hex(text.trim().as_bytes())
        {
            let target = Target { object, peeled: None, fully_peeled: false };
            refs.insert(format!("{prefix}{name}"), target);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_name_of_a_branch_has_no_remote() {
        let commit = CommitId([0; 20]);
        for (name, short) in [
            ("refs/heads/release/v1.2.0", "release/v1.2.0"),
            ("refs/remotes/origin/release/v1.2.0", "release/v1.2.0"),
        ] {
            assert_eq!(BranchRef { name: name.to_owned(), commit }.short_name(), short);
        }
    }
}
