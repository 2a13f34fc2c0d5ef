//! The files of a bundle: read without following links, one draft at a time, each replaced whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, IoError};
use crate::load::Session;
use crate::output;

/// The folder of a release's documents in the work tree.
pub(crate) struct Folder {
    /// From the top of the repository: `releases/v1.3.0`.
    pub(crate) shown: String,
    top: PathBuf,
    /// Held until the end: another draft waits.
    _lock: File,
}

impl Folder {
    /// Opens the folder of a release, which need not exist, and waits for another draft of the repository to end.
    pub(crate) fn open(session: &Session, release: &str) -> Result<Self, Failure> {
        let Some(top) = session.repository.work_dir() else {
            return Err(Failure::new("a bare repository has no work tree to draft in")
                .hint("relnotes RANGE -d all -o DIR writes the documents into a folder"));
        };
        let shown = format!("{}/{release}", session.config.documents.folder);
        let lock = lock(session.repository.git_dir())?;
        Ok(Self { shown, top, _lock: lock })
    }

    /// Returns a file of the folder, from the top of the repository.
    pub(crate) fn path_of(&self, name: &str) -> String {
        format!("{}/{name}", self.shown)
    }

    /// Reads a file; none where it is not there.
    pub(crate) fn read(&self, name: &str) -> Result<Option<String>, Failure> {
        let shown = self.path_of(name);
        self.refuse_links(&shown)?;
        match fs::read(self.top.join(&shown)) {
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| {
                Failure::new(format!("`{shown}` is no UTF-8 text"))
                    .hint("save it as UTF-8; nothing was written")
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Failure::new(IoError::new(format!("read `{shown}`"), source))
                .hint("make it a file that you may read")),
        }
    }

    /// Writes files, each whole or not at all, in their order.
    pub(crate) fn write(&self, files: &[(String, String)]) -> Result<(), Failure> {
        for (name, text) in files {
            let shown = self.path_of(name);
            self.refuse_links(&shown)?;
            output::write(&self.top.join(&shown), text)?;
        }
        Ok(())
    }

    /// Returns every file of the folder, from the top of the repository, in the order of names.
    pub(crate) fn files(&self) -> Result<Vec<String>, Failure> {
        let mut found = Vec::new();
        let mut open = vec![self.shown.clone()];
        while let Some(shown) = open.pop() {
            self.refuse_links(&shown)?;
            let failed = |source| {
                Failure::new(IoError::new(format!("read `{shown}`"), source))
                    .hint("make it a folder that you may read")
            };
            for entry in fs::read_dir(self.top.join(&shown)).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = format!("{shown}/{name}");
                match entry.file_type().map_err(failed)? {
                    kind if kind.is_dir() => open.push(path),
                    kind if kind.is_file() => found.push(path),
                    _ => {}
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Takes a file away that is not needed any more.
    pub(crate) fn remove(&self, name: &str) -> Result<(), Failure> {
        let shown = self.path_of(name);
        self.refuse_links(&shown)?;
        match fs::remove_file(self.top.join(&shown)) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(Failure::new(IoError::new(format!("take away `{shown}`"), source))
                    .hint("make its folder one that you may write to"))
            }
            _ => Ok(()),
        }
    }

    /// Takes a folder and its files away.
    pub(crate) fn remove_folder(&self, name: &str) -> Result<(), Failure> {
        let shown = self.path_of(name);
        self.refuse_links(&shown)?;
        match fs::remove_dir_all(self.top.join(&shown)) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(Failure::new(IoError::new(format!("take away `{shown}`"), source))
                    .hint("make it a folder that you may write to"))
            }
            _ => Ok(()),
        }
    }

    /// A link of a repository may lead anywhere: neither the file nor a folder on the way to it may be one.
    fn refuse_links(&self, shown: &str) -> Result<(), Failure> {
        let mut path = self.top.clone();
        for part in Path::new(shown).components() {
            path.push(part);
            if path.is_symlink() {
                let link = path.strip_prefix(&self.top).unwrap_or(&path);
                return Err(Failure::new(format!("`{}` is a link", link.display()))
                    .hint("documents are files of the repository: put a file in its place"));
            }
        }
        Ok(())
    }
}

/// Waits for another draft of the same repository. The lock ends with the process, however that ends.
fn lock(git_dir: &Path) -> Result<File, Failure> {
    let path = git_dir.join("relnotes-draft.lock");
    let failed = |source| {
        Failure::new(IoError::new(format!("lock `{}`", path.display()), source))
            .hint("make the git directory one that you may write to")
    };
    let file = fs::OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}
