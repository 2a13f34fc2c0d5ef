//! Files written whole or not at all.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::failure::{Failure, IoError};

/// Writes a file through a temporary one beside it, so that no reader ever sees half of it.
///
/// A link stays a link, and what it leads to is replaced. What is no file but a device, a pipe or a
/// socket is written to and never replaced.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |source: std::io::Error| {
        let hint = "`-o` names a file in a folder that you may write to";
        Failure::new(IoError::new(format!("write `{}`", path.display()), source)).hint(hint)
    };
    // Nothing there, or a link to nothing: a new file.
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    match fs::metadata(&real) {
        Ok(metadata) if metadata.is_dir() => {
            Err(Failure::new(format!("`{}` is a folder", path.display()))
                .hint("name a file in it, or take the folder away"))
        }
        Ok(metadata) if !metadata.is_file() => pour(&real, text).map_err(failed),
        Ok(_) => replace(&real, text).map_err(failed),
        Err(_) => {
            make_folder(folder_of(&real))?;
            replace(&real, text).map_err(failed)
        }
    }
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Failure> {
    if let Some(file) = folder.ancestors().find(|above| above.is_file()) {
        let message = format!("`{}` is a file, and a folder is needed there", file.display());
        return Err(Failure::new(message).hint("name another folder, or take the file away"));
    }
    fs::create_dir_all(folder).map_err(|source| {
        Failure::new(IoError::new(format!("make the folder `{}`", folder.display()), source))
            .hint("name a folder that you may write to")
    })
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn pour(path: &Path, text: &str) -> std::io::Result<()> {
    fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes())
}

fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let existing = fs::metadata(path).ok().map(|metadata| metadata.permissions());
    if existing.as_ref().is_some_and(fs::Permissions::readonly) {
        // Renaming would replace it all the same.
        return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let mut file = temporary().tempfile_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    if let Some(rights) = existing {
        file.as_file().set_permissions(rights)?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Temporary files are for their owner alone; a document has the rights of any new file.
fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".relnotes-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}
