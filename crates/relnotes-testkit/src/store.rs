//! Writing a repository fast: objects are gathered in memory and land on disk as one pack.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::Path;

use git2::build::CheckoutBuilder;
use git2::{Buf, Error, ObjectType, Odb, Oid, Repository, RepositoryInitOptions};

/// Whether a repository has a work tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    WorkTree,
    Bare,
}

/// The objects of a repository that is being made.
pub(crate) struct Store<'r> {
    repo: &'r Repository,
    odb: Odb<'r>,
    written: RefCell<HashSet<Oid>>,
}

/// Makes an empty repository whose HEAD is `main` and that nothing of the user's configuration or templates shapes.
pub(crate) fn init(path: &Path, layout: Layout) -> Result<Repository, Error> {
    let mut options = RepositoryInitOptions::new();
    options
        .bare(layout == Layout::Bare)
        .initial_head("main")
        .external_template(false)
        .mkpath(true)
        .no_reinit(true);
    let repo = Repository::init_opts(path, &options)?;
    let mut config = repo.config()?.open_level(git2::ConfigLevel::Local)?;
    // Reflogs would hold the machine's clock; line ends would depend on the user.
    config.set_bool("core.logAllRefUpdates", false)?;
    config.set_bool("core.autocrlf", false)?;
    Ok(repo)
}

impl<'r> Store<'r> {
    pub(crate) fn new(repo: &'r Repository) -> Result<Self, Error> {
        let odb = repo.odb()?;
        odb.add_new_mempack_backend(1000)?;
        Ok(Self { repo, odb, written: RefCell::default() })
    }

    pub(crate) fn write(&self, kind: ObjectType, bytes: &[u8]) -> Result<Oid, Error> {
        let id = self.odb.write(kind, bytes)?;
        self.written.borrow_mut().insert(id);
        Ok(id)
    }

    /// Writes the pack, then the refs (full name to id), then HEAD and the work tree.
    pub(crate) fn finish(&self, refs: &BTreeMap<String, Oid>, head: &str) -> Result<(), Error> {
        self.write_pack()?;
        for (name, &id) in refs {
            self.repo.reference(name, id, true, "fixture")?;
        }
        self.repo.set_head(head)?;
        if !self.repo.is_bare() && refs.contains_key(head) {
            self.repo.checkout_head(Some(CheckoutBuilder::new().force()))?;
        }
        Ok(())
    }

    fn write_pack(&self) -> Result<(), Error> {
        let mut ids: Vec<Oid> = self.written.borrow().iter().copied().collect();
        if ids.is_empty() {
            return Ok(());
        }
        ids.sort_unstable();
        let mut builder = self.repo.packbuilder()?;
        builder.set_threads(1);
        for id in ids {
            builder.insert_object(id, None)?;
        }
        let mut pack = Buf::new();
        builder.write_buf(&mut pack)?;
        let mut writer = self.odb.packwriter()?;
        writer.write_all(&pack).map_err(|error| Error::from_str(&error.to_string()))?;
        writer.commit()?;
        Ok(())
    }
}
