//! A repository that a test made, and that goes away with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Oid, Repository};
use tempfile::TempDir;

/// A built repository. Its folder lives as long as this value, unless it was built in a folder of the caller's.
#[derive(Debug)]
pub struct TestRepo {
    path: PathBuf,
    names: BTreeMap<String, Oid>,
    _folder: Option<TempDir>,
}

impl TestRepo {
    pub(crate) fn new(
        path: PathBuf,
        names: BTreeMap<String, Oid>,
        folder: Option<TempDir>,
    ) -> Self {
        Self { path, names, _folder: folder }
    }

    /// Returns the folder: the work tree, or the git directory of a bare repository.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the full id of what the fixture named with `as`, else of a revision such as `v1.0.0`, `develop` or
    /// `HEAD~2`. Tags are peeled to their commit, if they have one. Panics where there is none.
    pub fn id(&self, name: &str) -> String {
        if let Some(id) = self.names.get(name) {
            return id.to_string();
        }
        self.look_up(name)
            .unwrap_or_else(|error| panic!("`{name}` in {}: {error}", self.path.display()))
            .to_string()
    }

    /// Takes one object out of the repository, as a partial clone leaves it at the remote: a file of a commit is
    /// `v1.0.0:CHANGELOG.md`. Panics where there is none.
    pub fn forget(&self, name: &str) {
        let lost: Oid = self.id(name).parse().expect("an id");
        self.unpack_without(lost)
            .unwrap_or_else(|error| panic!("`{name}` in {}: {error}", self.path.display()));
    }

    fn unpack_without(&self, lost: Oid) -> Result<(), git2::Error> {
        let failed = |error: std::io::Error| git2::Error::from_str(&error.to_string());
        let packed = Repository::open(&self.path)?;
        let odb = packed.odb()?;
        let mut ids = Vec::new();
        odb.foreach(|id| {
            ids.push(*id);
            true
        })?;
        let objects = ids.into_iter().filter(|id| *id != lost).map(|id| odb.read(id));
        let objects = objects.collect::<Result<Vec<_>, _>>()?;
        std::fs::remove_dir_all(packed.path().join("objects/pack")).map_err(failed)?;
        let loose = Repository::open(&self.path)?;
        let odb = loose.odb()?;
        objects.iter().try_for_each(|it| odb.write(it.kind(), it.data()).map(|_| ()))
    }

    fn look_up(&self, name: &str) -> Result<Oid, git2::Error> {
        let repo = Repository::open(&self.path)?;
        let object = repo.revparse_single(name)?;
        match object.peel(ObjectType::Commit) {
            Ok(commit) => Ok(commit.id()),
            Err(error) if matches!(error.code(), ErrorCode::InvalidSpec | ErrorCode::Peel) => {
                Ok(object.id())
            }
            Err(error) => Err(error),
        }
    }
}
